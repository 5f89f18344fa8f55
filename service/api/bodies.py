"""What a request's body brings, as far as it is JSON and not too much of it; what an answer's body holds."""

from collections.abc import Collection, Mapping

from flask import Response, request
from gunicorn.http.errors import ParseException
from pydantic import BaseModel
from werkzeug.exceptions import RequestEntityTooLarge

from service.api.openapi import JSON
from service.errors import BadInput, Claimtrace, Malformed, TooLarge, WrongMedia
from service.intake.reading import REQUEST_BYTES

# What a route that takes JSON may refuse it for.
UNREADABLE: tuple[type[Claimtrace], ...] = (Malformed, TooLarge, WrongMedia, BadInput)


def json_body(also: Collection[str] = ()) -> bytes:
    """The bytes of JSON, or of one of the media types `also`. Raises Malformed, TooLarge or WrongMedia."""
    return body_of((JSON, *also), REQUEST_BYTES)


def body_of(kinds: Collection[str], most_bytes: int) -> bytes:
    """The bytes, which are of one of these media types. Raises Malformed, TooLarge or WrongMedia."""
    if (request.content_length or 0) > most_bytes:
        raise too_large(most_bytes)
    try:
        raw = request.get_data(cache=False)
    except RequestEntityTooLarge as error:
        raise too_large() from error
    except ParseException as error:
        raise Malformed("The request's body broke off, or its chunks do not hold.") from error
    if len(raw) > most_bytes:
        raise too_large(most_bytes)
    if not raw:
        raise Malformed("The request has no body: a JSON object is expected.")
    if request.mimetype not in kinds or request.content_encoding:
        raise WrongMedia(f"Only {' and '.join(kinds)} is read here, not compressed.")
    return raw


def written(model: BaseModel, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(model.model_dump_json(), status, headers, mimetype=JSON)


def too_large(most_bytes: int = REQUEST_BYTES) -> TooLarge:
    return TooLarge(f"A request may bring at most {most_bytes:,} bytes.")
