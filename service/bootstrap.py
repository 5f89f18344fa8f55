"""Settings in, a working application out. The only file that knows everyone."""

import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from service.analysts import llm
from service.analysts.embedded import Embedded
from service.analysts.llm.estimate import Estimate
from service.analysts.llm.estimate import estimate as reckoned
from service.cassette import CallKind, Cassette, FileLog, NoLog, TapeMode
from service.domain import Dossier
from service.errors import BadInput
from service.models import Model, Price, telemetry
from service.models.calls import Bounds, Calls, ModelRoute, RateLimit
from service.models.prices import listed_price
from service.models.prompting import Prompt, fingerprint, load_prompts
from service.models.retries import Budget, CircuitBreaker, RetryPolicy
from service.models.taped import Absent, ModelQuestion
from service.pipeline import Analyst, Each
from service.settings import Networks, Settings, version
from service.sources.registry import load_registry
from service.verification import AnalystChoice, RunContext, Verification
from service.weighing.ruleset import load_ruleset

if TYPE_CHECKING:
    from service.store import Pruned, Store
    from service.work.event_feed import EventFeed, OpenStreams
    from service.work.worker import Worker

EMBEDDED = "embedded"
PROMPTS = Path(__file__).parents[1] / "prompts"
# Threads for one article's calls: more passages than this are rare, and wait their turn.
WORKERS = 8


