"""Where a report goes, and how much of it: to standard output, or into a file."""

import os
import re
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import click

from service.domain import Report
from service.errors import BadInput
from service.exports.formats import WIDTH
from service.exports.text import Detail, render

WIDEST = 120  # columns that a terminal's lines take at most


class Showing(NamedTuple):
    """How a report is put out: in which of `SHOWN`, into which file (None and `-`: standard output), and how much of
    it as text."""

    form: str
    output: str | None
    detail: Detail


def showing(form: str, output: str | None, claims: tuple[int, ...], full: bool, why: bool) -> Showing:
    """What a command line asks for. Raises BadInput for what does not go together."""
    if form != "text" and (claims or full or why):
        raise BadInput(f"--claim, --full and --why go with --format text, not with {form}.")
    if claims and full:
        raise BadInput("Either --claim or --full.")
    return Showing(form, output, Detail(claims=claims, full=full, why=why))


def put_out(report: Report, how: Showing) -> None:
    """The report as somebody at a terminal reads it. Raises BadInput."""
    if how.form == "json":
        _write(_without_controls(report.model_dump_json(indent=2)), how.output)
    elif how.form == "text":
        _put_out_text(report, how)
    else:
        from service.exports.html import page  # noqa: PLC0415

        _write(page(report), how.output)


def _put_out_text(report: Report, how: Showing) -> None:
    """A claim that there is not is refused only after the short view: a report may have cost something."""
    claims = len(report.findings)
    unknown = [str(number) for number in how.detail.claims if number > claims]
    terminal = how.output is None and sys.stdout.isatty()
    width = min(shutil.get_terminal_size().columns, WIDEST) if terminal else WIDTH
    color = terminal and "NO_COLOR" not in os.environ
    _write(render(report, width=width, color=color, detail=Detail() if unknown else how.detail), how.output)
    if unknown:
        raise BadInput(f"There is no claim {', '.join(unknown)}: the report has {claims}.")


def _without_controls(told: str) -> str:
    """The same JSON, which by itself escapes no control beyond the space, and none that turns the direction of text."""
    return re.sub(r"[\x7f-\x9f\u202a-\u202e\u2066-\u2069]", lambda control: f"\\u{ord(control[0]):04x}", told)


def put_out_as_is(told: str | bytes, name: str | None) -> None:
    """What another tool reads: not a byte more or less. Raises BadInput."""
    _put(told.encode() if isinstance(told, str) else told, name)


def _write(told: str, name: str | None) -> None:
    """UTF-8 whatever the locale, for a report quotes what it read."""
    _put(told.rstrip("\n").encode() + b"\n", name)


def _put(data: bytes, name: str | None) -> None:
    if name is None or name == "-":
        click.echo(data, nl=False)
        return
    try:
        Path(name).write_bytes(data)
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror}.") from error
