"""What can be asked: have an article verified, have claims judged, have a report weighed again."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from service import pipeline
from service.analysts.injection_guard import screen
from service.domain import Article, Basis, Claim, Document, Dossier, Evidence, Report, Ruleset, fingerprint
from service.errors import BadInput
from service.languages.called import primary
from service.pipeline import Analyst, ArticleFetched, Desk, Each, Event, ReportReady, Source
from service.sources.registry import Registry
from service.sources.request import RequestSource
from service.weighing.findings import reweighed

if TYPE_CHECKING:
    from service.cassette import CallLog
    from service.domain import Job
    from service.sources.fetch import Fetched
    from service.sources.web_pages import PageFetcher
    from service.store.jobs import JobStore, Key

SOURCES: tuple[Callable[[Dossier], Source], ...] = (RequestSource,)
# What is sought beyond the house, for one article: by its dossier, its run, and the threads that ask.
Sought = Callable[[Dossier, "RunContext", Each], list[Source]]
# Hosts that are asked at once for one article's documents.
HOSTS_AT_ONCE = 8


@dataclass(frozen=True)
class RunContext:
    """One article's run: the id of its report, and how it is told to stop. `log` keeps its calls, so that none is made
    twice; within `scope` the same question is the same call, and is named so to the provider."""

    report_id: str = field(default_factory=lambda: f"rep_{secrets.token_hex(12)}")
    cancelled: threading.Event = field(default_factory=threading.Event)
    log: "CallLog | None" = None
    scope: str | None = None


@dataclass(frozen=True)
class AnalystChoice:
    """How an analyst is had, a new one for each article; `calls_at_once` is for how many threads it has work, and
    `languages` are those that it reads (None: any)."""

    analyst: Callable[[RunContext, Each], Analyst]
    calls_at_once: int = 1
    languages: frozenset[str] | None = None

    def reads(self, article: Article) -> bool:
        """Whether the article's language is one of them. Where its words alone tell it, the report says so instead."""
        known = self.languages is None or primary(article.language) in self.languages
        return known or article.language_detected


