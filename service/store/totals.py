"""Count what was done since the store began, so that no process that ends takes a count with it."""

import json
from collections.abc import Mapping

from sqlalchemy import Connection, select

from service.domain import MAIN_DESK
from service.store.database import Database
from service.store.tables import TOTALS

Labels = tuple[tuple[str, str], ...]
Counts = Mapping[tuple[str, Labels], float]


class TotalStore:
    """Sums by name and labels."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, connection: Connection, counts: Counts) -> None:
        """Within somebody's transaction, always in the same order, so that two who count do not wait for each other."""
        rows = [
            {"name": name, "labels": json.dumps(labels), "value": value}
            for (name, labels), value in sorted(counts.items())
        ]
        add = self._database.insert(TOTALS)
        more = {"value": TOTALS.c.value + add.excluded.value}
        if rows:
            connection.execute(add.on_conflict_do_update(index_elements=["desk", "name", "labels"], set_=more), rows)

    def all(self) -> dict[tuple[str, Labels], float]:
        """Where it counts for several desks, each sum has its desk for a label."""
        with self._database.reading() as connection:
            rows = connection.execute(select(TOTALS).order_by(TOTALS.c.name, TOTALS.c.labels, TOTALS.c.desk)).all()
        many = self._database.desk is None and any(row.desk != MAIN_DESK for row in rows)
        told: dict[tuple[str, Labels], float] = {}
        for row in rows:
            labels = tuple((name, value) for name, value in json.loads(row.labels))
            told[row.name, (*labels, ("desk", row.desk)) if many else labels] = row.value
        return told
