"""How much of one text another tells: words by root and by kin, weighed by how rare they are. Judges no stance."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from service.domain import Frozen
from service.languages.en.lexicon import words
from service.languages.en.words import RESPELLED, stem
from service.languages.names import name_tokens

SAME, KIN, AKIN = 1.0, 0.6, 0.7  # what a word is worth: itself, one of its kin, one that begins alike
BEGINS = 5  # letters that "inspect" and "inspection" share


class Meaning(Frozen):
    """The lexicon's words that stand in for one another, and irregular forms as `base:form,form`."""

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
        if not self.kin.isdisjoint(kin_of(root)):
            return KIN
        return AKIN if len(root) > BEGINS and root[:BEGINS] in self.begins else 0.0


def bag(text: str) -> Bag:
    return bagged(roots(text))


def bagged(found: Iterable[str]) -> Bag:
    own = frozenset(found)
    return Bag(
        own, frozenset(group for root in own for group in kin_of(root)),
        frozenset(root[:BEGINS] for root in own if len(root) >= BEGINS),
    )  # fmt: skip


@lru_cache(maxsize=8192)
def roots(text: str) -> tuple[str, ...]:
    """The roots of the words that carry meaning, in order: "sold" and "selling" are "sell"."""
    return tuple(root(token) for token in name_tokens(text) if token not in RESPELLED and len(token) > 1)


@lru_cache(maxsize=65536)
def root(token: str) -> str:
    short = stem(_irregular().get(token, token))
    short = _irregular().get(short, short)
    return short[:-1] if len(short) > 3 and short[-1] == short[-2] else short


def spelt(text: str) -> dict[str, str]:
    """The words of a text by their root, as they stand there."""
    return {root(token): word for word in _WORD.findall(text) for token in name_tokens(word)}


_WORD = re.compile(r"\w+(?:['’]\w+)?")


def kin_of(root: str) -> tuple[int, ...]:
    return _kin().get(root, ())


@cache
def _irregular() -> Mapping[str, str]:
    pairs = (entry.split(":") for entry in words(Meaning).irregular.split())
    return {_spelt(form): stem(_spelt(base)) for base, forms in pairs for form in forms.split(",")}


def _spelt(word: str) -> str:
    return next(iter(name_tokens(word)), word)


@cache
def _kin() -> Mapping[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(words(Meaning).kin):
        for word in name_tokens(group):
            known = table.get(root(word), ())
            table[root(word)] = known if number in known else (*known, number)
    return table


class Rarity:
    """How much a word tells, by the texts it stands in."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        sets = [frozenset(found) for found in texts]
        self._within = Counter(root for found in sets for root in found)
        self._of = len(sets)

    def __call__(self, root: str) -> float:
        """Inverse document frequency, at least a little: a word that no text holds weighs most."""
        return math.log(1 + (self._of + 1) / (self._within[root] + 0.5))
