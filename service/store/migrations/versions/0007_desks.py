"""Desks: whose each row is. What was kept before is the main one's."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ID = sa.String(64)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
WIDENED = ("reports", "jobs", "job_events", "calls", "webhooks", "deliveries", "registry_edits", "claim_words")
# Tables whose keys are each desk's own from now on: with their columns and what of them is indexed.
KEYED: dict[str, tuple[tuple[sa.Column[Any], ...], tuple[str, ...]]] = {
    "idempotency_keys": (
        (
            sa.Column("key", sa.String(255), primary_key=True),
            sa.Column("fingerprint", ID, nullable=False),
            sa.Column("job_id", ID, nullable=False),
            sa.Column("created_at", MOMENT, nullable=False),
        ),
        ("created_at",),
    ),
    "totals": (
        (
            sa.Column("name", ID, primary_key=True),
            sa.Column("labels", sa.Text, primary_key=True),
            sa.Column("value", sa.Float, nullable=False),
        ),
        (),
    ),
    "documents": (
        (
            sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
            sa.Column("id", ID, nullable=False),
            sa.Column("page", sa.Text),
            sa.Column("published_on", sa.Integer, nullable=False),
            sa.Column("language", sa.String(35), nullable=False),
            sa.Column("copy_of", ID),
            sa.Column("facts", sa.Text, nullable=False),
            sa.Column("text", sa.Text, nullable=False),
            sa.Column("cuts", sa.Text, nullable=False),
            sa.Column("added_at", MOMENT, nullable=False),
            sa.Column("fetched_at", MOMENT),
        ),
        ("page", "published_on", "copy_of"),
    ),
    "document_runs": (
        (
            sa.Column("run", sa.BigInteger, primary_key=True, autoincrement=False),
            sa.Column("document", sa.BigInteger, primary_key=True, autoincrement=False),
        ),
        ("document",),
    ),
}


def upgrade() -> None:
    op.create_table(
        "desks",
        sa.Column("name", ID, primary_key=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("limits", sa.Text, nullable=False),
    )
    for table in WIDENED:
        op.add_column(table, sa.Column("desk", ID, nullable=False, server_default="main"))
    op.add_column("jobs", sa.Column("turn", sa.Integer, nullable=False, server_default="0"))
    op.create_index("ix_jobs_desk_number", "jobs", ["desk", "number"])
    for table, (columns, indexed) in KEYED.items():
        owner = sa.Column("desk", ID, primary_key=True, nullable=False, server_default="main")
        unique = [sa.UniqueConstraint("desk", "id", name="uq_documents_desk_id")] if table == "documents" else []
        _copied(table, [owner, *columns], unique, indexed)


def downgrade() -> None:
    """The main desk's rows stay; those of others are in nobody's way, and go."""
    for table, (columns, indexed) in KEYED.items():
        op.execute(f"DELETE FROM {table} WHERE desk <> 'main'")
        _copied(table, [*columns], [sa.UniqueConstraint("id")] if table == "documents" else [], indexed)
    op.drop_index("ix_jobs_desk_number", "jobs")
    op.drop_column("jobs", "turn")
    for table in WIDENED:
        op.execute(f"DELETE FROM {table} WHERE desk <> 'main'")
        op.drop_column(table, "desk")
    op.drop_table("desks")


def _copied(
    table: str,
    columns: list[sa.Column[Any]],
    unique: list[sa.UniqueConstraint],
    indexed: tuple[str, ...],
) -> None:
    """The table made anew with its rows: SQLite changes no key of a table that stands."""
    for name in indexed:
        op.drop_index(f"ix_{table}_{name}", table)
    op.rename_table(table, f"{table}_before")
    op.create_table(table, *(column._copy() for column in columns), *unique)
    names = ", ".join(column.name for column in columns if column.name != "desk")
    op.execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {table}_before")
    op.drop_table(f"{table}_before")
    for name in indexed:
        op.create_index(f"ix_{table}_{name}", table, [name])
