"""Feeds that are watched, and what they told of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

ID = sa.String(64)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("desk", ID, primary_key=True, server_default="main"),
        sa.Column("id", ID, primary_key=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("sitemaps", sa.Text, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("next_at", MOMENT),
        sa.Column("asked_at", MOMENT, nullable=False),
    )
    op.create_table(
        "feed_items",
        sa.Column("desk", ID, primary_key=True, server_default="main"),
        sa.Column("feed", ID, primary_key=True),
        sa.Column("key", ID, primary_key=True),
        sa.Column("stamp", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("item", sa.Text),
        sa.Column("next_at", MOMENT),
        sa.Column("document_id", ID),
        sa.Column("seen_at", MOMENT, nullable=False),
    )
    op.create_index("ix_feed_items_waiting", "feed_items", ["desk", "state", "feed"])


def downgrade() -> None:
    for table in ("feed_items", "feeds"):
        op.drop_table(table)
