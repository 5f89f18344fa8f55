"""Names of people, groups and places across spellings. Knows words only, not who is who."""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from service.domain import normalised
from service.languages import PACKS
from service.languages.caching import by_word, kept_if_short
from service.languages.scripts import is_unspaced, uninflected

TELLING = 4  # characters without spaces: a shorter name may end another one by chance
_TITLE = (
    "(?:市长|省长|州长|总统|总理|主席|部长|局长|院长|校长|处长|主任|书记|教授|博士|医生|律师|记者|发言人|先生|女士|小姐"
    "|上校|将军|队长|船长)"
)
_TITLED = re.compile(rf"{_TITLE}\Z")
_TITLES = re.compile(rf"\A{_TITLE}(?=\w{{2}})|(?<=\w{{2}}){_TITLE}\Z")
_POSSESSIVE, _APOSTROPHE = re.compile(r"[’']s\b"), re.compile(r"[’'ʼ]")
_FINAL_H, _FINAL_Y, _LONG_U = re.compile(r"(?<=[aeiou])h$"), re.compile(r"i[yj]$"), re.compile(r"ou|oo")
_DOUBLED = re.compile(r"(.)\1")


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


@kept_if_short(4096)
def name_tokens(name: str) -> tuple[str, ...]:
    """The telling tokens of a name: folded, without articles, titles, possessives, cases or spelling variants.

    "Al Nusrah Front" and "Nusra's" give ("nusra", "front") and ("nusra",).
    """
    return tuple(filter(None, map(telling.__getitem__, plain_tokens(name))))


def plain_tokens(text: str) -> list[str]:
    """The words of a text without case, accents, punctuation and possessives."""
    folded = text.casefold()
    if "'" in folded or "’" in folded or "ʼ" in folded:
        folded = _APOSTROPHE.sub("", _POSSESSIVE.sub("", folded))
    return normalised(folded).split()


def _telling(token: str) -> str:
    spelt = _respelled(token)
    return "" if spelt in _left_out() else spelt


telling = by_word(_telling)  # a plain token as it stands in names: in one spelling, "" for what is left out of them


def same_name(a: str, b: str) -> bool:
    """True when every token of the shorter name stands in the longer and at least one of them is telling; or when one
    is the other run together, as an account's name is: "@BlueFront". Of a name that is written without spaces the end
    will do, or what stands behind a title."""
    one, other = _spelt(a), _spelt(b)
    short, long = (one, other) if len(one.tokens) <= len(other.tokens) else (other, one)
    if not short.tokens <= long.tokens:
        unspaced = one.unspaced or other.unspaced
        return one.run_together == other.run_together or (unspaced and _ends_alike(short.tokens, long.tokens))
    return bool(short.tokens) and (short.tokens == long.tokens or bool(short.tokens - generic()))


@kept_if_short(16384)
def name_keys(name: str) -> frozenset[str]:
    """What two names have in common, one of these at least, where they are the same: for an index of many names."""
    tokens = frozenset(name_tokens(name))
    unspaced = any(is_unspaced(token[-1]) for token in tokens)
    keys = {" ".join(sorted(tokens)), _run_together(name), *([""] if unspaced else [])}
    return (tokens - generic()) | keys if tokens else frozenset()


class _Spelt(NamedTuple):
    """A name as names are compared: its telling tokens, what it is run together, whether a token is unspaced."""

    tokens: frozenset[str]
    run_together: str
    unspaced: bool


@kept_if_short(16384)
def _spelt(name: str) -> _Spelt:
    tokens = frozenset(name_tokens(name))
    return _Spelt(tokens, _run_together(name), any(map(is_unspaced, tokens)))


def same_house(a: str, b: str) -> bool:
    """Stricter than one name: "Hale" is "the Hale Group", and neither "the Hale Courier" nor "North Hale"."""
    short, long = sorted((_spelt(a).tokens, _spelt(b).tokens), key=len)
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


def _ends_alike(short: frozenset[str], long: frozenset[str]) -> bool:
    """Whether each token of one name stands in the other, or ends one of its tokens that are written without spaces."""
    if len(short) == len(long):
        short, long = sorted((short, long), key=lambda tokens: sum(map(len, tokens)))
    return all(any(one == other or _ends(one, other) for other in long) for one in short)


def _ends(one: str, other: str) -> bool:
    before = other.removesuffix(one)
    return is_unspaced(one) and before != other and (len(one) >= TELLING or bool(_TITLED.search(before)))


def _run_together(name: str) -> str:
    return normalised(name).replace("_", "").replace(" ", "")


def _respelled(token: str) -> str:
    """Fold what transliteration varies: a final h after a vowel, a final iy or ij, doubled letters, ou/oo for u; and
    what other scripts write onto a name."""
    if not token.isascii():
        token = _TITLES.sub("", uninflected(token))
    token = _FINAL_H.sub("", token)
    token = _FINAL_Y.sub("y", token)
    token = _LONG_U.sub("u", token)
    return _DOUBLED.sub(r"\1", token) if len(token) > 3 and not is_unspaced(token) else token
