"""Run one job: from its request to its report, telling how far it has come. Knows no queue and no engine.

A run may be cut off anywhere. The next one starts at the beginning: the call log answers what was asked before, and
what was told before is not told again.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from types import TracebackType
from typing import TypeVar

import structlog
from sqlalchemy import Connection
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_random_exponential

from service import metrics
from service.domain import MAIN_DESK, DayBudget, Dossier, Failure, Job, JobEvent, Progress, Report
from service.errors import (
    OURS,
    BadInput,
    Claimtrace,
    NotFound,
    NotInstalled,
    Postponed,
    RunsSpent,
    Stopped,
    StoreUnavailable,
    Superseded,
)
from service.exports.exchange.accepted_claims import acceptances_changed
from service.intake.dossier import dossier_from
from service.models.shared_budget import SharedBudget
from service.pipeline import Event, FindingReady, ReportReady
from service.store import Store
from service.store.calls import JobCalls
from service.store.jobs import Begun
from service.verification import RunContext
from service.weighing.reviewed import reviewed
from service.work.progress import after, told
from service.work.webhooks import messages

Given = TypeVar("Given")
LOG = logging.getLogger(__name__)

# What takes its worker down each time must end somewhere. A run that left a reply got further, and does not count.
RUNS = 6
# Seconds after which a job that waits for the next day looks again: somebody may have raised the budget.
LOOK_AGAIN_S = 900.0


class StoreRetries:
    """Keeps trying what the store could not do, for as long as it takes: a database that is away comes back, and
    nothing is lost meanwhile."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping

    def __call__(self, act: Callable[[], Given]) -> Given:
        """Raises Stopped when this process stops first."""
        retrying = Retrying(
            retry=retry_if_exception_type(StoreUnavailable),
            wait=wait_random_exponential(multiplier=0.1, max=5),
            sleep=self._rest,
            before_sleep=_say,
        )
        return retrying(act)

    def _rest(self, seconds: float) -> None:
        if self._stopping.wait(seconds):
            raise Stopped("The process stops before the database came back.")


@dataclass(frozen=True)
class _Run:
    """One run of a job. A job has one report, however often it is run. `store`: that of the desk whose it is."""

    job: str
    store: Store
    begun: Begun
    log: JobCalls
    earlier: Report | None
    budget: SharedBudget | None
    told_to_stop: threading.Event = field(default_factory=threading.Event)

    @cached_property
    def context(self) -> RunContext:
        return RunContext(
            f"rep_{self.job.removeprefix('job_')}",
            log=self.log,
            scope=self.job,
            desk=self.store.desk or MAIN_DESK,
            earlier=self.earlier,
            recheck=self.begun.rechecks,
            budget=self.budget,
        )

    def stop(self) -> None:
        """Make no more calls. What the run has found is not the whole, and ends nothing."""
        self.told_to_stop.set()
        self.context.cancelled.set()


