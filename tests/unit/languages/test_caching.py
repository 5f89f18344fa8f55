"""What is kept of words costs no call to look up again, and never outgrows its bounds."""

from collections.abc import Callable

import pytest

from service.analysts.embedded.stance.particulars import roots
from service.languages import caching
from service.languages.en.words import content
from service.languages.names import name_tokens
from tests.unit.analysts.embedded.test_growth import steps

UNIT = "The wharf’s 1,200 cranes were shut by Ilmen harbour in a gale. "


@pytest.mark.parametrize("find", [roots, content, name_tokens])
def test_words_that_were_met_before_are_looked_up_without_a_call_for_each(find: Callable[[str], object]) -> None:
    find(UNIT * 8)
    assert steps(find, UNIT * 64) == steps(find, UNIT * 8)


def test_a_word_is_found_once_and_a_long_one_again() -> None:
    asked: list[str] = []
    table = caching.by_word(lambda word: asked.append(word) or word.upper())
    long = "o" * (caching.WORD + 1)
    assert [table[word] for word in ("crane", "crane", long, long)] == ["CRANE", "CRANE", long.upper(), long.upper()]
    assert asked == ["crane", long, long]


def test_a_full_table_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "WORDS", 3)
    table = caching.by_word(str.upper)
    assert [table[word] for word in "abcde"] == list("ABCDE")
    assert dict(table) == {"d": "D", "e": "E"}
