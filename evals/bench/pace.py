"""How quick the embedded application is: start-up, one article, memory, and growth on hostile text.

Run `python -m evals.bench.pace` in a checkout. Ratios hold on any machine; seconds are of processor time on this one.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from service.analysts.embedded.attribution import attributions
from service.bootstrap import open_application
from service.intake.dossier import dossier_of
from service.intake.reading import request_from_json
from service.settings import Settings
from service.text.sentences import sentences

REQUEST = Path(__file__).parents[1] / "cases" / "tel-arun" / "request.json"
HELP = "from service.cli import main; main(['--help'])"
TIMES = 7
HOSTILE = ("he said ", "“", '"', "according to ", "U.S. ", "Mr. ", "\n", ". ")
SIZE = 20_000  # characters; growth is the time for twice as many to the time for so many: 2 is linear, 4 quadratic


def start_up() -> float:
    """The wall time of the help page to that of an empty program, the best of several each."""
    return _best(lambda: _python(HELP)) / _best(lambda: _python("pass"))


def article() -> tuple[float, float]:
    """Processor seconds for the report on the shipped example, first and warm."""
    verification = open_application(Settings(database_url="sqlite://")).verification
    dossier = dossier_of(request_from_json(REQUEST.read_bytes()))
    return _cpu(lambda: verification.report(dossier)), _cpu(lambda: verification.report(dossier))


def growth(read: Callable[[str], object], unit: str) -> float:
    """The processor time on a text of twice the size to that on the size."""
    once, twice = unit * (SIZE // len(unit)), unit * (2 * SIZE // len(unit))
    read(once)
    return min(_cpu(lambda: read(twice)) for _ in range(3)) / max(1e-9, min(_cpu(lambda: read(once)) for _ in range(3)))


def _python(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)  # noqa: S603 - our own words


def _best(run: Callable[[], object]) -> float:
    def once() -> float:
        started = time.perf_counter()
        run()
        return time.perf_counter() - started

    return min(once() for _ in range(TIMES))


def _cpu(run: Callable[[], object]) -> float:
    started = time.process_time()
    run()
    return time.process_time() - started


def main() -> None:
    """Print every measurement."""
    first, warm = article()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(f"help page to an empty program       {start_up():.1f}\n")
    sys.stdout.write(f"example report, processor seconds   {first:.2f} first, {warm:.2f} warm\n")
    sys.stdout.write(f"peak memory, MB                     {peak:.0f}\n")
    for unit in HOSTILE:
        told = f"{growth(sentences, unit):.1f} sentences, {growth(attributions, unit):.1f} attributions"
        sys.stdout.write(f"growth on {unit!r:<26}{told}\n")


if __name__ == "__main__":
    main()
