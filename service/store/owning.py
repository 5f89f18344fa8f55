"""Whose a row is. What is done on a connection of one desk reads and changes that desk's rows alone, and what is added
there is the desk's: statements are narrowed here, once for all, and not where they are written.

A table is owned by desks if it has a column `desk` that is never null. SQL that is written out is not narrowed: it
names the desk itself, or a table of the desk's own.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Alias,
    ColumnElement,
    CompoundSelect,
    Connection,
    Delete,
    Engine,
    Executable,
    Insert,
    Select,
    Table,
    Update,
    event,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import ColumnClause

OWNER = "desk"
OF_ALL: dict[str, Any] = {OWNER: None}  # the option of a statement that is about all desks, on whosever connection
Narrowed = Select[Any] | Update | Delete


def narrow(engine: Engine) -> None:
    """Have an engine heed the option `desk` of its connections: a desk's name, or None for all that desks keep, which
    may be read, changed and removed, and not added to without saying whose it is."""

    @event.listens_for(engine, "before_execute", retval=True)
    def narrowed(
        _connection: Connection, statement: Executable, many: Any, params: Any, options: dict[str, Any]
    ) -> tuple[Executable, Any, Any]:
        desk = options.get(OWNER)
        if isinstance(statement, Insert):
            return _added(statement, many, params, desk)
        if desk is not None and isinstance(statement, Select | CompoundSelect | Update | Delete):
            return _within(statement, desk), many, params
        return statement, many, params


def owned(table: Any) -> bool:
    """Is a table, or another name of one, what desks own?"""
    real: Any = table.element if isinstance(table, Alias) else table
    return isinstance(real, Table) and OWNER in real.c and not real.c[OWNER].nullable


def _added(statement: Insert, many: Any, params: Any, desk: str | None) -> tuple[Executable, Any, Any]:
    if not owned(statement.table):
        return statement, many, params
    if desk is None:
        if many and all(OWNER in row for row in many):
            return statement, many, params
        raise LookupError(f"Nobody's row was to be added to {statement.table}.")
    if many:
        return statement, [{**row, OWNER: desk} for row in many], params
    return statement.values({OWNER: desk}), many, params


def _within(statement: Any, desk: str) -> Any:
    """The statement, and each within it, as far as it is about what the desk owns."""
    parts = list(visitors.iterate(statement))
    if any(isinstance(part, Select | CompoundSelect | Alias) and part is not statement for part in parts):
        visit = {"select": lambda one: _narrow(one, desk), "update": lambda one: _narrow(one, desk)}
        return visitors.cloned_traverse(statement, {}, {**visit, "delete": visit["update"]})
    return statement.where(*_of(parts if isinstance(statement, Select) else [statement.table], desk))


def _narrow(statement: Narrowed, desk: str) -> None:
    """In place: it is a copy of what was written."""
    froms = statement.get_final_froms() if isinstance(statement, Select) else [statement.table]
    parts = [part for one in froms for part in _joined(one)]
    statement._where_criteria += tuple(_of(parts, desk))


def _joined(element: Any) -> Iterator[Any]:
    """The tables of a join; anything else is as it is."""
    if element.__visit_name__ == "join":
        yield from _joined(element.left)
        yield from _joined(element.right)
    else:
        yield element


def _of(parts: list[Any], desk: str) -> list[ColumnElement[bool]]:
    """What holds of the desk's rows, for each table that is among these parts of a statement, or whose column is."""
    tables: dict[Any, None] = dict.fromkeys(part.table if isinstance(part, ColumnClause) else part for part in parts)
    return [table.c[OWNER] == desk for table in tables if owned(table)]
