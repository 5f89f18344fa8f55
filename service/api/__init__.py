"""The HTTP entrance: one Flask application around one application."""

import json
from collections.abc import Callable, Collection
from functools import cache, partial

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from service.api import (
    access,
    archived,
    articles,
    audit,
    chats,
    claims,
    documents,
    embeds,
    erasures,
    errors,
    fetch_feed,
    health,
    hosts,
    ingest,
    jobs,
    keys,
    openapi,
    overview,
    publications,
    rechecks,
    registry,
    reports,
    reviews,
    sending,
    sessions,
    sign_in_pages,
    single_sign_on,
    spending,
    webhooks,
)
from service.api.access import caller
from service.api.openapi import JSON, Route
from service.api.pages import HTML
from service.bootstrap import Application
from service.domain import Audience, CallerKind, Need
from service.errors import Claimtrace, Malformed, NotAllowed, NotSignedIn
from service.intake.reading import REQUEST_BYTES
from service.settings import version

ROUTES = (
    articles.SUBMIT,
    articles.ERASE,
    *erasures.ROUTES,
    ingest.PUSH,
    chats.PUSH_SLACK,
    ingest.CHECK,
    jobs.LIST_JOBS,
    jobs.SHOW_JOB,
    jobs.CANCEL_JOB,
    jobs.FOLLOW_JOB,
    reports.SHOW,
    rechecks.RECHECK,
    *reviews.ROUTES,
    *archived.ROUTES,
    *publications.ROUTES,
    *fetch_feed.ROUTES,
    *embeds.ROUTES,
    *sending.ROUTES,
    claims.LIST_CLAIMS,
    *registry.ROUTES,
    *documents.ROUTES,
    *webhooks.ROUTES,
    *sessions.ROUTES,
    *single_sign_on.ROUTES,
    *sign_in_pages.ROUTES,
    spending.SHOW_SPENDING,
    audit.SHOW_AUDIT,
    *overview.ROUTES,
    keys.LIMIT_KEY,
    health.ALIVE,
    health.READY,
    health.METRICS,
)
# What is told here is no secret: the same for every installation of a version.
OPEN: dict[str, Need] = {"openapi": Audience.ALL}
# A report's page needs its own styles and nothing else: no script, no picture, no frame around it.
PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'none'; base-uri 'none'; frame-ancestors 'none'"


def create_app(application: Application) -> Flask:
    """The application. Opens the application's store: raises StoreUnavailable."""
    application.store.check()
    access.check_start(application)
    app = Flask(__name__, static_folder=None)
    # One more than is taken: werkzeug cuts a chunked body short at the limit and does not say so.
    app.config["MAX_CONTENT_LENGTH"] = REQUEST_BYTES + 1
    app.url_map = _addresses()
    app.view_functions |= {route.name: partial(_viewed, application, route) for route in ROUTES}
    app.view_functions["openapi"] = lambda: Response(_described(), mimetype=JSON)
    app.register_error_handler(Claimtrace, errors.ours)
    app.register_error_handler(ImportError, errors.of_import)
    app.register_error_handler(HTTPException, errors.of_http)
    app.register_error_handler(Exception, errors.unforeseen)
    app.before_request(hosts.checked(application.host, application.hosts))
    app.before_request(_readable)
    needs = {route.name: route.needs for route in ROUTES} | OPEN
    pages = {route.name for route in ROUTES if HTML in route.also}
    app.before_request(_entered(access.checked(application, needs), pages))
    app.after_request(_guarded)
    app.after_request(access.followed(application))
    return app


@cache
def _addresses() -> Map:
    """Where the routes are: to compile them takes as long as all else of an application."""
    app = Flask(__name__, static_folder=None)
    for route in ROUTES:
        app.add_url_rule(route.path, route.name, methods=[route.method])
    app.add_url_rule("/openapi.json", "openapi")
    return app.url_map


@cache
def _described() -> str:
    return json.dumps(openapi.document(ROUTES, version()))


def _viewed(application: Application, route: Route, **named: str) -> Response:
    """A view of what is the caller's own. Whoever needs no key is of the desk that the server is about."""
    if route.needs is Audience.ALL:
        return route.view(application, **named)
    asking = caller()
    if route.everywhere and asking.desk is not None and asking.kind is not CallerKind.ANYBODY:
        raise NotAllowed(f"{asking.name} is of the desk {asking.desk}, and not of all.", route.needs)
    own = application if asking.kind is CallerKind.ANYBODY else application.of(asking.home)
    response = route.view(own, **named)
    if route.audited():
        access.put_down(own)
    return response


def _entered(check: Callable[[], None], pages: Collection[str]) -> Callable[[], Response | None]:
    """A browser whose user is not known, and that asks for a page, is led to where they sign in."""

    def entered() -> Response | None:
        try:
            check()
        except NotSignedIn:
            if request.endpoint in pages and (place := sign_in_pages.led_to_sign_in()):
                return place
            raise
        return None

    return entered


def _readable() -> None:
    """Nothing that is kept is named by a NUL, and PostgreSQL does not even look for one."""
    if "\0" in "".join((request.path, *request.args.values())):
        raise Malformed("The address holds a NUL.")


def _guarded(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    return response
