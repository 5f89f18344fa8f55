"""The tables of who may enter, who did what, and what is spent for whom, as they stand after the last migration."""

from sqlalchemy import BigInteger, Column, Float, Integer, String, Table, Text

from service.store.tables import ID, METADATA, NUMBER, Moment, desk_column

# `hash` is of the whole key, of which nothing else is kept. `desk` null: of all desks. Rows stay when a key is revoked.
API_KEYS = Table(
    "api_keys",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("hash", ID, nullable=False),
    Column("name", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("desk", ID),
    Column("requests_a_minute", Integer),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("last_used_at", Moment),
    Column("tokens_a_day", BigInteger),
    Column("money_a_day", Float),
    Column("articles_waiting", Integer),
)
# `login` is what they sign in as, kind and name: of a password or of an OpenID provider. `password` is argon2's hash,
# `invitation` the SHA-256 of one that was not used yet.
PEOPLE = Table(
    "people",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("id", ID, nullable=False, unique=True),
    Column("login", String(400), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("desk", ID),
    Column("password", Text),
    Column("invitation", ID, unique=True),
    Column("invited_until", Moment),
    Column("created_at", Moment, nullable=False),
    Column("removed_at", Moment),
)
# `hash` is of what the browser's cookie holds.
SESSIONS = Table(
    "sessions",
    METADATA,
    Column("hash", ID, primary_key=True),
    Column("person_id", ID, nullable=False, index=True),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
)
# How often something was asked within the span of time that began at `since_s`, by the store's clock.
REQUEST_COUNTS = Table(
    "request_counts",
    METADATA,
    Column("name", String(160), primary_key=True),
    Column("since_s", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
)
# Who did what. The database itself refuses to change a row.
AUDIT = Table(
    "audit",
    METADATA,
    Column("number", NUMBER, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False, index=True),
    Column("who", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("desk", ID, index=True),
    Column("action", String(64), nullable=False),
    Column("target", Text, nullable=False),
    Column("address", String(64), nullable=False),
    Column("outcome", String(64), nullable=False),
)
# What language models took in a day, counted from 1970 in UTC: for a desk (`api_key` is empty), and within it for a
# key. Money is in billionths of a US dollar. `_aside` is for calls under way, `_wanted` what the last call would have
# come to that was not made for want of room.
SPENDING = Table(
    "spending",
    METADATA,
    desk_column(primary_key=True),
    Column("api_key", ID, primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    *(
        Column(f"{unit}{end}", BigInteger, nullable=False, server_default="0")
        for end in ("", "_aside", "_wanted")
        for unit in ("tokens", "nanos")
    ),
)
# The calls under way, for each who pays, with the worker that makes them.
SET_ASIDE = Table(
    "set_aside",
    METADATA,
    desk_column(),
    Column("job", ID, primary_key=True),
    Column("call", ID, primary_key=True),
    Column("api_key", ID, primary_key=True),
    Column("day", Integer, nullable=False),
    Column("tokens", BigInteger, nullable=False),
    Column("nanos", BigInteger, nullable=False),
    Column("worker", ID, nullable=False, index=True),
)
