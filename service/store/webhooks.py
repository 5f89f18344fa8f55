"""Keep webhooks, and what is on its way to them. A try is put on its queue in the transaction that makes it due."""

import json
import secrets
from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, TypeAdapter
from sqlalchemy import Connection, Row, delete, exists, func, select, update

from service.domain import Delivery, DeliveryState, Frozen, MessageFormat, MessageType, Try, Webhook, WebhookMessage
from service.errors import BadInput, Conflict, NotFound
from service.store.audit import Telling, untold
from service.store.database import Database, Outbox, paged
from service.store.sealing import SEALED, Sealer
from service.store.tables import DELIVERIES, WEBHOOKS
from service.store.totals import TotalStore

MOST = 100
SECRET_BYTES = 32
# A former secret signs beside the new one so long, for a receiver cannot change over at the very moment.
BOTH_SIGN = timedelta(hours=24)
BY_HAND = "Disabled by hand."
TRIES = TypeAdapter(tuple[Try, ...])
SECRETS = ("secret", "former_secret", "address", "signing_secret")
SHOWN = (
    *(column for column in WEBHOOKS.c if column.name not in (*SECRETS, "former_until")),
    WEBHOOKS.c.signing_secret.is_not(None).label("interactive"),
)
LISTED = [column for column in DELIVERIES.c if column.name != "body"]

# What the engine calls one try to deliver.
KIND = "delivery"


class Due(Frozen):
    """A try that is to be made now: where to (not to be shown: it may be a secret), with what body, in which format,
    signed with which secrets. `interactive`: its buttons are heeded."""

    delivery: Delivery
    url: str = Field(repr=False)
    body: str
    format: MessageFormat = MessageFormat.EVENT
    interactive: bool = False
    secrets: tuple[SecretStr, ...]

    @property
    def number(self) -> int:
        return len(self.delivery.tries) + 1


class Sequel(Frozen):
    """What follows a try: an end, or another try after `delay_s`; and why the webhook is disabled, if it is."""

    state: DeliveryState
    delay_s: float = 0.0
    disables: str | None = None
    unless_others_arrived: bool = False


