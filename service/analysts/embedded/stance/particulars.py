"""What a text gives that can be held against another: words by root and by kin, names, figures, years, clauses.

The one library of the stance rules. Judges nothing and knows nothing of claims.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain
from typing import NamedTuple

from service.domain import Frozen
from service.domain.identity import HIDDEN
from service.languages.caching import by_word, kept_if_short
from service.languages.en.clashes import denied
from service.languages.en.lexicon import words
from service.languages.en.quantities import SCALES, WORDS, Quantity, quantities
from service.languages.en.words import RESPELLED, stem
from service.languages.names import generic, name_tokens, plain_tokens, telling

SAME, KIN, AKIN = 1.0, 0.6, 0.7  # what a word is worth: itself, one of its kin, one that begins alike
BEGINS = 5  # letters that "inspect" and "inspection" share
_WORD = re.compile(rf"[\w\u0300-\u036f{HIDDEN}]+(?:['’]+[\w\u0300-\u036f{HIDDEN}]+)*")
_THOUSANDS = re.compile(r",(?<=\d,)(?=\d{3}\b)")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_CAPITAL = re.compile(r"\b[A-ZÀ-Þ][\w’']*")
_STOP = re.compile(r"(?:[.!?][”\"’')]*\s|\n)[“‘\"'(\s]*\Z")
# What is planned, wished, possible or not known.
_PENDING = re.compile(
    r"\b(?:may|might|could|would|will|should|plan(?:s|ned)?|hope[sd]?|aim(?:s|ed)?|want(?:s|ed)|vowed|promised|threatened"
    r"|tr(?:ied|ying)|attempt(?:s|ed|ing)?|expected|likely|unclear|whether|ask(?:ed)? for|demand(?:ed)?|call(?:ed)? for"
    r"|not (?:\w+ly )?(?:say|confirm|verify|know|clear|establish))\b"
)
_PLACE = re.compile(r"\b(?:in|at|near|outside|inside|of|from|on) (?:the |[a-z]+ (?:of )?)?([A-Z]\w+)")
CLAUSE = re.compile(
    r"[;:—()]|, (?=(?:and|but|while|who|which|where|with|after|before)\b)|\b(?:but|while|whereas|although)\b"
)


class Meaning(Frozen):
    """The lexicon's words that stand in for one another, their opposites, and irregular forms as `base:form,form`."""

    kin: tuple[str, ...]
    opposites: tuple[str, ...]
    irregular: str


class Bag:
    """The words of a text by root, by kin and by how they begin."""

    def __init__(self, found: Iterable[str]) -> None:
        self.roots = frozenset(found)

    @cached_property
    def kin(self) -> frozenset[int]:
        kin = _kin()
        return frozenset(group for root in self.roots for group in kin.get(root, ()))

    @cached_property
    def begins(self) -> frozenset[str]:
        return frozenset(root[:BEGINS] for root in self.roots if len(root) >= BEGINS)

    def holds(self, root: str) -> float:
        """How far the text tells the word, from 0 to 1."""
        if root in self.roots:
            return SAME
        if not self.kin.isdisjoint(_kin().get(root, ())):
            return KIN
        return AKIN if len(root) > BEGINS and root[:BEGINS] in self.begins else 0.0

    def told_by(self, other: "Bag") -> dict[str, float]:
        """Its words that the other one tells, and how far: the same ones, kin, and those that begin alike."""
        told = dict.fromkeys(self.roots & other.roots, SAME)
        for group in self.kin & other.kin:
            for word in self._akin[group]:
                told.setdefault(word, KIN)
        for begun in self.begins & other.begins:
            for word in self._akin[begun]:
                if len(word) > BEGINS:
                    told.setdefault(word, AKIN)
        return told

    @cached_property
    def _akin(self) -> Mapping[int | str, Sequence[str]]:
        """Its words by each of their kin, and by how they begin."""
        table: dict[int | str, list[str]] = defaultdict(list)
        for root in self.roots:
            table[root[:BEGINS]].append(root)
            for group in _kin().get(root, ()):
                table[group].append(root)
        return table


class Clause(NamedTuple):
    """A clause of a text and its words."""

    text: str
    roots: tuple[str, ...]
    bag: Bag


