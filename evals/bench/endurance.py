"""What a fleet of workers lives through, at full size: killed, frozen, without a database, without a disk.

Run `python -m evals.bench.endurance [killed] [frozen] [away] [full] [clock]` in a checkout, on a machine with
PostgreSQL; all of them, unless told. Each line says what became of so many jobs; `twice` is the number of calls that
the model carried out again after it had done so, and is to be 0.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests import endurance
from tests.postgres import Postgres, running

ARTICLES, KILLS, JOBS, LIMIT, SEED = 50, 20, 200, 12, 2026


def killed(server: Postgres) -> None:
    for url in (None, server.database()):
        folder = Path(tempfile.mkdtemp())
        place = url or f"sqlite:///{folder / 'claimtrace.db'}"
        _say(
            f"killed {KILLS} times, {place.partition(':')[0]}",
            endurance.killed(place, folder, ARTICLES, KILLS, SEED, 0.6),
        )


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


TRIALS: dict[str, Callable[[Postgres], None]] = {
    "killed": killed,
    "frozen": frozen,
    "away": away,
    "full": full,
    "clock": clock,
}


def _say(what: str, survival: endurance.Survival) -> None:
    sys.stdout.write(f"{what}\n  {survival}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    with running() as postgres:
        for name in sys.argv[1:] or TRIALS:
            TRIALS[name](postgres)
