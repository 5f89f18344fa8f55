"""Keep which reports may be shown in other pages, under an address that nobody guesses."""

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from service.domain import Frozen
from service.errors import NotFound
from service.store.database import Database
from service.store.tables import EMBEDS, REPORTS

SECRET_BYTES = 16


class ReportEmbed(Frozen):
    """One report that whoever has the address is shown, as far as editors accepted it."""

    id: str
    report_id: str
    made_at: datetime
    made_by: str | None


class EmbedStore:
    """Embeds by id. Serves many threads. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, report_id: str, made_by: str | None) -> ReportEmbed:
        """One more, of a report that is there."""
        id = f"emb_{secrets.token_urlsafe(SECRET_BYTES)}"
        made = ReportEmbed(id=id, report_id=report_id, made_at=self._database.now(), made_by=made_by)
        with self._database.writing() as connection:
            connection.execute(insert(EMBEDS).values(made.model_dump()))
        return made

    def of(self, report_id: str) -> tuple[ReportEmbed, ...]:
        """Those of a report, the first one first."""
        own = select(EMBEDS).where(EMBEDS.c.report_id == report_id).order_by(EMBEDS.c.made_at, EMBEDS.c.id)
        with self._database.reading() as connection:
            return tuple(map(_embed, connection.execute(own)))

    def find(self, id: str) -> tuple[ReportEmbed, str]:
        """An embed, and whose it is. Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(select(EMBEDS).where(EMBEDS.c.id == id)).one_or_none()
        if row is None:
            raise NotFound("Nothing is shown here, or no longer.")
        return _embed(row), row.desk

    def remove(self, report_id: str, id: str) -> None:
        """Raises NotFound."""
        with self._database.writing() as connection:
            own = delete(EMBEDS).where(EMBEDS.c.id == id, EMBEDS.c.report_id == report_id)
            if not connection.execute(own).rowcount:
                raise NotFound("The report has no such embed.")

    def carry(self, connection: Connection, former: str, report_id: str) -> None:
        """Let the report that takes another's place be shown instead, within somebody's transaction."""
        connection.execute(update(EMBEDS).where(EMBEDS.c.report_id == former).values(report_id=report_id))

    def prune(self, connection: Connection) -> None:
        """Forget those of reports that are there no more."""
        connection.execute(delete(EMBEDS).where(EMBEDS.c.report_id.not_in(select(REPORTS.c.id))))


def _embed(row: Row[Any]) -> ReportEmbed:
    return ReportEmbed(id=row.id, report_id=row.report_id, made_at=row.made_at, made_by=row.made_by)
