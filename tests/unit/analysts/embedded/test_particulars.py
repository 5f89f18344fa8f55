import pytest

from service.analysts.embedded.stance.particulars import Bag, Particulars, Rarity, names, root, roots, spelt


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
    assert Bag(roots(text)).holds(*roots(word)) == held


def test_the_words_of_a_reason_are_those_that_stand_there():
    assert spelt("Prices rose")[root("rise")] == "rose"


def test_a_rare_word_tells_more_than_a_common_one():
    rarity = Rarity([("harbour", "crane"), ("harbour",), ("harbour",)])
    assert rarity("crane") > rarity("harbour")


def test_a_word_that_opens_a_sentence_is_a_name_only_when_known_as_one():
    assert names("Velmar fell. Orm held.") == frozenset()
    assert names("Velmar fell to Orm on Monday.", frozenset({"velmar"})) == {"velmar", "orm"}


def test_a_sentence_gives_its_names_figures_years_and_clauses():
    given = Particulars("In 2019 the yard at Orm lost 140 jobs, but prices rose.")
    assert (given.names, given.years) == ({"orm"}, {"2019"})
    assert [figure.low for figure in given.figures] == [140.0]
    assert [clause.text.strip(" ,.") for clause in given.clauses] == [
        "In 2019 the yard at Orm lost 140 jobs",
        "prices rose",
    ]
    assert "orm" not in given.common


@pytest.mark.parametrize(
    ("own", "other"),
    [
        ("inspectors closed the harbour", "the inspection of the port"),
        ("12 ferries were sold", "two ferries were bought by the council"),
        ("killed", "the deaths of workers"),
        ("a choir sang", "rain fell"),
    ],
)
def test_what_another_text_tells_of_words_is_what_it_holds_of_each(own: str, other: str) -> None:
    mine, theirs = Bag(roots(own)), Bag(roots(other))
    assert mine.told_by(theirs) == {word: worth for word in mine.roots if (worth := theirs.holds(word))}
