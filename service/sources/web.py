"""The live web, as far as search engines know it: pages of the article's days that share telling words with claims."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from service.domain import Article, Claim, Document, Dossier, Failure, Found, Looked, Within, fingerprint
from service.errors import BudgetSpent, Claimtrace, Outside, Refused
from service.intake.fetched import document_with
from service.languages.words import content, stems
from service.pipeline import Each, failed
from service.sources.addressed import Fetch
from service.sources.archive import around
from service.sources.searching import Engaged, Result, Results, WebReach
from service.text.queries import Query, queries
from service.text.urls import page_of
from service.weighing import reprints

if TYPE_CHECKING:
    from service.sources.fetch import Fetched

# What an engine gives on a question, by its name, within so many seconds. Raises Outside, where none is left too.
Ask = Callable[[str, Query, Within, float], Results]

# Writes questions about an article's claims. Raises Outside.
Write = Callable[[Article, Sequence[Claim]], tuple[Query, ...]]

# Seconds for all questions of one article, and for all pages; bytes of all pages together.
ASKING_S, FETCHING_S, TOGETHER_BYTES = 30.0, 45.0, 20_000_000
FETCHED_EACH = 2  # pages that are fetched for each that is read: some cannot be had, and some are not what they seemed
SHARED = 2  # telling words that a page shares with one claim at least


class EngineLook(NamedTuple):
    """What came of one engine's questions, or of a share of them: those that it was asked, what it found, why the rest
    was not asked."""

    engine: str
    asked: tuple[str, ...] = ()
    results: tuple[Result, ...] = ()
    failure: Failure | None = None


class FoundPage(NamedTuple):
    """A page that engines found, and by which of them."""

    result: Result
    engines: frozenset[str]


class WebSource:
    """Fits `pipeline.Source`. Engines are asked side by side, each host for one page at a time; never is the article
    given, what the request brought, or what is dated outside the days around the article's."""

    name = "web"

    def __init__(
        self,
        dossier: Dossier,
        reach: WebReach,
        ask: Ask,
        fetch: Fetch,
        each: Each,
        clock: Callable[[], float] = time.monotonic,
        write: Write | None = None,
    ) -> None:
        """`write`: who writes the questions; where that fails, and where nobody does, words of the claims do."""
        self._write = write
        self._dossier, self._reach, self._ask, self._fetch = dossier, reach, ask, fetch
        self._each, self._clock = each, clock
        self._lengths: list[int] = []

    def find(self, article: Article, claims: Sequence[Claim]) -> Found:
        wanted, unwritten = self._questions(article, claims)
        if not wanted:
            return Found(looked=unwritten)
        days = around(article, self._reach.days_before, self._reach.days_after)
        within, until = days.model_copy(update={"language": article.language}), self._clock() + ASKING_S
        looks = list(self._each(lambda lane: self._look(lane[0], lane[1], within, until), self._lanes(wanted)))
        pages = self._pages(looks, article, within)
        ranked = _ranked(pages, claims, article.language)
        had = self._had(ranked[: self._reach.documents * FETCHED_EACH], within)
        documents = self._told(article, claims, [one for one in had.values() if isinstance(one, Document)])
        return Found(documents=documents, looked=(*unwritten, *self._looked(looks, pages, had, documents)))

    def _questions(self, article: Article, claims: Sequence[Claim]) -> tuple[tuple[Query, ...], tuple[Looked, ...]]:
        """What to ask, and where it could not be written as it was meant to be, why."""
        most, written, looked = self._reach.queries, tuple[Query, ...](), tuple[Looked, ...]()
        if self._write:
            try:
                written = self._write(article, claims)
            except Outside as error:
                source = f"{self.name}:questions"
                looked = (Looked(source=source, read=0, failure=failed("search", source, error)),)
        return written[:most] or queries(article, claims, most), looked

    # ---------------------------------------------------------------- engines

    def _lanes(self, wanted: Sequence[Query]) -> Iterator[tuple[Engaged, Sequence[Query]]]:
        """The questions of each engine, in as many shares as it is asked side by side."""
        for engine in self._reach.engines:
            asked = wanted[: engine.most]
            shares = (asked[lane :: engine.at_once] for lane in range(engine.at_once))
            yield from ((engine, share) for share in shares if share)

    def _look(self, engine: Engaged, wanted: Sequence[Query], within: Within, until: float) -> EngineLook:
        """One engine's share of the questions, until the first that fails."""
        asked: list[str] = []
        results: list[Result] = []
        for query in wanted:
            asked.append(query.text)
            try:
                results += self._ask(engine.name, query, within, until - self._clock()).found
            except Outside as error:
                told = failed("search", engine.name, error)
                return EngineLook(engine.name, tuple(asked), tuple(results), told)
        return EngineLook(engine.name, tuple(asked), tuple(results))

    def _pages(self, looks: Iterable[EngineLook], article: Article, within: Within) -> list[FoundPage]:
        """Each page once, under the first address that it was found by."""
        own = self._own(article)
        found: dict[str, FoundPage] = {}
        for look in looks:
            for result in look.results:
                page = page_of(result.url)
                if page and page not in own and _counts(result.published, within):
                    before = found.get(page, FoundPage(result, frozenset()))
                    found[page] = FoundPage(before.result, before.engines | {look.engine})
        return list(found.values())

    # ---------------------------------------------------------------- pages

    def _had(self, pages: Iterable[FoundPage], within: Within) -> dict[str, Document | Failure]:
        """What stands at each page's address, or why it is not to be had, in the pages' order."""
        until, hosts = self._clock() + FETCHING_S, defaultdict[str | None, list[str]](list)
        urls = [page.result.url for page in pages]
        for url in urls:
            hosts[urlsplit(url).hostname].append(url)
        parts = self._each(lambda host: [(url, self._read(url, until)) for url in host], hosts.values())
        had = dict(one for part in parts for one in part)
        return {url: one for url in urls if isinstance(one := had[url], Failure) or _counts(one.published_at, within)}

    def _read(self, url: str, until: float) -> Document | Failure:
        document = Document(id=f"web-{fingerprint(page_of(url))}", url=url, text="")
        try:
            return document_with(document, self._fetched(url, until - self._clock()), self._dossier)
        except (Outside, Refused) as error:
            return _failure(url, error)

    def _fetched(self, url: str, left_s: float) -> "Fetched":
        if sum(self._lengths) > TOGETHER_BYTES:
            raise BudgetSpent(f"The pages before it came to more than {TOGETHER_BYTES:,} bytes.")
        fetched = self._fetch(url, left_s)
        self._lengths.append(len(fetched.body))
        return fetched

    def _told(self, article: Article, claims: Sequence[Claim], had: Sequence[Document]) -> tuple[Document, ...]:
        """Those that bear most on the claims; neither the article or a copy of it, nor a page or a text twice."""
        copies = {one.document_id for one in reprints.left_out(reprints.Original(article), had, claims)}
        own = self._own(article)
        once: dict[str, Document] = {}
        for one in had:
            if one.id not in copies and own.isdisjoint({page_of(one.url), page_of(one.canonical_url)}):
                once.setdefault(one.sha256 or one.id, one)
        scored = [(_bearing(one.text, claims, article.language), one) for one in once.values()]
        best = sorted((pair for pair in scored if pair[0]), key=lambda pair: -pair[0])
        return tuple(one for _, one in best[: self._reach.documents])

    def _own(self, article: Article) -> frozenset[str | None]:
        """The pages that need not be found: the article's, and those that the request brought."""
        brought = (page_of(url) for one in self._dossier.documents for url in (one.url, one.canonical_url))
        return frozenset({page_of(article.url), *brought} - {None})

    def _looked(
        self,
        looks: Iterable[EngineLook],
        pages: Iterable[FoundPage],
        had: Mapping[str, Document | Failure],
        documents: Sequence[Document],
    ) -> Iterator[Looked]:
        """A look for each engine, and one for each page that could not be had."""
        by_engine: dict[str, list[EngineLook]] = defaultdict(list)
        for look in looks:
            by_engine[look.engine].append(look)
        read = {one.id for one in documents}
        for engine, shares in by_engine.items():
            urls = [page.result.url for page in pages if engine in page.engines]
            came = [had[url] for url in urls if url in had]
            given = tuple(one.id for one in came if isinstance(one, Document) and one.id in read)
            yield Looked(
                source=f"{self.name}:{engine}",
                queries=tuple(text for look in shares for text in look.asked),
                found=len(urls),
                read=len(given),
                documents=given,
                failed=sum(isinstance(one, Failure) for one in came),
                failure=next((look.failure for look in shares if look.failure), None),
            )
        for url, one in had.items():
            if isinstance(one, Failure):
                yield Looked(source=self.name, queries=(url,), failure=one)


