import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.text.locating import locate, occurrences

NEWS = (
    "ORA (AP) — Mayor J. P. Lindt said on Jan. 6 that the U.S. Navy had “left the bay.” At least 1,250 people, she"
    " added, weren't told.\n\nSen. Ruiz\xa0called it a “small victory” … “We did not win,” he said. Prices rose 5.3%."
)
ALPHABET = st.sampled_from([*"abIñß.!?…,;:'\"“”‘’()[]—-\n\t \xa0059%", "U.S.", " Mr.", " said ", " not ", "İ"])
TEXTS = st.lists(ALPHABET, max_size=60).map("".join)


@pytest.mark.parametrize("unit", [".", '"', '."', ". ", "A. ", "…” ", "Mr. ", "\n", '?" Ann ', "[1]."])
def test_hostile_text_is_searched_to_its_end(unit: str) -> None:
    assert locate(unit * 500 + "x y z w", unit * (100_000 // len(unit))) is None


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


# ---------------------------------------------------------------- languages without a pack

GERMAN = "Der Bürgermeister sagte, dass 1.200 Menschen in Lindow „nicht gekommen“ seien, darunter 21 Kinder."


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("dass 1.200 Menschen in Lindow", "dass 1.200 Menschen in Lindow"),
        ('menschen in lindow "nicht gekommen"', "Menschen in Lindow „nicht gekommen“"),
        ("dass 1.300 Menschen in Lindow nicht gekommen seien", None),
        ("dass 200 Menschen in Lindow nicht gekommen seien", None),
        ("dass 1200 Menschen in Lindow nicht gekommen seien", None),
        ("dass 1.200 Menschen in Lindow gekommen seien", None),
        ("dass 1.200 Menschen … gekommen seien", None),
    ],
)
def test_without_a_pack_only_case_spacing_and_punctuation_are_forgiven(quote: str, found: str | None) -> None:
    span = locate(quote, GERMAN, language="de")
    assert (span.text if span else None) == found


@pytest.mark.parametrize(
    ("quote", "text", "language"),
    [
        ("200 personnes", "Selon la mairie, 1 200 personnes sont venues.", "fr"),
        ("200 personnes", "Selon la mairie, 1\u202f200 personnes sont venues.", "fr"),
        ("Selon la mairie, 1", "Selon la mairie, 1\xa0200 personnes sont venues.", "fr"),
        ("5 % des voix", "Il a perdu 3,5 % des voix.", "fr"),
        ("Ha perdido un 3", "Ha perdido un 3,5 % de los votos.", "es"),
        ("200 осіб", "Евакуювали 1 200 осіб.", "uk"),
    ],
)
def test_no_match_cuts_a_number_however_its_thousands_are_parted(quote: str, text: str, language: str) -> None:
    assert locate(quote, text, language=language) is None


def test_a_lost_word_is_forgiven_only_where_a_pack_says_that_it_tells_nothing() -> None:
    quote, text = "said on Jan. 6 that U.S. Navy had left the bay", NEWS
    assert locate(quote, text, language="en-US") is not None
    assert locate(quote, text, language="de") is None


# ---------------------------------------------------------------- other scripts


@pytest.mark.parametrize(
    ("quote", "text", "language", "found"),
    [
        ("café fermé", "Le cafe\u0301 ferme\u0301 hier", "fr", "cafe\u0301 ferme\u0301"),
        ("cafe\u0301 ferme\u0301", "Le café fermé hier", "fr", "café fermé"),
        ("міст «Їжак»", 'Міст "І\u0308жак" упав', "uk", 'Міст "І\u0308жак"'),
        ("Hafenamt sagte", "Das Hafen\u00adamt sag\u00adte", "de", "Hafen\u00adamt sag\u00adte"),
        ("محمد قال نعم", "أن مُحَمَّد قـال نعم.", "ar", "مُحَمَّد قـال نعم"),
        ("41 قاربا", "نحو \u200e41\u200e قاربا", "ar", "\u200e41\u200e قاربا"),
        ("पुल गिर गया", "कल पुल\u200c गिर गया।", "hi", "पुल\u200c गिर गया"),
        ("桥塌了", "昨天桥塌了没有人受伤", "zh", "桥塌了"),
        ("桥塌了没有人", "昨天桥塌了，\n没有人受伤", "zh", "桥塌了，\n没有人"),
        ("１４艘船", "共14艘船", "zh", "14艘船"),
        ("left the bay", "He left the\u00ad bay.", "en", "left the\u00ad bay"),
    ],
)
def test_a_quote_is_found_however_its_letters_are_written(quote: str, text: str, language: str, found: str) -> None:
    span = locate(quote, text, language=language)
    assert span is not None
    assert (span.text, span.stands_in(text)) == (found, True)


@pytest.mark.parametrize(
    ("quote", "text", "language"),
    [
        ("cafe ferme", "Le café fermé hier", "fr"),
        ("le cafe", "Le cafe\u0301 ferme\u0301 hier", "fr"),
        ("amt", "Das Hafen\u00adamt sagte", "de"),
        ("पुल", "पुलिस आई", "hi"),
        ("दान", "दिन आया", "hi"),
        ("3", "كان ٣٫٥ متر", "ar"),
        ("٥ متر", "كان ٣٫٥ متر", "ar"),
        ("有人受伤", "昨天桥塌了没有人受伤", "zh"),
        ("十一艘", "共四十一艘船", "zh"),
        ("1艘", "共41艘船", "zh"),
        ("约3", "约3万人", "zh"),
        ("四十艘", "共四十一艘船", "zh"),
    ],
)
def test_another_word_number_or_negation_is_not_found_in_any_script(quote: str, text: str, language: str) -> None:
    assert locate(quote, text, language=language) is None


@pytest.mark.parametrize("unit", ["桥", "不", "\u00ad", "\u0301", "पु", "四", "\u200f.", "ـ"])
def test_hostile_text_in_any_script_is_searched_to_its_end(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    assert locate(f"{unit * 500}塌 了 x", text, language="zh") is None
