"""A worker, wired: the engine's lanes, and what each does."""

import os
import secrets
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING

from service.bootstrap import (
    NICE,
    by_meaning,
    open_application,
    open_store,
    prune_store,
    sandbox,
    seal_keys,
    user_agent,
)
from service.bootstrap.pages import unasked
from service.bootstrap.publishing import destinations
from service.bootstrap.taping import tape_of
from service.domain import MAIN_DESK, Dossier
from service.errors import BadInput
from service.intake.dossier import dossier_from, dossier_of
from service.models.rate_limit import PERIOD_S, Limit, SharedRateLimit
from service.pipeline import Event
from service.settings import Settings
from service.sources.addresses import Guard
from service.sources.fetch import Door
from service.store import chat_acts, jobs, name_erasing, publications, registry, reviews, webhooks
from service.verification import RunContext, Verification
from service.work.chat_acts import ChatActs
from service.work.chats import ChatRendering
from service.work.engine import Engine, Lane
from service.work.jobs import Runner, StoreRetries
from service.work.name_erasing import NameErasing
from service.work.publishing import Publishing
from service.work.rechecking import LOOKING, Rechecking, RecheckPlan
from service.work.rescoring import Rescoring
from service.work.reviews import DeskJudging
from service.work.webhooks import WebhookSender
from service.work.worker import Worker

if TYPE_CHECKING:
    from service.store import Store
    from service.work.embedding import ArchiveEmbedding

EMBEDDING = "embed"  # as `service.work.embedding` calls it


def open_worker(settings: Settings) -> Worker:
    """A worker on the store that is set. Raises BadInput, BadPrompt or StoreUnavailable."""
    id = f"wrk_{socket.gethostname()[:30]}_{os.getpid()}_{secrets.token_hex(4)}"
    store = open_store(settings.database_url, seal_keys(settings), unasked(settings))
    stopping = threading.Event()
    if store.of(None).webhooks.unopened():
        raise BadInput("They do not open every secret of a webhook that was sealed.", "CLAIMTRACE_SEAL_KEYS")
    keep_trying = StoreRetries(stopping)

    def rate_limit(provider: str) -> SharedRateLimit | None:
        limit = Limit(at_once=settings.provider_limits.get(provider), rate=settings.provider_rates.get(provider))
        return None if limit == Limit() else SharedRateLimit(store.places, provider, limit, id, keep_trying)

    reading = sandbox(settings, settings.article_processor_s, nice=NICE)
    reading.start()
    desks = open_application(settings, rate_limit, lambda: store).verification.of

    @cache
    def verification(desk: str) -> Verification:
        return replace(desks(desk), sandbox=reading, of=verification)

    def verify(dossier: Dossier, context: RunContext) -> Iterator[Event]:
        return verification(context.desk).verify(dossier, context)

    kept = partial(dossier_from, read=partial(reading.run, dossier_of))
    runner = Runner(store, verify, id, keep_trying, dossier_from=kept, usual=settings.day_budget)
    judging = DeskJudging(store, verification, keep_trying, id, settings.day_budget)
    door, agent = Door(Guard(allowed=settings.reachable)), user_agent(settings)
    main = verification(store.desk or MAIN_DESK)
    rendering = ChatRendering(reading, main.ruleset, settings.public_url).written
    sender = WebhookSender(store, door, keep_trying, agent, rendering=rendering)
    rechecking = Rechecking(store, main, _plan(settings), keep_trying)
    publishing = Publishing(store, destinations(settings, store), keep_trying)
    lanes = {
        jobs.KIND: (Lane(at_once=settings.jobs_at_once, at_once_everywhere=settings.jobs_everywhere), runner.run),
        registry.RESCORING: (Lane(at_once=1), Rescoring(store, main, keep_trying, reading).run),
        LOOKING: (Lane(at_once=1, at_once_everywhere=1), rechecking.run),
        reviews.KIND: (Lane(at_once=settings.jobs_at_once), judging.run),
        name_erasing.KIND: (Lane(at_once=1), NameErasing(store, partial(tape_of, settings), keep_trying).run),
        chat_acts.KIND: (Lane(at_once=8), ChatActs(store, reading, main.ruleset, door, keep_trying, agent).run),
        webhooks.KIND: (Lane(at_once=32, pause_s=0.5), sender.run),
        publications.KIND: (Lane(at_once=8, pause_s=0.5), publishing.run),
    }
    looks = [rechecking.tell]
    if embedding := _embedding(settings, store, keep_trying, stopping):
        lanes[EMBEDDING] = (Lane(at_once=1, at_once_everywhere=1), embedding.run)
        looks.append(embedding.tell)
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
        tell=lambda: [look() for look in looks],
    )


def _embedding(
    settings: Settings, store: "Store", keep_trying: StoreRetries, stopping: threading.Event
) -> "ArchiveEmbedding | None":
    if not by_meaning(settings):
        return None
    from service.bootstrap.embedding import embedder  # noqa: PLC0415 - as is what it is made of
    from service.work.embedding import ArchiveEmbedding  # noqa: PLC0415

    return ArchiveEmbedding(store, embedder(settings), keep_trying, stopping.is_set)


def _plan(settings: Settings) -> RecheckPlan:
    """When reports are brought up to date unasked."""
    after = timedelta(hours=settings.recheck_hours) if settings.recheck_hours else None
    return RecheckPlan(after=after, within=timedelta(days=settings.recheck_days), matches=settings.recheck_matches)
