"""What is said to have happened in a sentence: kind, object, side, and whether it is denied or only possible.

Kinds are families of words in the lexicon ("captured", "overran", "fell to"), so that two sentences can tell one
happening in different words. Knows nothing of claims or documents.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from service.analysts.embedded.stance.particulars import CLAUSE, names, roots
from service.domain import Frozen
from service.languages.en.clashes import denied
from service.languages.en.lexicon import words


class Events(Frozen):
    """The lexicon's families of happenings and what they imply, and the classes of things and of sides."""

    own: tuple[str, ...]
    entails: dict[str, tuple[str, ...]]
    families: dict[str, tuple[str, ...]]
    things: dict[str, str]
    sides: dict[str, str]


class Happening(NamedTuple):
    """One happening in a sentence. `start` and `end` bound its words, offsets of the sentence.

    `about`, `names` and `things` are the roots of the words, those of the names and the classes of the things it
    happens to (or where); `sides` are the sides of those who do it.
    """

    family: str
    start: int
    end: int
    words: str
    about: frozenset[str]
    names: frozenset[str]
    things: frozenset[str]
    sides: frozenset[str]
    denied: bool
    open: bool


TAKING = frozenset({"capture", "control"})  # only one side holds a place at a time


def happenings(sentence: str, known: frozenset[str] = frozenset()) -> tuple[Happening, ...]:
    """Every happening of a sentence, in order. `known` are roots of names that may open a sentence."""
    return tuple(
        _happening(sentence, match, known)
        for match in _told(sentence)
        if not (match.start() and sentence[match.start()].isupper())  # "the Treaty of Ghent" is a name, no happening
    )


def _happening(sentence: str, match: re.Match[str], known: frozenset[str]) -> Happening:
    family = _family(match.group())
    start, end = match.span()
    begin, finish = _clause(sentence, start, end)
    before, phrase, after = sentence[begin:start], match.group(), sentence[end:finish]
    zone = _object(family, before, phrase, after)
    plain = _without_told(zone)
    return Happening(
        family, start, end, phrase, frozenset(roots(plain)) - _ANYBODY,
        names=names(zone, known, opens=zone[:9] == sentence[:9]), things=classes("things", plain),
        sides=classes("sides", _doers(family, before, phrase, after)),
        denied=any(phrase in scope for scope in denied(sentence[begin:finish])) or _NOBODY.match(after) is not None,
        open=OPEN.search(before) is not None,
    )  # fmt: skip


def classes(table: str, text: str) -> frozenset[str]:
    """The lexicon's classes of the `things` ("the base" and "the camp" are one) or of the `sides` that are named."""
    listed = _classes(table)
    return frozenset(listed[word] for word in _WORD.findall(text.lower()) if word in listed)


_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ANYBODY = frozenset(roots("people person victim man woman other least"))
_NOBODY = re.compile(r"\s+(?:nobody|no one|none|no)\b", re.IGNORECASE)  # "arrested nobody"
_ADJUNCT = re.compile(
    r"\b(?:in|near|south|north|east|west|southern|northern|outside|inside|on|during|after|before|since|by|from|with|along"
    r"|toward|towards|to|into|for|at least)\b|,"
)
_GOAL = re.compile(r"\b(?:to|toward|towards|into|along)\s+(?:the\s+)?(?:[A-Z]?[\w’'-]+\s+(?:to|of)\s+)?[A-Z][\w’'-]+")
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be)\s+(?:\w+ly\s+)?$")
_BELONGS = re.compile(r"held by|in the hands|remains in|fell to|fallen to|fell into", re.IGNORECASE)
_GIVEN = re.compile(r"under|held by|in the hands|remains in|fell |fallen", re.IGNORECASE)
# What is planned, possible or unknown is not told as done.
OPEN = re.compile(
    r"\b(?:whether|if|who|unclear|could not|unable to|impossible to|may|might|would|will|should|plan(?:s|ned)?|hopes?"
    r"|hoped|aim(?:s|ed)?|wants?|wanted|vowed|threatened|tr(?:ied|ying)|attempt(?:s|ed|ing)?|expected|likely"
    r"|(?:operation|offensive|campaign|bid|effort|push|drive|order(?:ed|s)?|ask(?:ed|s)?"
    r"|call(?:ed|s)?|demand(?:ed|s)?) (?:to|for|that)|aimed at"
    r"|part(?:s|ly)?|alleged(?:ly)?|rumou?rs?|suppos\w+|hypothe\w+|myth|fake|hoax|untrue|debunk\w*)\b|\?",
    re.IGNORECASE,
)
_IDIOMS = r"\s+(?:part|place|steps|action|effect|off|advantage|hours|days|to hospital|to the hospital)\b"


