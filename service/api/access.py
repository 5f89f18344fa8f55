"""Who asks, and whether they may: found once for each request, before any view. What no route says it needs is
refused."""

import logging
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any

from flask import Response, g, request
from sqlalchemy import Connection

from service.api.headers import Allowance, told_limits
from service.api.same_origin import SAFE, check_origin
from service.bootstrap import Application
from service.domain import ANYBODY, ApiKey, Audience, Caller, CallerKind, Need
from service.errors import BadInput, NotAllowed, NotSignedIn, StoreUnavailable, TooManyRequests
from service.store.audit import Telling

LOG = logging.getLogger(__name__)
MINUTE_S = 60
POLICY = "requests"
# Browsers take it back from https alone, from no other name, and under no path.
COOKIE = "__Host-claimtrace"
LONGEST_NAME = 200
NO_KEY_YET = "No key was made yet: whoever reaches this service may do everything. `claimtrace key add` makes one."
NO_ENTRY = "Say who you are: `Authorization: Bearer KEY`, with a key that `claimtrace key add` made, or sign in."


def caller() -> Caller:
    """Who makes the request that is being answered. Raises LookupError on a route that is for everybody: there nobody
    is asked."""
    found: Caller | None = g.get("caller")
    if found is None:
        raise LookupError("This route asks nobody who they are.")
    return found


def asking_key() -> ApiKey | None:
    """The key that the request is made with; None: it is made without one."""
    found: ApiKey | None = g.get("api_key")
    return found


def known_as(told: str | None) -> str | None:
    """By what name a caller does something: the one that they are known by; who is not known, by the one that they
    tell."""
    found = caller()
    return told if found.kind is CallerKind.ANYBODY else found.name


def check_start(application: Application) -> None:
    """Raises BadInput for a service that others than this machine reach, and that has no key to ask them for;
    NotFound for a desk that roles are at, or that Superdesk pushes to, and that was not added."""
    if open_house(application):
        LOG.warning(NO_KEY_YET)
    elif not (_somebody(application) or application.access.closed):
        raise BadInput(
            f"Whoever reaches {application.host} could ask: make a key first (`claimtrace key add`), or let everybody"
            " in by CLAIMTRACE_OPEN_TO_ALL=on.",
            "CLAIMTRACE_HOST",
        )
    named = {grant.desk for grant in application.access.grants.values()} | application.superdesk_secrets.keys()
    for desk in sorted(name for name in named if name is not None):
        application.store.desks.get(desk)


def open_house(application: Application) -> bool:
    """Whether everybody is let do everything, for no key was made yet. Raises StoreUnavailable."""
    return application.access.open and not _somebody(application)


def checked(application: Application, needs: dict[str, Need]) -> Callable[[], None]:
    """What is to stand before every view: raises NotSignedIn, NotAllowed or TooManyRequests. `needs` are what routes
    need, by their names."""

    def check() -> None:
        need = needs.get(request.endpoint or "")
        g.address = _nearest(application)
        if request.routing_exception is not None or need is Audience.ALL:
            return
        g.caller = found = _identified(application)
        _count(application, found)
        if need is None or not found.may(need):
            raise NotAllowed(f"{found.name} may not do this: it needs {need or 'what nobody has'}.", need)

    return check


def followed(application: Application) -> Callable[[Response], Response]:
    """What is to stand behind every view: tells a caller's limit, and puts on the audit trail what changed
    anything, unless the act itself did."""

    def follow(response: Response) -> Response:
        response.headers.extend(told_limits(g.get("allowances", ())))
        changed = request.method not in SAFE and response.status_code < 400 and not g.get("told")
        if g.get("caller") and (changed or response.status_code == 403):
            _audit(application, response)
        return response

    return follow


def telling(application: Application) -> Telling:
    """What puts the act that is asked for on the audit trail within its own transaction, under the path by which it was
    asked for."""
    found = caller()
    told = application.store.audit.telling(found.name, found.kind, found.desk, request.endpoint or "", address())

    def tell(connection: Connection, _target: str) -> None:
        told(connection, request.path)
        g.told = True

    return tell


