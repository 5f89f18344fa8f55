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
from service.pipeline import Analyst, Desk, Each, Event, ReportReady, Source
from service.sources.archive import ArchiveSource, Reach
from service.sources.registry import Registry
from service.sources.request import RequestSource
from service.weighing.findings import reweighed

if TYPE_CHECKING:
    from service.cassette import CallLog
    from service.domain import Job
    from service.store.jobs import JobStore, Key

SOURCES: "tuple[Callable[[Dossier, Reach], Source], ...]" = (
    lambda dossier, _: RequestSource(dossier),
    ArchiveSource,
)


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

    `analysts` are those that a request may choose, `usual` the one that reads where it chooses none. `mark` changes
    with whatever else than the dossier and the `archive` decides a report; `jobs` opens the store of jobs, of which so
    many may wait.
    """

    analysts: Mapping[str, AnalystChoice]
    usual: str
    ruleset: Ruleset
    registry: Registry
    mark: str
    jobs: "Callable[[], JobStore]"
    queue_room: int
    archive: Reach = Reach()  # noqa: RUF009 - a frozen value
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
        if not self._choice(dossier).reads(dossier.article):
            raise BadInput("Only English (en) is read without a language model.", "/article/language")

    def fingerprint(self, dossier: Dossier) -> str:
        """The same for two dossiers that would get the same report. Raises StoreUnavailable."""
        decisive = [self.mark, dossier.model or self.usual, dossier.model_dump(mode="json"), self.archive.newest()]
        return fingerprint(decisive, length=32)

    def _choice(self, dossier: Dossier) -> AnalystChoice:
        try:
            return self.analysts[dossier.model or self.usual]
        except KeyError as error:
            raise BadInput(f"Should be one of {', '.join(self.analysts)}.", "/model") from error

    def _desk(self, dossier: Dossier) -> Desk:
        outlet = dossier.article.outlet
        basis = Basis(
            alliances=(*self.registry.alliances, *dossier.alliances),
            outlet_grade=dossier.grade_of(outlet) or self.registry.grade_of(outlet, dossier.article.url),
            ruleset=self.ruleset,
        )
        return Desk(basis, self.registry.known, screen)

    def _events(self, dossier: Dossier, context: RunContext) -> Iterator[Event]:
        choice = self._choice(dossier)
        with side_by_side(choice.calls_at_once) as each:
            try:
                yield from pipeline.verify(
                    dossier.article,
                    choice.analyst(context, each),
                    [source(dossier, self.archive) for source in SOURCES],
                    self._desk(dossier),
                    report_id=context.report_id,
                    clock=self.clock,
                    each=each,
                )
            finally:
                context.cancelled.set()


def rescored(report: Report, ruleset: Ruleset | None = None) -> Report:
    """A report weighed again, without any analyst: by what it was weighed by before, or under another ruleset. Raises
    BadInput for one that was made before reports kept that."""
    if ruleset is None or report.basis is None:
        return reweighed(report)
    return reweighed(report, report.basis.model_copy(update={"ruleset": ruleset}))


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
