"""What stands at all desks, for an admin of the whole installation: each row names its desk."""

import json
from datetime import datetime

from sqlalchemy import func, select

from service.domain import ApiKey, Frozen, Job
from service.store.access_tables import API_KEYS
from service.store.database import Database, paged
from service.store.jobs import SHOWN, job_of
from service.store.keys import key_of
from service.store.tables import JOBS, REPORTS, TOTALS


class DeskJob(Frozen):
    """A job, and whose it is."""

    desk: str
    job: Job


class DeskReport(Frozen):
    """A report that is kept, by its ids and when it was made, and whose it is."""

    desk: str
    id: str
    article_id: str
    created_at: datetime


class DeskArticle(Frozen):
    """An article as its jobs tell of it: a title of it, how many jobs it had and how many of them have a report, when
    the last one came, and whose it is."""

    desk: str
    id: str
    title: str | None
    jobs: int
    reports: int
    last_at: datetime


class DeskCost(Frozen):
    """What calls to one model took for a desk's jobs since the store began: `cost_usd` in US dollars."""

    desk: str
    model: str
    calls: int
    cost_usd: float


class Overview:
    """Reads over all desks, newest first; what follows a page is None where it was the last. Serves many threads.
    Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database.of(None)

    def jobs(self, before: int | None, limit: int) -> tuple[tuple[DeskJob, ...], int | None]:
        with self._database.reading() as connection:
            rows, following = paged(connection, select(*SHOWN), JOBS.c.number, before, limit)
        return tuple(DeskJob(desk=row.desk, job=job_of(row)) for row in rows), following

    def articles(self, before: int | None, limit: int) -> tuple[tuple[DeskArticle, ...], int | None]:
        """By the last job that each had."""
        last = func.max(JOBS.c.number)
        query = select(
            JOBS.c.desk,
            JOBS.c.article_id.label("id"),
            func.max(JOBS.c.title).label("title"),
            func.count().label("jobs"),
            func.count(JOBS.c.report_id.distinct()).label("reports"),
            func.max(JOBS.c.created_at).label("last_at"),
            last.label("number"),
        ).group_by(JOBS.c.desk, JOBS.c.article_id)
        if before is not None:
            query = query.having(last < before)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(last.desc()).limit(limit + 1)).all()
        told = tuple(
            DeskArticle(**{name: getattr(row, name) for name in DeskArticle.model_fields}) for row in rows[:limit]
        )
        return told, rows[limit - 1].number if len(rows) > limit else None

    def reports(self, start: int, limit: int) -> tuple[tuple[DeskReport, ...], int | None]:
        """So many from a place on, which is what follows as well: reports have no numbers."""
        columns = (REPORTS.c[name] for name in DeskReport.model_fields)
        query = select(*columns).order_by(REPORTS.c.created_at.desc(), REPORTS.c.id).offset(start).limit(limit + 1)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        told = tuple(DeskReport(**row._mapping) for row in rows[:limit])
        return told, start + limit if len(rows) > limit else None

    def keys(self, before: int | None, limit: int) -> tuple[tuple[ApiKey, ...], int | None]:
        """A key names its desk itself; None: of all desks."""
        with self._database.reading() as connection:
            rows, following = paged(connection, select(API_KEYS), API_KEYS.c.number, before, limit)
        return tuple(map(key_of, rows)), following

    def costs(self, start: int, limit: int) -> tuple[tuple[DeskCost, ...], int | None]:
        """By desk and model; so many from a place on."""
        named = TOTALS.c.name.in_(("calls", "cost_usd"))
        query = select(TOTALS).where(named).order_by(TOTALS.c.desk, TOTALS.c.labels)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        sums: dict[tuple[str, str], dict[str, float]] = {}
        for row in rows:
            sums.setdefault((row.desk, dict(json.loads(row.labels))["model"]), {})[row.name] = row.value
        told = tuple(
            DeskCost(desk=desk, model=model, calls=round(sum.get("calls", 0)), cost_usd=sum.get("cost_usd", 0.0))
            for (desk, model), sum in sums.items()
        )
        return told[start : start + limit], start + limit if len(told) > start + limit else None
