"""How the application is put together."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.bootstrap import once
from service.errors import StoreUnavailable


def test_a_store_that_many_threads_ask_for_at_once_is_opened_once() -> None:
    opened, together = [], threading.Barrier(8)

    def opening() -> object:
        opened.append(1)
        time.sleep(0.01)  # for others to come meanwhile
        return object()

    given = once(opening)

    def ask(_: int) -> object:
        together.wait()
        return given()

    with ThreadPoolExecutor(8) as threads:
        assert len(set(threads.map(ask, range(8)))) == 1
    assert len(opened) == 1


def test_a_store_that_could_not_be_opened_is_tried_again() -> None:
    answers = iter((StoreUnavailable("away"), "open"))

    def opening() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    given = once(opening)
    with pytest.raises(StoreUnavailable):
        given()
    assert (given(), given()) == ("open", "open")
