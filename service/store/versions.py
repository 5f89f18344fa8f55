"""The versions of a page: its texts in the order in which they were had, each replaced by the next; the last is
searched. Everything is done in somebody's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, select, update

from service.store.tables import DOCUMENTS


class VersionPlace(NamedTuple):
    """Where among the versions of its page a new one stands: the ids of those before and after it."""

    before: str | None
    after: str | None


def had_at(row: Row[Any]) -> datetime:
    """When a text was had from its address; where that is not known, when it was added."""
    moment: datetime = row.fetched_at or row.added_at
    return moment


def is_later(fetched_at: datetime | None, last: Row[Any]) -> bool:
    """Whether a text that comes now, fetched then, was had after the last version."""
    return fetched_at is None or fetched_at > had_at(last)


def place(connection: Connection, last: Row[Any], moment: datetime) -> VersionPlace:
    """The place of a text that was had at a moment, among the versions up to the last one."""
    after: Row[Any] | None = None
    before: Row[Any] | None = last
    while before is not None and had_at(before) > moment:
        after, before = before, _before(connection, before.id)
    return VersionPlace(before.id if before is not None else None, after.id if after is not None else None)


def link(connection: Connection, id: str, next_id: str | None) -> None:
    """From now on a version is replaced by the next one (None: by none)."""
    connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == id).values(replaced_by=next_id))


def unlink(connection: Connection, id: str, next_id: str | None) -> Row[Any] | None:
    """Take a version out of its order, whose next one is `next_id`. Gives the one before it, as it was."""
    before = _before(connection, id)
    if before is not None:
        link(connection, before.id, next_id)
    return before


def before(connection: Connection, ids: Sequence[str]) -> dict[str, str]:
    """From versions to those that they replaced, by id."""
    rows = connection.execute(select(DOCUMENTS.c.id, DOCUMENTS.c.replaced_by).where(DOCUMENTS.c.replaced_by.in_(ids)))
    return {row.replaced_by: row.id for row in rows}


def _before(connection: Connection, id: str) -> Row[Any] | None:
    return connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.replaced_by == id)).one_or_none()
