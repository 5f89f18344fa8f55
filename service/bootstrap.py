"""Settings in, a working house out. The only file that knows everyone."""

import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from service import intake, pipeline, telemetry
from service.analysts import llm
from service.analysts.embedded import Embedded
from service.analysts.llm.estimate import Estimate
from service.analysts.llm.estimate import estimate as reckoned
from service.analysts.shielded import Shielded
from service.calls import Bounds, Calls, Route
from service.cassette import Absent, Cassette, FileLog, Mode, NoLog
from service.domain import Article, Report
from service.errors import BadInput
from service.intake import Request
from service.models import Model, Price
from service.models.prices import listed_price
from service.patience import Breaker, Budget, Patience
from service.pipeline import Analyst, Each, Event, ReportReady, Stand
from service.prompting import Prompt, load_prompts
from service.registry import Registry, load_registry
from service.scoring import Ruleset, load_ruleset
from service.settings import Settings
from service.sources.request import RequestSource

if TYPE_CHECKING:
    from service.store.reports import ReportStore

EMBEDDED = "embedded"
PROMPTS = Path(__file__).parents[1] / "prompts"
# Threads for one article's calls: more passages than this are rare, and wait their turn.
WORKERS = 8


def _new_report_id() -> str:
    return f"rep_{secrets.token_hex(12)}"


@dataclass(frozen=True)
class Reader:
    """How an analyst is had, a new one for each article, told of by an event when the article is cancelled."""

    analyst: Callable[[threading.Event], Analyst]
    workers: int = 1
    languages: frozenset[str] | None = None

    def reads(self, article: Article) -> bool:
        return self.languages is None or article.language.lower().split("-")[0] in self.languages


@dataclass(frozen=True)
class House:
    """Everything that one process needs to turn requests into reports; safe to share between threads."""

    readers: Mapping[str, Reader]
    reader: str
    ruleset: Ruleset
    registry: Registry
    database_url: str
    clock: Callable[[], float] = time.perf_counter
    new_id: Callable[[], str] = _new_report_id

    @cached_property
    def store(self) -> "ReportStore":
        """Opened, and its library imported, on first use: one report on a command line needs neither.
        Raises StoreUnavailable."""
        from service.store.reports import ReportStore  # noqa: PLC0415

        return ReportStore(self.database_url)

    def verify(self, request: Request, cancelled: threading.Event | None = None) -> Iterator[Event]:
        """The events of one article's way through the house. Raises Refused before the first of them.

        No call to a model is begun once `cancelled` is set, or once nobody takes the events any more.
        """
        reader = self._reader(request.model)
        article = intake.article(request.article)
        if not reader.reads(article):
            raise BadInput("Only English (en) is read without a language model.", "/article/language")
        documents = intake.documents(request)
        stand = Stand(
            alliances=(*self.registry.alliances, *intake.alliances(request)),
            grade=request.grade_of(article.outlet) or self.registry.grade_of(article.outlet, article.url),
        )
        sources = [RequestSource(documents, self.registry)]
        return self._events(reader, article, sources, stand, cancelled or threading.Event())

    def report(self, request: Request) -> Report:
        """The last of the events. Raises Refused."""
        return next(event.report for event in self.verify(request) if isinstance(event, ReportReady))

    def _reader(self, name: str | None) -> Reader:
        try:
            return self.readers[name or self.reader]
        except KeyError as error:
            raise BadInput(f"Should be one of {', '.join(self.readers)}.", "/model") from error

    def _events(
        self,
        reader: Reader,
        article: Article,
        sources: list[RequestSource],
        stand: Stand,
        cancelled: threading.Event,
    ) -> Iterator[Event]:
        with _side_by_side(reader.workers) as each:
            try:
                yield from pipeline.verify(
                    article,
                    Shielded(reader.analyst(cancelled)),
                    sources,
                    stand,
                    self.ruleset,
                    report_id=self.new_id(),
                    clock=self.clock,
                    each=each,
                )
            finally:
                cancelled.set()


