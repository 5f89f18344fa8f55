"""Erase an article with all that hangs on it, so that its words stand nowhere in the database any more."""

import json
from collections.abc import Callable, Collection, Sequence
from typing import Any

from sqlalchemy import Connection, Table, delete, select, update

from service.domain import Frozen
from service.errors import NotFound
from service.store.audit import Telling, untold
from service.store.claims import ClaimStore
from service.store.database import Database
from service.store.owning import owned
from service.store.tables import CALLS, DELIVERIES, JOBS, METADATA, REPORTS

# Takes calls, by their keys, off the tape that they are on beside the database.
OffTape = Callable[[Collection[str]], object]


def no_tape(_keys: Collection[str]) -> None:
    """There is none."""


class Erased(Frozen):
    """How much was erased of an article, and how many reports on others told of it before and do no more."""

    jobs: int
    reports: int
    deliveries: int
    mentions: int


class Eraser:
    """Erases what is one desk's. Serves many threads. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._claims = ClaimStore(database)

    def article(self, id: str, also: Telling = untold, off_tape: OffTape = no_tape) -> Erased:
        """Its jobs with requests, events and calls; its reports; deliveries that told of it; its claims, also where
        reports on other articles tell that they were seen. A run that is under way ends and keeps nothing. `off_tape`
        is given the keys of the calls, before anything is gone for good. Raises NotFound."""
        with self._database.writing() as connection:
            jobs = _ids(connection, JOBS, id, alone=True)
            reports = _ids(connection, REPORTS, id)
            if not jobs and not reports:
                raise NotFound(f"There is no article {id[:80]!r}.")
            told = delete(DELIVERIES).where(DELIVERIES.c.body.contains(json.dumps(id), autoescape=True))
            deliveries = connection.execute(told).rowcount
            off_tape(frozenset(connection.scalars(select(CALLS.c.key).where(CALLS.c.job_id.in_(jobs)))))
            self._claims.forget(connection, id)
            for table in METADATA.sorted_tables:
                for column, ids in (("job_id", jobs), ("report_id", reports), ("article_id", [id])):
                    if owned(table) and column in table.c and table not in (JOBS, REPORTS):
                        connection.execute(delete(table).where(table.c[column].in_(ids)))
            for table in (JOBS, REPORTS):
                connection.execute(delete(table).where(table.c.article_id == id))
            mentions = _unmentioned(connection, id)
            also(connection, id)
        self._database.scrub()
        return Erased(jobs=len(jobs), reports=len(reports), deliveries=deliveries, mentions=mentions)


def _ids(connection: Connection, table: Table, article_id: str, *, alone: bool = False) -> Sequence[str]:
    query = select(table.c.id).where(table.c.article_id == article_id)
    return connection.scalars(query.with_for_update() if alone else query).all()


def _unmentioned(connection: Connection, article_id: str) -> int:
    """How many reports on other articles had seen a claim in this one, and now tell nothing of where they saw it."""
    named = REPORTS.c.body.contains(json.dumps(article_id), autoescape=True)
    rows = connection.execute(select(REPORTS.c.id, REPORTS.c.body).where(named)).all()
    for row in rows:
        report: dict[str, Any] = json.loads(row.body)
        for finding in report["findings"]:
            seen = finding.get("seen")
            if seen and article_id in (seen["first"]["article_id"], seen["last"]["article_id"]):
                finding["seen"] = None
        body = json.dumps(report, ensure_ascii=False, separators=(",", ":"))
        connection.execute(update(REPORTS).where(REPORTS.c.id == row.id).values(body=body))
    return len(rows)
