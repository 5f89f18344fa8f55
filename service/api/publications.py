"""What a desk accepted goes out: as a feed that others fetch, and into other houses' systems where somebody asks."""

from typing import Annotated
from urllib.parse import urlencode

from flask import Response, request
from pydantic import Field

from service.api.bodies import UNREADABLE, json_body, written
from service.api.openapi import Parameter, Route
from service.api.queries import CURSOR, LIMIT, moment, one_of, which_page
from service.bootstrap import Application
from service.domain import Destination, Frozen, Publication, PublicationState, Scope, StandingClaim
from service.errors import (
    BadInput,
    Conflict,
    NoProcess,
    NotFound,
    StoreUnavailable,
    Unfinished,
)
from service.exports.exchange.claim_feed import FeedItemOut, FeedOptions, data_feed, rss
from service.intake.fields import Brought
from service.intake.reading import read
from service.work.publishing import ask

CLAIMS = 1_000
RSS, DATA_FEED = "application/rss+xml", "application/ld+json"
ID = Parameter(name="id", place="path", description="The report's id, the last one of its article.")


class PublicationIn(Brought):
    """Where accepted claims of a report are to go: those that are named, or all (none named)."""

    to: Destination
    claims: Annotated[tuple[str, ...], Field(max_length=CLAIMS)] = ()


class PublicationList(Frozen):
    """What other houses' systems have of claims, those first that changed last."""

    publications: tuple[Publication, ...]


def show_data_feed(application: Application) -> Response:
    items, asked = _feed(application)
    return _conditional(Response(data_feed(items, asked), mimetype=DATA_FEED), asked)


def show_rss(application: Application) -> Response:
    items, asked = _feed(application)
    return _conditional(Response(rss(items, asked), mimetype=RSS), asked)


def publish(application: Application, id: str) -> Response:
    given = read(PublicationIn, json_body())
    if given.to not in application.publishes:
        raise Conflict(f"{given.to} is not set up for this desk.")
    store, ruleset = application.store, application.verification.ruleset
    publications = ask(store, application.writing, ruleset, id, given.to, given.claims)
    return written(PublicationList(publications=publications), 202, {"Location": "/v1/publications"})


def list_publications(application: Application) -> Response:
    state, destination = one_of("state", PublicationState), one_of("destination", Destination)
    found = application.store.publications.page(state, destination, which_page()[1])
    return written(PublicationList(publications=found))


FEED_PARAMETERS = (
    Parameter(name="since", place="query", description="Only claims that changed at this moment or later (ISO 8601)."),
    LIMIT,
    CURSOR,
)
ROUTES = (
    Route(
        "GET",
        "/v1/claimreview.json",
        show_data_feed,
        "Claims that the desk has accepted, as a DataFeed of ClaimReview; `Link` leads to the next page.",
        needs=Scope.REPORTS_READ,
        gives=None,
        also=(DATA_FEED,),
        parameters=FEED_PARAMETERS,
        problems=(BadInput, Conflict, StoreUnavailable),
    ),
    Route(
        "GET",
        "/v1/claimreview.rss",
        show_rss,
        "The same claims as RSS.",
        needs=Scope.REPORTS_READ,
        gives=None,
        also=(RSS,),
        parameters=FEED_PARAMETERS,
        problems=(BadInput, Conflict, StoreUnavailable),
    ),
    Route(
        "POST",
        "/v1/reports/<id>/publications",
        publish,
        "Have accepted claims of a report published by a worker, or what is there brought up to date.",
        takes=PublicationIn,
        needs=Scope.REVIEWS_WRITE,
        gives=PublicationList,
        status=202,
        parameters=(ID,),
        problems=(
            *UNREADABLE,
            NotFound,
            Conflict,
            Unfinished,
            NoProcess,
            StoreUnavailable,
        ),
    ),
    Route(
        "GET",
        "/v1/publications",
        list_publications,
        "What other systems have of claims, by what ids, and why one has not; those first that changed last.",
        needs=Scope.REPORTS_READ,
        gives=PublicationList,
        parameters=(
            Parameter(name="state", place="query", description="Only those in it.", choices=tuple(PublicationState)),
            Parameter(name="destination", place="query", description="Only there.", choices=tuple(Destination)),
            LIMIT,
        ),
        problems=(BadInput, StoreUnavailable),
    ),
)


def _feed(application: Application) -> tuple[list[FeedItemOut], FeedOptions]:
    """One page of the feed. Raises BadInput, or Conflict where nobody said where claims are published."""
    cursor, limit = which_page()
    claims, following = application.store.publications.accepted(cursor, limit, moment("since"))
    items = [on_page(application, one) for one in claims]
    next_url = None
    if following is not None:
        query = urlencode({**request.args.to_dict(), "cursor": following})
        next_url = f"{request.base_url}?{query}"
    changed = max((one.changed_at for one in claims), default=None)
    return items, FeedOptions(request.base_url, next_url, changed, *application.publisher)


def on_page(application: Application, one: StandingClaim) -> FeedItemOut:
    """A claim on its page. Raises Conflict where nobody said where claims are published."""
    page = application.page_of(one.claim)
    if page is None:
        raise Conflict("A ClaimReview stands on a page: CLAIMTRACE_CLAIM_PAGES says where, and is not set.")
    return FeedItemOut(one, page)


def _conditional(response: Response, asked: FeedOptions) -> Response:
    """The feed, or that it is as whoever asks has it."""
    response.add_etag()
    response.headers["Cache-Control"] = "private, no-cache"
    if asked.next_url:
        response.headers["Link"] = f'<{asked.next_url}>; rel="next"'
    return response.make_conditional(request)  # type: ignore[return-value]
