"""The versions of a page in the archive."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("documents", sa.Column("replaced_by", sa.String(64)))
    op.create_index("ix_documents_replaced_by", "documents", ["replaced_by"])


def downgrade() -> None:
    op.drop_index("ix_documents_replaced_by", "documents")
    op.drop_column("documents", "replaced_by")
