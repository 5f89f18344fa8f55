"""What large requests cost: processor seconds for each input, and for one of twice the size, side by side, in a process
that is warm and collects nothing, as those are in which a worker reads articles.

Run `python -m evals.bench.growth [NAME …]` in a checkout; `--hostile` adds repeats of one unit. A ratio of 2 is linear
growth, 4 is quadratic.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

from evals.bench.texts import HOSTILE, nearly, news, repeated, request
from service.bootstrap import open_application
from service.intake.dossier import dossier_of
from service.intake.reading import request_from_json
from service.settings import Settings
from service.verification import Verification

KB = 1_000  # characters
CLAIMS = 6 * KB  # characters of an article with about 50 claims
HOSTILE_SIZE = 20 * KB  # characters of a repeat that is then doubled


class Input(NamedTuple):
    """A request that grows: `of(times)` is the request at so many times its size; `target` in processor seconds."""

    name: str
    of: Callable[[int], dict[str, Any]]
    target: float | None = None


def _sources(count: int, characters: int, article: int = CLAIMS) -> Callable[[int], dict[str, Any]]:
    return lambda times: request(news(0, article), [news(1 + n, characters) for n in range(count * times)])


def _copies(count: int, *, exact: bool) -> Callable[[int], dict[str, Any]]:
    text = news(1, 20 * KB)
    return lambda times: request(news(0, CLAIMS), [text if exact else nearly(text, n) for n in range(count * times)])


def _both(article: int, count: int, characters: int) -> Callable[[int], dict[str, Any]]:
    """Article and sources grow together."""
    return lambda times: request(news(0, article * times), [news(1 + n, characters) for n in range(count * times)])


INPUTS = (
    Input("article of 54 kB", lambda times: request(news(0, 54 * KB * times)), 1.5),
    Input("article of 99 kB", lambda times: request(news(0, 99 * KB * times)), 3.0),
    Input("25 sources of 20 kB", _sources(25, 20 * KB)),
    Input("50 sources of 20 kB", _sources(50, 20 * KB), 4.0),
    Input("100 sources of 20 kB", _sources(100, 20 * KB), 12.0),
    Input("100 copies of one text", _copies(100, exact=True), 3.0),
    Input("25 near-copies", _copies(25, exact=False)),
    Input("12 kB article, 64 kB of sources", _both(12 * KB, 8, 8 * KB), 1.0),
    Input("24 kB article, 128 kB of sources", _both(24 * KB, 16, 8 * KB), 2.0),
    Input("2.5 kB article, 520 kB of sources", _sources(26, 20 * KB, 2_500), 4.0),
)


class Measured(NamedTuple):
    """Processor seconds for an input and for one of twice its size."""

    name: str
    once: float
    twice: float
    target: float | None

    @property
    def ratio(self) -> float:
        return self.twice / max(self.once, 1e-3)


def measured(inputs: tuple[Input, ...], verification: Verification) -> Iterator[Measured]:
    """Each input, in order."""
    for one in inputs:
        once, twice = (seconds(verification, one.of(times)) for times in (1, 2))
        yield Measured(one.name, once, twice, one.target)


def seconds(verification: Verification, given: dict[str, Any]) -> float:
    """Processor seconds from the request as JSON to its report."""
    told = json.dumps(given).encode()
    started = time.process_time()
    verification.report(dossier_of(request_from_json(told)))
    return time.process_time() - started


def _hostile() -> Iterator[Input]:
    """Each unit as an article, and as a source of an ordinary one."""
    for unit in HOSTILE:
        yield Input(f"article of {unit!r}", partial(_article_of, unit))
        yield Input(f"source of {unit!r}", partial(_source_of, unit))


def _article_of(unit: str, times: int) -> dict[str, Any]:
    return request(repeated(unit, HOSTILE_SIZE * times))


def _source_of(unit: str, times: int) -> dict[str, Any]:
    return request(news(0, 2 * KB), [repeated(unit, HOSTILE_SIZE * times)])


def main(names: list[str]) -> None:
    """Print a line for each input."""
    import_module("service.bootstrap.warm")
    verification = open_application(Settings(database_url="sqlite://")).verification
    wanted = [name for name in names if name != "--hostile"]
    inputs = (*INPUTS, *(_hostile() if "--hostile" in names else ()))
    chosen = tuple(one for one in inputs if not wanted or any(name in one.name for name in wanted))
    for one in measured(chosen, verification):
        target = f"  target {one.target:.1f}" if one.target else ""
        sys.stdout.write(f"{one.name:<40}{one.once:7.2f} s{one.twice:8.2f} s  x{one.ratio:4.1f}{target}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
