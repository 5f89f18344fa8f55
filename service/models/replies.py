"""The shape that a reply is asked in, and a reply read strictly. Knows no model."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, PrivateAttr, ValidationError
from pydantic_core import ErrorDetails

from service.domain import Frozen
from service.errors import BadReply
from service.models.answers import answer_in
from service.models.forms import set_right
from service.models.prompting import listed

Returned = TypeVar("Returned", bound=BaseModel)

PROBLEMS = 5  # of a reply that are told
STRUCTURE = ("type", "enum", "anyOf", "items", "properties", "description")


@cache
def strict_schema(returns: type[BaseModel]) -> dict[str, Any]:
    """A plain JSON schema for strict mode: every property required, none besides, no ranges, formats or defaults,
    references written out. pydantic holds the rules. Raises TypeError for what strict mode cannot say."""
    whole = returns.model_json_schema()
    return _plain(whole, whole.get("$defs", {}), ())


def _plain(part: dict[str, Any], named: Mapping[str, Any], within: Sequence[str]) -> dict[str, Any]:
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        if name in within:
            raise TypeError(f"{name} holds itself, which strict mode cannot say.")
        meant = _plain(named[name], named, (*within, name))
        return {**meant, "description": part["description"]} if "description" in part else meant
    if part.get("type") == "object" and "properties" not in part:
        raise TypeError("Strict mode has no free-form objects.")
    if "prefixItems" in part:
        raise TypeError("Strict mode has no tuples of fixed length.")
    kept = {key: part[key] for key in STRUCTURE if key in part}
    if "const" in part:
        kept["enum"] = [part["const"]]
    if "anyOf" in kept:
        kept["anyOf"] = [_plain(option, named, within) for option in kept["anyOf"]]
    if "items" in kept:
        kept["items"] = _plain(kept["items"], named, within)
    if "properties" in kept:
        # The docstring of a type is for our readers; a field's description is for the model.
        kept.pop("description", None)
        kept["properties"] = {name: _plain(field, named, within) for name, field in part["properties"].items()}
        kept |= {"required": list(kept["properties"]), "additionalProperties": False}
    elif "enum" in kept and within and named.get(within[-1]) is part:
        kept.pop("description", None)
    return kept


# ---------------------------------------------------------------- replies


@dataclass(frozen=True)
class LostItem:
    """An item of a reply that could not be read: what was told, as it came, and why not."""

    told: Any
    problem: str

    def words(self, *names: str) -> str:
        """The first of its parts by these names that is text."""
        told = self.told if isinstance(self.told, dict) else {}
        return next((told[name] for name in names if isinstance(told.get(name), str)), "")


class Itemised(Frozen):
    """A reply that is one list, whose items stand each alone: one that cannot be read costs itself, and is `lost`."""

    _lost: tuple[LostItem, ...] = PrivateAttr(())

    @property
    def lost(self) -> tuple[LostItem, ...]:
        return self._lost

    @property
    def length(self) -> int:
        """How many items were read."""
        return sum(len(getattr(self, name)) for name in type(self).model_fields)

    @property
    def problem(self) -> str:
        """What was wrong with the items that are lost, to be mended."""
        return "; ".join(dict.fromkeys(one.problem for one in self._lost))


def read_reply(text: str, returns: type[Returned]) -> Returned:
    """A reply as the type it was asked for: the whole text, else the last complete JSON object in it.

    What differs from the schema in form alone is read; nothing is guessed: unknown labels, fields left out that may
    not be null and keys given twice are refused, and cost an `Itemised` reply the item that has them.
    Raises BadReply, whose detail tells the model what to mend without repeating its words.
    """
    value = answer_in(text)
    if value is None:
        raise BadReply("no complete JSON object")
    told = set_right(value, strict_schema(returns))
    if not isinstance(told, dict):
        raise BadReply("the reply is no JSON object")
    if missing := returns.model_fields.keys() - told.keys():
        raise BadReply(f"missing: {listed(missing)}")
    try:
        return _validated(told, returns)
    except ValidationError as error:
        if issubclass(returns, Itemised) and (bad := _bad_items(error)):
            return _without(told, bad, returns)
        raise BadReply(_problems(error.errors(include_url=False, include_input=False))) from error


def _validated(told: Mapping[str, Any], returns: type[Returned]) -> Returned:
    return returns.model_validate_json(json.dumps(told), strict=True, extra="forbid")


def _bad_items(error: ValidationError) -> dict[int, str]:
    """What is wrong with each item that is; nothing when something else is wrong as well."""
    problems: dict[int, list[ErrorDetails]] = defaultdict(list)
    for problem in error.errors(include_url=False, include_input=False):
        if len(problem["loc"]) < 2 or not isinstance(problem["loc"][1], int):
            return {}
        problems[problem["loc"][1]].append(problem)
    return {at: _problems(own) for at, own in problems.items()}


def _without(told: Mapping[str, Any], bad: Mapping[int, str], returns: type[Returned]) -> Returned:
    """The reply without its bad items. Raises BadReply when no good one is left."""
    ((name, items),) = told.items()
    good = [item for at, item in enumerate(items) if at not in bad]
    if not good:
        raise BadReply("; ".join(list(bad.values())[:PROBLEMS]))
    try:
        read = _validated({name: good}, returns)
    except ValidationError as error:
        raise BadReply(_problems(error.errors(include_url=False, include_input=False))) from error
    if isinstance(read, Itemised):
        read._lost = tuple(LostItem(items[at], problem) for at, problem in bad.items())
    return read


def _problems(found: Sequence[ErrorDetails]) -> str:
    """The first few problems by place."""
    places = (f"{'.'.join(map(str, problem['loc'])) or 'reply'}: {problem['msg']}" for problem in found[:PROBLEMS])
    return "; ".join(places)
