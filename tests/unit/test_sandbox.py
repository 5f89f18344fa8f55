"""Whatever runs in a process of its own is bounded, told of, and leaves the one who began it as it was."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.errors import BadInput, Cancelled, MemorySpent, NoProcess, NotInstalled, ProcessDied, TimeSpent
from service.sandbox import Limits, Sandbox
from tests.misbehaving import (
    PRELOADED,
    count,
    die,
    doubled,
    eat,
    hold,
    leave,
    miss,
    refuse,
    sleep,
    slowly,
    spin,
    stumble,
    sums,
)

SANDBOX = Sandbox(Limits(processor_s=1, memory_mb=400), PRELOADED)


class Answering:
    """Answers only when so many ask at once."""

    def __init__(self, together: int) -> None:
        self._together = threading.Barrier(together)

    def plus_one(self, number: int) -> int:
        if number < 0:
            raise BadInput("Should not be negative.")
        self._together.wait(10)
        return number + 1

    def total(self, *, of: list[int]) -> int:
        return sum(of)


def test_what_it_gives_comes_back() -> None:
    assert SANDBOX.run(doubled, 21) == 42
    assert list(SANDBOX.follow(count, 3)) == [0, 1, 2]


@pytest.mark.parametrize(
    ("act", "error", "told"),
    [
        (spin, TimeSpent, "1 s of processor time"),
        (eat, MemorySpent, "400 MB of memory"),
        (die, ProcessDied, "died"),
        (leave, ProcessDied, "died"),
    ],
)
def test_one_that_spins_eats_or_dies_is_told_in_plain_words_and_the_next_runs(act, error, told) -> None:
    with pytest.raises(error, match=told):
        SANDBOX.run(act)
    assert SANDBOX.run(doubled, 4) == 8


def test_what_was_given_before_the_end_has_come() -> None:
    given = SANDBOX.follow(count, 3, die)
    assert [next(given) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ProcessDied):
        next(given)


def test_what_it_raises_is_raised_here_with_its_words_and_field() -> None:
    with pytest.raises(BadInput) as refused:
        SANDBOX.run(refuse)
    assert (refused.value.detail, refused.value.field) == ("Should be a pier.", "/article/body")
    with pytest.raises(NotInstalled, match="pier"):
        SANDBOX.run(miss)
    with pytest.raises(RuntimeError, match="LookupError") as told:
        SANDBOX.run(stumble)
    assert "in stumble" in "".join(told.value.__notes__)


def test_one_that_stands_still_is_ended() -> None:
    still = Sandbox(Limits(processor_s=0.03, memory_mb=400))
    with pytest.raises(TimeSpent, match="stood still"):
        still.run(sleep, 60)
    slow = Sandbox(Limits(processor_s=5, memory_mb=400), longest_s=0.3)
    with pytest.raises(TimeSpent, match="took longer than"):
        slow.run(spin)
    assert Sandbox(Limits(processor_s=0.05, memory_mb=400)).run(slowly, 0.6) == 0.6, "what works, if slowly, goes on"


def test_it_is_ended_once_nobody_wants_it_any_more() -> None:
    cancelled = threading.Event()
    threading.Timer(0.2, cancelled.set).start()
    with pytest.raises(Cancelled):
        list(SANDBOX.follow(count, 1, spin, cancelled=cancelled))


def test_its_questions_are_answered_here_side_by_side() -> None:
    assert list(SANDBOX.follow(sums, [1, 2, 3, 4] * 2, asked=Answering(4), at_once=4)) == [2, 3, 4, 5] * 2 + [20]
    with pytest.raises(BadInput, match="negative"):
        list(SANDBOX.follow(sums, [1, -1], asked=Answering(1), at_once=2))


def test_no_more_run_at_once_than_may(tmp_path) -> None:
    one = Sandbox(Limits(processor_s=5, memory_mb=400), at_once=1, patience_s=0.05)
    door = tmp_path / "door"
    first = threading.Thread(target=one.run, args=(hold, str(door)))
    first.start()
    time.sleep(0.1)
    with pytest.raises(NoProcess):
        one.run(doubled, 1)
    door.touch()
    first.join()
    assert one.run(doubled, 1) == 2


def test_many_threads_get_each_its_own() -> None:
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda number: SANDBOX.run(doubled, number), range(24))) == [*range(0, 48, 2)]
