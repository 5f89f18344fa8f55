"""How far a sentence tells what a claim tells, in points: words by rarity and kin, and figures. Judges no stance.

The points and the gates are a logistic fit, rounded, on invented labelled cases; see evals.
"""

from collections.abc import Sequence
from typing import NamedTuple

from service.analysts.embedded.stance.particulars import BEGINS, SAME, Bag, Particulars, Rarity
from service.languages.en.quantities import TOLERANCE, WHOLE, Quantity

WORDS, COMMON = 0.4, 1.6  # for the share that is told of all the claim's words, and of those that are no name
RETURN = 0.5  # for the share of the sentence's words that the claim has
EACH, MOST = 0.35, 6  # for each word told, as many as count
FIGURE, LACKING = 1.4, 0.7  # for a telling figure that agrees, against one that is not told
TELLING = 10  # smaller figures stand in every text


class Likeness(NamedTuple):
    """Points for words and for figures; the claim's roots that are told, and how many of its figures are not."""

    words: float
    figures: float
    shared: tuple[str, ...]
    lacking: int

    @property
    def points(self) -> float:
        return self.words + self.figures

    @property
    def without_figures(self) -> float:
        """The points before any were taken for figures that are not told."""
        return self.points + LACKING * self.lacking


class Likening:
    """A claim's words beside those of the sentences that `rarity` knows: which of these tell one of them, and how far,
    is found once."""

    def __init__(self, own: Particulars, rarity: Rarity) -> None:
        self.own, self.rarity = own, rarity
        begun = {word[:BEGINS] for word in own.roots if len(word) > BEGINS} & rarity.words.roots
        self._back = dict.fromkeys(begun, 0.0) | rarity.words.told_by(own.bag)
        self._bearing = frozenset(self._back)
        self._told = {word: own.bag.told_by(Bag((word,))) for word in self._back}
        self._weights = {word: rarity(word) for word in own.roots}
        self._common = frozenset(own.common)
        self._whole = sum(self._weights.values()) or 1.0
        self._whole_common = sum(self._weights[word] for word in own.common) or 1.0

    def bears(self, other: Particulars) -> bool:
        """Whether a word of the claim's stands there, or one akin to it."""
        return not self._bearing.isdisjoint(other.bag.roots)

    def of(self, other: Particulars) -> Likeness:
        """How far the sentence tells what the claim tells."""
        own, rarity = self.own, self.rarity
        told, back = self._both_told(other)
        shared = tuple([word for word in own.roots if word in told])
        heard = [(word, self._weights[word] * told[word]) for word in shared]
        words = (
            WORDS * (sum([worth for _, worth in heard]) / self._whole)
            + COMMON * (sum([worth for word, worth in heard if word in self._common]) / self._whole_common)
            + RETURN * rarity.share(other.roots, back)
            + EACH * min(MOST, len(shared))
        )
        agreeing = [figure for figure in own.figures if agrees(figure, other.figures)]
        lacking = len(own.figures) - len(agreeing)
        telling = [figure for figure in agreeing if _telling(figure, other.figures)]
        return Likeness(words, FIGURE * len(telling) - LACKING * lacking, shared, lacking)

    def _both_told(self, other: Particulars) -> tuple[dict[str, float], dict[str, float]]:
        """The claim's words that the other tells, and the other's that it tells; to be kin goes before to begin
        alike."""
        told: dict[str, float] = {}
        near = other.bag.roots & self._bearing
        for word in near:
            for own, worth in self._told[word].items():
                before = told.get(own, worth)
                told[own] = SAME if SAME in (worth, before) else min(worth, before)
        return told, {word: worth for word in near if (worth := self._back[word])}


def agrees(figure: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether one of the others may be the same number, of the same unit and with nothing else happening to it."""
    return any(figure.agrees(one) and one.unit == figure.unit and _may_be(figure.event, one.event) for one in others)


def _may_be(event: str, other: str) -> bool:
    """Whether what happened to one number may have happened to another. What a part is taken of is no number of those
    to whom it happened."""
    return event in {WHOLE, other} or not other or (not event and other != WHOLE)


def _telling(figure: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether the very figure is told and would hardly stand there by chance: "at least 20" is not told by 300."""
    told = any(
        one.unit == figure.unit and _one_figure(figure.low, one.low) and _one_noun(figure, one) for one in others
    )
    return told and (bool(figure.unit) or figure.low >= TELLING)


def other_figures(own: Sequence[Quantity], others: Sequence[Quantity]) -> bool:
    """Whether a figure is told in place of one that is not, or only one that it need not be: "at least 20" tells no
    "more than 50"."""
    unmet = [one for one in own if not agrees(one, others)]
    rivals = {one.unit for one in others if not agrees(one, own)}
    return any(one.unit in rivals for one in unmet) or not all(
        any(one.low <= other.low * (1 + TOLERANCE) and other.high <= one.high * (1 + TOLERANCE) for other in others)
        for one in own
        if one not in unmet
    )


def _one_noun(a: Quantity, b: Quantity) -> bool:
    return not (a.nouns and b.nouns) or bool(a.nouns & b.nouns)


def _one_figure(a: float, b: float) -> bool:
    return abs(a - b) <= TOLERANCE * max(a, b)
