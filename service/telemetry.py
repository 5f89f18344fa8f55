"""Spans of model calls in OpenTelemetry's GenAI names (semantic conventions, in development: hence one module).

Off unless `opentelemetry-api` is installed, and silent unless somebody configured a provider. Never holds content.
"""

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from service.errors import Claimtrace
from service.models import Reply


def tracer() -> Any | None:
    """OpenTelemetry's tracer for this service; None where its API is not installed."""
    if importlib.util.find_spec("opentelemetry") is None:
        return None
    trace: Any = importlib.import_module("opentelemetry.trace")
    return trace.get_tracer("claimtrace")


@contextmanager
def chat(
    tracer: Any | None, model: str, provider: str, *, max_tokens: int, temperature: float
) -> Iterator[Callable[[Reply], None]]:
    """A span around one call to a model; give the reply to what is yielded. Nothing when `tracer` is None."""
    if tracer is None:
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
    with tracer.start_as_current_span(f"chat {model}", attributes=asked) as span:
        try:
            yield lambda reply: span.set_attributes(_answered(reply))
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
