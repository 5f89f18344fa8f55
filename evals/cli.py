"""`claimtrace eval`: measure a suite, compare two runs, hold the gate, check and draft cases."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from pydantic import ValidationError
from rich.console import Console

from evals import ablation, agreement, comparing, drafting, gate, gold, measuring, tables
from evals import desk as differing
from evals.gold import CASES
from evals.readers import Choice
from evals.runner import Outcome
from evals.suites import OURS, SUITES
from service.cassette import TapeMode
from service.domain import Report
from service.errors import BadInput
from service.weighing.ruleset import load_ruleset

DATA = "CLAIMTRACE_EVAL_DATA"
FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group("eval")
def eval_() -> None:
    """How good is it, on what, and what did a change do to it?"""


def _suite(name: str) -> click.Command:
    """The command that measures one suite."""

    @click.option("--analyst", type=click.Choice(["embedded", "llm"]), help="llm if a model, prompt or tape is named.")
    @click.option("--model", metavar="NAME", help="The language model that reads, instead of CLAIMTRACE_MODEL.")
    @click.option("--prompt", "prompts", metavar="NAME=FILE", multiple=True, help="Another prompt.")
    @click.option("--replay", "mode", flag_value="replay", help="Take every reply from the tape: the usual way.")
    @click.option("--record", "mode", flag_value="record", help="Ask what the tape does not hold, and keep it.")
    @click.option("--live", "mode", flag_value="live", help="Ask everything, and keep nothing.")
    @click.option(
        "--cassette", type=click.Path(path_type=Path), help="The tape, instead of evals/cassettes/SUITE.jsonl."
    )
    @click.option("--data", type=FOLDER, envvar=DATA, show_envvar=True, help="The folder that holds the benchmarks.")
    @click.option("--only", metavar="PATTERN", default="*", help="The items of such a name, as [a-n]* is.")
    @click.option("--limit", type=click.IntRange(1), help="The first items only.")
    @click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="Items at once.")
    @click.option("--output", type=FOLDER, help="Where SUITE.json and SUITE.html go; an interrupted run resumes there.")
    def command(
        analyst: str | None,
        model: str | None,
        prompts: tuple[str, ...],
        mode: str | None,
        cassette: Path | None,
        **more: Any,
    ) -> None:
        of_a_model = bool(model or prompts or mode or cassette)
        if analyst == "embedded" and of_a_model:
            raise click.UsageError("A model, a prompt and a tape go with --analyst llm.")
        chosen = Choice(
            llm=analyst == "llm" or of_a_model,
            model=model,
            prompts=dict(map(_named_file, prompts)),
            mode=TapeMode(mode or TapeMode.REPLAY),
            cassette=cassette or measuring.cassette(name),
        )
        outcome = measuring.measure(name, chosen, **more)
        tables.show(Console(), tables.outcome_table(outcome))
        if outcome.failed:
            raise click.ClickException(f"{len(outcome.failed)} items could not be measured: {_first_failure(outcome)}")

    ours = "ours" if name in OURS else "needs --data"
    return click.command(name, help=f"Measure {name} ({ours}).", short_help=ours)(command)


for _name in SUITES:
    eval_.add_command(_suite(_name))


@eval_.command()
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
def compare(before: Path, after: Path) -> None:
    """What changed from run BEFORE to run AFTER, both as JSON: metric by metric, item by item."""
    comparison = comparing.compared(measuring.read(before), measuring.read(after))
    tables.show(Console(), tables.comparison_table(comparison))


@eval_.command()
@click.option("--suite", type=click.Choice(SUITES), default="cases", show_default=True)
@click.option("--data", type=FOLDER, envvar=DATA, show_envvar=True, help="The folder that holds the benchmarks.")
def ablate(suite: str, data: Path | None) -> None:
    """What each stance rule of the embedded analyst carries: SUITE without it, against SUITE with all of them."""
    for carrying in ablation.ablated(measuring.suite_named(suite, data)):
        tables.show(Console(), tables.ablation_table(carrying))


@eval_.command()
@click.argument("report", metavar="FILE|REPORT")
@click.option("--output", type=FOLDER, help="The new case's folder, instead of drafts/ and a name from the title.")
@click.option("--desk", metavar="NAME", help="Whose report, instead of CLAIMTRACE_DESK.")
def add(report: str, output: Path | None, desk: str | None) -> None:
    """Draft a labelled case from the id of a kept REPORT whose claims an editor has accepted, or from a report as JSON
    in FILE that an editor has corrected."""
    case = drafting.draft(_corrected(Path(report)) if Path(report).is_file() else drafting.kept(report, desk))
    folder = output or Path("drafts") / case.name
    try:
        drafting.write(case, folder)
    except OSError as error:
        raise BadInput(f"{folder}: {error.strerror}.") from error
    faults = drafting.faults(folder, load_ruleset())
    click.echo(f"{folder}: {len(case.gold.claims)} claims. Name its desk, style and tricks, and add what was missed.")
    for fault in faults:
        click.echo(f"to mend: {fault}")


@eval_.command("desk")
@click.option("--desk", metavar="NAME", help="Whose, instead of CLAIMTRACE_DESK.")
def desk_(desk: str | None) -> None:
    """Where the machine and the desk differ: claims added, rejected, corrected, claimants, channels, verdicts."""
    tables.show(Console(), tables.desk_table(differing.differences(differing.kept(desk))))


@eval_.command()
@click.argument("folder", type=FOLDER, default=CASES)
def check(folder: Path) -> None:
    """Check every case in FOLDER, ours unless said otherwise, and count what they hold."""
    ruleset = load_ruleset()
    labels = [folder / "gold.json"] if (folder / "gold.json").exists() else sorted(folder.glob("*/gold.json"))
    cases = [_loaded(path.parent) for path in labels]
    faults = [f"{case.name}: {fault}" for case in cases for fault in gold.check(case, ruleset)]
    agreed = agreement.agreements(folder)
    tables.show(Console(), tables.cases_table(cases))
    if agreed:
        tables.show(Console(), tables.agreement_table(agreed))
    for fault in faults:
        click.echo(fault)
    if faults or not cases:
        raise click.ClickException(f"{len(faults)} faults in {len(cases)} cases.")


@eval_.command("gate")
@click.argument("suite", type=click.Choice(list(OURS)), default="smoke")
@click.option(
    "--accept", is_flag=True, help="Pin the cases and prompts as they are; set new floors and raise old ones."
)
@click.option("--lower", metavar="METRIC", multiple=True, help="Let a floor fall to where the figure stands.")
@click.option("--reason", default="", help="Why a floor may fall; it is kept in the baseline.")
@click.option("--baseline", type=click.Path(path_type=Path, dir_okay=False), default=gate.BASELINE)
def gate_(suite: str, accept: bool, lower: tuple[str, ...], reason: str, baseline: Path) -> None:
    """Hold SUITE, smoke unless said otherwise, to its floors. Ends with 1 when the gate stays shut."""
    pinned = gate.load(baseline)
    pin = pinned.suites.get(suite)
    if pin is None and not accept:
        raise BadInput(f"Nothing is pinned for {suite}: --accept pins it.")
    metrics, mark, prompts, outcome = measuring.for_gate(suite)
    if lower and pin:
        pin = gate.lowered(pin, outcome, metrics, lower, reason, datetime.now(UTC).date())
    if accept or pin is None:
        pin = gate.accepted(pin, outcome, metrics, mark, prompts)
    if accept or lower:
        gate.save(pinned.model_copy(update={"suites": {**pinned.suites, suite: pin}}), baseline)
    faults = list(gate.faults(pin, outcome, metrics, mark, prompts))
    tables.show(Console(), tables.floor_table(outcome, pin.floors, metrics))
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{suite}: the gate stays shut, for {len(faults)} reasons.")
    click.echo(f"{suite}: the gate is open.")


def _named_file(told: str) -> tuple[str, Path]:
    name, _, path = told.partition("=")
    if not name or not path:
        raise BadInput(f"{told}: should be NAME=FILE.")
    return name, Path(path)


def _first_failure(outcome: Outcome) -> str:
    return next(f"{result.item}: {result.failure}" for result in outcome.results if result.failure)


def _corrected(file: Path) -> Report:
    try:
        report = Report.model_validate_json(file.read_bytes())
    except ValidationError as error:
        raise BadInput(f"{file}: {error.errors()[0]['msg']}.") from error
    return drafting.accepted(report) if report.review else report


def _loaded(folder: Path) -> gold.Case:
    try:
        return gold.load(folder)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput(f"{folder.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from error
