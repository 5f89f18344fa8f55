"""What a text costs grows with its length, not with the square of it: counted in steps, not in seconds."""

import sys

import pytest

from service.analysts.embedded.people.mentions import mentions


@pytest.mark.parametrize("unit", ["Mr of ", "Governor of ", "Dame and Harl ", "Reply ", "Ann Hale of Port "])
def test_names_without_end_are_found_in_steps_that_grow_with_the_text(unit: str) -> None:
    assert steps(unit * 800) < 2.3 * steps(unit * 400)


def steps(text: str) -> int:
    """How many calls it takes to find the names of a text."""
    count = 0

    def counted(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        list(mentions(text, len(text)))
    finally:
        sys.setprofile(None)
    return count
