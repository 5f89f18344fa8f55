"""What a fleet of workers lives through, at full size: killed, frozen, without a database, without a disk.

Run `python -m evals.bench.endurance [killed] [desks] [budget] [frozen] [away] [full] [clock]` in a checkout, on a
machine with PostgreSQL; all of them, unless told. Each line says what became of so many jobs; `twice` is the number of
calls that the model carried out again after it had done so, and is to be 0.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from service.domain import Frozen
from tests import desk_endurance, endurance
from tests.postgres import Postgres, running

ARTICLES, KILLS, JOBS, LIMIT, SEED = 50, 20, 200, 12, 2026
BUDGET = 0.6  # US dollars: a little more than half of what the articles of one desk take


def killed(server: Postgres) -> None:
    for place, folder in _places(server):
        survival = endurance.killed(place, folder, ARTICLES, KILLS, SEED, 0.6)
        _say(f"killed {KILLS} times, {place.partition(':')[0]}", survival)


def frozen(server: Postgres) -> None:
    folder = Path(tempfile.mkdtemp())
    survival = endurance.killed_and_frozen(server.database(), folder, JOBS, LIMIT, 0.1)
    _say(f"of three one killed, one frozen; at most {LIMIT} calls", survival)


def away(server: Postgres) -> None:
    _say("database away for 3 s", endurance.database_away(server, Path(tempfile.mkdtemp()), ARTICLES, 0.3, 3))


def full(_server: Postgres) -> None:
    folder = Path(tempfile.mkdtemp())
    with endurance.small_disk(folder) as disk:
        survival, told = endurance.disk_full(disk, folder, 20, 0.3, 5)
    _say(f"disk full for 5 s ({told})", survival)


def clock(server: Postgres) -> None:
    folder = Path(tempfile.mkdtemp())
    if library := endurance.faketime():
        _say("clock set back an hour", endurance.clock_set_back(server.database(), folder, library, 20, 0.3))


def desks(server: Postgres) -> None:
    """Killed as before, with two desks, a key and a budget each."""
    for place, folder in _places(server):
        survival, accounts = desk_endurance.killed_desks(place, folder, ARTICLES, KILLS, SEED, 0.6)
        _say(f"two desks, killed {KILLS} times, {place.partition(':')[0]}", survival)
        _say(f"accounts right: {accounts.right}", accounts)


def budget(server: Postgres) -> None:
    for place, folder in _places(server):
        met = desk_endurance.budget_met(place, folder, ARTICLES, BUDGET, 0.1)
        _say(f"three workers, a budget of {BUDGET:g} dollars met, {place.partition(':')[0]}", met)


def _places(server: Postgres) -> Iterator[tuple[str, Path]]:
    folders = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    yield f"sqlite:///{folders[0] / 'claimtrace.db'}", folders[0]
    yield server.database(), folders[1]


TRIALS: dict[str, Callable[[Postgres], None]] = {
    "killed": killed,
    "desks": desks,
    "budget": budget,
    "frozen": frozen,
    "away": away,
    "full": full,
    "clock": clock,
}


def _say(what: str, came: Frozen) -> None:
    sys.stdout.write(f"{what}\n  {came}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with running() as postgres:
        for name in sys.argv[1:] or TRIALS:
            TRIALS[name](postgres)
