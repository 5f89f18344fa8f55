"""Settings in, a working application out. The only file that knows everyone."""

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import Context, copy_context
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from service import pipeline
from service.analysts import llm
from service.analysts.embedded import Embedded
from service.analysts.injection_guard import InjectionGuard
from service.analysts.llm.estimate import Estimate
from service.analysts.llm.estimate import estimate as reckoned
from service.domain import Article, Report
from service.errors import BadInput
from service.intake import dossier
from service.intake.request import Request
from service.models import Model, Price, telemetry
from service.models.calls import Bounds, Calls, ModelRoute, RateLimit, RunContext
from service.models.cassette import Absent, Cassette, FileLog, NoLog, TapeMode
from service.models.prices import listed_price
from service.models.prompting import Prompt, fingerprint, load_prompts
from service.models.retries import Budget, CircuitBreaker, RetryPolicy
from service.pipeline import Analyst, Each, Event, ReportReady, Stand
from service.settings import Networks, Settings, version
from service.sources.registry import Registry, load_registry
from service.sources.request import RequestSource
from service.weighing.scoring import Ruleset, load_ruleset

if TYPE_CHECKING:
    from service.domain import Job
    from service.store import Pruned, Store
    from service.store.jobs import Key
    from service.work.event_feed import EventFeed, Lines
    from service.work.worker import Worker

EMBEDDED = "embedded"
PROMPTS = Path(__file__).parents[1] / "prompts"
# Threads for one article's calls: more passages than this are rare, and wait their turn.
WORKERS = 8


@dataclass(frozen=True)
class Reader:
    """How an analyst is had, a new one for each article."""

    analyst: Callable[[RunContext], Analyst]
    workers: int = 1
    languages: frozenset[str] | None = None

    def reads(self, article: Article) -> bool:
        return self.languages is None or article.language.lower().split("-")[0] in self.languages