class Particulars:
    """What one sentence gives: its words at once, all else when it is first asked for. `known` are roots of names that
    may open a sentence."""

    def __init__(self, text: str, known: frozenset[str] = frozenset()) -> None:
        self.text, self._known = text, known
        self.roots = tuple(dict.fromkeys(roots(text)))
        self.bag = Bag(self.roots)

    @cached_property
    def common(self) -> tuple[str, ...]:
        """Its words that are neither name nor number."""
        return tuple(
            word for word in self.roots if word not in self.names and not word.isdigit() and word not in _SCALES
        )

    @cached_property
    def names(self) -> frozenset[str]:
        return names(self.text, self._known)

    @cached_property
    def figures(self) -> tuple[Quantity, ...]:
        return quantities(self.text)

    @cached_property
    def places(self) -> frozenset[str]:
        """The roots of the names that stand where a place does."""
        return names(" ".join(_PLACE.findall(self.text)), opens=False)

    @cached_property
    def pending(self) -> bool:
        """Whether something is told as planned, wished, possible or not known."""
        return _PENDING.search(self.text) is not None

    @cached_property
    def years(self) -> frozenset[str]:
        return frozenset(_YEAR.findall(self.text))

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        return _clauses(self.text)

    @cached_property
    def telling(self) -> tuple[tuple[Clause, tuple[str, ...]], ...]:
        """Each clause with its words that are neither name, number nor date."""
        plain = frozenset(self.common) - DATES
        return tuple((one, tuple(word for word in dict.fromkeys(one.roots) if word in plain)) for one in self.clauses)

    @cached_property
    def opposites(self) -> frozenset[str]:
        """All that says the opposite of one of its words."""
        return frozenset().union(*(opposites().get(word, frozenset()) for word in self.roots))


def _clauses(text: str) -> tuple[Clause, ...]:
    parts = [(part, roots(part)) for part in CLAUSE.split(text)]
    telling = [(part, own) for part, own in parts if len(own) >= 2] or [(text, roots(text))]
    return tuple(Clause(part, own, Bag(own)) for part, own in telling)


# ---------------------------------------------------------------- words


@kept_if_short(8192)
def roots(text: str) -> tuple[str, ...]:
    """The roots of the words that carry meaning, in order: "sold" and "selling" are "sell"."""
    return tuple(filter(None, map(_ROOTS.__getitem__, plain_tokens(_THOUSANDS.sub("", text)))))


def _root_of(token: str) -> str:
    """The root of a plain token, "" of one that carries no meaning."""
    spelt = telling[token]
    return root(spelt) if len(spelt) > 1 and spelt not in RESPELLED else ""


_ROOTS = by_word(_root_of)


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
    telling, opening = set[str](), set[str]()
    for match in _CAPITAL.finditer(text):
        (opening if opens and _opens(text, match.start()) else telling).add(match[0])
    found = frozenset(roots(" ".join(telling))) | (known & frozenset(roots(" ".join(opening))) if known else known)
    return found - _nameless()


def _opens(text: str, at: int) -> bool:
    """Whether the word at `at` opens the text or a sentence of it."""
    before = text[max(0, at - 6) : at]
    return _STOP.search(before) is not None or (at <= 6 and not before.strip("“‘\"'( \n"))


class Rarity:
    """How much a word tells, by the texts it stands in. `words` are those of all."""

    def __init__(self, texts: Iterable[Iterable[str]]) -> None:
        sets = [frozenset(found) for found in texts]
        within = Counter(chain.from_iterable(sets))
        self._most = _inverse_frequency(0, len(sets))
        self._weights = {root: _inverse_frequency(times, len(sets)) for root, times in within.items()}
        self.words = Bag(within)
        self._whole: dict[tuple[str, ...], float] = {}

    def __call__(self, root: str) -> float:
        """Inverse document frequency, at least a little: a word that no text holds weighs most."""
        return self._weights.get(root, self._most)

    def share(self, sought: tuple[str, ...], told: Mapping[str, float]) -> float:
        """How much of the words is told, each by its rarity, from 0 to 1; `told` has how far each is."""
        if not told:
            return 0.0
        weights, most = self._weights, self._most
        if sought not in self._whole:  # kept, since a sentence is held against many claims
            self._whole[sought] = sum(weights.get(word, most) for word in sought)
        heard = sum([weights.get(word, most) * told[word] for word in sought if word in told])
        return heard / (self._whole[sought] or 1.0)


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
