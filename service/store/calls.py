"""Keep the calls of each job: a job that starts again pays for none of them twice."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, select

from service.cassette import CallKind, CallRecord
from service.models import Reply
from service.models.retries import Cost, KeepTrying
from service.models.taped import ModelQuestion
from service.store.database import Database
from service.store.jobs import WAITING
from service.store.spending import settle
from service.store.tables import CALLS, JOBS


class CallStore:
    """The call logs of all jobs."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, job_id: str, keep_trying: KeepTrying) -> "JobCalls":
        """The log of one job. `keep_trying` keeps trying what it is given: a reply that was paid for is not let go."""
        return JobCalls(self._database, job_id, keep_trying)

    def prune(self, connection: Connection, before: datetime) -> int:
        """Forget calls of jobs that have ended; a job that has not may start again, and need them."""
        needed = select(JOBS.c.id).where(JOBS.c.state.in_(WAITING))
        old = delete(CALLS).where(CALLS.c.created_at < before, CALLS.c.job_id.not_in(needed))
        return connection.execute(old).rowcount


class JobCalls:
    """Fits `cassette.CallLog`."""

    def __init__(self, database: Database, job_id: str, keep_trying: KeepTrying) -> None:
        self._database, self._job, self._keep_trying = database, job_id, keep_trying
        self._kept = self._load()

    def get(self, key: str) -> CallRecord | None:
        return self._kept.get(key)

    def put(self, record: CallRecord) -> None:
        """Replies are kept; a call that failed is one to be made again."""
        if record.reply is not None:
            self._kept[record.key] = record
            self._keep_trying(lambda: self._save(record))

    def kept(self) -> int:
        """How many calls of the job were answered, in all its runs."""
        return len(self._kept)

    def replies(self) -> tuple[tuple[str, Reply], ...]:
        """Every reply of a model, with the name of the model that was asked."""
        return tuple(
            (record.asked(ModelQuestion).model, reply)
            for record in self._kept.values()
            if record.kind is CallKind.MODEL and (reply := record.answer(Reply))
        )

    def of_kind(self, kind: CallKind) -> Sequence[CallRecord]:
        return tuple(record for record in reversed(self._kept.values()) if record.kind is kind)

    def _load(self) -> dict[str, CallRecord]:
        kept = select(CALLS.c.record).where(CALLS.c.job_id == self._job).order_by(CALLS.c.created_at)
        with self._database.reading() as connection:
            records = [CallRecord.model_validate_json(told) for told in connection.scalars(kept)]
        return {record.key: record for record in records}

    def _save(self, record: CallRecord) -> None:
        """Of two runs that asked the same, the first reply stands; of a job that was erased, nothing does. What a reply
        took was spent, whatever becomes of it."""
        row = {
            "job_id": self._job,
            "key": record.key,
            "record": record.as_json(),
            "created_at": record.at,
        }
        with self._database.writing() as connection:
            job = select(JOBS.c.id).where(JOBS.c.id == self._job).with_for_update(read=True)
            if connection.scalar(job) is not None:
                connection.execute(self._database.insert(CALLS).values(row).on_conflict_do_nothing())
            if record.kind is CallKind.MODEL and (reply := record.answer(Reply)):
                tokens = reply.input_tokens + reply.output_tokens
                settle(connection, self._job, record.key, Cost(calls=1, tokens=tokens, usd=reply.cost_usd))
