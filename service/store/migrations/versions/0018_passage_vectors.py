"""Vectors of the archive's passages."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

ID = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "passage_vectors",
        sa.Column("desk", ID, primary_key=True, server_default="main"),
        sa.Column("model", sa.String(255), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("document", sa.BigInteger, nullable=False),
        sa.Column("hash", ID, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_passage_vectors_document", "passage_vectors", ["desk", "document", "model"])
    op.create_index("ix_passage_vectors_hash", "passage_vectors", ["desk", "hash", "model"])


def downgrade() -> None:
    op.drop_table("passage_vectors")
