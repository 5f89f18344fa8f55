"""The tables of who may enter, and of who did what, as they stand after the last migration."""

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from service.store.tables import ID, METADATA, NUMBER, Moment

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
