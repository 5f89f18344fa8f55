"""Hold a provider's limits exactly, across all workers: whoever calls holds a place, and there are only so many.

A provider sees a call at some moment between the taking of its place and its return. So the places that are held bound
the calls in flight, and those held or returned within a period bound the calls that any such period sees.
"""

import secrets

from sqlalchemy import Connection, delete, func, select, update

from service.domain import Frozen
from service.store.database import Database
from service.store.tables import PLACES


class Limit(Frozen):
    """What a provider may be asked: calls in flight at once, and calls within any `period_s` seconds."""

    at_once: int | None = None
    rate: int | None = None
    period_s: float = 60.0


class PlaceStore:
    """Places with providers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def take(self, provider: str, worker: str, limit: Limit) -> str | None:
        """A place; None while there is none."""
        with self._database.writing() as connection:
            self._database.alone(connection, f"places {provider}")
            now = self._database.seconds(connection)
            self._clear(connection, provider, now, limit)
            held = select(func.count()).select_from(PLACES).where(PLACES.c.provider == provider)
            if limit.rate is not None and (connection.scalar(held) or 0) >= limit.rate:
                return None
            in_flight = connection.scalar(held.where(PLACES.c.released_s.is_(None))) or 0
            if limit.at_once is not None and in_flight >= limit.at_once:
                return None
            id = secrets.token_hex(12)
            connection.execute(PLACES.insert().values(id=id, provider=provider, worker=worker))
            return id

    def give_back(self, id: str) -> None:
        with self._database.writing() as connection:
            now = self._database.seconds(connection)
            connection.execute(update(PLACES).where(PLACES.c.id == id).values(released_s=now))

    def close(self) -> None:
        self._database.close()

    def _clear(self, connection: Connection, provider: str, now: float, limit: Limit) -> None:
        """Forget places that no longer count. One returned in the future, by a clock set back, counts from now."""
        mine = PLACES.c.provider == provider
        ahead = update(PLACES).where(mine, PLACES.c.released_s > now)
        connection.execute(ahead.values(released_s=now))
        counts_until = now - (limit.period_s if limit.rate is not None else 0.0)
        connection.execute(delete(PLACES).where(mine, PLACES.c.released_s <= counts_until))
