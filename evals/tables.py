"""Runs, comparisons, gates and cases as tables for a terminal."""

from collections import Counter
from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from evals.ablation import METRICS, Carrying
from evals.agreement import Agreement
from evals.comparing import Comparison
from evals.desk import WHAT, Differences
from evals.figures import Figure, Metric
from evals.gate import Floor, holds
from evals.gold import Case
from evals.runner import Outcome
from service.exports.safe import one_line

SHOWN = 20  # items whose changes a terminal shows; the JSON has them all


def outcome_table(outcome: Outcome) -> RenderableType:
    """Every figure with its interval and its reason, under what the suite says of itself."""
    table = _table("metric", "value", "95 % interval", "why")
    for name, figure in outcome.figures.items():
        table.add_row(name, number(figure.value), interval(figure), outcome.reasons[name])
    about, reader = outcome.about, outcome.reader
    told = (
        ("source", about.source),
        ("licence", about.licence),
        ("split", about.split),
        ("comparable", about.comparable),
        ("reader", " ".join(filter(None, (reader.analyst, reader.model, f"code {reader.code}")))),
        *(("prompt", f"{name} {mark}") for name, mark in reader.prompts.items()),
        ("items", f"{len(outcome.results)}, digest {outcome.digest}, {outcome.seconds:.1f} s of processor time"),
        *(("failed", f"{item.item}: {item.failure}") for item in outcome.results if item.failure),
    )
    grid = Table.grid(padding=(0, 2))
    for label, words in told:
        grid.add_row(Text(label, style="dim"), Text(one_line(words)))
    return Group(Text(outcome.suite, style="bold"), grid, table)


def comparison_table(comparison: Comparison) -> RenderableType:
    table = _table("metric", "before", "after", "gain", "95 % interval", "")
    for gain in comparison.gains:
        said = {True: "better", False: "worse", None: ""}[gain.better]
        moved = "" if gain.gain.value is None else f"{gain.gain.value:+.3f}"
        table.add_row(gain.metric, number(gain.before), number(gain.after), moved, interval(gain.gain), said)
    lines: list[RenderableType] = [Text(comparison.suite, style="bold")]
    lines += [Text(one_line(note)) for note in comparison.notes]
    lines.append(table)
    lines.append(Text(f"{len(comparison.changes)} items changed"))
    for change in comparison.changes[:SHOWN]:
        lines.append(Text(f"{change.item}: {len(change.mended)} mended, {len(change.new)} new", style="bold"))
        for mark, misses in (("mended", change.mended), ("new", change.new)):
            told = (f"{mark} {miss.what}: {miss.gold} / {miss.found} · {miss.text}" for miss in misses)
            lines += [Padding(Text(one_line(line), overflow="ellipsis", no_wrap=True), (0, 0, 0, 2)) for line in told]
    if comparison.left_out:
        lines.append(Text(f"{len(comparison.left_out)} items are in one run only and were left out"))
    return Group(*lines)


def ablation_table(carrying: Carrying) -> RenderableType:
    """One line a rule: its lines of code, and what each figure gains without it; a star where the interval leaves
    zero out."""
    table = _table("without", "lines", *(metric.name for metric in METRICS))
    table.add_row("nothing", "", *(number(carrying.whole[metric.name].value) for metric in METRICS))
    for rule, gains in carrying.without.items():
        table.add_row(rule, str(carrying.lines[rule]), *(_moved(gains[metric.name]) for metric in METRICS))
    return Group(Text(f"{carrying.part}, {carrying.items} items", style="bold"), table)


def _moved(gain: Figure) -> str:
    if gain.value is None or gain.low is None or gain.high is None:
        return "–"
    told = f"{gain.value:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"
    return told if gain.low <= 0 <= gain.high else f"{told} *"


def floor_table(outcome: Outcome, floors: dict[str, Floor], metrics: Sequence[Metric]) -> RenderableType:
    table = _table("metric", "value", "floor", "slack", "")
    less = {metric.name for metric in metrics if metric.less}
    for name, floor in floors.items():
        figure = outcome.figures.get(name)
        value = figure.value if figure else None
        held = value is not None and holds(value, floor, name in less)
        table.add_row(name, number(value), number(floor.floor), number(floor.slack), "" if held else "fails")
    return table


def cases_table(cases: Sequence[Case]) -> RenderableType:
    """How many claims the labels have of each channel and verdict, and how many cases of each desk and trick."""
    claims = [claim for case in cases for claim in case.gold.claims]
    counted = (
        ("channel", Counter(known.channel.value for claim in claims for known in claim.provenance)),
        ("verdict", Counter(claim.verdict.value for claim in claims)),
        ("mode", Counter(claim.mode.value for claim in claims)),
        ("modality", Counter(claim.modality.value for claim in claims)),
        ("desk", Counter(case.gold.desk for case in cases)),
        ("trick", Counter(trick for case in cases for trick in case.gold.tricks)),
    )
    table = _table("", "of", "count")
    for kind, counter in counted:
        for place, (name, count) in enumerate(counter.most_common()):
            table.add_row(kind if place == 0 else "", name, str(count))
    return Group(table, Text(f"{len(cases)} cases, {len(claims)} claims"))


def desk_table(told: Differences) -> RenderableType:
    """What a desk did with the machine's claims, as counts and as shares of those that it looked at."""
    table = _table("what", "claims", "share", "why")
    for name, why in WHAT.items():
        table.add_row(name, str(told.counts[name]), number(told.rate(name)), why)
    return Group(Text(f"{told.reports} reports; {told.looked_at} of {told.claims} claims looked at."), table)


def agreement_table(agreed: Sequence[Agreement]) -> RenderableType:
    """How far a second reader who did not see the labels agrees with them, field by field."""
    table = _table("second pass", "labels", "agree", "kappa")
    for one in agreed:
        table.add_row(one.field, str(one.labels), number(one.share), number(one.kappa))
    return table


def show(console: Console, told: RenderableType) -> None:
    console.print(told, highlight=False)


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def interval(figure: Figure) -> str:
    return "" if figure.low is None or figure.high is None else f"[{figure.low:.3f}, {figure.high:.3f}]"


def _table(*heads: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for head in heads:
        right = head in {"value", "before", "after", "gain", "floor", "slack", "count", "95 % interval"}
        wide = head in {"why", "of"}
        table.add_column(head, justify="right" if right else "left", no_wrap=not wide, overflow="fold")
    return table
