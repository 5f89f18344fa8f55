"""Which claims the desk's reports have seen, filled from the reports that are kept."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from service.languages.called import primary
from service.text.same_claim import told_words

revision = "0005"
down_revision = "0004"

ID = sa.String(64)
NUMBER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.DateTime(timezone=True)
REPORTS = sa.table("reports", sa.column("id", ID), sa.column("created_at", MOMENT), sa.column("body", sa.Text))


def upgrade() -> None:
    claims = op.create_table(
        "claims_seen",
        sa.Column("number", NUMBER, primary_key=True, autoincrement=True),
        sa.Column("desk", ID, nullable=False, server_default="main"),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("claim_id", ID, nullable=False),
        sa.Column("report_id", ID, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False, index=True),
        sa.Column("first_report_id", ID, nullable=False),
        sa.Column("first_at", MOMENT, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("claimant", sa.Text, nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("verdict", sa.String(24), nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("published_at", MOMENT),
        sa.Column("words", sa.Integer, nullable=False),
    )
    words = op.create_table(
        "claim_words",
        sa.Column("word", ID, primary_key=True),
        sa.Column("claim", sa.BigInteger, primary_key=True, autoincrement=False, index=True),
    )
    op.create_index("ix_claims_seen_article", "claims_seen", ["desk", "article_id", "claim_id"], unique=True)
    _fill(op.get_bind(), claims, words)


def downgrade() -> None:
    op.drop_table("claim_words")
    op.drop_table("claims_seen")


def _fill(connection: sa.Connection, claims: sa.Table, words: sa.Table) -> None:
    """From one report after another, the eldest first: a later one of an article changes what became of its claims."""
    known: dict[tuple[str, str], int] = {}
    for id in connection.scalars(sa.select(REPORTS.c.id).order_by(REPORTS.c.created_at, REPORTS.c.id)).all():
        kept = sa.select(REPORTS.c.created_at, REPORTS.c.body).where(REPORTS.c.id == id)
        made, body = connection.execute(kept).one()
        for row in _rows(json.loads(body), made):
            key = row["article_id"], row["claim_id"]
            if key in known:
                own = {name: row[name] for name in ("report_id", "seen_at", "text", "claimant", "verdict")}
                connection.execute(sa.update(claims).where(claims.c.number == known[key]).values(own))
                continue
            held = {word[:64] for word in told_words(row["text"], row["language"])}
            put = sa.insert(claims).values(row | {"words": len(held)}).returning(claims.c.number)
            known[key] = connection.execute(put).scalar_one()
            if held:
                connection.execute(sa.insert(words), [{"word": word, "claim": known[key]} for word in sorted(held)])


def _rows(report: dict[str, Any], made: datetime) -> Iterator[dict[str, Any]]:
    article = report["article"]
    for finding in report["findings"]:
        claim = finding["claim"]
        yield {
            "article_id": article["id"],
            "claim_id": claim["id"],
            "report_id": report["id"],
            "seen_at": made,
            "first_report_id": report["id"],
            "first_at": made,
            "text": claim["text"],
            "claimant": claim["claimant"]["name"],
            "language": primary(article.get("language")),
            "verdict": finding["content"]["verdict"],
            "title": article.get("title"),
            "url": article.get("url"),
            "published_at": _moment(article.get("published_at")),
        }


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told).astimezone(UTC) if told else None
