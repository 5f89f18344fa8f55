"""Claims of all the desk's reports are looked up."""

from datetime import datetime

from flask import Response, request

from service.api.bodies import written
from service.api.openapi import Parameter, Route
from service.api.queries import CURSOR, LIMIT, which_page
from service.bootstrap import Application
from service.domain import ClaimSeen, Frozen, Scope
from service.errors import BadInput, StoreUnavailable
from service.store.claims import ClaimFound

PLACE = "/v1/claims"
DEEPEST = 10_000  # claims that a search goes down to


class ClaimSeenOut(ClaimSeen):
    """A claim of an article as its last report has it, with the first report in which it stood. `same`: by its words it
    is the one that was asked for; None where nothing was."""

    report: str
    first_report: str
    first_seen_at: datetime
    same: bool | None

    @classmethod
    def of(cls, found: ClaimFound) -> "ClaimSeenOut":
        return cls(
            **dict(found.claim),
            report=f"/v1/reports/{found.claim.report_id}",
            first_report=f"/v1/reports/{found.first_report_id}",
            first_seen_at=found.first_seen_at,
            same=found.same,
        )


class ClaimPage(Frozen):
    """Claims, and where the next page begins (`next_cursor`; None: there is none)."""

    claims: tuple[ClaimSeenOut, ...]
    next_cursor: int | None


def list_claims(application: Application) -> Response:
    cursor, limit = which_page()
    claims, question = application.store.claims, request.args.get("q")
    if question:
        if (cursor or 0) > DEEPEST:
            raise BadInput(f"A search goes down to {DEEPEST:,} claims: ask for more words.", "cursor")
        found, following = claims.find(question, request.args.get("language") or "en", cursor or 0, limit)
    else:
        found, following = claims.page(cursor, limit)
    return written(ClaimPage(claims=tuple(map(ClaimSeenOut.of, found)), next_cursor=following))


LIST_CLAIMS = Route(
    "GET",
    PLACE,
    list_claims,
    "Claims that the desk's reports have seen: those that share most words with a question, or the newest.",
    needs=Scope.REPORTS_READ,
    gives=ClaimPage,
    parameters=(
        Parameter(name="q", place="query", description="A claim, or words of it. Those that share half of them."),
        Parameter(name="language", place="query", description="The language of `q`, by its BCP 47 tag; else `en`."),
        LIMIT,
        CURSOR,
    ),
    problems=(BadInput, StoreUnavailable),
)
