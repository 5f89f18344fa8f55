"""A cleaned copy of a text, and the way back."""

import pytest

from service.domain import Claimant, ClaimantKind, Span
from service.text.cleaning import cleaned

PLAIN = "Rene\u0301 Mu\u0308ller said the har\u00adbour au\u00adthority lost 6\u202f% on\u200b Monday."


@pytest.mark.parametrize(
    ("words", "stands"),
    [
        ("René Müller", "Rene\u0301 Mu\u0308ller"),
        ("harbour authority", "har\u00adbour au\u00adthority"),
        ("6 %", "6\u202f%"),
        ("on Monday", "on\u200b Monday"),
    ],
)
def test_what_is_found_in_the_copy_stands_in_the_text_as_it_came(words: str, stands: str) -> None:
    clean = cleaned(PLAIN)
    at = clean.text.index(words)
    found = clean.restored(Span.of(clean.text, at, at + len(words)))
    assert (found.text, found.stands_in(PLAIN)) == (stands, True)
    assert clean.copied(found) == Span.of(clean.text, at, at + len(words))


def test_a_name_is_spelt_as_the_text_spells_it() -> None:
    clean = cleaned(PLAIN)
    told = [
        clean.restored(Claimant(name=name, kind=ClaimantKind.PERSON)).name
        for name in ("René Müller", "harbour authority")
    ]
    assert told == ["Rene\u0301 Mu\u0308ller", "harbour authority"]


def test_a_text_with_nothing_to_clean_is_its_own_copy() -> None:
    clean = cleaned("Port Sarn shut two piers.")
    assert (clean.text, clean.starts, clean.inward(5), clean.outward(5)) == (clean.original, (), 5, 5)
