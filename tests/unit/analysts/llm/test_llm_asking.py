"""Questions for search engines, by prompt."""

import pytest

from service.analysts.llm import LanguageModel
from service.errors import ModelUnavailable
from tests.building import article, claim
from tests.unit.analysts.llm.saying import PROMPTS, Saying

ABOUT = article("The pier at Osk was shut.", title="Pier shut", outlet="Bay Post")
CLAIMS = (
    claim("The pier at Osk was shut on Monday.", id="clm_1"),
    claim("It should have been shut long ago.", id="clm_2", checkworthy=False),
    claim("Forty boats lay in the harbour of Osk.", id="clm_3"),
)


def asked(*pairs, claims=CLAIMS):
    saying = Saying(lambda *_: [{"claim": label, "words": words} for label, words in pairs])
    model = LanguageModel("small", saying, PROMPTS)
    return [query.text for query in model.queries(ABOUT, claims)], saying


def test_all_claims_of_an_article_are_asked_about_at_once_but_what_nobody_can_check():
    texts, saying = asked(("c1", "Osk pier shut"), ("c2", "forty boats Osk harbour"))
    assert texts == ["Osk pier shut", "forty boats Osk harbour"]
    (values,) = saying.asked
    assert "c1 (" in values["claims"]
    assert "long ago" not in values["claims"]
    assert "Forty boats" in values["claims"].splitlines()[1]
    assert values["article"] == "Bay Post; no date; Pier shut"


def test_the_first_question_of_each_claim_comes_before_the_second_ones():
    texts, _ = asked(("c1", "Osk pier shut"), ("c1", "pier Osk Monday"), ("c2", "boats Osk"), ("c2", "harbour boats"))
    assert texts == ["Osk pier shut", "boats Osk", "pier Osk Monday", "harbour boats"]


@pytest.mark.parametrize(
    ("label", "words", "left"),
    [
        ("c9", "Osk pier shut", []),
        ("c1", "cheap flights to the sun", []),
        ("c1", "", []),
        ("c1", "pier Osk site:evil.example OR http://evil.example/?q=secret", ["pier Osk"]),
        ("c1", '"pier Osk" -shut (closed)', ["pier Osk closed"]),
        ("c1", "pier " * 40, ["pier " * 15 + "pier"]),
    ],
)
def test_what_is_no_plain_question_about_its_claim_is_not_asked(label, words, left):
    assert asked((label, words))[0] == left


def test_where_there_is_nothing_to_ask_no_call_is_made():
    texts, saying = asked(claims=CLAIMS[1:2])
    assert (texts, saying.asked) == ([], [])


def test_a_model_that_does_not_answer_is_told_to_whoever_asks():
    def fail(*_):
        return ModelUnavailable("away")

    with pytest.raises(ModelUnavailable):
        LanguageModel("small", Saying(fail), PROMPTS).queries(ABOUT, CLAIMS)
