"""How far a sentence tells what a claim tells, in points: words by rarity and kin, figures, years. Judges no stance.

The points and the gates are a logistic fit, rounded, on invented labelled cases; see evals.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from service.analysts.embedded.stance.meaning import Bag, Rarity, bag, bagged, roots, spelt
from service.languages.en.quantities import TOLERANCE, Quantity, quantities
from service.languages.en.words import stems

WORDS, COMMON = 0.4, 1.6  # for the share that is told of all the claim's words, and of those that are no name
RETURN = 0.5  # for the share of the sentence's words that the claim has
EACH, MOST = 0.35, 6  # for each word told, as many as count
FIGURE, LACKING, YEAR = 1.4, 0.7, 1.2  # for a telling figure that agrees, against one that is not told, for a year
COUNTED = 2  # figures that count
TELLING = 10  # smaller figures stand in every text
_SCALES = stems("percent cent hundred thousand million billion")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_CLAUSE = re.compile(
    r"[;:—()]|, (?=(?:and|but|while|who|which|where|with|after|before)\b)|\b(?:but|while|whereas|although)\b"
)


class Wanted(NamedTuple):
    """What a claim tells. `common` are its words that are no name, `spelt` gives each as it stands there."""

    spelt: dict[str, str]
    roots: tuple[str, ...]
    common: tuple[str, ...]
    figures: tuple[Quantity, ...]
    years: frozenset[str]
    own: Bag
    clauses: tuple["Clause", ...]


class Clause(NamedTuple):
    """A clause of a text and its words."""

    text: str
    roots: tuple[str, ...]
    bag: Bag


class Told(NamedTuple):
    """What a sentence tells."""

    text: str
    roots: tuple[str, ...]
    bag: Bag
    figures: tuple[Quantity, ...]
    years: frozenset[str]
    clauses: tuple[Clause, ...]


class Likeness(NamedTuple):
    """The share of a claim's words that are told; points for words and for figures; the words that are told, and how
    many figures are not."""

    share: float
    words: float
    figures: float
    shared: tuple[str, ...]
    lacking: int

    @property
    def points(self) -> float:
        return self.words + self.figures


def wanted(text: str, names: frozenset[str]) -> Wanted:
    own = tuple(dict.fromkeys(roots(text)))
    common = tuple(word for word in own if word not in names and not word.isdigit() and word not in _SCALES)
    return Wanted(
        spelt(text), own, common, quantities(text), frozenset(_YEAR.findall(text)), bagged(own), clauses(text)
    )


def told(text: str) -> Told:
    return Told(
        text,
        tuple(dict.fromkeys(roots(text))),
        bag(text),
        quantities(text),
        frozenset(_YEAR.findall(text)),
        clauses(text),
    )


def clauses(text: str) -> tuple[Clause, ...]:
    parts = [part for part in _CLAUSE.split(text) if len(roots(part)) >= 2] or [text]
    return tuple(Clause(part, roots(part), bag(part)) for part in parts)


def likeness(own: Wanted, other: Told, rarity: Rarity) -> Likeness:
    shared = [word for word in own.roots if other.bag.holds(word)]
    whole = share(own.roots, other.bag, rarity)
    words = (
        WORDS * whole
        + COMMON * share(own.common, other.bag, rarity)
        + RETURN * share(other.roots, own.own, rarity)
        + EACH * min(MOST, len(shared))
    )
    agreeing = [figure for figure in own.figures if agrees(figure, other.figures)]
    lacking = len(own.figures) - len(agreeing)
    alone = not any(word in own.common for word in shared)  # figures without a word in common agree by chance
    telling = [figure for figure in agreeing if not alone and _telling(figure, other.figures)]
    figures = FIGURE * min(COUNTED, len(telling)) - LACKING * min(COUNTED, lacking)
    figures += YEAR * bool(own.years & other.years)
    return Likeness(whole, words, figures, tuple(own.spelt.get(word, word) for word in shared), lacking)


def _telling(figure: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether the very figure is told and would hardly stand there by chance: "at least 20" is not told by 300."""
    told = any(one.unit == figure.unit and _one_figure(figure.low, one.low) for one in others)
    return told and (bool(figure.unit) or figure.low >= TELLING)


def _one_figure(a: float, b: float) -> bool:
    return abs(a - b) <= TOLERANCE * max(a, b)


def share(sought: Sequence[str], within: Bag, rarity: Rarity) -> float:
    """How much of the words a text holds, each weighed by its rarity, from 0 to 1."""
    return sum(rarity(word) * within.holds(word) for word in sought) / (sum(map(rarity, sought)) or 1.0)


def agrees(figure: Quantity, others: Sequence[Quantity]) -> bool:
    return any(other.unit == figure.unit and figure.agrees(other) for other in others)
