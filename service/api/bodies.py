"""What a request's body brings, as far as it is JSON and not too much of it; what an answer's body holds."""

from collections.abc import Collection, Mapping

from flask import Response, request
from gunicorn.http.errors import ParseException
from pydantic import BaseModel
from werkzeug.exceptions import RequestEntityTooLarge

from service.api.openapi import JSON
from service.errors import Malformed, TooLarge, WrongMedia
from service.intake.reading import REQUEST_BYTES


def json_body(also: Collection[str] = ()) -> bytes:
    """The bytes of JSON, or of one of the media types `also`. Raises Malformed, TooLarge or WrongMedia."""
    try:
        raw = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise too_large() from error
    except ParseException as error:
        raise Malformed("The request's body broke off, or its chunks do not hold.") from error
    if len(raw) > REQUEST_BYTES:
        raise too_large()
    if not raw:
        raise Malformed("The request has no body: a JSON object is expected.")
    if request.mimetype not in (JSON, *also) or request.content_encoding:
        raise WrongMedia(f"Only {' and '.join((JSON, *also))} is read here, not compressed.")
    return raw


def written(model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(model.model_dump_json(), status, headers, mimetype=JSON)


def too_large() -> TooLarge:
    return TooLarge(f"A request may bring at most {REQUEST_BYTES:,} bytes.")
