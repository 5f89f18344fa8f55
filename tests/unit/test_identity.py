"""Words without case, accents and marks that nobody sees: and no word made another one."""

import pytest

from service.domain import claim_id, normalised


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("café", "cafe\u0301"),
        ("Müller", "MU\u0308LLER"),
        ("їжак", "і\u0308жак"),
        ("مُحَمَّد", "محمد"),
        ("محـمـد", "محمد"),
        ("\u2067محمد\u2069", "محمد"),
        ("Hafen\u00adamt", "Hafenamt"),
        ("ｐｉｅｒ　２", "pier 2"),
        ("“The pier’s” café — 2", "the pier s cafe 2"),
        ("pier — «причал»", "PIER причал"),
    ],
)
def test_one_word_is_the_same_however_it_is_written(a: str, b: str) -> None:
    assert normalised(a) == normalised(b)


@pytest.mark.parametrize(("a", "b"), [("दिन", "दान"), ("क्या", "कया"), ("がき", "かき"), ("ป่า", "ป้า"), ("41", "14")])
def test_signs_that_make_another_word_are_kept(a: str, b: str) -> None:
    assert normalised(a) != normalised(b)
    assert claim_id("art", "x", a) != claim_id("art", "x", b)


def test_a_word_with_signs_is_one_word() -> None:
    assert normalised("पुल गिर गया।") == "पुल गिर गया"
