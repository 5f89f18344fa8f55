"""Webhooks are registered, changed and tried out; what was delivered to them is told, and sent again."""

from typing import Annotated

from flask import Response
from pydantic import Field, RootModel, SecretStr

from service.api.access import caller
from service.api.bodies import UNREADABLE, json_body, written
from service.api.openapi import Parameter, Route
from service.api.queries import CURSOR, LIMIT, one_of, which_page
from service.bootstrap import Application
from service.domain import Delivery, DeliveryState, Frozen, MessageFormat, MessageType, Scope, Webhook, WebhookMessage
from service.errors import (
    BadInput,
    Conflict,
    NotAllowed,
    NotFound,
    StoreUnavailable,
)
from service.intake.fields import Brought, Line
from service.intake.reading import read
from service.sources.addresses import Guard, check_url
from service.work.webhooks import sample

ID = Parameter(name="id", place="path", description="The webhook's id.")
EVENTS = 50

Url = Annotated[str, Field(max_length=2_000, description="Where messages are posted: https, at a public address.")]
Events = Annotated[tuple[MessageType, ...], Field(max_length=EVENTS, description="What it is told of; none: of all.")]
Description = Annotated[Line, Field(max_length=500)]
SigningSecret = Annotated[
    SecretStr,
    Field(
        min_length=16,
        max_length=200,
        description="A Slack app's signing secret: acts by buttons of its messages are taken. It is never shown.",
    ),
]


class WebhookIn(Brought):
    """A webhook to be."""

    url: Url
    format: MessageFormat = Field(MessageFormat.EVENT, description="The event itself, or as a chat shows it.")
    events: Events = ()
    description: Description | None = None
    signing_secret: SigningSecret | None = None


class WebhookPatch(Brought):
    """What changes of a webhook. What is left out, or null, stays as it is."""

    url: Url | None = None
    events: Events | None = Field(None, max_length=EVENTS)
    description: Description | None = None
    signing_secret: SigningSecret | None = None
    enabled: bool | None = Field(None, description="`true` lets messages come again, whatever had it disabled.")


class WebhookSecret(Webhook):
    """A webhook with its secret, which is shown this once and never again."""

    secret: str


class WebhookPage(Frozen):
    """Webhooks, newest first. `next_cursor` leads to those before them; None: there are none."""

    webhooks: tuple[Webhook, ...]
    next_cursor: int | None


class DeliveryPage(Frozen):
    """Deliveries, newest first. `next_cursor` leads to those before them; None: there are none."""

    deliveries: tuple[Delivery, ...]
    next_cursor: int | None


class Samples(RootModel[tuple[WebhookMessage, ...]]):
    """One message, in the list that REST hooks want."""


def create_webhook(application: Application) -> Response:
    given = read(WebhookIn, json_body())
    check_url(given.url, Guard(allowed=application.reachable))
    signing = _signing(given.signing_secret, given.format)
    told = given.url, given.events, given.description, given.format, signing
    return _with_secret(*application.store.webhooks.create(*told), status=201)


def list_webhooks(application: Application) -> Response:
    webhooks, following = application.store.webhooks.page(*which_page())
    return written(WebhookPage(webhooks=webhooks, next_cursor=following))


def show_webhook(application: Application, id: str) -> Response:
    return written(application.store.webhooks.get(id))


def change_webhook(application: Application, id: str) -> Response:
    given = read(WebhookPatch, json_body())
    if given.url is not None:
        check_url(given.url, Guard(allowed=application.reachable))
    told = dict(given)
    if given.signing_secret is not None:
        told["signing_secret"] = _signing(given.signing_secret, application.store.webhooks.get(id).format)
    return written(application.store.webhooks.change(id, **told))


def delete_webhook(application: Application, id: str) -> Response:
    application.store.webhooks.delete(id)
    return Response(status=204)


def rotate_secret(application: Application, id: str) -> Response:
    return _with_secret(*application.store.webhooks.rotate(id), status=200)


def try_webhook(application: Application, id: str) -> Response:
    return _on_its_way(application.store.webhooks.test(id))


def list_deliveries(application: Application, id: str) -> Response:
    deliveries, following = application.store.webhooks.deliveries(id, one_of("state", DeliveryState), *which_page())
    return written(DeliveryPage(deliveries=deliveries, next_cursor=following))


def replay_delivery(application: Application, id: str, delivery: str) -> Response:
    return _on_its_way(application.store.webhooks.replay(id, delivery))


def show_samples(_application: Application, type: str) -> Response:
    if type not in tuple(MessageType):
        raise NotFound(f"There is no message of type {type[:80]!r}; there are {', '.join(MessageType)}.")
    return written(Samples((sample(MessageType(type)),)))


