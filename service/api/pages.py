"""What browsers are shown beside reports. Pages with forms: no script, nothing loaded, and what is sent goes to this
service alone."""

from flask import Response, request

from service.bootstrap import Application
from service.errors import Claimtrace, TooManyRequests
from service.exports.templates import template

HTML = "text/html"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"


def shown(name: str, error: Claimtrace | None = None, /, **told: object) -> Response:
    """A template of the folder `page`, kept by nobody, with the status of what went wrong, if anything did. Its forms
    say which site they come from (see `same_origin`)."""
    status = error.status if error else 200
    response = Response(template(name).render(suspected=frozenset(), **told), status, mimetype=HTML)
    if isinstance(error, TooManyRequests):
        response.headers["Retry-After"] = str(error.wait_s)
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def home(application: Application) -> str:
    """Where browsers reach the service: as is set, else as the request came."""
    return (application.public_url or request.host_url).rstrip("/")
