"""The documents whose texts came with the request."""

from collections.abc import Sequence

from service.domain import Article, Claim, Dossier, Found, Looked


class RequestSource:
    """Fits `pipeline.Source`. Answers every claim with all documents of the request but those to be fetched."""

    name = "request"

    def __init__(self, dossier: Dossier) -> None:
        self._documents = tuple(one for one in dossier.documents if one.id not in dossier.fetch_documents)

    def find(self, article: Article, claims: Sequence[Claim]) -> Found:  # noqa: ARG002
        looked = Looked(source=self.name, found=len(self._documents))
        return Found(documents=self._documents, looked=(looked,))
