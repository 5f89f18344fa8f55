"""What can be asked: have an article verified, have claims judged, have a report weighed again."""

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from service import pipeline, run
from service.analysts.injection_guard import screen
from service.domain import (
    MAIN_DESK,
    Article,
    Claim,
    Document,
    Dossier,
    Evidence,
    Judging,
    Report,
    Ruleset,
    Run,
    article_id,
    fingerprint,
)
from service.errors import BadInput
from service.intake.request import Request
from service.pipeline import Analyst, Each, Event, ReportReady
from service.run import HOSTS_AT_ONCE, AnalystFactory, Conditions, Services, side_by_side
from service.sandbox import Sandbox
from service.sources.archive import Index, Reach
from service.sources.registry import Registry
from service.weighing.findings import reweighed

if TYPE_CHECKING:
    from service.cassette import CallLog
    from service.domain import Job
    from service.models.shared_budget import SharedBudget
    from service.sources.fetch import Fetched
    from service.sources.searching import Searches
    from service.sources.web_pages import PageFetcher
    from service.store.jobs import Admit, JobStore, Key


@dataclass(frozen=True)
class RunContext:
    """One article's run: the id of its report, and how it is told to stop. `log` keeps its calls, so that none is made
    twice; within `scope` the same question is the same call, and is named so to the provider. `desk`: whose it is.
    `earlier` is the article's last report, which the run follows; with `recheck` it brings that one up to date.
    `budget` is what its desk and the key that asked may spend (None: as much as it takes)."""

    report_id: str = field(default_factory=lambda: f"rep_{secrets.token_hex(12)}")
    cancelled: threading.Event = field(default_factory=threading.Event)
    log: "CallLog | None" = None
    scope: str | None = None
    desk: str = MAIN_DESK
    earlier: Report | None = None
    recheck: bool = False
    budget: "SharedBudget | None" = None


@dataclass(frozen=True)
class AnalystChoice:
    """How an analyst is had, a new one for each article. `reader` makes it where the article is read, which may be
    another process: it can be pickled. `calls` are made here; `calls_at_once` is for how many threads it has work, and
    `languages` are those that it reads (None: any). `paid`: somebody is asked who may want money for it;
    `priced`: it is known how much."""

    reader: AnalystFactory
    calls: Callable[[RunContext], object] = lambda _: None
    calls_at_once: int = 1
    languages: frozenset[str] | None = None
    paid: bool = False
    priced: bool = True

    def analyst(self, context: RunContext, each: Each) -> Analyst:
        return self.reader(self.calls(context), each, context.cancelled)


