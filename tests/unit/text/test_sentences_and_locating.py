import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Passage
from service.text.locating import locate, occurrences
from service.text.passages import document_passages, passages
from service.text.sentences import sentences
from service.text.tails import body_end
from tests.building import article, document

NEWS = (
    "ORA (AP) — Mayor J. P. Lindt said on Jan. 6 that the U.S. Navy had “left the bay.” At least 1,250 people, she"
    " added, weren't told.\n\nSen. Ruiz\xa0called it a “small victory” … “We did not win,” he said. Prices rose 5.3%."
)
ALPHABET = st.sampled_from([*"abIñß.!?…,;:'\"“”‘’()[]—-\n\t \xa0059%", "U.S.", " Mr.", " said ", " not ", "İ"])
TEXTS = st.lists(ALPHABET, max_size=60).map("".join)


def told(text: str) -> list[str]:
    return [span.text for span in sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "ORA (AP) — Ministers met Mr. Lindt and Sen. Ruiz at No. 10 on Sept. 11 at 9 a.m. Monday.",
        "Prices rose 3.5 per cent to $4.20 in the U.S. Senate race.",
        "“Will it hold?” Mayor Lindt asked.",
        "“Will it hold?” she asked.",
        "The pact ... is dead, and the . . . rest is not.",
        "George W. Bush and Robert C. “Bob” Lee argued Ash v. Board of Roads in Ora, Va. - on Monday.",
        "The group’s two BMP’s burned.",
        "“We are left behind.” ― Ana Lindt",
        "1. First of all this.",
    ],
)
def test_a_stop_inside_a_sentence_does_not_end_it(whole: str) -> None:
    assert told(whole) == [whole]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("“We left the bay.”", "Nobody came."),
        ("She moved to the U.S.", "The town did not."),
        ("It was Plan B.", "They had no other."),
        ("It was “over.”", "“We went home,” she said."),
        ("Who came?", "Nobody did."),
        ("They were waiting…", "Nobody came."),
        ("The camp fell (it was empty).", "Nobody came."),
        ("They said so.[12]", "Nobody came."),
        ("A headline without a stop", "Then prose."),
    ],
)
def test_two_sentences_are_two(first: str, second: str) -> None:
    between = " " if first[-1] in ".?…”)]" else "\n"
    assert told(first + between + second) == [first, second]


def test_sentences_are_cut_within_the_bounds_asked_for() -> None:
    text = "One came. Two came. Three came."
    assert [span.text for span in sentences(text, 10, 19)] == ["Two came."]


@given(TEXTS)
def test_sentences_cover_all_words_in_order_without_overlap(text: str) -> None:
    end = 0
    for span in sentences(text):
        assert span.stands_in(text)
        assert not text[end : span.start].strip()
        end = span.end
    assert not text[end:].strip()


def test_a_line_without_any_stop_is_read_in_stretches() -> None:
    text = "the board said that the pier was shut and " * 400
    found = sentences(text)
    assert max(len(span.text) for span in found) <= 2_000
    assert " ".join(span.text for span in found) == text.strip()
    assert len(sentences("x" * 5_000)) == 3


@pytest.mark.parametrize("unit", [".", '"', '."', ". ", "A. ", "…” ", "Mr. ", "\n", '?" Ann ', "[1]."])
def test_hostile_text_is_cut_and_searched_to_its_end(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert all(span.stands_in(text) for span in sentences(text))
    assert locate(unit * 500 + "x y z w", text) is None
    assert 0 <= body_end(text) <= len(text)


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("left the bay", "left the bay"),
        ('the u.s. navy had "left the bay."', "the U.S. Navy had “left the bay.”"),
        ("Sen. Ruiz called it", "Sen. Ruiz\xa0called it"),
        ("At least  1,250 people", "At least 1,250 people"),
        ("weren’t told", "weren't told"),
        ("told. Sen. Ruiz", "told.\n\nSen. Ruiz"),
        ("a small victory", "a “small victory"),
        ("said on Jan. 6 that U.S. Navy had left the bay", "said on Jan. 6 that the U.S. Navy had “left the bay"),
        ("Ruiz calls it a small victory", "Ruiz\xa0called it a “small victory"),
        ("Ruiz named it a small victory", None),
        ("Mayor J. P. Lindt said … that the U.S. Navy had left", None),
    ],
)
def test_a_quote_is_found_through_small_slips(quote: str, found: str | None) -> None:
    span = locate(quote, NEWS)
    assert (span.text if span else None) == found
    assert span is None or span.stands_in(NEWS)


@pytest.mark.parametrize(
    "quote",
    [
        "At least 1,350 people, she added, weren't told",
        "At least 250 people",
        "250 people",
        "dozens of people, she added, weren't told",
        "At most 1,250 people, she added",
        "1,250 people, she added, were told",
        "We did win, he said",
        "We did not not win, he said",
        "Prices rose 5",
        "Prices rose 5.3",
        "Prices rose 5.3 percent",
        "Prices fell 5.3%",
        "the U.S. Navy had never left the bay",
        "the U.S. Navy may have left the bay",
        "were",
        "it ha",
        "words that nobody wrote",
        "",
        " ",
    ],
)
def test_a_quote_with_another_number_or_negation_is_not_found(quote: str) -> None:
    assert locate(quote, NEWS) is None


def test_an_ellipsis_may_leave_words_out_but_not_telling_ones() -> None:
    text = "The two sides agreed, after a long and bitter night of talks, to open the old bridge again."
    assert locate("The two sides agreed … to open the old bridge again.", text.replace("after ", "")) is not None
    assert locate("The two sides agreed … to open the old bridge", text.replace("after", "not")) is None


def test_the_place_nearest_to_the_hint_is_taken() -> None:
    text = "He said no. She said no. They said no."
    assert [span.start for span in occurrences("said no", text)] == [3, 16, 30]
    assert locate("said no", text) == occurrences("said no", text)[0]
    assert locate("said no", text, near=17) == occurrences("said no", text)[1]
    assert locate("said no", text, start=20, near=0) == occurrences("said no", text)[2]


def test_a_short_word_is_not_found_inside_a_longer_one() -> None:
    span = locate("it", "With its help it came.")
    assert span is not None
    assert span.start == 14
    assert locate("can", "They can't come and cannot stay.") is None


def test_letters_that_change_length_in_lower_case_keep_the_offsets() -> None:
    text = "İİİ İzmir fell. The camp held."
    span = locate("the camp held", text)
    assert span is not None
    assert span.text == "The camp held"


@given(st.text(st.characters(categories=["L", "P", "Z"]), max_size=80), st.data())
def test_any_run_of_words_is_found_where_it_stands(text: str, data: st.DataObject) -> None:
    spaces = [n for n, letter in enumerate(f" {text} ") if letter == " "]
    start, end = sorted((data.draw(st.sampled_from(spaces)), data.draw(st.sampled_from(spaces))))
    quote = f" {text} "[start:end].strip()
    span = locate(quote, text)
    assert not quote or (span is not None and span.text == quote and span.stands_in(text))


@given(TEXTS, TEXTS)
def test_what_was_found_is_found_again(quote: str, text: str) -> None:
    span = locate(quote, text)
    if span:
        assert span.stands_in(text)
        again = locate(span.text, text, near=span.start)
        assert again is not None
        assert again.text == span.text


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
