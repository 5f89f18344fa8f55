"""The forms in which a report leaves the house, written out once. Each is slow to import, and one is asked for."""

from collections.abc import Callable
from typing import NamedTuple

from service.domain import Report

WIDTH = 100


class Format(NamedTuple):
    """A media type, and the report written so."""

    mimetype: str
    write: Callable[[Report], str]


def _json(report: Report) -> str:
    return report.model_dump_json()


def _html(report: Report) -> str:
    from service.exports.html import page  # noqa: PLC0415

    return page(report)


def _plain(report: Report) -> str:
    from service.exports.text import render  # noqa: PLC0415

    return render(report, width=WIDTH, color=False)


FORMATS = {
    "json": Format("application/json", _json),
    "html": Format("text/html", _html),
    "text": Format("text/plain", _plain),
}
