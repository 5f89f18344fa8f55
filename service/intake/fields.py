"""The fields of a request: what each may hold, and how much."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from itertools import islice
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, FailFast, Field, field_validator, model_validator

from service.domain import Frozen

# Characters: a long magazine article has 60,000.
TEXT, PAGE, LINE = 200_000, 5_000_000, 4_000
YEARS = range(1600, 3000)  # the first newspaper is of 1605
STRANGE = 20  # names that an object should not have, of which each is told

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
DATE = re.compile(r"\d{4}-\d\d-\d\d([Tt ]|$)")


def readable(text: str) -> str:
    """Old files hold a stray control character; what is not text holds many, or a NUL. Raises ValueError."""
    if "\0" in text or len(CONTROL.findall(text)) * 100 > len(text):
        raise ValueError("Should be text: this holds control characters.")
    return text


def told(text: str) -> str:
    if all(unicodedata.category(sign)[0] in "CZ" for sign in text):  # spaces, controls and what shows nothing
        raise ValueError("Should not be blank.")
    return text


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port  # read here, for only reading it shows that it is none
    except ValueError as error:
        raise ValueError(f"Should be an address: {error}.") from error
    if "@" in parts.netloc:
        raise ValueError("Should hold no user name and no password: a report shows the address.")
    if port == 0 or parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", url):
        raise ValueError("Should be the address of a web page (http or https).")
    return url


def _written_date(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and DATE.match(value)):
        return value
    raise ValueError("Should be a date as ISO 8601 writes it, such as 2015-05-19T14:10:00Z.")


def _with_zone(moment: datetime) -> datetime:
    """A date without a zone is taken as UTC; its own zone is kept, for "Tuesday" means the writer's Tuesday."""
    if moment.year not in YEARS:
        raise ValueError(f"Should be a date of the years {YEARS.start} to {YEARS.stop - 1}.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _whole_day(value: object) -> object:
    """A day alone, as a last one, lasts until midnight."""
    return f"{value}T23:59:59" if isinstance(value, str) and DAY.match(value) else value


def given(fields: object, *, kept: Collection[str] = ()) -> object:
    """The fields that say something: an empty text and a null are absent, except where the empty one is `kept`."""
    if not isinstance(fields, Mapping):
        return fields
    return {name: value for name, value in fields.items() if value is not None and (value != "" or name in kept)}


def called(fields: object, other: str, name: str) -> object:
    """The fields with `other` taken for `name`, where only the former is given."""
    if not isinstance(fields, Mapping) or other not in fields or name in fields:
        return fields
    return {name if key == other else key: value for key, value in fields.items()}


def _numbered(value: object) -> object:
    """A number that a content system counts its articles by, as text."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _listed(value: object) -> object:
    """A list without its empty places."""
    return [one for one in value if one not in {None, ""}] if isinstance(value, list) and _plain(value) else value


def _plain(values: list[object]) -> bool:
    return all(one is None or isinstance(one, str) for one in values)


Text = Annotated[str, Field(max_length=TEXT), AfterValidator(readable)]
Html = Annotated[str, Field(max_length=PAGE), AfterValidator(readable)]
Line = Annotated[str, Field(max_length=LINE), AfterValidator(readable)]
Name = Annotated[Line, AfterValidator(told)]
Id = Annotated[Line, BeforeValidator(_numbered), AfterValidator(told)]
Lines = Annotated[tuple[Line, ...], FailFast(), BeforeValidator(_listed), Field(max_length=100)]
Url = Annotated[Line, AfterValidator(_web_address)]
Moment = Annotated[datetime, BeforeValidator(_written_date), AfterValidator(_with_zone)]
LastMoment = Annotated[Moment, BeforeValidator(_whole_day)]
Language = Annotated[str, Field(pattern=f"^{LANGUAGE_TAG.pattern}$", max_length=35)]


class Brought(Frozen):
    """An object that a stranger brings. All errors are made before the first is told, so that lists and tables are
    counted before anything in them is looked at, and of names that nobody knows 20 are told."""

    @model_validator(mode="before")
    @classmethod
    def _few_strange_names(cls, given: object) -> object:
        if not isinstance(given, dict) or len(given) <= len(cls.model_fields) + STRANGE:
            return given
        strange = islice((name for name in given if name not in cls.model_fields), STRANGE)
        return {name: given[name] for name in (*cls.model_fields, *strange) if name in given}

    @field_validator("*", mode="before")
    @classmethod
    def _counted(cls, value: object, info: Any) -> object:
        if isinstance(value, list | tuple | dict):
            told = cls.model_fields[info.field_name].metadata
            most = min((one.max_length for one in told if hasattr(one, "max_length")), default=0)
            if most and len(value) > most:
                raise ValueError(f"Should hold at most {most}.")
        return value
