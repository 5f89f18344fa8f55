"""Keep who did what: rows are added, read, and forgotten when they are old. None is ever changed."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select

from service.domain import AuditEntry, Frozen
from service.store.access_tables import AUDIT
from service.store.database import Database, paged

DONE = "done"
# Puts an act on the trail within the transaction that does it: to what it was done is told then.
Telling = Callable[[Connection, str], None]
# Rows that an export has in memory at once; characters of a target that are kept.
AT_ONCE, TARGET = 1_000, 1_000


def untold(_connection: Connection, _target: str) -> None:
    """Tell nobody: what a store does by itself, or what somebody else tells of."""


class AuditFilter(Frozen):
    """Which entries: `desk` None: of all desks; `since` and `until` are moments, the end exclusive."""

    desk: str | None = None
    who: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class AuditStore:
    """Deeds by number. Serves many threads. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self, who: str, kind: str, desk: str | None, action: str, target: str, address: str = "", outcome: str = DONE
    ) -> None:
        with self._database.writing() as connection:
            self.telling(who, kind, desk, action, address, outcome)(connection, target)

    def telling(
        self, who: str, kind: str, desk: str | None, action: str, address: str = "", outcome: str = DONE
    ) -> Telling:
        """What an act calls within its own transaction: it is on the trail if it was done, and else neither."""

        def tell(connection: Connection, target: str) -> None:
            row = {
                "at": self._database.now(),
                "who": who,
                "kind": kind,
                "desk": desk,
                "action": action,
                "target": target[:TARGET],
                "address": address,
                "outcome": outcome,
            }
            connection.execute(insert(AUDIT).values(row))

        return tell

    def page(self, which: AuditFilter, before: int | None, limit: int) -> tuple[tuple[AuditEntry, ...], int | None]:
        """Entries, newest first, and where the next page begins."""
        with self._database.reading() as connection:
            rows, following = paged(connection, select(AUDIT).where(*_held(which)), AUDIT.c.number, before, limit)
            return tuple(map(_entry, rows)), following

    def oldest_first(self, which: AuditFilter) -> Iterator[AuditEntry]:
        """All entries. No transaction stays open between a thousand of them and the next."""
        after = 0
        while rows := self._after(which, after):
            yield from map(_entry, rows)
            after = rows[-1].number

    def prune(self, connection: Connection, before: datetime) -> int:
        """Forget what is older, within somebody's transaction."""
        return connection.execute(delete(AUDIT).where(AUDIT.c.at < before)).rowcount

    def _after(self, which: AuditFilter, number: int) -> Sequence[Row[Any]]:
        query = select(AUDIT).where(*_held(which), AUDIT.c.number > number).order_by(AUDIT.c.number).limit(AT_ONCE)
        with self._database.reading() as connection:
            return connection.execute(query).all()


def _held(which: AuditFilter) -> Iterator[ColumnElement[bool]]:
    for name in ("desk", "who", "action"):
        if (told := getattr(which, name)) is not None:
            yield AUDIT.c[name] == told
    if which.since:
        yield AUDIT.c.at >= which.since
    if which.until:
        yield AUDIT.c.at < which.until


def _entry(row: Row[Any]) -> AuditEntry:
    return AuditEntry(**{name: getattr(row, name) for name in AuditEntry.model_fields})
