"""How a server likes to be asked, and what a door learns of it from its complaints."""

import json
import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

import openai

from service.domain import Frozen
from service.errors import BadKey, ModelFault, ModelUnavailable, NoSuchModel, RequestRejected
from service.models import ChatMessage, Role
from service.models.chat_completions import Completion, completed, error_inside
from service.models.provider_errors import of_its_own_reply, told_inside, translated

JSON_NOTE = "Reply with one JSON object and nothing else. It fits this JSON schema:\n"


def headers(key: str | None) -> dict[str, str] | None:
    """What names a call to a server that heeds it (the IETF's draft of `Idempotency-Key`)."""
    return {"Idempotency-Key": f'"{key}"'} if key else None


class Structure(StrEnum):
    """How strictly a reply can be held to a schema, strictest first. `OBJECT` is llama.cpp's own form, a JSON object
    with a schema beside it."""

    SCHEMA = "json_schema"
    OBJECT = "json_object with a schema"
    JSON = "json_object"
    TEXT = "text"


LESS = dict(zip(tuple(Structure), tuple(Structure)[1:], strict=False))
# What a complaint about a reply format says, at OpenAI, vLLM, llama.cpp, Ollama and litellm; and those of its words
# that a failure of another kind does not say.
TELLTALE = ("response_format", "json_schema", "json_object", "guided_", "guided decoding")
ABOUT_ANYTHING = (ModelUnavailable, NoSuchModel, BadKey)  # by their statuses: 404 and 403 are said of much else, too
FORMAT_WORDS = (*TELLTALE, "schema", "structured output", "grammar", "guided")


class Manner(Frozen):
    """How a server likes to be asked. Only ever asks for less than before."""

    structure: Structure = Structure.SCHEMA
    limit: str = "max_tokens"
    temperature: bool = True

    def after(self, fault: ModelFault, objection: str) -> "Manner | None":
        """The manner to try after a fault; None when what it says is about something else.

        A complaint about the form is heeded whatever its status: some servers tell it as a failure of their own.
        """
        words = objection.casefold()
        if of_its_own_reply(words):
            return None
        if isinstance(fault, RequestRejected):
            return self._with_other_parameters(words) or self._looser(words, FORMAT_WORDS)
        told = isinstance(fault, ABOUT_ANYTHING) and fault.answered
        return self._looser(words, TELLTALE) if told else None

    def _with_other_parameters(self, words: str) -> "Manner | None":
        if self.limit == "max_tokens" and "max_completion_tokens" in words:
            return self.model_copy(update={"limit": "max_completion_tokens"})
        if self.limit == "max_tokens" and "unsupported" in words and "max_tokens" in words:
            return self.model_copy(update={"limit": "max_completion_tokens"})
        if self.temperature and "temperature" in words:
            return self.model_copy(update={"temperature": False})
        return None

    def _looser(self, words: str, marks: Sequence[str]) -> "Manner | None":
        if self.structure not in LESS or not any(mark in words for mark in marks):
            return None
        return self.model_copy(update={"structure": LESS[self.structure]})

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
        if self.structure is not Structure.TEXT:
            own = {"schema": schema} if self.structure is Structure.OBJECT else {}
            asked["response_format"] = {"type": "json_object", **own}
        # A server may pass over a schema that it does not know of: the model is told it in words as well.
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

    def ask(self, name: str, send: Callable[[Manner], Any]) -> Completion:
        """What `send` gives with the first manner the server takes. Raises a `ModelFault`."""
        while True:
            manner = self._manner
            cause: Exception | None = None
            try:
                completion = completed(send(manner), name)
                inside = error_inside(completion)
                if inside is None:
                    return completion
                fault, words = told_inside(inside, name), json.dumps(inside)
            except (openai.OpenAIError, json.JSONDecodeError) as error:  # the client lets a broken body through
                fault, words, cause = translated(error, name), str(error), error
            learned = manner.after(fault, words)
            if learned is None:
                raise fault from cause
            with self._lock:
                if self._manner == manner:
                    self._manner = learned
