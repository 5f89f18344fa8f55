"""What both doors share: how a server likes to be asked, how its reply is read, what its errors mean here."""

import json
import math
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

import httpx
import openai
from pydantic import BaseModel, ConfigDict, ValidationError

from service.domain import Frozen
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
)
from service.models import ChatMessage, Finish, Price, Reply, Role, estimate_tokens

JSON_NOTE = "Reply with one JSON object and nothing else. It fits this JSON schema:\n"

# ---------------------------------------------------------------- asking


def headers(key: str | None) -> dict[str, str] | None:
    """What names a call to a server that heeds it (the IETF's draft of `Idempotency-Key`)."""
    return {"Idempotency-Key": f'"{key}"'} if key else None


class Structure(StrEnum):
    """How strictly a reply can be held to a schema, strictest first."""

    SCHEMA = "json_schema"
    JSON = "json_object"
    TEXT = "text"


# What a complaint about a reply format says, at OpenAI, vLLM, llama.cpp, Ollama and litellm.
FORMAT_WORDS = ("response_format", "json_schema", "json_object", "schema", "structured output", "grammar", "guided")


class Manner(Frozen):
    """How a server likes to be asked. Only ever asks for less than before."""

    structure: Structure = Structure.SCHEMA
    limit: str = "max_tokens"
    temperature: bool = True

    def after(self, objection: str) -> "Manner | None":
        """The manner to try after a complaint; None when the complaint is about something else."""
        words = objection.casefold()
        if self.limit == "max_tokens" and "max_completion_tokens" in words:
            return self.model_copy(update={"limit": "max_completion_tokens"})
        if self.limit == "max_tokens" and "unsupported" in words and "max_tokens" in words:
            return self.model_copy(update={"limit": "max_completion_tokens"})
        if self.temperature and "temperature" in words:
            return self.model_copy(update={"temperature": False})
        if self.structure is not Structure.TEXT and any(word in words for word in FORMAT_WORDS):
            lower = Structure.JSON if self.structure is Structure.SCHEMA else Structure.TEXT
            return self.model_copy(update={"structure": lower})
        return None

    def request(
        self, messages: Sequence[ChatMessage], schema: dict[str, Any] | None, max_tokens: int, temperature: float
    ) -> dict[str, Any]:
        """The arguments of a chat completion, but for the model's name."""
        told = [{"role": str(message.role), "content": message.content} for message in messages]
        asked: dict[str, Any] = {"messages": told, self.limit: max_tokens}
        if self.temperature:
            asked["temperature"] = temperature
        if schema is None:
            return asked
        if self.structure is Structure.SCHEMA:
            form = {"name": "reply", "strict": True, "schema": schema}
            return {**asked, "response_format": {"type": "json_schema", "json_schema": form}}
        if self.structure is Structure.JSON:
            asked["response_format"] = {"type": "json_object"}
        return {**asked, "messages": _told_the_schema(told, schema)}


def _told_the_schema(messages: list[dict[str, str]], schema: dict[str, Any]) -> list[dict[str, str]]:
    note = JSON_NOTE + json.dumps(schema, ensure_ascii=False)
    if messages[0]["role"] == Role.SYSTEM:
        return [{**messages[0], "content": f"{messages[0]['content']}\n\n{note}"}, *messages[1:]]
    return [{"role": str(Role.SYSTEM), "content": note}, *messages]


class Manners:
    """What one door has learned of its server, shared by its threads."""

    def __init__(self) -> None:
        self._manner = Manner()
        self._lock = threading.Lock()

    def ask(self, name: str, send: Callable[[Manner], Any]) -> Any:
        """What `send` gives with the first manner the server takes. Raises a `ModelFault`."""
        while True:
            manner = self._manner
            try:
                return send(manner)
            except (openai.OpenAIError, json.JSONDecodeError) as error:  # the client lets a broken body through
                fault = translated(error, name)
                learned = manner.after(str(error)) if isinstance(fault, RequestRejected) else None
                if learned is None:
                    raise fault from error
            with self._lock:
                if self._manner == manner:
                    self._manner = learned


