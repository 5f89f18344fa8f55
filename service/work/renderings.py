"""Reports as they are shown: each is written once, in a process that can be ended, and kept for who asks next."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import Future

from service.domain import ReviewEvent, Ruleset
from service.errors import Busy, Claimtrace, NoProcess, Unfinished
from service.exports.formats import written
from service.exports.options import PLAIN, FormOptions
from service.sandbox import Sandbox
from service.store.reviews import version

MOST_BYTES = 32_000_000
# Characters of a report that is written as JSON at once, without a process of its own: in some milliseconds.
SMALL = 200_000

Key = tuple[str, str, FormOptions, str]
Outcome = bytes | Claimtrace


class Renderings:
    """What was written last, up to a bound. Serves many threads: those who ask for the same wait for one."""

    def __init__(
        self,
        kept: Callable[[str], str],
        sandbox: Sandbox,
        waiting: int,
        most: int = MOST_BYTES,
        ruleset: Ruleset | None = None,
        stamp: Callable[[], str] = str,
    ) -> None:
        """`kept` gives a report as JSON, by its id; so many may wait at once; `most` counts bytes; `ruleset` weighs
        what a desk changed in a report whose own is no longer held; what was written under another `stamp` than now is
        written anew."""
        self._stamp = stamp
        self._kept, self._sandbox, self._most, self._ruleset = kept, sandbox, most, ruleset
        self._room = threading.Semaphore(waiting)
        self._lock = threading.Lock()
        self._known: OrderedDict[Key, Future[Outcome]] = OrderedDict()
        self._size = 0

    def get(self, id: str, form: str, asked: FormOptions = PLAIN, events: Sequence[ReviewEvent] = ()) -> bytes:
        """The report in a form, one of `FORMATS`, as a desk sees it after `events`. Raises what `write` does; NotFound;
        Busy or NoProcess; or Unfinished: what cannot be written within the bounds is not tried again."""
        if not self._room.acquire(blocking=False):
            raise Busy("Too many reports are waited for already.")
        try:
            key = id, form, asked, f"{version(events)} {self._stamp()}"
            with self._lock:
                known = self._known.get(key)
                coming = known or self._known.setdefault(key, Future())
                self._known.move_to_end(key)
            outcome = known.result() if known else self._write(key, coming, events)
        finally:
            self._room.release()
        if isinstance(outcome, Claimtrace):
            raise type(outcome)(outcome.detail, outcome.field)
        return outcome

    def _write(self, key: Key, coming: Future[Outcome], events: Sequence[ReviewEvent]) -> Outcome:
        outcome: Outcome = NoProcess("The report could not be written just now.")
        try:
            told = self._written(*key[:3], events)
            outcome = told.encode() if isinstance(told, str) else told
        except Claimtrace as error:
            outcome = error
        finally:
            with self._lock:
                coming.set_result(outcome)
                self._settle(key, outcome)
        return outcome

    def _written(self, id: str, form: str, asked: FormOptions, events: Sequence[ReviewEvent]) -> str | bytes:
        report = self._kept(id)
        if form == "json" and len(report) <= SMALL and not events:
            return written(report, form, asked)
        return self._sandbox.run(written, report, form, asked, tuple(events), self._ruleset)

    def _settle(self, key: Key, outcome: Outcome) -> None:
        """Keep what would be the same again, and let go of what was asked for longest ago. Within the lock."""
        if not isinstance(outcome, bytes | Unfinished):
            del self._known[key]
            return
        self._size += _length(outcome)
        done = [one for one, future in self._known.items() if future.done()]
        for oldest in done:
            if self._size <= self._most:
                return
            self._size -= _length(self._known.pop(oldest).result())


def _length(outcome: Outcome) -> int:
    return len(outcome) if isinstance(outcome, bytes) else len(outcome.detail)
