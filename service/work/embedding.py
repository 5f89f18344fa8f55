"""Embed the passages of the archive: whatever is searched and has no vectors yet. What there is to do stands in the
tables, so that whoever was stopped goes on where it was."""

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial

from service.domain import Frozen
from service.errors import BadReply, ContentFiltered, Outside, PromptTooLong, RequestRejected
from service.models.embeddings import Embedder, Purpose
from service.store import Store
from service.store.vectors import UnembeddedPassage, VectorStore
from service.work.jobs import StoreRetries

LOG = logging.getLogger(__name__)

# What the engine calls one look for passages without vectors; seconds from one to the next.
EMBEDDING, EVERY_S = "embed", 60.0
TOGETHER = 16  # documents whose vectors are kept at once
OWN_FAULTS = (PromptTooLong, RequestRejected, ContentFiltered, BadReply)  # what one text among many may bring about


class EmbeddingTally(Frozen):
    """What came of one look: documents that got vectors, their passages, those of them whose text had been embedded
    before, documents that could not be embedded, and tokens."""

    documents: int = 0
    passages: int = 0
    known: int = 0
    failed: int = 0
    tokens: int = 0

    def __add__(self, other: "EmbeddingTally") -> "EmbeddingTally":
        names = EmbeddingTally.model_fields
        return EmbeddingTally(**{name: getattr(self, name) + getattr(other, name) for name in names})


def embed_waiting(
    vectors: VectorStore,
    embedder: Embedder,
    stopped: Callable[[], bool] = lambda: False,
    tell: Callable[[EmbeddingTally], object] = lambda _: None,
) -> EmbeddingTally:
    """Embed all that waits. A document that the model does not take is left out this time, and does not hold up the
    others. Raises a `ModelFault` or a `CallNotMade`; what came before is kept."""
    tally, after = EmbeddingTally(), 0
    while waiting := vectors.waiting(embedder.name, TOGETHER, after):
        try:
            tally += _embedded(vectors, embedder, waiting, stopped)
        except OWN_FAULTS:
            for passages in _by_document(waiting):
                tally += _alone(vectors, embedder, passages, stopped)
        after = waiting[-1].document
        tell(tally)
    return tally


class ArchiveEmbedding:
    """Looks now and then, on one worker at a time, for passages of whichever desk that have no vectors."""

    def __init__(
        self,
        store: Store,
        embedder: Embedder,
        keep_trying: StoreRetries,
        stopped: Callable[[], bool],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._embedder, self._keep_trying = store, embedder, keep_trying
        self._stopped, self._clock, self._told = stopped, clock, -1

    def tell(self) -> None:
        """Put a look on its queue where one is due; however many workers do, there is one. Raises StoreUnavailable."""
        slot = int(self._clock() // EVERY_S)
        if slot == self._told:
            return
        with self._store.database.writing() as connection:
            self._store.outbox.put(connection, EMBEDDING, f"{EMBEDDING}-{slot}", str(slot))
        self._told = slot

    def run(self, _slot: str) -> None:
        """Embed what waits, of each desk. Vectors of another model stay until somebody has them made anew. Raises
        Stopped when the process stops before."""
        for desk in self._keep_trying(self._store.desks.all):
            vectors = VectorStore(self._store.of(desk.name).database)
            made_by = self._keep_trying(partial(vectors.made_by, self._embedder.name))
            if made_by not in (None, self._embedder.name):
                LOG.warning("the archive of %s has vectors of %s: `claimtrace archive embed`", desk.name, made_by)
                continue
            try:
                tally = embed_waiting(vectors, self._embedder, self._stopped)
            except Outside as error:
                LOG.warning("passages of %s are embedded later: %s", desk.name, error.kind)
                continue
            if tally != EmbeddingTally():
                LOG.info("embedded %d passages of %d documents", tally.passages, tally.documents)


def _embedded(
    vectors: VectorStore, embedder: Embedder, passages: Sequence[UnembeddedPassage], stopped: Callable[[], bool]
) -> EmbeddingTally:
    """Each text once, however often it stands in the archive."""
    texts = {one.hash: one.text for one in passages}
    known = vectors.known(embedder.name, texts)
    new = [hash for hash in texts if hash not in known]
    came = embedder.embed([texts[hash] for hash in new], Purpose.PASSAGE, stopped)
    had = known | dict(zip(new, came.vectors, strict=True))
    if len({*map(len, had.values()), vectors.length(embedder.name)} - {None}) > 1:
        raise BadReply(f"{embedder.name}: its vectors are not as long as they were.")
    vectors.put(embedder.name, [(one, had[one.hash]) for one in passages])
    documents = len({one.document for one in passages})
    return EmbeddingTally(
        documents=documents, passages=len(passages), known=len(passages) - len(new), tokens=came.tokens
    )


def _alone(
    vectors: VectorStore,
    embedder: Embedder,
    passages: Sequence[UnembeddedPassage],
    stopped: Callable[[], bool],
) -> EmbeddingTally:
    try:
        return _embedded(vectors, embedder, passages, stopped)
    except OWN_FAULTS as error:
        LOG.warning("document %d is not embedded: %s", passages[0].document, error.kind)
        return EmbeddingTally(failed=1)


def _by_document(passages: Sequence[UnembeddedPassage]) -> list[list[UnembeddedPassage]]:
    documents: dict[int, list[UnembeddedPassage]] = defaultdict(list)
    for one in passages:
        documents[one.document].append(one)
    return list(documents.values())
