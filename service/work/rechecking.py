"""Bring reports up to date without being asked: as time goes by, or as the archive gets what a claim calls for."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial

from service.domain import Frozen
from service.errors import NotFound, QueueFull
from service.store import Store
from service.store.rechecks import RecheckStore
from service.verification import Verification
from service.work.jobs import StoreRetries

LOG = logging.getLogger(__name__)

# What the engine calls one look for reports to bring up to date; seconds from one to the next.
LOOKING, EVERY_S = "look", 300.0
# How far back in the archive the first look of a worker goes.
FIRST = timedelta(days=2)


class RecheckPlan(Frozen):
    """When reports are brought up to date unasked: so long `after` they were last looked at (None: never), as long as
    they were first made `within` this time; and where `matches`, when a new document of the archive may bear on one."""

    after: timedelta | None = None
    within: timedelta = timedelta(days=30)
    matches: bool = False


class Rechecking:
    """Looks now and then, on one worker at a time, for articles of whichever desk whose last report is to be brought up
    to date."""

    def __init__(
        self,
        store: Store,
        verification: Verification,
        plan: RecheckPlan,
        keep_trying: StoreRetries,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store, self._verification, self._plan = store, verification, plan
        self._keep_trying, self._clock = keep_trying, clock
        self._told = -1
        self._seen: dict[str, int] = {}

    def tell(self) -> None:
        """Put a look on its queue where one is due; however many workers do, there is one. Raises StoreUnavailable."""
        slot = int(self._clock() // EVERY_S)
        if slot == self._told or (self._plan.after is None and not self._plan.matches):
            return
        with self._store.database.writing() as connection:
            self._store.outbox.put(connection, LOOKING, f"{LOOKING}-{slot}", str(slot))
        self._told = slot

    def run(self, _slot: str) -> None:
        """Put on their way all that are to be brought up to date. Raises Stopped when the process stops before."""
        try:
            for desk in self._keep_trying(self._store.desks.all):
                self._of(desk.name)
        except QueueFull as error:
            LOG.warning("reports are brought up to date later: %s", error)

    def _of(self, desk: str) -> None:
        """Raises QueueFull."""
        rechecks, verification = RecheckStore(self._store.of(desk).database), self._verification.of(desk)
        articles = list[str]()
        if self._plan.after is not None:
            articles += self._keep_trying(partial(rechecks.due, self._plan.after, self._plan.within))
        if self._plan.matches:
            found, self._seen[desk] = self._keep_trying(partial(rechecks.matched, FIRST, self._seen.get(desk, 0)))
            articles += found
        for article in dict.fromkeys(articles):
            with suppress(NotFound):  # its request was forgotten meanwhile
                self._keep_trying(partial(verification.recheck, article))
