"""The desk's own archive, searched for each claim."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date
from typing import NamedTuple, Protocol

from service.domain import Archived, Article, Claim, ClaimantKind, Document, Dossier, Found, Hit, Looked, Within
from service.text.retrieval import retrieve
from service.text.searching import telling
from service.text.urls import page_of
from service.weighing import reprints

# Passages that one claim's search gives; documents that are looked at for each that is handed on.
PASSAGES, LOOKED_AT = 50, 3
NOBODY = frozenset({ClaimantKind.AUTHOR, ClaimantKind.UNNAMED})


class Index(Protocol):
    """An archive as it is searched: `service.store.documents.DocumentStore`."""

    def newest(self) -> int: ...

    def search(self, words: Sequence[str], within: Within, most: int) -> list[Hit]: ...

    def all_of(self, ids: Sequence[str]) -> dict[str, Archived]: ...


class Reach(NamedTuple):
    """How far an archive is searched: it (None: there is none), at most so many documents for an article (0: it is not
    asked), published so many days before the article or after it."""

    opened: Callable[[], Index | None] = lambda: None
    documents: int = 0
    days_before: int = 30
    days_after: int = 30

    def newest(self) -> int:
        """A number that is larger whenever there is more to find; 0 where there is nothing. Raises StoreUnavailable."""
        index = self.opened() if self.documents else None
        return index.newest() if index else 0


class ArchiveSource:
    """Fits `pipeline.Source`. Finds the documents whose passages share telling words with claims, once the archive
    holds any: never the article itself, a copy of it, or what the request brought."""

    name = "archive"

    def __init__(self, dossier: Dossier, reach: Reach) -> None:
        self._given, self._reach = dossier.documents, reach

    def find(self, article: Article, claims: Sequence[Claim]) -> Found:
        """Raises StoreUnavailable."""
        index = self._reach.opened() if self._reach.documents else None
        if index is None or not claims or not index.newest():
            return Found()
        queries = tuple(dict.fromkeys(_queries(article, claims)))
        ranked = _ranked(index, queries, self._within(article))[: self._reach.documents * LOOKED_AT]
        kept = index.all_of(ranked)
        held = [kept[id] for id in ranked if id in kept]
        bearing = self._bearing(held, article, claims)
        documents = tuple(one.document for one in _copies_last(bearing))[: self._reach.documents]
        looked = Looked(source=self.name, queries=tuple(map(" ".join, queries)), found=len(bearing))
        return Found(documents=documents, looked=(looked,))

    def _within(self, article: Article) -> Within:
        """A window around the article's day, if it has one."""
        if article.published_at is None:
            return Within()
        day = article.published_at.astimezone(UTC).toordinal()
        first, last = max(1, day - self._reach.days_before), min(date.max.toordinal(), day + self._reach.days_after)
        return Within(since=date.fromordinal(first), until=date.fromordinal(last))

    def _bearing(self, held: Sequence[Archived], article: Article, claims: Sequence[Claim]) -> list[Archived]:
        """Those that a claim calls for, as an analyst would see it, and that are new to the report."""
        documents = [one.document for one in held]
        copies = {one.document_id for one in reprints.left_out(reprints.Original(article), documents, claims)}
        called = {
            passage.document_id
            for candidate in retrieve(claims, documents, article.language)
            for passage in candidate.passages
        }
        pages = {page_of(article.url), *(page for one in self._given for page in _pages(one))} - {None}
        texts = {one.sha256 for one in self._given}
        return [
            one
            for one in held
            if one.document.id in called - copies
            and one.document.sha256 not in texts
            and pages.isdisjoint(_pages(one.document))
        ]


def _queries(article: Article, claims: Sequence[Claim]) -> Iterator[tuple[str, ...]]:
    """The article's headline, and each claim with the name of who makes it, in words that tell."""
    for text in (article.title or "", *map(_asked, claims)):
        if words := telling(text, article.language):
            yield words


def _asked(claim: Claim) -> str:
    return claim.text if claim.claimant.kind in NOBODY else f"{claim.text} {claim.claimant.name}"


def _ranked(index: Index, queries: Iterable[tuple[str, ...]], within: Within) -> list[str]:
    """Documents by what their best passage for each query scores, all queries together: what bears on many claims of an
    article stands before what bears on one."""
    scores: dict[str, float] = defaultdict(float)
    for words in queries:
        best: dict[str, float] = {}
        for hit in index.search(words, within, PASSAGES):
            best.setdefault(hit.document_id, hit.score)
        for id, score in best.items():
            scores[id] += score
    return sorted(scores, key=lambda id: (-scores[id], id))


def _copies_last(held: Sequence[Archived]) -> Iterator[Archived]:
    """All but copies of one another first: a copy adds no origin, and is read where there is room."""
    seen: set[str] = set()
    copies = []
    for one in held:
        first = one.copy_of or one.document.id
        if first in seen:
            copies.append(one)
        else:
            yield one
        seen.add(first)
    yield from copies


def _pages(document: Document) -> set[str]:
    return {
        page
        for page in (page_of(document.url), page_of(document.canonical_url))
        if page and ("/" in page or "?" in page)
    }
