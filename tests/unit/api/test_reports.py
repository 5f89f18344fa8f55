"""Reports are written by few threads, once for all who ask at the same time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.api.reports import Writers
from service.errors import Busy
from tests.fleet import wait_until

GUARD_S = 20


class Slow:
    """Writes once it may, and counts how often."""

    def __init__(self):
        self.may, self.times = threading.Event(), 0

    def __call__(self):
        self.times += 1
        assert self.may.wait(GUARD_S)
        return b"%d" % self.times


def waiting(writers, count):
    return wait_until(lambda: writers.waiting == count, GUARD_S, 0.01)


def test_what_many_ask_for_at_once_is_written_once_and_then_anew():
    writers, slow = Writers(2), Slow()
    with ThreadPoolExecutor(8) as askers:
        asked = [askers.submit(writers.written, "a", slow, 8) for _ in range(8)]
        assert waiting(writers, 8)
        slow.may.set()
        assert {one.result() for one in asked} == {b"1"}
    assert writers.written("a", slow, 8) == b"2"


def test_beyond_the_bound_nobody_waits():
    writers, slow = Writers(2), Slow()
    with ThreadPoolExecutor(2) as askers:
        asked = [askers.submit(writers.written, key, slow, 2) for key in "ab"]
        assert waiting(writers, 2)
        for key in "abc":
            with pytest.raises(Busy):
                writers.written(key, slow, 2)
        slow.may.set()
        assert all(one.result() for one in asked)
    assert writers.written("c", slow, 2)


def test_what_cannot_be_written_is_told_to_all_who_ask_and_not_kept():
    writers, told = Writers(1), iter([OSError("gone")])

    def write():
        for fault in told:
            raise fault
        return b"here"

    with pytest.raises(OSError, match="gone"):
        writers.written("a", write, 1)
    assert writers.written("a", write, 1) == b"here"
