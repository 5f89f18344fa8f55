"""Settings in, language models that read out: their doors, what stands before them, their prompts."""

import os
import threading
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from service.analysts import llm
from service.analysts.llm.estimate import Estimate
from service.analysts.llm.estimate import estimate as reckoned
from service.bootstrap import EMBEDDED, RateLimits
from service.bootstrap.taping import log_of
from service.cassette import CallKind, Cassette, TapeMode
from service.domain import Dossier
from service.errors import BadInput
from service.models import Model, Price, telemetry
from service.models.calls import Bounds, Calls, ModelRoute, RateLimit
from service.models.prices import listed_price
from service.models.prompting import Prompt, load_prompts
from service.models.retries import Budget, CircuitBreaker, RetryPolicy
from service.models.taped import Absent, ModelQuestion
from service.pipeline import Analyst, Each
from service.settings import Settings
from service.verification import AnalystChoice, RunContext

PROMPTS = Path(__file__).parents[2] / "prompts"
# Threads for one article's calls: more passages than this are rare, and wait their turn.
WORKERS = 8


def choices(
    settings: Settings, offered: tuple[str, ...], rate_limits: RateLimits, cassette: Cassette
) -> dict[str, AnalystChoice]:
    """The choice of each model that is offered. Places, breakers and the tape are shared by all articles."""
    names = dict.fromkeys((*offered, *([settings.fallback_model] if settings.fallback_model else [])))
    breakers, through, routes = dict[str, CircuitBreaker](), dict[str, RateLimit | None](), {}
    for name in names:
        model, provider = _door(settings, name, home=offered[0]), name.partition("/")[0]
        if provider not in through:
            through[provider] = rate_limits(provider)
        breaker = breakers.setdefault(model.provider, CircuitBreaker(model.provider))
        routes[name] = ModelRoute(model, breaker, through[provider], priced=_price(settings, name) is not None)
    bounds = Bounds(
        gate=threading.BoundedSemaphore(settings.calls_in_flight),
        patience=RetryPolicy(deadline_s=settings.deadline_s),
        thinking_tokens=settings.thinking_tokens,
        budget=Budget(calls=settings.max_calls, tokens=settings.max_tokens, usd=settings.max_cost_usd),
    )
    asked_by, signals = prompts(settings), telemetry.signals()

    def choice(name: str) -> AnalystChoice:
        way = [routes[one] for one in dict.fromkeys((name, settings.fallback_model or name))]

        def calls(context: RunContext) -> Calls:
            tape = Cassette(context.log, TapeMode.RECORD, _now, behind=cassette) if context.log else cassette
            return Calls(
                way,
                tape,
                bounds,
                cancelled=context.cancelled,
                signals=signals,
                scope=context.scope,
                budget=context.budget,
            )

        reader = partial(_language_model, name, asked_by, llm.PIECES[settings.model_pace])
        paid = settings.cassette_mode is not TapeMode.REPLAY
        at_once, priced = min(WORKERS, settings.calls_in_flight), all(one.priced for one in way)
        return AnalystChoice(reader, calls, calls_at_once=at_once, paid=paid, priced=priced)

    return {name: choice(name) for name in offered}


def _language_model(
    name: str, prompts: dict[str, Prompt], pieces: llm.Pieces, calls: Calls, each: Each, _cancelled: threading.Event
) -> Analyst:
    """Its calls are told to stop, and it with them."""
    return llm.LanguageModel(name, calls, prompts, each, pieces)


def _door(settings: Settings, name: str, home: str) -> Model:
    """The door to a model. Its library is imported here and no sooner.

    The address that is set is that of the provider of `home`: no other provider's key may go there.
    """
    if settings.cassette_mode is TapeMode.REPLAY:
        return Absent(name)
    price = _price(settings, name) or Price()
    base_url = settings.base_url if name.partition("/")[0] == home.partition("/")[0] else None
    if not name.startswith("openai/"):
        from service.models.litellm import LiteLLM  # noqa: PLC0415

        return LiteLLM(name, base_url=base_url, price=price, read_s=settings.call_timeout_s)
    key = os.environ.get("OPENAI_API_KEY", "")
    if not key and base_url is None:
        raise BadInput(f"Set it to use {name}, or CLAIMTRACE_BASE_URL for a server of your own.", "OPENAI_API_KEY")
    from service.models.openai import OPENAI, OpenAI  # noqa: PLC0415

    return OpenAI(name, base_url=base_url or OPENAI, api_key=key, price=price, read_s=settings.call_timeout_s)


def _price(settings: Settings, name: str) -> Price | None:
    """None: nobody knows it. One that is set to nothing is known."""
    if listed := listed_price(name):
        return listed
    if settings.price_in is None and settings.price_out is None:
        return None
    return Price(input=settings.price_in or 0.0, output=settings.price_out or 0.0)


def _now() -> datetime:
    return datetime.now(UTC)


# ---------------------------------------------------------------- before anything is asked


def prompts(settings: Settings) -> dict[str, Prompt]:
    """The prompts that language models are asked by. Raises BadInput or BadPrompt."""
    folder = settings.prompts or PROMPTS
    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder.", "CLAIMTRACE_PROMPTS")
    loaded = load_prompts(folder, settings.wordings)
    llm.check(loaded, asks=settings.search_by_prompt)
    return loaded


def fingerprints(settings: Settings) -> dict[str, str]:
    """Each prompt's fingerprint, by name. Raises BadInput or BadPrompt."""
    return {name: llm.fingerprint(prompt) for name, prompt in prompts(settings).items()}


def estimate(settings: Settings, dossier: Dossier) -> Estimate:
    """What the model that was chosen would take for this dossier. Raises Refused."""
    name = dossier.model or settings.model or EMBEDDED
    if name == EMBEDDED:
        return Estimate(model=name, calls=0, input_tokens=0, output_tokens=0, cost_usd=0.0)
    pieces = llm.PIECES[settings.model_pace]
    return reckoned(
        name, _price(settings, name) or Price(), prompts(settings), pieces, dossier.article, dossier.documents
    )


def taped_model(path: Path) -> str | None:
    """The model that was asked first on a cassette. Raises BadInput or Malformed."""
    recorded = log_of(path, TapeMode.REPLAY).of_kind(CallKind.MODEL)
    return recorded[-1].asked(ModelQuestion).model if recorded else None
