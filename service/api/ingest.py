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
