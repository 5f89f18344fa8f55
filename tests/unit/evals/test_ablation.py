import pytest
from click.testing import CliRunner

from evals import ablation
from evals.ablation import TUNED, UNTOUCHED, ablated
from evals.suites.cases import Cases
from service.analysts.embedded.stance import RULES, told_alike
from service.cli import main

SOME = ("kestmoor-striker", "tel-arun")


@pytest.fixture(scope="module")
def halves():
    return {told.part: told for told in ablated(Cases(only=SOME), (told_alike,))}


def test_the_halves_of_our_cases_are_told_apart(halves):
    assert {part: told.items for part, told in halves.items()} == {TUNED: 1, UNTOUCHED: 1}


def test_what_a_rule_carries_is_lost_without_it(halves):
    told = halves[TUNED]
    assert told.lines["told_alike"] > 1
    assert told.whole["support recall"].value > 0
    assert told.without["told_alike"]["support recall"].value == -told.whole["support recall"].value


def test_the_command_shows_a_line_for_every_rule(monkeypatch):
    monkeypatch.setattr(ablation, "_parts", lambda suite: {"one": [suite.items()[0]]})
    result = CliRunner().invoke(main, ["eval", "ablate"], catch_exceptions=False, env={"COLUMNS": "240"})
    assert result.exit_code == 0
    assert all(rule.__name__ in result.output for rule in RULES)
