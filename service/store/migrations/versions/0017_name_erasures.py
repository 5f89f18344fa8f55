"""Names of people that are erased, and how far that has come."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

ID = sa.String(64)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "name_erasures",
        sa.Column("desk", ID, nullable=False, server_default="main"),
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("id", ID, nullable=False, unique=True),
        sa.Column("name", sa.Text),
        sa.Column("articles", sa.Text),
        sa.Column("waits", sa.Text, nullable=False, server_default="{}"),
        sa.Column("things", sa.Text, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )


def downgrade() -> None:
    op.drop_table("name_erasures")
