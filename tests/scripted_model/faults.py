"""What can go wrong with a model, and on which calls it does."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from tests.scripted_model.script import fill
from tests.scripted_model.shapes import Answer, Asked, Finish, Shape, as_object, estimate_tokens

CROWD = 10_000


class Fault(StrEnum):
    RATE_LIMITED = "rate_limited"
    RATE_LIMITED_FOR = "rate_limited_for"
    SERVER_ERROR = "server_error"
    OVERLOADED = "overloaded"
    GATEWAY_PAGE = "gateway_page"
    LOGIN_PAGE = "login_page"
    BROKEN_BODY = "broken_body"
    RESET = "reset"
    SILENCE = "silence"
    BAD_KEY = "bad_key"
    NO_CREDIT = "no_credit"
    NO_SUCH_MODEL = "no_such_model"
    TOO_LONG = "too_long"
    BAD_REQUEST = "bad_request"
    PROMPT_FILTERED = "prompt_filtered"
    TRUNCATED = "truncated"
    REFUSAL = "refusal"
    FILTERED = "filtered"
    PROSE = "prose"
    CODE_FENCE = "code_fence"
    WRONG_LABEL = "wrong_label"
    UNKNOWN_FIELD = "unknown_field"
    CROWD = "crowd"
    EMPTY = "empty"
    INVALID_JSON = "invalid_json"
    OBEYS = "obeys"


class Way(StrEnum):
    """How a model that obeys the text goes wrong: says it instead of the reply, before it, as one more item, in every
    free string, as a field of its own, or by turning every label."""

    INSTEAD = "instead"
    BEFORE = "before"
    ITEM = "item"
    STRINGS = "strings"
    FIELD = "field"
    LABELS = "labels"


# Turning labels is a model that lies about words that do stand in the text: asked for by name only.
WAYS = (Way.INSTEAD, Way.BEFORE, Way.ITEM, Way.STRINGS, Way.FIELD)


@dataclass(frozen=True)
class When:
    """A fault and the calls it falls on. Each condition that is given must hold.

    `first`: only the first so many calls that match; `every`: only each k-th of them; `attempts`: only the first so
    many tries of each distinct request; `containing`: the messages hold these words; `stage`: they hold the words that
    the server was told mark this stage.
    """

    fault: Fault
    first: int | None = None
    every: int | None = None
    attempts: int | None = None
    containing: str = ""
    stage: str = ""


@dataclass(frozen=True)
class Complaint:
    """An HTTP error: status, the provider's code, words, and headers."""

    status: int
    code: str
    message: str
    headers: Mapping[str, str]


COMPLAINTS = {
    Fault.RATE_LIMITED: (429, "rate_limit_exceeded", "Rate limit reached."),
    Fault.RATE_LIMITED_FOR: (429, "rate_limit_exceeded", "Rate limit reached."),
    Fault.SERVER_ERROR: (500, "server_error", "The server had an error."),
    Fault.OVERLOADED: (503, "overloaded_error", "The model is overloaded."),
    Fault.BAD_KEY: (401, "invalid_api_key", "The key is not accepted."),
    Fault.NO_CREDIT: (429, "insufficient_quota", "The account has no credit."),
    Fault.NO_SUCH_MODEL: (404, "model_not_found", "There is no such model."),
    Fault.TOO_LONG: (400, "context_length_exceeded", "This model's maximum context length is exceeded."),
    Fault.BAD_REQUEST: (400, "invalid_request_error", "The request is not understood."),
    Fault.PROMPT_FILTERED: (400, "content_filter", "The prompt was held back by the content policy."),
}
# Replies that are not the protocol's: status, media type, body.
PAGES = {
    Fault.GATEWAY_PAGE: (502, "text/html", b"<html><body>Bad gateway</body></html>"),
    Fault.LOGIN_PAGE: (200, "text/html", b"<html><body>Please sign in</body></html>"),
    Fault.BROKEN_BODY: (200, "application/json", b'{"id": "scripted", "choices": [{"mess'),
}
NATIVE_CODES = {
    (Shape.ANTHROPIC, Fault.TOO_LONG): ("invalid_request_error", "prompt is too long: 300000 tokens > 200000 maximum"),
    (Shape.ANTHROPIC, Fault.BAD_KEY): ("authentication_error", "invalid x-api-key"),
    (Shape.GEMINI, Fault.BAD_KEY): ("unauthenticated", "API key not valid."),
}


def complaint(fault: Fault, shape: Shape, retry_after_s: float) -> Complaint | None:
    """The HTTP error that a fault is, if it is one."""
    if fault not in COMPLAINTS:
        return None
    status, code, message = COMPLAINTS[fault]
    code, message = NATIVE_CODES.get((shape, fault), (code, message))
    headers = {"Retry-After": f"{retry_after_s:g}"} if fault is Fault.RATE_LIMITED_FOR else {}
    return Complaint(status, code, message, headers)