class Runner:
    """Runs jobs in this process, each in a thread of its own."""

    def __init__(
        self,
        store: Store,
        verify: Callable[[Dossier, RunContext], Iterator[Event]],
        worker: str,
        keep_trying: StoreRetries,
        clock: Callable[[], float] = time.monotonic,
        dossier_from: Callable[[str], Dossier] = dossier_from,
        usual: DayBudget = DayBudget(),  # noqa: B008 - a frozen value
    ) -> None:
        """Runs jobs of whichever desk; `dossier_from` reads what a job keeps; `usual` is what a desk may spend in a day
        that has no budget of its own."""
        self._store, self._verify, self._worker = store, verify, worker
        self._keep_trying, self._clock, self._dossier_from = keep_trying, clock, dossier_from
        self._usual = usual
        self._under_way: dict[str, _Run] = {}

    def run(self, id: str) -> None:
        """Run a job to its end, unless it has one. Raises Stopped when the process stops before."""
        with structlog.contextvars.bound_contextvars(job=id):
            try:
                store = self._keep_trying(partial(self._store.of_job, id))
            except NotFound:
                return  # it was erased
            begun = self._keep_trying(partial(store.jobs.begin, id, self._worker))
            if begun is None:
                return
            calls = self._keep_trying(partial(store.calls.of, id, self._keep_trying))
            earlier = self._keep_trying(partial(store.reports.last_of, begun.article_id))
            # Of an article that was begun, what was read becomes a report; one that was not had better wait.
            budget = SharedBudget(
                store.spending,
                id,
                begun.api_key,
                self._worker,
                self._usual,
                self._keep_trying,
                may_wait=not calls.replies(),
            )
            run = _Run(id, store, begun, calls, earlier, budget)
            self._under_way[id] = run
            try:
                with structlog.contextvars.bound_contextvars(article=begun.article_id):
                    self._answer_for(run)
            finally:
                self._under_way.pop(id, None)

    def heed(self) -> None:
        """Stop what somebody cancelled. Raises StoreUnavailable."""
        for id in self._store.of(None).jobs.cancelled_of(tuple(self._under_way)):
            if run := self._under_way.get(id):
                run.stop()

    def drop(self) -> None:
        """Stop all that is under way, and leave it as it stands for another worker."""
        for run in tuple(self._under_way.values()):
            run.stop()

    def _answer_for(self, run: _Run) -> None:
        """Whatever goes wrong with a run becomes its job's failure, but for what is no longer its own."""
        with _Caught() as caught:
            self._follow(run)
        try:
            if isinstance(caught.error, Postponed):
                self._postpone(run, caught.error)
            elif caught.error is not None and not isinstance(caught.error, Superseded):
                self._end(run, _failure(run.job, caught.error), None, [])
        except (Superseded, NotFound) as error:  # NotFound: it was erased meanwhile
            LOG.info("%s", error)

    def _follow(self, run: _Run) -> None:
        """Tell of every step as it comes, but for findings: they come all at once, just before the report."""
        if run.begun.attempt > RUNS + run.log.kept():
            raise RunsSpent(f"The job was begun {RUNS} times in vain: its worker died or stopped each time.")
        if run.begun.rechecks and run.earlier is None:
            raise NotFound("The report that was to be brought up to date is not kept any more.")
        started, progress, untold = self._clock(), Progress(), list[JobEvent]()
        dossier = self._dossier_from(run.begun.request).of_article(run.begun.article_id)
        for number, event in enumerate(self._verify(dossier, run.context), 1):
            progress = after(progress, event, self._clock() - started)
            if isinstance(event, ReportReady):
                report = self._keep_trying(partial(run.store.claims.with_seen, event.report))
                self._end(run, report, progress, untold)
                return
            type, data = told(event)
            untold.append(
                JobEvent(number=number, type=type, data=data | {"progress": progress.model_dump(mode="json")})
            )
            if not isinstance(event, FindingReady):
                self._keep_trying(partial(run.store.jobs.tell, run.job, run.begun.attempt, progress, untold))
                untold = []

    def _postpone(self, run: _Run, error: Postponed) -> None:
        """Raises Superseded."""
        if run.told_to_stop.is_set():
            raise Superseded("The run was told to stop.")
        later = partial(run.store.jobs.postpone, run.job, run.begun.attempt, error.detail, LOOK_AGAIN_S)
        self._keep_trying(later)
        LOG.info("job postponed: %s", error.detail)

    def _end(self, run: _Run, outcome: Report | Failure, progress: Progress | None, untold: list[JobEvent]) -> None:
        """Raises Superseded for a run that was told to stop: what it has is not the whole."""
        if run.told_to_stop.is_set():
            raise Superseded("The run was told to stop.")

        def also(connection: Connection, job: Job) -> None:
            stands = isinstance(outcome, Report) and run.earlier is not None and outcome.id == run.earlier.id
            if not stands:  # what was kept, and told of, stays as it was
                self._settle(connection, job, outcome, run.store)
            waited = ((job.ended_at or job.created_at) - job.created_at).total_seconds()
            run.store.totals.add(connection, metrics.counts(outcome, max(0.0, waited), run.log.replies()))

        self._keep_trying(partial(run.store.jobs.end, run.job, run.begun.attempt, outcome, progress, untold, also))
        LOG.info("job ended: %s", outcome.kind if isinstance(outcome, Failure) else outcome.id)

    def _settle(self, connection: Connection, job: Job, outcome: Report | Failure, store: Store) -> None:
        """What belongs to a job's end: the report is kept, and webhooks are told."""
        previous = None
        if isinstance(outcome, Report):
            previous = store.reports.newest_of(connection, job.article_id)
            store.reports.put(connection, outcome)
            store.publications.report_made(connection, outcome.article)
            if outcome.changes and not outcome.changes.body:
                store.succeed(connection, outcome.changes.previous_report_id, outcome.id)
                _heed(connection, store, previous, outcome)
            if outcome.basis and outcome.basis.edition != store.registry.last_in(connection):
                store.registry.rescore(connection, job.article_id, outcome.id)
        for type, data in messages(job, outcome, previous):
            store.webhooks.announce(connection, type, data)


def _heed(connection: Connection, store: Store, previous: Report | None, anew: Report) -> None:
    """What a desk accepted, and what of that is judged otherwise now that the article was read again."""
    events = store.reviews.of_in(connection, anew.id)
    if previous is not None and events:
        with suppress(BadInput):  # a report that does not hold what was read is not reviewed either
            before, after = reviewed(previous, events), reviewed(anew, events)
            store.publications.heed(connection, acceptances_changed(before, after))


class _Caught:
    """Takes whatever is raised within, for the one place that answers for a run. A stop is not its to answer for."""

    error: Exception | None = None

    def __enter__(self) -> "_Caught":
        return self

    def __exit__(self, _type: object, error: BaseException | None, _trace: TracebackType | None) -> bool:
        self.error = error if isinstance(error, Exception) and not isinstance(error, Stopped) else None
        return self.error is not None


def _failure(job: str, error: Exception) -> Failure:
    if isinstance(error, ImportError):
        error = NotInstalled(error)
        LOG.error("%s", error)
    if isinstance(error, Claimtrace):
        return Failure(stage="job", subject=job, kind=error.kind, detail=error.detail, retryable=error.retryable)
    LOG.error("the run failed", exc_info=error)
    return Failure(stage="job", subject=job, kind="internal", detail=OURS)


def _say(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    LOG.warning("the store is away: %s", error)
