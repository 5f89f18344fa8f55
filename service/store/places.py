"""Hold a provider's limits exactly, across all workers: whoever calls holds a place, and there are only so many.

A provider sees a call at some moment between the taking of its place and its return. So the places that are held bound
the calls in flight, and those held or returned within a period bound the calls that any such period sees.
"""

import secrets

from sqlalchemy import Connection, delete, func, select, update

from service.models.rate_limit import Limit
from service.store.database import Database
from service.store.tables import PLACES


class PlaceStore:
    """Places with providers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, provider: str, worker: str, limit: Limit) -> str | None:
        """A place; None while there is none."""
        with self._database.writing() as connection:
            self._database.alone(connection, f"places {provider}")
            if limit.rate is not None:
                self._clear(connection, provider, limit.period_s)
            counted = select(func.count(), func.count(PLACES.c.released_s)).where(PLACES.c.provider == provider)
            counting, returned = connection.execute(counted).one()
            if limit.rate is not None and counting >= limit.rate:
                return None
            if limit.at_once is not None and counting - returned >= limit.at_once:
                return None
            id = secrets.token_hex(12)
            connection.execute(PLACES.insert().values(id=id, provider=provider, worker=worker))
            return id

    def give_back(self, id: str, limit: Limit) -> None:
        """One that counts for a rate stays for a period."""
        with self._database.writing() as connection:
            mine = PLACES.c.id == id
            if limit.rate is None:
                connection.execute(delete(PLACES).where(mine))
            else:
                now = self._database.seconds(connection)
                connection.execute(update(PLACES).where(mine).values(released_s=now))

    def close(self) -> None:
        self._database.close()

    def _clear(self, connection: Connection, provider: str, period_s: float) -> None:
        """Forget places that no longer count. One returned in the future, by a clock set back, counts from now."""
        now, mine = self._database.seconds(connection), PLACES.c.provider == provider
        connection.execute(update(PLACES).where(mine, PLACES.c.released_s > now).values(released_s=now))
        connection.execute(delete(PLACES).where(mine, PLACES.c.released_s <= now - period_s))
