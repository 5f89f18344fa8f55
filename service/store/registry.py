"""Keep what desks change in the registry: edits, of which none is ever changed."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, select

from service.domain import Frozen, RegistryEdit, RegistryKind
from service.domain.identity import normalised
from service.errors import ChangedMeanwhile
from service.store.audit import Telling, untold
from service.store.database import Database, Outbox
from service.store.tables import REGISTRY_EDITS

# What the engine calls the weighing again of stored reports; for which article, or for all.
RESCORING, ALL = "rescore", "*"


class Change(Frozen):
    """An edit to be: `entry` None takes the entry out. `seen` is the number of the edit that its maker saw standing (0:
    none); None: whatever stands."""

    kind: RegistryKind
    name: str
    entry: dict[str, Any] | None
    seen: int | None = None


class RegistryStore:
    """Edits by kind and name. Serves many threads. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database, outbox: Outbox) -> None:
        self._database, self._outbox = database, outbox

    def edit(self, changes: Sequence[Change], who: str, why: str, also: Telling = untold) -> tuple[RegistryEdit, ...]:
        """All of these changes, or none, and stored reports are put on their way to be weighed again.

        Raises ChangedMeanwhile for an entry of which another edit stands than its maker saw.
        """
        with self._database.writing() as connection:
            self._database.alone(connection, "registry")
            numbers = [self._put(connection, change, who, why) for change in changes]
            also(connection, f"{len(numbers)} entries")
            if numbers:
                self.rescore(connection, ALL, str(numbers[-1]))
            made = select(REGISTRY_EDITS).where(REGISTRY_EDITS.c.number.in_(numbers)).order_by(REGISTRY_EDITS.c.number)
            return tuple(map(_edit, connection.execute(made)))

    def last(self) -> int:
        """The number of the last edit; 0: there is none."""
        with self._database.reading() as connection:
            return self.last_in(connection)

    def last_in(self, connection: Connection) -> int:
        """The same within somebody's transaction."""
        return connection.scalar(select(func.max(REGISTRY_EDITS.c.number))) or 0

    def standing(self) -> tuple[RegistryEdit, ...]:
        """The last edit of each entry that was ever edited, in the order in which they were made."""
        newest = select(func.max(REGISTRY_EDITS.c.number)).group_by(REGISTRY_EDITS.c.kind, REGISTRY_EDITS.c.key)
        return self._read(select(REGISTRY_EDITS).where(REGISTRY_EDITS.c.number.in_(newest)))

    def history(self, kind: RegistryKind, name: str) -> tuple[RegistryEdit, ...]:
        """Every edit of one entry, in the order in which they were made."""
        own = REGISTRY_EDITS.c.kind == kind, REGISTRY_EDITS.c.key == normalised(name)
        return self._read(select(REGISTRY_EDITS).where(*own))

    def rescore(self, connection: Connection, article_id: str, run: str) -> None:
        """Have an article's last report weighed again, within somebody's transaction; once for a run."""
        self._outbox.put(connection, RESCORING, f"{RESCORING}-{run}", f"{self._database.desk} {article_id}")

    def _read(self, query: Select[Any]) -> tuple[RegistryEdit, ...]:
        with self._database.reading() as connection:
            return tuple(map(_edit, connection.execute(query.order_by(REGISTRY_EDITS.c.number))))

    def _put(self, connection: Connection, change: Change, who: str, why: str) -> int:
        key = normalised(change.name)
        own = REGISTRY_EDITS.c.kind == change.kind, REGISTRY_EDITS.c.key == key
        stands = connection.scalar(select(func.max(REGISTRY_EDITS.c.number)).where(*own)) or 0
        if change.seen not in {None, stands}:
            raise ChangedMeanwhile(f"{change.name[:80]!r} was changed since: edit {stands} stands.")
        row = {
            "kind": change.kind,
            "key": key,
            "name": change.name,
            "entry": None if change.entry is None else json.dumps(change.entry, ensure_ascii=False),
            "who": who,
            "why": why,
            "made_at": self._database.now(),
        }
        made = connection.execute(insert(REGISTRY_EDITS).values(row))
        return int(made.inserted_primary_key[0]) if made.inserted_primary_key else 0


def _edit(row: Row[Any]) -> RegistryEdit:
    return RegistryEdit(
        number=row.number,
        kind=RegistryKind(row.kind),
        name=row.name,
        entry=None if row.entry is None else json.loads(row.entry),
        who=row.who,
        why=row.why,
        made_at=row.made_at,
    )