CREATE_WEBHOOK = Route(
    "POST",
    "/v1/webhooks",
    create_webhook,
    "Have messages posted to an address. The secret that signs them is shown this once.",
    takes=WebhookIn,
    needs=Scope.WEBHOOKS_WRITE,
    gives=WebhookSecret,
    status=201,
    problems=(*UNREADABLE, Conflict, StoreUnavailable),
)
LIST_WEBHOOKS = Route(
    "GET",
    "/v1/webhooks",
    list_webhooks,
    "Webhooks, newest first.",
    needs=Scope.WEBHOOKS_WRITE,
    gives=WebhookPage,
    parameters=(LIMIT, CURSOR),
    problems=(BadInput, StoreUnavailable),
)
SHOW_WEBHOOK = Route(
    "GET",
    "/v1/webhooks/<id>",
    show_webhook,
    "A webhook, and why it is disabled, if it is.",
    needs=Scope.WEBHOOKS_WRITE,
    gives=Webhook,
    parameters=(ID,),
    problems=(NotFound, StoreUnavailable),
)
CHANGE_WEBHOOK = Route(
    "PATCH",
    "/v1/webhooks/<id>",
    change_webhook,
    "Change a webhook, or enable it again.",
    takes=WebhookPatch,
    needs=Scope.WEBHOOKS_WRITE,
    gives=Webhook,
    parameters=(ID,),
    problems=(*UNREADABLE, NotFound, StoreUnavailable),
)
DELETE_WEBHOOK = Route(
    "DELETE",
    "/v1/webhooks/<id>",
    delete_webhook,
    "Forget a webhook; what is on its way to it is cancelled.",
    needs=Scope.WEBHOOKS_WRITE,
    gives=None,
    status=204,
    parameters=(ID,),
    problems=(NotFound, StoreUnavailable),
)
ROTATE_SECRET = Route(
    "POST",
    "/v1/webhooks/<id>/rotate",
    rotate_secret,
    "A new secret, shown this once; for 24 hours the former one signs as well.",
    needs=Scope.WEBHOOKS_WRITE,
    gives=WebhookSecret,
    parameters=(ID,),
    problems=(NotFound, StoreUnavailable),
)
TRY_WEBHOOK = Route(
    "POST",
    "/v1/webhooks/<id>/test",
    try_webhook,
    "Send a `webhook.test` message to this webhook alone.",
    needs=Scope.WEBHOOKS_WRITE,
    gives=Delivery,
    status=202,
    parameters=(ID,),
    problems=(NotFound, Conflict, StoreUnavailable),
)
LIST_DELIVERIES = Route(
    "GET",
    "/v1/webhooks/<id>/deliveries",
    list_deliveries,
    "What was sent to a webhook, newest first, with every try.",
    needs=Scope.WEBHOOKS_WRITE,
    gives=DeliveryPage,
    parameters=(
        ID,
        Parameter(name="state", place="query", description="Only those in it.", choices=tuple(DeliveryState)),
        LIMIT,
        CURSOR,
    ),
    problems=(NotFound, BadInput, StoreUnavailable),
)
REPLAY_DELIVERY = Route(
    "POST",
    "/v1/webhooks/<id>/deliveries/<delivery>/replay",
    replay_delivery,
    "Send the same message again, under the id by which its receiver knows it.",
    needs=Scope.WEBHOOKS_WRITE,
    gives=Delivery,
    status=202,
    parameters=(ID, Parameter(name="delivery", place="path", description="The delivery's id.")),
    problems=(NotFound, Conflict, StoreUnavailable),
)
SHOW_SAMPLES = Route(
    "GET",
    "/v1/webhooks/samples/<type>",
    show_samples,
    "A list of one message of a type, for tools that ask what to expect.",
    needs=Scope.WEBHOOKS_WRITE,
    gives=Samples,
    parameters=(Parameter(name="type", place="path", description="The type.", choices=tuple(MessageType)),),
    problems=(NotFound,),
)
ROUTES = (
    CREATE_WEBHOOK,
    LIST_WEBHOOKS,
    SHOW_WEBHOOK,
    CHANGE_WEBHOOK,
    DELETE_WEBHOOK,
    ROTATE_SECRET,
    TRY_WEBHOOK,
    LIST_DELIVERIES,
    REPLAY_DELIVERY,
    SHOW_SAMPLES,
)


def _signing(secret: SecretStr | None, format: MessageFormat) -> str | None:
    """What is to be kept: whoever has the secret may review. Raises BadInput where there are no buttons, NotAllowed for
    a caller who may not review."""
    if secret is None:
        return None
    if format is not MessageFormat.SLACK:
        raise BadInput("Only messages in the format `slack` have buttons.", "/signing_secret")
    if not caller().may(Scope.REVIEWS_WRITE):
        detail = f"{caller().name} may not do this: whoever has a signing secret may review."
        raise NotAllowed(detail, Scope.REVIEWS_WRITE)
    return secret.get_secret_value()


def _with_secret(webhook: Webhook, secret: str, status: int) -> Response:
    told = WebhookSecret(**dict(webhook), secret=secret)
    headers = {"Location": f"/v1/webhooks/{webhook.id}", "Cache-Control": "no-store"}
    return written(told, status, headers)


def _on_its_way(delivery: Delivery) -> Response:
    return written(delivery, 202, {"Location": f"/v1/webhooks/{delivery.webhook_id}/deliveries"})
