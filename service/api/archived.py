"""auto-archiver tells what it kept of the addresses that reports rest on, and asks what is kept already: under the
paths of its own API, so that it needs nothing but this address and a key."""

from typing import Any

from flask import Response, request
from pydantic import RootModel

from service.api.access import known_as
from service.api.bodies import UNREADABLE, json_body, written
from service.api.openapi import Parameter, Route
from service.api.queries import whole_number
from service.bootstrap import Application
from service.domain import Frozen, Preserve, Scope
from service.errors import (
    BadInput,
    Conflict,
    NoProcess,
    NotFound,
    StoreUnavailable,
    Unfinished,
)
from service.intake.auto_archiver import result_of, submitted
from service.intake.reading import text_from
from service.text.urls import page_of
from service.weighing.reviewed import standing
from service.work.reviews import done

TOOL = "auto-archiver"
USUAL, MOST = 15, 100  # results of one search
LONGEST_NAME = 200


class ArchivedOut(Frozen):
    """The reports that rest on the address, the last one of each article; each now says what is kept of it."""

    reports: tuple[str, ...]


class ArchivedResults(RootModel[list[dict[str, Any]]]):
    """What is kept of an address: `result` is in the form of auto-archiver's own."""


def submit_archive(application: Application) -> Response:
    given = submitted(text_from(json_body()))
    who = (known_as(given.author) or TOOL)[:LONGEST_NAME]
    named = {tag for tag in given.tags if tag.startswith("rep_")}
    reports = [one for one in application.store.reports.resting_on(given.act.address) if not named or one in named]
    if not reports:
        raise NotFound(f"No report rests on this address: {given.act.address[:200]!r}.")
    for id in reports:
        if not any(act.copies == given.act.copies for act in _kept(application, id, given.act.address)):
            done(application.store, application.writing, application.verification.ruleset, id, given.act, who, None)
    return written(ArchivedOut(reports=tuple(reports)), 201, {"Location": f"/v1/reports/{reports[0]}"})


def search_archived(application: Application) -> Response:
    address, limit = request.args.get("url", ""), whole_number("limit", USUAL, MOST)
    if page_of(address) is None:
        raise BadInput("The query's url is the address of a web page.", "url")
    kept = (_kept(application, id, address) for id in application.store.reports.resting_on(address))
    results = [{"result": result_of(acts)} for acts in kept if acts]
    return written(ArchivedResults(results[:limit]))


def _kept(application: Application, report: str, address: str) -> list[Preserve]:
    """What the acts that stand say is kept of an address."""
    acts = (event.act for event in standing(application.store.reviews.of(report)))
    return [act for act in acts if isinstance(act, Preserve) and page_of(act.address) == page_of(address)]


ROUTES = (
    Route(
        "POST",
        "/interop/submit-archive",
        submit_archive,
        "auto-archiver's API: what it kept of an address. The reports that rest on it say so, and count what has its"
        " hash as preserved; with a report's id among the tags, that one alone.",
        needs=Scope.REVIEWS_WRITE,
        gives=ArchivedOut,
        status=201,
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
        "/url/search",
        search_archived,
        "auto-archiver's API: what is kept of an address already.",
        needs=Scope.REPORTS_READ,
        gives=ArchivedResults,
        parameters=(
            Parameter(name="url", place="query", description="The address."),
            Parameter(
                name="limit", place="query", description=f"So many results at most; else {USUAL}.", kind="integer"
            ),
        ),
        problems=(BadInput, StoreUnavailable),
    ),
)
