"""What a provider's errors mean here: by status, by words that tell some apart; and how long to wait."""

import json
import math
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import openai

from service.errors import (
    BadKey,
    ContentFiltered,
    ModelFault,
    ModelTimeout,
    ModelUnavailable,
    NoCredit,
    NoSuchModel,
    PromptTooLong,
    RateLimited,
    RequestRejected,
    Truncated,
)

STATUSES: dict[int, type[ModelFault]] = {
    401: BadKey,
    402: NoCredit,
    403: BadKey,
    404: NoSuchModel,
    408: ModelTimeout,
    409: ModelUnavailable,
    413: PromptTooLong,
    425: ModelUnavailable,
    429: RateLimited,
    504: ModelTimeout,
}
# What Groq says, as a 400, when it finds that the model's reply or call of a tool is not the JSON it was asked for:
# asked the same once more, the model may well give it.
OWN_REPLY = (
    "json_validate_failed",
    "failed to validate json",
    "failed to generate json",
    "tool_use_failed",
    "failed to call a function",
)
# Providers tell some faults apart by words alone: OpenAI's and Azure's codes, Anthropic's and Gemini's sentences,
# llama.cpp's and LM Studio's, and litellm's class names.
TELLING: tuple[tuple[type[ModelFault], tuple[str, ...]], ...] = (
    (NoCredit, ("insufficient_quota", "credit balance is too low")),
    (
        PromptTooLong,
        (
            "context_length_exceeded",
            "maximum context length",
            "context window",
            "prompt is too long",
            "exceeds the available context",
            "input token count",
            "when context the overflows",
            "context length of only",
        ),
    ),
    # OpenAI's, where a model that thinks got no further than that.
    (Truncated, ("could not finish the message because max_tokens",)),
    (ContentFiltered, ("content_filter", "content_policy", "content policy", "content filter", "responsibleai")),
    # What litellm says of a Gemini reply that is none, as a 422 of its own making.
    (ModelUnavailable, ("error converting to valid response",)),
    (ModelUnavailable, OWN_REPLY),
    (BadKey, ("invalid_api_key", "api key not valid", "invalid x-api-key")),
)
MEANINGS: dict[type[ModelFault], str] = {
    BadKey: "the key is not accepted",
    NoCredit: "the account has no credit left",
    NoSuchModel: "there is no such model at this address",
    ModelTimeout: "no answer in time",
    ModelUnavailable: "the model is unavailable",
    PromptTooLong: "the prompt is longer than the model can take",
    RateLimited: "the provider asks us to wait",
    Truncated: "the reply was cut off at its limit",
    ContentFiltered: "the provider's content filter held the prompt back",
}


def translated(error: Exception, name: str) -> ModelFault:
    """A client's error as one of ours. litellm's errors subclass openai's, so this serves both."""
    if isinstance(error, openai.APITimeoutError):
        return ModelTimeout(f"{name}: {MEANINGS[ModelTimeout]}.")
    status = getattr(error, "status_code", None)
    if isinstance(error, openai.APIConnectionError) or not isinstance(status, int):
        return ModelUnavailable(f"{name}: {MEANINGS[ModelUnavailable]}.")
    # litellm leaves the provider's code out of its message, and in the body.
    words = f"{error} {getattr(error, 'body', None)}"
    return _fault(name, status, words, str(getattr(error, "message", error)), retry_after(_headers(error), words))


def told_inside(error: Any, name: str) -> ModelFault:
    """An error that came inside an answer of status 200 (an object, or words), as one of ours."""
    told = error if isinstance(error, dict) else {"message": error}
    status = next((code for key in ("code", "status") if (code := _status(told.get(key)))), None)
    message, words = str(told.get("message") or told), json.dumps(error)
    return _fault(name, status, words, message, retry_after({}, words))


def of_its_own_reply(words: str) -> bool:
    """Whether a complaint is about the reply that the model gave, and not about what was asked of it."""
    return any(mark in words for mark in OWN_REPLY)


def _fault(name: str, status: int | None, words: str, message: str, wait: float | None) -> ModelFault:
    """`status` is None for an error inside an answer that names none."""
    kind, shown = _kind(status, words.casefold()), f"({status or 'inside an answer of status 200'})"
    if kind is RequestRejected:
        return RequestRejected(f"{name} does not take the request {shown}: {_printable(message)}", answered=True)
    if of_its_own_reply(words.casefold()):
        return kind(f"{name}: the provider kept back a reply that is not the JSON asked for {shown}.", answered=True)
    if kind is ModelUnavailable and (status is None or status < 400):
        return kind(f"{name}: {MEANINGS[kind]} {shown}: {_printable(message)}", wait, answered=True)
    return kind(f"{name}: {MEANINGS[kind]} {shown}.", wait, answered=True)


def _status(code: Any) -> int | None:
    """A code that is an HTTP status, written as a number or in words."""
    text = str(code)
    return int(text) if text.isascii() and text.isdigit() and 400 <= int(text) < 600 else None


def _headers(error: Exception) -> Mapping[str, str]:
    """The headers of the reply that an error came with; litellm keeps the provider's apart from its own."""
    kept: Mapping[str, str] | None = getattr(error, "litellm_response_headers", None)
    response: httpx.Response | None = getattr(error, "response", None)
    return kept or (response.headers if response is not None else {})


def _kind(status: int | None, words: str) -> type[ModelFault]:
    if status is None or 400 <= status < 500:
        told = next((kind for kind, marks in TELLING if any(mark in words for mark in marks)), None)
        if told or status is not None:
            return told or STATUSES.get(status or 0, RequestRejected)
    return STATUSES.get(status or 0, ModelUnavailable)


def retry_after(headers: Mapping[str, str], words: str = "") -> float | None:
    """Seconds to wait as the provider says: `Retry-After` (RFC 9110, seconds or a date), OpenAI's and Azure's
    `retry-after-ms`, or the `retryDelay` in a Gemini error."""
    if (exact := _seconds(headers.get("retry-after-ms"))) is not None:
        return exact / 1000
    asked = headers.get("retry-after")
    if (plain := _seconds(asked)) is not None:
        return plain
    delay = re.search(r'"retryDelay":\s*"([\d.]+)s"', words)
    return _seconds(delay[1]) if delay else _until(asked, headers.get("date"))


def _seconds(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return max(0.0, value) if math.isfinite(value) else None


def _until(moment: str | None, now: str | None) -> float | None:
    """Seconds from the reply's own date to the moment it names; None when either is missing or no date."""
    try:
        return max(0.0, (parsedate_to_datetime(moment or "") - parsedate_to_datetime(now or "")).total_seconds())
    except (ValueError, TypeError):
        return None


def _printable(message: str) -> str:
    """The provider's own words, short and printable."""
    return "".join(c for c in message if c.isprintable())[:200]
