"""Keep what somebody does from a chat until it is done; and by what it was signed, so that it is taken once."""

from datetime import timedelta
from typing import NamedTuple

from pydantic import SecretStr
from sqlalchemy import delete, insert, select, update

from service.domain import Webhook
from service.errors import Conflict, NotFound
from service.store.database import Database, Outbox
from service.store.sealing import Sealer
from service.store.tables import CHAT_ACTS, WEBHOOKS
from service.store.webhooks import SHOWN, shown

# What the engine calls the doing of one.
KIND = "chat_act"
# What signed a request is known so long after it came: twice what a request may be old.
KNOWN = timedelta(minutes=10)


class ChatDoor(NamedTuple):
    """A webhook whose messages have buttons: whose it is, its whole address, and what signs their requests."""

    desk: str
    webhook: Webhook
    address: str
    signing_secret: SecretStr


class ChatActStore:
    """Acts by a hash of their signatures. Serves many threads. Raises StoreUnavailable whenever the database does not
    answer."""

    def __init__(self, database: Database, outbox: Outbox, sealer: Sealer) -> None:
        self._database, self._outbox, self._sealer = database, outbox, sealer

    def door(self, webhook_id: str) -> ChatDoor:
        """Raises NotFound for a webhook whose messages have no buttons."""
        columns = [*SHOWN, WEBHOOKS.c.desk, WEBHOOKS.c.address, WEBHOOKS.c.signing_secret]
        with self._database.reading() as connection:
            row = connection.execute(select(*columns).where(WEBHOOKS.c.id == webhook_id)).one_or_none()
        if row is None or not row.interactive:
            raise NotFound(f"There is no webhook {webhook_id[:80]!r} that takes acts.")
        address, secret = (self._sealer.open(one) for one in (row.address, row.signing_secret))
        return ChatDoor(row.desk, shown(row), address, SecretStr(secret))

    def take(self, id: str, webhook_id: str, body: str) -> None:
        """Keep an act, and put it on its way, in one transaction. Raises Conflict for one that came before."""
        now = self._database.now()
        row = {"id": id, "webhook_id": webhook_id, "body": self._sealer.seal(body), "received_at": now}
        with self._database.writing() as connection:
            self._database.alone(connection, f"chat act {id}")
            if connection.scalar(select(CHAT_ACTS.c.id).where(CHAT_ACTS.c.id == id)) is not None:
                raise Conflict("This very request came before.")
            over = CHAT_ACTS.c.body.is_(None), CHAT_ACTS.c.received_at < now - KNOWN
            connection.execute(delete(CHAT_ACTS).where(*over))
            connection.execute(insert(CHAT_ACTS).values(row))
            self._outbox.put(connection, KIND, f"{KIND}-{id}", f"{self._database.desk} {id}")

    def waiting(self, id: str) -> tuple[str, str] | None:
        """The webhook of an act that is not done yet, and its body."""
        with self._database.reading() as connection:
            query = select(CHAT_ACTS.c.webhook_id, CHAT_ACTS.c.body).where(CHAT_ACTS.c.id == id)
            row = connection.execute(query).one_or_none()
        return (row.webhook_id, self._sealer.open(row.body)) if row and row.body else None

    def settle(self, id: str) -> None:
        """It is done, or cannot be: nothing of it is kept."""
        with self._database.writing() as connection:
            connection.execute(update(CHAT_ACTS).where(CHAT_ACTS.c.id == id).values(body=None))
