"""Whom the article has named in full before a passage that uses the short name."""

import pytest

from service.analysts.llm.introductions import introductions
from service.domain import Span

BEFORE = (
    "The mayor spoke first. Coun. Dalia Roome, who chairs the library board, agreed. “No,” said"
    " Per van Ostrand of Norrail. It rained in June. My aunt Ana Ruiz left.\n\n"
)


def introduced(passage: str, shown: str = "") -> tuple[str, ...]:
    text = BEFORE + passage
    return introductions(text, Span.of(text, len(BEFORE), len(text)), shown)


@pytest.mark.parametrize(
    ("passage", "told"),
    [
        ("Roome said the branch would shut.", ("Coun. Dalia Roome, who chairs the library board, agreed",)),
        ("Roome’s plan failed.", ("Coun. Dalia Roome, who chairs the library board, agreed",)),
        ("Ostrand denied it.", ("said Per van Ostrand of Norrail",)),
        ("Ruiz met Ostrand.", ("said Per van Ostrand of Norrail", "It rained in June. My aunt Ana Ruiz left")),
        ("Dalia Roome said so.", ()),
        ("She said so.", ()),
    ],
)
def test_short_names_come_with_the_words_that_introduced_them(passage: str, told: tuple[str, ...]) -> None:
    assert [one.split(". ")[-1] for one in introduced(passage)] == [one.split(". ")[-1] for one in told]


def test_what_a_reader_sees_anyway_is_not_told_again() -> None:
    assert introduced("Roome said so.", shown="Opening: Dalia Roome spoke.") == ()
