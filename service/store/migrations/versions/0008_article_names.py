"""What articles go by, filled from the reports that are kept; and which report a job brings up to date."""

import json

import sqlalchemy as sa
from alembic import op

from service.domain.identity import normalised
from service.text.urls import page_of

revision = "0008"
down_revision = "0007"

ID = sa.String(64)
REPORTS = sa.table("reports", sa.column("id", ID), sa.column("created_at"), sa.column("body", sa.Text))
LONGEST = 2_000


def upgrade() -> None:
    names = op.create_table(
        "article_names",
        sa.Column("desk", ID, primary_key=True, server_default="main"),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("article_id", ID, nullable=False, index=True),
    )
    with op.batch_alter_table("jobs") as jobs:
        jobs.add_column(sa.Column("rechecks", ID))
    _fill(op.get_bind(), names)


def downgrade() -> None:
    op.drop_table("article_names")
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("rechecks")


def _fill(connection: sa.Connection, names: sa.Table) -> None:
    """The eldest report of a name says which article goes by it."""
    known: dict[str, str] = {}
    for id in connection.scalars(sa.select(REPORTS.c.id).order_by(REPORTS.c.created_at, REPORTS.c.id)).all():
        body = connection.scalar(sa.select(REPORTS.c.body).where(REPORTS.c.id == id))
        article = json.loads(body or "{}")["article"]
        told = article.get("external_id")
        called = f"id {normalised(article.get('outlet') or '')} {told}" if told else None
        page = page_of(article.get("url"))
        for name in (called, f"page {page}" if page and ("/" in page or "?" in page) else None):
            if name and len(name) <= LONGEST:
                known.setdefault(name, article["id"])
    if known:
        connection.execute(sa.insert(names), [{"name": name, "article_id": id} for name, id in known.items()])
