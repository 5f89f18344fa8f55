"""What is said to have happened in a sentence: kind, object, place, side, and whether it is denied or only possible.

Kinds are families of words in the lexicon ("captured", "overran", "fell to"), so that two sentences can tell one
happening in different words. Knows nothing of claims or documents.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from service.domain import Frozen
from service.languages.en.lexicon import words
from service.languages.en.words import STOPWORDS, stems
from service.languages.names import generic


class Events(Frozen):
    """The lexicon's families of happenings and what they imply, and the classes of things and of sides."""

    weak: tuple[str, ...]
    own: tuple[str, ...]
    entails: dict[str, tuple[str, ...]]
    families: dict[str, tuple[str, ...]]
    opposites: dict[str, str]
    things: dict[str, str]
    sides: dict[str, str]


class Happening(NamedTuple):
    """One happening in a sentence. `start` and `end` bound its words, offsets of the sentence.

    `names` and `things` are the stems of the names and the classes of the things it happens to (or where);
    `around` are the other names of its clause; `by` and `sides` are the names and the sides of those who do it.
    """

    family: str
    start: int
    end: int
    words: str
    names: frozenset[str]
    things: frozenset[str]
    around: frozenset[str]
    by: frozenset[str]
    sides: frozenset[str]
    denied: bool
    open: bool


def happenings(sentence: str, known: frozenset[str] = frozenset()) -> tuple[Happening, ...]:
    """Every happening of a sentence, in order. `known` are stems of names that may open a sentence."""
    found = []
    for match in _patterns().finditer(sentence):
        start, end = match.span()
        begin, finish = _clause(sentence, start, end)
        clause = sentence[begin:finish]
        family = _family(match.group())
        if family and not (start and sentence[start].isupper()):  # "the Treaty of Ghent" is a name, no happening
            zone = _object(sentence, family, start, end, begin, finish)
            doers = _doers(sentence, family, start, end, begin, finish)
            held = names(zone, known, opens=zone[:start] == sentence[:start])
            found.append(
                Happening(
                    family, start, end, match.group(), held, things(_patterns().sub(" ", zone)),
                    names(clause, known, opens=begin == 0) - held,
                    by=names(doers, known, opens=sentence.startswith(doers)) - held, sides=sides(doers),
                    denied=_denied(sentence[begin:start]), open=_open(sentence[begin:start]),
                )
            )  # fmt: skip
    return tuple(found)


def names(words_of: str, known: frozenset[str] = frozenset(), *, opens: bool = True) -> frozenset[str]:
    """The stems of the telling words of names. A word that opens a sentence is one only when known as one."""
    found: set[str] = set()
    for match in _CAPITAL.finditer(words_of):
        telling = {name for name in stems(match.group()) if name not in _GENERIC and name not in STOPWORDS}
        found |= telling & known if opens and _opens(words_of, match.start()) else telling
    return frozenset(found)


def _opens(text: str, at: int) -> bool:
    """Whether the word at `at` opens the text or a sentence of it."""
    before = text[max(0, at - 6) : at]
    return _STOP.search(before) is not None or (at <= 6 and not before.strip("“‘\"'( \n"))


_STOP = re.compile(r"(?:[.!?][”\"’')]*\s|\n)[“‘\"'(\s]*\Z")


def things(words_of: str) -> frozenset[str]:
    """The classes of the things named: "the base" and "the camp" are one class."""
    classes = _classes("things")
    return frozenset(classes[word] for word in _WORD.findall(words_of.lower()) if word in classes)


def sides(words_of: str) -> frozenset[str]:
    """The sides of a conflict that are named."""
    classes = _classes("sides")
    return frozenset(classes[word] for word in _HYPHENED.findall(words_of.lower()) if word in classes)


_WORD = re.compile(r"[^\W\d_]+")
_HYPHENED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][\w’']*")
_DATES = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august"
    " september october november december"
)
_GENERIC = stems(" ".join(generic())) | stems(_DATES)
_BREAK = re.compile(
    r"[;:()—]|, (?=(?:and|but|while|who|which|where|as|with|after|before)\b)"
    r"|\b(?:and that|but|while|whereas|although|after|before|where)\b|,(?=[^,]*\b(?:said|says|told)\b)"
)
_ADJUNCT = re.compile(
    r"\b(?:in|near|south|north|east|west|southern|northern|outside|inside|on|during|after|before|since|by|from|with|along"
    r"|toward|towards|to|into|for|at least)\b|,"
)
_GOAL = re.compile(r"\b(?:to|toward|towards|into|along)\s+(?:the\s+)?(?:[A-Z]?[\w’'-]+\s+(?:to|of)\s+)?[A-Z][\w’'-]+")
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be)\s+(?:\w+ly\s+)?$")
_ATTRIBUTE = re.compile(r"\b(?:the|an?|this|its|their)\s+$", re.IGNORECASE)  # "the collapsed bridge"
_DENIED = re.compile(
    r"\b(?:not|never|no|den(?:y|ies|ied|ying)|without|n[’']t|fail(?:s|ed)? to|refused to|unable to|neither|nor"
    r"|did not|false(?:ly)?|rejected (?:claims|reports))\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:to(?! have)|would|will|could|may|might|can|should|must|if|whether|who|unclear|plans?|planned|hopes?|hoped"
    r"|aims?|aimed|threatened|wants?|wanted|vowed|trying|tried|attempt(?:s|ed|ing)?|expected|likely)\W+"
    r"(?:\w+ly\W+|be\W+|have\W+|been\W+)*$",
    re.IGNORECASE,
)
_UNKNOWING = re.compile(
    r"\b(?:not|n[’']t|unable to|impossible to|unclear)\b[^,;]*"
    r"\b(?:say|verify|confirm|know|tell|establish|determine|who|whether)\b",
    re.IGNORECASE,
)
_IDIOMS = r"\s+(?:part|place|steps|action|effect|off|advantage|hours|days|to hospital|to the hospital)\b"


