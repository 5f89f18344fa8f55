"""Where a report goes: to standard output or into a file, as text, JSON or a page."""

import os
import shutil
import sys
from pathlib import Path

import click

from service.domain import Report
from service.errors import BadInput
from service.exports import html, text

WIDTH, WIDEST = 80, 120


def put_out(report: Report, form: str, output: str | None) -> None:
    """`form` is text, json or html; `output` a file (None and `-`: standard output). Raises BadInput."""
    _write(_written(report, form, terminal=output is None and sys.stdout.isatty()), output)


def _written(report: Report, form: str, terminal: bool) -> str:
    if form == "json":
        return report.model_dump_json(indent=2)
    if form == "html":
        return html.page(report)
    width = min(shutil.get_terminal_size().columns, WIDEST) if terminal else WIDTH
    return text.render(report, width=width, color=terminal and "NO_COLOR" not in os.environ)


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
