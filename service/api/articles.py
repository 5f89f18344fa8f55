"""Articles come in."""

from flask import Response, request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import RequestEntityTooLarge

from service.api.openapi import JSON, Route
from service.bootstrap import House
from service.domain import Report
from service.errors import BadInput, Malformed, StoreUnavailable, TooLarge, WrongMedia
from service.intake import REQUEST_BYTES, Request, request_from_json

# Bytes.
HEARD_OUT, CHUNK = 20_000_000, 65_536


def submit(house: House) -> Response:
    report = house.report(request_from_json(_json_body()))
    house.store.save(report)
    return Response(report.model_dump_json(), 201, {"Location": f"/v1/reports/{report.id}"}, mimetype=JSON)


SUBMIT = Route(
    "POST",
    "/v1/articles",
    submit,
    "Verify an article against the documents that come with it, and keep the report.",
    takes=Request,
    gives=Report,
    status=201,
    problems=(Malformed, TooLarge, WrongMedia, BadInput, StoreUnavailable),
)


def _json_body() -> bytes:
    try:
        raw = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise _too_large() from error
    except ParseException as error:
        raise Malformed("The request's body broke off, or its chunks do not hold.") from error
    if len(raw) > REQUEST_BYTES:
        raise _too_large()
    if not raw:
        raise Malformed("The request has no body: a JSON object is expected.")
    if request.mimetype != JSON or request.content_encoding:
        raise WrongMedia(f"Only {JSON} is read here, not compressed.")
    return raw


def _too_large() -> TooLarge:
    """Hears the client out first, within bounds: one still sending would see a broken pipe and not the reason."""
    for _ in range(HEARD_OUT // CHUNK):
        if not request.environ["wsgi.input"].read(CHUNK):
            break
    return TooLarge(f"A request may bring at most {REQUEST_BYTES:,} bytes.")
