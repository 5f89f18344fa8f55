"""What somebody at a terminal sees while an article is on its way: how far it has come, and nothing once it is there.

Only numbers are shown. No word of an article or a document comes this way, nor anything that a terminal would obey.
"""

import sys
import textwrap
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

from service.domain import Progress, Report
from service.pipeline import Event, ReportReady
from service.work.progress import after

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

# How much of the bar each leg takes: calls to a model are made to read and to judge; weighing takes none.
READING, JUDGING, WEIGHING = 0.45, 0.5, 0.05
JOINED = "\N{NO-BREAK SPACE}"


def followed(events: Iterable[Event]) -> Report:
    """The report at the end of the events. Standard error shows how far they have come, if it is a terminal."""
    if not sys.stderr.isatty():
        return next(event.report for event in events if isinstance(event, ReportReady))
    from rich.console import Console  # noqa: PLC0415 - a tenth of a second that a pipe need not wait for

    return drawn(events, Console(stderr=True))


def drawn(events: Iterable[Event], console: "Console", clock: Callable[[], float] = time.monotonic) -> Report:
    """As `followed`, on this console."""
    from rich.live import Live  # noqa: PLC0415 - as above

    started, progress = clock(), Progress()

    def now() -> "RenderableType":
        return sight(progress, clock() - started, console.width)

    live = Live(get_renderable=now, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
    try:  # not `with`: an interrupt during the start, too, must give the cursor back
        live.start(refresh=True)
        for event in events:
            progress = after(progress, event, clock() - started)
            if isinstance(event, ReportReady):
                report = event.report
    finally:
        live.stop()
    return report


def sight(progress: Progress, seconds: float, width: int) -> "RenderableType":
    """The bar beside the time since the start; below them what was counted, and what a model took if one was asked."""
    from rich.console import Group  # noqa: PLC0415 - as above
    from rich.progress_bar import ProgressBar  # noqa: PLC0415 - as above
    from rich.table import Column, Table  # noqa: PLC0415 - as above
    from rich.text import Text  # noqa: PLC0415 - as above

    way = Table.grid(Column(ratio=1), Column(no_wrap=True), expand=True, padding=(0, 1))
    bar = ProgressBar(total=1, completed=share(progress), pulse=not progress.passages_asked)
    way.add_row(bar, Text(str(timedelta(seconds=int(seconds)))))
    return Group(way, *(Text(_lines(told, width)) for told in (counted(progress), taken(progress)) if told))


def share(progress: Progress) -> float:
    """How much of the way lies behind it, from 0 to 1. It never goes back."""
    read = _part(progress.passages_asked, progress.coverage.passages)
    judged = 1 if progress.findings else _part(progress.batches_judged, progress.batches)
    return READING * read + JUDGING * judged + WEIGHING * _part(progress.findings, progress.claims)


def counted(progress: Progress) -> list[str]:
    """Each count, once there is something to count."""
    seen = progress.coverage
    told = [f"passages read {seen.read}/{seen.passages}"] if seen.passages else []
    told += [f"claims found {progress.claims}"] if progress.claims else []
    told += [f"batches judged {progress.batches_judged}/{progress.batches}"] if progress.batches else []
    told += [f"claims weighed {progress.findings}"] if progress.findings else []
    return told + ([f"failures {len(seen.failures)}"] if seen.failures else [])


def taken(progress: Progress) -> list[str]:
    """What the calls took. Nothing where no model was asked."""
    tokens = f"tokens {progress.input_tokens:,} in and {progress.output_tokens:,} out"
    return [f"calls {progress.calls:,}", tokens, f"cost ${progress.cost_usd:.4f}"] if progress.calls else []


def _part(done: int, of: int) -> float:
    return done / of if of else 0.0


def _lines(told: Iterable[str], width: int) -> str:
    """One after another, broken only between two."""
    return textwrap.fill(", ".join(one.replace(" ", JOINED) for one in told), width).replace(JOINED, " ")
