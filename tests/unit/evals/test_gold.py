"""The checker refuses labels that do not stand in the text, and verdicts that do not follow."""

import pytest

from evals.gold import CASES, check, load, load_all
from service.domain import Mode
from service.weighing.ruleset import load_ruleset

RULES = load_ruleset()


@pytest.mark.parametrize("case", load_all(), ids=lambda case: case.name)
def test_every_case_that_ships_holds(case):
    assert check(case, RULES) == ()


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"anchor": "words that are not there"}, "the anchor does not stand"),
        ({"cue": "never said so"}, "not in the article"),
        ({"claimant": "Nobody Atall"}, "the claimant does not stand"),
        ({"verdict": "corroborated"}, "follows from the evidence"),
        ({"independent_support": 9}, "independent_support is labelled 9"),
        ({"mode": Mode.OWN_VOICE}, "own voice and author go together"),
        ({"occurrence": 7}, "the anchor does not stand"),
    ],
)
def test_a_label_that_does_not_hold_is_refused(changed, fault):
    case = load(CASES / "tel-arun")
    first = case.gold.claims[0].model_copy(update=changed)
    gold = case.gold.model_copy(update={"claims": (first,)})
    assert any(fault in told for told in check(case._replace(gold=gold), RULES))


def test_evidence_that_is_not_in_its_document_is_refused():
    case = load(CASES / "tel-arun")
    claim = case.gold.claims[0]
    evidence = claim.evidence[0].model_copy(update={"words": "nobody wrote this"})
    gold = case.gold.model_copy(update={"claims": (claim.model_copy(update={"evidence": (evidence,)}),)})
    assert any("not in monitor" in told for told in check(case._replace(gold=gold), RULES))
