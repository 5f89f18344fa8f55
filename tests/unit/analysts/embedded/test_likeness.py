import pytest

from service.analysts.embedded.stance.likeness import likeness, told, wanted
from service.analysts.embedded.stance.meaning import Rarity, bag, root, roots, spelt
from service.analysts.embedded.stance.polarity import contrary

OTHERS = ("The council met on Monday.", "Rain fell in the hills.", "A choir sang at the fair.")


def points(claim: str, sentence: str) -> float:
    rarity = Rarity(roots(text) for text in (*OTHERS, sentence))
    return likeness(wanted(claim, frozenset()), told(sentence), rarity).points


def against(claim: str, sentence: str) -> str | None:
    rarity = Rarity(roots(text) for text in (*OTHERS, sentence))
    return contrary(wanted(claim, frozenset()), told(sentence), rarity)


@pytest.mark.parametrize(
    ("one", "other"), [("sold", "selling"), ("bought", "buys"), ("children", "child"), ("fell", "falling")]
)
def test_inflections_have_one_root(one, other):
    assert roots(one) == roots(other)


@pytest.mark.parametrize(("word", "text", "held"), [
    ("fell", "Sales fell.", 1.0),
    ("fell", "Sales declined.", 0.6),
    ("inspection", "They inspected the crane.", 0.6),
    ("fell", "A choir sang.", 0.0),
])  # fmt: skip
def test_a_word_is_told_by_itself_or_less_by_its_kin(word, text, held):
    assert bag(text).holds(*roots(word)) == held


def test_the_words_of_a_reason_are_those_that_stand_there():
    assert spelt("Prices rose")[root("rise")] == "rose"


def test_a_rare_word_tells_more_than_a_common_one():
    rarity = Rarity([("harbour", "crane"), ("harbour",), ("harbour",)])
    assert rarity("crane") > rarity("harbour")


def test_the_same_in_other_words_scores_above_the_same_topic():
    claim = "The harbour crane had been inspected twice since March."
    assert points(claim, "Inspectors checked the harbour crane in March and again in May.") > points(
        claim, "The harbour crane is painted yellow."
    )


def test_a_telling_figure_adds_and_a_missing_one_takes():
    claim = "The yard lost 140 jobs."
    assert points(claim, "The yard cut 140 posts.") > points(claim, "The yard cut posts.")


def test_a_larger_figure_agrees_with_at_least_and_tells_nothing_of_it():
    claim = "At least 140 jobs were lost at the yard."
    assert points(claim, "The yard lost 145 jobs.") > points(claim, "The yard lost 900 jobs.") + 1


def test_figures_without_a_word_in_common_agree_by_chance():
    assert points("The yard lost 140 jobs.", "Kilns: 140.") < 1


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The crane was inspected in spring.", "The crane was never inspected, the log shows."),
        ("No crane was inspected.", "Two crews inspected the crane."),
        ("Every invoice of the yard was paid.", "An invoice of the yard is still unpaid."),
        ("Output at the yard rose in June.", "Output at the yard fell in June."),
        ("The yard lost 140 jobs last year.", "The yard lost 90 jobs last year."),
        ("The yard lost 140 jobs.", "The yard put the loss at 90 jobs instead of 140."),
        ("The ferry registered none.", "The ferry registered them."),
    ],
)
def test_a_denial_an_opposite_another_figure_or_a_correction_is_contrary(claim, sentence):
    assert against(claim, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("The crane was inspected in spring.", "The crane was inspected in spring, not in autumn."),
        ("No crane was inspected.", "No inspection of the crane took place."),
        ("Every invoice of the yard was paid.", "The yard has paid every invoice."),
        ("Output at the yard rose in June.", "Output at the yard grew in June."),
        ("At least 140 jobs were lost.", "The yard says 160 jobs were lost."),
        ("The yard lost 140 jobs.", "Nobody saw the ferry leave."),
    ],
)
def test_agreement_and_other_matters_are_not_contrary(claim, sentence):
    assert against(claim, sentence) is None
