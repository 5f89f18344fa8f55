"""Reports as they are shown: each is written once, in a process that can be ended, and kept for who asks next."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future

from service.errors import Busy, Claimtrace, NoProcess, Unfinished
from service.exports.formats import written
from service.sandbox import Sandbox

MOST_BYTES = 32_000_000
# Characters of a report that is written as JSON at once, without a process of its own: in some milliseconds.
SMALL = 200_000

Key = tuple[str, str, str | None]
Outcome = bytes | Claimtrace


class Renderings:
    """What was written last, up to a bound. Serves many threads: those who ask for the same wait for one."""

    def __init__(self, kept: Callable[[str], str], sandbox: Sandbox, waiting: int, most: int = MOST_BYTES) -> None:
        """`kept` gives a report as JSON, by its id; so many may wait at once; `most` counts bytes."""
        self._kept, self._sandbox, self._most = kept, sandbox, most
        self._room = threading.Semaphore(waiting)
        self._lock = threading.Lock()
        self._known: OrderedDict[Key, Future[Outcome]] = OrderedDict()
        self._size = 0

    def get(self, id: str, form: str, view: str | None = None) -> bytes:
        """The report in a form, one of `FORMATS`, and a view of it. Raises NotFound; Busy or NoProcess; or Unfinished:
        what cannot be written within the bounds is not tried again."""
        if not self._room.acquire(blocking=False):
            raise Busy("Too many reports are waited for already.")
        try:
            key = id, form, view
            with self._lock:
                known = self._known.get(key)
                asked = known or self._known.setdefault(key, Future())
                self._known.move_to_end(key)
            outcome = known.result() if known else self._write(key, asked)
        finally:
            self._room.release()
        if isinstance(outcome, Claimtrace):
            raise type(outcome)(outcome.detail)
        return outcome

    def _write(self, key: Key, asked: Future[Outcome]) -> Outcome:
        outcome: Outcome = NoProcess("The report could not be written just now.")
        try:
            outcome = self._written(*key).encode()
        except Claimtrace as error:
            outcome = error
        finally:
            with self._lock:
                asked.set_result(outcome)
                self._settle(key, outcome)
        return outcome

    def _written(self, id: str, form: str, view: str | None) -> str:
        report = self._kept(id)
        if form == "json" and len(report) <= SMALL:
            return written(report, form)
        return self._sandbox.run(written, report, form, view)

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
