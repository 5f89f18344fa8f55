"""Where a report goes: to standard output, or into a file."""

import os
import shutil
import sys
from pathlib import Path

import click

from service.domain import Report
from service.errors import BadInput
from service.exports.formats import FORMATS

WIDTH, WIDEST = 80, 120


def put_out(report: Report, form: str, output: str | None) -> None:
    """`form` is one of `FORMATS`, here as somebody at a terminal reads it; `output` a file (None and `-`: standard
    output). Raises BadInput."""
    if form == "json":
        _write(report.model_dump_json(indent=2), output)
    elif form == "text":
        _write(_text(report, terminal=output is None and sys.stdout.isatty()), output)
    else:
        _write(FORMATS[form].write(report), output)


def _text(report: Report, terminal: bool) -> str:
    from service.exports.text import render  # noqa: PLC0415 - each form is slow to import

    width = min(shutil.get_terminal_size().columns, WIDEST) if terminal else WIDTH
    return render(report, width=width, color=terminal and "NO_COLOR" not in os.environ)


def _write(told: str, name: str | None) -> None:
    """UTF-8 whatever the locale, for a report quotes what it read."""
    data = told.rstrip("\n").encode() + b"\n"
    if name is None or name == "-":
        click.echo(data, nl=False)
        return
    try:
        Path(name).write_bytes(data)
    except OSError as error:
        raise BadInput(f"{name}: {error.strerror}.") from error
