"""Trying again where it may help, leaving a failing provider alone, stopping at a budget."""

import threading
from collections.abc import Callable

import pytest

from service.errors import BadReply, BudgetSpent, CircuitOpen, ModelTimeout, ModelUnavailable, RateLimited
from service.models import Finish, Reply
from service.models.retries import Budget, BudgetKeeper, CircuitBreaker, Cost, RetryPolicy, Timing, with_retries
from tests.clock import Clock

POLICY = RetryPolicy(attempts=4, first_wait_s=1.0, longest_wait_s=3.0)
GUARD_S = 15  # only against hanging


@pytest.fixture
def clock() -> Clock:
    return Clock()


def failing(*faults: Exception) -> Callable[[], str]:
    """A call that fails so, one fault after another, and then answers."""
    left = iter(faults)

    def call() -> str:
        for fault in left:
            raise fault
        return "answered"

    return call


def gone(seconds: float | None = None) -> ModelUnavailable:
    return ModelUnavailable("Gone.", seconds)


def tried(
    call: Callable[[], str], clock: Clock, policy: RetryPolicy = POLICY, until: float = 100.0, chance: float = 0.0
) -> str:
    return with_retries(call, policy, Timing(clock=clock, sleep=clock.sleep, chance=lambda: chance), until)


# ---------------------------------------------------------------- trying again


def test_waits_double_up_to_the_longest(clock: Clock) -> None:
    policy = POLICY.model_copy(update={"attempts": 6})
    assert tried(failing(*[gone()] * 5), clock, policy) == "answered"
    assert clock.sleeps == [1.0, 2.0, 3.0, 3.0, 3.0]


def test_a_call_is_made_as_often_as_the_policy_says_and_its_last_fault_is_raised(clock: Clock) -> None:
    last = gone()
    assert tried(failing(*[gone()] * 3), Clock()) == "answered"
    with pytest.raises(ModelUnavailable) as caught:
        tried(failing(*[gone()] * 3, last), clock)
    assert caught.value is last
    assert len(clock.sleeps) == 3


@pytest.mark.parametrize("fault", [BadReply("No."), ValueError("ours")])
def test_a_fault_that_does_not_pass_is_raised_at_once(fault: Exception, clock: Clock) -> None:
    with pytest.raises(type(fault)):
        tried(failing(fault), clock)
    assert clock.sleeps == []


@pytest.mark.parametrize(("asked", "waits"), [(7.0, [7.0]), (0.0, [0.0]), (None, [1.0])])
def test_the_wait_is_what_the_provider_asks_for_even_if_that_is_none(
    asked: float | None, waits: list[float], clock: Clock
) -> None:
    tried(failing(gone(asked)), clock)
    assert clock.sleeps == waits


def test_a_provider_may_ask_for_more_than_our_longest_wait(clock: Clock) -> None:
    tried(failing(gone(50.0)), clock)
    assert clock.sleeps == [50.0]


@pytest.mark.parametrize(("chance", "wait"), [(0.0, 4.0), (0.5, 5.0), (1.0, 6.0)])
def test_chance_makes_a_wait_up_to_half_longer_and_never_shorter(chance: float, wait: float, clock: Clock) -> None:
    tried(failing(gone(4.0)), clock, chance=chance)
    assert clock.sleeps == [wait]


@pytest.mark.parametrize(("until", "waits"), [(7.1, [1.0, 2.0, 3.0]), (6.0, [1.0, 2.0]), (1.0, [])])
def test_no_wait_is_begun_that_would_end_at_the_deadline_or_beyond(
    until: float, waits: list[float], clock: Clock
) -> None:
    with pytest.raises(ModelUnavailable):
        tried(failing(*[gone()] * 9), clock, until=until)
    assert clock.sleeps == waits


def test_four_attempts_half_a_second_first_and_twenty_at_most_unless_told_otherwise(clock: Clock) -> None:
    with pytest.raises(ModelUnavailable):
        tried(failing(*[gone()] * 9), clock, RetryPolicy())
    assert clock.sleeps == [0.5, 1.0, 2.0]
    tried(failing(*[gone()] * 8), clock, RetryPolicy(attempts=9))
    assert max(clock.sleeps) == 20.0
    assert RetryPolicy().deadline_s == 300.0


# ---------------------------------------------------------------- leaving a provider alone


def fail(breaker: CircuitBreaker, fault: Exception | None = None) -> None:
    error = fault or ModelUnavailable("Gone.")
    with pytest.raises(type(error)), breaker.guarding():
        raise error


def succeed(breaker: CircuitBreaker) -> None:
    with breaker.guarding():
        pass


def left_alone(breaker: CircuitBreaker) -> bool:
    """Whether it keeps a call from being made. One that it lets through succeeds."""
    try:
        succeed(breaker)
    except CircuitOpen:
        return True
    return False


