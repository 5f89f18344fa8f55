"""Know which workers live, without comparing clocks: who lives counts on, and who stands still is dead."""

from collections.abc import Sequence

from sqlalchemy import delete, select, update

from service.store.database import Database
from service.store.spending import free
from service.store.tables import PLACES, WORKERS


class WorkerStore:
    """Workers by id. A worker is buried when others have seen it stand still; its row goes when its calls are over."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def join(self, id: str) -> None:
        row = {"id": id, "beats": 0, "started_at": self._database.now(), "buried": 0}
        with self._database.writing() as connection:
            connection.execute(WORKERS.insert().values(row))

    def beat(self, id: str) -> bool:
        """Count on. False when others have buried this worker meanwhile, and run what was its."""
        counted = update(WORKERS).where(WORKERS.c.id == id, WORKERS.c.buried == 0).values(beats=WORKERS.c.beats + 1)
        with self._database.writing() as connection:
            return connection.execute(counted).rowcount == 1

    def beats(self) -> dict[str, tuple[int, bool]]:
        """Each worker's count, and whether it is buried."""
        with self._database.reading() as connection:
            return {row.id: (row.beats, bool(row.buried)) for row in connection.execute(select(WORKERS))}

    def living(self) -> int:
        """How many count on, as far as others have noticed."""
        return sum(not buried for _, buried in self.beats().values())

    def bury(self, ids: Sequence[str]) -> None:
        """Take workers for dead: they will not beat again. One that was forgotten already is known again as dead."""
        rows = [{"id": id, "beats": 0, "started_at": self._database.now(), "buried": 1} for id in ids]
        known = self._database.insert(WORKERS).on_conflict_do_update(index_elements=["id"], set_={"buried": 1})
        if rows:
            with self._database.writing() as connection:
                connection.execute(known, rows)

    def leave(self, ids: Sequence[str]) -> None:
        """Forget workers, and free the places of calls that they can no longer be making, and what was set aside for
        those. What they returned still counts for a rate."""
        if ids:
            with self._database.writing() as connection:
                connection.execute(delete(PLACES).where(PLACES.c.worker.in_(ids), PLACES.c.released_s.is_(None)))
                free(connection, ids)
                connection.execute(delete(WORKERS).where(WORKERS.c.id.in_(ids)))
