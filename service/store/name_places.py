"""In which columns a person's name may stand, of what desks own."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, Row, Table, select

from service.store.tables import (
    ACCEPTED_CLAIMS,
    ARTICLE_NAMES,
    CALLS,
    CLAIMS_SEEN,
    DELIVERIES,
    DOCUMENTS,
    EMBEDS,
    FEED_ITEMS,
    IDEMPOTENCY_KEYS,
    JOB_EVENTS,
    JOBS,
    PUBLICATIONS,
    REGISTRY_EDITS,
    REPORTS,
    REVIEW_ACTS,
    WEBHOOKS,
)


class NamePlaces(NamedTuple):
    """Columns of a table that hold words as they are (`plain`), or within JSON (`coded`)."""

    table: Table
    plain: tuple[str, ...] = ()
    coded: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.plain, *self.coded)

    @property
    def key(self) -> tuple[Column[Any], ...]:
        return tuple(one for one in self.table.primary_key if one.name != "desk")

    def rows(self, connection: Connection) -> Iterator[Row[Any]]:
        """All rows, with whatever tells whose article they are about."""
        owners = [self.table.c[name] for name in ("id", "article_id", "job_id", "report_id") if name in self.table.c]
        wanted = dict.fromkeys((*self.key, *owners, *(self.table.c[name] for name in self.columns)))
        yield from connection.execute(select(*wanted), execution_options={"yield_per": 100})


PLACES = (
    NamePlaces(JOBS, ("title",), ("request", "progress", "problem")),
    NamePlaces(JOB_EVENTS, coded=("data",)),
    NamePlaces(CALLS, coded=("record",)),
    NamePlaces(REPORTS, coded=("body",)),
    NamePlaces(REVIEW_ACTS, ("who",), ("act", "judged")),
    NamePlaces(CLAIMS_SEEN, ("text", "claimant", "title", "url")),
    NamePlaces(ACCEPTED_CLAIMS, coded=("claim",)),
    NamePlaces(PUBLICATIONS, ("error",)),
    NamePlaces(EMBEDS, ("made_by",)),
    NamePlaces(ARTICLE_NAMES, ("name",)),
    NamePlaces(DOCUMENTS, ("text", "page"), ("facts",)),
    NamePlaces(FEED_ITEMS, ("stamp",), ("item",)),
    NamePlaces(DELIVERIES, coded=("body", "tries")),
    NamePlaces(WEBHOOKS, ("description",)),
    NamePlaces(REGISTRY_EDITS, ("key", "name", "who", "why"), ("entry",)),
    NamePlaces(IDEMPOTENCY_KEYS, ("key",)),
)
# What is no text of anybody's, by table: addresses that are asked, as they were set up, and what counts or points.
NO_NAMES = {
    "jobs": {"waits"},  # for which budget, in words of ours
    "webhooks": {"url", "address", "events", "secret", "former_secret", "signing_secret", "disabled"},
    "chat_acts": {"body"},  # sealed, and gone once the act is done
    "feeds": {"url", "etag", "last_modified", "sitemaps"},
    "totals": {"labels"},
    "documents": {"cuts"},
    "publications": {"remote"},
    "passage_vectors": {"model"},
    "name_erasures": {"name", "articles", "waits", "things"},
}