# Each takes the honest text and gives what is said instead, and how it ends.
SAYINGS: dict[Fault, Callable[[str], tuple[str, Finish]]] = {
    Fault.TRUNCATED: lambda text: (text[: len(text) // 2], Finish.LENGTH),
    Fault.REFUSAL: lambda _: ("I cannot help with that.", Finish.REFUSAL),
    Fault.FILTERED: lambda _: ("", Finish.FILTER),
    Fault.PROSE: lambda text: (f"Here it is {{in short}}:\n\n{text}\n\nTell me if you need more.", Finish.STOP),
    Fault.CODE_FENCE: lambda text: (f"```json\n{text}\n```", Finish.STOP),
    Fault.EMPTY: lambda _: ("", Finish.STOP),
    Fault.INVALID_JSON: lambda text: (text[:-1] + ",,", Finish.STOP),
}


def spoil(fault: Fault | None, asked: Asked, answer: Answer, payloads: Sequence[str], ways: Sequence[Way]) -> Answer:
    """The answer as the fault leaves it."""
    if fault is None:
        return answer
    if fault in SAYINGS:
        text, finish = SAYINGS[fault](answer.text)
    elif fault is Fault.OBEYS:
        text, finish = obey(asked, answer.text, payloads, ways), Finish.STOP
    else:
        text, finish = _misshapen(fault, asked.schema or {}, answer.text), Finish.STOP
    return replace(answer, text=text, finish=finish, output_tokens=estimate_tokens(text))


def obey(asked: Asked, honest: str, payloads: Sequence[str], ways: Sequence[Way]) -> str:
    """What a model says that does what the text tells it: the way is picked by the text, so that replies repeat."""
    found = injections(asked.text, payloads)
    if not found:
        return honest
    order = " ".join(found)
    way = ways[hashlib.sha256(asked.text.encode()).digest()[0] % len(ways)]
    reply = as_object(honest)
    if way is Way.INSTEAD or reply is None:
        return order
    if way is Way.BEFORE:
        return f"{order}\n\n{honest}"
    return json.dumps(_bent(way, reply, asked.schema or {}, order))


def _bent(way: Way, reply: dict[str, Any], schema: dict[str, Any], order: str) -> dict[str, Any]:
    """The honest object, changed in one way to please whoever wrote the order."""
    if way is Way.ITEM:
        return _one_more(reply, schema, order)
    if way is Way.FIELD:
        return {**reply, "instruction": order}
    if way is Way.STRINGS:
        return {**changed(reply, schema, free=lambda words: f"{words} {order}")}
    return {**changed(reply, schema, label=lambda _, labels: labels[0])}


# The words that injected orders tend to hold, for when a test does not say what it planted.
ORDER = re.compile(
    r"(?i)\b(ignore|disregard|forget|override)\b.*\b(instruction|previous|prior|above|system|prompt)"
    r"|\byou (must|should|are now)\b|\b(system|assistant)\s*:|https?://|<script|javascript:|!\["
)


def injections(text: str, payloads: Sequence[str]) -> list[str]:
    """The planted payloads that stand in the text; with none named, the lines that read like orders or carry links."""
    if payloads:
        return [payload for payload in payloads if payload in text]
    return [line.strip() for line in text.splitlines() if ORDER.search(line)]


def _misshapen(fault: Fault, schema: dict[str, Any], text: str) -> str:
    """A reply that is JSON and does not fit: a label of its own, a field of its own, or far too many items."""
    reply = as_object(text)
    if reply is None:
        return text
    if fault is Fault.WRONG_LABEL:
        relabelled = changed(reply, schema, label=lambda *_: "not_a_label")
        return json.dumps(relabelled if relabelled != reply else {**reply, "label": "not_a_label"})
    if fault is Fault.UNKNOWN_FIELD:
        return json.dumps({**reply, "verdict": "corroborated"})
    return json.dumps({name: _crowded(part, schema, name) for name, part in reply.items()})


def _crowded(part: Any, schema: dict[str, Any], name: str) -> Any:
    if not isinstance(part, list):
        return part
    items = part or [_item(schema, name)]
    return (items * (CROWD // len(items) + 1))[:CROWD]


def _one_more(reply: dict[str, Any], schema: dict[str, Any], order: str) -> dict[str, Any]:
    grown = dict(reply)
    for name, part in reply.items():
        if isinstance(part, list):
            model = part[0] if part else _item(schema, name, order)
            shape = schema.get("properties", {}).get(name, {}).get("items", {})
            grown[name] = [*part, changed(model, shape, free=lambda _: order)]
    return grown


def _item(schema: dict[str, Any], name: str, text: str = "") -> Any:
    return fill(schema.get("properties", {}).get(name, {}).get("items", {"type": "string"}), text)


def changed(value: Any, schema: dict[str, Any], *, free: Any = None, label: Any = None) -> Any:
    """The value with every free string, or every label, put through a function."""
    if isinstance(value, dict):
        parts = schema.get("properties", {})
        return {name: changed(part, parts.get(name, {}), free=free, label=label) for name, part in value.items()}
    if isinstance(value, list):
        return [changed(part, schema.get("items", {}), free=free, label=label) for part in value]
    if not isinstance(value, str):
        return value
    labels = [word for option in (schema, *schema.get("anyOf", ())) for word in option.get("enum", ())]
    if labels:
        return label(value, labels) if label else value
    return free(value) if free else value
