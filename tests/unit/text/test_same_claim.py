"""A review is shown beside a claim only where it is of that claim."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.same_claim import ToldClaim, same_by_meaning, same_claim, told_before
from tests.unit.text import paraphrased_claims
from tests.unit.text.same_claims import APART, LATER, TOLD_BEFORE, TUNED

PAIRS = (*TUNED, *APART, *LATER)


@pytest.mark.parametrize(("claim", "reviewed"), [pair for same, *pair in PAIRS if not same])
def test_a_review_of_another_claim_is_none_of_this_one(claim, reviewed):
    assert not same_claim(claim, reviewed, "en")
    assert not same_claim(reviewed, claim, "en")


def test_most_reviews_of_a_claim_are_known_for_it():
    same = [pair for pair in PAIRS if pair[0]]
    known = sum(same_claim(claim, reviewed, "en") for _, claim, reviewed in same)
    assert known >= 0.9 * len(same)  # 32 of 34: what is found is right before it is much


@pytest.mark.parametrize(("same", "claim", "reviewed"), [*paraphrased_claims.TUNED, *paraphrased_claims.APART])
def test_a_review_in_other_words_is_of_the_claim_by_words_in_no_case(same, claim, reviewed):
    assert not same_claim(claim, reviewed, "en")


@pytest.mark.parametrize(("pairs", "at_least"), [(paraphrased_claims.TUNED, 10), (paraphrased_claims.APART, 7)])
def test_what_is_near_by_meaning_may_be_of_the_claim_where_nothing_in_it_tells_them_apart(pairs, at_least):
    same = [same_by_meaning(claim, reviewed, "en") for same, claim, reviewed in pairs if same]
    assert sum(same) >= at_least  # of 12: what is found is right before it is much


@pytest.mark.parametrize(
    ("claim", "reviewed"),
    [
        ("Halvora pays each asylum seeker 900 crowns a month.", "Migrants get 90 crowns monthly from Halvora"),
        ("President Odran has outlawed paying in cash.", "A decree of President Melk bans cash payments"),
        ("The masts are making children ill, parents fear.", "Cell towers do not sicken children"),
        ("Senator Prill opposed higher pensions.", "The senator never voted against raising pensions"),
        ("Garlic tea prevents dengue fever.", "Garlic tea causes dengue fever"),
        ("The army shelled the market of Dahrim.", "The rebels shelled the market of Dahrim"),
    ],
)
def test_another_number_name_denial_or_one_word_among_many_is_another_claim_however_near(claim, reviewed):
    assert not same_by_meaning(claim, reviewed, "en")


@pytest.mark.parametrize(
    ("claim", "reviewed", "same"),
    [
        ("Der Damm von Orlu ist am Montag gebrochen.", "Damm von Orlu am Montag gebrochen", True),
        ("Der Damm von Orlu ist nicht gebrochen.", "Der Damm von Orlu ist gebrochen", False),
        ("Im Damm von Orlu wurden 14 Risse gefunden.", "Im Damm von Orlu wurden 40 Risse gefunden", False),
        ("Плотину в Орлу прорвало в понедельник.", "Плотину в Орлу не прорвало в понедельник", False),
        ("", "", False),
        ("Snow fell.", "Snow fell.", False),
        ("x" * 5000, "y" * 5000, False),
    ],
)
def test_other_languages_and_texts_that_tell_too_little(claim, reviewed, same):
    assert same_claim(claim, reviewed, {"Д": "de", "I": "de", "П": "ru"}.get(claim[:1], "de")) is same


@pytest.mark.parametrize(("same", "claim", "day", "earlier", "earlier_day"), TOLD_BEFORE)
def test_a_claim_of_another_day_or_mouth_was_not_told_before(same, claim, day, earlier, earlier_day):
    ours, theirs = (
        ToldClaim(claim, "en", "Dune Guard", dated(day)),
        ToldClaim(earlier, "en", "Hill Front", dated(earlier_day)),
    )
    assert told_before(ours, theirs) is same
    assert told_before(theirs, ours) is same


def test_whoever_speaks_of_themselves_says_the_same_again_and_another_language_does_not():
    ours = ToldClaim("We hold the northern gate of Mereth.", "en", "Dune Guard")
    assert told_before(ours, ours._replace(claimant="The Dune Guard"))
    assert not told_before(ours, ours._replace(language="de"))


@given(st.text(), st.text())
def test_any_two_texts_are_compared(claim, earlier):
    ours, theirs = ToldClaim(claim, "en", "A"), ToldClaim(earlier, "en", "B")
    assert told_before(ours, theirs) == told_before(theirs, ours)


def dated(day):
    return datetime.fromisoformat(f"{day}T12:00:00+00:00") if day else None
