"""Keep keys by their hash: whoever reads the database learns none of them."""

import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from service.domain import ApiKey, KeyLimits, Scope
from service.errors import NotFound
from service.store.access_tables import API_KEYS
from service.store.audit import Telling, untold
from service.store.database import Database

# 256 bits of chance: a plain hash of it cannot be guessed back, and needs no salt.
SECRET_BYTES = 32
KEY = re.compile(r"(ctk_[0-9a-f]{12})_[\w-]{43}", re.A)
# How late the moment of the last use may be: a key that is used all the time costs one write in it.
USED_EVERY = timedelta(minutes=1)


class KeyStore:
    """Keys. Serves many threads. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        name: str,
        scopes: Iterable[Scope],
        desk: str | None,
        expires_at: datetime | None = None,
        requests_a_minute: int | None = None,
        also: Telling = untold,
        limits: KeyLimits = KeyLimits(),  # noqa: B008 - a frozen value
    ) -> tuple[ApiKey, str]:
        """A new key, and the key itself, which nobody can tell again."""
        id = f"ctk_{secrets.token_hex(6)}"
        told = f"{id}_{secrets.token_urlsafe(SECRET_BYTES)}"
        row = {
            "id": id,
            "hash": _hash(told),
            "name": name,
            "scopes": " ".join(sorted(set(scopes))),
            "desk": desk,
            "requests_a_minute": requests_a_minute,
            "created_at": self._database.now(),
            "expires_at": expires_at,
            **limits.model_dump(),
        }
        with self._database.writing() as connection:
            connection.execute(insert(API_KEYS).values(row))
            also(connection, id)
        return self.get(id), told

    def get(self, id: str) -> ApiKey:
        """The key of an id. Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(select(API_KEYS).where(API_KEYS.c.id == id)).one_or_none()
        if row is None:
            raise NotFound(f"There is no key {id[:80]!r}.")
        return key_of(row)

    def all(self) -> tuple[ApiKey, ...]:
        """Every key that was ever made, the last one first."""
        with self._database.reading() as connection:
            return tuple(map(key_of, connection.execute(select(API_KEYS).order_by(API_KEYS.c.number.desc()))))

    def any(self) -> bool:
        """Whether one was ever made: a key that was revoked does not open the house again."""
        with self._database.reading() as connection:
            return connection.scalar(select(API_KEYS.c.number).limit(1)) is not None

    def found(self, told: str) -> ApiKey | None:
        """The key that somebody holds out, revoked and expired ones too; None: there is none such."""
        if not (parts := KEY.fullmatch(told)):
            return None
        with self._database.reading() as connection:
            row = connection.execute(select(API_KEYS).where(API_KEYS.c.id == parts[1])).one_or_none()
        return key_of(row) if row is not None and hmac.compare_digest(row.hash, _hash(told)) else None

    def used(self, key: ApiKey) -> None:
        """Remember that a key was used now, unless that is known to a minute."""
        now = self._database.now()
        if key.last_used_at is None or now - key.last_used_at >= USED_EVERY:
            with self._database.writing() as connection:
                connection.execute(update(API_KEYS).where(API_KEYS.c.id == key.id).values(last_used_at=now))

    def limit(self, id: str, limits: KeyLimits, also: Telling = untold) -> ApiKey:
        """The key with other limits. Raises NotFound."""
        self.get(id)
        with self._database.writing() as connection:
            connection.execute(update(API_KEYS).where(API_KEYS.c.id == id).values(limits.model_dump()))
            also(connection, id)
        return self.get(id)

    def revoke(self, id: str, also: Telling = untold) -> ApiKey:
        """From now on the key lets nobody in. Raises NotFound."""
        self.get(id)
        standing = API_KEYS.c.id == id, API_KEYS.c.revoked_at.is_(None)
        with self._database.writing() as connection:
            connection.execute(update(API_KEYS).where(*standing).values(revoked_at=self._database.now()))
            also(connection, id)
        return self.get(id)

    def revoke_all(self, connection: Connection, desk: str) -> None:
        """The same for every key of a desk, within somebody's transaction."""
        standing = API_KEYS.c.desk == desk, API_KEYS.c.revoked_at.is_(None)
        connection.execute(update(API_KEYS).where(*standing).values(revoked_at=self._database.now()))


def _hash(told: str) -> str:
    return sha256(told.encode()).hexdigest()


def key_of(row: Row[Any]) -> ApiKey:
    """The key that a row of the table is."""
    told = {name: getattr(row, name) for name in ApiKey.model_fields if name != "scopes"}
    return ApiKey(**told, scopes=tuple(map(Scope, row.scopes.split())))
