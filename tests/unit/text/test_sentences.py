import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.text.sentences import sentences

ALPHABET = st.sampled_from(
    [*"abIñß.!?…,;:'\"“”‘’()[]—-\n\t \xa0059%", "U.S.", " Mr.", " said ", " not ", "İ", *"。？！؟।«»王дم", "说。"]
)
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
@pytest.mark.parametrize("language", ["en", "de"])
def test_hostile_text_is_cut_to_its_end(unit: str, language: str) -> None:
    text = unit * (100_000 // len(unit))
    assert all(span.stands_in(text) for span in sentences(text, language=language))


# ---------------------------------------------------------------- languages without a pack


@pytest.mark.parametrize(
    ("language", "whole"),
    [
        ("de", "Am 3. Mai kamen rund 1.200 Menschen, sagte Dr. Weiß."),
        ("de", "Die Brücke war z. B. für Lkw gesperrt, d. h. seit 2019."),
        ("de", "„Wer kommt?“, fragte sie."),
        ("fr", "M. Dupont a perdu 3,5 % des voix, soit 1 200 bulletins."),
        ("es", "El Sr. López vive en la calle A. Machado de Lindow."),
        ("uk", "Про це повідомили у м. Київ близько 10 год. ранку."),
    ],
)
def test_without_a_pack_a_dot_that_may_be_a_words_own_ends_no_sentence(language: str, whole: str) -> None:
    assert [span.text for span in sentences(whole, language=language)] == [whole]


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("de", "Die Brücke fiel.", "Niemand kam."),
        ("de", "Das war 1987.", "Danach schloss das Werk."),
        ("de", "„Wir gehen.“", "Niemand kam."),
        ("fr", "«\xa0Le pont est tombé.\xa0»", "Personne n’est venu."),
        ("es", "¿Quién vino?", "¡Nadie!"),
        ("uk", "Міст упав.", "Ніхто не прийшов."),
        ("hi", "पुल गिर गया।", "कोई नहीं आया।"),
        ("ar", "من جاء؟", "لا أحد."),
    ],
)
def test_without_a_pack_marks_alone_end_a_sentence(language: str, first: str, second: str) -> None:
    assert [span.text for span in sentences(f"{first} {second}", language=language)] == [first, second]


def test_marks_that_need_no_space_after_them_end_a_sentence() -> None:
    assert [span.text for span in sentences("桥塌了。没有人来。", language="zh")] == ["桥塌了。", "没有人来。"]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh", ["桥塌了！", "没有人来。", "真的吗？", "港务局说：“是的。”", "第二天，桥修好了。"]),
        ("zh", ["“桥塌了。”市长王芳说。", "没有人受伤。"]),
        ("ja", ["「橋が落ちた。」", "誰も来なかった。"]),
        ("hi", ["डॉ. शर्मा आए।", "पुल 3.5 कि.मी. लंबा है।", "“पुल गिरा।”", "कोई नहीं आया॥"]),
        ("ar", ["سقط الجسر.", "لم يحضر أحد.", "قال د. أحمد: «نعم.»", "من جاء؟", "لا أحد."]),
        ("ur", ["پل گر گیا۔", "کون آیا؟", "کوئی نہیں۔"]),
        ("fr", ["Le pont est fermé.", "Il pleut.", "Voir www.Exemple.fr ici."]),
        ("uk", ["Рух мостом закрито.", "Дощить.", "Це сталося на вул. Садовій."]),
    ],
)
def test_sentences_without_a_space_between_them_are_told_apart(language: str, told: list[str]) -> None:
    assert [span.text for span in sentences("".join(told), language=language)] == told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", ["«\u202fQuel drame\u202f!\u202f»", "Personne n’est venu."]),
        ("de", ["Es kostete 3 Mio. Euro.", "»Die Brücke fiel.«", "Niemand kam, vgl. Abs. 2."]),
        ("es", ["La Sra. López vino en ene. 2031.", "«Se cerró.»", "¿Quién lo cerró?", "¡Nadie!"]),
        ("uk", ["«Міст упав».", "Приїхав проф. Бойко."]),
        ("ar", ["سقط الجسر.\u200f", "لم يحضر أحد.\u200f"]),
    ],
)
def test_guillemets_short_words_and_marks_of_direction_stay_with_their_sentence(language: str, told: list[str]) -> None:
    assert [span.text for span in sentences(" ".join(told), language=language)] == told


def test_english_abbreviations_are_english() -> None:
    text = "Das Gebäude steht an der Ecke Oak Ave. Der Rest brannte."
    assert len(sentences(text, language="de")) == 2
    assert len(sentences(text, language="en-GB")) == 1


@given(TEXTS)
@example("Was it shut?。Yes. No")
@example("Rain fell．.. It stopped… and")
def test_a_line_in_another_script_cuts_no_other_line_anew(text: str) -> None:
    assert sentences(f"{text}\n桥塌了。")[:-1] == sentences(text)


@given(TEXTS, st.sampled_from(["fr", "de", "es", "uk", "ar", "hi", "zh", "ja", "xx", None]))
@example(".\t", "fr")
@example("(. x", "de")
@example("« . Ab", "zh")
@example("। .", None)
def test_without_a_pack_sentences_cover_all_words_too(text: str, language: str | None) -> None:
    told = "".join(span.text for span in sentences(text, language=language))
    assert "".join(told.split()) == "".join(text.split())
