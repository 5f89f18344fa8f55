"""Durable work: a thin seam over DBOS Transact, and the only file that names it. Knows no job and no delivery.

A task is put on its queue within somebody's transaction, runs on one worker at a time, and runs again from its start
when that worker dies. What it did before, it must know by other means: here that is the call log and the store.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions
from sqlalchemy import Connection, create_engine, event

from service.domain import Frozen
from service.store.database import Database, answering, lite_engine

NAME = "claimtrace"
# The engine takes up work of its own version only, so this stays when code changes, or jobs would be stranded.
VERSION = "1"
ENDED = ["SUCCESS", "ERROR", "CANCELLED"]
PRUNED_AT_ONCE = 500
# What the library does in a thread beside tasks: it looks for its own, once, when it begins.
OTHER_THREADS = 1


class Lane(Frozen):
    """One kind of work: how many run at once on one worker and on all together, and seconds between two looks."""

    at_once: int
    at_once_everywhere: int | None = None
    pause_s: float = 0.2


class EngineOutbox:
    """Where tasks are put, by anyone who holds a transaction. Runs nothing."""

    def __init__(self, database: Database) -> None:
        _hush()
        self._client = DBOSClient(
            system_database_engine=database.engine,
            serializer=DBOSPortableJSONSerializer(),
            application_name=NAME,
            lazy=True,
            retry_connection_errors=False,
        )

    def put(
        self, connection: Connection, kind: str, id: str, argument: str, delay_s: float = 0.0, turn: int = 0
    ) -> None:
        """A task of this kind for `argument`, once for an `id`: there when the transaction commits, and not before.
        Those of an earlier `turn` are taken up first."""
        options = EnqueueOptions(workflow_name=kind, queue_name=kind, workflow_id=id, app_version=VERSION)
        if delay_s > 0:
            options["delay_seconds"] = delay_s
        if turn > 0:
            options["priority"] = turn
        self._client.enqueue_in_transaction(connection, options, argument)

    def prune(self, before: datetime) -> int:
        """Forget tasks that ended before a moment; how many. Raises StoreUnavailable."""
        gone = 0
        with answering():
            while ids := self._ended(before):
                self._client.delete_workflows(ids)
                gone += len(ids)
        return gone

    def _ended(self, before: datetime) -> list[str]:
        ended = self._client.list_workflows(
            status=ENDED, completed_before=before.isoformat(), limit=PRUNED_AT_ONCE, load_input=False
        )
        return [one.workflow_id for one in ended]


class Engine:
    """Runs tasks in this process, of which it can serve one at a time: the library keeps its state in the module."""

    def __init__(
        self, database: Database, worker: str, lanes: Mapping[str, tuple[Lane, Callable[[str], None]]]
    ) -> None:
        _hush()
        self._worker, self._lanes = worker, lanes
        self._connections = _own_connections(database)
        self._running: Counter[str] = Counter()
        self._missed: frozenset[str] = frozenset()
        self._config = DBOSConfig(
            name=NAME,
            system_database_url=_address(database),
            system_database_engine=self._connections,
            serializer=DBOSPortableJSONSerializer(),
            application_version=VERSION,
            executor_id=worker,
            enable_otlp=False,
            log_level="WARNING",
            max_executor_threads=OTHER_THREADS + sum(lane.at_once for lane, _ in lanes.values()),
        )

    def start(self) -> None:
        """Begin to take up tasks."""
        DBOS(config=self._config)
        for kind, (_, run) in self._lanes.items():
            DBOS.workflow(name=kind, max_recovery_attempts=None)(self._task(kind, run))
        DBOS.launch()
        for kind, (lane, _) in self._lanes.items():
            DBOS.register_queue(
                kind,
                worker_concurrency=lane.at_once,
                global_concurrency=lane.at_once_everywhere,
                polling_interval_sec=lane.pause_s,
                on_conflict="always_update",
            )

    def adopt(self, workers: Iterable[str]) -> None:
        """Put what these workers had begun, and will not end, back on its queue. May be done twice, or by two at once:
        what somebody took up since is left alone."""
        with answering():
            # The public way, to list and then to resume, cannot tell what was taken up in between.
            DBOS._recover_pending_workflows(list(workers))

    def mend(self) -> None:
        """Put back what the engine holds to be running here and is not, as after a fault between the two. Seen twice,
        for a task that is just being taken up looks the same."""
        with answering():
            pending = DBOS.list_workflows(
                status="PENDING", executor_id=self._worker, load_input=False, load_output=False
            )
            missed = frozenset(one.workflow_id for one in pending if not self._running[one.workflow_id])
            for one in pending:
                if one.workflow_id in missed & self._missed:
                    DBOS.resume_workflow(one.workflow_id, queue_name=one.queue_name)
        self._missed = missed

    def stop(self, grace_s: float) -> None:
        """Take up nothing more, and give what is under way so long to end."""
        # The library looks once a second for what still runs, and first after one.
        wait_s = max(1, round(grace_s)) if self._running else 0
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=wait_s)
        self._connections.dispose()

    def _task(self, kind: str, run: Callable[[str], None]) -> Callable[[str], None]:
        def task(argument: str) -> None:
            id = DBOS.workflow_id or argument
            self._running[id] += 1
            try:
                run(argument)
            finally:
                self._running[id] -= 1
                if not self._running[id]:
                    del self._running[id]  # a worker that lives for months does not keep every id it ever ran

        task.__qualname__ = kind  # the library tells tasks apart by this
        return task


def upgrade(database: Database) -> None:
    """Create the engine's own tables, or bring them up to date."""
    _hush()
    DBOS.migrate(_address(database))


def _address(database: Database) -> str:
    return database.url.render_as_string(hide_password=False)


def _own_connections(database: Database) -> sqlalchemy.Engine:
    """Connections as the library's own would be. WAL is set in the file, and holds here too."""
    if not database.lite:
        return create_engine(database.url, pool_pre_ping=True, pool_size=10, max_overflow=20, hide_parameters=True)
    engine = lite_engine(database.url, 5, 10)

    @event.listens_for(engine, "connect")
    def immediate(connection: Any, _record: object) -> None:
        connection.isolation_level = "IMMEDIATE"
        connection.execute("PRAGMA foreign_keys = ON")

    return engine


def _hush() -> None:
    """The library's words go where all others go: it sets up a console of its own only where it finds nobody."""
    log = logging.getLogger("dbos")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
