"""Settings in, a working application out. The only file that knows everyone."""

import operator
import os
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache, cached_property, partial, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from pydantic import SecretStr

from service.analysts.embedded import Embedded
from service.bootstrap.access import AccessRules, access_rules, superdesk_secrets
from service.bootstrap.pages import TipsIn, page_of, set_up, unasked
from service.bootstrap.taping import cassette_of, take_off
from service.cassette import TapeMode
from service.destinations import PageOf
from service.domain import MAIN_DESK, DayBudget, Destination, Dossier, fingerprint
from service.errors import BadInput, NoProcess, Unfinished
from service.pipeline import Each
from service.sandbox import Limits, Sandbox
from service.settings import Networks, Settings, version
from service.sources.archive import Reach
from service.sources.registry import DeskRegistry, load_registry
from service.verification import AnalystChoice, Verification
from service.weighing.ruleset import load_ruleset

if TYPE_CHECKING:
    from service.cassette import Cassette
    from service.intake.request import Request
    from service.models.calls import RateLimit
    from service.sources.archive import Index
    from service.sources.searching import Searches
    from service.sources.web_pages import PageFetcher
    from service.store import Pruned, Store
    from service.store.audit import Telling
    from service.store.documents import DocumentStore
    from service.work.event_feed import EventFeed, OpenStreams
    from service.work.renderings import Renderings
    from service.work.roll import Roll

EMBEDDED = "embedded"
# Pages read at once at the door, reports written at once, requests read at once for the archive; and seconds that each
# of the latter two waits for its turn.
AT_ONCE, LONGEST_WAIT_S = max(2, os.cpu_count() or 1), 10.0
NICE = 5  # who answers, and who shows that a worker lives, goes before who reads articles
# What is imported once for all runs, and for those of a language model. The command line is, for it is who began us.
PRELOADED = (
    "service.bootstrap.warm",
    "service.work.renderings",
    "service.exports.chat.messages",
    "service.work.reviews",
    "service.work.reweighed",
    "service.cli",
)
LANGUAGE_MODELS = "service.bootstrap.language_models"
# What says what is sought beyond the house, and no key.
REACH = {name for name in Settings.model_fields if name.startswith(("search", "fact_check", "embeddings"))} - {
    "search_keys",
    "search_urls",
    "embeddings_key",
    "embeddings_url",
}
# What a process has one of, whichever desk it is for: readers have found what is theirs before they come to these.
SHARED = ("renderings", "event_feed", "roll", "streams", "waits")
RateLimits = Callable[[str], "RateLimit | None"]
Made = TypeVar("Made")


