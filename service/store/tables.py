"""The tables as they stand after the last migration."""

from sqlalchemy import Column, DateTime, MetaData, String, Table, Text

METADATA = MetaData()

REPORTS = Table(
    "reports",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("article_id", String(64), nullable=False, index=True),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("body", Text, nullable=False),
)