class WebhookStore:
    """Webhooks and deliveries by id. Serves many threads. Raises StoreUnavailable whenever the database does not
    answer."""

    def __init__(
        self,
        database: Database,
        outbox: Outbox,
        totals: TotalStore,
        sealer: Sealer = Sealer(),  # noqa: B008 - a value
    ) -> None:
        self._database, self._outbox, self._totals, self.sealer = database, outbox, totals, sealer

    # ------------------------------------------------------------ webhooks

    def create(
        self,
        url: str,
        events: Sequence[MessageType] = (),
        description: str | None = None,
        format: MessageFormat = MessageFormat.EVENT,
        signing_secret: str | None = None,
    ) -> tuple[Webhook, str]:
        """A new webhook, and its secret, which is told this once. Raises Conflict when there are too many."""
        secret, id = _new_secret(), f"whk_{secrets.token_hex(12)}"
        told = {"id": id, "events": json.dumps(events), "description": description, "format": format}
        told |= self._place(url, format) | self._signing(signing_secret)
        with self._database.writing() as connection:
            self._database.alone(connection, "webhooks")
            if (connection.scalar(select(func.count()).select_from(WEBHOOKS)) or 0) >= MOST:
                raise Conflict(f"There are {MOST} webhooks, and no more are kept.")
            connection.execute(
                WEBHOOKS.insert().values(**told, secret=self.sealer.seal(secret), created_at=self._database.now())
            )
            return self._get(connection, id), secret

    def get(self, id: str) -> Webhook:
        """Raises NotFound."""
        with self._database.reading() as connection:
            return self._get(connection, id)

    def page(self, before: int | None = None, limit: int = 50) -> tuple[tuple[Webhook, ...], int | None]:
        """Webhooks, newest first, and where the next page begins (None: this is the last)."""
        with self._database.reading() as connection:
            rows, following = paged(connection, select(*SHOWN), WEBHOOKS.c.number, before, limit)
        return tuple(shown(row) for row in rows), following

    def change(
        self,
        id: str,
        *,
        url: str | None = None,
        events: Sequence[MessageType] | None = None,
        description: str | None = None,
        enabled: bool | None = None,
        signing_secret: str | None = None,
    ) -> Webhook:
        """The webhook as it is then; what is None stays as it was. Raises NotFound."""
        told = {"events": None if events is None else json.dumps(events), "description": description}
        changed = {name: value for name, value in told.items() if value is not None} | self._signing(signing_secret)
        able = {} if enabled is None else {"disabled": None if enabled else BY_HAND}
        with self._database.writing() as connection:
            if url is not None:
                changed |= self._place(url, self._get(connection, id).format)
            if changed or able:
                connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == id).values(**changed, **able))
            return self._get(connection, id)

    def delete(self, id: str) -> None:
        """Forget a webhook; what is on its way to it is cancelled. Raises NotFound."""
        with self._database.writing() as connection:
            pending = (DELIVERIES.c.webhook_id == id, DELIVERIES.c.state == DeliveryState.PENDING)
            connection.execute(update(DELIVERIES).where(*pending).values(self._ended(DeliveryState.CANCELLED)))
            if not connection.execute(delete(WEBHOOKS).where(WEBHOOKS.c.id == id)).rowcount:
                raise _no_webhook(id)

    def rotate(self, id: str) -> tuple[Webhook, str]:
        """The webhook, and a new secret, which is told this once. Raises NotFound."""
        secret = _new_secret()
        until = self._database.now() + BOTH_SIGN
        changed = {"secret": self.sealer.seal(secret), "former_secret": WEBHOOKS.c.secret, "former_until": until}
        with self._database.writing() as connection:
            connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == id).values(changed))
            return self._get(connection, id), secret

    def seal(self, also: Telling = untold) -> int:
        """Seal every secret under the first of the keys; how many. Raises BadInput for one that none opens."""
        with self._database.writing() as connection:
            rows = connection.execute(
                select(WEBHOOKS.c.id, *(WEBHOOKS.c[name] for name in SECRETS)).with_for_update()
            ).all()
            for row in rows:
                anew = {name: self.sealer.sealed_anew(kept) for name in SECRETS if (kept := getattr(row, name))}
                connection.execute(update(WEBHOOKS).where(WEBHOOKS.c.id == row.id).values(anew))
            also(connection, f"{len(rows)} webhooks")
        self._database.scrub()
        return len(rows)

    def unopened(self) -> int:
        """How many webhooks have secrets that are sealed under keys that are not here."""
        return sum(not all(map(self._opens, kept)) for kept in self._kept_secrets())

    def unsealed(self) -> int:
        """How many webhooks have secrets that are kept as they are."""
        return sum(not all(one.startswith(SEALED) for one in kept) for kept in self._kept_secrets())

    def _kept_secrets(self) -> list[list[str]]:
        """Those of each webhook, as they are kept."""
        with self._database.reading() as connection:
            rows = connection.execute(select(*(WEBHOOKS.c[name] for name in SECRETS))).all()
        return [[one for one in row if one is not None] for row in rows]

    def _opens(self, kept: str) -> bool:
        try:
            return bool(self.sealer.open(kept))
        except BadInput:
            return False

    # ------------------------------------------------------------ messages on their way

    def announce(self, connection: Connection, type: MessageType, data: dict[str, Any]) -> None:
        """Within somebody's transaction, send a message to every webhook that is to be told of its like."""
        message, body = _new_message_id(), self._body(type, data)
        listening = select(*SHOWN).where(WEBHOOKS.c.disabled.is_(None)).order_by(WEBHOOKS.c.number)
        for webhook in map(shown, connection.execute(listening)):
            if not webhook.events or type in webhook.events:
                self._send(connection, webhook, message, type, body)

    def test(self, id: str) -> Delivery:
        """A message to this webhook alone. Raises NotFound, or Conflict for one that is disabled."""
        with self._database.writing() as connection:
            webhook = self._enabled(connection, id)
            body = self._body(MessageType.TEST, {"webhook_id": id})
            return self._send(connection, webhook, _new_message_id(), MessageType.TEST, body)

    def replay(self, id: str, delivery_id: str) -> Delivery:
        """A new delivery of the same message. Raises NotFound, or Conflict for a webhook that is disabled and for what
        is still on its way."""
        with self._database.writing() as connection:
            webhook = self._enabled(connection, id)
            query = select(DELIVERIES).where(DELIVERIES.c.id == delivery_id, DELIVERIES.c.webhook_id == id)
            row = connection.execute(query).one_or_none()
            if row is None:
                raise NotFound(f"There is no delivery {delivery_id[:80]!r} to this webhook.")
            if row.state == DeliveryState.PENDING:
                raise Conflict("The delivery is still on its way.")
            return self._send(connection, webhook, row.message_id, MessageType(row.type), row.body)

    def deliveries(
        self, id: str, state: DeliveryState | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[tuple[Delivery, ...], int | None]:
        """Deliveries to a webhook, newest first, and where the next page begins. Raises NotFound."""
        query = select(*LISTED).where(DELIVERIES.c.webhook_id == id)
        if state is not None:
            query = query.where(DELIVERIES.c.state == state)
        with self._database.reading() as connection:
            self._get(connection, id)
            rows, following = paged(connection, query, DELIVERIES.c.number, before, limit)
        return tuple(_delivery(row) for row in rows), following

    # ------------------------------------------------------------ tries

    def desk_of(self, id: str) -> str:
        """Whose delivery it is. Raises NotFound."""
        with self._database.reading() as connection:
            desk: str | None = connection.scalar(select(DELIVERIES.c.desk).where(DELIVERIES.c.id == id))
        if desk is None:
            raise NotFound(f"There is no delivery {id[:80]!r}.")
        return desk

    def due(self, id: str, number: int) -> Due | None:
        """The try of this number, if it is still to be made. What waits for a webhook that is gone or disabled is
        cancelled."""
        with self._database.writing() as connection:
            row = self._locked(connection, id, number)
            if row is None:
                return None
            webhook = connection.execute(select(WEBHOOKS).where(WEBHOOKS.c.id == row.webhook_id)).one_or_none()
            if webhook is None or webhook.disabled is not None:
                ended = self._ended(DeliveryState.CANCELLED)
                connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == id).values(ended))
                return None
            both = webhook.former_until is not None and self._database.now() < webhook.former_until
            kept = (webhook.secret, *([webhook.former_secret] if both else []))
        signing = tuple(SecretStr(self.sealer.open(one)) for one in kept)
        return Due(
            delivery=_delivery(row),
            url=self.sealer.open(webhook.address) if webhook.address else webhook.url,
            body=row.body,
            format=MessageFormat(webhook.format),
            interactive=webhook.signing_secret is not None,
            secrets=signing,
        )

    def record(self, due: Due, made: Try, sequel: Sequel) -> None:
        """Keep a try and what follows from it, once: a delivery that ended meanwhile, or went on, stays as it is."""
        id, again = due.delivery.id, sequel.state is DeliveryState.PENDING
        with self._database.writing() as connection:
            if self._locked(connection, id, due.number) is None:
                return
            follows = {"next_at": self._in(sequel.delay_s)} if again else self._ended(sequel.state)
            tries = TRIES.dump_json((*due.delivery.tries, made)).decode()
            connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == id).values(tries=tries, **follows))
            if again:
                self._put(connection, id, due.number + 1, sequel.delay_s)
            if sequel.disables and not (sequel.unless_others_arrived and self._others_arrived(connection, due)):
                one = (WEBHOOKS.c.id == due.delivery.webhook_id, WEBHOOKS.c.disabled.is_(None))
                connection.execute(update(WEBHOOKS).where(*one).values(disabled=sequel.disables))
            outcome = "retried" if again else str(sequel.state)
            self._totals.add(connection, {("deliveries", (("outcome", outcome),)): 1})

    def prune(self, connection: Connection, before: datetime) -> int:
        """Forget deliveries that ended before a moment; how many."""
        return connection.execute(delete(DELIVERIES).where(DELIVERIES.c.ended_at < before)).rowcount

    # ------------------------------------------------------------ as they are kept

    def _place(self, url: str, format: MessageFormat) -> dict[str, str]:
        if not format.chat:
            return {"url": url}
        parts = urlsplit(url)
        return {"url": f"{parts.scheme}://{parts.netloc}/…", "address": self.sealer.seal(url)}

    def _signing(self, secret: str | None) -> dict[str, str]:
        return {} if secret is None else {"signing_secret": self.sealer.seal(secret)}

    # ------------------------------------------------------------ within a transaction

    def _get(self, connection: Connection, id: str) -> Webhook:
        row = connection.execute(select(*SHOWN).where(WEBHOOKS.c.id == id)).one_or_none()
        if row is None:
            raise _no_webhook(id)
        return shown(row)

    def _enabled(self, connection: Connection, id: str) -> Webhook:
        webhook = self._get(connection, id)
        if webhook.disabled is not None:
            raise Conflict(f"The webhook is disabled: {webhook.disabled}")
        return webhook

    def _send(
        self, connection: Connection, webhook: Webhook, message_id: str, type: MessageType, body: str
    ) -> Delivery:
        id, now = f"dlv_{secrets.token_hex(12)}", self._database.now()
        delivery = Delivery(
            id=id,
            webhook_id=webhook.id,
            message_id=message_id,
            type=type,
            state=DeliveryState.PENDING,
            tries=(),
            next_at=now,
            created_at=now,
            ended_at=None,
        )
        connection.execute(DELIVERIES.insert().values({**dict(delivery), "tries": "[]", "body": body}))
        self._put(connection, id, 1)
        return delivery

    def _put(self, connection: Connection, id: str, number: int, delay_s: float = 0.0) -> None:
        self._outbox.put(connection, KIND, f"{id}-{number}", f"{id} {number}", delay_s)

    def _locked(self, connection: Connection, id: str, number: int) -> Row[Any] | None:
        """The delivery, which nobody else changes until this transaction ends, if this try of it is the next one."""
        query = select(DELIVERIES).where(DELIVERIES.c.id == id, DELIVERIES.c.state == DeliveryState.PENDING)
        row = connection.execute(query.with_for_update()).one_or_none()
        return row if row is not None and len(TRIES.validate_json(row.tries)) + 1 == number else None

    def _others_arrived(self, connection: Connection, due: Due) -> bool:
        """Did anything arrive at the webhook since this delivery was made?"""
        arrived = (
            DELIVERIES.c.webhook_id == due.delivery.webhook_id,
            DELIVERIES.c.state == DeliveryState.DELIVERED,
            DELIVERIES.c.ended_at >= due.delivery.created_at,
        )
        return bool(connection.scalar(select(exists().where(*arrived))))

    def _ended(self, state: DeliveryState) -> dict[str, Any]:
        return {"state": state, "next_at": None, "ended_at": self._database.now()}

    def _in(self, seconds: float) -> datetime:
        return self._database.now() + timedelta(seconds=seconds)

    def _body(self, type: MessageType, data: dict[str, Any]) -> str:
        return WebhookMessage(type=type, timestamp=self._database.now(), data=data).model_dump_json()


def _no_webhook(id: str) -> NotFound:
    return NotFound(f"There is no webhook {id[:80]!r}.")


def _new_secret() -> str:
    return f"whsec_{b64encode(secrets.token_bytes(SECRET_BYTES)).decode()}"


def _new_message_id() -> str:
    return f"msg_{secrets.token_hex(12)}"


def shown(row: Row[Any]) -> Webhook:
    """The webhook of a row of `SHOWN`."""
    return Webhook(
        id=row.id,
        url=row.url,
        format=MessageFormat(row.format),
        interactive=bool(row.interactive),
        events=tuple(MessageType(one) for one in json.loads(row.events)),
        description=row.description,
        disabled=row.disabled,
        created_at=row.created_at,
    )


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        webhook_id=row.webhook_id,
        message_id=row.message_id,
        type=MessageType(row.type),
        state=DeliveryState(row.state),
        tries=TRIES.validate_json(row.tries),
        next_at=row.next_at,
        created_at=row.created_at,
        ended_at=row.ended_at,
    )
