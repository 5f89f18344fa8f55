"""Numbers with intervals: sums of counts over items, and how far they would move with other items.

A suite counts each item on its own (a `Counts`). A metric is a function of the summed counts. Resampling the items with
replacement gives its interval (percentile bootstrap, Efron & Tibshirani 1993), and the same draws on two runs give the
interval of their difference (paired bootstrap).
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from service.domain import Frozen

Counts = Mapping[str, float]
Item = TypeVar("Item")

DRAWS = 1_000  # the interval's ends move by less than .01 between seeds on 40 items
SEED = 20_260_101
LOW, HIGH = 0.025, 0.975


class Metric(NamedTuple):
    """A number's name, why we look at it, and how it follows from summed counts: None where nothing was counted.
    `less`: less is better."""

    name: str
    reason: str
    of: Callable[[Counts], float | None]
    less: bool = False


class Figure(Frozen):
    """A metric's value on a set of items, and its 95 % interval; all None where nothing was counted."""

    value: float | None
    low: float | None = None
    high: float | None = None


def figures(
    metrics: Sequence[Metric], items: Sequence[Counts], parts: Sequence[str] | None = None, draws: int = DRAWS
) -> dict[str, Figure]:
    """Each metric over all items, with its interval. `parts` names the part that each item belongs to: as many are
    drawn from a part as it has."""
    whole = summed(items)
    samples = [summed(sample) for sample in _samples(items, parts, draws)]
    return {metric.name: _figure(metric, whole, samples) for metric in metrics}


def differences(
    metrics: Sequence[Metric],
    before: Sequence[Counts],
    after: Sequence[Counts],
    parts: Sequence[str] | None = None,
    draws: int = DRAWS,
) -> dict[str, Figure]:
    """What each metric gained from `before` to `after`, the same items in the same order."""
    pairs = list(zip(before, after, strict=True))
    drawn = [
        (summed([pair[0] for pair in sample]), summed([pair[1] for pair in sample]))
        for sample in _samples(pairs, parts, draws)
    ]
    gained: dict[str, Figure] = {}
    for metric in metrics:
        whole = _gain(metric, summed(before), summed(after))
        gains = sorted(gain for old, new in drawn if (gain := _gain(metric, old, new)) is not None)
        gained[metric.name] = Figure(value=whole, low=_quantile(gains, LOW), high=_quantile(gains, HIGH))
    return gained


def summed(items: Sequence[Counts]) -> Counter[str]:
    total: Counter[str] = Counter()
    for item in items:
        for name, count in item.items():
            total[name] += count  # type: ignore[assignment]
    return total


# ---------------------------------------------------------------- the usual metrics


def share(hits: str, of: str) -> Callable[[Counts], float | None]:
    """`hits` / `of`."""
    return lambda counts: _ratio(counts.get(hits, 0), counts.get(of, 0))


def f1(hits: str, found: str, gold: str) -> Callable[[Counts], float | None]:
    """2 · hits / (found + gold)."""
    return lambda counts: _ratio(2 * counts.get(hits, 0), counts.get(found, 0) + counts.get(gold, 0))


def macro_f1(table: str, labels: Sequence[str] | None = None) -> Callable[[Counts], float | None]:
    """The mean F1 of the labels that gold has, from counts named "table|gold|found"."""

    def mean(counts: Counts) -> float | None:
        cells = cells_of(counts, table)
        scores = [
            score
            for label in labels or sorted({gold for gold, _ in cells})
            if (score := _label_f1(cells, label)) is not None
        ]
        return sum(scores) / len(scores) if scores else None

    return mean


def label_f1(table: str, labels: Sequence[str]) -> Callable[[Counts], float | None]:
    """F1 of several labels taken together (micro), from counts named "table|gold|found"."""

    def together(counts: Counts) -> float | None:
        cells = cells_of(counts, table)
        hits = sum(cells.get((label, label), 0) for label in labels)
        gold = sum(count for (label, _), count in cells.items() if label in labels)
        found = sum(count for (_, label), count in cells.items() if label in labels)
        return _ratio(2 * hits, gold + found)

    return together


def recall(table: str, label: str) -> Callable[[Counts], float | None]:
    """Of the gold of one label, the share that was found as it."""

    def of(counts: Counts) -> float | None:
        cells = cells_of(counts, table)
        return _ratio(cells.get((label, label), 0), sum(count for (gold, _), count in cells.items() if gold == label))

    return of


def precision(table: str, label: str) -> Callable[[Counts], float | None]:
    """Of what was found as one label, the share that gold has so."""

    def of(counts: Counts) -> float | None:
        cells = cells_of(counts, table)
        return _ratio(cells.get((label, label), 0), sum(count for (_, found), count in cells.items() if found == label))

    return of


def accuracy(table: str) -> Callable[[Counts], float | None]:
    """The share of a table that stands on its diagonal."""

    def of(counts: Counts) -> float | None:
        cells = cells_of(counts, table)
        return _ratio(sum(count for (gold, found), count in cells.items() if gold == found), sum(cells.values()))

    return of


def balanced_accuracy(table: str) -> Callable[[Counts], float | None]:
    """The mean recall of the labels that gold has."""

    def of(counts: Counts) -> float | None:
        labels = sorted({gold for gold, _ in cells_of(counts, table)})
        recalls = [value for label in labels if (value := recall(table, label)(counts)) is not None]
        return sum(recalls) / len(recalls) if recalls else None

    return of


def cells_of(counts: Counts, table: str) -> dict[tuple[str, str], float]:
    """The cells of a confusion table by (gold, found)."""
    cells: dict[tuple[str, str], float] = {}
    for name, count in counts.items():
        parts = name.split("|")
        if len(parts) == 3 and parts[0] == table:
            cells[parts[1], parts[2]] = count
    return cells


def _label_f1(cells: Mapping[tuple[str, str], float], label: str) -> float | None:
    gold = sum(count for (one, _), count in cells.items() if one == label)
    found = sum(count for (_, one), count in cells.items() if one == label)
    return _ratio(2 * cells.get((label, label), 0), gold + found) if gold else None


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


# ---------------------------------------------------------------- intervals


def _samples(items: Sequence[Item], parts: Sequence[str] | None, draws: int) -> Iterator[list[Item]]:
    chance = random.Random(SEED)  # noqa: S311 - the same draws each time: two runs can be compared
    of_part: dict[str, list[Item]] = {}
    for item, part in zip(items, parts or [""] * len(items), strict=True):
        of_part.setdefault(part, []).append(item)
    for _ in range(draws if items else 0):
        yield [one for own in of_part.values() for one in chance.choices(own, k=len(own))]


def _figure(metric: Metric, whole: Counts, samples: Sequence[Counts]) -> Figure:
    values = sorted(value for sample in samples if (value := metric.of(sample)) is not None)
    return Figure(value=metric.of(whole), low=_quantile(values, LOW), high=_quantile(values, HIGH))


def _gain(metric: Metric, before: Counts, after: Counts) -> float | None:
    old, new = metric.of(before), metric.of(after)
    return None if old is None or new is None else new - old


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    return ordered[round(share * (len(ordered) - 1))] if ordered else None