@cache
def _patterns() -> re.Pattern[str]:
    phrases = sorted((p for family in words(Events).families.values() for p in family), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(_pattern, phrases))})\b(?!{_IDIOMS})", re.IGNORECASE)


def _pattern(phrase: str) -> str:
    return r"\s+".join(r"(?:[\w’'-]+\s+){0,3}?" if part == "*" else re.escape(part) for part in phrase.split()).replace(
        r"{0,3}?\s+", "{0,3}?"
    )


@cache
def _families() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (family, re.compile("|".join(map(_pattern, phrases)), re.IGNORECASE))
        for family, phrases in words(Events).families.items()
    )


def _family(phrase: str) -> str | None:
    return next((family for family, pattern in _families() if pattern.fullmatch(phrase)), None)


@cache
def _classes(table: str) -> Mapping[str, str]:
    groups: dict[str, str] = getattr(words(Events), table)
    return {word: group for group, members in groups.items() for word in members.split()}


def _clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The clause around `sentence[start:end]`."""
    before = [match.end() for match in _BREAK.finditer(sentence, 0, start)]
    after = _BREAK.search(sentence, end)
    return (before[-1] if before else 0), (after.start() if after else len(sentence))


def _object(sentence: str, family: str, start: int, end: int, begin: int, finish: int) -> str:
    """The words that name what it happens to: after the verb, or before it in the passive and for what moves."""
    before, after = sentence[begin:start], sentence[end:finish]
    if family == "withdrawal":
        return _GOAL.sub(" ", sentence[begin:finish])
    if family == "control" and sentence[start:end].lower().startswith(("under", "held by", "in the hands", "remains")):
        return before
    if family == "capture" and "fall" in sentence[start:end].lower() and sentence[start:end].lower() != "fall of":
        return before
    befalls = family in words(Events).own and not _ATTRIBUTE.search(before)
    if _PASSIVE.search(before) or (befalls and (names(before, opens=False) or things(before))):
        return before
    cut = _ADJUNCT.search(after)
    phrase = after[: cut.start()] if cut else after
    if names(phrase, opens=False) or things(phrase):
        return phrase if names(phrase, opens=False) else phrase + _located(after)
    return before + after if family in {"killing", "injury", "destruction", "bombing", "attack"} else after


def _doers(sentence: str, family: str, start: int, end: int, begin: int, finish: int) -> str:
    """The words that name who does it: those who take, hold or attack a place, else whoever its clause names."""
    before, phrase, after = sentence[begin:start], sentence[start:end], sentence[end:finish]
    if family not in {"capture", "attack", "control"}:
        return sentence[begin:finish]
    if phrase.lower().startswith("under "):
        return phrase
    if phrase.lower().startswith(("held by", "in the hands", "remains in", "fell to", "fallen to", "fell into")):
        return after
    if _PASSIVE.search(before):
        agent = re.search(r"\bby\b(.*)", after)
        return agent.group(1) if agent else ""
    return before


def _located(after: str) -> str:
    """The name that "at" or "of" ties to a thing: "the base at Ghent"."""
    found = re.match(r"[^,;]*?\b(?:at|of)\s+((?:(?:al|the)\s+)?(?:[A-Z][\w’'-]*\s*)+)", after)
    return f" {found.group(1)}" if found else ""


def antecedent(before: str, thing: str) -> frozenset[str]:
    """The name last given to a thing of that class: "the camp" after "the Ghent military camp" is Ghent's."""
    for match in reversed(list(_WORD.finditer(before))):
        if _classes("things").get(match.group().lower()) == thing:
            fore = _NAMED_BEFORE.search(before[max(0, match.start() - 80) : match.start()])
            aft = _NAMED_AFTER.match(before, match.end())
            found = names(fore.group(1), opens=False) if fore else frozenset()
            found = found or (names(aft.group(1), opens=False) if aft else frozenset())
            if found:
                return found
    return frozenset()


_NAMED_BEFORE = re.compile(r"((?:[A-ZÀ-Þ][\w’'-]*\s+)+)(?:[a-z]+\s+){0,2}$")
_NAMED_AFTER = re.compile(r"\s+(?:at|of|in)\s+((?:(?:the|al)\s+)?(?:[A-ZÀ-Þ][\w’'-]*[ ]?)+)")


def _denied(before: str) -> bool:
    return _DENIED.search(before) is not None and not _UNKNOWING.search(before)


def _open(before: str) -> bool:
    """Whether what follows is planned, possible or unknown rather than told as done."""
    return _OPEN.search(before) is not None or _UNKNOWING.search(before) is not None
