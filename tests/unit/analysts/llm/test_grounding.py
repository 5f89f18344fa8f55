"""A rewriting says what the quoted words say, as far as the rules of its language can tell."""

import pytest

from service.analysts.llm.grounding import Ground, unfaithful
from service.domain import Span


@pytest.mark.parametrize(
    ("words", "told", "language"),
    [
        ("er sah 1.200 Menschen", "Weber sah 1200 Menschen", "de"),
        ("er sah 1.200 Menschen", "Weber sah Menschen", "de"),
        ("er sah zwei Menschen", "Weber sah 2 Menschen", "de"),
        ("3,5 % des voix", "Weber : 3.5 % des voix", "fr"),
        ("1\u202f200 personnes", "Weber : 200 personnes", "fr"),
        ("1'200 Personen", "Weber: 200 Personen", "de-CH"),
        ("vio a 21 personas", "Weber vio a 21 personas y 3 más", "es"),
        ("бачив 21 людину", "Weber бачив 12 осіб", "uk"),
    ],
)
def test_digits_that_differ_are_refused_in_any_language(words: str, told: str, language: str) -> None:
    assert unfaithful(told, words, f"Weber: {words}.", ["Weber"], language) == "The rewriting changes a number"


def test_english_negations_and_slots_are_not_looked_for_elsewhere() -> None:
    words, told = "he had no doubt that rents rose", "Weber had doubt that rents fell"
    assert unfaithful(told, words, words, ["Weber"], "de") is None
    assert unfaithful(told, words, words, ["Weber"], "en-GB")


def test_the_ground_cuts_and_quotes_by_its_own_language() -> None:
    text = "Am 3. Mai kamen 1.200 Menschen. Niemand blieb."
    ground = Ground(text, Span.of(text, 0, len(text)), len(text), "p1", "de")
    assert ground.numbered() == "[1] Am 3. Mai kamen 1.200 Menschen.\n[2] Niemand blieb."
    assert ground.words("kamen 1.200 Menschen", ground.stretch, "claim") is not None
    assert ground.words("Am 3. Mai kamen 1.300 Menschen", ground.stretch, "claim") is None
    assert [item.text for item in ground.unanchored] == ["Am 3. Mai kamen 1.300 Menschen"]