@dataclass(frozen=True)
class Application:
    """Everything that one process needs, for one desk; safe to share between threads."""

    verification: Verification
    opened: "Callable[[], Store]"
    desk: str
    threads: int
    reachable: Networks
    host: str
    hosts: tuple[str, ...]
    publisher: tuple[str | None, str | None]
    superdesk_secrets: dict[str, SecretStr]
    page_of: PageOf
    publish_desk: str
    set_up: tuple[Destination, ...]
    check_tips: TipsIn
    public_url: str | None
    embed_in: tuple[str, ...]
    access: AccessRules
    day_budget: DayBudget
    beat_s: float
    take_off_tape: Callable[[str, Collection[str]], int]
    door: "Sandbox"
    writing: "Sandbox"
    archiving: "Sandbox"

    @property
    def store(self) -> "Store":
        """Opened, and its libraries imported, on first use: one report on a command line needs neither.
        Raises StoreUnavailable."""
        return self.opened().of(self.desk)

    def of(self, desk: str) -> "Application":
        """The same for another desk, with whatever is one for the process."""
        if desk == self.desk:
            return self
        other = replace(self, verification=self.verification.of(desk), desk=desk)
        vars(other).update({name: getattr(self, name) for name in SHARED})
        return other

    @property
    def publishes(self) -> tuple[Destination, ...]:
        """Where the desk may publish: what is set up is one desk's own."""
        return self.set_up if self.desk == self.publish_desk else ()

    def read_at_door(self, request: "Request") -> "Dossier | Request":
        """What a request brings, as far as that is read quickly; else the request, for a worker to read. Raises
        Refused."""
        from service.intake.dossier import dossier_of  # noqa: PLC0415

        try:
            return self.door.run(dossier_of, request)
        except (Unfinished, NoProcess):
            return request

    @cached_property
    def renderings(self) -> "Renderings":
        """What readers are shown of reports."""
        from service.work.renderings import Renderings  # noqa: PLC0415

        store, ruleset = self.opened().of(None), self.verification.ruleset
        waiting = max(1, self.threads // 4)
        return Renderings(store.reports.kept, self.writing, waiting, ruleset=ruleset, stamp=store.names.stamp)

    @cached_property
    def event_feed(self) -> "EventFeed":
        """Who waits here for jobs that run elsewhere."""
        from service.work.event_feed import EventFeed  # noqa: PLC0415

        return EventFeed(self.opened().of(None).jobs)

    @cached_property
    def roll(self) -> "Roll":
        """Who is at work, as far as this process has seen."""
        from service.work.roll import Roll  # noqa: PLC0415

        return Roll(self.beat_s)

    @cached_property
    def streams(self) -> "OpenStreams":
        """Half of the server's threads, so that others are answered as well."""
        from service.work.event_feed import OpenStreams  # noqa: PLC0415

        return OpenStreams(self.threads // 2)

    @cached_property
    def waits(self) -> "OpenStreams":
        from service.work.event_feed import OpenStreams  # noqa: PLC0415

        return OpenStreams(self.threads // 4)


def open_desk(settings: Settings) -> Application:
    """The application of a house that goes on, whose registry its desk changes. Raises as `open_application`; what it
    opens first raises NotFound for a desk that was not added."""
    return open_application(settings, desk=once(partial(store_of, settings)))


def open_application(
    settings: Settings, rate_limits: RateLimits = lambda _: None, desk: "Callable[[], Store] | None" = None
) -> Application:
    """`rate_limits` gives what holds for all who ask a provider; `desk` opens the store in which the registry's edits
    stand (None: the registry is as its file). Raises BadInput for a setting or a file that cannot be used, BadPrompt
    for a prompt."""
    ruleset, registry = load_ruleset(settings.ruleset), load_registry(settings.registry)
    opened = desk or once(partial(open_store, settings.database_url, unasked=unasked(settings)))
    door_s, first = settings.door_processor_s, _Outside.of(settings, rate_limits, MAIN_DESK)
    decisive = [
        version(),
        ruleset.model_dump(mode="json"),
        registry.model_dump(mode="json"),
        first.marks,
        settings.model_dump(mode="json", include=REACH),
    ]
    searched, reach = _searched(settings), _reach(settings)

    @cache
    def of(name: str) -> Verification:
        outside = _Outside.of(settings, rate_limits, name) if settings.cassette and name != MAIN_DESK else first
        return Verification(
            analysts=outside.analysts,
            usual=settings.model or EMBEDDED,
            ruleset=ruleset,
            registry=DeskRegistry(registry, lambda: desk().of(name).registry) if desk else lambda: registry,
            mark=fingerprint(decisive),
            jobs=lambda: opened().of(name).jobs,
            queue_room=settings.queue_room,
            of=of,
            pages=outside.pages,
            searches=outside.searches,
            archive=searched((lambda: desk().of(name).documents) if desk else archive_at(settings.database_url, name)),
            reach=reach,
        )

    return Application(
        verification=of(settings.desk),
        opened=opened,
        desk=settings.desk,
        threads=settings.threads,
        reachable=settings.reachable,
        host=settings.host,
        hosts=settings.hosts,
        publisher=(settings.publisher_name, settings.publisher_url),
        superdesk_secrets=superdesk_secrets(settings),
        page_of=page_of(settings),
        publish_desk=settings.publish_desk,
        set_up=set_up(settings),
        check_tips=TipsIn(settings.publish_desk, settings.check_team, settings.check_secret),
        public_url=settings.public_url,
        embed_in=settings.embed_in,
        access=access_rules(settings),
        day_budget=settings.day_budget,
        beat_s=settings.beat_s,
        take_off_tape=partial(take_off, settings),
        door=sandbox(settings, door_s, longest_s=5 * door_s, at_once=AT_ONCE, patience_s=door_s),
        writing=sandbox(settings, settings.article_processor_s, at_once=AT_ONCE, patience_s=LONGEST_WAIT_S),
        archiving=sandbox(settings, settings.article_processor_s, at_once=AT_ONCE, patience_s=LONGEST_WAIT_S),
    )


class _Outside(NamedTuple):
    """What asks others on behalf of a desk, and what of it decides a report. Desks share it, but for a tape: there each
    finds what was answered to itself alone."""

    analysts: dict[str, AnalystChoice]
    marks: dict[str, str]
    pages: "Callable[[], PageFetcher] | None"
    searches: "Searches | None"

    @classmethod
    def of(cls, settings: Settings, rate_limits: RateLimits, desk: str) -> "_Outside":
        analysts = {EMBEDDED: AnalystChoice(_embedded, languages=frozenset({"en"}))}
        offered = tuple(dict.fromkeys(name for name in (settings.model, *settings.models) if name and name != EMBEDDED))
        marks, tape = dict[str, str](), once(partial(cassette_of, settings, desk))
        if offered:  # what models need is imported where one is offered, and no sooner
            from service.bootstrap import language_models  # noqa: PLC0415

            analysts |= language_models.choices(settings, offered, rate_limits, tape())
            marks = language_models.fingerprints(settings)
        wanted = (settings.model or EMBEDDED, *settings.models)
        return cls(
            analysts={name: choice for name, choice in analysts.items() if name in wanted},
            marks=marks,
            pages=once(lambda: open_pages(settings, tape())) if settings.fetch else None,
            searches=_searches(settings, tape) if settings.search or settings.fact_checks else None,
        )


def sandbox(settings: Settings, processor_s: float, **more: Any) -> Sandbox:
    """Processes that may take so many seconds of processor time; `more` as `Sandbox` takes it."""
    models = (LANGUAGE_MODELS,) if settings.model or settings.models else ()
    return Sandbox(Limits(processor_s, settings.article_memory_mb), (*PRELOADED, *models), **more)


def _embedded(_calls: object, _each: Each, cancelled: threading.Event) -> Embedded:
    return Embedded(cancelled=cancelled)


def once(make: Callable[[], Made]) -> Callable[[], Made]:
    """`make`, called by the first who asks; others wait for what it gave. What it raises is not kept."""
    lock, made = threading.Lock(), cache(make)

    def given() -> Made:
        with lock:
            return made()

    return given


def open_pages(settings: Settings, tape: "Cassette") -> "PageFetcher":
    """The way to pages that requests name by address."""
    from service.sources.addresses import Guard  # noqa: PLC0415 - a text that is given needs no HTTP
    from service.sources.fetch import Door  # noqa: PLC0415
    from service.sources.web_pages import PageFetcher  # noqa: PLC0415

    guard = Guard(allowed=settings.reachable, plain=True)
    return PageFetcher(Door(guard), guard, tape, user_agent(settings))


def _searches(settings: Settings, tape: "Callable[[], Cassette]") -> "Searches":
    from service.bootstrap.searching import searches  # noqa: PLC0415 - where nothing is sought, no HTTP is needed

    return searches(settings, tape())


def _reach(settings: Settings) -> Reach:
    days = settings.archive_days_before, settings.archive_days_after
    return Reach(settings.archive_documents, *days, by_meaning=by_meaning(settings))


def by_meaning(settings: Settings) -> bool:
    """Whether the archive is searched by meaning as well: where only a tape answers, nobody is asked."""
    return settings.embeddings_model is not None and settings.cassette_mode is not TapeMode.REPLAY


def _searched(settings: Settings) -> "Callable[[Callable[[], DocumentStore | None]], Callable[[], Index | None]]":
    """Makes of what opens an archive what opens it as it is searched. Raises BadInput for a setting that cannot be
    used."""
    if not by_meaning(settings):
        return lambda archive: archive
    from service.bootstrap.embedding import searched_by_meaning  # noqa: PLC0415 - it imports numpy and a client

    return searched_by_meaning(settings)


def user_agent(settings: Settings) -> str:
    """How this service names itself to other servers."""
    return f"Claimtrace/{version()}{f' ({settings.contact})' if settings.contact else ''}"


def archive_at(url: str, desk: str) -> "Callable[[], DocumentStore | None]":
    """A desk's archive in a database, opened where it is first asked; None as long as there is no such file, which a
    report on a command line does not make."""

    def opened() -> "DocumentStore":
        from service.store.database import Database  # noqa: PLC0415 - where there is none, no library is needed
        from service.store.documents import DocumentStore  # noqa: PLC0415

        return DocumentStore(Database(url).of(desk))

    archive, file = once(opened), url.removeprefix("sqlite:///")
    return lambda: archive() if file == url or Path(file).is_file() else None


def open_store(
    url: str, seal_keys: "Sequence[SecretStr]" = (), unasked: "Mapping[str, Sequence[Destination]] | None" = None
) -> "Store":
    """The store, its tables and the engine's brought up to date; `unasked` as `store_on` takes it. Raises
    StoreUnavailable, or BadInput for a key."""
    from service.store import store_on  # noqa: PLC0415
    from service.store.database import Database  # noqa: PLC0415
    from service.store.sealing import Sealer  # noqa: PLC0415
    from service.work import engine  # noqa: PLC0415

    sealer = Sealer(seal_keys)
    database = Database(url)
    database.upgrade()
    engine.upgrade(database)
    database.close()  # a server may fork from here on, and connections must not be shared across a fork
    return store_on(database, engine.EngineOutbox(database), sealer, unasked)


def seal_keys(settings: Settings) -> "tuple[SecretStr, ...]":
    """The keys that are set, and those of the file. Raises BadInput for a file that cannot be read."""
    if settings.seal_key_file is None:
        return settings.seal_keys
    try:
        lines = settings.seal_key_file.read_text(encoding="utf-8").split()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{settings.seal_key_file}: cannot be read.", "CLAIMTRACE_SEAL_KEY_FILE") from error
    return (*settings.seal_keys, *map(SecretStr, lines))


def store_of(settings: Settings) -> "Store":
    """That of the desk that is set. Raises StoreUnavailable, or NotFound for a desk that was not added."""
    store = open_store(settings.database_url, seal_keys(settings), unasked(settings))
    return store.of(store.desks.get(settings.desk).name)


def prune_store(store: "Store", settings: Settings, telling: "Callable[[str], Telling] | None" = None) -> "Pruned":
    """Forget what is older than the settings, or its desk's limits, have it kept; `telling` gives, for a desk, what
    puts that on the audit trail."""
    now = store.database.now()

    def ago(days: int | None) -> datetime | None:
        return now - timedelta(days=days) if days else None

    gone = [
        store.of(desk.name).prune(
            ago(desk.limits.keep_days or settings.keep_days),
            ago(desk.limits.keep_calls_days or settings.keep_calls_days),
            *([telling(desk.name)] if telling else ()),
        )
        for desk in store.desks.all()
    ]
    with store.database.writing() as connection:
        store.people.prune(connection)
        if audit_before := ago(settings.keep_audit_days):
            store.audit.prune(connection, audit_before)
    return reduce(operator.add, gone)
