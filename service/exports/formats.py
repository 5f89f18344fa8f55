"""The forms in which a report leaves the house, written out once."""

from collections.abc import Callable
from typing import NamedTuple

from service.domain import Report
from service.exports.html import page
from service.exports.text import render

WIDTH = 100


class Format(NamedTuple):
    """A media type, and the report written so."""

    mimetype: str
    write: Callable[[Report], str]


def _json(report: Report) -> str:
    return report.model_dump_json()


def _plain(report: Report) -> str:
    return render(report, width=WIDTH, color=False)


FORMATS = {
    "json": Format("application/json", _json),
    "html": Format("text/html", page),
    "text": Format("text/plain", _plain),
}
