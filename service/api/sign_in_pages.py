"""The pages on which people sign in, choose a password when they were invited, and sign out. They need no script."""

from typing import NamedTuple
from urllib.parse import quote, urlsplit

from flask import Response, request

from service.api.access import COOKIE
from service.api.openapi import JSON, Parameter, Route
from service.api.pages import HTML, shown
from service.api.same_origin import check_origin, own_path
from service.api.sessions import (
    REFUSED,
    SHORTEST,
    InvitationIn,
    SignIn,
    by_invitation,
    by_password,
    forget_session,
    keep_session,
)
from service.bootstrap import Application
from service.domain import Audience, Person
from service.errors import BadInput, Claimtrace, NotAllowed, NotSignedIn, StoreUnavailable, TooManyRequests
from service.intake.reading import shaped

SIGN_IN, INVITATION, SIGN_OUT = "/sign-in", "/invitation", "/sign-out"
SHOWN = (BadInput, NotSignedIn, TooManyRequests)


class _Page(NamedTuple):
    """What a page shows beside its form: what went wrong, who is signed in already, what was typed before."""

    title: str
    action: str
    next: str
    error: str = ""
    who: str = ""
    name: str = ""


def show_sign_in(application: Application) -> Response:
    who = _signed_in(application)
    return _shown(
        application, _Page("Sign in", SIGN_IN, own_path(request.args.get("next"), SIGN_IN), who=who.name if who else "")
    )


def sign_in_by_form(application: Application) -> Response:
    """Back to where somebody came from; else the page again, with what went wrong."""
    there, name = own_path(request.form.get("next"), SIGN_IN), request.form.get("name", "")[:200]
    try:
        check_origin(told=True)
        given = shaped(SignIn, {"name": name, "password": request.form.get("password", "")})
        return _begun(application, by_password(application, given), "sign_in", there)
    except SHOWN as error:
        return _shown(application, _Page("Sign in", SIGN_IN, there, _told(error), name=name), error)


def show_invitation(application: Application) -> Response:
    return _shown(application, _Page("Choose a password", INVITATION, ""))


def accept_by_form(application: Application) -> Response:
    try:
        check_origin(told=True)
        told = {name: request.form.get(name, "") for name in ("code", "password")}
        person = by_invitation(application, shaped(InvitationIn, told))
        return _begun(application, person, "accept_invitation", SIGN_IN)
    except SHOWN as error:
        return _shown(application, _Page("Choose a password", INVITATION, "", _told(error)), error)


def sign_out_by_form(application: Application) -> Response:
    check_origin(told=True)
    response = Response(status=303, headers={"Location": SIGN_IN, "Cache-Control": "no-store"})
    return forget_session(application, response)


def led_to_sign_in() -> Response | None:
    """Where a browser is led that wants a page and whose user is not known; None: whoever asks is no browser."""
    wanted = request.accept_mimetypes
    if request.method != "GET" or wanted.quality(HTML) <= wanted.quality(JSON):
        return None
    asked = request.full_path.rstrip("?")
    place = f"{SIGN_IN}?next={quote(there, safe='')}" if (there := own_path(asked, "")) else SIGN_IN
    return Response(status=303, headers={"Location": place, "Cache-Control": "no-store", "Vary": "Accept, Cookie"})


def _begun(application: Application, person: Person, action: str, there: str) -> Response:
    response = Response(status=303, headers={"Location": there})
    return keep_session(application, person, action, response)


def _signed_in(application: Application) -> Person | None:
    told = request.cookies.get(COOKIE)
    return application.store.people.in_session(told, application.access.idle) if told else None


def _told(error: Claimtrace) -> str:
    return (
        f"{error.detail} Try again in {error.wait_s} seconds." if isinstance(error, TooManyRequests) else error.detail
    )


def _shown(application: Application, page: _Page, error: Claimtrace | None = None) -> Response:
    provider = application.access.provider
    named = urlsplit(provider.issuer).netloc if provider else ""
    return shown("sign_in.html.j2", error, **page._asdict(), provider=named, shortest=SHORTEST)


NEXT = Parameter(name="next", place="query", description="The path that signing in leads back to, of this service.")
ROUTES = (
    Route(
        "GET",
        SIGN_IN,
        show_sign_in,
        "The page on which people sign in and out.",
        needs=Audience.ALL,
        gives=None,
        also=(HTML,),
        parameters=(NEXT,),
        problems=(StoreUnavailable,),
    ),
    Route(
        "POST",
        SIGN_IN,
        sign_in_by_form,
        "What its form sends: a name and a password, as `application/x-www-form-urlencoded`.",
        needs=Audience.ALL,
        gives=None,
        status=303,
        problems=(BadInput, *REFUSED),
    ),
    Route(
        "GET",
        INVITATION,
        show_invitation,
        "The page on which somebody who was invited chooses a password.",
        needs=Audience.ALL,
        gives=None,
        also=(HTML,),
    ),
    Route(
        "POST",
        INVITATION,
        accept_by_form,
        "What its form sends: the code and the password.",
        needs=Audience.ALL,
        gives=None,
        status=303,
        problems=(BadInput, *REFUSED),
    ),
    Route(
        "POST",
        SIGN_OUT,
        sign_out_by_form,
        "Sign out, by the page's button.",
        needs=Audience.ALL,
        gives=None,
        status=303,
        problems=(NotAllowed, StoreUnavailable),
    ),
)
