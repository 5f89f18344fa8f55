"""The pages that reports rest on, filled from the reports that are kept."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.text.urls import page_of

revision = "0013"
down_revision = "0012"

ID = sa.String(64)
REPORTS = sa.table("reports", sa.column("id", ID), sa.column("desk", ID), sa.column("body", sa.Text))


def upgrade() -> None:
    pages = op.create_table(
        "report_pages",
        sa.Column("desk", ID, primary_key=True, server_default="main"),
        sa.Column("page", ID, primary_key=True),
        sa.Column("report_id", ID, primary_key=True, index=True),
    )
    _fill(op.get_bind(), pages)


def downgrade() -> None:
    op.drop_table("report_pages")


def _fill(connection: sa.Connection, pages: sa.Table) -> None:
    for id, desk in connection.execute(sa.select(REPORTS.c.id, REPORTS.c.desk)).all():
        body = connection.scalar(sa.select(REPORTS.c.body).where(REPORTS.c.id == id))
        named = {page for address in _addresses(json.loads(body or "{}")) if (page := page_of(address))}
        told = sorted(sha256(page.encode(errors="replace")).hexdigest() for page in named)
        if told:
            connection.execute(sa.insert(pages), [{"desk": desk, "page": one, "report_id": id} for one in told])


def _addresses(report: dict[str, Any]) -> Iterator[str | None]:
    for finding in report.get("findings", ()):
        yield from (known.get("locator") for known in finding["claim"].get("provenance", ()))
    yield from (media["id"] for media in report.get("media", ()))
    yield from (document.get("url") for document in report.get("documents", ()))
    yield report.get("article", {}).get("url")
