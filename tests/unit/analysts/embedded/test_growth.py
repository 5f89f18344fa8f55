"""What a text costs grows with its length, not with the square of it: counted in steps, not in seconds."""

import sys
from collections.abc import Callable

import pytest

from service.analysts.embedded.attribution import attributions
from service.analysts.embedded.people.mentions import mentions
from service.languages.en.quantities import quantities


@pytest.mark.parametrize("unit", ["Mr of ", "Governor of ", "Dame and Harl ", "Reply ", "Ann Hale of Port "])
def test_names_without_end_are_found_in_steps_that_grow_with_the_text(unit: str) -> None:
    assert steps(names, unit * 800) < 2.3 * steps(names, unit * 400)


@pytest.mark.parametrize("unit", ["$1 ", "12 of 13 ", "1 killed "])
def test_figures_without_end_are_found_in_steps_that_grow_with_the_sentence(unit: str) -> None:
    assert steps(quantities, unit * 200) < 2.3 * steps(quantities, unit * 100)


@pytest.mark.parametrize("unit", ["Reply ", "Say ", "say "])
def test_cues_without_end_in_one_sentence_share_what_stands_before_them(unit: str) -> None:
    assert steps(attributions, unit * 160) < 600_000


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
