"""Webhooks that write for people in a chat, and what those people do from there."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("webhooks", sa.Column("address", sa.Text))
    op.add_column("webhooks", sa.Column("format", sa.String(16), nullable=False, server_default="event"))
    op.add_column("webhooks", sa.Column("signing_secret", sa.Text))
    op.create_table(
        "chat_acts",
        sa.Column("desk", sa.String(64), nullable=False, server_default="main"),
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("webhook_id", sa.String(64), nullable=False),
        sa.Column("body", sa.Text),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_chat_acts_received_at", "chat_acts", ["received_at"])


def downgrade() -> None:
    op.drop_table("chat_acts")
    for column in ("signing_secret", "format", "address"):
        op.drop_column("webhooks", column)
