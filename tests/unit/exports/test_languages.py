"""A report says in which languages its texts are, and how that is known."""

import pytest

from service.domain import Document, Report
from service.exports import html, text
from service.exports.languages import foreign, spoken
from tests.building import article, document, report


def told(language: str, *documents: Document, detected: bool = False) -> Report:
    return report(article=article(language=language, language_detected=detected), documents=documents)


@pytest.mark.parametrize(
    ("shown", "words"),
    [
        (told("en"), ""),
        (told("en-GB", document(), document(language="en")), ""),
        (told("es"), "The article is in Spanish (es)."),
        (told("uk", detected=True), "The article is in Ukrainian (uk), as its words tell."),
        (told("en", document(language="zh")), "The article is in English (en). Documents in Chinese (zh)."),
        (
            told("fr", document(), document(language="ar"), document(language="fr"), document(" ", language="hi")),
            "The article is in French (fr). Documents in French (fr) (2), Arabic (ar).",
        ),
    ],
)
def test_the_languages_are_told_unless_all_is_english(shown: Report, words: str) -> None:
    assert spoken(shown) == words
    assert (words in " ".join(text.render(shown).split())) and (words in html.page(shown))
    assert ("The article is in" in html.page(shown)) is bool(words)


def test_a_document_tells_its_own_language() -> None:
    assert foreign(document(language="de", language_detected=True)) == "in German (de), as its words tell"
    assert foreign(document(language="en-US")) == foreign(document()) == ""
    assert "in German (de)" in html.page(told("en", document(language="de")))
