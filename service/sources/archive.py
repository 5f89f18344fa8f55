"""The desk's own archive, searched for each claim."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, timedelta
from typing import NamedTuple, Protocol, cast

from service.domain import Archived, Article, Claim, Document, Dossier, Found, Hit, Looked, Within
from service.errors import Outside
from service.pipeline import failed
from service.text.queries import told_by
from service.text.retrieval import retrieve
from service.text.searching import telling
from service.text.urls import page_of
from service.weighing import reprints

# Passages that one claim's search gives; documents that are looked at for each that is handed on.
PASSAGES, LOOKED_AT = 50, 3
# A document bears on an article where its best passages score so much of what all words of its claims are worth, and
# one of them as much as a word that nothing else holds; or where one is worth two such words. Of our cases' documents
# .96 are taken, and .006 of 1,000 others (A-N); .98 and .009 of those that were kept apart (O-Z).
TOGETHER, ALONE = 0.06, 2.0
# What was published before the window is background, and bears on an article only by both of these: so 12 of 15 such
# documents of our cases are taken, and one strange one (A-N).
BACKGROUND_TOGETHER, BACKGROUND_ALONE = 0.1, 2.5
# Documents nearest to a query by meaning that bear on it whatever their words; and how far a list's first ones stand
# from the rest (Cormack, Clarke and Buettcher 2009).
NEAREST, SMOOTHED = 3, 60
FEW = 50  # documents among which no word is rare: there each claim's share of words decides


class Index(Protocol):
    """An archive as it is searched: `service.store.documents.DocumentStore`."""

    def newest(self) -> int: ...

    def search(self, words: Sequence[str], within: Within, most: int) -> list[Hit]: ...

    def all_of(self, ids: Sequence[str]) -> dict[str, Archived]: ...


class MeaningIndex(Index, Protocol):
    """One that is searched by meaning as well: `service.sources.nearest.HybridIndex`."""

    def nearest(self, texts: Sequence[str], within: Within, most: int) -> list[list[Hit]]:
        """For each text the passages nearest to it, the nearest first. Raises Outside where nobody can tell."""
        ...


class Reach(NamedTuple):
    """How far an archive is searched: at most so many documents for an article (0: it is not asked), published so many
    days before the article or after it, earlier only where they match much more; and whether it is one that is searched
    by meaning as well."""

    documents: int = 0
    days_before: int = 30
    days_after: int = 30
    by_meaning: bool = False


class ArchiveSource:
    """Fits `pipeline.Source`. Finds the documents whose passages share telling words with claims, once the archive
    holds any: never the article itself, a copy of it, or what the request brought."""

    name = "archive"

    def __init__(self, dossier: Dossier, reach: Reach, index: Index) -> None:
        self._given, self._reach, self._index = dossier.documents, reach, index

    def find(self, article: Article, claims: Sequence[Claim]) -> Found:
        """Raises StoreUnavailable."""
        index = self._index
        if not claims or not index.newest():
            return Found()
        queries = dict(_queries(article, claims))
        within, few = around(article, self._reach.days_before, self._reach.days_after), index.newest() < FEW
        by_words = [index.search(words, within, PASSAGES) for words in queries]
        by_meaning, looked = self._nearest(list(queries.values()), within)
        ranked = _ranked(by_words, by_meaning, few=few)
        if not few and (earlier := before(within)):
            ranked += _background(by_words, [index.search(words, earlier, PASSAGES) for words in queries])
        ranked = ranked[: self._reach.documents * LOOKED_AT]
        kept = index.all_of(ranked)
        held = [kept[id] for id in ranked if id in kept]
        new = self._new(held, article, claims)
        if few and not by_meaning:
            new = _called(new, article, claims)
        documents = tuple(one.document for one in _copies_last(new))[: self._reach.documents]
        told = Looked(source=self.name, queries=tuple(map(" ".join, queries)), found=len(new))
        if not looked:
            return Found(documents=documents, looked=(told,))
        told = told.model_copy(update={"documents": tuple(one.id for one in documents)})
        return Found(documents=documents, looked=(told, *looked))

    def _nearest(self, texts: Sequence[str], within: Within) -> tuple[list[list[Hit]], tuple[Looked, ...]]:
        """What stands nearest to each text, and how it was looked for; where nobody can tell, words have to do."""
        if not self._reach.by_meaning:
            return [], ()
        source = f"{self.name}:embeddings"
        try:
            near = cast(MeaningIndex, self._index).nearest(texts, within, PASSAGES)
        except Outside as error:
            return [], (Looked(source=source, read=0, failure=failed("archive", source, error)),)
        found = {hit.document_id for hits in near for hit in hits[:NEAREST]}
        return near, (Looked(source=source, queries=tuple(texts), found=len(found), read=0),)

    def _new(self, held: Sequence[Archived], article: Article, claims: Sequence[Claim]) -> list[Archived]:
        """Those that are neither the article, nor a copy of it, nor what the request brought."""
        documents = [one.document for one in held]
        copies = {one.document_id for one in reprints.left_out(reprints.Original(article), documents, claims)}
        pages = {page_of(article.url), *(page for one in self._given for page in _pages(one))} - {None}
        texts = {one.sha256 for one in self._given}
        return [
            one
            for one in held
            if one.document.id not in copies
            and one.document.sha256 not in texts
            and pages.isdisjoint(_pages(one.document))
        ]


def around(article: Article, days_before: int, days_after: int) -> Within:
    """A window around the article's day, if it has one."""
    if article.published_at is None:
        return Within()
    day = article.published_at.astimezone(UTC).toordinal()
    first, last = max(1, day - days_before), min(date.max.toordinal(), day + days_after)
    return Within(since=date.fromordinal(first), until=date.fromordinal(last))


