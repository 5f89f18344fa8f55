"""Lists of words as the lexicon gives them, made into one pattern."""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator


class Listed(frozenset[str]):
    """Words of the lexicon. What two lists are together, or one without the other, is made once, however often a rule
    asks: it does so for every word of a text."""

    def __or__(self, other: AbstractSet[Any]) -> "frozenset[Any]":
        return _together(self, other) if isinstance(other, frozenset) else super().__or__(other)

    def __ror__(self, other: AbstractSet[Any]) -> "frozenset[Any]":
        return self | other

    def __sub__(self, other: AbstractSet[Any]) -> "frozenset[str]":
        return _without(self, other) if isinstance(other, frozenset) else super().__sub__(other)


@lru_cache(256)
def _together(one: frozenset[str], other: frozenset[str]) -> Listed:
    return Listed(one.union(other))


@lru_cache(256)
def _without(one: frozenset[str], other: frozenset[str]) -> Listed:
    return Listed(one.difference(other))


Words = Annotated[frozenset[str], BeforeValidator(lambda listed: frozenset(listed.split())), AfterValidator(Listed)]


def any_of(listed: Iterable[str]) -> re.Pattern[str]:
    """Whole words in any case, the longest first; a hyphen stands for a space or a hyphen."""
    longest = sorted(listed, key=lambda phrase: (-len(phrase), phrase))
    return re.compile(rf"(?<![\w'’])(?:{'|'.join(_spaced(phrase) for phrase in longest)})(?![\w])", re.I)


def _spaced(phrase: str) -> str:
    return r"[\s-]+".join(re.escape(part) for part in phrase.split("-")).replace("'", "['’]")
