"""What a fact desk would list, and what it would leave."""

import pytest

from service.analysts.embedded.claims.worth import stating, telling
from tests.building import span


@pytest.mark.parametrize(
    ("cue", "content", "worth"),
    [
        ("said", "the bridge fell", True),
        ("claimed", "victory", True),
        ("speaks of", "19 dead and 40 hurt", True),
        ("denies", "taking the money", True),
        ("called", "the vote a farce", True),
        ("called", "it a farce", False),
        ("denies", "it", False),
        ("rejected", "that", False),
        ("welcomed", "the scheme", False),
        ("declined", "to comment on the plan", False),
        ("would not say", "how many were hurt", False),
        ("would say only", "that two were hurt", True),
    ],
)
def test_what_is_told_is_a_claim_when_something_could_bear_it_out(cue: str, content: str, worth: bool) -> None:
    assert telling(cue, (span(content),)) is worth


@pytest.mark.parametrize(
    ("clause", "worth"),
    [
        ("The toll rose to 14 crowns.", True),
        ("The bridge opened in March.", True),
        ("The old pumps were never replaced.", True),
        ("Crews pulled two boats out of the harbour before dawn.", True),
        ("It is the only crossing in the valley and was built by hand.", True),
        ("Traders were less sure.", False),
        ("Rumour filled the gap.", False),
        ("How the fire began is not known.", False),
        ("The mayor told a different story.", False),
        ("We have changed our headline.", False),
        ("Owners should switch off all 14 pumps.", False),
        ("The harbour may have other uses.", False),
    ],
)
def test_the_article_states_what_could_be_checked(clause: str, worth: bool) -> None:
    assert stating(clause) is worth
