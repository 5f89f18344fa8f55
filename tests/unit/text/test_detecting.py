"""The language of a text by its words: the same answer every time, and none where they do not tell."""

import subprocess
import sys

import pytest

from service.text.detecting import SAMPLE, detected

TEXTS = {
    "ar": "قالت هيئة ميناء لوزان الساحلية إن أربعين قاربا احترقت مساء الاثنين في الحوض الشرقي.",
    "de": "Das Hafenamt zählte am Montag 41 Boote im Osthafen, sagte eine Sprecherin.",
    "en": "The harbour office counted 41 boats in the east dock on Monday.",
    "es": "La autoridad del puerto contó 41 barcos en la dársena este el lunes.",
    "fr": "La capitainerie a compté 41 bateaux dans le bassin est lundi.",
    "hi": "बंदरगाह कार्यालय ने सोमवार को पूर्वी घाट पर 41 नावें गिनीं।",
    "uk": "Управління порту нарахувало в понеділок 41 човен у східній гавані.",
    "zh": "港务局星期一在东码头清点了四十一艘船。",
}


@pytest.mark.parametrize(("language", "text"), TEXTS.items())
def test_a_sentence_tells_its_language(language: str, text: str) -> None:
    assert {detected(text) for _ in range(3)} == {language}


@pytest.mark.parametrize(
    "text", ["", "x", "12", "[1].", "Boats burn.", "Boris Vance and Ilka Dorn", "🙂 🙂 🙂", "https://a.example/b"]
)
def test_what_does_not_tell_is_not_guessed_at(text: str) -> None:
    assert detected(text) is None


def test_names_of_another_language_do_not_make_an_english_text_foreign() -> None:
    assert (
        detected("El Consejo de Puerto Senna and La Voz said on Monday that Señor Ibáñez had left the Calle Mayor.")
        == "en"
    )
    assert detected("Al Nusrah Front and Jaysh al Fateh hold all of the Al Mastoumah camp.") == "en"


def test_the_start_of_a_long_text_tells() -> None:
    assert detected(TEXTS["es"] * (SAMPLE // 40) + TEXTS["uk"] * 20_000) == "es"


def test_an_english_article_loads_no_model_of_languages() -> None:
    told = (
        "import sys; from service.text.detecting import detected;"
        "print(detected('The clerk of the court said that the pier was shut on Monday and that it had no lights.'),"
        "'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["en", "False"]
