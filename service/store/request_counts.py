"""Count how often something is asked within a span of time, across all processes on one database."""

import math

from sqlalchemy import case, text

from service.domain import Frozen
from service.store.access_tables import REQUEST_COUNTS
from service.store.database import Database


class RequestCount(Frozen):
    """How often it was asked in the span that runs now, this time among them; and seconds until the next one begins."""

    count: int
    left_s: int


class RequestCountStore:
    """Counts by name, of one span each. A count that is lost with the machine's power is no harm, so nobody waits for
    the disk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, span_s: int) -> RequestCount:
        """Count one more, in spans of so many seconds. Raises StoreUnavailable."""
        table = REQUEST_COUNTS
        with self._database.writing() as connection:
            if not self._database.lite:
                connection.execute(text("SET LOCAL synchronous_commit = off"))
            now = self._database.seconds(connection)
            since = math.floor(now / span_s) * span_s
            put = self._database.insert(table).values(name=name, since_s=since, count=1)
            goes_on = case((table.c.since_s == since, table.c.count + 1), else_=1)
            counted = put.on_conflict_do_update(
                index_elements=["name"], set_={"count": goes_on, "since_s": since}
            ).returning(table.c.count)
            count = connection.scalar(counted) or 0
        return RequestCount(count=count, left_s=max(1, math.ceil(since + span_s - now)))
