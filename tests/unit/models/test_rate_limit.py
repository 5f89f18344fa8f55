"""Calls wait for a place with their provider, and no longer than they are wanted."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.errors import Cancelled, StoreUnavailable
from service.models.rate_limit import FRESH_S, Limit, SharedRateLimit

LIMIT = Limit(at_once=3)


class Places:
    """So many places, in memory; `away` makes the store fail so often."""

    def __init__(self, free: int, away: int = 0) -> None:
        self.free, self.away, self.lock = free, away, threading.Lock()
        self.most = self.taken = 0

    def take(self, _provider: str, _worker: str, _limit: Limit) -> str | None:
        with self.lock:
            if self.away:
                self.away -= 1
                raise StoreUnavailable("away")
            if self.taken == self.free:
                return None
            self.taken += 1
            self.most = max(self.most, self.taken)
            return "place"

    def give_back(self, _id: str, _limit: Limit) -> None:
        with self.lock:
            self.taken -= 1


def rate_limit(places: Places, **more: object) -> SharedRateLimit:
    return SharedRateLimit(places, "p", LIMIT, "w", lambda act: act(), **more)


def wanted() -> None:
    """It is."""


def test_no_more_are_let_through_than_there_are_places():
    places = Places(3)
    gate = rate_limit(places)

    def call(_: int) -> int:
        with gate.place(wanted):
            time.sleep(0.005)
            return places.taken

    with ThreadPoolExecutor(20) as pool:
        assert max(pool.map(call, range(100))) <= 3
    assert (places.most, places.taken) == (3, 0)


def test_a_place_goes_back_whatever_befalls_the_call():
    places = Places(1)
    with pytest.raises(RuntimeError), rate_limit(places).place(wanted):
        raise RuntimeError
    assert places.taken == 0


def test_who_is_not_wanted_any_more_stops_waiting():
    places, over = Places(0), threading.Event()

    def give_up() -> None:
        if over.is_set():
            raise Cancelled("over")

    gate = rate_limit(places)

    def call() -> None:
        with gate.place(give_up):
            raise AssertionError

    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(call) for _ in range(2)]
        over.set()
        for one in calls:
            with pytest.raises(Cancelled):
                one.result(5)


def test_a_store_that_is_away_for_a_while_only_keeps_callers_waiting():
    places = Places(1, away=3)
    with rate_limit(places).place(wanted):
        assert places.taken == 1


def test_a_place_that_was_long_in_coming_is_given_back_and_asked_for_anew():
    """A worker that was frozen in between may have been taken for dead, and its place given to another."""
    moments = iter([0.0, FRESH_S + 1, 10.0, 10.1])
    places = Places(1)
    with rate_limit(places, clock=lambda: next(moments)).place(wanted):
        assert places.taken == 1
    assert next(moments, None) is None
