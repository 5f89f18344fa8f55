"""Spans and token counts of model calls in OpenTelemetry's GenAI names (semantic conventions, in development).

Off unless `opentelemetry-api` is installed, and silent unless somebody configured a provider. Never holds content.
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from service.errors import Claimtrace
from service.models import Reply

SHARED = ("gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model")
# Buckets that the conventions advise for tokens: powers of four.
BUCKETS = tuple(4**power for power in range(14))


@dataclass(frozen=True)
class Signals:
    """OpenTelemetry's tracer, and its histogram of tokens, for this service."""

    tracer: Any
    tokens: Any


def signals() -> Signals | None:
    """What calls are told to; None where OpenTelemetry's API is not installed."""
    if importlib.util.find_spec("opentelemetry") is None:
        return None
    trace: Any = importlib.import_module("opentelemetry.trace")
    metrics: Any = importlib.import_module("opentelemetry.metrics")
    tokens = metrics.get_meter("claimtrace").create_histogram(
        "gen_ai.client.token.usage",
        unit="{token}",
        description="Tokens that a call took, in and out.",
        explicit_bucket_boundaries_advisory=BUCKETS,
    )
    return Signals(trace.get_tracer("claimtrace"), tokens)


@contextmanager
def chat(
    signals: Signals | None, model: str, provider: str, *, max_tokens: int, temperature: float
) -> Iterator[Callable[[Reply], None]]:
    """A span around one call to a model; give the reply to what is yielded. Nothing when `signals` is None."""
    if signals is None:
        yield lambda _: None
        return
    asked = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": provider,
        "gen_ai.request.model": model,
        "gen_ai.request.max_tokens": max_tokens,
        "gen_ai.request.temperature": temperature,
        "gen_ai.output.type": "json",
    }

    def answered(reply: Reply) -> None:
        span.set_attributes(_answered(reply))
        same = {name: asked[name] for name in SHARED} | {"gen_ai.response.model": reply.model}
        for kind, count in (("input", reply.input_tokens), ("output", reply.output_tokens)):
            signals.tokens.record(count, attributes={**same, "gen_ai.token.type": kind})

    with signals.tracer.start_as_current_span(f"chat {model}", attributes=asked) as span:
        try:
            yield answered
        except Claimtrace as error:
            span.set_attribute("error.type", error.kind)
            raise


def _answered(reply: Reply) -> dict[str, Any]:
    named = {} if reply.request_id is None else {"gen_ai.response.id": reply.request_id}
    return {
        **named,
        "gen_ai.response.model": reply.model,
        "gen_ai.response.finish_reasons": (str(reply.finish),),
        "gen_ai.usage.input_tokens": reply.input_tokens,
        "gen_ai.usage.output_tokens": reply.output_tokens,
    }
