"""OpenAI, and every server that speaks its chat completions (vLLM, llama.cpp, Ollama, LM Studio …), by base URL."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import openai

from service.models import ChatMessage, Price, Reply
from service.models.chat_completions import reply
from service.models.manners import Manner, Manners, headers
from service.models.prices import listed_price

OPENAI = "https://api.openai.com/v1"


class OpenAI:
    """One model behind one base URL. Never tries again by itself; how the server likes to be asked is learned."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str = OPENAI,
        api_key: str = "",
        price: Price | None = None,
        connect_s: float = 5.0,
        read_s: float = 120.0,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.name = model
        self.provider = httpx.URL(base_url).host
        self.price = price or listed_price(model) or Price()
        self._model = model.removeprefix("openai/")
        self._connect_s, self._read_s, self._clock = connect_s, read_s, clock
        self._manners = Manners()
        # Local servers need no key, and the client does not start without one.
        self._client = openai.OpenAI(base_url=base_url, api_key=api_key or "none", max_retries=0)

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
        read_s = self._read_s if timeout_s is None else min(self._read_s, timeout_s)
        timeout = httpx.Timeout(read_s, connect=min(self._connect_s, read_s))

        def send(manner: Manner) -> Any:
            asked = manner.request(messages, schema, max_tokens, temperature)
            return self._client.chat.completions.create(
                model=self._model, timeout=timeout, extra_headers=headers(key), **asked
            )

        started = self._clock()
        completion = self._manners.ask(self.name, send)
        return reply(completion, self.name, messages, self.price, self._clock() - started)
