"""Reports go out: as JSON, as a page, as plain text."""

from flask import Response, request

from service.api.openapi import JSON, Parameter, Route
from service.bootstrap import Application
from service.domain import Report
from service.errors import BadInput, NotFound, StoreUnavailable
from service.exports import html, text

FORMATS = {"json": JSON, "html": "text/html", "text": "text/plain"}
WIDTH = 100


def show(application: Application, id: str) -> Response:
    mimetype = _wanted()
    response = Response(_written(application.store.reports.get(id), mimetype), mimetype=mimetype)
    response.vary.add("Accept")
    return response


SHOW = Route(
    "GET",
    "/v1/reports/<id>",
    show,
    "A report that was made before.",
    gives=Report,
    parameters=(
        Parameter(name="id", place="path", description="The report's id."),
        Parameter(
            name="format",
            place="query",
            description="How it is written; else the Accept header decides, else JSON.",
            choices=tuple(FORMATS),
        ),
    ),
    also=(FORMATS["html"], FORMATS["text"]),
    problems=(NotFound, BadInput, StoreUnavailable),
)


def _wanted() -> str:
    asked = request.args.get("format")
    if asked is None:
        return request.accept_mimetypes.best_match(FORMATS.values(), JSON)
    if asked not in FORMATS:
        raise BadInput(f"The query's format is one of {', '.join(FORMATS)}, not {asked[:80]!r}.")
    return FORMATS[asked]


def _written(report: Report, mimetype: str) -> str:
    if mimetype == FORMATS["html"]:
        return html.page(report)
    if mimetype == FORMATS["text"]:
        return text.render(report, width=WIDTH, color=False)
    return report.model_dump_json()
