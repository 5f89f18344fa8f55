"""The forms in which a report leaves the house, written out once. Each is slow to import, and one is asked for."""

from collections.abc import Sequence
from typing import NamedTuple

from service.domain import Report, ReviewEvent, Ruleset
from service.exports.options import PLAIN, FormOptions

WIDTH = 100  # columns of a text that no terminal's width is known for
VIEWS = ("short", "full", "why")  # of a text: a line a claim; all in full; and with the arithmetic
JSON, JSON_LD, HTML, CSV = "application/json", "application/ld+json", "text/html", "text/csv"


class Format(NamedTuple):
    """A media type, and the ending of a file's name. `negotiable`: an Accept header may ask for it; else its name
    alone. `of_claim`: it tells one claim. `on_page`: it is for a page of the publisher's."""

    mimetype: str
    suffix: str
    negotiable: bool = False
    of_claim: bool = False
    on_page: bool = False

    @property
    def whole(self) -> bool:
        """Whether it wants nothing but the report."""
        return not (self.of_claim or self.on_page)


FORMATS = {
    "json": Format(JSON, "json", negotiable=True),
    "html": Format(HTML, "html", negotiable=True),
    "text": Format("text/plain", "txt", negotiable=True),
    "markdown": Format("text/markdown", "md", negotiable=True),
    "csv": Format(CSV, "csv", negotiable=True),
    "xlsx": Format("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", negotiable=True),
    "annotations": Format(JSON_LD, "jsonld", negotiable=True),
    "hypothesis": Format(JSON, "json"),
    "ninjs": Format(JSON, "json"),
    "ninjs2": Format(JSON, "json"),
    "superdesk": Format(JSON, "json"),
    "archive": Format(CSV, "csv"),
    "embed": Format(HTML, "html"),
    "mediareview": Format(JSON_LD, "jsonld", on_page=True),
    "claimreview": Format(JSON_LD, "jsonld", of_claim=True, on_page=True),
    "claimreview-html": Format(HTML, "html", of_claim=True, on_page=True),
    "prov": Format(JSON, "json", of_claim=True),
}
# Those that a reader looks at; all others are for other tools.
SHOWN = ("text", "json", "html")


def write(report: Report, form: str, asked: FormOptions = PLAIN) -> str | bytes:
    """The report in one of `FORMATS`. Raises NotFound, BadInput or Conflict where a form of one claim is asked for what
    cannot be told."""
    if form == "json":
        return report.model_dump_json()
    if form == "html":
        from service.exports.html import page  # noqa: PLC0415

        return page(report)
    if form == "text":
        return plain(report, asked.view)
    if form == "embed":
        from service.exports.embed import embed  # noqa: PLC0415

        return embed(report, asked)
    from service.exports.exchange import forms  # noqa: PLC0415

    return forms.write(form, report, asked)


def plain(report: Report, view: str | None = None) -> str:
    """The report as text, as it is asked for in an address: `view` is one of `VIEWS`."""
    from service.exports.text import QUERY, Detail, render  # noqa: PLC0415

    detail = Detail(full=view == "full", why=view == "why")
    return render(report, width=WIDTH, color=False, detail=detail, ask=QUERY)


def written(
    kept: str,
    form: str,
    asked: FormOptions = PLAIN,
    events: Sequence[ReviewEvent] = (),
    ruleset: Ruleset | None = None,
) -> str | bytes:
    """A report that is kept as JSON, as its desk sees it after `events`, in one of `FORMATS`, as `write` has it.
    `ruleset` weighs what the desk changed in a report whose own is no longer held."""
    report = Report.model_validate_json(kept)
    if events:
        from service.weighing.reviewed import reviewed  # noqa: PLC0415 - a report on a command line has no desk

        report = reviewed(report, events, ruleset)
    return write(report, form, asked)
