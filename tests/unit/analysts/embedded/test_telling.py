"""Ways of telling without "said that", and whose word it is."""

import pytest

from service.analysts.embedded import Embedded
from service.domain import Channel, Claim, Mode
from tests.building import article


def read(body: str) -> list[Claim]:
    told = article(body, outlet="Valley Gazette")
    return [claim for reading in Embedded().read(told) for claim in reading.claims]


@pytest.mark.parametrize(
    ("body", "claimant", "content"),
    [
        ("The pumps, the engineer Ana Ruiz went on, had failed in March.", "Ana Ruiz", "had failed in March"),
        ("The Harbour Board puts the number of leaks at 40.", "Harbour Board", "the number of leaks at 40"),
        ("The Harbour Board has counted 40 leaks since May.", "Harbour Board", "40 leaks since May"),
        ("In the Harbour Board’s view the pumps had failed.", "Harbour Board", "the pumps had failed"),
        ("Ana Ruiz, who runs the pumps: “They failed in March.”", "Ana Ruiz", "“They failed in March.”"),
        ("The pumps could cost $9 million, estimated Ana Ruiz.", "Ana Ruiz", "The pumps could cost $9 million"),
        ("The Harbour Board denied having sold the pumps.", "Harbour Board", "having sold the pumps"),
        ("A report by the Harbour Board found that a pump had failed.", "Harbour Board", "a pump had failed"),
        ("The Harbour Board’s own figures show traffic fell 12 percent.", "Harbour Board", "traffic fell 12 percent"),
        ("A spokesman for the port authority said a pump had failed.", "port authority", "a pump had failed"),
        ("In a post on X, the ministry wrote that 14 pumps had failed.", "ministry", "14 pumps had failed"),
        ("Local media reported that 14 pumps had failed.", "Local media", "14 pumps had failed"),
    ],
)
def test_who_tells_what(body: str, claimant: str, content: str) -> None:
    claim = read(body)[0]
    assert (claim.claimant.name, claim.spans[-1].text) == (claimant, content)


def test_what_a_photo_plainly_shows_the_article_says_itself() -> None:
    claim = read("A photo posted on Facebook shows 14 burned houses.")[0]
    assert (claim.attribution.mode, claim.claimant.name) == (Mode.OWN_VOICE, "Valley Gazette")
    assert claim.provenance[0].platform == "facebook"


def test_who_speaks_on_is_known_as_before() -> None:
    claims = read("“The pumps failed,” Ana Ruiz told reporters. She added that 40 were new.")
    assert [claim.provenance[0].channel for claim in claims] == [Channel.PRESS_CONFERENCE] * 2


def test_another_sentence_of_a_split_quote_is_a_claim_of_its_own() -> None:
    claims = read("“The pumps failed in March,” Ana Ruiz said. “We had sold two of them.”")
    assert [claim.spans[0].text for claim in claims] == ["“The pumps failed in March,”", "“We had sold two of them.”"]


@pytest.mark.parametrize("body", ["The board denies it.", "The firm declined to say how many people it employs."])
def test_a_gesture_is_no_claim(body: str) -> None:
    assert read(body) == []


@pytest.mark.parametrize(
    ("body", "claimant"),
    [
        ("“The pumps failed,” Ana Ruiz said.\n\n“We had sold two of them.”", "Ana Ruiz"),
        ("Ana Ruiz said that 14 pumps had failed.\n\n“Two of them had been sold in May.”", "unnamed"),
        ("“The pumps failed,” Ana Ruiz said.\n\nThe hall emptied.\n\n“Two of them had been sold in May.”", "unnamed"),
        ("Ana Ruiz joked that it rained, telling Paul Marin so.\n\n“Two of them had been sold in May.”", "unnamed"),
    ],
)
def test_a_quotation_without_a_cue_goes_on_with_nobody_but_whoever_was_just_quoted(body: str, claimant: str) -> None:
    assert read(body)[-1].claimant.name == claimant


@pytest.mark.parametrize(
    "body",
    [
        "The decisions show that 14 pumps had failed since May.",
        "The firm holds a significant record: it has sold 14 pumps since May.",
        "The city had the courage to demand 14 pumps in May.",
    ],
)
def test_what_tells_nothing_is_no_claimant(body: str) -> None:
    assert {claim.claimant.name for claim in read(body)} <= {"Valley Gazette"}
