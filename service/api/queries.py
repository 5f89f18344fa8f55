"""What a request's query asks for. Whatever it holds is a stranger's word."""

import re
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from flask import request

from service.api.openapi import Parameter
from service.errors import BadInput
from service.intake.fields import Brought, Moment
from service.intake.reading import shaped

Choice = TypeVar("Choice", bound=StrEnum)
Default = TypeVar("Default", int, None)


class _At(Brought):
    at: Moment


PAGE, LARGEST_PAGE = 50, 500
LIMIT = Parameter(name="limit", place="query", description=f"How many at most; {PAGE} unless told.", kind="integer")
CURSOR = Parameter(name="cursor", place="query", description="The `next_cursor` of a page before.", kind="integer")


def which_page() -> tuple[int | None, int]:
    """Where a page begins (None: at the newest), and how many it holds at most. Raises BadInput."""
    return whole_number("cursor", None, 10**18), whole_number("limit", PAGE, LARGEST_PAGE)


def one_of(name: str, choices: type[Choice]) -> Choice | None:
    """The value of a closed set that is asked for, if one is. Raises BadInput."""
    told = request.args.get(name)
    if told is not None and told not in tuple(choices):
        raise BadInput(f"The query's {name} is one of {', '.join(choices)}, not {told[:40]!r}.", name)
    return choices(told) if told else None


def moment(name: str) -> datetime | None:
    """A moment of the query (ISO 8601), in UTC unless it says otherwise. Raises BadInput."""
    told = request.args.get(name)
    try:
        return None if told is None else shaped(_At, {"at": told}).at
    except BadInput as error:
        raise BadInput(error.detail, f"/{name}") from error


def whole_number(name: str, default: Default, most: int, least: int = 1) -> int | Default:
    """A whole number of the query, from `least` on. Raises BadInput."""
    told = request.args.get(name)
    if told is None:
        return default
    if not re.fullmatch(r"\d{1,18}", told) or not least <= int(told) <= most:
        raise BadInput(f"Should be a whole number from {least} to {most}, not {told[:40]!r}.", name)
    return int(told)
