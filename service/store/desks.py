"""Keep desks, and what holds for each."""

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, text, update

from service.domain import MAIN_DESK, DeskLimits, NewsDesk
from service.errors import Conflict, NotFound
from service.store.audit import Telling, untold
from service.store.database import Database
from service.store.full_text import index_of
from service.store.owning import OWNER, owned
from service.store.tables import DESKS, METADATA


class DeskStore:
    """Desks by name. The main one is always there. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database.of(None)

    def add(self, name: str, also: Telling = untold) -> NewsDesk:
        """Raises Conflict for one that is there."""
        with self._database.writing() as connection:
            self._database.alone(connection, "desks")
            if name in {desk.name for desk in self._all(connection)}:
                raise Conflict(f"There is a desk {name!r} already.")
            index_of(name, lite=self._database.lite).create(connection)
            also(connection, name)
            return self._put(connection, name, DeskLimits())

    def get(self, name: str) -> NewsDesk:
        """Raises NotFound."""
        found = next((desk for desk in self.all() if desk.name == name), None)
        if found is None:
            raise NotFound(f"There is no desk {name[:80]!r}.")
        return found

    def all(self) -> tuple[NewsDesk, ...]:
        """The main desk first, the others by name."""
        with self._database.reading() as connection:
            return self._all(connection)

    def limit(self, name: str, limits: DeskLimits, also: Telling = untold) -> NewsDesk:
        """The desk with other limits. Raises NotFound."""
        desk = self.get(name)
        with self._database.writing() as connection:
            self._database.alone(connection, "desks")
            also(connection, name)
            changed = update(DESKS).where(DESKS.c.name == name).values(limits=limits.model_dump_json())
            if not connection.execute(changed).rowcount:
                return self._put(connection, name, limits)
        return desk.model_copy(update={"limits": limits})

    def remove(self, name: str, also: Telling = untold) -> int:
        """Erase a desk with all that it keeps; how many rows that were. Of the main desk, which stays, what it keeps.
        The database's files hold none of it then. Raises NotFound."""
        self.get(name)
        index = index_of(name, lite=self._database.lite)
        with self._database.writing() as connection:
            self._database.alone(connection, "desks")
            erased = sum(
                connection.execute(delete(table).where(table.c[OWNER] == name)).rowcount
                for table in METADATA.sorted_tables
                if owned(table)
            )
            connection.execute(text(f"DROP TABLE {index.table}"))
            if name == MAIN_DESK:
                index.create(connection)
            connection.execute(delete(DESKS).where(DESKS.c.name == name))
            also(connection, name)
        self._database.scrub(whole=True)
        return erased

    def _all(self, connection: Connection) -> tuple[NewsDesk, ...]:
        desks = [_desk(row) for row in connection.execute(select(DESKS).order_by(DESKS.c.name))]
        main = next((desk for desk in desks if desk.name == MAIN_DESK), None)
        return (
            main or NewsDesk(name=MAIN_DESK, created_at=self._database.now()),
            *(desk for desk in desks if desk is not main),
        )

    def _put(self, connection: Connection, name: str, limits: DeskLimits) -> NewsDesk:
        desk = NewsDesk(name=name, created_at=self._database.now(), limits=limits)
        row = {"name": name, "created_at": desk.created_at, "limits": limits.model_dump_json()}
        connection.execute(insert(DESKS).values(row))
        return desk


def _desk(row: Row[Any]) -> NewsDesk:
    return NewsDesk(name=row.name, created_at=row.created_at, limits=DeskLimits.model_validate_json(row.limits))
