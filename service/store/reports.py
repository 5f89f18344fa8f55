"""Keep reports."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection, delete, func, insert, select

from service.domain import Report
from service.errors import Conflict, NotFound
from service.store.articles import ArticleNames, names_of
from service.store.claims import ClaimStore
from service.store.database import Database
from service.store.tables import REPORT_PAGES, REPORTS
from service.text.urls import page_of
from service.weighing.addresses import rests_on


class ReportStore:
    """Reports by id. Serves many threads. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._claims, self._articles = ClaimStore(database), ArticleNames(database)

    def save(self, report: Report) -> None:
        with self._database.writing() as connection:
            self.put(connection, report)

    def put(self, connection: Connection, report: Report) -> None:
        """Keep a report within somebody's transaction."""
        made_at = self._database.now()
        row = {
            "id": report.id,
            "article_id": report.article.id,
            "created_at": made_at,
            "body": report.model_dump_json(),
        }
        connection.execute(insert(REPORTS).values(row))
        pages = {_named(page) for address in rests_on(report) if (page := page_of(address))}
        if pages:
            connection.execute(insert(REPORT_PAGES), [{"page": page, "report_id": report.id} for page in sorted(pages)])
        self._claims.put(connection, report, made_at)
        self._articles.claim(connection, names_of(report.article), report.article.id)

    def get(self, id: str) -> Report:
        """Raises NotFound."""
        return Report.model_validate_json(self.kept(id))

    def kept(self, id: str) -> str:
        """The report as JSON, as it was kept. Raises NotFound."""
        with self._database.reading() as connection:
            body: str | None = connection.scalar(select(REPORTS.c.body).where(REPORTS.c.id == id))
        if body is None:
            raise NotFound(f"There is no report {id[:80]!r}.")
        return body

    def expect(self, id: str) -> None:
        """Raises NotFound for a report that is not, or no longer, there."""
        with self._database.reading() as connection:
            if connection.scalar(select(REPORTS.c.id).where(REPORTS.c.id == id)) is None:
                raise NotFound(f"There is no report {id[:80]!r}.")

    def article_of(self, id: str) -> str:
        """The id of the article that a report is on. Raises NotFound."""
        with self._database.reading() as connection:
            article: str | None = connection.scalar(select(REPORTS.c.article_id).where(REPORTS.c.id == id))
        if article is None:
            raise NotFound(f"There is no report {id[:80]!r}.")
        return article

    def expect_last(self, id: str) -> None:
        """Raises NotFound for a report that is not there, Conflict for one that is not the last of its article."""
        article = self.article_of(id)
        newest = select(REPORTS.c.id).where(REPORTS.c.article_id == article)
        with self._database.reading() as connection:
            last = connection.scalar(newest.order_by(REPORTS.c.created_at.desc(), REPORTS.c.id).limit(1))
        if last != id:
            raise Conflict(f"A later report of this article is kept: {last}.")

    def last_of(self, article_id: str) -> Report | None:
        """The last report that was made of an article."""
        with self._database.reading() as connection:
            return self.newest_of(connection, article_id)

    def newest_of(self, connection: Connection, article_id: str) -> Report | None:
        """The same within somebody's transaction."""
        body = self.newest_kept(connection, article_id)
        return None if body is None else Report.model_validate_json(body)

    def newest_kept(self, connection: Connection, article_id: str) -> str | None:
        """The same as JSON, as it was kept."""
        newest = select(REPORTS.c.body).where(REPORTS.c.article_id == article_id)
        body: str | None = connection.scalar(newest.order_by(REPORTS.c.created_at.desc(), REPORTS.c.id).limit(1))
        return body

    def resting_on(self, address: str) -> Sequence[str]:
        """The ids of the reports that rest on the page at an address, the last one of each article."""
        page = page_of(address)
        if page is None:
            return ()
        cited = select(REPORT_PAGES.c.report_id).where(REPORT_PAGES.c.page == _named(page))
        later = REPORTS.alias()
        superseded = select(later.c.id).where(
            later.c.article_id == REPORTS.c.article_id, later.c.created_at > REPORTS.c.created_at
        )
        last = select(REPORTS.c.id).where(REPORTS.c.id.in_(cited), ~superseded.exists())
        with self._database.reading() as connection:
            return connection.scalars(last.order_by(REPORTS.c.created_at, REPORTS.c.id)).all()

    def articles(self, after: str = "", limit: int = 200) -> tuple[str, ...]:
        """The ids of articles that have a report, in their order, those after one."""
        ids = select(REPORTS.c.article_id).distinct().where(REPORTS.c.article_id > after)
        with self._database.reading() as connection:
            return tuple(connection.scalars(ids.order_by(REPORTS.c.article_id).limit(limit)))

    def newest(self, limit: int) -> tuple[str, ...]:
        """The ids of so many articles, those first that were last reported on."""
        last = func.max(REPORTS.c.created_at)
        each = select(REPORTS.c.article_id).group_by(REPORTS.c.article_id).order_by(last.desc()).limit(limit)
        with self._database.reading() as connection:
            return tuple(connection.scalars(each))

    def prune(self, connection: Connection, before: datetime) -> int:
        self._claims.prune(connection, before)
        gone = select(REPORTS.c.id).where(REPORTS.c.created_at < before)
        connection.execute(delete(REPORT_PAGES).where(REPORT_PAGES.c.report_id.in_(gone)))
        return connection.execute(delete(REPORTS).where(REPORTS.c.created_at < before)).rowcount

    def check(self) -> None:
        """Look into the table of reports, so that a lost or locked database is noticed."""
        with self._database.reading() as connection:
            connection.execute(select(REPORTS.c.id).limit(1))


def _named(page: str) -> str:
    return sha256(page.encode(errors="replace")).hexdigest()
