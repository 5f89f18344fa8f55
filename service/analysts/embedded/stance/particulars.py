"""What a text gives that can be held against another: words by root and by kin, names, figures, years, clauses.

The one library of the stance rules. Judges nothing and knows nothing of claims.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NamedTuple

from service.domain import Frozen
from service.domain.identity import HIDDEN
from service.languages.caching import kept_if_short
from service.languages.en.clashes import denied
from service.languages.en.lexicon import words
from service.languages.en.quantities import SCALES, WORDS, Quantity, quantities
from service.languages.en.words import RESPELLED, stem
from service.languages.names import generic, name_tokens

SAME, KIN, AKIN = 1.0, 0.6, 0.7  # what a word is worth: itself, one of its kin, one that begins alike
BEGINS = 5  # letters that "inspect" and "inspection" share
_WORD = re.compile(rf"[\w\u0300-\u036f{HIDDEN}]+(?:['’]+[\w\u0300-\u036f{HIDDEN}]+)*")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][\w’']*")
_STOP = re.compile(r"(?:[.!?][”\"’')]*\s|\n)[“‘\"'(\s]*\Z")
CLAUSE = re.compile(
    r"[;:—()]|, (?=(?:and|but|while|who|which|where|with|after|before)\b)|\b(?:but|while|whereas|although)\b"
)


class Meaning(Frozen):
    """The lexicon's words that stand in for one another, their opposites, and irregular forms as `base:form,form`."""

    kin: tuple[str, ...]
    opposites: tuple[str, ...]
    irregular: str


class Bag(NamedTuple):
    """The words of a text by root, by kin and by how they begin."""

    roots: frozenset[str]
    kin: frozenset[int]
    begins: frozenset[str]

    def holds(self, root: str) -> float:
        """How far the text tells the word, from 0 to 1."""
        if root in self.roots:
            return SAME
        if not self.kin.isdisjoint(_kin().get(root, ())):
            return KIN
        return AKIN if len(root) > BEGINS and root[:BEGINS] in self.begins else 0.0


class Clause(NamedTuple):
    """A clause of a text and its words."""

    text: str
    roots: tuple[str, ...]
    bag: Bag


class Particulars(NamedTuple):
    """What one sentence gives. `common` are its words that are neither name nor number."""

    text: str
    roots: tuple[str, ...]
    common: tuple[str, ...]
    bag: Bag
    names: frozenset[str]
    figures: tuple[Quantity, ...]
    years: frozenset[str]
    clauses: tuple[Clause, ...]


def particulars(text: str, known: frozenset[str] = frozenset()) -> Particulars:
    """`known` are roots of names that may open a sentence."""
    own, called = tuple(dict.fromkeys(roots(text))), names(text, known)
    common = tuple(word for word in own if word not in called and not word.isdigit() and word not in _SCALES)
    return Particulars(
        text, own, common, bag(own), called, quantities(text), frozenset(_YEAR.findall(text)), _clauses(text)
    )  # fmt: skip


def _clauses(text: str) -> tuple[Clause, ...]:
    parts = [(part, roots(part)) for part in CLAUSE.split(text)]
    telling = [(part, own) for part, own in parts if len(own) >= 2] or [(text, roots(text))]
    return tuple(Clause(part, own, bag(own)) for part, own in telling)


# ---------------------------------------------------------------- words


def bag(found: Iterable[str]) -> Bag:
    """The bag of these roots."""
    own, kin = frozenset(found), _kin()
    return Bag(
        own, frozenset(group for root in own for group in kin.get(root, ())),
        frozenset(root[:BEGINS] for root in own if len(root) >= BEGINS),
    )  # fmt: skip


@kept_if_short(8192)
def roots(text: str) -> tuple[str, ...]:
    """The roots of the words that carry meaning, in order: "sold" and "selling" are "sell"."""
    whole = _THOUSANDS.sub("", text)
    return tuple(root(token) for token in name_tokens(whole) if token not in RESPELLED and len(token) > 1)


@kept_if_short(65536, longest=40)
def root(token: str) -> str:
    short = stem(_irregular().get(token, token))
    short = _irregular().get(short, short)
    return short[:-1] if len(short) > 3 and short[-1] == short[-2] else short


def denied_roots(text: str) -> frozenset[str]:
    """The roots of the words that a negation reaches."""
    return frozenset(roots(" ".join(denied(text))))


def spelt(text: str) -> dict[str, str]:
    """The words of a text by their root, as they stand there."""
    return {root(token): word for word in _WORD.findall(text) for token in name_tokens(word)}


def names(text: str, known: frozenset[str] = frozenset(), *, opens: bool = True) -> frozenset[str]:
    """The roots of the telling words of names. A word that opens a sentence is one only when known as one."""
    found, nameless = set[str](), _nameless()
    for match in _CAPITAL.finditer(text):
        telling = frozenset(roots(match.group())) - nameless
        found |= telling & known if opens and _opens(text, match.start()) else telling
    return frozenset(found)


def _opens(text: str, at: int) -> bool:
    """Whether the word at `at` opens the text or a sentence of it."""
    before = text[max(0, at - 6) : at]
    return _STOP.search(before) is not None or (at <= 6 and not before.strip("“‘\"'( \n"))


class Rarity:
    """How much a word tells, by the texts it stands in."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        sets = [frozenset(found) for found in texts]
        within = Counter(root for found in sets for root in found)
        self._most = _inverse_frequency(0, len(sets))
        self._weights = {root: _inverse_frequency(times, len(sets)) for root, times in within.items()}

    def __call__(self, root: str) -> float:
        """Inverse document frequency, at least a little: a word that no text holds weighs most."""
        return self._weights.get(root, self._most)


def _inverse_frequency(times: int, texts: int) -> float:
    return math.log(1 + (texts + 1) / (times + 0.5))


# ---------------------------------------------------------------- the lexicon's tables

_DATES = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august"
    " september october november december"
)


@cache
def _nameless() -> frozenset[str]:
    """What is written large and names nobody: days, months, kinds of bodies."""
    return frozenset(roots(f"{' '.join(generic())} {_DATES}"))


@cache
def opposites() -> Mapping[str, frozenset[str]]:
    """For each root those that say the opposite."""
    table: dict[str, frozenset[str]] = {}
    for line in words(Meaning).opposites:
        one, other = (frozenset(root(word) for word in name_tokens(end)) for end in line.split("/"))
        for ends, others in ((one, other), (other, one)):
            table |= {word: table.get(word, frozenset()) | others for word in ends}
    return table


@cache
def _irregular() -> Mapping[str, str]:
    pairs = (entry.split(":") for entry in words(Meaning).irregular.split())
    return {_folded(form): stem(_folded(base)) for base, forms in pairs for form in forms.split(",")}


def _folded(word: str) -> str:
    return next(iter(name_tokens(word)), word)


@cache
def _kin() -> Mapping[str, tuple[int, ...]]:
    """For each root the numbers of the groups it is in."""
    table: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(words(Meaning).kin):
        for word in name_tokens(group):
            table[root(word)] = tuple(dict.fromkeys((*table.get(root(word), ()), number)))
    return table


_SCALES = frozenset(roots(" ".join(("percent cent", *SCALES, *WORDS))))
DATES = frozenset(roots(_DATES))
