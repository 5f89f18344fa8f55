import pytest

from service.domain import Passage
from service.text.passages import document_passages, passages
from service.text.tails import body_end
from tests.building import article, document


def read(body: str, title: str | None = None) -> tuple[Passage, ...]:
    return passages(article(body, title=title, body_end=body_end(body)))


def test_passages_hold_the_prose_and_leave_out_what_stands_beside_it() -> None:
    body = (
        "Bridge falls at Ora\n\nMarchers on the Ora bridge.\n\n"
        + "The old bridge fell on Monday, officials said, and nobody knows yet who is to pay for a new one.\n\n" * 2
        + "Photos of the bridge:\n\nora_1.jpg\n\nThe mayor will speak on Friday.\n\n3 Comments\n\nI knew it."
    )
    parts = read(body, "Bridge falls at Ora | The Daily")
    assert [part.id for part in parts] == ["p1", "p2"]
    assert all(part.span.stands_in(body) and part.document_id is None for part in parts)
    assert parts[0].span.text.startswith("The old bridge")
    assert parts[1].span.text == "The mayor will speak on Friday."


def test_passages_are_cut_at_sentences_and_a_long_sentence_at_white_space() -> None:
    body = "A short one came. " * 120 + "\n" + "endless " * 400
    parts = read(body)
    assert all(len(part.span.text) <= 1_500 for part in parts)
    assert "".join("".join(part.span.text for part in parts).split()) == "".join(body.split())
    assert parts[0].span.text.endswith("came.")


def test_a_word_longer_than_a_passage_is_still_read() -> None:
    parts = read("x" * 4_000)
    assert sum(len(part.span.text) for part in parts) == 4_000


def test_a_sea_of_white_space_is_crossed() -> None:
    assert [part.span.text for part in read("One bus" + " " * 5_000 + "sank")] == ["One bus", "sank"]


def test_a_documents_passages_are_its_paragraphs() -> None:
    text = "The bridge fell.\nOne bus sank.\n\n" + "Nobody was hurt there. " * 40 + "\n\nThe mayor left."
    parts = document_passages(document(text, id="wire"))
    assert [part.id for part in parts] == ["wire#1", "wire#2", "wire#3", "wire#4"]
    assert all(part.document_id == "wire" and part.span.stands_in(text) for part in parts)
    assert all(len(part.span.text) <= 600 for part in parts)


PROSE = "Am Montag fiel die alte Brücke von Lindow in den Fluss, wie die Polizei in der Nacht mitteilte. " * 3


@pytest.mark.parametrize(("language", "kept"), [("en", False), (None, False), ("de", True)])
def test_a_documents_own_language_says_where_its_words_end(language: str | None, kept: bool) -> None:
    told = document_passages(document(f"{PROSE}\n\n3 Comments\n\nI knew it all along.", language=language))
    assert ("3 Comments" in " ".join(part.span.text for part in told)) == kept


@pytest.mark.parametrize("unit", [".", '"', '."', ". ", "A. ", "…” ", "Mr. ", "\n", '?" Ann ', "[1]."])
def test_the_end_of_hostile_text_stands_in_it(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert 0 <= body_end(text) <= len(text)
