"""Reports go out, in every form that there is."""

from flask import Response, request

from service.api.openapi import Parameter, Route
from service.bootstrap import Application
from service.domain import Report, Scope
from service.errors import BadInput, Busy, NoProcess, NotFound, StoreUnavailable, Unfinished
from service.exports.formats import FORMATS, VIEWS, Format

USUAL = FORMATS["json"]


def show(application: Application, id: str) -> Response:
    form, view = _wanted(), _view()
    if view and form is not FORMATS["text"]:
        raise BadInput("The query's view is for the format text.")
    application.store.reports.expect(id)
    told = application.renderings.get(id, next(name for name, one in FORMATS.items() if one is form), view)
    response = Response(told, mimetype=form.mimetype)
    response.vary.add("Accept")
    return response


SHOW = Route(
    "GET",
    "/v1/reports/<id>",
    show,
    "A report that was made before.",
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
    ),
    also=tuple(form.mimetype for form in FORMATS.values() if form != USUAL),
    problems=(NotFound, BadInput, Unfinished, NoProcess, Busy, StoreUnavailable),
)


def _wanted() -> Format:
    asked = request.args.get("format")
    if asked is None:
        best = request.accept_mimetypes.best_match([form.mimetype for form in FORMATS.values()], USUAL.mimetype)
        return next(form for form in FORMATS.values() if form.mimetype == best)
    if asked not in FORMATS:
        raise BadInput(f"The query's format is one of {', '.join(FORMATS)}, not {asked[:80]!r}.")
    return FORMATS[asked]


def _view() -> str | None:
    asked = request.args.get("view")
    if asked is not None and asked not in VIEWS:
        raise BadInput(f"The query's view is one of {', '.join(VIEWS)}, not {asked[:80]!r}.")
    return asked
