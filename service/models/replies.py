"""The shape that a reply is asked in, and a reply read strictly. Knows no model."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from service.errors import BadReply
from service.models.prompting import listed

Returned = TypeVar("Returned", bound=BaseModel)


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

MOST_OBJECTS = 50


def read_reply(text: str, returns: type[Returned]) -> Returned:
    """A reply as the type it was asked for: the whole text, else the last complete JSON object in it.

    Nothing is repaired or guessed: unknown fields, unknown labels, fields left out and keys given twice are refused.
    Raises BadReply, whose detail tells the model what to mend without repeating its words.
    """
    value = last_object(text)
    if value is None:
        raise BadReply("no complete JSON object")
    if missing := returns.model_fields.keys() - value.keys():
        raise BadReply(f"missing: {listed(missing)}")
    try:
        return returns.model_validate_json(json.dumps(value), strict=True, extra="forbid")
    except ValidationError as error:
        raise BadReply(_problems(error)) from error


def last_object(text: str) -> dict[str, Any] | None:
    """The JSON object that a text is, or the last one that stands complete in its prose or code fence.

    An object that is cut off at the end of the text gives None: what stands inside or before it is not the reply.
    """
    found, at, tries = None, text.find("{"), 0
    while at != -1 and tries < MOST_OBJECTS:
        tries += 1
        try:
            value, end = DECODER.raw_decode(text, at)
        except json.JSONDecodeError as error:
            if error.msg.startswith("Unterminated") or not text[error.pos :].strip():
                return None
            end = max(error.pos, at + 1)
        except (_Ambiguous, RecursionError):
            return None
        else:
            found = value
        at = text.find("{", end)
    return found


class _Ambiguous(ValueError):
    """A key given twice, or a number that JSON does not have."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _Ambiguous
    return value


def _no_constant(name: str) -> Any:
    raise _Ambiguous(name)


DECODER = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)


def _problems(error: ValidationError) -> str:
    """The first few problems by place. A field that we do not know is not named: its name is the model's own words."""
    told = []
    for problem in error.errors(include_url=False, include_input=False)[:5]:
        unknown = problem["type"] == "extra_forbidden"
        place = problem["loc"][:-1] if unknown else problem["loc"]
        words = "a field that is not in the schema" if unknown else problem["msg"]
        told.append(f"{'.'.join(map(str, place)) or 'reply'}: {words}")
    return "; ".join(told)
