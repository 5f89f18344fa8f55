"""From bytes to a request, and what is wrong with one, field by field."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import from_json

from service.domain import Frozen
from service.errors import BadInput, Malformed, Refused, TooLarge
from service.intake.ninjs import as_request
from service.intake.request import Request
from service.text.charsets import looks_like_page, page_from

Shape = TypeVar("Shape", bound=Frozen)


REQUEST_BYTES = 5_000_000
FAULTS = 20


def request_from_json(raw: bytes) -> Request:
    """The request that stands in `raw`, or the article of a news item in ninjs. Raises Malformed, TooLarge or BadInput;
    `faults` tells them field by field."""
    return shaped(Request, as_request(json_object(text_from(raw))))


def request_from(fields: Mapping[str, Any]) -> Request:
    """The request of these fields. Raises BadInput, caused by pydantic's error."""
    return shaped(Request, fields)


def read(shape: type[Shape], raw: bytes) -> Shape:
    """The JSON in `raw`, as what is to stand there. Raises Malformed, TooLarge or BadInput."""
    return shaped(shape, json_object(text_from(raw)))


def shaped(shape: type[Shape], fields: Mapping[str, Any]) -> Shape:
    """These fields, as what is to stand there. Raises BadInput, caused by pydantic's error."""
    try:
        return shape.model_validate(fields)
    except ValidationError as error:
        first = next(_told_faults(error))
        raise BadInput(first.detail, first.pointer) from error


def text_from(raw: bytes) -> str:
    """The text in UTF-8, without its byte order mark, or of a page in the characters that it declares. Raises
    Malformed or TooLarge."""
    if len(raw) > REQUEST_BYTES:
        raise TooLarge(f"At most {REQUEST_BYTES:,} bytes can be read.")
    if looks_like_page(raw):
        return page_from(raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed(f"Not UTF-8: byte {error.start} cannot be read. Save or send it as UTF-8.") from error


def json_object(text: str) -> dict[str, Any]:
    """The JSON object in `text`; never more than 200 levels deep. Raises Malformed."""
    if not text.strip():
        raise Malformed("Empty: a JSON object is expected.")
    value = json_value(text)
    if not isinstance(value, dict):
        raise Malformed("A JSON object is expected.")
    return value


def json_value(text: str) -> object:
    """Any JSON value. Raises Malformed."""
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise Malformed(f"Not JSON that can be read: {error}.") from error


class FieldFault(Frozen):
    """What is wrong with one field: a JSON pointer (RFC 6901) and the reason."""

    pointer: str
    detail: str


def faults(error: Refused) -> tuple[FieldFault, ...]:
    """Every field that a refusal, or those that caused it, complain of, the first twenty at most."""
    if isinstance(error.__cause__, ExceptionGroup):
        told = (fault for one in error.__cause__.exceptions if isinstance(one, Refused) for fault in faults(one))
        return tuple(islice(told, FAULTS))
    if isinstance(error.__cause__, ValidationError):
        return tuple(_told_faults(error.__cause__))[:FAULTS]
    return (FieldFault(pointer=error.field, detail=error.detail),) if error.field else ()


def _told_faults(error: ValidationError) -> Iterator[FieldFault]:
    for one in error.errors(include_url=False, include_input=False):
        reason = one.get("ctx", {}).get("error")
        yield FieldFault(pointer=_pointer(one["loc"]), detail=str(reason) if reason else _plain(one["msg"]))


def _plain(message: str) -> str:
    """Pydantic's message in words that need no Python: a dictionary or an instance of a class is an object."""
    named = _CLASS.sub("an object", message).replace("a valid tuple", "a list")
    return f"{named.replace('Input should', 'Should')}."


_CLASS = re.compile(r"a valid dictionary(?: or (?:instance of \w+|object to extract fields from))?")


def _pointer(location: Iterable[str | int]) -> str:
    # pydantic's own last step for a name that is wrong is "[key]"
    steps = (str(step)[:80].replace("~", "~0").replace("/", "~1") for step in location if step != "[key]")
    return "".join(f"/{step}" for step in steps)
