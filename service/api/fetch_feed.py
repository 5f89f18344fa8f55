"""Accepted claims as Meedan's Fetch serves them: Check imports what stands under these paths."""

from datetime import datetime
from itertools import islice
from typing import Any

from flask import Response, request
from pydantic import RootModel

from service.api.bodies import written
from service.api.openapi import Parameter, Route
from service.api.publications import on_page
from service.api.queries import moment, whole_number
from service.bootstrap import Application
from service.domain import Frozen, Scope, StandingClaim
from service.errors import BadInput, Conflict, StoreUnavailable
from service.exports.exchange.claim_feed import fetched
from service.languages.called import primary

SERVICE = "claimtrace"
PAGE, LARGEST, FARTHEST = 20, 500, 1_000_000


class FetchService(Frozen):
    """Who is served here: how many claims, and when the first and the last of them changed."""

    service: str
    count: int
    earliest: datetime | None
    latest: datetime | None


class FetchServices(Frozen):
    """Whose claims are served."""

    services: tuple[FetchService, ...]


class FetchedReviews(RootModel[list[dict[str, Any]]]):
    """ClaimReviews, each with what Fetch has beside them."""


def list_services(application: Application) -> Response:
    moments = [one.changed_at for one in application.store.publications.accepted_between(None, None)]
    first, last = min(moments, default=None), max(moments, default=None)
    own = FetchService(service=SERVICE, count=len(moments), earliest=first, latest=last)
    return written(FetchServices(services=(own,)))


def list_claim_reviews(application: Application) -> Response:
    offset, size = whole_number("offset", 0, FARTHEST, least=0), whole_number("per_page", PAGE, LARGEST)
    since, until, language = moment("start_time"), moment("end_time"), request.args.get("language")
    if request.args.get("service", SERVICE) != SERVICE:
        return written(FetchedReviews([]))
    every = application.store.publications.accepted_between(since, until)
    claims = islice((one for one in every if _speaks(one, language)), offset, offset + size)
    raw = request.args.get("include_raw") in {"1", "true"}
    return written(
        FetchedReviews([fetched(on_page(application, one), *application.publisher, raw=raw) for one in claims])
    )


def _speaks(one: StandingClaim, language: str | None) -> bool:
    return not language or primary(one.claim.language or "en") == primary(language)


ROUTES = (
    Route(
        "GET",
        "/services",
        list_services,
        "Meedan's Fetch: whose accepted claims are served, how many, from when to when.",
        needs=Scope.REPORTS_READ,
        gives=FetchServices,
        problems=(StoreUnavailable,),
    ),
    Route(
        "GET",
        "/claim_reviews",
        list_claim_reviews,
        "Meedan's Fetch: claims that the desk has accepted, those first that were accepted last.",
        needs=Scope.REPORTS_READ,
        gives=FetchedReviews,
        parameters=(
            Parameter(name="service", place="query", description=f"`{SERVICE}`; of any other there is nothing."),
            Parameter(name="start_time", place="query", description="Changed at this moment or later."),
            Parameter(name="end_time", place="query", description="Changed at this moment or before."),
            Parameter(name="language", place="query", description="Of articles in this language."),
            Parameter(name="per_page", place="query", description=f"{PAGE} unless told.", kind="integer"),
            Parameter(name="offset", place="query", description="So many are passed over.", kind="integer"),
            Parameter(name="include_raw", place="query", description="With all that is kept.", choices=("true", "1")),
        ),
        problems=(BadInput, Conflict, StoreUnavailable),
    ),
)
