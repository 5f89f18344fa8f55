"""People sign in and out, and choose a password when they were invited."""

from datetime import datetime
from hashlib import sha256
from typing import Annotated, NamedTuple

from flask import Response, g, request
from pydantic import Field, SecretStr

from service.api.access import COOKIE, address, caller
from service.api.bodies import UNREADABLE, json_body, written
from service.api.openapi import Route
from service.api.same_origin import check_origin
from service.bootstrap import Application
from service.domain import Audience, CallerKind, DeskRole, Frozen, Person, Scope
from service.errors import (
    BadInput,
    Claimtrace,
    NotAllowed,
    NotSignedIn,
    StoreUnavailable,
    TooManyRequests,
)
from service.intake.fields import Brought, Line
from service.intake.reading import read

# Tries to sign in within a quarter of an hour: for one name from one address, for one name, from one address.
SPAN_S, ONE_FROM_ONE, FOR_NAME, FROM_ADDRESS = 900, 10, 100, 100
# A password alone lets somebody in: it is long, and nothing else is asked of it.
SHORTEST, LONGEST = 12, 200
Password = Annotated[SecretStr, Field(max_length=LONGEST)]
REFUSED: tuple[type[Claimtrace], ...] = (NotSignedIn, NotAllowed, TooManyRequests, StoreUnavailable)


class SignIn(Brought):
    """Who signs in."""

    name: Annotated[Line, Field(max_length=200)]
    password: Password


class InvitationIn(Brought):
    """The code of an invitation, and the password that is chosen by it: 12 characters or more."""

    code: Annotated[Line, Field(max_length=200)]
    password: Password


class SessionOut(Frozen):
    """Who signed in, and until when at most. The session itself is in the cookie."""

    name: str
    role: DeskRole
    desk: str | None
    expires_at: datetime


class CallerOut(Frozen):
    """Who asks, and what they may do."""

    name: str
    kind: CallerKind
    desk: str | None
    scopes: tuple[Scope, ...]


class _Limit(NamedTuple):
    name: str
    most: int


def sign_in(application: Application) -> Response:
    check_origin(told=False)
    return begun(application, by_password(application, read(SignIn, json_body())), "sign_in", 201)


def by_password(application: Application, given: SignIn) -> Person:
    """Who signs in so. Raises NotSignedIn or TooManyRequests."""
    _slow_down(application, given.name)
    person = application.store.people.by_password(given.name, given.password.get_secret_value())
    if person is None:
        known = application.store.people.named(given.name)
        application.store.audit.add(
            known.name if known else "(nobody known)",
            CallerKind.PERSON,
            known.desk if known else None,
            "sign_in",
            known.id if known else "",
            address(),
            "not_signed_in",
        )
        raise NotSignedIn("Nobody signs in by that name and password.", given=True)
    return person


def accept_invitation(application: Application) -> Response:
    check_origin(told=False)
    return begun(application, by_invitation(application, read(InvitationIn, json_body())), "accept_invitation", 201)


def by_invitation(application: Application, given: InvitationIn) -> Person:
    """Who was invited, with the password that they chose. Raises BadInput, NotSignedIn or TooManyRequests."""
    _slow_down(application, None)
    password = given.password.get_secret_value()
    if len(password) < SHORTEST:
        raise BadInput(f"Should have {SHORTEST} characters or more.", "/password")
    return application.store.people.accept(given.code, password)


def sign_out(application: Application) -> Response:
    return forget_session(application, Response(status=204))


def forget_session(application: Application, response: Response) -> Response:
    """An answer by which the session that asks is over, here and in its browser."""
    if told := request.cookies.get(COOKIE):
        application.store.people.end_session(told)
    response.delete_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return response


def show_caller(_application: Application) -> Response:
    found = caller()
    told = CallerOut(name=found.name, kind=found.kind, desk=found.desk, scopes=tuple(sorted(found.scopes)))
    return written(told, headers={"Cache-Control": "no-store"})


def begun(application: Application, person: Person, action: str, status: int) -> Response:
    """The answer to somebody who has just shown who they are; their browser keeps the session."""
    until = application.store.database.now() + application.access.lasts
    told = SessionOut(name=person.name, role=person.role, desk=person.desk, expires_at=until)
    return keep_session(application, person, action, written(told, status))


def keep_session(application: Application, person: Person, action: str, response: Response) -> Response:
    """An answer with which a session begins, in the browser that gets it."""
    store, rules = application.store, application.access
    told = store.people.begin_session(person, rules.lasts)
    g.caller = None  # the trail has it here
    store.audit.add(person.name, CallerKind.PERSON, person.desk, action, person.id, address())
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(COOKIE, told, max_age=rules.lasts, path="/", secure=True, httponly=True, samesite="Lax")
    return response


ROUTES = (
    Route(
        "POST",
        "/v1/sessions",
        sign_in,
        "Sign in with a password. The session is kept in a cookie.",
        needs=Audience.ALL,
        takes=SignIn,
        gives=SessionOut,
        status=201,
        problems=(*UNREADABLE, *REFUSED),
    ),
    Route(
        "DELETE",
        "/v1/sessions",
        sign_out,
        "Sign out: the session that asks is over.",
        needs=Audience.KNOWN,
        gives=None,
        status=204,
        problems=(StoreUnavailable,),
    ),
    Route(
        "POST",
        "/v1/invitations",
        accept_invitation,
        "Choose a password by an invitation, which is used up, and sign in.",
        needs=Audience.ALL,
        takes=InvitationIn,
        gives=SessionOut,
        status=201,
        problems=(*UNREADABLE, *REFUSED),
    ),
    Route(
        "GET",
        "/v1/caller",
        show_caller,
        "Who asks, and what they may do.",
        needs=Audience.KNOWN,
        gives=CallerOut,
        problems=(StoreUnavailable,),
    ),
)


def _slow_down(application: Application, name: str | None) -> None:
    """One more try, under a name or by a code. Raises TooManyRequests."""
    place = address()
    limits = [_Limit(f"sign-in {place}", FROM_ADDRESS)]
    if name is not None:
        who = sha256(" ".join(name.casefold().split()).encode()).hexdigest()[:32]
        limits += [_Limit(f"sign-in {who} {place}", ONE_FROM_ONE), _Limit(f"sign-in {who}", FOR_NAME)]
    for limit in limits:
        told = application.store.request_counts.add(limit.name, SPAN_S)
        if told.count > limit.most:
            raise TooManyRequests("Too many tries to sign in: wait a while.", told.left_s, "sign-in")