@dataclass(frozen=True)
class Application:
    """Everything that one process needs; safe to share between threads."""

    verification: Verification
    opened: "Callable[[], Store]"
    threads: int
    reachable: Networks

    @property
    def store(self) -> "Store":
        """Opened, and its libraries imported, on first use: one report on a command line needs neither.
        Raises StoreUnavailable."""
        return self.opened()

    @cached_property
    def event_feed(self) -> "EventFeed":
        """Who waits here for jobs that run elsewhere."""
        from service.work.event_feed import EventFeed  # noqa: PLC0415

        return EventFeed(self.store.jobs)

    @cached_property
    def streams(self) -> "OpenStreams":
        """Half of the server's threads, so that others are answered as well."""
        from service.work.event_feed import OpenStreams  # noqa: PLC0415

        return OpenStreams(self.threads // 2)

    @cached_property
    def waits(self) -> "OpenStreams":
        from service.work.event_feed import OpenStreams  # noqa: PLC0415

        return OpenStreams(self.threads // 4)


RateLimits = Callable[[str], RateLimit | None]


def open_application(settings: Settings, rate_limits: RateLimits = lambda _: None) -> Application:
    """`rate_limits` gives what holds for all who ask a provider. Raises BadInput for a setting or a file that cannot
    be used, BadPrompt for a prompt."""
    analysts = {EMBEDDED: AnalystChoice(lambda *_: Embedded(), languages=frozenset({"en"}))}
    offered = tuple(dict.fromkeys(name for name in (settings.model, *settings.models) if name and name != EMBEDDED))
    chosen = settings.model or EMBEDDED
    if offered:
        analysts |= _language_models(settings, offered, rate_limits)
    ruleset, registry = load_ruleset(settings.ruleset), load_registry(settings.registry)
    opened = cache(partial(open_store, settings.database_url))
    decisive = [
        version(),
        ruleset.model_dump(mode="json"),
        registry.model_dump(mode="json"),
        [llm.fingerprint(prompt) for prompt in prompts(settings).values()] if offered else [],
    ]
    return Application(
        verification=Verification(
            analysts={name: choice for name, choice in analysts.items() if name in (chosen, *settings.models)},
            usual=chosen,
            ruleset=ruleset,
            registry=registry,
            mark=fingerprint(decisive),
            jobs=lambda: opened().jobs,
            queue_room=settings.queue_room,
        ),
        opened=opened,
        threads=settings.threads,
        reachable=settings.reachable,
    )


def open_store(url: str) -> "Store":
    """The store, its tables and the engine's brought up to date. Raises StoreUnavailable."""
    from service.store import store_on  # noqa: PLC0415
    from service.store.database import Database  # noqa: PLC0415
    from service.work import engine  # noqa: PLC0415

    database = Database(url)
    database.upgrade()
    engine.upgrade(database)
    database.close()  # a server may fork from here on, and connections must not be shared across a fork
    return store_on(database, engine.EngineOutbox(database))


def open_worker(settings: Settings) -> "Worker":
    """A worker on the store that is set. Raises BadInput, BadPrompt or StoreUnavailable."""
    from service.models.rate_limit import (  # noqa: PLC0415
        PERIOD_S,
        Limit,
        SharedRateLimit,
    )
    from service.sources.addresses import Guard  # noqa: PLC0415
    from service.sources.fetch import Door  # noqa: PLC0415
    from service.store import jobs, webhooks  # noqa: PLC0415
    from service.work.engine import Engine, Lane  # noqa: PLC0415
    from service.work.jobs import Runner, StoreRetries  # noqa: PLC0415
    from service.work.webhooks import WebhookSender  # noqa: PLC0415
    from service.work.worker import Worker  # noqa: PLC0415

    id = f"wrk_{socket.gethostname()[:30]}_{os.getpid()}_{secrets.token_hex(4)}"
    store, stopping = open_store(settings.database_url), threading.Event()
    keep_trying = StoreRetries(stopping)

    def rate_limit(provider: str) -> SharedRateLimit | None:
        limit = Limit(at_once=settings.provider_limits.get(provider), rate=settings.provider_rates.get(provider))
        return None if limit == Limit() else SharedRateLimit(store.places, provider, limit, id, keep_trying)

    runner = Runner(store, open_application(settings, rate_limit).verification.verify, id, keep_trying)
    door, agent = Door(Guard(allowed=settings.reachable)), f"Claimtrace/{version()}"
    lanes = {
        jobs.KIND: (Lane(at_once=settings.jobs_at_once, at_once_everywhere=settings.jobs_everywhere), runner.run),
        webhooks.KIND: (Lane(at_once=32, pause_s=0.5), WebhookSender(store.webhooks, door, keep_trying, agent).run),
    }
    return Worker(
        id,
        store,
        Engine(store.database, id, lanes),
        runner,
        stopping,
        beat_s=settings.beat_s,
        grace_s=settings.grace_s,
        longest_call_s=settings.call_timeout_s + (PERIOD_S if settings.provider_rates else 0.0),
        prune=lambda: prune_store(store, settings),
    )


def prune_store(store: "Store", settings: Settings) -> "Pruned":
    """Forget what is older than the settings have it kept."""
    now = store.database.now()
    before, calls_before = (
        now - timedelta(days=days) if days else None for days in (settings.keep_days, settings.keep_calls_days)
    )
    return store.prune(before, calls_before)


def prompts(settings: Settings) -> dict[str, Prompt]:
    """The prompts that language models are asked by. Raises BadInput or BadPrompt."""
    folder = settings.prompts or PROMPTS
    if not folder.is_dir():
        raise BadInput(f"{folder}: no such folder.", "CLAIMTRACE_PROMPTS")
    loaded = load_prompts(folder, settings.wordings)
    llm.check(loaded)
    return loaded


def estimate(settings: Settings, dossier: Dossier) -> Estimate:
    """What the model that was chosen would take for this dossier. Raises Refused."""
    name = dossier.model or settings.model or EMBEDDED
    if name == EMBEDDED:
        return Estimate(model=name, calls=0, input_tokens=0, output_tokens=0, cost_usd=0.0)
    return reckoned(name, _price(settings, name), prompts(settings), dossier.article, dossier.documents)


def taped_model(path: Path) -> str | None:
    """The model that was asked first on a cassette. Raises BadInput or Malformed."""
    recorded = _log(path, TapeMode.REPLAY).of_kind(CallKind.MODEL)
    return recorded[-1].asked(ModelQuestion).model if recorded else None


# ---------------------------------------------------------------- language models


def _language_models(settings: Settings, offered: tuple[str, ...], rate_limits: RateLimits) -> dict[str, AnalystChoice]:
    """The choice of each model that is offered. Places, breakers and the tape are shared by all articles."""
    names = dict.fromkeys((*offered, *([settings.fallback_model] if settings.fallback_model else [])))
    breakers, through, routes = dict[str, CircuitBreaker](), dict[str, RateLimit | None](), {}
    for name in names:
        model, provider = _door(settings, name, home=offered[0]), name.partition("/")[0]
        if provider not in through:
            through[provider] = rate_limits(provider)
        breaker = breakers.setdefault(model.provider, CircuitBreaker(model.provider))
        routes[name] = ModelRoute(model, breaker, through[provider])
    bounds = Bounds(
        gate=threading.BoundedSemaphore(settings.calls_in_flight),
        patience=RetryPolicy(deadline_s=settings.deadline_s),
        budget=Budget(calls=settings.max_calls, tokens=settings.max_tokens, usd=settings.max_cost_usd),
    )
    cassette, asked_by, signals = _cassette(settings), prompts(settings), telemetry.signals()

    def choice(name: str) -> AnalystChoice:
        way = [routes[one] for one in dict.fromkeys((name, settings.fallback_model or name))]

        def analyst(context: RunContext, each: Each) -> Analyst:
            tape = Cassette(context.log, TapeMode.RECORD, _now, behind=cassette) if context.log else cassette
            calls = Calls(way, tape, bounds, cancelled=context.cancelled, signals=signals, scope=context.scope)
            return llm.LanguageModel(name, calls, asked_by, each)

        return AnalystChoice(analyst, calls_at_once=min(WORKERS, settings.calls_in_flight))

    return {name: choice(name) for name in offered}


def _door(settings: Settings, name: str, home: str) -> Model:
    """The door to a model. Its library is imported here and no sooner.

    The address that is set is that of the provider of `home`: no other provider's key may go there.
    """
    if settings.cassette_mode is TapeMode.REPLAY:
        return Absent(name)
    price = _price(settings, name)
    base_url = settings.base_url if name.partition("/")[0] == home.partition("/")[0] else None
    if not name.startswith("openai/"):
        from service.models.litellm import LiteLLM  # noqa: PLC0415

        return LiteLLM(name, base_url=base_url, price=price, read_s=settings.call_timeout_s)
    key = os.environ.get("OPENAI_API_KEY", "")
    if not key and base_url is None:
        raise BadInput(f"Set it to use {name}, or CLAIMTRACE_BASE_URL for a server of your own.", "OPENAI_API_KEY")
    from service.models.openai import OPENAI, OpenAI  # noqa: PLC0415

    return OpenAI(name, base_url=base_url or OPENAI, api_key=key, price=price, read_s=settings.call_timeout_s)


def _price(settings: Settings, name: str) -> Price:
    return listed_price(name) or Price(input=settings.price_in or 0.0, output=settings.price_out or 0.0)


def _cassette(settings: Settings) -> Cassette:
    path, mode, days = settings.cassette, settings.cassette_mode, settings.cassette_days
    if path is None and mode is not TapeMode.LIVE:
        raise BadInput(f"To {mode} calls, name the file.", "CLAIMTRACE_CASSETTE")
    since = datetime.now(UTC) - timedelta(days=days) if days and mode is not TapeMode.REPLAY else None
    return Cassette(_log(path, mode, since) if path else NoLog(), mode, _now)


def _now() -> datetime:
    return datetime.now(UTC)


def _log(path: Path, mode: TapeMode, since: datetime | None = None) -> FileLog:
    if mode is TapeMode.REPLAY and not path.is_file():
        raise BadInput(f"{path}: no such file.", "CLAIMTRACE_CASSETTE")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return FileLog(path, since)
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}.", "CLAIMTRACE_CASSETTE") from error