@pytest.mark.parametrize("fault", [ModelUnavailable("Gone."), ModelTimeout("Late.")])
def test_a_provider_is_left_alone_after_so_many_failures_in_a_row(fault: Exception, clock: Clock) -> None:
    breaker = CircuitBreaker("m", threshold=3, clock=clock)
    for _ in range(2):
        fail(breaker, fault)
    assert not left_alone(breaker), "two are not three; and this success ends the row"
    for _ in range(3):
        fail(breaker, fault)
    with pytest.raises(CircuitOpen, match=rf"m failed 3 times in a row .* the last time: {fault}"):
        succeed(breaker)


def test_only_failures_in_a_row_count(clock: Clock) -> None:
    breaker = CircuitBreaker("m", threshold=2, clock=clock)
    for _ in range(3):
        fail(breaker)
        succeed(breaker)


@pytest.mark.parametrize("answer", [RateLimited("Wait."), BadReply("No."), ValueError("ours")])
def test_saying_no_is_not_failing_and_ends_a_row_of_failures(answer: Exception, clock: Clock) -> None:
    breaker = CircuitBreaker("m", threshold=2, clock=clock)
    for _ in range(3):
        fail(breaker)
        fail(breaker, answer)
    assert not left_alone(breaker)


@pytest.mark.parametrize(("at", "alone"), [(24.9, True), (25.0, False)])
def test_a_provider_rests_for_as_long_as_it_was_told_from_its_last_failure(
    at: float, alone: bool, clock: Clock
) -> None:
    breaker = CircuitBreaker("m", threshold=2, rest_s=15, clock=clock)
    fail(breaker)
    clock.now = 10
    fail(breaker)
    clock.now = at
    assert left_alone(breaker) is alone


def test_eight_failures_and_fifteen_seconds_unless_told_otherwise(clock: Clock) -> None:
    breaker = CircuitBreaker("m", clock=clock)
    for _ in range(8):
        fail(breaker)
    clock.now = 14.9
    assert left_alone(breaker)
    clock.now = 15
    assert not left_alone(breaker)


def test_one_call_at_a_time_tries_a_provider_that_rested(clock: Clock) -> None:
    breaker = CircuitBreaker("m", threshold=1, rest_s=15, clock=clock)
    fail(breaker)
    clock.now = 15
    with breaker.guarding():
        assert left_alone(breaker)
    assert not left_alone(breaker)


def test_a_try_that_fails_lets_the_provider_rest_again_and_then_be_tried_again(clock: Clock) -> None:
    breaker = CircuitBreaker("m", threshold=2, rest_s=15, clock=clock)
    for _ in range(2):
        fail(breaker)
    clock.now = 20
    fail(breaker)
    clock.now = 34.9
    assert left_alone(breaker)
    clock.now = 35
    with breaker.guarding():
        pass
    assert not left_alone(breaker)


def test_a_provider_that_answers_its_try_is_trusted_with_all_calls_again(clock: Clock) -> None:
    breaker = CircuitBreaker("m", threshold=2, rest_s=15, clock=clock)
    for _ in range(2):
        fail(breaker)
    clock.now = 20
    succeed(breaker)
    fail(breaker)
    with breaker.guarding():
        assert not left_alone(breaker)


