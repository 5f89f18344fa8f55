"""`claimtrace show`, `rescore` and `export`: a report that was made before, without reading anything again."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from pydantic import ValidationError

from service.cli.output import Showing, put_out, put_out_as_is
from service.domain import EarlierRuleset, Report
from service.errors import BadInput
from service.exports.formats import write
from service.exports.options import FormOptions
from service.exports.safe import one_line
from service.settings import Settings, settings_from_environment
from service.verification import rescored
from service.weighing.reviewed import reviewed
from service.weighing.ruleset import load_ruleset

if TYPE_CHECKING:
    from service.store import Store


def show(report: str, how: Showing) -> None:
    """As it stands. Where its table of verdicts is no longer held, that is said, and what weighs it anew."""
    kept = _report(Path(report))
    if earlier := _earlier(kept):
        click.echo(f"Weighed under ruleset {earlier}, no longer held; `claimtrace rescore` weighs it anew.", err=True)
    put_out(kept, how)


def rescore(report: str, ruleset: str | None, how: Showing) -> None:
    """By what it was weighed by before, or under another ruleset: the shipped one where the former is not held."""
    kept = _report(Path(report))
    chosen = load_ruleset(Path(ruleset)) if ruleset else None
    if chosen is None and (earlier := _earlier(kept)):
        chosen = load_ruleset()
        click.echo(f"Weighed under ruleset {earlier} before, under {chosen.version} now.", err=True)
    put_out(rescored(kept, chosen), how)


def export(report: str, form: str, claim: str | None, page: str | None, output: str | None) -> None:
    """As other tools take it. Raises NotFound, Conflict or BadInput for a claim that cannot be told."""
    settings = settings_from_environment()
    asked = FormOptions(claim=claim, page=page, publisher=settings.publisher_name, site=settings.publisher_url)
    if Path(report).exists():
        put_out_as_is(write(_report(Path(report)), form, asked), output)
        return
    kept, store = _stored(settings, report)
    told = write(kept, form, asked)
    from service.cli.granting import put_down  # noqa: PLC0415 - as above

    put_down(store, store.desk, "export_report", f"{report} as {form}")
    put_out_as_is(told, output)


def _stored(settings: Settings, id: str) -> "tuple[Report, Store]":
    """A report that is kept, as its desk sees it, and where it is kept. Raises NotFound or StoreUnavailable."""
    from service.bootstrap import store_of  # noqa: PLC0415 - a report in a file needs no store

    store = store_of(settings)
    return reviewed(store.reports.get(id), store.reviews.of(id), load_ruleset(settings.ruleset)), store


def _earlier(report: Report) -> str | None:
    """The version of the ruleset, where its table of verdicts is no longer held, fit to be shown."""
    held = report.basis.ruleset if report.basis else None
    return one_line(held.version) if isinstance(held, EarlierRuleset) else None


def _report(path: Path) -> Report:
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}.") from error
    except ValidationError as error:
        raise BadInput(f"{path} is no report: {error.errors()[0]['msg']}.") from error