def open_house(settings: Settings) -> House:
    """Raises BadInput for a setting or a file that cannot be used, BadPrompt for a prompt."""
    readers = {EMBEDDED: Reader(lambda _: Embedded(), languages=frozenset({"en"}))}
    offered = tuple(dict.fromkeys(name for name in (settings.model, *settings.models) if name and name != EMBEDDED))
    chosen = settings.model or EMBEDDED
    if offered:
        readers |= _language_models(settings, offered)
    return House(
        readers={name: reader for name, reader in readers.items() if name in (chosen, *settings.models)},
        reader=chosen,
        ruleset=load_ruleset(settings.ruleset),
        registry=load_registry(settings.registry),
        database_url=settings.database_url,
    )


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
    article, documents = intake.article(request.article), intake.documents(request)
    if name == EMBEDDED:
        return Estimate(model=name, calls=0, input_tokens=0, output_tokens=0, cost_usd=0.0)
    return reckoned(name, _price(settings, name), prompts(settings), article, documents)


def taped_model(path: Path) -> str | None:
    """The model that was asked first on a cassette. Raises BadInput or Malformed."""
    first = _log(path, Mode.REPLAY).first()
    return first.question.model if first else None


# ---------------------------------------------------------------- language models


def _language_models(settings: Settings, offered: tuple[str, ...]) -> dict[str, Reader]:
    """A reader for each model that is offered. Places, breakers and the tape are shared by all articles."""
    names = dict.fromkeys((*offered, *([settings.fallback_model] if settings.fallback_model else [])))
    breakers: dict[str, Breaker] = {}
    routes = {}
    for name in names:
        model = _door(settings, name, home=offered[0])
        routes[name] = Route(model, breakers.setdefault(model.provider, Breaker(model.provider)))
    bounds = Bounds(
        gate=threading.BoundedSemaphore(settings.calls_in_flight),
        patience=Patience(deadline_s=settings.deadline_s),
        budget=Budget(calls=settings.max_calls, tokens=settings.max_tokens, usd=settings.max_cost_usd),
    )
    cassette, asked_by, signals = _cassette(settings), prompts(settings), telemetry.signals()

    def reader(name: str) -> Reader:
        way = [routes[one] for one in dict.fromkeys((name, settings.fallback_model or name))]

        def analyst(cancelled: threading.Event) -> Analyst:
            calls = Calls(way, cassette, bounds, cancelled=cancelled, signals=signals)
            return llm.LanguageModel(name, calls, asked_by)

        return Reader(analyst, workers=min(WORKERS, settings.calls_in_flight))

    return {name: reader(name) for name in offered}


def _door(settings: Settings, name: str, home: str) -> Model:
    """The door to a model. Its library is imported here and no sooner.

    The address that is set is that of the provider of `home`: no other provider's key may go there.
    """
    if settings.cassette_mode is Mode.REPLAY:
        return Absent(name)
    price = _price(settings, name)
    base_url = settings.base_url if name.partition("/")[0] == home.partition("/")[0] else None
    if not name.startswith("openai/"):
        from service.models.litellm import LiteLLM  # noqa: PLC0415

        return LiteLLM(name, base_url=base_url, price=price)
    key = os.environ.get("OPENAI_API_KEY", "")
    if not key and base_url is None:
        raise BadInput(f"Set it to use {name}, or CLAIMTRACE_BASE_URL for a server of your own.", "OPENAI_API_KEY")
    from service.models.openai import OPENAI, OpenAI  # noqa: PLC0415

    return OpenAI(name, base_url=base_url or OPENAI, api_key=key, price=price)


def _price(settings: Settings, name: str) -> Price:
    return listed_price(name) or Price(input=settings.price_in or 0.0, output=settings.price_out or 0.0)


def _cassette(settings: Settings) -> Cassette:
    path, mode, days = settings.cassette, settings.cassette_mode, settings.cassette_days
    if path is None and mode is not Mode.LIVE:
        raise BadInput(f"To {mode} calls, name the file.", "CLAIMTRACE_CASSETTE")
    since = datetime.now(UTC) - timedelta(days=days) if days and mode is not Mode.REPLAY else None
    return Cassette(_log(path, mode, since) if path else NoLog(), mode, lambda: datetime.now(UTC))


def _log(path: Path, mode: Mode, since: datetime | None = None) -> FileLog:
    if mode is Mode.REPLAY and not path.is_file():
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
    pool = ThreadPoolExecutor(workers, thread_name_prefix="claimtrace")
    try:
        yield pool.map
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
