"""Follow jobs that run elsewhere: one thread looks for all who wait, and nobody who is slow holds up another."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from service.domain import JobEvent
from service.errors import StoreUnavailable, TooManyStreams
from service.store.jobs import JobStore

LOG = logging.getLogger(__name__)

# Seconds between two looks; after a fault of the store, the longer one.
PAUSE_S, FAULT_S = 0.1, 2.0
# Jobs in one look: SQLite takes no more than a thousand terms.
AT_ONCE = 200


class OpenStreams:
    """The lines that may be held open at once. Each holds a thread of the server, and others must be answered too."""

    def __init__(self, most: int) -> None:
        self.most, self._free = most, threading.BoundedSemaphore(most)

    def take(self) -> None:
        """Raises TooManyStreams."""
        if not self._free.acquire(blocking=False):
            raise TooManyStreams(f"{self.most} lines are held open already: ask the job itself, or come back.")

    def give_back(self) -> None:
        self._free.release()


class Feed:
    """What is told of one job, from its first event on."""

    def __init__(self, lock: threading.Lock, closed: threading.Event) -> None:
        self._change, self._closed = threading.Condition(lock), closed
        self._events: list[JobEvent] = []
        self.readers = 0

    @property
    def last(self) -> int:
        return self._events[-1].number if self._events else 0

    @property
    def ended(self) -> bool:
        return bool(self._events) and self._events[-1].type.ends

    def after(self, number: int, patience_s: float) -> tuple[JobEvent, ...]:
        """The events after this number; waits so many seconds for one, and gives none when none came, or all stops."""
        with self._change:
            self._change.wait_for(lambda: self.last > number or self._closed.is_set(), patience_s)
            return tuple(event for event in self._events if event.number > number)

    def extend(self, events: tuple[JobEvent, ...]) -> None:
        """Within the lock."""
        self._events.extend(events)
        self.wake()

    def wake(self) -> None:
        """Within the lock."""
        self._change.notify_all()


class EventFeed:
    """Feeds of jobs, for as long as somebody reads them."""

    def __init__(self, jobs: JobStore, pause_s: float = PAUSE_S) -> None:
        self._jobs, self._pause_s = jobs, pause_s
        self._lock = threading.Lock()
        self._wanted = threading.Condition(self._lock)
        self._feeds: dict[str, Feed] = {}
        self._looking = False
        self.closed = threading.Event()

    @contextmanager
    def feed(self, id: str) -> Iterator[Feed]:
        with self._lock:
            feed = self._feeds.setdefault(id, Feed(self._lock, self.closed))
            feed.readers += 1
            self._wanted.notify()
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._look_on, name="claimtrace-event-feed", daemon=True).start()
        try:
            yield feed
        finally:
            with self._lock:
                feed.readers -= 1
                if not feed.readers:
                    self._feeds.pop(id, None)

    def until_ended(self, id: str, patience_s: float) -> bool:
        """Wait so long for a job's end; whether it came."""
        until = time.monotonic() + patience_s
        with self.feed(id) as feed:
            while not feed.ended and not self.closed.is_set() and (left := until - time.monotonic()) > 0:
                feed.after(feed.last, left)
            return feed.ended

    def close(self) -> None:
        """Let go of all who wait: the server is stopping."""
        self.closed.set()
        with self._lock:
            for feed in self._feeds.values():
                feed.wake()

    def _look_on(self) -> None:
        """A fault that ends the looking is told by the thread itself; the next reader has it begin anew."""
        try:
            self._look()
        finally:
            with self._lock:
                self._looking = False

    def _look(self) -> None:
        while not self.closed.is_set():
            with self._lock:
                self._wanted.wait_for(lambda: self._feeds, FAULT_S)
                open_feeds = {id: feed for id, feed in self._feeds.items() if not feed.ended}
            pause = self._pause_s
            try:
                self._find(open_feeds)
            except StoreUnavailable as error:
                LOG.warning("the store is away: %s", error)
                pause = FAULT_S
            self.closed.wait(pause)

    def _find(self, feeds: dict[str, Feed]) -> None:
        """Each feed gets what comes after its own last event: meanwhile another may have begun for the same job."""
        jobs = iter(feeds)
        while some := tuple(islice(jobs, AT_ONCE)):
            found = self._jobs.events({id: feeds[id].last for id in some})
            with self._lock:
                for id, events in found.items():
                    feeds[id].extend(events)
