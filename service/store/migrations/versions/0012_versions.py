"""The versions of a page in the archive."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("documents", sa.Column("replaced_by", sa.String(64)))
    op.create_index("ix_documents_replaced_by", "documents", ["replaced_by"])


def downgrade() -> None:
    op.drop_index("ix_documents_replaced_by", "documents")
    op.drop_column("documents", "replaced_by")
