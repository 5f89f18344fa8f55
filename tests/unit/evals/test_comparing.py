"""Two runs are compared item by item, over what both measured."""

import pytest

from evals.comparing import compared
from evals.runner import Reader, outcome
from evals.suite import Miss, Result
from evals.suites import SUITES, metrics_of
from service.errors import BadInput

MISS = Miss(what="clash", gold="number", found="none", text="Fourteen ⟷ nine")


def run(found, suite="slots", prompts=None):
    """A run of a suite of pairs that all clash; `found` has the items and whether the clash was seen."""
    results = [
        Result(item=item, counts={"both": seen, "found": seen, "gold": 1}, misses=() if seen else (MISS,))
        for item, seen in found.items()
    ]
    return outcome(metrics_of(suite), Reader(analyst="llm", prompts=prompts or {}), results)


BEFORE = run({f"item {number}": number % 2 for number in range(20)}, prompts={"judge_claims": "aaa"})
AFTER = run({f"item {number}": 1 for number in range(20)}, prompts={"judge_claims": "bbb"})


def gain(comparison, metric):
    return next(one for one in comparison.gains if one.metric == metric)


def test_a_gain_has_the_interval_of_the_paired_difference():
    recall = gain(compared(BEFORE, AFTER), "recall")
    assert (recall.before, recall.after, recall.gain.value, recall.better) == (0.5, 1.0, 0.5, True)
    assert recall.gain.low > 0
    assert gain(compared(AFTER, BEFORE), "recall").better is False
    assert gain(compared(BEFORE, BEFORE), "recall").better is None


def test_less_is_better_where_the_metric_says_so():
    one = {"false": 1, "apart": 1}
    before, after = (
        outcome(metrics_of("independence"), Reader(analyst="embedded"), [Result(item="a", counts=counts)])
        for counts in (one, one | {"false": 0})
    )
    assert gain(compared(before, after), "false_ties").better is True


def test_each_item_that_changed_tells_what_was_mended_and_what_is_new():
    changes = compared(BEFORE, AFTER).changes
    assert [change.item for change in changes] == [f"item {number}" for number in range(0, 20, 2)]
    assert (changes[0].mended, changes[0].new) == ((MISS,), ())


def test_what_else_differs_is_told():
    assert "prompt judge_claims: aaa → bbb" in compared(BEFORE, AFTER).notes


def test_items_of_one_run_alone_are_left_out_and_named():
    comparison = compared(run({"a": 1, "b": 0}), run({"b": 1, "c": 1}))
    assert comparison.left_out == ("a", "c")
    assert [change.item for change in comparison.changes] == ["b"]


def test_two_suites_cannot_be_compared():
    with pytest.raises(BadInput):
        compared(BEFORE, run({}, suite="independence"))


@pytest.mark.parametrize("name", SUITES)
def test_the_metrics_of_every_suite_are_known_without_its_data(name):
    suite = metrics_of(name)
    names = [metric.name for metric in suite.metrics]
    assert suite.name == name
    assert len(set(names)) == len(names)