def before(within: Within) -> Within | None:
    """All days before a window, if it begins anywhere; what has no date is of none."""
    if within.since is None or within.since == date.min:
        return None
    return Within(until=within.since - timedelta(days=1), dated=True)


def _queries(article: Article, claims: Sequence[Claim]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The article's headline, and each claim with the name of who makes it: in words that tell, and as it stands."""
    for text in (article.title or "", *map(told_by, claims)):
        if words := telling(text, article.language):
            yield words, text


def _ranked(by_words: Sequence[Sequence[Hit]], by_meaning: Sequence[Sequence[Hit]], *, few: bool) -> list[str]:
    """Documents by what their best passage for each query scores, all queries together: what bears on many claims of an
    article stands before what bears on one. Among more than a few, only those that bear on it. Where meaning was looked
    at too, by where they stand in the lists of both, and those that are nearest to a query by meaning bear on it."""
    words = _Matches.of(by_words)
    scores = words.together
    bearing = {id for id in scores if few or words.alone[id] >= ALONE or words.reach(id, TOGETHER * words.worth, 1)}
    if by_meaning:
        bearing |= {id for hits in by_meaning for id in _documents(hits)[:NEAREST]}
        scores = fused([_documents(hits) for hits in (*by_words, *by_meaning)])
    return sorted(bearing, key=lambda id: (-scores[id], id))


def _background(by_words: Sequence[Sequence[Hit]], earlier: Sequence[Sequence[Hit]]) -> list[str]:
    """Documents of before that match much more strongly than those around the article have to, best first."""
    words = _Matches.of(earlier)
    worth = sum(next((hits[0].of for hits in found if hits), 0.0) for found in zip(by_words, earlier, strict=True))
    bearing = {id for id in words.together if words.reach(id, BACKGROUND_TOGETHER * worth, BACKGROUND_ALONE)}
    return sorted(bearing, key=lambda id: (-words.together[id], id))


class _Matches(NamedTuple):
    """How well documents match by words: what their best passages for all queries score together, the most that one of
    these scores against a word that nothing else holds, and what all words of all queries are worth."""

    together: dict[str, float]
    alone: dict[str, float]
    worth: float

    @classmethod
    def of(cls, found: Sequence[Sequence[Hit]]) -> "_Matches":
        together: dict[str, float] = defaultdict(float)
        alone: dict[str, float] = defaultdict(float)
        for hits in found:
            best: dict[str, Hit] = {}
            for hit in hits:
                best.setdefault(hit.document_id, hit)
            for id, hit in best.items():
                together[id] += hit.score
                alone[id] = max(alone[id], hit.score / hit.rare)
        return cls(together, alone, sum(hits[0].of for hits in found if hits))

    def reach(self, id: str, score: float, rare: float) -> bool:
        """Whether a document scores so much together, and once as much as so many rare words."""
        return self.alone[id] >= rare and self.together[id] >= score


def fused(lists: Iterable[Sequence[str]]) -> dict[str, float]:
    """What each scores that stands in ranked lists: reciprocal rank fusion."""
    scores: dict[str, float] = defaultdict(float)
    for ranked in lists:
        for rank, id in enumerate(ranked, 1):
            scores[id] += 1 / (SMOOTHED + rank)
    return scores


def _documents(hits: Iterable[Hit]) -> list[str]:
    return list(dict.fromkeys(hit.document_id for hit in hits))


def _called(held: Sequence[Archived], article: Article, claims: Sequence[Claim]) -> list[Archived]:
    """Those that a claim calls for, as an analyst would see it."""
    candidates = retrieve(claims, [one.document for one in held], article.language)
    called = {passage.document_id for one in candidates for passage in one.passages}
    return [one for one in held if one.document.id in called]


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
