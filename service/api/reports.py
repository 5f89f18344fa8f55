"""Reports go out, in every form that there is."""

from flask import Response, request

from service.api.openapi import Parameter, Route
from service.bootstrap import Application
from service.domain import Report, Scope
from service.errors import BadInput, Busy, Conflict, NoProcess, NotFound, StoreUnavailable, Unfinished
from service.exports.formats import FORMATS, SHOWN, VIEWS
from service.exports.options import FormOptions
from service.store.reviews import version

USUAL = FORMATS["json"]


def show(application: Application, id: str) -> Response:
    name = _wanted()
    asked, form = _asked(application, name), FORMATS[name]
    application.store.reports.expect(id)
    events = () if _as_read() else application.store.reviews.of(id)
    response = Response(application.renderings.get(id, name, asked, events), mimetype=form.mimetype)
    response.headers["ETag"] = f'"{version(events)}"'
    response.vary.add("Accept")
    if name not in SHOWN:
        response.headers.set("Content-Disposition", "attachment", filename=f"{id}.{form.suffix}")
    return response


SHOW = Route(
    "GET",
    "/v1/reports/<id>",
    show,
    "A report that was made before, as its desk sees it. Its `ETag` is what an act on it is made from.",
    needs=Scope.REPORTS_READ,
    gives=Report,
    parameters=(
        Parameter(name="id", place="path", description="The report's id."),
        Parameter(
            name="format",
            place="query",
            description="How it is written; else the Accept header decides, else JSON.",
            choices=tuple(FORMATS),
        ),
        Parameter(
            name="view",
            place="query",
            description="How much of it is told as text: a line a claim, all in full, or with the arithmetic.",
            choices=VIEWS,
        ),
        Parameter(name="claim", place="query", description="The id of the claim, for a format that tells one."),
        Parameter(
            name="as",
            place="query",
            description="`read`: as the machine read and weighed it, without what the desk did with it.",
            choices=("read",),
        ),
        Parameter(
            name="page", place="query", description="The address on which a ClaimReview or MediaReview is published."
        ),
    ),
    audited=lambda: _wanted() not in SHOWN,
    also=tuple({form.mimetype: None for form in FORMATS.values() if form.mimetype != USUAL.mimetype}),
    problems=(NotFound, BadInput, Conflict, Unfinished, NoProcess, Busy, StoreUnavailable),
)


def _wanted() -> str:
    asked = request.args.get("format")
    if asked is None:
        offered = {form.mimetype: name for name, form in FORMATS.items() if form.negotiable}
        return offered[request.accept_mimetypes.best_match(offered, USUAL.mimetype)]
    if asked not in FORMATS:
        raise BadInput(f"The query's format is one of {', '.join(FORMATS)}, not {asked[:80]!r}.")
    return asked


def _asked(application: Application, form: str) -> FormOptions:
    """What is asked beside the form. What goes with another one is refused."""
    view, claim, page = (request.args.get(name) for name in ("view", "claim", "page"))
    if view is not None and view not in VIEWS:
        raise BadInput(f"The query's view is one of {', '.join(VIEWS)}, not {view[:80]!r}.")
    if view and form != "text":
        raise BadInput("The query's view is for the format text.")
    told = ", ".join(name for name, one in FORMATS.items() if one.of_claim)
    if (claim is not None) != FORMATS[form].of_claim:
        raise BadInput(f"The query's claim is for the formats {told}, each of which wants one.")
    publisher, site = application.publisher if FORMATS[form].on_page else (None, None)
    return FormOptions(view, claim, page, publisher, site)


def _as_read() -> bool:
    asked = request.args.get("as")
    if asked not in {None, "read"}:
        raise BadInput(f"The query's as is read, or left out, not {asked[:80]!r}.")
    return asked == "read"
