"""The tables as they stand after the last migration."""

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Dialect,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from service.domain import MAIN_DESK

METADATA = MetaData()
ID = String(64)
# SQLite counts up by itself only in a column of this very type.
NUMBER = BigInteger().with_variant(Integer, "sqlite")


def desk_column(*, primary_key: bool = False) -> Column[str]:
    """Whose a row is: `service.store.owning` sees to it."""
    return Column("desk", ID, primary_key=primary_key, nullable=False, server_default=MAIN_DESK)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, whichever database keeps it: SQLite keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


# Desks beside the main one, and what holds for each, the main one too, in place of the settings.
DESKS = Table(
    "desks",
    METADATA,
    Column("name", ID, primary_key=True),
    Column("created_at", Moment, nullable=False),
    Column("limits", Text, nullable=False),
)
REPORTS = Table(
    "reports",
    METADATA,
    desk_column(),
    Column("id", ID, primary_key=True),
    Column("article_id", ID, nullable=False, index=True),
    Column("created_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
)
# `number` orders jobs as they came, whatever the clock says, and `turn` as they are to be taken up. `fingerprint` is of
# all that decides the report. `attempt` counts the runs of a job: whatever an earlier one still does is not taken.
# `rechecks` is the report that a job brings up to date, `api_key` the key that asked, `waits` why it is put off.
JOBS = Table(
    "jobs",
    METADATA,
    desk_column(),
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("article_id", ID, nullable=False, index=True),
    Column("title", Text),
    Column("fingerprint", ID, nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("request", Text),
    Column("turn", Integer, nullable=False, server_default="0"),
    *(Column(name, type) for name, type in (("rechecks", ID), ("api_key", ID), ("waits", Text))),
    Column("attempt", Integer, nullable=False),
    Column("worker", ID),
    Column("progress", Text),
    Column("report_id", ID),
    Column("problem", Text),
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("ended_at", Moment, index=True),
)
JOB_EVENTS = Table(
    "job_events",
    METADATA,
    desk_column(),
    Column("job_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("type", String(40), nullable=False),
    Column("data", Text, nullable=False),
)
IDEMPOTENCY_KEYS = Table(
    "idempotency_keys",
    METADATA,
    desk_column(primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("fingerprint", ID, nullable=False),
    Column("job_id", ID, nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
)
CALLS = Table(
    "calls",
    METADATA,
    desk_column(),
    Column("job_id", ID, primary_key=True),
    Column("key", ID, primary_key=True),
    Column("record", Text, nullable=False),
    Column("created_at", Moment, nullable=False, index=True),
)
# `beats` is counted up by a worker that lives: no clock is compared with another.
WORKERS = Table(
    "workers",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("beats", BigInteger, nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("buried", Integer, nullable=False),
)
# A place is a call in flight, or one that ended so lately that it still counts (`released_s`, by the store's clock).
PLACES = Table(
    "places",
    METADATA,
    Column("id", ID, primary_key=True),
    Column("provider", String(255), nullable=False, index=True),
    Column("worker", ID, nullable=False, index=True),
    Column("released_s", Float),
)
# Of a chat, `url` shows the host alone, and `address` is the whole one, sealed as secrets are; `signing_secret` is what
# its buttons' requests are signed with.
WEBHOOKS = Table(
    "webhooks",
    METADATA,
    desk_column(),
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("address", Text),
    Column("format", String(16), nullable=False, server_default="event"),
    Column("signing_secret", Text),
    Column("events", Text, nullable=False),
    Column("description", Text),
    Column("secret", Text, nullable=False),
    Column("former_secret", Text),
    Column("former_until", Moment),
    Column("disabled", Text),
    Column("created_at", Moment, nullable=False),
)
DELIVERIES = Table(
    "deliveries",
    METADATA,
    desk_column(),
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("webhook_id", ID, nullable=False, index=True),
    Column("message_id", ID, nullable=False),
    Column("type", String(80), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("tries", Text, nullable=False),
    Column("next_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment, index=True),
)
# Acts that were sent from a chat, by a hash of what signed them, so that none is taken twice: `body` is sealed, and
# null once the act was done, or could not be.
CHAT_ACTS = Table(
    "chat_acts",
    METADATA,
    desk_column(),
    Column("id", ID, primary_key=True),
    Column("webhook_id", ID, nullable=False),
    Column("body", Text),
    Column("received_at", Moment, nullable=False, index=True),
)
# What was counted since the store began; it outlives every process.
TOTALS = Table(
    "totals",
    METADATA,
    desk_column(primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("labels", Text, primary_key=True),
    Column("value", Float, nullable=False),
)
# What a desk changed in the registry, one row an edit, never changed. `key` is the name as spellings share it; `entry`
# is null where the entry was taken out.
REGISTRY_EDITS = Table(
    "registry_edits",
    METADATA,
    desk_column(),
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("kind", String(16), nullable=False),
    Column("key", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("entry", Text),
    Column("who", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
)
# What a desk did with a report, one row an act, never changed. `judged` is what was read since for what an act adds.
REVIEW_ACTS = Table(
    "review_acts",
    METADATA,
    desk_column(),
    Column("report_id", ID, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("who", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("act", Text, nullable=False),
    Column("judged", Text),
)
# Where reports are shown in other pages: an id is a secret, and whoever has it sees what was accepted.
EMBEDS = Table(
    "embeds",
    METADATA,
    desk_column(),
    Column("id", ID, primary_key=True),
    Column("report_id", ID, nullable=False, index=True),
    Column("made_at", Moment, nullable=False),
    Column("made_by", Text),
)
# The archive. `page` is the address by the one name that its spellings share, `published_on` a day counted as Python
# counts them (0: none is known), `facts` the document as JSON without its text, `cuts` where its passages begin and
# end, `replaced_by` the next version of its page (null: it is the last, and searched). Numbers are each desk's own. So
# is the index of passages, of a kind for each database: `service.store.full_text`.
DOCUMENTS = Table(
    "documents",
    METADATA,
    desk_column(primary_key=True),
    Column("number", NUMBER, primary_key=True, autoincrement=False),
    Column("id", ID, nullable=False),
    Column("page", Text, index=True),
    Column("published_on", Integer, nullable=False, index=True),
    Column("language", String(35), nullable=False),
    Column("copy_of", ID, index=True),
    Column("facts", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("cuts", Text, nullable=False),
    Column("added_at", Moment, nullable=False),
    Column("fetched_at", Moment),
    Column("replaced_by", ID, index=True),
    UniqueConstraint("desk", "id", name="uq_documents_desk_id"),
)
# A few runs of words of each document: what two hold both are looked at as copies.
DOCUMENT_RUNS = Table(
    "document_runs",
    METADATA,
    desk_column(primary_key=True),
    Column("run", BigInteger, primary_key=True, autoincrement=False),
    Column("document", BigInteger, primary_key=True, autoincrement=False, index=True),
)
# The pages that reports rest on, each by the SHA-256 of its name.
REPORT_PAGES = Table(
    "report_pages",
    METADATA,
    Column("desk", ID, primary_key=True, server_default="main"),
    Column("page", ID, primary_key=True),
    Column("report_id", ID, primary_key=True, index=True),
)
# Vectors of passages, by the model that made them and each passage's number in the index: `hash` is of the text that
# was embedded, `vector` numbers of two bytes (IEEE 754), of length one together.
PASSAGE_VECTORS = Table(
    "passage_vectors",
    METADATA,
    desk_column(primary_key=True),
    Column("model", String(255), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("document", BigInteger, nullable=False),
    Column("hash", ID, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    Index("ix_passage_vectors_document", "desk", "document", "model"),
    Index("ix_passage_vectors_hash", "desk", "hash", "model"),
    sqlite_with_rowid=False,
)
# What an article goes by: the page it stands on, what its sender calls it.
ARTICLE_NAMES = Table(
    "article_names",
    METADATA,
    Column("desk", ID, primary_key=True, server_default="main"),
    Column("name", Text, primary_key=True),
    Column("article_id", ID, nullable=False, index=True),
)
# The claims of each article, as its reports have them: the first and the last in which a claim stood. `words` counts
# those by which it is found, which stand in the table below.
CLAIMS_SEEN = Table(
    "claims_seen",
    METADATA,
    desk_column(),
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("article_id", ID, nullable=False),
    Column("claim_id", ID, nullable=False),
    Column("report_id", ID, nullable=False),
    Column("seen_at", Moment, nullable=False, index=True),
    Column("first_report_id", ID, nullable=False),
    Column("first_at", Moment, nullable=False),
    Column("text", Text, nullable=False),
    Column("claimant", Text, nullable=False),
    Column("language", String(35), nullable=False),
    Column("verdict", String(24), nullable=False),
    Column("title", Text),
    Column("url", Text),
    Column("published_at", Moment),
    Column("words", Integer, nullable=False),
)
CLAIM_WORDS = Table(
    "claim_words",
    METADATA,
    desk_column(),
    Column("word", ID, primary_key=True),
    Column("claim", BigInteger, primary_key=True, autoincrement=False, index=True),
)
Index("ix_claims_seen_article", CLAIMS_SEEN.c.desk, CLAIMS_SEEN.c.article_id, CLAIMS_SEEN.c.claim_id, unique=True)
# Feeds that are watched, by a hash of their address, and what each told of, once for each page: `stamp` changes with
# it, `item` is what is needed to have it (null once that is over), `next_at` when that is tried again.
FEEDS = Table(
    "feeds",
    METADATA,
    desk_column(primary_key=True),
    Column("id", ID, primary_key=True),
    Column("url", Text, nullable=False),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("sitemaps", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("next_at", Moment),
    Column("asked_at", Moment, nullable=False),
)
FEED_ITEMS = Table(
    "feed_items",
    METADATA,
    desk_column(primary_key=True),
    Column("feed", ID, primary_key=True),
    Column("key", ID, primary_key=True),
    Column("stamp", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("item", Text),
    Column("next_at", Moment),
    Column("document_id", ID),
    Column("seen_at", Moment, nullable=False),
)
# Claims as an editor accepted them last (`claim`, as JSON), and what stands of that (`state`).
ACCEPTED_CLAIMS = Table(
    "accepted_claims",
    METADATA,
    desk_column(),
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("claim_id", ID, nullable=False),
    Column("article_id", ID, nullable=False),
    Column("claim", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("changed_at", Moment, nullable=False),
)
# What other houses' systems have of them. `round` counts the times that it was set on its way: at any time one task at
# most is for it, that of this round. `wanted` counts the times that somebody wanted it, `begun` says whether a try is
# being made, `remote` are the ids by which it is known there.
PUBLICATIONS = Table(
    "publications",
    METADATA,
    desk_column(primary_key=True),
    Column("destination", String(16), primary_key=True),
    Column("subject", ID, primary_key=True),
    Column("article_id", ID, nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("round", Integer, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("begun", Integer, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("remote", Text, nullable=False),
    Column("error", Text),
    Column("next_at", Moment),
    Column("changed_at", Moment, nullable=False),
)
Index("ix_accepted_claims_claim", ACCEPTED_CLAIMS.c.desk, ACCEPTED_CLAIMS.c.claim_id, unique=True)
Index("ix_accepted_claims_article", ACCEPTED_CLAIMS.c.desk, ACCEPTED_CLAIMS.c.article_id)
# Names of people that are erased: `name` is what is looked for, `articles` those that told of it, `waits` the runs that
# may still bring it, all three for as long as it is under way; `things` counts what was changed by kind.
NAME_ERASURES = Table(
    "name_erasures",
    METADATA,
    desk_column(),
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("name", Text),
    Column("articles", Text),
    Column("waits", Text, nullable=False, server_default="{}"),
    Column("things", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("ended_at", Moment),
)
Index("ix_feed_items_waiting", FEED_ITEMS.c.desk, FEED_ITEMS.c.state, FEED_ITEMS.c.feed)
Index("ix_jobs_state_number", JOBS.c.state, JOBS.c.number)
Index("ix_jobs_desk_number", JOBS.c.desk, JOBS.c.number)
Index("ix_registry_edits_kind_key", REGISTRY_EDITS.c.kind, REGISTRY_EDITS.c.key)
