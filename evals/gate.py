"""The gate: floors under a suite's metrics, the digest of its cases, the prompts' fingerprints.

A metric fails when it stands worse than its floor by more than the floor's slack. The slack is half of the metric's
95 % interval when the floor was pinned: what other cases of the same kind would have moved it. A floor rises by
itself when a better figure is accepted, and falls only with a reason, which is kept.
"""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from pydantic import Field, ValidationError

from evals.figures import Figure, Metric
from evals.runner import Outcome
from evals.suite import Pinnable
from service.domain import Frozen
from service.errors import BadInput, Malformed

BASELINE = Path(__file__).parent / "baseline.json"
FINE = 10_000  # floors are kept to four places, rounded to the lenient side


class Floor(Frozen):
    """The lowest accepted number, or the highest where less is better, and how far a run may stand beyond it."""

    floor: float
    slack: float


class Lowering(Frozen):
    """A floor that was made more lenient: by whom it was asked is in the commit, why is here."""

    metric: str
    before: float
    after: float
    reason: str
    on: date


class Pin(Frozen):
    """What one suite is held to."""

    digest: str
    prompts: dict[str, str]
    floors: dict[str, Floor]
    lowered: tuple[Lowering, ...] = ()


class Baseline(Frozen):
    suites: dict[str, Pin] = Field(default_factory=dict)


def load(path: Path = BASELINE) -> Baseline:
    """Nothing is pinned where there is no file. Raises Malformed."""
    if not path.exists():
        return Baseline()
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise Malformed(f"{path.name} is no baseline.") from error


def save(baseline: Baseline, path: Path = BASELINE) -> None:
    path.write_text(baseline.model_dump_json(indent=1) + "\n", encoding="utf-8")


def digest(suite: Pinnable) -> str:
    """Twelve hex digits that change with the texts and the labels, and not with the names of files."""
    marks = sorted(hashlib.sha256(content.encode()).hexdigest() for content in suite.contents())
    return hashlib.sha256("\n".join(marks).encode()).hexdigest()[:12]


# ---------------------------------------------------------------- holding


def faults(
    pin: Pin, outcome: Outcome, metrics: Sequence[Metric], mark: str, prompts: Mapping[str, str]
) -> Iterator[str]:
    """Why the gate stays shut, in words; nothing where it opens."""
    if pin.digest != mark:
        yield f"The cases changed: {pin.digest} → {mark}. Look at the figures, then --accept."
    for name in sorted(pin.prompts.keys() | prompts.keys()):
        was, now = pin.prompts.get(name, "none"), prompts.get(name, "none")
        if was != now:
            yield f"Prompt {name} changed: {was} → {now}. Measure it with a model, then --accept."
    yield from (f"{item} could not be measured." for item in outcome.failed)
    less = {metric.name for metric in metrics if metric.less}
    for name, floor in pin.floors.items():
        figure = outcome.figures.get(name)
        if figure is None or figure.value is None:
            yield f"{name} is not measured any more; its floor is {floor.floor:.3f}."
        elif not holds(figure.value, floor, name in less):
            bound, side = ("ceiling", "over") if name in less else ("floor", "under")
            yield f"{name} is {figure.value:.3f}: {side} its {bound} {floor.floor:.3f} by more than {floor.slack:.3f}."


def holds(value: float, floor: Floor, less: bool) -> bool:
    return value <= floor.floor + floor.slack if less else value >= floor.floor - floor.slack


# ---------------------------------------------------------------- pinning


def accepted(
    pin: Pin | None, outcome: Outcome, metrics: Sequence[Metric], mark: str, prompts: Mapping[str, str]
) -> Pin:
    """The pin for cases and prompts as they are now. New floors are set, better figures raise old ones; none falls."""
    floors = dict(pin.floors) if pin else {}
    for metric in metrics:
        new, old = _floor(outcome.figures[metric.name], metric.less), floors.get(metric.name)
        if new and (old is None or (new.floor < old.floor if metric.less else new.floor > old.floor)):
            floors[metric.name] = new
    return Pin(digest=mark, prompts=dict(prompts), floors=floors, lowered=pin.lowered if pin else ())


def lowered(pin: Pin, outcome: Outcome, metrics: Sequence[Metric], names: Sequence[str], reason: str, on: date) -> Pin:
    """The floors of `names` where the run has them, and why. Raises BadInput for an unknown name or no reason."""
    known = {metric.name: metric for metric in metrics}
    if not reason.strip():
        raise BadInput("Say why a floor may fall: --reason.")
    floors, told = dict(pin.floors), list(pin.lowered)
    for name in names:
        new = _floor(outcome.figures[name], known[name].less) if name in known else None
        if new is None or name not in floors:
            raise BadInput(f"There is no floor {name}: {', '.join(floors)}.")
        told.append(Lowering(metric=name, before=floors[name].floor, after=new.floor, reason=reason.strip(), on=on))
        floors[name] = new
    return pin.model_copy(update={"floors": floors, "lowered": tuple(told)})


def _floor(figure: Figure, less: bool) -> Floor | None:
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    lenient = math.ceil if less else math.floor
    half = (figure.high - figure.low) / 2
    return Floor(floor=lenient(figure.value * FINE) / FINE, slack=math.ceil(half * FINE) / FINE)
