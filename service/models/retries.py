"""Trying again where it may help, leaving a failing provider alone, stopping at a budget. Knows no prompt."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from random import random
from typing import TYPE_CHECKING, Protocol, TypeVar

from service.domain import Frozen
from service.errors import BudgetSpent, CircuitOpen, ModelFault, ModelTimeout, ModelUnavailable
from service.models import Reply

if TYPE_CHECKING:
    from tenacity import RetryCallState

Given = TypeVar("Given")


class KeepTrying(Protocol):
    """Tries again, for as long as it takes, what the store could not do: `service.work.jobs.StoreRetries`."""

    def __call__(self, act: Callable[[], Given]) -> Given: ...


class RetryPolicy(Frozen):
    """How long to keep trying, in seconds. `deadline_s` is for the whole article, from its first call's making."""

    attempts: int = 4
    first_wait_s: float = 0.5
    longest_wait_s: float = 20.0
    deadline_s: float = 300.0


@dataclass(frozen=True)
class Timing:
    """Time and chance."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random


def with_retries(call: Callable[[], Given], patience: RetryPolicy, timing: Timing, until: float) -> Given:
    """What `call` gives, tried again after faults that may pass, as long as the wait ends before `until`."""

    from tenacity import Retrying, retry_if_exception  # noqa: PLC0415 - brings asyncio, and rules ask no model

    def give_up(state: "RetryCallState") -> bool:
        return state.attempt_number >= patience.attempts or timing.clock() + state.upcoming_sleep >= until

    retrying = Retrying(
        retry=retry_if_exception(lambda error: isinstance(error, ModelFault) and error.retryable),
        wait=lambda state: _wait(state, patience, timing),
        stop=give_up,
        sleep=timing.sleep,
        reraise=True,
    )
    return retrying(call)


def _wait(state: "RetryCallState", patience: RetryPolicy, timing: Timing) -> float:
    """As long as the provider says, else twice as long each time; up to half more by chance, so that calls that were
    turned down together do not come back together."""
    fault = state.outcome.exception() if state.outcome else None
    doubled = min(patience.longest_wait_s, patience.first_wait_s * 2.0 ** (state.attempt_number - 1))
    asked = fault.retry_after if isinstance(fault, ModelFault) else None
    return (doubled if asked is None else asked) * (1 + timing.chance() / 2)


class CircuitBreaker:
    """Leaves a provider alone for `rest_s` after `threshold` failures in a row, then lets one call try it.

    One for each provider, shared by all articles. A provider that answers, if only to say no, has not failed.
    """

    def __init__(
        self, provider: str, *, threshold: int = 8, rest_s: float = 15.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.provider = provider
        self._threshold, self._rest_s, self._clock = threshold, rest_s, clock
        self._failures = 0
        self._opened_at, self._last = 0.0, ""
        self._trying = False
        self._lock = threading.Lock()

    @contextmanager
    def guarding(self) -> Iterator[None]:
        """Watch over one call. Raises CircuitOpen instead of making it while the provider rests."""
        self._admit()
        failure = None
        try:
            yield
        except (ModelUnavailable, ModelTimeout) as error:
            failure = error
            raise
        finally:
            self._note(failure)

    def _admit(self) -> None:
        with self._lock:
            if self._failures < self._threshold:
                return
            if self._trying or self._clock() < self._opened_at + self._rest_s:
                told = f"{self.provider} failed {self._failures} times in a row and is left alone"
                raise CircuitOpen(f"{told}; the last time: {self._last}")
            self._trying = True

    def _note(self, failure: Exception | None) -> None:
        with self._lock:
            self._trying = False
            self._failures = self._failures + 1 if failure else 0
            if failure:
                self._opened_at, self._last = self._clock(), str(failure)


class Budget(Frozen):
    """What one article may take: calls, tokens in and out, US dollars. None: no bound."""

    calls: int | None = None
    tokens: int | None = None
    usd: float | None = None


class Cost(Frozen):
    """What a call takes, or may take at most."""

    calls: int = 0
    tokens: int = 0
    usd: float = 0.0

    def plus(self, other: "Cost") -> "Cost":
        return Cost(calls=self.calls + other.calls, tokens=self.tokens + other.tokens, usd=self.usd + other.usd)

    def minus(self, other: "Cost") -> "Cost":
        return Cost(calls=self.calls - other.calls, tokens=self.tokens - other.tokens, usd=self.usd - other.usd)

    def beyond(self, budget: Budget) -> str | None:
        """The first bound this does not keep, in words."""
        bounds = (
            ("calls", self.calls, budget.calls),
            ("tokens", self.tokens, budget.tokens),
            ("dollars", self.usd, budget.usd),
        )
        return next((f"{bound:g} {name}" for name, taken, bound in bounds if bound is not None and taken > bound), None)


class BudgetKeeper:
    """Keeps one article within its budget: what a call may take at most is set aside before it is made."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self._spent = self._aside = Cost()
        self._change = threading.Condition()

    @contextmanager
    def setting_aside(self, most: Cost) -> Iterator[Callable[[Reply], None]]:
        """Room for one call; give the reply to what is yielded. Waits while calls under way may leave room.

        Raises BudgetSpent when there will be none.
        """
        self._set_aside(most)
        paid: list[Reply] = []
        try:
            yield paid.append
        finally:
            with self._change:
                self._aside = self._aside.minus(most)
                for reply in paid:
                    tokens = reply.input_tokens + reply.output_tokens
                    self._spent = self._spent.plus(Cost(calls=1, tokens=tokens, usd=reply.cost_usd))
                self._change.notify_all()

    def _set_aside(self, most: Cost) -> None:
        with self._change:
            while self._spent.plus(self._aside).plus(most).beyond(self._budget):
                if bound := self._spent.plus(most).beyond(self._budget):
                    raise BudgetSpent(f"The article's budget of {bound} leaves no room for this call.")
                self._change.wait()
            self._aside = self._aside.plus(most)