def test_one_for_all_threads_counts_every_failure(clock: Clock) -> None:
    breaker = CircuitBreaker("m", threshold=200, clock=clock)
    threads = [threading.Thread(target=lambda: [fail(breaker) for _ in range(25)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(GUARD_S)
    assert left_alone(breaker)


# ---------------------------------------------------------------- a budget


CALL = Cost(calls=1, tokens=100, usd=0.5)


def reply(tokens: int = 40, usd: float = 0.2) -> Reply:
    return Reply(
        text="", finish=Finish.STOP, input_tokens=tokens - 10, output_tokens=10, cost_usd=usd, model="m", seconds=0.1
    )


def spend(keeper: BudgetKeeper, most: Cost = CALL, replies: int = 1) -> None:
    with keeper.setting_aside(most) as paid:
        for _ in range(replies):
            paid(reply())


@pytest.mark.parametrize(
    ("budget", "calls", "words"),
    [
        (Budget(calls=3), 3, "3 calls"),
        (Budget(tokens=140), 2, "140 tokens"),  # 40 were spent, and the second may take 100: just so
        (Budget(tokens=139), 1, "139 tokens"),
        (Budget(usd=1.1), 4, "1.1 dollars"),  # .2 each: the fourth may bring it to 1.1
        (Budget(usd=0.5), 1, "0.5 dollars"),
        (Budget(calls=0), 0, "0 calls"),
        (Budget(usd=0.0), 0, "0 dollars"),
        (Budget(calls=9, tokens=1_000, usd=0.4), 0, "0.4 dollars"),
        (Budget(calls=1, tokens=1, usd=0.1), 0, "1 tokens"),
    ],
)
def test_a_call_is_made_only_if_all_it_may_take_is_left(budget: Budget, calls: int, words: str) -> None:
    keeper = BudgetKeeper(budget)
    for _ in range(calls):
        spend(keeper)
    with pytest.raises(BudgetSpent, match=f"budget of {words} leaves no room"):
        spend(keeper)


def test_without_bounds_there_is_always_room() -> None:
    keeper = BudgetKeeper(Budget())
    for _ in range(99):
        spend(keeper, Cost(calls=1, tokens=10**9, usd=10.0**9))


def test_a_call_counts_with_every_reply_that_was_paid_for() -> None:
    keeper = BudgetKeeper(Budget(calls=3))
    spend(keeper, replies=2)
    spend(keeper)
    with pytest.raises(BudgetSpent):
        spend(keeper)


def test_a_call_that_failed_before_a_reply_costs_nothing() -> None:
    keeper = BudgetKeeper(Budget(calls=1, tokens=100, usd=0.5))
    for _ in range(3):
        with pytest.raises(ModelUnavailable), keeper.setting_aside(CALL):
            raise ModelUnavailable("Gone.")
    spend(keeper)


def test_what_was_paid_counts_though_the_call_failed_after_it() -> None:
    keeper = BudgetKeeper(Budget(calls=1))
    with pytest.raises(BadReply), keeper.setting_aside(CALL) as paid:
        paid(reply())
        raise BadReply("No.")
    with pytest.raises(BudgetSpent):
        spend(keeper)


SECOND = "a second call"


class Second:
    """A second call, made by another thread while a first is under way."""

    def __init__(self, keeper: BudgetKeeper, most: Cost = CALL) -> None:
        self.fault: Exception | None = None
        self.made = threading.Event()
        self._thread = threading.Thread(target=self._call, args=(keeper, most), name=SECOND, daemon=True)
        self._thread.start()

    def _call(self, keeper: BudgetKeeper, most: Cost) -> None:
        try:
            with keeper.setting_aside(most):
                self.made.set()
        except BudgetSpent as error:
            self.fault = error

    def over(self) -> bool:
        self._thread.join(GUARD_S)
        return not self._thread.is_alive()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Raised by one whenever a second call begins to wait for room."""
    begun = threading.Semaphore(0)
    wait = threading.Condition.wait

    def noted(condition: threading.Condition, timeout: float | None = None) -> bool:
        if threading.current_thread().name == SECOND:
            begun.release()
        return wait(condition, timeout)

    monkeypatch.setattr(threading.Condition, "wait", noted)
    return begun


@pytest.mark.parametrize("budget", [Budget(calls=1), Budget(tokens=100), Budget(usd=0.5)])
def test_a_call_waits_while_another_under_way_may_leave_room(budget: Budget, waits: threading.Semaphore) -> None:
    keeper = BudgetKeeper(budget)
    with keeper.setting_aside(CALL):
        second = Second(keeper)
        assert waits.acquire(timeout=GUARD_S)
        assert not second.made.is_set()
    assert second.over()
    assert second.made.is_set(), "the first took nothing"


def test_a_call_that_waited_is_refused_once_the_room_is_spent(waits: threading.Semaphore) -> None:
    keeper = BudgetKeeper(Budget(tokens=100))
    with keeper.setting_aside(CALL) as paid:
        second = Second(keeper)
        assert waits.acquire(timeout=GUARD_S)
        paid(reply(tokens=100))
    assert second.over()
    assert isinstance(second.fault, BudgetSpent)


@pytest.mark.parametrize(
    ("budget", "third"),
    [
        (Budget(calls=2), Cost(calls=2)),
        (Budget(tokens=200), Cost(tokens=150)),
        (Budget(usd=1.0), Cost(usd=0.75)),
    ],
)
def test_a_call_that_ends_gives_back_only_what_was_set_aside_for_it(
    budget: Budget, third: Cost, waits: threading.Semaphore
) -> None:
    keeper = BudgetKeeper(budget)
    with keeper.setting_aside(CALL):
        spend(keeper, replies=0)
        last = Second(keeper, third)
        assert waits.acquire(timeout=GUARD_S)
        assert not last.made.is_set()
    assert last.over()
    assert last.made.is_set()


def test_every_call_that_waits_is_told_of_the_room(waits: threading.Semaphore) -> None:
    keeper = BudgetKeeper(Budget(calls=2))
    with keeper.setting_aside(Cost(calls=2)):
        others = [Second(keeper) for _ in range(2)]
        assert all(waits.acquire(timeout=GUARD_S) for _ in others)
    assert all(one.over() and one.made.is_set() for one in others)


def test_a_call_that_can_never_have_room_does_not_wait() -> None:
    keeper = BudgetKeeper(Budget(tokens=150))
    with keeper.setting_aside(CALL), pytest.raises(BudgetSpent), keeper.setting_aside(Cost(calls=1, tokens=151)):
        pass


def test_calls_that_fit_beside_each_other_do_not_wait() -> None:
    keeper = BudgetKeeper(Budget(calls=2, tokens=200, usd=1.0))
    with keeper.setting_aside(CALL):
        assert Second(keeper).over()
