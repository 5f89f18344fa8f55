"""Which of a desk's articles are to be brought up to date: by the time that went by, or by what its archive got."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import Connection, Row, func, select

from service.languages.called import primary
from service.store.claims import OPEN, holding
from service.store.database import Database
from service.store.tables import CLAIMS_SEEN, DOCUMENTS, JOBS
from service.text.same_claim import FEWEST, told_words

SHARE = 0.6  # of a claim's telling words that one passage holds, so that it may bear on it
MOST = 2_000  # documents that are looked at in one go, the newest first


class RecheckStore:
    """Serves many threads. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def due(self, after: timedelta, within: timedelta) -> list[str]:
        """Articles with a claim that more evidence may settle, first reported on within this time, and last looked at
        longer ago than that."""
        now = self._database.now()
        looked = func.max(JOBS.c.created_at)
        young = select(CLAIMS_SEEN.c.article_id).where(
            CLAIMS_SEEN.c.verdict.in_(OPEN), CLAIMS_SEEN.c.first_at >= now - within
        )
        query = select(JOBS.c.article_id).where(JOBS.c.article_id.in_(young)).group_by(JOBS.c.article_id)
        with self._database.reading() as connection:
            return list(connection.scalars(query.having(looked < now - after).order_by(looked)))

    def matched(self, within: timedelta, beyond: int) -> tuple[list[str], int]:
        """Articles with such a claim that a passage of a new document may bear on: one that the archive got within this
        time and since the article was last looked at, and whose number is beyond one; and the largest number."""
        since = self._database.now() - within
        new = select(DOCUMENTS).where(DOCUMENTS.c.number > beyond, DOCUMENTS.c.added_at >= since)
        found: dict[str, None] = {}
        with self._database.reading() as connection:
            documents = connection.execute(new.order_by(DOCUMENTS.c.number.desc()).limit(MOST)).all()
            for document in reversed(documents):
                found |= dict.fromkeys(self._borne_on(connection, document))
        return list(found), documents[0].number if documents else beyond

    def _borne_on(self, connection: Connection, document: Row[Any]) -> Iterator[str]:
        for start, end in json.loads(document.cuts):
            words = told_words(document.text[start:end], document.language)
            held = holding(words, FEWEST).subquery()
            near = select(CLAIMS_SEEN.c.article_id, CLAIMS_SEEN.c.words, held.c.shared)
            near = near.join(held, held.c.claim == CLAIMS_SEEN.c.number).where(CLAIMS_SEEN.c.verdict.in_(OPEN))
            near = near.where(CLAIMS_SEEN.c.language == primary(document.language))
            for row in connection.execute(near):
                if row.shared >= ceil(SHARE * row.words) and self._looked_before(connection, row.article_id, document):
                    yield row.article_id

    def _looked_before(self, connection: Connection, article_id: str, document: Row[Any]) -> bool:
        looked: datetime | None = connection.scalar(
            select(JOBS.c.created_at).where(JOBS.c.article_id == article_id).order_by(JOBS.c.number.desc()).limit(1)
        )
        return looked is not None and looked < document.added_at
