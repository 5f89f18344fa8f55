"""What scripts ask of those who compare words: where words stand without spaces, and which letters vary in writing."""

import re
from collections.abc import Iterator
from itertools import pairwise

from service.domain import normalised

# Marks that are part of a word: accents that stand apart from their letter, points, and the signs of Indic scripts.
MARKS = (
    r"\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06ed\u0711\u0730-\u074a\u07a6-\u07b0\u0900-\u0963\u0971-\u0df3\u1ab0-\u1aff\u1dc0-\u1dff"
)
# Thai, Lao, Burmese, Khmer, Japanese and Chinese are written without spaces between words.
UNSPACED = (
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
_LETTER = re.compile(f"[{UNSPACED}]")
_RUN = re.compile(f"[{UNSPACED}]+")
CHARACTERS_A_WORD = 2  # about: of Chinese words in running text

# The Arabic article with what is written onto it; the endings of a Slavic name's cases.
_ARTICLE = re.compile(r"\A[وفبك]?(?:ال|لل)(?=\w{3})")
_CASE = re.compile(r"(?<=[а-яґєіїё]{3})[аеєёиіїоуыэюяйьъ]{1,3}\Z")
_ALIKE = str.maketrans("ىةی", "يهي")


def units(text: str) -> list[str]:
    """The words of a text without case and punctuation; in a script without spaces, its characters."""
    plain = normalised(text)
    return (plain if plain.isascii() else _LETTER.sub(r" \g<0> ", plain)).split()


def shingles(words: list[str], run: int) -> Iterator[tuple[str, ...]]:
    """Every run of so many words; where most stand without spaces, of so many characters as make them up."""
    plain = "".join(words).isascii()
    alone = 0 if plain else sum(len(word) == 1 and _LETTER.match(word) is not None for word in words)
    size = run * CHARACTERS_A_WORD if 2 * alone > len(words) else run
    return zip(*(words[start:] for start in range(size)), strict=False)


def is_unspaced(word: str) -> bool:
    """Whether a word is one only for want of spaces."""
    return bool(_RUN.fullmatch(word))


def pairs(word: str) -> tuple[str, ...]:
    """A word as it is; of a run without spaces every two characters that stand together, which is what can be told of
    its words."""
    return tuple(map("".join, pairwise(word))) if is_unspaced(word) and len(word) > 1 else (word,)


def uninflected(token: str) -> str:
    """A folded token of a name without what Arabic writes onto it, or Slavic languages end its cases in."""
    return _CASE.sub("", _ARTICLE.sub("", token.translate(_ALIKE)))
