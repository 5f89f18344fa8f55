"""Two runs of one suite: what each metric gained, and which items changed."""

from collections import Counter

from evals.figures import Figure, differences, summed
from evals.runner import Outcome
from evals.suite import Miss, Result
from evals.suites import metrics_of
from service.domain import Frozen
from service.errors import BadInput


class Gain(Frozen):
    """A metric before and after; `gain` has the interval of the paired difference. `better` is None where the interval
    holds zero."""

    metric: str
    before: float | None
    after: float | None
    gain: Figure
    better: bool | None


class Change(Frozen):
    """An item that was read differently: the misses that it lost and those that are new."""

    item: str
    mended: tuple[Miss, ...]
    new: tuple[Miss, ...]


class Comparison(Frozen):
    """`notes` say what else differs between the runs; `left_out` are items that only one of them measured."""

    suite: str
    notes: tuple[str, ...]
    gains: tuple[Gain, ...]
    changes: tuple[Change, ...]
    left_out: tuple[str, ...]


def compared(before: Outcome, after: Outcome) -> Comparison:
    """Over the items that both measured. Raises BadInput for two suites."""
    if before.suite != after.suite:
        raise BadInput(f"One is a run of {before.suite}, the other of {after.suite}.")
    old, new = _measured(before), _measured(after)
    shared = [item for item in old if item in new]
    return Comparison(
        suite=before.suite,
        notes=tuple(_notes(before, after)),
        gains=_gains(before.suite, [old[item] for item in shared], [new[item] for item in shared]),
        changes=tuple(change for item in shared if (change := _change(old[item], new[item]))),
        left_out=tuple(sorted(old.keys() ^ new.keys())),
    )


def _measured(outcome: Outcome) -> dict[str, Result]:
    return {result.item: result for result in outcome.results if not result.failure}


def _gains(suite: str, before: list[Result], after: list[Result]) -> tuple[Gain, ...]:
    metrics = metrics_of(suite).metrics
    old, new = [result.counts for result in before], [result.counts for result in after]
    gained = differences(metrics, old, new, [result.part for result in before])
    return tuple(
        Gain(
            metric=metric.name,
            before=metric.of(summed(old)),
            after=metric.of(summed(new)),
            gain=gained[metric.name],
            better=_better(gained[metric.name], metric.less),
        )
        for metric in metrics
    )


def _better(gain: Figure, less: bool) -> bool | None:
    if gain.low is None or gain.high is None or gain.low <= 0 <= gain.high:
        return None
    return (gain.high < 0) == less


def _change(before: Result, after: Result) -> Change | None:
    old, new = Counter(before.misses), Counter(after.misses)
    mended, fresh = tuple((old - new).elements()), tuple((new - old).elements())
    return Change(item=before.item, mended=mended, new=fresh) if mended or fresh else None


def _notes(before: Outcome, after: Outcome) -> list[str]:
    old, new = before.reader, after.reader
    told = [("analyst", old.analyst, new.analyst), ("model", old.model, new.model), ("code", old.code, new.code)]
    names = sorted(old.prompts.keys() | new.prompts.keys())
    told += [(f"prompt {name}", old.prompts.get(name), new.prompts.get(name)) for name in names]
    told += [("digest of the items", before.digest, after.digest)]
    return [f"{what}: {one or 'none'} → {other or 'none'}" for what, one, other in told if one != other]
