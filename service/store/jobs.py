"""Keep jobs, and what was told of them. A job is put on its queue in the transaction that makes it."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, or_, select, update

from service.domain import EventType, Failure, Frozen, Job, JobEvent, JobState, Progress, Queued, Report
from service.errors import Conflict, KeyReused, NotFound, QueueFull, Superseded
from service.store.articles import ArticleNames
from service.store.database import Database, Outbox, paged
from service.store.owning import OF_ALL
from service.store.tables import IDEMPOTENCY_KEYS, JOB_EVENTS, JOBS

WAITING = (JobState.QUEUED, JobState.RUNNING)
# A key is remembered so long, as the service's description says.
KEY_LIFE = timedelta(hours=24)
SHOWN = [column for column in JOBS.c if column.name != "request"]

# Raises what a caller is told for whom no more is done now.
Admit = Callable[[Connection], None]
# What the engine calls the running of a job.
KIND = "job"


class NewJob(Frozen):
    """A job to be: `request` as JSON, and a fingerprint of all that decides its report. `names` are what its article
    goes by: one that goes by any of them already is the same article, whatever `article_id` says. `api_key` is the id
    of the key that asked."""

    id: str
    article_id: str
    title: str | None
    request: str
    fingerprint: str
    api_key: str | None = None
    names: tuple[str, ...] = ()


class Key(Frozen):
    """What a client calls one request, however often it sends it, and a fingerprint of what it sent."""

    name: str
    fingerprint: str


class Begun(Frozen):
    """A run of a job: its request, which run it is, and the key that asked. `rechecks`: it brings the article's last
    report up to date."""

    article_id: str
    request: str
    attempt: int
    rechecks: bool = False
    api_key: str | None = None


class JobStore:
    """Jobs by id. Serves many threads. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database, self._outbox = database, outbox
        self._articles = ArticleNames(database)

    # ------------------------------------------------------------ in and out

    def submit(
        self, new: NewJob, key: Key | None = None, *, refresh: bool = False, room: int, admit: Admit = lambda _: None
    ) -> tuple[Job, bool]:
        """The job for a request, and whether it is a new one. The same key gets the same job; without a key the same
        article gets the job that it has, unless that failed, or `refresh` asks for another. `admit` is asked before a
        new one is made.

        Raises KeyReused for a key that came with another request, QueueFull when `room` jobs are waiting already, and
        what `admit` raises.
        """
        with self._database.writing() as connection:
            self._database.alone(connection, "submit")
            if key is not None:
                known = self._known(connection, key)
            else:
                known = None if refresh else self._like(connection, new.fingerprint)
            if known is not None:
                return known, False
            admit(connection)
            made = new.model_dump(exclude={"names"})
            made["article_id"] = self._articles.claim(connection, new.names, new.article_id)
            self._put(connection, made, room)
            if key is not None:
                remembered = {"key": key.name, "fingerprint": key.fingerprint, "job_id": new.id}
                row = {**remembered, "created_at": self._database.now()}
                connection.execute(IDEMPOTENCY_KEYS.insert().values(row))
            return self._get(connection, new.id), True

    def recheck(
        self, article_id: str, id: str, *, room: int, api_key: str | None = None, admit: Admit = lambda _: None
    ) -> tuple[Job, bool]:
        """A job, called `id`, that brings an article's last report up to date, or the one that waits for that already;
        and whether it is a new one. Raises NotFound where the request of no report of it is kept, QueueFull, and what
        `admit` raises."""
        with self._database.writing() as connection:
            self._database.alone(connection, "submit")
            waits = JOBS.c.article_id == article_id, JOBS.c.state == JobState.QUEUED, JOBS.c.rechecks.is_not(None)
            if row := connection.execute(select(*SHOWN).where(*waits).limit(1)).one_or_none():
                return job_of(row), False
            done = JOBS.c.article_id == article_id, JOBS.c.state == JobState.DONE, JOBS.c.report_id.is_not(None)
            last = connection.execute(select(JOBS).where(*done).order_by(JOBS.c.number.desc()).limit(1)).one_or_none()
            if last is None or not last.request:
                raise NotFound("The request that the article's report was made of is not kept any more.")
            admit(connection)
            made = {name: getattr(last, name) for name in ("article_id", "title", "request")}
            own = {"id": id, "fingerprint": id, "rechecks": last.report_id, "api_key": api_key}
            self._put(connection, made | own, room)
            return self._get(connection, id), True

    def desk_of(self, id: str) -> str:
        """Whose job it is. Raises NotFound."""
        with self._database.reading() as connection:
            desk: str | None = connection.scalar(select(JOBS.c.desk).where(JOBS.c.id == id))
        if desk is None:
            raise NotFound(f"There is no job {id[:80]!r}.")
        return desk

    def get(self, id: str) -> Job:
        """Raises NotFound."""
        with self._database.reading() as connection:
            return self._get(connection, id)

    def page(
        self,
        state: JobState | None = None,
        article_id: str | None = None,
        before: int | None = None,
        limit: int = 50,
    ) -> tuple[tuple[Job, ...], int | None]:
        """Jobs, newest first, and where the next page begins (None: this is the last)."""
        query = select(*SHOWN)
        for column, value in ((JOBS.c.state, state), (JOBS.c.article_id, article_id)):
            query = query if value is None else query.where(column == value)
        with self._database.reading() as connection:
            rows, following = paged(connection, query, JOBS.c.number, before, limit)
        return tuple(job_of(row) for row in rows), following

    def cancel(self, id: str) -> Job:
        """The job, cancelled; one that was before stays so. Raises NotFound, or Conflict for one that has ended."""
        with self._database.writing() as connection:
            job = self._locked(connection, id)
            if job.state is JobState.CANCELLED:
                return job
            if job.state.ended:
                raise Conflict(f"The job has ended: it is {job.state}.")
            self._end(connection, job, {"state": JobState.CANCELLED}, EventType.JOB_CANCELLED, {})
            return self._get(connection, id)

    def queued(self) -> Queued:
        with self._database.reading() as connection:
            due = JOBS.c.state == JobState.QUEUED, JOBS.c.waits.is_(None)
            oldest = connection.scalar(select(JOBS.c.created_at).where(*due).order_by(JOBS.c.number).limit(1))
            waited = (self._database.now() - oldest).total_seconds() if oldest else 0.0
            queued, running = (self._count(connection, state) for state in WAITING)
        return Queued(queued=queued, running=running, oldest_s=max(0.0, waited))

    def longest_queue(self) -> int:
        """How many wait at the desk at which most do."""
        held = select(func.count()).where(JOBS.c.state == JobState.QUEUED).group_by(JOBS.c.desk)
        with self._database.reading() as connection:
            return max(connection.scalars(held), default=0)

    def waiting_of(self, connection: Connection, api_key: str) -> int:
        """How many jobs wait that a key asked for."""
        mine = JOBS.c.state == JobState.QUEUED, JOBS.c.api_key == api_key
        return connection.scalar(select(func.count()).select_from(JOBS).where(*mine)) or 0

    def last_begun_s(self) -> float | None:
        """Seconds since a job was last taken up for the first time; None: none ever was."""
        with self._database.reading() as connection:
            last = connection.scalar(select(func.max(JOBS.c.started_at)))
        return (self._database.now() - last).total_seconds() if last else None

    # ------------------------------------------------------------ while it runs

    def begin(self, id: str, worker: str) -> Begun | None:
        """A new run of a job; whatever an earlier run still says is not taken. None for one that has ended."""
        with self._database.writing() as connection:
            job = self._locked(connection, id)
            if job.state.ended:
                return None
            attempt, started = job.attempt + 1, job.started_at or self._database.now()
            begun = {"state": JobState.RUNNING, "worker": worker, "attempt": attempt, "started_at": started}
            connection.execute(update(JOBS).where(JOBS.c.id == id).values(**begun, waits=None))
            kept = connection.execute(select(JOBS.c.request, JOBS.c.api_key).where(JOBS.c.id == id)).one()
        return Begun(
            article_id=job.article_id,
            request=kept.request or "",
            attempt=attempt,
            rechecks=job.rechecks is not None,
            api_key=kept.api_key,
        )

    def postpone(self, id: str, attempt: int, why: str, delay_s: float) -> None:
        """Put a job that a run has begun, and not done anything for, back on its queue for later: it is as if there had
        been no run. Raises Superseded when the run is no longer the job's own."""
        with self._database.writing() as connection:
            job = self._own(connection, id, attempt)
            back = {"state": JobState.QUEUED, "worker": None, "attempt": attempt - 1, "waits": why}
            connection.execute(update(JOBS).where(JOBS.c.id == job.id).values(back))
            turn = connection.scalar(select(JOBS.c.turn).where(JOBS.c.id == job.id)) or 0
            task = f"{id}-{self._database.now().timestamp():.0f}"
            self._outbox.put(connection, KIND, task, id, delay_s=delay_s, turn=turn)

    def tell(self, id: str, attempt: int, progress: Progress, events: Sequence[JobEvent]) -> None:
        """Keep what a run says. What an earlier run said under the same number stays as it was.

        Raises Superseded when the run is no longer the job's own.
        """
        with self._database.writing() as connection:
            own = update(JOBS).where(JOBS.c.id == id, JOBS.c.state == JobState.RUNNING, JOBS.c.attempt == attempt)
            if not connection.execute(own.values(progress=progress.model_dump_json())).rowcount:
                self._own(connection, id, attempt)
            self._keep(connection, id, events)

    def end(
        self,
        id: str,
        attempt: int,
        outcome: Report | Failure,
        progress: Progress | None,
        events: Sequence[JobEvent] = (),
        also: Callable[[Connection, Job], None] = lambda *_: None,
    ) -> None:
        """End a job with its report or its failure, and do what belongs to that in the same transaction.

        Raises Superseded when the run is no longer the job's own.
        """
        with self._database.writing() as connection:
            job = self._own(connection, id, attempt)
            progress = progress or job.progress
            told = progress.model_dump_json() if progress else None
            if isinstance(outcome, Report):
                last, data = EventType.REPORT_READY, {"report_id": outcome.id}
                how = {"state": JobState.DONE, "report_id": outcome.id, "progress": told}
            else:
                last, data = EventType.JOB_FAILED, outcome.model_dump(mode="json")
                how = {"state": JobState.FAILED, "problem": outcome.model_dump_json(), "progress": told}
            self._end(connection, job, how, last, data, events)
            also(connection, self._get(connection, id))

    def cancelled_of(self, ids: Iterable[str]) -> frozenset[str]:
        """Those of these jobs that somebody cancelled."""
        wanted = tuple(ids)
        with self._database.reading() as connection:
            found = select(JOBS.c.id).where(JOBS.c.id.in_(wanted), JOBS.c.state == JobState.CANCELLED)
            return frozenset(connection.scalars(found)) if wanted else frozenset()

    # ------------------------------------------------------------ what was told

    def events(self, after: Mapping[str, int]) -> dict[str, tuple[JobEvent, ...]]:
        """What was told of each of these jobs after a number, in order."""
        later = [and_(JOB_EVENTS.c.job_id == id, JOB_EVENTS.c.number > number) for id, number in after.items()]
        if not later:
            return {}
        query = select(JOB_EVENTS).where(or_(*later)).order_by(JOB_EVENTS.c.job_id, JOB_EVENTS.c.number)
        found: defaultdict[str, list[JobEvent]] = defaultdict(list)
        with self._database.reading() as connection:
            for row in connection.execute(query):
                event = JobEvent(number=row.number, type=EventType(row.type), data=json.loads(row.data))
                found[row.job_id].append(event)
        return {id: tuple(events) for id, events in found.items()}

    # ------------------------------------------------------------ what became of it

    def request_of(self, connection: Connection, article_id: str) -> tuple[str, str] | None:
        """The id and the request of the last job of an article that has a report."""
        own = JOBS.c.article_id == article_id, JOBS.c.state == JobState.DONE
        query = select(JOBS.c.id, JOBS.c.request).where(*own).order_by(JOBS.c.number.desc()).limit(1)
        row = connection.execute(query).one_or_none()
        return (row.id, row.request) if row and row.request else None

    def show_report(self, connection: Connection, id: str, report_id: str) -> None:
        """Let a job's report be another one."""
        connection.execute(update(JOBS).where(JOBS.c.id == id).values(report_id=report_id))

    # ------------------------------------------------------------ keeping house

    def prune(self, connection: Connection, before: datetime) -> int:
        """Forget jobs that ended before a moment; how many. Their reports are somebody else's."""
        old = select(JOBS.c.id).where(JOBS.c.ended_at < before)
        connection.execute(delete(JOB_EVENTS).where(JOB_EVENTS.c.job_id.in_(old)))
        connection.execute(delete(IDEMPOTENCY_KEYS).where(IDEMPOTENCY_KEYS.c.job_id.in_(old)))
        return connection.execute(delete(JOBS).where(JOBS.c.ended_at < before)).rowcount

    def prune_keys(self, connection: Connection) -> None:
        forgotten = self._database.now() - KEY_LIFE
        connection.execute(delete(IDEMPOTENCY_KEYS).where(IDEMPOTENCY_KEYS.c.created_at < forgotten))

    # ------------------------------------------------------------ within a transaction

    def _put(self, connection: Connection, row: dict[str, Any], room: int) -> None:
        """Put a new job on its queue. Raises QueueFull."""
        if self._count(connection, JobState.QUEUED) >= room:
            raise QueueFull(f"{room} articles are waiting already.")
        turn, now = self._turn(connection), self._database.now()
        made = {**row, "state": JobState.QUEUED, "turn": turn, "attempt": 0, "created_at": now}
        connection.execute(JOBS.insert().values(made))
        self._outbox.put(connection, KIND, row["id"], row["id"], turn=turn)

    def _get(self, connection: Connection, id: str, *, alone: bool = False) -> Job:
        one = select(*SHOWN).where(JOBS.c.id == id)
        row = connection.execute(one.with_for_update() if alone else one).one_or_none()
        if row is None:
            raise NotFound(f"There is no job {id[:80]!r}.")
        return job_of(row)

    def _locked(self, connection: Connection, id: str) -> Job:
        """The job, which nobody else changes until this transaction ends."""
        return self._get(connection, id, alone=True)

    def _own(self, connection: Connection, id: str, attempt: int) -> Job:
        job = self._locked(connection, id)
        if job.state is not JobState.RUNNING or job.attempt != attempt:
            raise Superseded(f"Run {attempt} of the job is over: it is {job.state}, in run {job.attempt}.")
        return job

    def _known(self, connection: Connection, key: Key) -> Job | None:
        """The job that was made under a key before."""
        self.prune_keys(connection)
        row = connection.execute(select(IDEMPOTENCY_KEYS).where(IDEMPOTENCY_KEYS.c.key == key.name)).one_or_none()
        if row is None:
            return None
        if row.fingerprint != key.fingerprint:
            raise KeyReused("This Idempotency-Key came with another request before.")
        return self._get(connection, row.job_id)

    def _like(self, connection: Connection, fingerprint: str) -> Job | None:
        """The newest job for the same request that has a report, or may still get one."""
        alive = JOBS.c.state.in_((*WAITING, JobState.DONE))
        query = select(*SHOWN).where(JOBS.c.fingerprint == fingerprint, alive).order_by(JOBS.c.number.desc()).limit(1)
        row = connection.execute(query).one_or_none()
        return job_of(row) if row else None

    def _turn(self, connection: Connection) -> int:
        """When a new job is to be taken up: after all of its desk's that wait, and after one of each other desk's. A
        desk that sends many does not hold up one that sends few (start-time fair queueing)."""
        queued, running = (JOBS.c.state == state for state in WAITING)
        before: int | None = connection.scalar(select(func.max(JOBS.c.turn)).where(queued))
        if before is None:
            last = select(func.max(JOBS.c.turn)).where(running)
            first = select(func.min(JOBS.c.turn) - 1).where(queued)
            either = select(func.coalesce(last.scalar_subquery(), first.scalar_subquery()))
            before = connection.scalar(either, execution_options=OF_ALL)
        return (before or 0) + 1

    def _count(self, connection: Connection, state: JobState) -> int:
        return connection.scalar(select(func.count()).select_from(JOBS).where(JOBS.c.state == state)) or 0

    def _keep(self, connection: Connection, id: str, events: Sequence[JobEvent]) -> None:
        rows = [
            {"job_id": id, "number": event.number, "type": event.type, "data": json.dumps(event.data)}
            for event in events
        ]
        if rows:
            connection.execute(self._database.insert(JOB_EVENTS).on_conflict_do_nothing(), rows)

    def _end(
        self,
        connection: Connection,
        job: Job,
        how: dict[str, Any],
        type: EventType,
        data: dict[str, Any],
        events: Sequence[JobEvent] = (),
    ) -> None:
        """The last event comes after all others, of whichever run."""
        connection.execute(update(JOBS).where(JOBS.c.id == job.id).values(**how, ended_at=self._database.now()))
        self._keep(connection, job.id, events)
        last = connection.scalar(select(func.max(JOB_EVENTS.c.number)).where(JOB_EVENTS.c.job_id == job.id)) or 0
        self._keep(connection, job.id, [JobEvent(number=last + 1, type=type, data=data)])


def job_of(row: Row[Any]) -> Job:
    """The job that a row of `SHOWN` is."""
    return Job(
        id=row.id,
        article_id=row.article_id,
        title=row.title,
        state=JobState(row.state),
        created_at=row.created_at,
        started_at=row.started_at,
        ended_at=row.ended_at,
        attempt=row.attempt,
        progress=Progress.model_validate_json(row.progress) if row.progress else None,
        report_id=row.report_id,
        rechecks=row.rechecks,
        waits=row.waits,
        failure=Failure.model_validate_json(row.problem) if row.problem else None,
    )
