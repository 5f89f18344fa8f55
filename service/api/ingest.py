"""News systems push what they publish, with a signature of their own."""

import hmac
from collections.abc import Mapping
from hashlib import sha1

from flask import Response, request
from pydantic import SecretStr

from service.api.articles import SUBMIT, taken_in
from service.api.bodies import json_body
from service.api.jobs import JobOut
from service.api.openapi import Parameter, Route
from service.bootstrap import Application
from service.domain import Audience, Report
from service.errors import NotAllowed, NotSignedIn
from service.intake.check_tips import TAKEN, event_from, request_of
from service.intake.ninjs import article_from, is_ninjs, is_story
from service.intake.reading import json_object, request_from, text_from

SIGNATURE = "x-superdesk-signature"


def push_superdesk(application: Application) -> Response:
    body = json_body()
    application = application.of(_signed_for(application.superdesk_secrets, body))
    item = json_object(text_from(body))
    if is_ninjs(item) and not is_story(item):
        return Response(status=204)
    return taken_in(application, body, request_from({"article": article_from(item)}))


def _signed_for(secrets: Mapping[str, SecretStr], body: bytes) -> str:
    """The desk with whose secret the body was signed. Raises NotAllowed where none is set, NotSignedIn where it was
    signed with none of them."""
    if not secrets:
        raise NotAllowed("Nothing is taken from Superdesk here: CLAIMTRACE_SUPERDESK_SECRET is not set.")
    told = request.headers.get(SIGNATURE, "").encode()
    for desk, secret in secrets.items():
        made = hmac.new(secret.get_secret_value().encode(), body, sha1).hexdigest()
        if hmac.compare_digest(told, f"sha1={made}".encode()):
            return desk
    raise NotSignedIn(f"The header {SIGNATURE} does not hold what a secret makes of the body.", given=True)


PUSH = Route(
    "POST",
    "/v1/ingest/superdesk",
    push_superdesk,
    "Superdesk's HTTP Push: a text is verified as any article, under its `guid`. What is no text, or was cancelled, is"
    " passed over.",
    needs=Audience.ALL,
    gives=JobOut,
    status=202,
    others={200: Report, 201: Report},
    parameters=(Parameter(name=SIGNATURE, place="header", description="`sha1=` and the HMAC of the body, in hex."),),
    problems=(NotAllowed, NotSignedIn, *SUBMIT.problems),
)


CHECK_SECRET = "x-claimtrace-secret"  # noqa: S105 - the header's name


def push_check(application: Application) -> Response:
    body, desk = json_body(), application.check_tips
    _with_secret(desk.secret)
    event = event_from(json_object(text_from(body)), application.store.database.now())
    if desk.team is not None and event.team.slug != desk.team:
        raise NotAllowed("The event is of another workspace than CLAIMTRACE_CHECK_TEAM names.")
    if event.event != TAKEN:
        return Response(status=204)
    return taken_in(application.of(desk.desk), body, request_of(event))


def _with_secret(secret: SecretStr | None) -> None:
    """Raises NotAllowed where no secret is set, NotSignedIn where it is not told."""
    if secret is None:
        raise NotAllowed("Nothing is taken from Check here: CLAIMTRACE_CHECK_SECRET is not set.")
    told = request.headers.get(CHECK_SECRET, "").encode()
    if not hmac.compare_digest(told, secret.get_secret_value().encode()):
        raise NotSignedIn(f"The header {CHECK_SECRET} does not hold the secret.", given=True)


CHECK = Route(
    "POST",
    "/v1/ingest/check",
    push_check,
    "What a bot of Meedan Check is told: a tip is verified as an article, under `check:` and its number there. Other"
    " events are passed over.",
    needs=Audience.ALL,
    gives=JobOut,
    status=202,
    others={200: Report, 201: Report},
    parameters=(
        Parameter(name=CHECK_SECRET, place="header", description="The secret, which the bot sends among its headers."),
    ),
    problems=(NotAllowed, NotSignedIn, *SUBMIT.problems),
)