def _counts(published: datetime | None, within: Within) -> bool:
    """Whether what was published then counts; what nobody dates does."""
    if published is None:
        return True
    day = published.astimezone(UTC).date()
    return (within.since is None or within.since <= day) and (within.until is None or day <= within.until)


def _ranked(pages: Iterable[FoundPage], claims: Sequence[Claim], language: str) -> list[FoundPage]:
    """Those whose own words bear on claims, by how much, as engines have them where they bear as much; of which an
    engine gives no words but a title, that is not asked."""
    scored = [
        (_bearing(f"{one.result.title} {one.result.snippet} {urlsplit(one.result.url).path}", claims, language), one)
        for one in pages
    ]
    bearing = (pair for pair in scored if pair[0] or not pair[1].result.snippet)
    return [one for _, one in sorted(bearing, key=lambda pair: -pair[0])]


def _bearing(text: str, claims: Iterable[Claim], language: str) -> float:
    """The shares of the claims' telling words that a text holds, of all claims that it holds a few of, together."""
    held = frozenset(content(text, language))
    shares = ((len(own & held), len(own)) for own in (stems(claim.text, language) for claim in claims) if own)
    return sum(shared / of for shared, of in shares if shared >= min(SHARED, of))


def _failure(url: str, error: Claimtrace) -> Failure:
    what = "read" if isinstance(error, Refused) else "fetched"
    return failed("fetch", url, error, f"{url} could not be {what}: {error.detail}")
