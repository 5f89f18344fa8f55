"""What each stance rule of the embedded analyst carries: a suite read once with all of them, and once without each.

A rule that changes no figure beyond its interval has not earned its lines. Our cases are told by halves: rules are
tuned on A to N, and what O to Z show is only looked at.
"""

import inspect
from collections.abc import Iterator, Mapping, Sequence

from evals.figures import Counts, Figure, Metric, differences, figures, macro_f1, precision, recall
from evals.readers import by_rules
from evals.suite import Suite
from service.analysts.embedded.stance import RULES, Rule
from service.domain import Frozen

TUNED, UNTOUCHED = "A to N", "O to Z"

METRICS = (
    Metric("stance macro-F1", "what each document says of each claim", macro_f1("stance")),
    Metric("support precision", "a false support lends weight", precision("stance", "supports")),
    Metric("support recall", "support that is not seen is lost", recall("stance", "supports")),
    Metric("refute precision", "a false refutation wrongs a claimant", precision("stance", "refutes")),
    Metric("refute recall", "a refutation that is not seen is the worst miss", recall("stance", "refutes")),
    Metric("verdict macro-F1", "what the page says in the end", macro_f1("verdict")),
)


class Carrying(Frozen):
    """One part of a suite: its figures with all rules, and by the name of each rule its lines and what every figure
    gains when it is taken out."""

    part: str
    items: int
    whole: dict[str, Figure]
    lines: dict[str, int]
    without: dict[str, dict[str, Figure]]


def ablated(suite: Suite, rules: Sequence[Rule] = RULES) -> Iterator[Carrying]:
    """Part by part, what each rule carries. Raises what measuring an item raises."""
    for part, items in _parts(suite).items():
        whole = _counts(suite, items, rules)
        without = {rule.__name__: _counts(suite, items, [one for one in rules if one is not rule]) for rule in rules}
        yield Carrying(
            part=part,
            items=len(items),
            whole=figures(METRICS, whole),
            lines={rule.__name__: len(inspect.getsource(rule).splitlines()) for rule in rules},
            without={name: differences(METRICS, whole, counts) for name, counts in without.items()},
        )


def _parts(suite: Suite) -> Mapping[str, Sequence[str]]:
    """Our cases by halves of the alphabet; any other suite whole."""
    items = list(suite.items())
    if suite.name != "cases":
        return {"all": items}
    return {TUNED: [item for item in items if item < "o"], UNTOUCHED: [item for item in items if item >= "o"]}


def _counts(suite: Suite, items: Sequence[str], rules: Sequence[Rule]) -> list[Counts]:
    verification = by_rules(rules)
    return [suite.measure(item, verification).counts for item in items]
