"""Any model that a litellm string can name: Anthropic, Gemini, Mistral, Bedrock, Azure …"""

import importlib
import logging
import os
import time
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import openai

from service.models import ChatMessage, Price, Reply
from service.models.answers import as_object
from service.models.chat_completions import reply
from service.models.manners import Manner, Manners, headers
from service.models.prices import listed_price


class LiteLLM:
    """One model by its litellm string. litellm is imported when the first door is built, and kept from calling home."""

    def __init__(
        self,
        model: str,
        *,
        base_url: str | None = None,
        api_key: str | None = None,
        price: Price | None = None,
        connect_s: float = 5.0,
        read_s: float = 120.0,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Without `api_key`, litellm takes the provider's own variable (`ANTHROPIC_API_KEY` …)."""
        self._litellm = _quiet_litellm()
        self.name = model
        self.provider = model.partition("/")[0]
        self.price = price or listed_price(model) or Price()
        self._place = {"api_base": base_url, "api_key": api_key}
        self._connect_s, self._read_s, self._clock = connect_s, read_s, clock
        self._manners = Manners()

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
            heard: list[object] = []
            try:
                read = self._litellm.completion(
                    model=self.name,
                    timeout=timeout,
                    num_retries=0,
                    max_retries=0,
                    extra_headers=headers(key),
                    logger_fn=lambda told: heard.append(told.get("original_response")),
                    **self._place,
                    **manner.request(messages, schema, max_tokens, temperature),
                )
            except openai.OpenAIError as error:
                own = _own_words(heard, str(error))
                if own is None:
                    raise
                return own
            own = _own_words(heard)
            return own if own and _in_parts(own) else read

        started = self._clock()
        completion = self._manners.ask(self.name, send)
        return reply(completion, self.name, messages, self.price, self._clock() - started)


def _own_words(heard: Sequence[object], error: str = "") -> dict[str, Any] | None:
    """The answer of status 200 as the server wrote it, from all that litellm logged.

    litellm tells the whole body of an error status in its own error, and of no other.
    """
    for text in heard:
        told = as_object(text) if isinstance(text, str) and text not in error else None
        if told and ("choices" in told or (told.get("error") and "type" not in told)):
            return told
    return None


def _in_parts(told: dict[str, Any]) -> bool:
    """Whether the words stand in several parts: for some providers litellm keeps only the last one."""
    choices = told.get("choices")
    messages = [one.get("message") for one in choices if isinstance(one, dict)] if isinstance(choices, list) else []
    return any(isinstance(one, dict) and isinstance(one.get("content"), list) for one in messages)


def _quiet_litellm() -> Any:
    """litellm with its network habits off: nothing fetched, no callbacks, no cache, no tries of its own."""
    # Read at import, so there is no other way: the package's own price map and header list, and no .env file.
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ["LITELLM_LOCAL_ANTHROPIC_BETA_HEADERS"] = "True"
    os.environ["LITELLM_MODE"] = "PRODUCTION"
    litellm: Any = importlib.import_module("litellm")
    litellm.telemetry = False
    litellm.suppress_debug_info = True
    litellm.disable_hf_tokenizer_download = True
    litellm.num_retries = 0
    litellm.cache = None
    for hooks in ("callbacks", "input_callback", "success_callback", "failure_callback", "service_callback"):
        setattr(litellm, hooks, [])
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
        logging.getLogger(name).handlers.clear()  # a console of its own: what it says goes where all goes
    return litellm
