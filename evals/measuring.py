"""One run from what was chosen to what is kept: reader, progress, JSON and page."""

import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from pydantic import ValidationError

from evals import gate
from evals.figures import Metric
from evals.page import page
from evals.readers import CASSETTES, Choice, opened
from evals.runner import Outcome, Reader, run
from evals.suite import Suite
from evals.suites import BENCHMARKS, OURS
from service.bootstrap.language_models import fingerprints
from service.errors import BadInput
from service.settings import settings_from_environment


def measure(
    name: str, choice: Choice, data: Path | None, only: str, limit: int | None, jobs: int, output: Path | None
) -> Outcome:
    """The outcome of a suite, written to `output` as NAME.json and NAME.html. Raises BadInput, BadPrompt, Malformed."""
    suite = suite_named(name, data)
    with opened(choice) as (reader, verification):
        kept = output / f"{name}.{_key(reader, data)}.part" if output else None
        outcome = run(suite, reader, verification, kept=kept, only=only, limit=limit, jobs=jobs, progress=_progress)
    if not outcome.results:
        raise BadInput(f"Nothing of {name} is called {only}.")
    if output and kept:
        _write(outcome, output, kept)
    return outcome


def suite_named(name: str, data: Path | None) -> Suite:
    """A suite of ours, or a benchmark that lies in `data`. Raises BadInput."""
    if name in OURS:
        return OURS[name]()
    if data is None:
        raise BadInput(f"{name} is not ours: name the folder that holds the benchmarks, with --data.")
    suite = BENCHMARKS[name](data)
    try:
        if not suite.items():
            raise BadInput(f"Nothing of {name} lies in {data}.")
    except OSError as error:
        raise BadInput(f"{error.filename}: {error.strerror}.") from error
    return suite


def read(path: Path) -> Outcome:
    """A run that was written. Raises BadInput."""
    try:
        return Outcome.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise BadInput(f"{path} is no run of a suite.") from error


def cassette(name: str) -> Path:
    """Where the calls of a suite are taped."""
    return CASSETTES / f"{name}.jsonl"


def for_gate(name: str) -> tuple[Sequence[Metric], str, Mapping[str, str], Outcome]:
    """A suite of ours read by the embedded analyst, its metrics, the digest of its cases and our prompts' marks."""
    suite = OURS[name]()
    with opened(Choice()) as (reader, verification):
        outcome = run(suite, reader, verification, progress=_progress)
    return suite.metrics, gate.digest(suite), fingerprints(settings_from_environment()), outcome


def _key(reader: Reader, data: Path | None) -> str:
    """What an interrupted run must have in common with the one that resumes it."""
    return hashlib.sha256(f"{reader.model_dump_json()} {data}".encode()).hexdigest()[:8]


def _write(outcome: Outcome, folder: Path, kept: Path) -> None:
    """The results as JSON and as a page. What was kept to resume from stays while some items failed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{outcome.suite}.json").write_text(outcome.model_dump_json(indent=1) + "\n", encoding="utf-8")
        (folder / f"{outcome.suite}.html").write_text(page(outcome), encoding="utf-8")
        if not outcome.failed:
            kept.unlink(missing_ok=True)
    except OSError as error:
        raise BadInput(f"{folder}: {error.strerror}.") from error


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done} of {of}" if done < of else "\r\x1b[K", err=True, nl=False)
