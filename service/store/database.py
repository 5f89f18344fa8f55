"""One database, SQLite or PostgreSQL, reached in transactions. One code path for both."""

import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from copy import copy
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol, TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Column, Connection, Engine, Row, Select, Table, create_engine, event, func, make_url, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError, TimeoutError
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_random

from service.domain import MAIN_DESK
from service.errors import StoreUnavailable
from service.store.owning import OWNER, narrow

Given = TypeVar("Given")

# Seconds that a writer waits for its turn before it gives up.
PATIENCE = 10
# Connections of one process. Every transaction here is short: many threads share few.
POOL, MORE = 8, 24
# Statements that a SQLite connection keeps compiled, of some 10 kB each. To compile one anew takes 40 µs.
STATEMENTS = 24
MIGRATIONS = Path(__file__).parent / "migrations"
# What may stand before `://`, and the driver that is used for it.
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
# Bytes that a disk is to have left: what one large article and its report take, and the journal beside them.
ROOM = 32_000_000
SILENCES = (OperationalError, InterfaceError, TimeoutError)


class Outbox(Protocol):
    """Where work is put within a transaction: `service.work.engine.EngineOutbox`."""

    def put(
        self, connection: Connection, kind: str, id: str, argument: str, delay_s: float = 0.0, turn: int = 0
    ) -> None: ...

    def prune(self, before: datetime) -> int: ...


def utc_now() -> datetime:
    return datetime.now(UTC)


