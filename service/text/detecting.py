"""In which language a text is written, by its words, where nobody says so.

The same text gives the same answer every time. The library is loaded for a text that is not plainly English: its model
takes a second and 100 MB, which an English article need not pay for.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from service.languages.called import NAMES

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

SAMPLE = 2_000  # characters from the start: more change no answer, and mix in what is quoted further down
SURE = 0.5  # below it, short texts full of names are told wrongly; of 623 English texts of our cases none above it is
PLAIN, PLAIN_WORDS = 0.15, 12  # the share of an English text that these words make up is .15 in lists, .4 in prose
FEW = 4  # words in Latin letters: fewer may be a name
# Words that stand in every English text and are, together, in no text of another language.
_ENGLISH = frozenset("the of and to in that is was for on with as by at from has had have said it be were not".split())
_WORD = re.compile(r"[^\W\d_]+")
_OTHER = re.compile(r"[^\W\d_\u0000-\u024f]")  # a letter that is not Latin


def detected(text: str) -> str | None:
    """The language of a text by its ISO 639-1 code, one of those that have a name here; None where its words do not
    tell."""
    sample = text[:SAMPLE]
    words = _WORD.findall(sample.casefold())
    if _is_plain_english(words):
        return "en"
    if len(words) < FEW and not any(_OTHER.search(word) for word in words):
        return None
    language, probability = _identifier().classify(sample)
    return language if probability >= SURE else None


def _is_plain_english(words: Sequence[str]) -> bool:
    held = [word for word in words if word in _ENGLISH]
    return len(words) >= PLAIN_WORDS and len(held) >= PLAIN * len(words) and "the" in held


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - as said above

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(NAMES.keys() & set(identifier.labels))
    return identifier
