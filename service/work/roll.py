"""Who is at work, as one who does not work sees it: only a living worker buries the dead."""

import threading
import time
from collections.abc import Callable, Mapping

from service.work.worker import DEAD_LOOKS


class Roll:
    """Workers whose count goes on. One that stands still for five beats, by this process's clock, is not at work."""

    def __init__(self, beat_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._longest, self._clock, self._lock = beat_s * (DEAD_LOOKS + 1), clock, threading.Lock()
        self._seen: dict[str, tuple[int, float]] = {}

    def living(self, census: Mapping[str, tuple[int, bool]]) -> int:
        """How many are at work, of each worker's count and whether it is buried. A first look trusts the census."""
        now = self._clock()
        with self._lock:
            self._seen = {
                id: known if (known := self._seen.get(id)) and known[0] == beats else (beats, now)
                for id, (beats, buried) in census.items()
                if not buried
            }
            return sum(now - since <= self._longest for _, since in self._seen.values())
