"""Jobs, their events and calls; workers and their places; webhooks and deliveries; totals."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

ID = sa.String(64)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _jobs()
    _workers()
    _webhooks()
    _totals()


def downgrade() -> None:
    for table in (
        "totals",
        "deliveries",
        "webhooks",
        "places",
        "workers",
        "calls",
        "idempotency_keys",
        "job_events",
        "jobs",
    ):
        op.drop_table(table)


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", ID, nullable=False, unique=True),
        sa.Column("article_id", ID, nullable=False, index=True),
        sa.Column("title", sa.Text),
        sa.Column("fingerprint", ID, nullable=False, index=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("request", sa.Text),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("worker", ID),
        sa.Column("progress", sa.Text),
        sa.Column("report_id", ID),
        sa.Column("problem", sa.Text),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT),
        sa.Column("ended_at", MOMENT, index=True),
    )
    op.create_index("ix_jobs_state_number", "jobs", ["state", "number"])
    op.create_table(
        "job_events",
        sa.Column("job_id", ID, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("data", sa.Text, nullable=False),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("fingerprint", ID, nullable=False),
        sa.Column("job_id", ID, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False, index=True),
    )
    op.create_table(
        "calls",
        sa.Column("job_id", ID, primary_key=True),
        sa.Column("key", ID, primary_key=True),
        sa.Column("record", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False, index=True),
    )


def _workers() -> None:
    op.create_table(
        "workers",
        sa.Column("id", ID, primary_key=True),
        sa.Column("beats", sa.BigInteger, nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("buried", sa.Integer, nullable=False),
    )
    op.create_table(
        "places",
        sa.Column("id", ID, primary_key=True),
        sa.Column("provider", sa.String(255), nullable=False, index=True),
        sa.Column("worker", ID, nullable=False, index=True),
        sa.Column("released_s", sa.Float),
    )


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", ID, nullable=False, unique=True),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("events", sa.Text, nullable=False),
        sa.Column("description", sa.Text),
        sa.Column("secret", sa.Text, nullable=False),
        sa.Column("former_secret", sa.Text),
        sa.Column("former_until", MOMENT),
        sa.Column("disabled", sa.Text),
        sa.Column("created_at", MOMENT, nullable=False),
    )
    op.create_table(
        "deliveries",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", ID, nullable=False, unique=True),
        sa.Column("webhook_id", ID, nullable=False, index=True),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        sa.Column("tries", sa.Text, nullable=False),
        sa.Column("next_at", MOMENT),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, index=True),
    )


def _totals() -> None:
    op.create_table(
        "totals",
        sa.Column("name", sa.String(64), primary_key=True),
        sa.Column("labels", sa.Text, primary_key=True),
        sa.Column("value", sa.Float, nullable=False),
    )
