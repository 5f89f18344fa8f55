"""Names of people, groups and places across spellings. Knows words only, not who is who."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache

from service.languages import PACKS


@cache
def generic() -> frozenset[str]:
    """Words that many names share, in any language: on their own they tell nobody apart."""
    return _as_tokens(*(pack.names.generic for pack in PACKS.values()))


@cache
def _forms() -> frozenset[str]:
    return _as_tokens(*(pack.names.forms for pack in PACKS.values()))


@cache
def _left_out() -> frozenset[str]:
    return _as_tokens(*(pack.names.titles | pack.names.articles for pack in PACKS.values()))


def _as_tokens(*listed: frozenset[str]) -> frozenset[str]:
    """Listed words as they stand in names: "group" is respelled there."""
    return frozenset(_respelled(word) for words in listed for word in words)


@lru_cache(maxsize=4096)
def name_tokens(name: str) -> tuple[str, ...]:
    """The telling tokens of a name: folded, without articles, titles, possessives or spelling variants.

    "Al Nusrah Front" and "Nusra's" give ("nusra", "front") and ("nusra",).
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    plain = re.sub(r"[’']s\b", "", plain).replace("’", "").replace("'", "")
    tokens = (_respelled(token) for token in re.findall(r"\w+", plain))
    return tuple(token for token in tokens if token not in _left_out())


def same_name(a: str, b: str) -> bool:
    """True when every token of the shorter name stands in the longer and at least one of them is telling; or when one
    is the other run together, as an account's name is: "@BlueFront"."""
    short, long = sorted((set(name_tokens(a)), set(name_tokens(b))), key=len)
    if not short or not short <= long:
        return bool(short) and _run_together(a) == _run_together(b)
    return short == long or bool(short - generic())


def same_house(a: str, b: str) -> bool:
    """Stricter than one name: "Hale" is "the Hale Group", and neither "the Hale Courier" nor "North Hale"."""
    short, long = sorted((set(name_tokens(a)), set(name_tokens(b))), key=len)
    return bool(short) and (short == long or (short < long and long - short <= _forms() and bool(short - generic())))


def principal(name: str) -> str:
    """Whose voice a name is: the Hale press office is Hale's, "Hale spokeswoman" too. A name that is none stays."""
    plain = re.sub(r"\s*\([^()]{0,80}\)\Z", "", name.strip())
    for pack in PACKS.values():
        plain = pack.ties.office.sub("", plain)
    return plain.strip() or name


def names_one_of(name: str, others: Iterable[str]) -> str | None:
    """The first of `others` that names the same one."""
    return next((other for other in others if same_name(name, other)), None)


def _run_together(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _respelled(token: str) -> str:
    """Fold what transliteration varies: a final h after a vowel, a final iy or ij, doubled letters, ou/oo for u."""
    token = re.sub(r"(?<=[aeiou])h$", "", token)
    token = re.sub(r"i[yj]$", "y", token)
    token = re.sub(r"ou|oo", "u", token)
    return re.sub(r"(.)\1", r"\1", token) if len(token) > 3 else token
