"""One worker: takes up tasks, lets others know that it lives, and takes over what the dead left."""

import logging
import math
import threading
from collections.abc import Callable, Mapping

from service.errors import StoreUnavailable
from service.store import Store
from service.work.engine import Engine
from service.work.jobs import Runner

LOG = logging.getLogger(__name__)

# Looks at a worker that stands still before it is taken for dead. A lost database shows nobody anything, so that looks
# are counted and not seconds: what was not seen to stand still does not.
DEAD_LOOKS = 5
PRUNE_EVERY_S = 3600.0


class Buried(Exception):
    """Others have taken this worker for dead, and run what was its: it must begin anew."""


class Watch:
    """Tells the dead from the living by their counts alone: no clock of one machine is held against another's."""

    def __init__(self, me: str, dead_looks: int, gone_looks: int) -> None:
        """`gone_looks`: looks after which no call that a dead worker had begun can still be under way."""
        self._me, self._dead, self._gone = me, dead_looks, gone_looks
        self._seen: dict[str, tuple[int, int]] = {}

    def look(self, census: Mapping[str, tuple[int, bool]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The dead, and of them those who are gone for good, by each worker's count and whether it is buried."""
        self._seen = {id: self._still(id, beats) for id, (beats, _) in census.items() if id != self._me}
        still = {id: looks for id, (_, looks) in self._seen.items()}
        dead = tuple(id for id, looks in still.items() if census[id][1] or looks >= self._dead)
        return dead, tuple(id for id in dead if still[id] >= self._gone)

    def _still(self, id: str, beats: int) -> tuple[int, int]:
        counted, looks = self._seen.get(id, (None, 0))
        return beats, looks + 1 if counted == beats else 0


class Worker:
    """Runs until it is told to stop."""

    def __init__(
        self,
        id: str,
        store: Store,
        engine: Engine,
        runner: Runner,
        stopping: threading.Event,
        *,
        beat_s: float,
        grace_s: float,
        longest_call_s: float,
        prune: Callable[[], object],
        tell: Callable[[], object] = lambda: None,
    ) -> None:
        """`stopping` is set once work that is under way is given up; `longest_call_s` is for how long
        a call may count for its provider's limits; `tell` puts on its queue what is due now and then."""
        self.id, self._store, self._engine, self._runner, self._stopping = id, store, engine, runner, stopping
        self._beat_s, self._grace_s, self._prune = beat_s, grace_s, prune
        self._tell = tell
        gone = 2 * DEAD_LOOKS + math.ceil(longest_call_s / beat_s)
        self._watch = Watch(id, DEAD_LOOKS, gone)

    def run(self, told_to_stop: Callable[[float], bool]) -> None:
        """Work until `told_to_stop`, which waits so many seconds for it, says so. Raises Buried, or StoreUnavailable
        when the database is away at the start."""
        self._store.workers.join(self.id)
        self._engine.start()
        beats = 0
        while not told_to_stop(self._beat_s):
            try:
                self._beat(beats)
            except StoreUnavailable as error:
                LOG.warning("the store is away: %s", error)
            beats += 1
        self._stop()

    def _beat(self, beats: int) -> None:
        if not self._store.workers.beat(self.id):
            # Since it woke it may have taken up tasks, which nobody would look for under a name that is forgotten.
            self._store.workers.bury([self.id])
            raise Buried
        census = self._store.workers.beats()
        dead, gone = self._watch.look(census)
        if dead:
            self._store.workers.bury([id for id in dead if not census[id][1]])
            self._engine.adopt(dead)
            self._store.workers.leave(gone)
        self._engine.mend()
        self._runner.heed()
        self._tell()
        if beats % math.ceil(PRUNE_EVERY_S / self._beat_s) == 0:
            self._prune()

    def _stop(self) -> None:
        """Whatever did not end within the grace is left to others, who are told so at once."""
        self._engine.stop(self._grace_s)
        self._stopping.set()
        self._runner.drop()
        try:
            self._store.workers.bury([self.id])
        except StoreUnavailable as error:
            LOG.warning("the store is away, and nobody is told of this end: %s", error)
