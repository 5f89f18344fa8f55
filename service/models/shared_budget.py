"""Keep what desks and keys may spend in a day, among the threads of this process and the workers of all machines."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

from service.domain import DayBudget, Frozen
from service.errors import BudgetMet, Postponed
from service.models.retries import Cost, KeepTrying

# Seconds between two looks while others' calls may leave room: at first, and at last.
SOON, LATER = 0.05, 1.0


class PaidCall(Frozen):
    """A call that its desk pays for, and the key that asked (None: no key did): which call of which job, by which
    worker. The same question of a job is the same call, whoever runs the job."""

    job: str
    call: str
    api_key: str | None
    worker: str


class SpendingLedger(Protocol):
    """Where it is kept what was spent, and what is set aside for calls under way, for all workers."""

    def set_aside(self, call: PaidCall, most: Cost, usual: DayBudget, *, priced: bool = True) -> bool:
        """Whether there is room; False: there may be later. Raises BudgetMet, PriceUnknown or StoreUnavailable."""
        ...

    def give_back(self, call: PaidCall) -> None: ...


class SharedBudget:
    """The part of one job in the budgets of its desk and its key. Used from several threads.

    What is set aside for a call stays so when it succeeds: whoever keeps its reply puts what it took in its place.
    """

    def __init__(
        self,
        ledger: SpendingLedger,
        job: str,
        api_key: str | None,
        worker: str,
        usual: DayBudget,
        keep_trying: KeepTrying,
        *,
        may_wait: bool = False,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`usual` is the budget of a desk that has none of its own; `may_wait`: a job none of whose calls was made yet
        had better wait for the next day than be done without any."""
        self._ledger, self._job, self._api_key, self._worker = ledger, job, api_key, worker
        self._usual, self._keep_trying, self._may_wait, self._sleep = usual, keep_trying, may_wait, sleep
        self._under_way: set[str] = set()
        self._lock = threading.Lock()

    @contextmanager
    def setting_aside(self, call: str, most: Cost, *, priced: bool, give_up: Callable[[], None]) -> Iterator[None]:
        """Room for one call that takes so much at most. Waits while calls under way may leave room; `give_up` raises
        once waiting is of no use. Raises BudgetMet, PriceUnknown, or Postponed."""
        paid = PaidCall(job=self._job, call=call, api_key=self._api_key, worker=self._worker)
        with self._alone(call, give_up):
            self._wait(lambda: self._room(paid, most, priced), give_up)
            self._may_wait = False
            answered = False
            try:
                yield
                answered = True
            finally:
                if not answered:
                    self._keep_trying(lambda: self._ledger.give_back(paid))

    @contextmanager
    def _alone(self, call: str, give_up: Callable[[], None]) -> Iterator[None]:
        """An article that holds the same words twice asks the same twice: each pays for itself."""
        self._wait(lambda: self._begun(call), give_up)
        try:
            yield
        finally:
            with self._lock:
                self._under_way.discard(call)

    def _begun(self, call: str) -> bool:
        with self._lock:
            known = call in self._under_way
            self._under_way.add(call)
        return not known

    def _wait(self, come: Callable[[], bool], give_up: Callable[[], None]) -> None:
        pause = SOON
        while not come():
            give_up()
            self._sleep(pause)
            pause = min(LATER, pause * 1.5)

    def _room(self, paid: PaidCall, most: Cost, priced: bool) -> bool:
        try:
            return self._keep_trying(lambda: self._ledger.set_aside(paid, most, self._usual, priced=priced))
        except BudgetMet as error:
            if self._may_wait:
                raise Postponed(error.detail) from error
            raise
