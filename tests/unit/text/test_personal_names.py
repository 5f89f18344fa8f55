"""A person's name is found however it is spelt, and what is not the name is left alone."""

import json
import unicodedata
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import BadInput
from service.text.personal_names import PersonalName, in_values, texts_of

HALD = PersonalName(whole="José Hald-Lind")
NFD = unicodedata.normalize("NFD", "José Hald-Lind")


@pytest.mark.parametrize(
    "text",
    [
        "José Hald-Lind said so.",
        f"{NFD} said so.",
        "The mayor, JOSE HALD-LIND, left.",
        "José Hald-Lind's car and josé hald-lind’s dog",
        "https://desk.example/jose-hald-lind/2024",
        "Hald-Lind, José: Harbours",
        "Jos&eacute;&nbsp;Hald&#45;Lind",
        "<b>José</b> <i>Hald-Lind</i>",
        r'{"quote": "\nJos\u00e9\nHald-Lind"}',
        "Jos%C3%A9%20Hald-Lind",
        "José\n  Hald‑Lind",
        "Jo\u00adsé Hald-Lind",
        "mail to jose.hald-lind@desk.example",
    ],
)
def test_a_name_is_found_however_it_is_spelt_and_nothing_moves(text):
    assert HALD.stands_in(text)
    told = HALD.taken_out(text, 0, also=False)
    assert not HALD.stands_in(told)
    assert "lind" not in told.lower()
    assert len(told) == len(text)
    for (start, end), (_, before) in zip([*HALD.places(text, also=False), (len(text), 0)], [(0, 0)] * 9, strict=False):
        assert told[before : min(start, before)] == text[before : min(start, before)]
        assert end >= 0


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("José Hald-Lind", "Joséa Hald-Lind and José Hald-Linde"),
        ("José Hald-Lind", "José met Hald-Lind. José. Hald-Lind sat."),
        ("Theresa May", "In May Theresa left; May Theresa stay?"),
        ("Anna Robert", "Anna Roberts and Joanna Robert"),
        ("Ann Lee", "Annlee and Ann Leeds"),
        ("Иван Петров", "Иван Петровский"),
    ],
)
def test_what_is_another_word_or_name_is_left_alone(name, text):
    assert PersonalName(whole=name).taken_out(text, 0, also=True) == text


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("Lena Hald", "Lena Hald, LENA HALD's", "Xxxx Xxxx, XXXX XXXX's"),
        ("安倍晋三", "首相安倍晋三は", "首相xxxxは"),
        ("Lech Wałęsa", "Lech Walesa", "Xxxx Xxxxxx"),
        ("Jan Weiß", "Jan Weiss, Jan Weiß", "Xxx Xxxxx, Xxx Xxxx"),
        ("Siobhán O'Brien", "Siobhan O’Brien", "Xxxxxxx X’Xxxxx"),
    ],
)
def test_marks_are_as_long_and_as_large_as_the_letters_were(name, text, told):
    assert PersonalName(whole=name).taken_out(text, 0, also=True) == told


def test_two_people_have_other_marks():
    told = {PersonalName(whole="Lena Hald").taken_out("Lena Hald", number, also=True) for number in range(400)}
    assert len(told) == 400


def test_other_forms_are_taken_out_as_they_are_spelt_and_only_where_they_are_asked_for():
    name = PersonalName(whole="Theresa May", also=("May",))
    text = "Mrs May may come in May"
    assert name.taken_out(text, 0, also=False) == text
    assert name.taken_out(text, 0, also=True) == "Mrs Xxx may come in Xxx"


def test_forms_that_are_near_are_told():
    name = PersonalName(whole="Иван Петров")
    assert name.near_forms("Иван Петров встретил Ивана Петрова. Петров ушёл.") == {"Ивана Петрова": 1, "Петров": 1}
    assert PersonalName(whole="Lena Hald").near_forms("Lena Hald and Mr Hald; L. Hald") == {"Mr Hald": 1, "L. Hald": 1}


@pytest.mark.parametrize("name", ["May", " ", "", "x" * 201, "Lena\x1bHald", "..."])
def test_what_is_no_whole_name_is_refused(name):
    with pytest.raises(BadInput):
        PersonalName(whole=name).check()
    if name == "May":
        PersonalName(whole=name, one_word=True).check()


def test_a_span_of_a_part_of_the_name_is_what_stands_there_now():
    body, text = "Lena Hald spoke. Hald left.", "So Lena Hald said."
    report = {
        "article": {"id": "a", "body": body, "body_end": len(body)},
        "documents": [{"id": "d", "text": text, "integrity": "preserved", "sha256": "0"}],
        "spans": [{"text": "Hald", "start": 5, "end": 9}, {"text": "Hald", "start": 17, "end": 21}],
        "evidence": [{"document_id": "d", "span": {"text": "Lena", "start": 3, "end": 7}}],
        "Lena Hald": json.dumps({"q": "Lena Hald"}),
    }

    def change(told):
        return PersonalName(whole="Lena Hald").taken_out(told, 0, also=False)

    told = in_values(report, change, texts_of(report, change))
    assert [one["text"] for one in told["spans"]] == ["Xxxx", "Hald"]
    assert told["evidence"][0]["span"]["text"] == "Xxxx"
    assert told["documents"][0]["sha256"] == sha256(b"So Xxxx Xxxx said.").hexdigest()
    assert told["Xxxx Xxxx"] == '{"q": "Xxxx Xxxx"}'


@given(st.text("LenaHd él-\\&%u0<>; ,.'\n", max_size=60))
def test_whatever_stands_around_it_nothing_moves_and_once_is_enough(text):
    name = PersonalName(whole="Lena Hald")
    once = name.taken_out(text, 3, also=True)
    assert len(once) == len(text)
    assert name.taken_out(once, 3, also=True) == once
