"""Figures follow from summed counts, and their intervals from resampled items."""

import pytest

from evals.figures import (
    Metric,
    accuracy,
    balanced_accuracy,
    differences,
    f1,
    figures,
    label_f1,
    macro_f1,
    recall,
    share,
)

TABLE = {"t|a|a": 3, "t|a|b": 1, "t|b|b": 1, "t|b|a": 1, "other|a|b": 9}


@pytest.mark.parametrize(
    ("of", "value"),
    [
        (share("x", "y"), None),
        (accuracy("t"), 4 / 6),
        (recall("t", "a"), 3 / 4),
        (balanced_accuracy("t"), (3 / 4 + 1 / 2) / 2),
        (macro_f1("t"), (2 * 3 / 8 + 2 * 1 / 4) / 2),
        (label_f1("t", ("a",)), 2 * 3 / 8),
        (label_f1("t", ("a", "b")), 2 * 4 / 12),
        (macro_f1("none"), None),
    ],
)
def test_a_metric_follows_from_counts(of, value):
    assert of(TABLE) == pytest.approx(value) if value is not None else of(TABLE) is None


def test_f1_is_twice_the_hits_by_found_and_gold():
    assert f1("hit", "found", "gold")({"hit": 2, "found": 4, "gold": 4}) == 0.5


HITS = Metric("hits", "a share", share("hit", "all"))


def test_an_interval_holds_its_value_and_is_the_same_each_time():
    items = [{"hit": n % 2, "all": 1} for n in range(40)]
    first, second = figures([HITS], items), figures([HITS], items)
    assert first == second
    assert first["hits"].low < first["hits"].value == 0.5 < first["hits"].high


def test_what_was_never_counted_has_no_figure():
    assert figures([HITS], [])["hits"].value is None


def test_the_same_gain_on_every_item_has_no_spread():
    before, after = [{"hit": 0, "all": 1}] * 10, [{"hit": 1, "all": 1}] * 10
    gain = differences([HITS], before, after)["hits"]
    assert (gain.value, gain.low, gain.high) == (1.0, 1.0, 1.0)