@cache
def _phrases() -> tuple[tuple[str, str], ...]:
    """Every phrase with its family, the longest first."""
    listed = ((phrase, family) for family, phrases in words(Events).families.items() for phrase in phrases)
    return tuple(sorted(listed, key=lambda one: -len(one[0])))


_RUN = re.compile(r"\w+")


def _told(sentence: str) -> Iterator[re.Match[str]]:
    """Where a phrase stands, in order; at each place the longest."""
    openings = _openings()
    if openings.keys().isdisjoint(_RUN.findall(sentence.lower())):
        return
    at = 0
    for word in _RUN.finditer(sentence):
        opens = word.start() >= at and word[0].lower() in openings
        if opens and (match := _phrases_from(word[0].lower()).match(sentence, word.start())):
            at = match.end()
            yield match


def _without_told(zone: str) -> str:
    for match in reversed(list(_told(zone))):
        zone = f"{zone[: match.start()]} {zone[match.end() :]}"
    return zone


@cache
def _openings() -> Mapping[str, Sequence[str]]:
    """For each word that opens a phrase the phrases that it opens, the longest first."""
    opened: dict[str, list[str]] = defaultdict(list)
    for phrase, _ in _phrases():
        opened[_RUN.findall(phrase.lower())[0]].append(phrase)
    return opened


@cache
def _phrases_from(opening: str) -> re.Pattern[str]:
    """The phrases that a word opens; made when it is first met, for most texts have few of them."""
    patterns = "|".join(map(_pattern, _openings()[opening]))
    return re.compile(rf"(?:{patterns})\b(?!{_IDIOMS})", re.IGNORECASE)


def _family(told: str) -> str:
    """The family of words that a phrase matched."""
    plain = " ".join(told.lower().split())
    return _plain_phrases().get(plain) or next(family for pattern, family in _open_phrases() if pattern.fullmatch(told))


@cache
def _plain_phrases() -> Mapping[str, str]:
    return {phrase.lower(): family for phrase, family in reversed(_phrases()) if "*" not in phrase}


@cache
def _open_phrases() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The phrases in which other words may stand."""
    open_ones = ((phrase, family) for phrase, family in _phrases() if "*" in phrase)
    return tuple((re.compile(_pattern(phrase), re.IGNORECASE), family) for phrase, family in open_ones)


def _pattern(phrase: str) -> str:
    return r"\s+".join(r"(?:[\w’'-]+\s+){0,3}?" if part == "*" else re.escape(part) for part in phrase.split()).replace(
        r"{0,3}?\s+", "{0,3}?"
    )


@cache
def _classes(table: str) -> Mapping[str, str]:
    groups: dict[str, str] = getattr(words(Events), table)
    return {word: group for group, members in groups.items() for word in members.split()}


def _clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The clause around `sentence[start:end]`."""
    before = [match.end() for match in CLAUSE.finditer(sentence, 0, start)]
    after = CLAUSE.search(sentence, end)
    return (before[-1] if before else 0), (after.start() if after else len(sentence))


def _object(family: str, before: str, phrase: str, after: str) -> str:
    """The words that name what it happens to: after the verb, or before it in the passive and for what moves."""
    if family == "withdrawal":
        return _GOAL.sub(" ", before + phrase + after)
    if _GIVEN.match(phrase) or _PASSIVE.search(before) or (family in words(Events).own and names(before, opens=False)):
        return before
    cut = _ADJUNCT.search(after)
    told = after[: cut.start()] if cut else after
    return told if names(told, opens=False) or classes("things", told) else before + after


def _doers(family: str, before: str, phrase: str, after: str) -> str:
    """The words that name who does it: those who take or hold a place, else whoever its clause names."""
    if family not in TAKING:
        return before + phrase + after
    if phrase.lower().startswith("under "):
        return phrase
    if _BELONGS.match(phrase):
        return after
    return after.partition(" by ")[2] if _PASSIVE.search(before) else before
