"""`claimtrace rescore`: a report weighed again, without reading anything again."""

from pathlib import Path

import click
from pydantic import ValidationError

from service.cli.output import put_out
from service.domain import EarlierRuleset, Report
from service.errors import BadInput
from service.verification import rescored
from service.weighing.ruleset import load_ruleset


def rescore(report: str, ruleset: str | None, form: str, output: str | None) -> None:
    """By what it was weighed by before, or under another ruleset: the shipped one where the former is not held."""
    weighed = _report(Path(report))
    chosen = load_ruleset(Path(ruleset)) if ruleset else None
    if chosen is None and weighed.basis and isinstance(weighed.basis.ruleset, EarlierRuleset):
        chosen = load_ruleset()
        click.echo(
            f"Weighed under ruleset {weighed.basis.ruleset.version} before, under {chosen.version} now.", err=True
        )
    put_out(rescored(weighed, chosen), form, output)


def _report(path: Path) -> Report:
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}.") from error
    except ValidationError as error:
        raise BadInput(f"{path} is no report: {error.errors()[0]['msg']}.") from error