# ---------------------------------------------------------------- reading


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Aside(_Read):
    refusal: str | None = None


class _Said(_Read):
    """litellm moves a refusal into the provider's own fields."""

    content: str | None = None
    refusal: str | None = None
    provider_specific_fields: _Aside | None = None


class _Choice(_Read):
    message: _Said
    finish_reason: str | None = None


class _Kept(_Read):
    cached_tokens: int | None = None


class _Usage(_Read):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Kept | None = None


class _Completion(_Read):
    id: str | None = None
    model: str | None = None
    choices: tuple[_Choice, ...]
    usage: _Usage | None = None


FINISHES = {"length": Finish.LENGTH, "content_filter": Finish.FILTER, "refusal": Finish.REFUSAL}


def reply(response: Any, name: str, messages: Sequence[ChatMessage], price: Price, seconds: float) -> Reply:
    """A client's completion as a reply. Raises ModelUnavailable when it is no completion at all."""
    try:
        # A server that answers with a page instead of JSON gives the client a bare string.
        completion = _Completion.model_validate(response if isinstance(response, str) else response.model_dump())
    except ValidationError as error:
        raise ModelUnavailable(f"{name}: the answer is not a chat completion.", answered=True) from error
    choice = completion.choices[0] if completion.choices else _Choice(message=_Said())
    refusal = choice.message.refusal or (choice.message.provider_specific_fields or _Aside()).refusal
    # A provider that cuts off between the halves of a character leaves one half, which cannot be kept anywhere.
    text = (refusal or choice.message.content or "").encode("utf-8", "replace").decode()
    usage = completion.usage or _Usage()
    took = usage.prompt_tokens or sum(estimate_tokens(message.content) for message in messages)
    gave = estimate_tokens(text) if usage.completion_tokens is None else usage.completion_tokens
    cached = (usage.prompt_tokens_details or _Kept()).cached_tokens or 0
    return Reply(
        text=text,
        finish=Finish.REFUSAL if refusal else FINISHES.get(choice.finish_reason or "", Finish.STOP),
        input_tokens=took,
        output_tokens=gave,
        cached_tokens=cached,
        cost_usd=price.of(took, gave, cached),
        model=completion.model or name,
        seconds=round(seconds, 3),
        request_id=completion.id,
    )


# ---------------------------------------------------------------- errors

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
# Providers tell some faults apart by words alone: OpenAI's and Azure's codes, Anthropic's and Gemini's sentences,
# llama.cpp's, and litellm's class names.
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
        ),
    ),
    (ContentFiltered, ("content_filter", "content_policy", "content policy", "content filter", "responsibleai")),
    # What litellm says of a Gemini reply that is none, as a 422 of its own making.
    (ModelUnavailable, ("error converting to valid response",)),
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
    kind = _kind(status, words.casefold())
    if kind is RequestRejected:
        return RequestRejected(f"{name} does not take the request ({status}): {_words(error)}", answered=True)
    return kind(f"{name}: {MEANINGS[kind]} ({status}).", retry_after(_headers(error), words), answered=True)


def _headers(error: Exception) -> Mapping[str, str]:
    """The headers of the reply that an error came with; litellm keeps the provider's apart from its own."""
    kept: Mapping[str, str] | None = getattr(error, "litellm_response_headers", None)
    response: httpx.Response | None = getattr(error, "response", None)
    return kept or (response.headers if response is not None else {})


def _kind(status: int, words: str) -> type[ModelFault]:
    if 400 <= status < 500:
        told = next((kind for kind, marks in TELLING if any(mark in words for mark in marks)), None)
        return told or STATUSES.get(status, RequestRejected)
    return STATUSES.get(status, ModelUnavailable)


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


def _words(error: Exception) -> str:
    """The provider's own words, short and printable."""
    message = str(getattr(error, "message", error))
    return "".join(c for c in message if c.isprintable())[:200]