@dataclass(frozen=True)
class Verification:
    """The use cases, on whatever was wired for them; safe to share between threads.

    `analysts` are those that a request may choose, `usual` the one that reads where it chooses none. `registry` gives
    what the desk knows now. `mark` changes with whatever else than that and the dossier decides a report; `jobs` opens
    the store of jobs, of which so many may wait; `pages` opens the way to pages that are named by address (None: they
    are not fetched here); `sought` gives the sources beyond the house (None: there are none).
    """

    analysts: Mapping[str, AnalystChoice]
    usual: str
    ruleset: Ruleset
    registry: Callable[[], Registry]
    mark: str
    jobs: "Callable[[], JobStore]"
    queue_room: int
    pages: "Callable[[], PageFetcher] | None" = None
    sought: Sought | None = None
    clock: Callable[[], float] = time.perf_counter

    def submit(self, dossier: Dossier, key: "Key | None" = None, *, refresh: bool = False) -> "tuple[Job, bool]":
        """The job for a dossier, and whether it is new. Raises Refused, Busy or StoreUnavailable."""
        from service.store.jobs import NewJob  # noqa: PLC0415 - one report on a command line needs no store

        self.check(dossier)
        new = NewJob(
            id=f"job_{secrets.token_hex(12)}",
            article_id=dossier.article.id,
            title=dossier.article.title,
            request=dossier.model_dump_json(),
            fingerprint=self.fingerprint(dossier),
        )
        return self.jobs().submit(new, key, refresh=refresh, room=self.queue_room)

    def verify(self, dossier: Dossier, context: RunContext | None = None) -> Iterator[Event]:
        """The events of one article's way through the house. Raises Refused before the first of them.

        No call to a model is begun once the run is cancelled, or once nobody takes the events any more.
        """
        self.check(dossier)
        return self._events(dossier, context or RunContext())

    def report(self, dossier: Dossier) -> Report:
        """The last of the events. Raises Refused."""
        return next(event.report for event in self.verify(dossier) if isinstance(event, ReportReady))

    def judge(self, article: Article, documents: Sequence[Document], claims: Sequence[Claim]) -> tuple[Evidence, ...]:
        """What these documents say of these claims, by the usual analyst, not yet weighed."""
        context = RunContext()
        with side_by_side(self.analysts[self.usual].calls_at_once) as each:
            analyst = self.analysts[self.usual].analyst(context, each)
            given = {one.id: one for one in documents}
            judgings = pipeline.judge(article, given, claims, analyst, pipeline.screened(given, screen))
            return tuple(item for judging in judgings for item in judging.evidence)

    def check(self, dossier: Dossier) -> None:
        """Raises BadInput for a dossier that cannot be read here."""
        self._check_language(dossier)
        for pointer, url in dossier.addresses():
            self._pages(pointer).check(url, pointer)

    def _check_language(self, dossier: Dossier) -> None:
        if not self._choice(dossier).reads(dossier.article):
            raise BadInput("Only English (en) is read without a language model.", "/article/language")

    def fingerprint(self, dossier: Dossier) -> str:
        """The same for two dossiers that would get the same report."""
        return fingerprint([self.mark, dossier.model or self.usual, dossier.model_dump(mode="json")], length=32)

    def _choice(self, dossier: Dossier) -> AnalystChoice:
        try:
            return self.analysts[dossier.model or self.usual]
        except KeyError as error:
            raise BadInput(f"Should be one of {', '.join(self.analysts)}.", "/model") from error

    def rescored(self, report: Report, dossier: Dossier, registry: Registry | None = None) -> Report:
        """A report on the dossier as it is under a registry (None: as it stands now), by the ruleset it was weighed by:
        nothing is read again. Raises BadInput for a report that does not hold what was read."""
        desk = self._desk(dossier, registry or self.registry())
        held = report.basis.ruleset if report.basis else self.ruleset
        given = {one.id: one for one in dossier.documents}
        documents = tuple(desk.know(_as_brought(one, given.get(one.id))) for one in report.documents)
        findings = (one.model_copy(update={"claim": desk.own_accounts(one.claim)}) for one in report.findings)
        known = report.model_copy(update={"documents": documents, "findings": tuple(findings)})
        return reweighed(known, desk.basis.model_copy(update={"ruleset": held}))

    def _desk(self, dossier: Dossier, registry: Registry) -> Desk:
        outlet = dossier.article.outlet
        basis = Basis(
            alliances=(*registry.declared, *dossier.alliances),
            outlet_grade=dossier.grade_of(outlet) or registry.grade_of(outlet, dossier.article.url),
            ruleset=self.ruleset,
            edition=registry.edition,
        )
        return Desk(basis, registry.known, registry.own_accounts, screen)

    def _events(self, dossier: Dossier, context: RunContext) -> Iterator[Event]:
        choice = self._choice(dossier)
        with (
            side_by_side(choice.calls_at_once) as each,
            side_by_side(HOSTS_AT_ONCE if dossier.fetch_documents or self.sought else 1) as hosts,
        ):
            try:
                if dossier.fetch_article:
                    dossier = self._with_article(dossier, context)
                    yield ArticleFetched(article=dossier.article)
                yield from pipeline.verify(
                    dossier.article,
                    choice.analyst(context, each),
                    self._sources(dossier, context, hosts),
                    self._desk(dossier, self.registry()),
                    report_id=context.report_id,
                    clock=self.clock,
                    each=each,
                )
            finally:
                context.cancelled.set()

    def _with_article(self, dossier: Dossier, context: RunContext) -> Dossier:
        """The dossier with the article that stands at its address. Raises Outside or Refused where it cannot be had."""
        from service.intake.fetched import article_with  # noqa: PLC0415 - as below

        fetched = self._pages("/article/url").fetch(dossier.article.url or "", context.cancelled, context.log)
        article = article_with(dossier.article, fetched)
        whole = dossier.model_copy(update={"article": article, "fetch_article": False})
        self._check_language(whole)
        return whole

    def _sources(self, dossier: Dossier, context: RunContext, each: Each) -> list[Source]:
        sources = [source(dossier) for source in SOURCES]
        sources += self.sought(dossier, context, each) if self.sought else []
        if not dossier.fetch_documents:
            return sources
        from service.sources.addressed import AddressSource  # noqa: PLC0415 - a text that is given needs no HTTP

        pages = self._pages("/sources")

        def fetch(url: str, within_s: float) -> "Fetched":
            return pages.fetch(url, context.cancelled, context.log, within_s)

        return [*sources, AddressSource(dossier, fetch, each)]

    def _pages(self, pointer: str) -> "PageFetcher":
        if self.pages is None:
            raise BadInput("Addresses are not fetched here: give the text.", pointer)
        return self.pages()


def rescored(report: Report, ruleset: Ruleset | None = None) -> Report:
    """A report weighed again, without any analyst: by what it was weighed by before, or under another ruleset. Raises
    BadInput for one that was made before reports kept that."""
    if ruleset is None or report.basis is None:
        return reweighed(report)
    return reweighed(report, report.basis.model_copy(update={"ruleset": ruleset}))


def _as_brought(document: Document, given: Document | None) -> Document:
    """A report's document with what its bringer said of its publisher, and nothing that the registry did."""
    told = given or document.model_copy(update={"grade": None, "owner": None, "wire": None})
    return document.model_copy(update={"grade": told.grade, "owner": told.owner, "wire": told.wire})


@contextmanager
def side_by_side(threads: int) -> Iterator[Each]:
    """Threads for one article; whatever was not begun is let go when the article ends."""
    if threads == 1:
        yield map
        return
    context = copy_context()  # what is logged in these threads tells of the same job and article
    pool = ThreadPoolExecutor(threads, "claimtrace", _take_over, (context,))
    try:
        yield pool.map
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _take_over(context: Context) -> None:
    for variable, value in context.items():
        variable.set(value)
