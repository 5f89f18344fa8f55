"""The archive: documents, the runs of words that tell near-copies, and the full-text index of either database."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

ID = sa.String(64)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
# Words come folded, with a space between any two. Signs of Indic and Thai words (M*) are parts of them.
LITE = (
    "CREATE VIRTUAL TABLE passage_index USING fts5("
    "words, content='', tokenize=\"porter unicode61 remove_diacritics 0 categories 'L* N* Co M*'\")",
)
POSTGRES = (
    "CREATE TABLE passage_index (number bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX passage_index_words ON passage_index USING gin (words)",
)


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=False),
        sa.Column("id", ID, nullable=False, unique=True),
        sa.Column("page", sa.Text, index=True),
        sa.Column("published_on", sa.Integer, nullable=False, index=True),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("copy_of", ID, index=True),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("cuts", sa.Text, nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("fetched_at", MOMENT),
    )
    op.create_table(
        "document_runs",
        sa.Column("run", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("document", sa.BigInteger, primary_key=True, autoincrement=False, index=True),
    )
    for statement in LITE if op.get_bind().dialect.name == "sqlite" else POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    for table in ("passage_index", "document_runs", "documents"):
        op.execute(f"DROP TABLE {table}")
