"""A worker without an engine: runs queued jobs in a thread of the test, one after another."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from types import TracebackType

from service.bootstrap import Application
from service.domain import Dossier, JobState
from service.errors import StoreUnavailable
from service.pipeline import Event
from service.verification import RunContext
from service.work.jobs import Runner, StoreRetries


class Hand:
    """Runs what is queued in a store, in a `with` block. A job is begun only once nothing holds it back."""

    def __init__(self, application: Application) -> None:
        self.application, self._stop = application, threading.Event()
        self.free = threading.Event()
        self.free.set()
        self.runner = Runner(application.store, self._verify, "tests", StoreRetries(self._stop))
        self._thread = threading.Thread(target=self._work, daemon=True)

    def __enter__(self) -> "Hand":
        self.application.store.workers.join("tests")
        self._thread.start()
        return self

    def __exit__(self, _type: object, _error: BaseException | None, _trace: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join(10)

    def _verify(self, dossier: Dossier, context: RunContext) -> Iterator[Event]:
        return self.application.verification.of(context.desk).verify(dossier, context)

    def _work(self) -> None:
        while not self._stop.wait(0.01):
            with suppress(StoreUnavailable):
                for job in self.application.store.of(None).jobs.page(JobState.QUEUED)[0]:
                    if self.free.is_set() and not self._stop.is_set():
                        self.runner.run(job.id)
