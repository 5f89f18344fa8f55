"""What language models take in a day, and for whom."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

ID = sa.String(64)
NEW = {
    "api_keys": (("tokens_a_day", sa.BigInteger), ("money_a_day", sa.Float), ("articles_waiting", sa.Integer)),
    "jobs": (("api_key", ID), ("waits", sa.Text)),
}


def upgrade() -> None:
    for table, columns in NEW.items():
        for name, type in columns:
            op.add_column(table, sa.Column(name, type))
    op.create_table(
        "spending",
        sa.Column("desk", ID, primary_key=True, server_default="main"),
        sa.Column("api_key", ID, primary_key=True),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        *(
            sa.Column(f"{unit}{end}", sa.BigInteger, nullable=False, server_default="0")
            for end in ("", "_aside", "_wanted")
            for unit in ("tokens", "nanos")
        ),
    )
    op.create_table(
        "set_aside",
        sa.Column("desk", ID, nullable=False, server_default="main"),
        sa.Column("job", ID, primary_key=True),
        sa.Column("call", ID, primary_key=True),
        sa.Column("api_key", ID, primary_key=True),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("tokens", sa.BigInteger, nullable=False),
        sa.Column("nanos", sa.BigInteger, nullable=False),
        sa.Column("worker", ID, nullable=False, index=True),
    )


def downgrade() -> None:
    for table in ("set_aside", "spending"):
        op.drop_table(table)
    for table, columns in NEW.items():
        for name, _ in columns:
            op.drop_column(table, name)