class Database:
    """Transactions on one database. Serves many threads; raises StoreUnavailable whenever it does not answer."""

    def __init__(self, url: str, now: Callable[[], datetime] = utc_now, *, durable: bool = True) -> None:
        self.now = now
        self.url = place_of(url)
        self.lite = self.url.get_backend_name() == "sqlite"
        self._all = _engine(self.url, durable)
        narrow(self._all)
        self._bind(MAIN_DESK)
        # Threads that take turns here need not find SQLite locked, and sleep, to learn that it is not their turn.
        self._turn: AbstractContextManager[Any] = threading.Lock() if self.lite else nullcontext()
        self._file: tuple[int, int] | None = None

    def of(self, desk: str | None) -> "Database":
        """The same database as one desk sees it; None: as it is, with what all desks keep."""
        other = copy(self)
        other._bind(desk)
        return other

    def _bind(self, desk: str | None) -> None:
        self.desk = desk
        self.engine = self._all.execution_options(**{OWNER: desk})
        # SQLite alone heeds `begin`: a writer that takes its lock at once waits its turn and never fails half way.
        self._writer = self.engine.execution_options(begin="IMMEDIATE")

    def fleeting(self) -> "Database":
        """The same database for what means nothing after a loss of power: SQLite need not wait for the disk then."""
        url = self.url.render_as_string(hide_password=False)
        return Database(url, self.now, durable=False) if self.lite else self

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        self.check_file()
        with answering(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: all of it, or none of it when anything is raised."""
        self.check_file()
        with answering(), self._turn, self._writer.begin() as connection:
            yield connection

    def check_file(self) -> None:
        """Raises StoreUnavailable for a SQLite file that was removed or replaced since it was opened: what is written
        to one that has no name any more is gone at the next start."""
        if (path := self._path()) is None:
            return
        try:
            found = path.stat()
        except OSError as error:
            if self._file is not None:
                raise StoreUnavailable(f"The database file {path} went away: {error.strerror}.") from error
            return
        self._file = self._file or (found.st_dev, found.st_ino)
        if self._file != (found.st_dev, found.st_ino):
            raise StoreUnavailable(f"The database file {path} was replaced: start the service anew.")

    def check_room(self) -> None:
        """Raises StoreUnavailable for a SQLite file that cannot be written, or whose disk is all but full."""
        if (path := self._path()) is None:
            return
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
            raise StoreUnavailable(f"The database file {path} cannot be written.")
        disk = os.statvfs(path.parent)
        if (left := disk.f_bavail * disk.f_frsize) < ROOM:
            raise StoreUnavailable(f"The disk of {path} has {left:,} bytes left; {ROOM:,} are wanted.")

    def _path(self) -> Path | None:
        place = self.url.database
        return Path(place) if self.lite and place and place != ":memory:" else None

    def insert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        """An insert that can say what happens on a conflict, which both databases word alike."""
        return sqlite.insert(table) if self.lite else postgresql.insert(table)

    def alone(self, connection: Connection, name: str) -> None:
        """Until this transaction ends, no other one passes here with the same name."""
        if not self.lite:  # a writer of SQLite is alone as it is
            number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
            connection.execute(select(func.pg_advisory_xact_lock(number)))

    def scrub(self, *, whole: bool = False) -> None:
        """Take what was deleted out of SQLite's journal as well, as far as nobody reads in it just now; the file itself
        holds nothing of it once it is deleted, and gives back the room with `whole`. PostgreSQL's own vacuum does so in
        its time."""
        if self.lite:
            with answering(), self._turn, self.engine.connect() as connection:
                connection.rollback()
                for statement in (*(["VACUUM"] if whole else ()), "PRAGMA wal_checkpoint(TRUNCATE)"):
                    connection.connection.driver_connection.execute(statement)  # type: ignore[union-attr]

    def seconds(self, connection: Connection) -> float:
        """Seconds since 1970 by the clock that all who share the database share."""
        if self.lite:
            return time.time()
        return float(connection.scalar(select(func.extract("epoch", func.clock_timestamp()))) or 0.0)

    def upgrade(self, revision: str = "head") -> None:
        """Create what is not there, and bring the tables to a revision: the last one, unless told."""
        if revision != "head" or self.revision() != newest_revision():
            with answering((DatabaseError, TimeoutError)), self._turn, self._writer.begin() as connection:
                self.alone(connection, "claimtrace upgrade")
                command.upgrade(_config(connection), revision)
        self.check_file()

    def revision(self) -> str | None:
        """The revision that the tables are at."""
        # Asked with a table that is made anew each time: a statement that is kept would never be met again.
        once = self.engine.execution_options(compiled_cache=None)
        with answering((DatabaseError, TimeoutError)), once.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()

    def close(self) -> None:
        """Let go of every connection. The next transaction makes new ones: a server may fork after this."""
        self.engine.dispose()


@cache
def newest_revision() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def place_of(url: str) -> URL:
    """Where the database is, with the driver we use. Raises StoreUnavailable."""
    try:
        place = make_url(url)
        return place.set(drivername=DRIVERS[place.get_backend_name()])
    except (ArgumentError, ValueError) as error:
        raise StoreUnavailable(f"The database cannot be used: {error}") from error
    except KeyError as error:
        raise StoreUnavailable(f"The database cannot be used: it is neither SQLite nor PostgreSQL: {error}") from error


def paged(
    connection: Connection, query: Select[Any], number: Column[int], before: int | None, limit: int
) -> tuple[Sequence[Row[Any]], int | None]:
    """So many rows before a number, newest first, and where the next page begins (None: this is the last)."""
    if before is not None:
        query = query.where(number < before)
    rows = connection.execute(query.order_by(number.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    return shown, shown[-1].number if len(rows) > limit else None


@contextmanager
def answering(silences: tuple[type[Exception], ...] = SILENCES) -> Iterator[None]:
    try:
        yield
    except silences as error:
        raise _silent(error) from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:
            raise
        # Said, and no more closely, of a file that is broken or no database: of a statement that fails, more is.
        raise _silent(error) from error


def _silent(error: Exception) -> StoreUnavailable:
    return StoreUnavailable(f"The database did not answer: {str(getattr(error, 'orig', None) or error).strip()}")


def _engine(place: URL, durable: bool) -> Engine:
    """Its errors tell of statements and not of what was put into them: secrets and texts are not for the log."""
    if place.get_backend_name() != "sqlite":
        return create_engine(place, pool_pre_ping=True, pool_size=POOL, max_overflow=MORE, hide_parameters=True)
    try:
        if place.database and place.database != ":memory:":
            Path(place.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _own(Path(place.database))
    except OSError as error:
        raise StoreUnavailable(f"The database cannot be used: {error}") from error
    engine = lite_engine(place, POOL, MORE)
    event.listen(engine, "connect", _tuned(durable))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def lite_engine(place: URL, size: int, more: int) -> Engine:
    """Connections to SQLite that keep little for their next use; of those that wait the same few are used."""
    shared = place.database not in (None, "", ":memory:")
    pool = {"pool_size": size, "max_overflow": more, "pool_use_lifo": True} if shared else {}
    kept = {"timeout": PATIENCE, "cached_statements": STATEMENTS}
    engine = create_engine(place, connect_args=kept, hide_parameters=True, **pool)
    event.listen(engine, "checkin", _let_go_of_pages)
    return engine


def _own(file: Path) -> None:
    """Have a SQLite file, and what stands beside it, be read by its owner alone; SQLite makes its journals alike."""
    with suppress(FileExistsError):
        file.touch(0o600, exist_ok=False)
    for one in (file, *(file.with_name(f"{file.name}{end}") for end in ("-wal", "-shm"))):
        with suppress(FileNotFoundError, PermissionError):  # PermissionError: it is somebody else's to say who reads it
            one.chmod(0o600)


def _tuned(durable: bool) -> Callable[[Any, object], None]:
    # SQLite answers "locked" at once, whatever its patience, when two connections turn a new file to WAL.
    @retry(
        retry=retry_if_exception_type(sqlite3.OperationalError),
        stop=stop_after_delay(PATIENCE),
        wait=wait_random(0.01, 0.1),
        reraise=True,
    )
    def tune(connection: Any, _record: object) -> None:
        """Readers do not wait for a writer (WAL), and the driver leaves transactions to us."""
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")

    return tune


def _let_go_of_pages(connection: Any, _record: object) -> None:
    """Fits `checkin` of a pool. SQLite keeps up to 2 MB of pages for every connection that waits for its next use, of
    which the next writer makes the most worthless; the system has them as well, once for all."""
    if connection is not None:
        connection.execute("PRAGMA shrink_memory")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('begin', 'DEFERRED')}")


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
