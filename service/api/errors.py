"""Every error becomes a problem (RFC 9457). The one place that answers for what nobody else could act on."""

import logging
from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import HTTPException

from service.domain import Frozen
from service.errors import OURS, Busy, Claimtrace, NotInstalled, Refused
from service.intake.reading import FieldFault, faults

PROBLEM_JSON = "application/problem+json"
# What the registry of problem types has for a service that has no room just now.
NO_ROOM = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity"
# Seconds after which what could not be done may be asked for again.
LATER_S = 5
LOG = logging.getLogger(__name__)


class Problem(Frozen):
    """What went wrong. `type` is `about:blank` where the status says it all; `errors` names the fields."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[FieldFault, ...] = ()


def ours(error: Claimtrace, instance: str | None = None) -> Response:
    """A refusal, or something outside that did not answer. `instance`: the path, where no view was reached."""
    if not isinstance(error, Refused | Busy):
        LOG.error("%s: %s", error.kind, error.detail)
    fields = faults(error) if isinstance(error, Refused) else ()
    kind = NO_ROOM if isinstance(error, Busy) else f"urn:claimtrace:problem:{error.kind}"
    response = _response(kind, error.title, error.status, error.detail, fields, instance)
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(error.retry_after if isinstance(error, Busy) else LATER_S)
    return response


def of_import(error: ImportError) -> Response:
    """A library that is imported at first use, and is not there."""
    return ours(NotInstalled(error))


def of_http(error: HTTPException) -> Response:
    """No such path, method and the like. Redirects are no problem."""
    status = error.code or 500
    given = error.get_response()
    if status < 400:
        return Response(given.response, status, dict(given.headers))
    response = _response("about:blank", error.name, status, error.description or error.name)
    response.headers.extend((name, value) for name, value in given.headers if name == "Allow")
    return response


def unforeseen(error: Exception) -> Response:
    """A fault of ours: told in full to the log, and to the caller only that it is ours."""
    LOG.error("%s %s failed", request.method, request.path, exc_info=error)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _response("about:blank", status.phrase, status, OURS)


def _response(
    type: str,
    title: str,
    status: int,
    detail: str,
    errors: tuple[FieldFault, ...] = (),
    instance: str | None = None,
) -> Response:
    path = request.path if instance is None else instance
    problem = Problem(type=type, title=title, status=status, detail=detail, instance=path, errors=errors)
    return Response(problem.model_dump_json(), status, mimetype=PROBLEM_JSON)
