"""Who the short names of a passage stand for: the words with which the article introduced them before it."""

import re
from collections.abc import Iterator

from service.domain import Span

MOST, BEFORE, BEHIND = 4, 30, 60  # introductions told, and the characters of each on either side of the name
_CAPITAL = r"[^\W\d_a-z](?:\w{0,2}\.|\w*(?:['’-]\w+)*)"  # "Gov." as well, but no word that ends a sentence
_FULL = re.compile(rf"(?<!\w){_CAPITAL}(?:[ \xa0](?:(?:de|la|van|von|al|el|bin) )?{_CAPITAL}){{1,3}}")
_SHORT = re.compile(r"(?<![\w'’-])[^\W\d_a-z][^\W\d_]+(?:-[^\W\d_]+)?")
_CUT = re.compile(r"[.!?…;“”\"()\n]")
_POSSESSIVE = re.compile(r"['’]s?\.?$")


def introductions(text: str, passage: Span, shown: str) -> tuple[str, ...]:
    """The first full naming of each whom the passage calls by the last part of the name alone, with what stands beside
    it in its sentence; none that `shown`, what a reader of the passage sees besides, holds. In order of telling."""
    short = set(_SHORT.findall(passage.text))
    told: dict[str, str] = {}
    for name, at in _full_names(text, passage.start):
        last = name.split()[-1]
        if last in short and last not in told and name not in passage.text and name not in shown:
            told[last] = _beside(text, at, at + len(name))
    return tuple(told.values())[:MOST]


def _full_names(text: str, end: int) -> Iterator[tuple[str, int]]:
    for found in _FULL.finditer(text, 0, end):
        yield _POSSESSIVE.sub("", found[0]), found.start()


def _beside(text: str, start: int, end: int) -> str:
    """The words from `start` to `end` with their neighbours, whole words of the same clause."""
    begin, stop = max(0, start - BEFORE), min(len(text), end + BEHIND)
    before, behind = _CUT.split(text[begin:start])[-1], _CUT.split(text[end:stop])[0]
    if begin and len(before) == BEFORE:
        before = before.partition(" ")[2]
    if len(behind) == BEHIND:
        behind = behind.rpartition(" ")[0]
    return f"{before}{text[start:end]}{behind}".strip(" ,")
