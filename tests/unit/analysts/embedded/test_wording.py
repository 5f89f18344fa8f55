"""A claim's words made to stand alone."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.analysts.embedded.claims.wording import alone
from service.analysts.embedded.people import Cast
from service.domain import Claimant, ClaimantKind, Span

BEFORE = "The Dawn Brigade met Ana Ruiz in Norvik. The Norvik camp fell. "


def worded(
    content: str,
    name: str = "Dawn Brigade",
    kind: ClaimantKind = ClaimantKind.GROUP,
    cue: str = "said",
    direct: bool = False,
) -> str:
    text = BEFORE + content
    span = Span.of(text, len(BEFORE), len(text))
    return alone((span,), Claimant(name=name, kind=kind), cue, Cast(text, len(text)), [], direct=direct)


@pytest.mark.parametrize(
    ("content", "cue", "text"),
    [
        ("that its forces had left", "said", "Dawn Brigade’s forces had left."),
        ("that it and its allies hold the camp", "said", "Dawn Brigade and its allies hold the Norvik camp."),
        ("the road to Ariva is under its control", "said", "The road to Ariva is under Dawn Brigade’s control."),
        ("she had left", "said", "Ana Ruiz had left."),
        ("it is raining", "said", "It is raining."),
        ("to have stormed the base", "claiming", "Dawn Brigade has stormed the base."),
        ("not to have lost 12 men", "claims", "Dawn Brigade has not lost 12 men."),
        ("to hold the base", "claims", "Dawn Brigade holds the base."),
        ("to attack the base", "vowed", "Dawn Brigade will attack the base."),
        ("having lost 12 men", "denied", "Dawn Brigade has lost 12 men."),
        ("attacking the base", "denied", "Dawn Brigade was attacking the base."),
        ("responsibility for the attack", "claimed", "Dawn Brigade claimed responsibility for the attack."),
        ("responsibility for the attack", "claiming", "Dawn Brigade claimed responsibility for the attack."),
        ("that -5 degrees was measured", "said", "-5 degrees was measured."),
        ("“dozens of men” were killed", "said", "“Dozens of men” were killed."),
    ],
)
def test_indirect_words_get_their_names(content: str, cue: str, text: str) -> None:
    assert worded(content, cue=cue) == text


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("“We have moved 900 boxes,”", "Ana Ruiz has moved 900 boxes."),
        ("“I am ready.”", "Ana Ruiz is ready."),
        ("“My father built it,”", "Ana Ruiz’s father built it."),
        ("“Nobody was hurt.”", "Nobody was hurt."),
    ],
)
def test_quoted_words_lose_marks_and_first_person(content: str, text: str) -> None:
    assert worded(content, name="Ana Ruiz", kind=ClaimantKind.PERSON, direct=True) == text


def test_someone_who_is_called_something_is_not_the_one_who_calls() -> None:
    assert (
        worded("him a liar", name="Paul Marin", kind=ClaimantKind.PERSON, cue="called")
        == "Paul Marin called him a liar."
    )


PIECES = st.sampled_from(
    "that it its they not never no 12 4.5 -3 2,000 17% men had left held was to have having the camp “so” and".split()
)


@given(st.lists(PIECES, min_size=1, max_size=12), st.booleans())
def test_numbers_and_negations_are_never_altered(pieces: list[str], direct: bool) -> None:
    content = " ".join(pieces)
    kept = re.compile(r"-?\d[\d.,]*%?|\b(?:not|never|no)\b", re.I)
    said = worded(content, direct=direct)
    strip = [found.rstrip(".,").lower() for found in kept.findall(said)]
    assert sorted(strip) == sorted(found.rstrip(".,").lower() for found in kept.findall(content))
