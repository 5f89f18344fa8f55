"""What the model says. A script sees the messages and the schema, and gives an object or plain text."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Script = Callable[[Sequence[Mapping[str, str]], dict[str, Any] | None], "dict[str, Any] | str"]

EMPTY = {"string": "", "integer": 0, "number": 0, "boolean": False, "null": None}


def blank(messages: Sequence[Mapping[str, str]], schema: dict[str, Any] | None) -> dict[str, Any] | str:
    """The script of a model with nothing to say: the smallest object that fits the schema."""
    return fill(schema) if schema else "Understood."


def fill(schema: dict[str, Any], text: str | None = None) -> Any:
    """The smallest value that fits a plain JSON schema. With `text`, lists hold one item and strings hold the text."""
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return fill(schema["anyOf"][0], text)
    if schema.get("type") == "object":
        return {name: fill(part, text) for name, part in schema.get("properties", {}).items()}
    if schema.get("type") == "array":
        return [] if text is None else [fill(schema["items"], text)]
    if schema.get("type") == "string" and text is not None:
        return text
    return EMPTY.get(schema.get("type", "null"))
