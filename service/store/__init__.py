"""What is kept. Nobody else in the house knows SQL."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from service.domain import Frozen
from service.store.calls import CallStore
from service.store.claims import ClaimStore
from service.store.database import Database, Outbox, newest_revision
from service.store.documents import DocumentStore
from service.store.feeds import FeedStore
from service.store.jobs import JobStore
from service.store.places import PlaceStore
from service.store.registry import RegistryStore
from service.store.reports import ReportStore
from service.store.totals import TotalStore
from service.store.webhooks import WebhookStore
from service.store.workers import WorkerStore

# What the engine keeps of a task that ended is of use to nobody but one who looks for a fault.
TASKS_KEPT = timedelta(days=1)


class Pruned(Frozen):
    """How much was forgotten."""

    jobs: int
    reports: int
    calls: int
    deliveries: int


@dataclass(frozen=True)
class Store:
    """All that is kept, on one database."""

    database: Database
    outbox: Outbox
    reports: ReportStore
    claims: ClaimStore
    jobs: JobStore
    calls: CallStore
    places: PlaceStore
    workers: WorkerStore
    totals: TotalStore
    webhooks: WebhookStore
    registry: RegistryStore
    documents: DocumentStore
    feeds: FeedStore

    def check(self) -> None:
        """Raises StoreUnavailable for a database that does not answer."""
        self.reports.check()

    def up_to_date(self) -> bool:
        return self.database.revision() == newest_revision()

    def prune(self, before: datetime | None, calls_before: datetime | None) -> Pruned:
        """Forget what ended before a moment (None: nothing), and what nobody may ask for any more."""
        with self.database.writing() as connection:
            self.jobs.prune_keys(connection)
            calls = self.calls.prune(connection, calls_before) if calls_before else 0
            deliveries = self.webhooks.prune(connection, calls_before) if calls_before else 0
            jobs = self.jobs.prune(connection, before) if before else 0
            reports = self.reports.prune(connection, before) if before else 0
        self.outbox.prune(self.database.now() - TASKS_KEPT)
        return Pruned(jobs=jobs, reports=reports, calls=calls, deliveries=deliveries)

    def close(self) -> None:
        self.places.close()
        self.database.close()


def store_on(database: Database, outbox: Outbox) -> Store:
    """A store that puts work into an outbox."""
    totals = TotalStore(database)
    return Store(
        database=database,
        outbox=outbox,
        reports=ReportStore(database),
        claims=ClaimStore(database),
        jobs=JobStore(database, outbox),
        calls=CallStore(database),
        places=PlaceStore(database.fleeting()),
        workers=WorkerStore(database),
        totals=totals,
        webhooks=WebhookStore(database, outbox, totals),
        registry=RegistryStore(database, outbox),
        documents=DocumentStore(database),
        feeds=FeedStore(database),
    )
