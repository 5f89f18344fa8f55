"""People sign in at a provider of OpenID Connect, and come back."""

import base64

from flask import Response, request
from pydantic import ValidationError

from service.api.openapi import Parameter, Route
from service.api.same_origin import own_path
from service.api.sessions import begun
from service.bootstrap import Application
from service.domain import Audience, CallerKind
from service.errors import FetchFault, NotAllowed, NotFound, NotSignedIn, StoreUnavailable
from service.sign_on import Attempt, OpenIdProvider

COOKIE, NEXT_COOKIE = "__Host-claimtrace-sso", "__Host-claimtrace-next"
# Seconds in which somebody has to be back.
BACK_S = 600
HERE = "/v1/caller"


def begin_sign_on(application: Application) -> Response:
    place, attempt = _provider(application).begin()
    response = Response(status=303, headers={"Location": place, "Cache-Control": "no-store"})
    kept = base64.urlsafe_b64encode(attempt.model_dump_json().encode()).decode()
    # Lax: it has to come along when the provider's page leads back here.
    response.set_cookie(COOKIE, kept, max_age=BACK_S, path="/", secure=True, httponly=True, samesite="Lax")
    there = own_path(request.args.get("next"), "")
    response.set_cookie(NEXT_COOKIE, there, max_age=BACK_S, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def finish_sign_on(application: Application) -> Response:
    provider = _provider(application)
    try:
        attempt = Attempt.model_validate_json(base64.urlsafe_b64decode(request.cookies.get(COOKIE, "")))
    except (ValidationError, ValueError) as error:
        raise NotSignedIn("This browser did not begin to sign in, or it took too long: begin again.") from error
    found = provider.finish(attempt, request.args)
    grant = application.access.granted(found.groups, found.mail)
    if grant is None:
        application.store.audit.add(found.name, CallerKind.PERSON, None, "sign_on", "", "", "not_allowed")
        raise NotAllowed(f"{found.name} is in no group that may enter: see CLAIMTRACE_ROLES.")
    person = application.store.people.signed_on(found.subject, found.name, grant.role, grant.desk)
    response = begun(application, person, "sign_on", 303)
    response.headers["Location"] = own_path(request.cookies.get(NEXT_COOKIE), HERE)
    for cookie in (COOKIE, NEXT_COOKIE):
        response.delete_cookie(cookie, path="/", secure=True, httponly=True, samesite="Lax")
    return response


ROUTES = (
    Route(
        "GET",
        "/v1/sessions/sso",
        begin_sign_on,
        "Sign in at the provider that is set: leads a browser there.",
        needs=Audience.ALL,
        gives=None,
        status=303,
        parameters=(
            Parameter(name="next", place="query", description="The path that it leads back to, of this service."),
        ),
        problems=(NotFound, FetchFault),
    ),
    Route(
        "GET",
        "/v1/sessions/sso/return",
        finish_sign_on,
        "Where the provider leads back to.",
        needs=Audience.ALL,
        gives=None,
        status=303,
        parameters=(
            Parameter(name="code", place="query", description="What the provider gives for the browser's question."),
            Parameter(name="state", place="query", description="The question that it answers."),
        ),
        problems=(NotSignedIn, NotAllowed, NotFound, FetchFault, StoreUnavailable),
    ),
)


def _provider(application: Application) -> OpenIdProvider:
    if application.access.provider is None:
        raise NotFound("No provider of single sign-on is set.")
    return application.access.provider
