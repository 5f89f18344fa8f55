"""What is kept. Nobody else in the house knows SQL."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, func, select

from service.domain import Destination, Frozen
from service.store.audit import AuditStore, Telling, untold
from service.store.calls import CallStore
from service.store.chat_acts import ChatActStore
from service.store.claims import ClaimStore
from service.store.database import Database, Outbox, newest_revision
from service.store.desks import DeskStore
from service.store.documents import DocumentStore
from service.store.embeds import EmbedStore
from service.store.erasing import Eraser
from service.store.feeds import FeedStore
from service.store.jobs import JobStore
from service.store.keys import KeyStore
from service.store.name_erasing import NameEraser
from service.store.people import PeopleStore
from service.store.places import PlaceStore
from service.store.publications import PublicationStore
from service.store.registry import RegistryStore
from service.store.reports import ReportStore
from service.store.request_counts import RequestCountStore
from service.store.reviews import ReviewStore
from service.store.sealing import Sealer
from service.store.spending import SpendingStore
from service.store.tables import DOCUMENTS, JOBS, REPORTS
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

    def __add__(self, other: "Pruned") -> "Pruned":
        return Pruned(**{name: getattr(self, name) + getattr(other, name) for name in Pruned.model_fields})


@dataclass(frozen=True)
class Store:
    """All that one desk keeps, or (`of(None)`) all desks together; and what is the installation's. All on one
    database."""

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
    chat_acts: ChatActStore
    registry: RegistryStore
    documents: DocumentStore
    feeds: FeedStore
    erase: Eraser
    names: NameEraser
    reviews: ReviewStore
    publications: PublicationStore
    embeds: EmbedStore
    desks: DeskStore
    keys: KeyStore
    people: PeopleStore
    request_counts: RequestCountStore
    spending: SpendingStore
    audit: AuditStore
    of: "Callable[[str | None], Store]" = field(repr=False)

    @property
    def desk(self) -> str | None:
        """Whose it is; None: everybody's."""
        return self.database.desk

    def of_job(self, id: str) -> "Store":
        """That of the desk whose job it is. Raises NotFound."""
        return self.of(self.of(None).jobs.desk_of(id))

    def of_delivery(self, id: str) -> "Store":
        """That of the desk whose delivery it is. Raises NotFound."""
        return self.of(self.of(None).webhooks.desk_of(id))

    def succeed(self, connection: Connection, former: str, report_id: str) -> None:
        """Let a report that takes another's place have what a desk did with that one, and be shown where it was, within
        somebody's transaction."""
        self.reviews.carry(connection, former, report_id)
        self.embeds.carry(connection, former, report_id)

    def counted(self) -> tuple[int, int, int]:
        """How many jobs, reports and documents there are."""
        tables = (JOBS, REPORTS, DOCUMENTS)
        with self.database.reading() as connection:
            jobs, reports, documents = (
                connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables
            )
        return jobs, reports, documents

    def check(self) -> None:
        """Raises StoreUnavailable for a database that does not answer."""
        self.reports.check()

    def up_to_date(self) -> bool:
        return self.database.revision() == newest_revision()

    def prune(self, before: datetime | None, calls_before: datetime | None, also: Telling = untold) -> Pruned:
        """Forget what ended before a moment (None: nothing), and what nobody may ask for any more."""
        with self.database.writing() as connection:
            self.jobs.prune_keys(connection)
            calls = self.calls.prune(connection, calls_before) if calls_before else 0
            deliveries = self.webhooks.prune(connection, calls_before) if calls_before else 0
            jobs = self.jobs.prune(connection, before) if before else 0
            reports = self.reports.prune(connection, before) if before else 0
            self.reviews.prune(connection)
            self.spending.prune(connection)
            self.publications.prune(connection)
            self.embeds.prune(connection)
            also(connection, f"desk {self.desk}")
        self.outbox.prune(self.database.now() - TASKS_KEPT)
        return Pruned(jobs=jobs, reports=reports, calls=calls, deliveries=deliveries)

    def close(self) -> None:
        self.places.close()
        self.database.close()


def store_on(
    database: Database,
    outbox: Outbox,
    sealer: Sealer | None = None,
    unasked: Mapping[str, Sequence[Destination]] | None = None,
) -> Store:
    """The main desk's store, which puts work into an outbox; those of other desks are had from it. `unasked`: where
    desks' claims go when they are accepted."""
    unasked = unasked or {}
    fleeting = database.fleeting()
    places, request_counts = PlaceStore(fleeting), RequestCountStore(fleeting)

    @cache
    def of(desk: str | None) -> Store:
        own = database.of(desk)
        totals, documents, seals = TotalStore(own), DocumentStore(own), sealer or Sealer()
        return Store(
            database=own,
            outbox=outbox,
            reports=ReportStore(own),
            claims=ClaimStore(own),
            jobs=JobStore(own, outbox),
            calls=CallStore(own),
            places=places,
            workers=WorkerStore(own),
            totals=totals,
            webhooks=WebhookStore(own, outbox, totals, seals),
            chat_acts=ChatActStore(own, outbox, seals),
            registry=RegistryStore(own, outbox),
            documents=documents,
            feeds=FeedStore(own),
            erase=Eraser(own),
            names=NameEraser(own, outbox, documents),
            reviews=ReviewStore(own, outbox),
            publications=PublicationStore(own, outbox, unasked.get(desk, ()) if desk else ()),
            embeds=EmbedStore(own),
            desks=DeskStore(own),
            keys=KeyStore(own),
            people=PeopleStore(own),
            request_counts=request_counts,
            # What is set aside for a call means nothing after a loss of power; what it took is kept with its reply.
            spending=SpendingStore(fleeting.of(desk)),
            audit=AuditStore(own),
            of=of,
        )

    return of(database.desk)
