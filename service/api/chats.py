"""What people do with reports from a chat."""

from hashlib import sha256

from flask import Response, request

from service.api.access import address
from service.api.bodies import UNREADABLE, body_of
from service.api.openapi import Parameter, Route
from service.bootstrap import Application
from service.domain import Audience, ChatDeed
from service.errors import (
    Conflict,
    NotAllowed,
    NotFound,
    NotSignedIn,
    StoreUnavailable,
)
from service.intake.slack import MOST_BYTES, chat_act_from, check_signature

SIGNATURE, MOMENT = "x-slack-signature", "x-slack-request-timestamp"
FORM = "application/x-www-form-urlencoded"


def push_slack(application: Application, id: str) -> Response:
    """At once, for Slack waits three seconds: what is wanted is kept, and a worker does it."""
    body, stores = body_of((FORM,), MOST_BYTES), application.opened().of(None)
    door = stores.chat_acts.door(id)
    told_at, signature = (request.headers.get(name, "") for name in (MOMENT, SIGNATURE))
    now_s = stores.database.now().timestamp()
    check_signature(door.signing_secret.get_secret_value(), told_at, signature, body, now_s)
    if door.webhook.disabled:
        raise NotAllowed("The webhook is disabled.")
    act = chat_act_from(body, door.address, address())
    if act.deed is not ChatDeed.OPEN:
        once = sha256(signature.encode()).hexdigest()
        stores.of(door.desk).chat_acts.take(once, id, act.model_dump_json())
    return Response(status=200)


PUSH_SLACK = Route(
    "POST",
    "/v1/ingest/slack/<id>",
    push_slack,
    "What people do by the buttons of a Slack message, signed with the signing secret of the webhook that it came by:"
    " a claim is accepted, or assigned to them. They are answered in Slack.",
    needs=Audience.ALL,
    gives=None,
    parameters=(
        Parameter(name="id", place="path", description="The webhook's id."),
        Parameter(name=MOMENT, place="header", description="When Slack sent it, in seconds since 1970."),
        Parameter(name=SIGNATURE, place="header", description="`v0=` and the HMAC of moment and body, in hex."),
    ),
    problems=(
        *UNREADABLE,
        NotFound,
        NotSignedIn,
        NotAllowed,
        Conflict,
        StoreUnavailable,
    ),
)
