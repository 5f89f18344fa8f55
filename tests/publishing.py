"""A desk whose accepted claims go to another house's system: acts are done, and tries made as they fall due."""

import contextlib
import threading
from datetime import UTC, datetime, timedelta

from service.destinations.check import CheckWorkspace
from service.destinations.check_api import HINT, TOKEN, CheckApi
from service.domain import Destination
from service.sources.addresses import Guard
from service.sources.fetch import Door
from service.sources.json_api import JsonApi
from service.store import store_on
from service.store.database import Database
from service.work.publishing import Publishing, ask
from service.work.reviews import done
from tests import check_workspace
from tests.building import RULES
from tests.reviewing import MACHINE

LOOPBACK = Door(Guard(allowed=("127.0.0.0/8",)))
PAGE = "https://desk.example/checks/{}"


def check_at(url, token=check_workspace.TOKEN, **ratings):
    """The door to a workspace."""
    api = CheckApi(JsonApi(LOOPBACK, url, {TOKEN: token}, HINT, tells=True), check_workspace.TEAM)
    return CheckWorkspace(api, lambda claim: PAGE.format(claim.claim_id), ratings)


class Here:
    """Runs what else runs in a process of its own."""

    def run(self, act, *arguments):
        return act(*arguments)


class Queue:
    """An outbox that keeps what was put there, each task once."""

    def __init__(self):
        self.tasks = []

    def put(self, _connection, kind, _id, argument, delay_s=0.0):
        if kind == "publication":
            self.tasks.append((argument, delay_s))

    def prune(self, _before):
        return 0


class PublishingDesk:
    """The desk, its store, and a worker's hand."""

    def __init__(self, database_url, destinations, unasked=(Destination.CHECK,)):
        self.clock, self.queue = datetime(2026, 5, 4, 9, tzinfo=UTC), Queue()
        database = Database(database_url, self._now)
        self.store = store_on(database, self.queue, None, {"main": unasked})
        self.store.reports.save(MACHINE)
        self.worker = Publishing(self.store, destinations, lambda act: act())
        self._lock = threading.Lock()

    def _now(self):
        self.clock += timedelta(seconds=1)
        return self.clock

    def do(self, act, report="rep_1"):
        return done(self.store, Here(), RULES, report, act, "Lena Hald", None)

    def ask(self, destination=Destination.CHECK, claims=(), report="rep_1"):
        return ask(self.store, Here(), RULES, report, destination, claims)

    def carry(self, times=None):
        """Make the next tries: so many, or all there are. Gives the seconds that each was to wait."""
        waited = []
        while self.queue.tasks and (times is None or len(waited) < times):
            argument, delay_s = self.queue.tasks[0]
            self.worker.run(argument)
            self.queue.tasks.pop(0)
            waited.append(delay_s)
        return waited

    def killed(self):
        """Make the next try, whose worker dies; its task stays."""
        with contextlib.suppress(Died):
            self.worker.run(self.queue.tasks[0][0])

    def publication(self):
        (one,) = self.store.publications.page()
        return one


class Died(Exception):
    """A worker ended at once."""
