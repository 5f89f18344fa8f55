"""In which order a desk looks at the claims."""

from typing import Any

import pytest

from service.domain import Finding, Verdict
from service.weighing.summary import HEADLINE, LATER, LEAD, prominence, summarised
from tests import building
from tests.building import article, claim, span

TITLE = "Beam falls in hall"
CAPTION = "Ostley, Monday: the town hall, seen by our own reporter from over there"
OPENING = "The council shut the swimming hall after a beam came down at noon on Monday."
REST = "A firm from Tarn is to look at the roof, which was painted in spring."
BODY = f"{CAPTION}\n\n{OPENING}\n\n{REST}"


def told(*words: str, body: str = BODY, **fields: Any) -> int:
    """How prominent a claim is that stands at these words."""
    return prominence(article(body, **fields), claim(words[0], spans=tuple(span(one, body) for one in words)))


@pytest.mark.parametrize(
    ("title", "prominent"),
    [
        ("Roof painted", HEADLINE),
        ("Roof repaired", HEADLINE),
        ("Tower roof repaired", LATER),
        ("The", LATER),
        ("", LATER),
        (None, LATER),
    ],
)
def test_a_claim_with_half_of_the_titles_telling_words_is_what_the_title_tells(
    title: str | None, prominent: int
) -> None:
    assert told("the roof, which was painted", title=title) == prominent


FOURTEEN, FIFTEEN = OPENING.replace("swimming ", ""), OPENING


@pytest.mark.parametrize(
    ("words", "body", "prominent"),
    [
        (("a beam",), BODY, LEAD),
        (("A firm",), BODY, LATER),
        (("A firm", "a beam"), BODY, LEAD),
        (("our own reporter",), BODY, LEAD),
        (("A firm",), f"{FIFTEEN}\n{REST}", LATER),
        (("A firm",), f"{FOURTEEN}\n{REST}", LEAD),
        (("a beam",), FOURTEEN, LATER),
        (("A firm",), f"{FIFTEEN.replace('The', 'A')}\n{REST}", LATER),
    ],
)
def test_the_lead_ends_with_the_first_paragraph_of_fifteen_words(
    words: tuple[str, ...], body: str, prominent: int
) -> None:
    assert told(*words, body=body) == prominent


@pytest.mark.parametrize("article_ends", [OPENING, "Shut."])
def test_what_readers_write_below_the_article_is_no_lead(article_ends: str) -> None:
    comment = "I was there and saw that it was a lamp and no beam that fell on Monday."
    assert told(comment, body=f"{article_ends}{comment}", body_end=len(article_ends)) == LATER


def found(verdict: Verdict, words: str, **content: Any) -> Finding:
    about = claim(words, id=f"{verdict}: {words}", spans=(span(words, BODY),))
    return building.finding(about, content=building.corroboration(verdict, **content))


def order(*findings: Finding) -> tuple[str, ...]:
    return summarised(article(BODY, title=TITLE), findings).order


IN_TITLE, IN_LEAD, BELOW, LAST = "hall after a beam came down", "The council shut", "A firm from Tarn", "painted"
GRAVEST_FIRST = (
    found(Verdict.CONTRADICTED, BELOW, independent_refute=1),
    found(Verdict.DOUBTFUL, BELOW, independent_refute=1),
    found(Verdict.WEAKLY_REFUTED, BELOW, independent_refute=1),
    found(Verdict.CONTESTED, BELOW, independent_refute=1),
    found(Verdict.WEAKLY_SUPPORTED, BELOW, independent_refute=1),
    found(Verdict.PARTLY_CORROBORATED, BELOW, independent_refute=1),
    found(Verdict.CORROBORATED, BELOW, independent_refute=1),
    found(Verdict.UNDETERMINED, IN_TITLE, independent_refute=1),
)
MOST_PROMINENT_FIRST = (
    found(Verdict.DOUBTFUL, IN_TITLE, independent_refute=1),
    found(Verdict.DOUBTFUL, IN_LEAD, independent_refute=1),
    found(Verdict.DOUBTFUL, BELOW, independent_refute=1),
    found(Verdict.DOUBTFUL, LAST, independent_refute=1),
    found(Verdict.CORROBORATED, IN_TITLE, party_dispute=True),
    found(Verdict.CLAIMANT_ONLY, IN_LEAD, party_dispute=True),
    found(Verdict.CLAIMANT_ONLY, BELOW, party_dispute=True),
    found(Verdict.UNVERIFIED, IN_TITLE),
    found(Verdict.UNVERIFIED, IN_LEAD),
    found(Verdict.PARTLY_CORROBORATED, IN_LEAD),
)
AS_TOLD = (
    found(Verdict.CLAIMANT_ONLY, IN_TITLE),
    found(Verdict.CORROBORATED, IN_LEAD),
    found(Verdict.CORROBORATED, IN_TITLE),
    found(Verdict.UNVERIFIED, BELOW),
    found(Verdict.CONTESTED, LAST),
)


@pytest.mark.parametrize("ordered", [GRAVEST_FIRST, MOST_PROMINENT_FIRST, AS_TOLD])
def test_what_somebody_speaks_against_comes_first_and_then_what_one_party_alone_says_where_all_see_it(
    ordered: tuple[Finding, ...],
) -> None:
    assert order(*reversed(ordered)) == tuple(one.claim.id for one in ordered)


def test_a_summary_counts_the_claims_and_names_those_that_are_disputed() -> None:
    findings = (*AS_TOLD, *GRAVEST_FIRST[:2], *MOST_PROMINENT_FIRST[4:6])
    shown = summarised(article(BODY, title=TITLE), findings)
    assert shown.counts == {
        Verdict.CONTESTED: 1,
        Verdict.CONTRADICTED: 1,
        Verdict.DOUBTFUL: 1,
        Verdict.CORROBORATED: 3,
        Verdict.CLAIMANT_ONLY: 2,
        Verdict.UNVERIFIED: 1,
    }
    assert list(shown.counts) == [verdict for verdict in Verdict if verdict in shown.counts]
    assert shown.disputed == tuple(one.claim.id for one in GRAVEST_FIRST[:2])
