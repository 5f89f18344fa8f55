"""The gate: shut by a metric beyond its slack, by changed cases, by changed prompts; a floor falls with a reason."""

from datetime import date

import pytest

from evals.figures import Figure, Metric, share
from evals.gate import Baseline, Floor, accepted, digest, faults, load, lowered, save
from evals.runner import Outcome, Reader
from evals.suite import About
from service.errors import BadInput, Malformed

DAY = date(2026, 2, 3)
METRICS = (
    Metric("f1", "more is better", share("a", "b")),
    Metric("false", "less is better", share("a", "b"), less=True),
)
PROMPTS = {"extract_claims": "aaa"}


def outcome(f1=0.8, false=0.1, half=0.05, failed=()):
    told = {"f1": f1, "false": false}
    return Outcome(
        suite="smoke",
        about=About(source="invented", licence="Apache-2.0", split="all", comparable="nothing"),
        reader=Reader(analyst="embedded"),
        digest="0",
        figures={
            name: Figure(value=value, low=value and value - half, high=value and value + half)
            for name, value in told.items()
        },
        reasons={"f1": "", "false": ""},
        results=(),
        failed=failed,
        seconds=0.0,
    )


PIN = accepted(None, outcome(), METRICS, "cases", PROMPTS)


def told(run, mark="cases", prompts=PROMPTS, pin=PIN):
    return list(faults(pin, run, METRICS, mark, prompts))


@pytest.mark.parametrize("run", [outcome(), outcome(f1=0.76), outcome(false=0.14), outcome(f1=1.0, false=0.0)])
def test_a_metric_may_move_within_its_slack(run):
    assert told(run) == []


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (outcome(f1=0.74), "f1 is 0.740: under its floor 0.800"),
        (outcome(false=0.16), "false is 0.160: over its ceiling 0.100"),
        (outcome(f1=None), "f1 is not measured any more"),
        (outcome(failed=("tel-arun",)), "tel-arun could not be measured"),
        (outcome(f1=0.74, half=0.5), "f1 is 0.740"),  # the slack is the pinned one: a bad run does not widen it
    ],
)
def test_a_metric_beyond_its_slack_shuts_the_gate(run, words):
    assert any(words in fault for fault in told(run))


def test_changed_cases_shut_the_gate_until_they_are_accepted():
    assert "cases → other" in told(outcome(), mark="other")[0]
    assert told(outcome(), mark="other", pin=accepted(PIN, outcome(), METRICS, "other", PROMPTS)) == []


def test_a_changed_prompt_is_named():
    (fault,) = told(outcome(), prompts={"extract_claims": "bbb"})
    assert "extract_claims changed: aaa → bbb" in fault


def test_accepting_raises_floors_and_lowers_none():
    better, worse = accepted(PIN, outcome(f1=0.9, false=0.05), METRICS, "", {}), outcome(f1=0.5, false=0.5)
    assert (better.floors["f1"].floor, better.floors["false"].floor) == (0.9, 0.05)
    assert accepted(PIN, worse, METRICS, "", {}).floors == PIN.floors


def test_a_floor_falls_with_a_reason_that_is_kept():
    run = outcome(f1=0.6)
    pin = lowered(PIN, run, METRICS, ["f1"], "harder cases came in", DAY)
    assert told(run, pin=pin) == []
    assert [(one.metric, one.before, one.after, one.reason, one.on) for one in pin.lowered] == [
        ("f1", 0.8, 0.6, "harder cases came in", DAY)
    ]


@pytest.mark.parametrize(("name", "reason"), [("f1", " "), ("none", "because")])
def test_without_a_reason_or_a_metric_nothing_falls(name, reason):
    with pytest.raises(BadInput):
        lowered(PIN, outcome(f1=0.6), METRICS, [name], reason, DAY)


def test_a_baseline_is_read_as_it_was_written(tmp_path):
    path = tmp_path / "baseline.json"
    assert load(path) == Baseline()
    save(Baseline(suites={"smoke": PIN}), path)
    assert load(path).suites["smoke"] == PIN
    path.write_text('{"suites": 3}', encoding="utf-8")
    with pytest.raises(Malformed):
        load(path)


def test_figures_that_stand_on_their_floor_hold():
    third = outcome(f1=2 / 3, false=1 / 3, half=0.0)
    assert told(third, pin=accepted(None, third, METRICS, "cases", PROMPTS)) == []
    assert accepted(None, third, METRICS, "", {}).floors["f1"] == Floor(floor=0.6666, slack=0.0)


class Texts:
    def __init__(self, *texts):
        self.texts = texts

    def contents(self):
        return self.texts


def test_the_digest_is_of_contents_and_not_of_their_order():
    assert digest(Texts("a", "b")) == digest(Texts("b", "a")) != digest(Texts("a", "c"))
