"""Claims that were accepted, and what other houses' systems have of them."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_table(
        "accepted_claims",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
        sa.Column("desk", sa.String(64), nullable=False, server_default="main"),
        sa.Column("claim_id", sa.String(64), nullable=False),
        sa.Column("article_id", sa.String(64), nullable=False),
        sa.Column("claim", sa.Text, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_accepted_claims_claim", "accepted_claims", ["desk", "claim_id"], unique=True)
    op.create_index("ix_accepted_claims_article", "accepted_claims", ["desk", "article_id"])
    op.create_table(
        "publications",
        sa.Column("desk", sa.String(64), primary_key=True, server_default="main"),
        sa.Column("destination", sa.String(16), primary_key=True),
        sa.Column("subject", sa.String(64), primary_key=True),
        sa.Column("article_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("wanted", sa.Integer, nullable=False),
        sa.Column("begun", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("remote", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("next_at", sa.DateTime(timezone=True)),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_publications_article_id", "publications", ["article_id"])


def downgrade() -> None:
    op.drop_table("publications")
    op.drop_table("accepted_claims")
