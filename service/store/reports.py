"""Keep reports. One code path for SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError, TimeoutError
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_random

from service.domain import Report
from service.errors import NotFound, StoreUnavailable
from service.store.tables import REPORTS

# Seconds that a writer waits for its turn before it gives up.
PATIENCE = 10
MIGRATIONS = Path(__file__).parent / "migrations"


class ReportStore:
    """Reports by id. Opening it creates the database where there is none, and brings its tables up to date.

    Serves many threads. Raises StoreUnavailable whenever the database does not answer.
    """

    def __init__(self, url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._engine = _engine(url)
        # SQLite alone heeds `begin`: a writer that takes its lock at once waits its turn and never fails half way.
        self._writer = self._engine.execution_options(begin="IMMEDIATE")
        with _answering((DatabaseError, TimeoutError)), self._writer.begin() as connection:
            _migrate(connection)
        self._engine.dispose()  # a server may fork from here on, and connections must not be shared across a fork

    def save(self, report: Report) -> None:
        row = {
            "id": report.id,
            "article_id": report.article.id,
            "created_at": self._now(),
            "body": report.model_dump_json(),
        }
        with _answering(), self._writer.begin() as connection:
            connection.execute(insert(REPORTS).values(row))

    def get(self, id: str) -> Report:
        """Raises NotFound."""
        with _answering(), self._engine.connect() as connection:
            body = connection.scalar(select(REPORTS.c.body).where(REPORTS.c.id == id))
        if body is None:
            raise NotFound(f"There is no report {id[:80]!r}.")
        return Report.model_validate_json(body)

    def check(self) -> None:
        """Look into the table of reports, so that a lost or locked database is noticed."""
        with _answering(), self._engine.connect() as connection:
            connection.execute(select(REPORTS.c.id).limit(1))

    def close(self) -> None:
        self._engine.dispose()


def _engine(url: str) -> Engine:
    try:
        place = make_url(url)
        if place.get_backend_name() != "sqlite":
            return create_engine(place, pool_pre_ping=True)
        if place.database and place.database != ":memory:":
            Path(place.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        engine = create_engine(place, connect_args={"timeout": PATIENCE})
    except (ArgumentError, ImportError, OSError) as error:
        raise StoreUnavailable(f"The database cannot be used: {error}") from error
    event.listen(engine, "connect", _tune_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


# SQLite answers "locked" at once, whatever its patience, when two connections turn a new file to WAL.
@retry(
    retry=retry_if_exception_type(sqlite3.OperationalError),
    stop=stop_after_delay(PATIENCE),
    wait=wait_random(0.01, 0.1),
    reraise=True,
)
def _tune_sqlite(connection: Any, _record: object) -> None:
    """Readers do not wait for a writer (WAL), and the driver leaves transactions to us."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode = WAL")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@contextmanager
def _answering(silences: tuple[type[Exception], ...] = (OperationalError, TimeoutError)) -> Iterator[None]:
    try:
        yield
    except silences as error:
        raise StoreUnavailable(f"The database did not answer: {getattr(error, 'orig', None) or error}") from error