@dataclass(frozen=True)
class Verification:
    """The use cases of one desk, on whatever was wired for them; safe to share between threads. `of` gives those of
    another desk.

    `analysts` are those that a request may choose, `usual` the one that reads where it chooses none. `registry` gives
    what the desk knows now. `mark` changes with whatever else than that, the archive and the dossier decides a report;
    `jobs` opens the store of jobs, of which so many may wait; `pages` opens the way to pages that are named by address
    (None: they are not fetched here), and `archive` the desk's own documents, if there are any, which are searched as
    far as `reach` says; `searches` asks beyond the house (None: nobody is asked). With a `sandbox` each article is read
    in a process of its own.
    """

    analysts: Mapping[str, AnalystChoice]
    usual: str
    ruleset: Ruleset
    registry: Callable[[], Registry]
    mark: str
    jobs: "Callable[[], JobStore]"
    queue_room: int
    of: "Callable[[str], Verification]"
    pages: "Callable[[], PageFetcher] | None" = None
    searches: "Searches | None" = None
    archive: Callable[[], Index | None] = lambda: None
    reach: Reach = Reach()  # noqa: RUF009 - a frozen value
    sandbox: Sandbox | None = None
    clock: Callable[[], float] = time.perf_counter

    def submit(
        self,
        given: Dossier | Request,
        key: "Key | None" = None,
        *,
        refresh: bool = False,
        api_key: str | None = None,
        admit: "Admit" = lambda _: None,
    ) -> "tuple[Job, bool]":
        """The job for a dossier, or for a request that is still to be read as one, and whether it is new. `api_key` is
        the id of the key that asked, `admit` is asked before a new one is made. Raises Refused, Busy, StoreUnavailable,
        or what `admit` raises."""
        from service.store.articles import names  # noqa: PLC0415 - one report on a command line needs no store
        from service.store.jobs import NewJob  # noqa: PLC0415

        if isinstance(given, Dossier):
            self.check(given)
            id = given.article.id
        else:
            self._choice(given)
            one = given.article
            id = article_id(one.url, one.title, one.outlet, one.html or one.body or "")
        new = NewJob(
            id=f"job_{secrets.token_hex(12)}",
            article_id=id,
            title=given.article.title,
            request=given.model_dump_json(),
            fingerprint=self.fingerprint(given),
            api_key=api_key,
            names=names(given.article.external_id, given.article.outlet, given.article.url),
        )
        return self.jobs().submit(new, key, refresh=refresh, room=self.queue_room, admit=admit)

    def recheck(
        self, article_id: str, api_key: str | None = None, admit: "Admit" = lambda _: None
    ) -> "tuple[Job, bool]":
        """The job that brings an article's last report up to date, and whether it is new; asked for as by `submit`.
        Raises NotFound, Busy, StoreUnavailable, or what `admit` raises."""
        id = f"job_{secrets.token_hex(12)}"
        return self.jobs().recheck(article_id, id, room=self.queue_room, api_key=api_key, admit=admit)

    def reader_for(self, model: str | None) -> AnalystChoice | None:
        """Who reads where a request chooses this model; None: there is none such."""
        return self.analysts.get(model or self.usual)

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

    def judged(
        self,
        article: Article,
        documents: Sequence[Document],
        claims: Sequence[Claim],
        by: Run,
        context: RunContext | None = None,
    ) -> Judging:
        """The same by the analyst that made a run, with what could not be located or judged. Raises BadInput where it
        is offered no more, Outside or Unfinished where it could not read."""
        choice, context = self._reader_of(by), context or RunContext()
        services, at_once = self._services(choice, context), choice.calls_at_once
        way = (choice.reader, article, documents, claims, at_once)
        if self.sandbox is None:
            found = run.judgings(services, *way, context.cancelled)
        else:
            found = self.sandbox.follow(
                run.judgings, *way, asked=services, at_once=at_once, cancelled=context.cancelled
            )
        parts = tuple(found)
        return Judging(
            of=len(parts),
            evidence=tuple(item for one in parts for item in one.evidence),
            unanchored=tuple(item for one in parts for item in one.unanchored),
            failures=tuple(item for one in parts for item in one.failures),
            left_out=tuple(item for one in parts for item in one.left_out),
        )

    def _reader_of(self, by: Run) -> AnalystChoice:
        """Who made a run; of several models that stood in for each other, the first."""
        name = by.model.split(", then ")[0] if by.model else by.analyst
        if name not in self.analysts:
            raise BadInput(f"The report was read by {name}, which is not offered any more.")
        return self.analysts[name]

    def check(self, dossier: Dossier) -> None:
        """Raises BadInput for a dossier that cannot be read here."""
        self._conditions(dossier).check_language(dossier.article)
        for pointer, url in dossier.addresses():
            self._pages(pointer).check(url, pointer)

    def fingerprint(self, given: Dossier | Request) -> str:
        """The same for two that would get the same report. Raises StoreUnavailable."""
        archive = self.archive() if self.reach.documents else None
        newest = archive.newest() if archive else 0
        return fingerprint([self.mark, given.model or self.usual, given.model_dump(mode="json"), newest], length=32)

    def _choice(self, given: Dossier | Request) -> AnalystChoice:
        try:
            return self.analysts[given.model or self.usual]
        except KeyError as error:
            raise BadInput(f"Should be one of {', '.join(self.analysts)}.", "/model") from error

    def _conditions(self, given: Dossier | Request) -> Conditions:
        beyond = self.searches.beyond if self.searches else None
        return Conditions(self.registry(), self.ruleset, self._choice(given).languages, beyond=beyond)

    def _events(self, dossier: Dossier, context: RunContext) -> Iterator[Event]:
        choice = self._choice(dossier)
        services = self._services(choice, context)
        conditions = self._conditions(dossier)._replace(reach=self.reach if services.archive else None)
        way = (choice.reader, dossier, conditions, context.report_id, self.clock, choice.calls_at_once)
        at_once = max(choice.calls_at_once, HOSTS_AT_ONCE if dossier.fetch_documents or self.searches else 1)
        act: Callable[..., Iterator[Event]] = run.events
        earlier = context.earlier
        if context.recheck and earlier:
            act, earlier = run.recheck_events, rescored_under(earlier, dossier, conditions)
        try:
            if self.sandbox is None:
                yield from act(services, *way, context.cancelled, earlier)
            else:
                yield from self.sandbox.follow(
                    act, *way, None, earlier, asked=services, at_once=at_once, cancelled=context.cancelled
                )
        finally:
            context.cancelled.set()

    def _services(self, choice: AnalystChoice, context: RunContext) -> Services:
        archive = self.archive() if self.reach.documents else None
        services = Services(choice.calls(context), partial(self._fetch, context), archive)
        if self.searches is None:
            return services
        return services._replace(
            results=partial(self.searches.results, context.cancelled, context.log),
            reviews=partial(self.searches.reviews, context.cancelled, context.log),
        )

    def _fetch(self, context: RunContext, url: str, within_s: float) -> "Fetched":
        return self._pages("").fetch(url, context.cancelled, context.log, within_s)

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


def rescored_under(report: Report, dossier: Dossier, conditions: Conditions) -> Report:
    """A report on the dossier as it is under a registry: nothing is read again, and the ruleset stays what it was.
    Raises BadInput for a report that does not hold what was read."""
    desk = conditions.desk(dossier)
    held = report.basis.ruleset if report.basis else conditions.ruleset
    given = {one.id: one for one in dossier.documents}
    documents = tuple(desk.know(_as_brought(one, given.get(one.id))) for one in report.documents)
    findings = (one.model_copy(update={"claim": desk.own_accounts(one.claim)}) for one in report.findings)
    known = report.model_copy(update={"documents": documents, "findings": tuple(findings)})
    return reweighed(known, desk.basis.model_copy(update={"ruleset": held}))


def _as_brought(document: Document, given: Document | None) -> Document:
    """A report's document with what its bringer said of its publisher, and nothing that the registry did."""
    told = given or document.model_copy(update={"grade": None, "owner": None, "wire": None})
    return document.model_copy(update={"grade": told.grade, "owner": told.owner, "wire": told.wire})
