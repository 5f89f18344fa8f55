"""The forms in which a report leaves the house, written out once. Each is slow to import, and one is asked for."""

from collections.abc import Callable
from typing import NamedTuple

from service.domain import Report

WIDTH = 100  # columns of a text that no terminal's width is known for
VIEWS = ("short", "full", "why")  # of a text: a line a claim; all in full; and with the arithmetic


class Format(NamedTuple):
    """A media type, and the report written so."""

    mimetype: str
    write: Callable[[Report], str]


def _json(report: Report) -> str:
    return report.model_dump_json()


def _html(report: Report) -> str:
    from service.exports.html import page  # noqa: PLC0415

    return page(report)


def plain(report: Report, view: str = "short") -> str:
    """The report as text, as it is asked for in an address: `view` is one of `VIEWS`."""
    from service.exports.text import QUERY, Detail, render  # noqa: PLC0415

    detail = Detail(full=view == "full", why=view == "why")
    return render(report, width=WIDTH, color=False, detail=detail, ask=QUERY)


def written(kept: str, form: str, view: str | None = None) -> str:
    """A report that is kept as JSON, in one of `FORMATS`; `view` is for the text alone."""
    report = Report.model_validate_json(kept)
    return plain(report, view) if view else FORMATS[form].write(report)


FORMATS = {
    "json": Format("application/json", _json),
    "html": Format("text/html", _html),
    "text": Format("text/plain", plain),
}
