"""The documents that a request names by their addresses alone."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from service.domain import Article, Claim, Document, Dossier, Failure, Found, Looked
from service.errors import BudgetSpent, Claimtrace, DeadlinePassed, Outside, Refused
from service.intake.fetched import document_with, without_text
from service.pipeline import Each, failed
from service.sources.fetch import Fetched

# What stands at an address: the page, had within so many seconds. Raises Outside.
Fetch = Callable[[str, float], Fetched]

# Seconds and bytes for all of one article's documents together: what comes is kept until the report is made.
TOGETHER_S, TOGETHER_BYTES = 120.0, 20_000_000


class AddressSource:
    """Fits `pipeline.Source`. Answers every claim with all documents that the request names by address; one that cannot
    be had is given without its text, and its look tells why. Each host is asked for one page at a time."""

    name = "addresses"

    def __init__(self, dossier: Dossier, fetch: Fetch, each: Each, clock: Callable[[], float] = time.monotonic) -> None:
        self._dossier, self._fetch, self._each, self._clock = dossier, fetch, each, clock
        self._lengths: list[int] = []

    def find(self, article: Article, claims: Sequence[Claim]) -> Found:  # noqa: ARG002
        until, hosts = self._clock() + TOGETHER_S, defaultdict[str | None, list[Document]](list)
        wanted = [one for one in self._dossier.documents if one.id in self._dossier.fetch_documents]
        for document in wanted:
            hosts[urlsplit(document.url or "").hostname].append(document)
        parts = self._each(lambda host: self._of_one_host(host, until), hosts.values())
        found = {document.id: (document, look) for part in parts for document, look in part}
        documents, looked = zip(*(found[one.id] for one in wanted), strict=True)
        return Found(documents=documents, looked=looked)

    def _of_one_host(self, documents: Iterable[Document], until: float) -> list[tuple[Document, Looked]]:
        return [self._looked(document, until) for document in documents]

    def _looked(self, document: Document, until: float) -> tuple[Document, Looked]:
        address = document.url or ""
        try:
            whole = document_with(document, self._fetched(address, until - self._clock()), self._dossier)
        except (Outside, Refused) as error:
            failure = _failure(document, error)
            look = Looked(source=self.name, queries=(address,), failed=1, failure=failure, documents=(document.id,))
            return without_text(document, error), look
        return whole, Looked(source=self.name, queries=(address,), found=1, documents=(document.id,))

    def _fetched(self, address: str, left_s: float) -> Fetched:
        if left_s <= 0:
            raise DeadlinePassed(f"The sources' {TOGETHER_S:g} seconds were used up before it was asked for.")
        if sum(self._lengths) > TOGETHER_BYTES:
            raise BudgetSpent(f"The sources before it came to more than {TOGETHER_BYTES:,} bytes.")
        fetched = self._fetch(address, left_s)
        self._lengths.append(len(fetched.body))
        return fetched


def _failure(document: Document, error: Claimtrace) -> Failure:
    """What is said of a source without its text."""
    what = "read" if isinstance(error, Refused) else "fetched"
    return failed("fetch", document.id, error, f"Source {document.id} could not be {what}: {error.detail}")
