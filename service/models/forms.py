"""A reply's form set right, where it differs from the schema in form alone. What differs in sense is left as it is, to
be refused: no word is guessed, left out or put in. Knows no type."""

import re
from collections.abc import Mapping
from typing import Any

from service.models.answers import encoded

NULL = {"type": "null"}
INTEGER = re.compile(r"[+-]?\d{1,18}")
TRUTHS = {"true": True, "false": False}
NOTHING = ("", "null", "none")  # the word for no value, in quotation marks


def set_right(told: Any, schema: Mapping[str, Any]) -> Any:
    """`told` in the schema's form: keys that it does not know left away, null or an empty list where a key was left
    out, a number or a truth out of its quotation marks, a label in the schema's own letters, a list of the one value
    that stood in its place, JSON that was written as a string."""
    if "anyOf" in schema:
        return _optional(told, schema["anyOf"])
    if "enum" in schema:
        return _label(told, schema["enum"])
    kind = schema.get("type")
    return FORMS[kind](told, schema) if kind in FORMS else told


def _optional(told: Any, options: list[Mapping[str, Any]]) -> Any:
    nullable = NULL in options
    if nullable and (told is None or (isinstance(told, str) and told.strip().casefold() in NOTHING)):
        return None
    others = [option for option in options if option != NULL]
    return set_right(told, others[0]) if len(others) == 1 else told


def _label(told: Any, labels: list[Any]) -> Any:
    """The label that is spelt so but for capitals, blanks and hyphens."""
    if not isinstance(told, str):
        return told
    return next((label for label in labels if isinstance(label, str) and _bare(label) == _bare(told)), told)


def _bare(label: str) -> str:
    return re.sub(r"[\s_-]+", "_", label.strip()).casefold()


def _object(told: Any, schema: Mapping[str, Any]) -> Any:
    parts: Mapping[str, Any] = schema["properties"]
    if isinstance(told, str):
        told = encoded(told) or told
    if isinstance(told, list):
        told = _unlisted(told, parts)
    if not isinstance(told, dict):
        return told
    left_out = {name: None for name, part in parts.items() if name not in told and _may_be_left_out(part, parts)}
    return {name: set_right(value, parts[name]) for name, value in (told | left_out).items() if name in parts}


def _may_be_left_out(part: Mapping[str, Any], parts: Mapping[str, Any]) -> bool:
    """Whether nothing was meant by a key that is not there: null, or a list without items. An object that is one list
    says nothing without it."""
    return NULL in part.get("anyOf", ()) or (part.get("type") == "array" and len(parts) > 1)


def _unlisted(told: list[Any], parts: Mapping[str, Any]) -> Any:
    """An array where an object was asked: the one object in it, or the items of the object's one list."""
    if len(told) == 1 and isinstance(told[0], dict) and told[0].keys() & parts.keys():
        return told[0]
    (name, part), *others = parts.items()
    return {name: told} if not others and part.get("type") == "array" else told


def _array(told: Any, schema: Mapping[str, Any]) -> Any:
    if told is None or (isinstance(told, str) and told.strip().casefold() in NOTHING):
        return []
    if isinstance(told, str) and isinstance(inner := encoded(told), list):
        told = inner
    items = told if isinstance(told, list) else [told]
    return [set_right(item, schema.get("items", {})) for item in items]


def _integer(told: Any, _: Mapping[str, Any]) -> Any:
    if isinstance(told, str) and INTEGER.fullmatch(told.strip()):
        return int(told)
    return int(told) if isinstance(told, float) and told.is_integer() else told


def _truth(told: Any, _: Mapping[str, Any]) -> Any:
    return TRUTHS.get(told.strip().casefold(), told) if isinstance(told, str) else told


def _words(told: Any, _: Mapping[str, Any]) -> Any:
    """A number that was written without the quotation marks of words."""
    return str(told) if isinstance(told, int) and not isinstance(told, bool) else told


FORMS = {"object": _object, "array": _array, "integer": _integer, "boolean": _truth, "string": _words}
