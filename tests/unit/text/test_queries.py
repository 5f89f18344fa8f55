"""What is asked about claims: their own telling words, and no more of them than engines take."""

from service.domain import ClaimantKind
from service.text.queries import ENOUGH, MOST, queries, query
from tests.building import article, claim, claimant

NAMED = "The Osk harbour board closed the east pier after 14 cracks were found in June."


def test_words_that_tell_stand_as_they_are_written_and_in_their_order():
    asked = query(claim(NAMED, claimant("", ClaimantKind.AUTHOR)), article())
    assert asked.text == "Osk harbour board closed east pier 14 cracks found June"
    assert asked.names == ("Osk", "14", "June")


def test_who_makes_a_claim_is_asked_for_unless_it_is_nobody():
    assert query(claim(NAMED, "Ilka Brandt"), article()).words[-2:] == ("Ilka", "Brandt")
    assert "Brandt" not in query(claim(NAMED, claimant("Brandt", ClaimantKind.UNNAMED)), article()).words


SHORT = claim("It was shut on Monday.", claimant("", ClaimantKind.AUTHOR))


def test_a_claim_of_few_words_is_asked_with_the_headline_or_the_lead():
    assert query(SHORT, article(title="Pier of Osk closed")).words == ("shut", "Monday", "Pier", "Osk", "closed")
    assert query(SHORT, article("Osk has closed its pier. " * 40)).words == ("shut", "Monday", "Osk", "closed", "pier")
    long = article(title=" ".join(f"word{n}" for n in range(40)))
    assert len(query(SHORT, long).words) == ENOUGH
    assert "Pier" not in query(claim(NAMED), article(title="Pier of Osk closed")).words


def test_two_questions_a_claim_and_so_many_together():
    claims = [claim(NAMED, id="a"), claim("The Osk mayor Ilka Brandt promised a new pier by 2027.", id="b")]
    asked = queries(article(), claims, 8)
    assert len(asked) == 4
    assert asked[2].words == asked[2].names == asked[0].names
    assert queries(article(), claims, 2) == asked[:2]
    assert queries(article(), [one.model_copy(update={"checkworthy": False}) for one in claims], 8) == ()
    assert queries(article(), [claims[0], claims[0]], 8) == queries(article(), claims[:1], 8)


def test_a_long_claim_is_asked_for_in_a_few_words():
    assert len(query(claim(" ".join(f"word{n}" for n in range(99))), article()).words) == MOST
    assert query(claim("码头星期一关闭。"), article(language="zh")).words[0] == "码头星期一关闭"
