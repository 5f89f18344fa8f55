"""Where reports are shown in other pages."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

ID = sa.String(64)


def upgrade() -> None:
    op.create_table(
        "embeds",
        sa.Column("desk", ID, nullable=False, server_default="main"),
        sa.Column("id", ID, primary_key=True),
        sa.Column("report_id", ID, nullable=False, index=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Text),
    )


def downgrade() -> None:
    op.drop_table("embeds")
