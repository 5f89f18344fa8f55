"""What desks do with reports: one act a request, and all that were done."""

import re
from typing import Annotated, Literal, get_args

from flask import Response, request
from pydantic import Field

from service.api.access import known_as
from service.api.bodies import UNREADABLE, json_body, written
from service.api.openapi import Parameter, Route
from service.bootstrap import Application
from service.domain import (
    Act,
    AddDocument,
    Frozen,
    ReviewEvent,
    Scope,
)
from service.domain.review_acts import ClaimKey, Person, PlainAct, Reason
from service.errors import (
    BadInput,
    ChangedMeanwhile,
    Conflict,
    MatchMissing,
    NoProcess,
    NotFound,
    StoreUnavailable,
    TooLarge,
    Unfinished,
)
from service.intake.dossier import source_document
from service.intake.fields import Brought
from service.intake.reading import faults, read
from service.intake.request import SourceIn
from service.store.reviews import version
from service.work.reviews import done

TAG = re.compile(r'"(\d{1,9})(?:\.\d{1,9})?"')
MOST = 100_000  # characters of an act that brings no document
MATCH = Parameter(
    name="If-Match",
    place="header",
    description="The `ETag` of the report as the act's maker saw it, or `*`: done whatever else is.",
)
ID = Parameter(name="id", place="path", description="The report's id.")


class AddDocumentIn(Frozen):
    """One more document, as a request brings one, to be judged for a claim, or for all of the report (no claim)."""

    kind: Literal["document"]
    claim: ClaimKey | None = None
    document: SourceIn
    reason: Reason | None = None


class ReviewIn(Brought):
    """One act, and who does it: a caller who is known goes by the name they are known by."""

    who: Person | None = None
    act: Annotated[PlainAct | AddDocumentIn, Field(discriminator="kind")]


class ReviewList(Frozen):
    """Every act that was done to a report, the first one first."""

    acts: tuple[ReviewEvent, ...]


def list_reviews(application: Application, id: str) -> Response:
    application.store.reports.expect(id)
    events = application.store.reviews.of(id)
    return written(ReviewList(acts=events), headers={"ETag": f'"{version(events)}"'})


def review(application: Application, id: str) -> Response:
    given = _read(json_body())
    who, seen, act = _who(given), _seen(), _act(application, given)
    try:
        events = done(application.store, application.writing, application.verification.ruleset, id, act, who, seen)
    except BadInput as error:
        raise BadInput(error.detail, f"/act{error.field or ''}") from error
    headers = {"ETag": f'"{version(events)}"', "Location": request.path}
    return written(events[-1], 201, headers)


ROUTES = (
    Route(
        "GET",
        "/v1/reports/<id>/reviews",
        list_reviews,
        "What desks did with a report, act by act: who, when and why. Undone acts are among them, and so are undoings.",
        gives=ReviewList,
        needs=Scope.REPORTS_READ,
        parameters=(ID,),
        problems=(NotFound, StoreUnavailable),
    ),
    Route(
        "POST",
        "/v1/reports/<id>/reviews",
        review,
        "Do one act with a report: accept, correct or reject a claim and the like, or undo an act by its number.",
        takes=ReviewIn,
        gives=ReviewEvent,
        needs=Scope.REVIEWS_WRITE,
        status=201,
        parameters=(ID, MATCH),
        problems=(
            *UNREADABLE,
            NotFound,
            Conflict,
            MatchMissing,
            ChangedMeanwhile,
            Unfinished,
            NoProcess,
            StoreUnavailable,
        ),
    ),
)
KINDS = tuple(one.model_fields["kind"].default for one in get_args(get_args(Act)[0]))


def _read(raw: bytes) -> ReviewIn:
    """The act and who does it. Raises Malformed or TooLarge, or BadInput, which names each field by where it stands."""
    try:
        given = read(ReviewIn, raw)
    except BadInput as error:
        told = [_by_its_place(one.pointer, one.detail) for one in faults(error)]
        raise BadInput(told[0].detail, told[0].field) from ExceptionGroup("The act cannot be read.", told)
    if not isinstance(given.act, AddDocumentIn) and len(raw) > MOST:
        raise TooLarge(f"An act that brings no document has at most {MOST:,} bytes.")
    return given


def _by_its_place(pointer: str, detail: str) -> BadInput:
    """What is wrong with a field of one kind of act, by a pointer that does not name the kind."""
    if pointer == "/act" and "kind" in detail:
        return BadInput(f"Should be of one kind: {', '.join(KINDS)}.", "/act/kind")
    return BadInput(detail, re.sub(rf"^/act/(?:{'|'.join(KINDS)})(?=/|$)", "/act", pointer))


def _who(given: ReviewIn) -> str:
    who = known_as(given.who)
    if who is None:
        raise BadInput("Missing: say who does it.", "/who")
    return who


def _act(application: Application, given: ReviewIn) -> Act:
    """The act as it is kept: a document as it will be read, with what the desk knows of its publisher."""
    act = given.act
    if not isinstance(act, AddDocumentIn):
        return act
    source = act.document
    if source.html is None and source.text is None:
        raise BadInput("Missing: give the document's text as text, or its page as html.", "/act/document/text")
    document = application.door.run(source_document, source, "/act/document")
    if not document.text.strip():
        raise BadInput("Should hold text.", f"/act/document/{'text' if source.html is None else 'html'}")
    named = document.model_copy(update={"id": document.id or f"desk-{document.sha256 or ''}"[:64]})
    known = application.verification.registry().known(named)
    return AddDocument(claim=act.claim, document=known, reason=act.reason)


def _seen() -> int | None:
    """The last act that the act's maker saw: what `If-Match` names; None for `*`."""
    told = request.headers.get("If-Match", "").strip()
    if not told:
        raise MatchMissing("Name the ETag of the report that you saw in If-Match, so that nobody's act is overlooked.")
    if told == "*":
        return None
    if (tag := TAG.fullmatch(told)) is None:
        raise ChangedMeanwhile(f"No report was ever as {told[:40]!r} says.")
    return int(tag[1])
