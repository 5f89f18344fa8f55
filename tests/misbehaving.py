"""What may befall a process that reads a stranger's text. Imports little: each process imports it anew."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from service.domain import Article, Judging, Reading, Receipt
from service.errors import BadInput
from service.text.passages import passages

# The first who begins a process has these imported for all that come after it.
PRELOADED = ("service.bootstrap.warm", "tests.misbehaving")


def spin() -> None:
    while True:
        pass


def eat() -> int:
    return len([bytearray(10_000_000) for _ in range(100)])


def die() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> None:
    os._exit(3)


def refuse() -> None:
    raise BadInput("Should be a pier.", "/article/body")


def stumble() -> None:
    raise LookupError("no such pier")


def miss() -> None:
    raise ModuleNotFoundError("No module named 'pier'")


def lacking(missing: str, act: Callable[..., object], *arguments: object) -> object:
    """As where a library, and what imports it, is not there."""
    gone = ("trafilatura", "justext", "htmldate", "courlan", "lxml", missing)
    for name in [name for name in sys.modules if name.partition(".")[0] in gone]:
        del sys.modules[name]
    sys.modules[missing] = None  # type: ignore[assignment]
    return act(*arguments)


def hold(path: str) -> None:
    while not os.path.exists(path):
        time.sleep(0.01)


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def slowly(seconds: float) -> float:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        time.sleep(0.01)
    return seconds


def doubled(number: int) -> int:
    return number * 2


def count(_asked: None, most: int, then: Any = None) -> Iterator[int]:
    yield from range(most)
    if then:
        then()


def sums(asked: Any, numbers: list[int]) -> Iterator[int]:
    with ThreadPoolExecutor(4) as pool:
        yield from pool.map(asked.plus_one, numbers)
    yield asked.total(of=numbers)


class Misbehaving:
    """Fits `pipeline.Analyst`: reads one passage of an article whose body names what it does then."""

    def read(self, article: Article) -> Iterator[Reading]:
        part = passages(article)[0]
        yield Reading(passage=part, of=2)
        ACTS[article.body.split()[0]]()
        yield Reading(passage=part, of=2)

    def judge(self, *_given: object) -> Iterator[Judging]:
        yield from ()

    def receipt(self) -> Receipt:
        return Receipt(analyst="embedded")


def misbehaving(_calls: object, _each: object, _cancelled: object) -> Misbehaving:
    return Misbehaving()


ACTS = {"Spin": spin, "Eat": eat, "Die": die, "Behave": lambda: None}
