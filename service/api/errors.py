"""Every error becomes a problem (RFC 9457). The one place that answers for what nobody else could act on."""

import logging
from http import HTTPStatus

from flask import Response, request
from pydantic import Field
from werkzeug.exceptions import HTTPException

from service.domain import Frozen
from service.errors import OURS, Busy, Claimtrace, NotAllowed, NotInstalled, NotSignedIn, Refused, TooManyRequests
from service.intake.reading import FieldFault, faults

PROBLEM_JSON = "application/problem+json"
# What the registry of problem types has for a service that has no room just now.
NO_ROOM = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity"
# And for one who has asked too often.
TOO_OFTEN = "https://iana.org/assignments/http-problem-types#quota-exceeded"
# Seconds after which what could not be done may be asked for again.
LATER_S = 5
REALM = 'Bearer realm="claimtrace"'
LOG = logging.getLogger(__name__)


class Problem(Frozen):
    """What went wrong. `type` is `about:blank` where the status says it all; `errors` names the fields,
    `violated-policies` the limits that were met."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: tuple[FieldFault, ...] = ()
    violated_policies: tuple[str, ...] = Field((), serialization_alias="violated-policies")


def ours(error: Claimtrace, instance: str | None = None) -> Response:
    """A refusal, or something outside that did not answer. `instance`: the path, where no view was reached."""
    if not isinstance(error, Refused | Busy):
        LOG.error("%s: %s", error.kind, error.detail)
    fields = faults(error) if isinstance(error, Refused) else ()
    policies = error.policies if isinstance(error, TooManyRequests) else ()
    response = _response(_type(error), error.title, error.status, error.detail, fields, instance, policies)
    _challenge(error, response)
    if error.status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(error.retry_after if isinstance(error, Busy) else LATER_S)
    return response


def _type(error: Claimtrace) -> str:
    if isinstance(error, Busy):
        return NO_ROOM
    return TOO_OFTEN if isinstance(error, TooManyRequests) else f"urn:claimtrace:problem:{error.kind}"


def _challenge(error: Claimtrace, response: Response) -> None:
    """What a client is to bring the next time (RFC 6750), or how long it is to wait."""
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = f'{REALM}, error="invalid_token"' if error.given else REALM
    if isinstance(error, NotAllowed) and error.scope:
        response.headers["WWW-Authenticate"] = f'{REALM}, error="insufficient_scope", scope="{error.scope}"'
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.wait_s)


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
    LOG.error("%s %s failed", request.method, request.url_rule, exc_info=error)
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    return _response("about:blank", status.phrase, status, OURS)


def _response(
    type: str,
    title: str,
    status: int,
    detail: str,
    errors: tuple[FieldFault, ...] = (),
    instance: str | None = None,
    policies: tuple[str, ...] = (),
) -> Response:
    path = request.path if instance is None else instance
    told = {"type": type, "title": title, "status": status, "detail": detail, "instance": path}
    problem = Problem(**told, errors=errors, violated_policies=policies)
    return Response(problem.model_dump_json(by_alias=True), status, mimetype=PROBLEM_JSON)
