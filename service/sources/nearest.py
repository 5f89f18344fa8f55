"""An archive that is searched by meaning as well as by words."""

from collections.abc import Sequence

from service.domain import Archived, Hit, Within
from service.errors import NotEmbedded
from service.models.embeddings import Embedder, Purpose
from service.store.documents import DocumentStore
from service.store.vectors import VectorStore


class HybridIndex:
    """Fits `sources.archive.MeaningIndex`. Serves many threads."""

    def __init__(self, documents: DocumentStore, embedder: Embedder) -> None:
        self._documents, self._embedder = documents, embedder
        self._vectors = VectorStore(documents.database)

    def newest(self) -> int:
        return self._documents.newest()

    def search(self, words: Sequence[str], within: Within, most: int) -> list[Hit]:
        return self._documents.search(words, within, most)

    def all_of(self, ids: Sequence[str]) -> dict[str, Archived]:
        return self._documents.all_of(ids)

    def nearest(self, texts: Sequence[str], within: Within, most: int) -> list[list[Hit]]:
        """Each text is embedded once. Raises a `ModelFault`, a `CallNotMade`, or StoreUnavailable."""
        model = self._embedder.name
        made_by = self._vectors.made_by(model)
        if made_by != model:
            told = f"made by {made_by}" if made_by else "not made yet"
            raise NotEmbedded(f"The archive's vectors are {told}, and {model} is set: `claimtrace archive embed`.")
        asked = self._embedder.embed(texts, Purpose.QUERY).vectors
        found = self._vectors.nearest(model, asked, within, most)
        return [self._documents.standing(near) for near in found]
