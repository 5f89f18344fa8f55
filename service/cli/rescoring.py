"""`claimtrace rescore`: a report weighed again, without reading anything again."""

from pathlib import Path

from pydantic import ValidationError

from service.cli.output import put_out
from service.domain import Report
from service.errors import BadInput
from service.verification import rescored
from service.weighing.ruleset import load_ruleset


def rescore(report: str, ruleset: str | None, form: str, output: str | None) -> None:
    """By what it was weighed by before, or under another ruleset."""
    put_out(rescored(_report(Path(report)), load_ruleset(Path(ruleset)) if ruleset else None), form, output)


def _report(path: Path) -> Report:
    try:
        return Report.model_validate_json(path.read_bytes())
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}.") from error
    except ValidationError as error:
        raise BadInput(f"{path} is no report: {error.errors()[0]['msg']}.") from error
