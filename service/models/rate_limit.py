"""Wait for a place with a provider, among the threads of this process and the workers of all machines."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from service.domain import Frozen
from service.errors import StoreUnavailable
from service.models.retries import KeepTrying

# Seconds between two looks while others have all places: at first, and at last.
SOON, LATER = 0.01, 0.2
# A place is used at once, or it is not used: after a worker stood still for longer, others may have taken it for dead.
FRESH_S = 2.0


PERIOD_S = 60.0


class Limit(Frozen):
    """What a provider may be asked: calls in flight at once, and calls within any `period_s` seconds."""

    at_once: int | None = None
    rate: int | None = None
    period_s: float = PERIOD_S


class Places(Protocol):
    """Where places with providers are held for all workers."""

    def take(self, provider: str, worker: str, limit: Limit) -> str | None:
        """A place; None while there is none. Raises StoreUnavailable."""
        ...

    def give_back(self, id: str, limit: Limit) -> None: ...


class SharedRateLimit:
    """Fits `calls.RateLimit`. One for each provider and process: its threads queue here, and the first alone asks the
    store."""

    def __init__(
        self,
        places: Places,
        provider: str,
        limit: Limit,
        worker: str,
        keep_trying: KeepTrying,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._places, self._provider, self._limit, self._worker = places, provider, limit, worker
        self._keep_trying, self._clock = keep_trying, clock
        self._first = threading.Lock()
        self._returned = threading.Event()

    @contextmanager
    def place(self, give_up: Callable[[], None]) -> Iterator[None]:
        id = self._wait(give_up)
        try:
            yield
        finally:
            self._keep_trying(lambda: self._places.give_back(id, self._limit))
            self._returned.set()

    def _wait(self, give_up: Callable[[], None]) -> str:
        while not self._first.acquire(timeout=LATER):
            give_up()
        try:
            pause = SOON
            while True:
                give_up()
                self._returned.clear()
                if id := self._fresh():
                    return id
                self._returned.wait(pause)
                pause = min(LATER, pause * 1.5)
        finally:
            self._first.release()

    def _fresh(self) -> str | None:
        """A place that was taken just now."""
        asked = self._clock()
        try:
            id = self._places.take(self._provider, self._worker, self._limit)
        except StoreUnavailable:
            return None
        if id and self._clock() - asked > FRESH_S:
            self._keep_trying(lambda: self._places.give_back(id, self._limit))
            return None
        return id