def put_down(application: Application) -> None:
    """The same for what changes nothing and goes out. Raises StoreUnavailable: then it does not."""
    with application.store.database.writing() as connection:
        telling(application)(connection, request.path)


def address() -> str:
    """Where the request comes from: the nearest address that is not a proxy's of ours."""
    return str(g.get("address") or request.remote_addr or "")[:64]


def _nearest(application: Application) -> str:
    told = [one.strip() for one in request.headers.get("X-Forwarded-For", "").split(",") if one.strip()]
    for one in (request.remote_addr or "", *reversed(told)):
        if not application.access.trusts(one):
            return one
    return request.remote_addr or ""


def _somebody(application: Application) -> bool:
    """Whether a key was ever made, or somebody invited."""
    return application.store.keys.any() or application.store.people.any()


def _identified(application: Application) -> Caller:
    scheme, _, told = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _by_key(application, told.strip())
    if COOKIE in request.cookies:
        return _by_session(application, request.cookies[COOKIE])
    if application.access.proxy_user and application.access.trusts(request.remote_addr or ""):
        return _by_proxy(application, request.headers.get(application.access.proxy_user, ""))
    if open_house(application):
        check_origin(told=False)
        return ANYBODY
    raise NotSignedIn(NO_ENTRY)


def _by_key(application: Application, told: str) -> Caller:
    keys = application.store.keys
    key = keys.found(told)
    if key is None:
        raise NotSignedIn("There is no such key.", given=True)
    if key.revoked_at is not None:
        raise NotSignedIn(f"The key {key.id} was revoked.", given=True)
    if key.expires_at is not None and key.expires_at <= application.store.database.now():
        raise NotSignedIn(f"The key {key.id} has expired.", given=True)
    with suppress(StoreUnavailable):  # who may read is not kept from it by a database that cannot be written
        keys.used(key)
    g.api_key = key
    return key.as_caller()


def _by_session(application: Application, told: str) -> Caller:
    person = application.store.people.in_session(told, application.access.idle)
    if person is None:
        raise NotSignedIn("The session is over: sign in again.", given=True)
    check_origin(told=True)
    return person.as_caller()


def _by_proxy(application: Application, name: str) -> Caller:
    """Whom a proxy speaks for that stands in a network of ours, with the role that its groups have."""
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise NotSignedIn("The proxy does not say who asks.")
    check_origin(told=False)
    told = request.headers.get(application.access.proxy_groups or "", "")
    groups = [one.strip() for one in told.split(",") if one.strip()]
    grant = application.access.granted(groups, name)
    if grant is None:
        raise NotAllowed(f"{name} is in no group that may enter: see CLAIMTRACE_ROLES.")
    id = f"proxy_{sha256(name.encode()).hexdigest()[:24]}"
    return Caller(id=id, name=name, desk=grant.desk, scopes=grant.role.scopes, kind=CallerKind.PROXY)


def _count(application: Application, found: Caller) -> None:
    """One more request of a caller's. Raises TooManyRequests."""
    key = asking_key()
    most = (key and key.requests_a_minute) or application.access.requests_a_minute
    if found.kind is CallerKind.ANYBODY or most is None:
        return
    told = application.store.request_counts.add(f"{found.kind} {found.id}", MINUTE_S)
    g.allowances = (Allowance(POLICY, most, max(0, most - told.count), MINUTE_S, told.left_s),)
    if told.count > most:
        raise TooManyRequests(f"{found.name} may make {most} requests a minute.", told.left_s, POLICY)


def _audit(application: Application, response: Response) -> None:
    """What was done was done: where it cannot be put on the trail, the log has it."""
    found = caller()
    outcome = "done" if response.status_code < 400 else "not_allowed"
    entry: dict[str, Any] = {
        "who": found.name,
        "kind": found.kind,
        "desk": found.desk,
        "action": request.endpoint or "",
        "target": response.headers.get("Location") or request.path,
        "address": address(),
        "outcome": outcome,
    }
    try:
        application.store.audit.add(**entry)
    except StoreUnavailable as error:
        LOG.error("not on the audit trail: %s: %s", entry, error.detail)
