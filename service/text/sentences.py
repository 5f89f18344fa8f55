"""Sentences of running text. Strings in, spans out.

Every offset counts code points from the start of the whole text, so that `text[start:end]` is what stands there.
"""

import re
from collections.abc import Iterator

from service.domain import Span
from service.languages.pack import SentenceEnds
from service.languages.sentence_ends import sentence_ends

SENTENCE_CHARACTERS = 2_000  # no sentence of news is longer: what runs on without a stop is a table, or hostile

OPENERS = "\"'“‘«„‚([{¿¡「『《（"
_UNSEEN = r"\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"  # marks of direction stand by stops

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# Possessive, and never begun inside a run of stops: linear on a megabyte of dots or quotes.
# A quotation mark that opens in one language closes in another: what stands behind it tells.
_STOP = re.compile(
    rf"([.!?…](?<![.!?…]{{2}})[.!?…]*+)"
    rf"((?:\[\d{{1,3}}\]|[\"'”’»)\]}}{_UNSEEN}]|[“«](?!\S))*+(?:[ \xa0\u202f]?(?:”|»(?!\w)))*+)"
    r"(?=\s|[^\W\d_]|[\"“‘(])"
)
_ENDS = "。！？｡।॥۔؟"  # these mean nothing but an end
_END = re.compile(f"[{_ENDS}]")
_STOP_OR_END = re.compile(rf"{_STOP.pattern}|(?<![{_ENDS}])[{_ENDS}]++([\"'”’」』»)）】》{_UNSEEN}]*+)")
_NEXT = re.compile(r"(\s*+)([\"'“‘«„‚(\[{¿¡「『《（]*+)(\w*+)")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")


def sentences(text: str, start: int = 0, end: int | None = None, language: str | None = "en") -> tuple[Span, ...]:
    """The sentences of `text[start:end]`, in order, without overlap, trimmed of white space.

    A line break always ends a sentence; closing quotes and brackets stay with the sentence they close. Between two
    ways to cut, the longer sentence is chosen: a claim cut in half loses its speaker; but what runs on for more than
    2,000 characters is cut at white space. Linear in the text. Without a pack for the language the marks decide, and a
    few shortened words.
    """
    return tuple(
        [Span(text=text[begin:stop], start=begin, end=stop) for begin, stop in bounds(text, start, end, language)]
    )


def bounds(text: str, start: int = 0, end: int | None = None, language: str | None = "en") -> Iterator[tuple[int, int]]:
    """Where each of the `sentences` begins and ends."""
    words = sentence_ends(language)
    stops = _STOP_OR_END if _END.search(text) else _STOP
    for line in _LINE.finditer(text, start, len(text) if end is None else end):
        begin = line.start()
        for stop in stops.finditer(text, line.start(), line.end()):
            if _ends_sentence(text, begin, stop, words):
                yield from cut(text, begin, stop.end(), SENTENCE_CHARACTERS)
                begin = stop.end()
        yield from cut(text, begin, line.end(), SENTENCE_CHARACTERS)


def _ends_sentence(text: str, begin: int, stop: re.Match[str], words: SentenceEnds) -> bool:
    """Whether a run of stops ends the sentence that began at `begin`."""
    marks, closing, *closing_alone = stop.groups()
    if marks is None:
        return not (closing_alone[0] and words.speaker.match(text, stop.end()))
    following = _NEXT.match(text, stop.end())
    gap, opening, word = following.groups() if following else ("", "", "")
    if word[:1].islower() or (not word and not opening and _continues(text, following)):
        return False
    if not gap:
        runs_on = words.run_on and following is not None and _runs_on(text, stop, following)
        return runs_on or (text[stop.start() - 1 : stop.start()].islower() and word.lower() in words.starters)
    if marks == ".":
        return _full_stop(text, begin, stop.start(), opening, word, words)
    if marks[0] in "!?":
        return not (closing and words.speaker.match(text, stop.end()))
    return not text[stop.start() - 1 : stop.start()].isspace()  # a free-standing "..." marks words left out


def _runs_on(text: str, stop: re.Match[str], following: re.Match[str]) -> bool:
    """Whether a sentence begins right behind a stop, for want of a space: between two words, not within an address."""
    before = text[max(0, stop.start() - 24) : stop.start()].split()
    last, first = before[-1].rpartition(".")[2] if before else "", following[3][:1]
    if len(last) < 3 or not first.isalpha() or (first.isupper() and not last[-3:].islower()):
        return False
    behind = text[following.end() : following.end() + 1]
    return not last.isascii() or (first.isupper() and last == before[-1] and behind in tuple(" \xa0,:"))


def _continues(text: str, following: re.Match[str] | None) -> bool:
    return following is not None and text[following.end() : following.end() + 1] in tuple("-–—―,;:.!?…")


def _full_stop(text: str, begin: int, stop: int, opening: str, word: str, words: SentenceEnds) -> bool:
    """Whether the single dot at `stop` is more than the dot of a shortened word."""
    before = text[max(begin, stop - 24) : stop].split()
    token = before[-1].lstrip(OPENERS) if before else ""
    short = token.lower()
    starter = word.lower() in words.starters
    if len(before) == 1 and stop - begin < 8 and (token.isdigit() or len(token) == 1):
        return False  # the number or letter of a list item
    if short in words.titles or text[stop - 2 : stop] == ". " or (word[:1].isdigit() and short in words.numbered):
        return False
    if len(token) == 1 and token.isupper():
        return starter
    if short in words.shortened or _ACRONYM.fullmatch(token):
        return starter or any(mark in '"“‘«' for mark in opening)
    return not words.looks_short(token)


def cut(text: str, start: int, end: int, limit: int) -> Iterator[tuple[int, int]]:
    """Where `text[start:end]`, trimmed, has pieces of at most `limit` characters that end at white space where there is
    any."""
    while end - start > limit:
        space = max(text.rfind(" ", start, start + limit), text.rfind("\xa0", start, start + limit))
        stop = space if space > start else start + limit
        yield from trimmed(text, start, stop)
        start = stop
    yield from trimmed(text, start, end)


def trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where `text[start:end]` begins and ends without the white space about it; nowhere if that is all it is."""
    words = text[start:end]
    begun = words.lstrip()
    if begun:
        start += len(words) - len(begun)
        yield start, start + len(begun.rstrip())
