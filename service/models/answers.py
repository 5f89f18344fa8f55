"""Where in a model's words its answer stands: after its thinking, inside a fence or prose. Knows no schema."""

import json
import re
from typing import Any

THINKING = re.compile(r"\s*<(think|thinking|thought|reasoning)>", re.IGNORECASE)
THOUGHT = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
FENCED = re.compile(r"\s*```[\w-]*\s*\n(.*?)\n?\s*```\s*", re.DOTALL)
# Anything else behind a brace is no object. An error of the decoder counts lines, and costs what the whole text does.
OBJECT = re.compile(r"\{(?=\s*(?:[\"}]|\Z))")
MOST_ENCODED = 3  # times that JSON is written as a string inside JSON


def answer_in(text: str) -> Any:
    """The JSON that a text is, or its last complete object after the thinking; None without one.

    An array, or JSON written as a JSON string, is an answer only where it is the whole text, or all that its fence
    holds.
    """
    said = after_thinking(text)
    fence = FENCED.fullmatch(said)
    value = _whole(fence[1] if fence else said)
    if isinstance(value, str) and (inner := encoded(value)) is not None:
        return inner
    return value if isinstance(value, dict | list) else last_object(said)


def as_object(text: str) -> dict[str, Any] | None:
    """The JSON object that the whole of a text is; None when it is none."""
    value = _whole(text)
    return value if isinstance(value, dict) else None


def encoded(text: str) -> dict[str, Any] | list[Any] | None:
    """The object or the array that a string inside JSON holds as JSON once more."""
    value: Any = text
    for _ in range(MOST_ENCODED):
        if not isinstance(value, str):
            break
        value = _whole(value)
    return value if isinstance(value, dict | list) else None


def after_thinking(text: str) -> str:
    """What is said after the thinking; nothing, when the thinking does not end."""
    ends = THOUGHT.search(text)
    if THINKING.match(text):
        return text[ends.end() :] if ends else ""
    # A template that opens the thinking itself leaves only its end to be seen. The mark may also stand among the words
    # of an answer: then what follows it is no answer by itself.
    rest = text[ends.end() :] if ends else ""
    fence = FENCED.fullmatch(rest)
    return rest if isinstance(_whole(fence[1] if fence else rest), dict | list) else text


def thinking_in(text: str) -> str:
    """The thinking that stands before the answer."""
    said = after_thinking(text)
    return text[: len(text) - len(said)]


def last_object(text: str) -> dict[str, Any] | None:
    """The JSON object that a text is, or the last one that stands complete in its prose or code fence.

    An object that is cut off at the end of the text gives None: what stands inside or before it is not the reply. What
    was read is never read again.
    """
    found, opened = None, OBJECT.search(text)
    while opened:
        at = opened.start()
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
        opened = OBJECT.search(text, end)
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


def _whole(text: str) -> Any:
    """The JSON that the whole text is; None when it is none."""
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