@dataclass(frozen=True)
class Application:
    """Everything that one process needs to turn requests into reports; safe to share between threads.

    `mark` changes with whatever else than the request decides a report.
    """

    readers: Mapping[str, Reader]
    reader: str
    ruleset: Ruleset
    registry: Registry
    database_url: str
    mark: str
    queue_room: int
    threads: int
    reachable: Networks
    clock: Callable[[], float] = time.perf_counter

    @cached_property
    def store(self) -> "Store":
        """Opened, and its libraries imported, on first use: one report on a command line needs neither.
        Raises StoreUnavailable."""
        return open_store(self.database_url)

    @cached_property
    def following(self) -> "EventFeed":
        """Who waits here for jobs that run elsewhere."""
        from service.work.event_feed import EventFeed  # noqa: PLC0415

        return EventFeed(self.store.jobs)

    @cached_property
    def streams(self) -> "Lines":
        """Half of the server's threads, so that others are answered as well."""
        from service.work.event_feed import Lines  # noqa: PLC0415

        return Lines(self.threads // 2)

    @cached_property
    def waits(self) -> "Lines":
        from service.work.event_feed import Lines  # noqa: PLC0415

        return Lines(self.threads // 4)

    def submit(self, request: Request, key: "Key | None" = None, *, refresh: bool = False) -> "tuple[Job, bool]":
        """The job for a request, and whether it is new. Raises Refused, Busy or StoreUnavailable."""
        from service.store.jobs import NewJob  # noqa: PLC0415

        article = self.accepted(request)
        new = NewJob(
            id=f"job_{secrets.token_hex(12)}",
            article_id=article.id,
            title=article.title,
            request=request.model_dump_json(),
            fingerprint=self.fingerprint(request),
        )
        return self.store.jobs.submit(new, key, refresh=refresh, room=self.queue_room)

    def verify(self, request: Request, cancelled: threading.Event | None = None) -> Iterator[Event]:
        """The events of one article's way through the application. Raises Refused before the first of them.

        No call to a model is begun once `cancelled` is set, or once nobody takes the events any more.
        """
        return self.carry_out(request, RunContext(f"rep_{secrets.token_hex(12)}", cancelled or threading.Event()))

    def carry_out(self, request: Request, context: RunContext) -> Iterator[Event]:
        """As `verify`, on an context."""
        reader, article = self._reader(request.model), self.accepted(request)
        documents = dossier.documents(request)
        stand = Stand(
            alliances=(*self.registry.alliances, *dossier.alliances(request)),
            grade=request.grade_of(article.outlet) or self.registry.grade_of(article.outlet, article.url),
        )
        sources = [RequestSource(documents, self.registry)]
        return self._events(reader, article, sources, stand, context)

    def report(self, request: Request) -> Report:
        """The last of the events. Raises Refused."""
        return next(event.report for event in self.verify(request) if isinstance(event, ReportReady))

    def accepted(self, request: Request) -> Article:
        """The article of a request that can be read here. Raises Refused."""
        reader, article = self._reader(request.model), dossier.article(request.article)
        if not reader.reads(article):
            raise BadInput("Only English (en) is read without a language model.", "/article/language")
        return article

    def fingerprint(self, request: Request) -> str:
        """The same for two requests that would get the same report."""
        return fingerprint([self.mark, request.model or self.reader, request.model_dump(mode="json")], length=32)

    def _reader(self, name: str | None) -> Reader:
        try:
            return self.readers[name or self.reader]
        except KeyError as error:
            raise BadInput(f"Should be one of {', '.join(self.readers)}.", "/model") from error

    def _events(
        self, reader: Reader, article: Article, sources: list[RequestSource], stand: Stand, context: RunContext
    ) -> Iterator[Event]:
        with _side_by_side(reader.workers) as each:
            try:
                yield from pipeline.verify(
                    article,
                    InjectionGuard(reader.analyst(context)),
                    sources,
                    stand,
                    self.ruleset,
                    report_id=context.report_id,
                    clock=self.clock,
                    each=each,
                )
            finally:
                context.cancelled.set()


RateLimits = Callable[[str], RateLimit | None]


def open_application(settings: Settings, rate_limits: RateLimits = lambda _: None) -> Application:
    """`rate_limits` gives what holds for all who ask a provider. Raises BadInput for a setting or a file that cannot
    be used, BadPrompt for a prompt."""
    readers = {EMBEDDED: Reader(lambda _: Embedded(), languages=frozenset({"en"}))}
    offered = tuple(dict.fromkeys(name for name in (settings.model, *settings.models) if name and name != EMBEDDED))
    chosen = settings.model or EMBEDDED
    if offered:
        readers |= _language_models(settings, offered, rate_limits)
    ruleset, registry = load_ruleset(settings.ruleset), load_registry(settings.registry)
    return Application(
        readers={name: reader for name, reader in readers.items() if name in (chosen, *settings.models)},
        reader=chosen,
        ruleset=ruleset,
        registry=registry,
        database_url=settings.database_url,
        queue_room=settings.queue_room,
        threads=settings.threads,
        reachable=settings.reachable,
        mark=fingerprint(
            [
                version(),
                ruleset.model_dump(mode="json"),
                registry.model_dump(mode="json"),
                [llm.fingerprint(prompt) for prompt in prompts(settings).values()] if offered else [],
            ]
        ),
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
    return store_on(database, engine.Outbox(database))


def open_worker(settings: Settings) -> "Worker":
    """A worker on the store that is set. Raises BadInput, BadPrompt or StoreUnavailable."""
    from service.models.rate_limit import PERIOD_S, Limit  # noqa: PLC0415
    from service.models.rate_limit import RateLimit as StoreRateLimit  # noqa: PLC0415
    from service.sources.fetch import Door, Guard  # noqa: PLC0415
    from service.store import jobs, webhooks  # noqa: PLC0415
    from service.work.engine import Engine, Lane  # noqa: PLC0415
    from service.work.jobs import Runner, StoreRetries  # noqa: PLC0415
    from service.work.webhooks import WebhookSender  # noqa: PLC0415
    from service.work.worker import Worker  # noqa: PLC0415

    id = f"wrk_{socket.gethostname()[:30]}_{os.getpid()}_{secrets.token_hex(4)}"
    store, stopping = open_store(settings.database_url), threading.Event()
    keep_trying = StoreRetries(stopping)

    def rate_limit(provider: str) -> StoreRateLimit | None:
        limit = Limit(at_once=settings.provider_limits.get(provider), rate=settings.provider_rates.get(provider))
        return None if limit == Limit() else StoreRateLimit(store.places, provider, limit, id, keep_trying)

    runner = Runner(store, open_application(settings, rate_limit).carry_out, id, keep_trying)
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


def estimate(settings: Settings, request: Request) -> Estimate:
    """What the model that was chosen would take for this request. Raises Refused."""
    name = request.model or settings.model or EMBEDDED
    article, documents = dossier.article(request.article), dossier.documents(request)
    if name == EMBEDDED:
        return Estimate(model=name, calls=0, input_tokens=0, output_tokens=0, cost_usd=0.0)
    return reckoned(name, _price(settings, name), prompts(settings), article, documents)


def taped_model(path: Path) -> str | None:
    """The model that was asked first on a cassette. Raises BadInput or Malformed."""
    first = _log(path, TapeMode.REPLAY).first()
    return first.question.model if first else None


# ---------------------------------------------------------------- language models


def _language_models(settings: Settings, offered: tuple[str, ...], rate_limits: RateLimits) -> dict[str, Reader]:
    """A reader for each model that is offered. Places, breakers and the tape are shared by all articles."""
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

    def reader(name: str) -> Reader:
        way = [routes[one] for one in dict.fromkeys((name, settings.fallback_model or name))]

        def analyst(context: RunContext) -> Analyst:
            tape = Cassette(context.log, TapeMode.RECORD, _now, behind=cassette) if context.log else cassette
            calls = Calls(way, tape, bounds, cancelled=context.cancelled, signals=signals, scope=context.scope)
            return llm.LanguageModel(name, calls, asked_by)

        return Reader(analyst, workers=min(WORKERS, settings.calls_in_flight))

    return {name: reader(name) for name in offered}


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


@contextmanager
def _side_by_side(workers: int) -> Iterator[Each]:
    """Threads for one article; whatever was not begun is let go when the article ends."""
    if workers == 1:
        yield map
        return
    context = copy_context()  # what is logged in these threads tells of the same job and article
    pool = ThreadPoolExecutor(workers, "claimtrace", _take_over, (context,))
    try:
        yield pool.map
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _take_over(context: Context) -> None:
    for variable, value in context.items():
        variable.set(value)
