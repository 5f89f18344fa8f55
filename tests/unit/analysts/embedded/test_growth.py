"""What a text costs grows with its length, not with the square of it: counted in steps, not in seconds."""

import sys
from collections.abc import Callable

import pytest

from service.analysts.embedded.attribution import attributions
from service.analysts.embedded.claims import claims_of
from service.analysts.embedded.people.mentions import mentions
from service.analysts.embedded.stance.voicing import Speaking
from service.domain import Article, Span
from service.languages.en.quantities import quantities
from tests.unit.analysts.embedded.looking import look


@pytest.mark.parametrize("unit", ["Mr of ", "Governor of ", "Dame and Harl ", "Reply ", "Ann Hale of Port "])
def test_names_without_end_are_found_in_steps_that_grow_with_the_text(unit: str) -> None:
    assert steps(names, unit * 800) < 2.3 * steps(names, unit * 400)


@pytest.mark.parametrize("unit", ["$1 ", "12 of 13 ", "1 killed "])
def test_figures_without_end_are_found_in_steps_that_grow_with_the_sentence(unit: str) -> None:
    assert steps(quantities, unit * 200) < 2.3 * steps(quantities, unit * 100)


@pytest.mark.parametrize("unit", ["Reply ", "Say ", "say "])
def test_cues_without_end_in_one_sentence_share_what_stands_before_them(unit: str) -> None:
    assert steps(attributions, unit * 160) < 600_000


@pytest.mark.parametrize("unit", ["Q: Why?\nA: It rained.\n", "“We sank,” he said. ", "@ann: It rained.\n\n"])
def test_claims_without_end_are_read_in_steps_that_grow_with_the_article(unit: str) -> None:
    claims(unit)  # the lexicon is read once
    assert steps(claims, unit * 300) < 2.3 * steps(claims, unit * 150)


@pytest.mark.parametrize("unit", ["he said ", "the coalition said ", "The group said it was. ", "A source said so. "])
def test_speakers_without_end_are_told_apart_in_steps_that_grow_with_the_text(unit: str) -> None:
    assert steps(speaking, unit * 800) < 2.3 * steps(speaking, unit * 400)


PARAGRAPH = "Ann Hale said the quay of Velmar was shut. Rain fell in the hills, and the choir sang.\n\n"


def test_of_a_long_text_speakers_are_read_where_they_are_sought() -> None:
    text = PARAGRAPH * 400
    places = [Span.of(text, at, at + 40) for at in (10_000, 20_000)]

    def whole(told: str) -> object:
        return Speaking(told, [Span.of(told, at, at + 40) for at in range(0, len(told) - 40, 800)])

    assert steps(lambda told: Speaking(told, places), text) < 0.3 * steps(whole, text)


@pytest.mark.parametrize(
    "sentence",
    ["The quay of Ilmen was painted.", "The choir sang in the hills for ferrymen.", "A barrel of tar costs more."],
)
def test_a_sentence_with_a_word_in_common_alone_is_not_put_to_the_rules(sentence: str) -> None:
    claim = "The ferry operator sold its three boats to a Velmar quay company before the winter storms."
    assert not look(claim, sentence).tells
    assert look(claim, "The ferry operator sold boats.").tells


def claims(text: str) -> object:
    return claims_of(Article(id="art", body=text, body_end=len(text)))


def speaking(text: str) -> object:
    return Speaking(text, [Span.of(text, 0, len(text))])


def names(text: str) -> object:
    return list(mentions(text, len(text)))


def steps(find: Callable[[str], object], text: str) -> int:
    """How many calls it takes to find what is sought in a text."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        find(text)
    finally:
        sys.setprofile(None)
    return count
