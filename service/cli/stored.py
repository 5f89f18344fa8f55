"""`claimtrace show` and `claimtrace rescore`: a report that was made before, without reading anything again."""

from pathlib import Path

import click
from pydantic import ValidationError

from service.cli.output import Showing, put_out
from service.domain import EarlierRuleset, Report
from service.errors import BadInput
from service.exports.safe import one_line
from service.verification import rescored
from service.weighing.ruleset import load_ruleset


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
