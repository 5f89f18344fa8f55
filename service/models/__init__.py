"""Doors to language models: what goes through one, and what comes back. Knows no provider."""

import math
from collections.abc import Sequence
from enum import StrEnum
from operator import not_
from typing import Any, Protocol

from pydantic import Field

from service.domain import Frozen


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


class ChatMessage(Frozen):
    """One turn of the conversation."""

    role: Role
    content: str


class Finish(StrEnum):
    """How a reply ended: by itself, cut off at its limit, declined, or held back by a filter."""

    STOP = "stop"
    LENGTH = "length"
    REFUSAL = "refusal"
    FILTER = "filter"


class Reply(Frozen):
    """What the model said and what it took: tokens as the provider counts them (`thinking_tokens`: those of the output
    that went into thinking), `cost_usd` in US dollars (0 when the price is not known), `seconds` of wall time."""

    text: str
    finish: Finish
    input_tokens: int
    output_tokens: int
    thinking_tokens: int = Field(0, exclude_if=not_)  # on the tape a reply without any reads as it always has
    cached_tokens: int = 0
    cost_usd: float = 0.0
    model: str
    seconds: float
    request_id: str | None = None

    @property
    def spent_on_thinking(self) -> bool:
        """Whether the reply was cut off because thinking took most of its limit."""
        spent = not self.text.strip() or 2 * self.thinking_tokens >= self.output_tokens
        return self.finish is Finish.LENGTH and spent


class Price(Frozen):
    """US dollars for a million tokens. `cached` is for prompt tokens that the provider had kept; None: as `input`."""

    input: float = 0.0
    output: float = 0.0
    cached: float | None = None

    def of(self, input_tokens: int, output_tokens: int, cached_tokens: int = 0) -> float:
        cached = self.input if self.cached is None else self.cached
        fresh = max(0, input_tokens - cached_tokens)
        return (fresh * self.input + cached_tokens * cached + output_tokens * self.output) / 1_000_000


class Model(Protocol):
    """A door to a model. `name` is how the operator names it, `provider` who answers. Used from several threads."""

    name: str
    provider: str
    price: Price

    def complete(
        self,
        messages: Sequence[ChatMessage],
        schema: dict[str, Any] | None,
        *,
        max_tokens: int,
        temperature: float = 0.0,
        timeout_s: float | None = None,
        key: str | None = None,
    ) -> Reply:
        """One reply, made to fit `schema` (a plain JSON schema) as far as the model can.

        `timeout_s` shortens the door's own time limit. `key` names this call, so that a server that heeds
        `Idempotency-Key` answers and bills it once, however often it is sent. Raises a `ModelFault`.
        """
        ...


def estimate_tokens(text: str) -> int:
    """Tokens before anybody counted them: four bytes of UTF-8 each, the providers' own rule of thumb for English."""
    return math.ceil(len(text.encode()) / 4)


# What a chat template adds to a turn: its marks and the name of who speaks.
TURN_TOKENS = 16


def most_tokens(*texts: str) -> int:
    """What texts have at the most, whoever counts: a tokenizer that falls back to bytes has one for each."""
    return sum(len(text.encode()) + TURN_TOKENS for text in texts)


# No tokenizer that is in use puts more characters of running text into a token, on average: English has four to five.
MOST_CHARACTERS_A_TOKEN = 6


def fewest_tokens(messages: Sequence[ChatMessage]) -> int:
    """What a prompt has at the least, whoever counts: a server that counted fewer has not read it all."""
    return sum(len(message.content) for message in messages) // MOST_CHARACTERS_A_TOKEN
