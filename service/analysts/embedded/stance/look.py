"""One look: a claim beside one sentence of a document, what both tell alike, and what a rule says of it."""

from collections.abc import Iterator
from functools import cached_property
from itertools import product
from typing import NamedTuple

from service.analysts.embedded.stance.happenings import TAKING, Events, Happening, classes
from service.analysts.embedded.stance.likeness import Likening, agrees, other_figures
from service.analysts.embedded.stance.particulars import Bag, denied_roots, opposites
from service.analysts.embedded.stance.reading import Read, ReadSentence, Wanted, one_time
from service.domain import ClaimantKind, Match, Stance
from service.languages.en.lexicon import words
from service.languages.en.quantities import WHOLE

DENIAL = 1.4  # points of likeness from which two sentences can be contrary; set on the half of our cases tuned on
SURE = 3.5  # from these on a sentence tells the claim's happening, whatever it calls it


class Ruling(NamedTuple):
    """What a rule says. `start` and `end` bound the words that decided, offsets of the sentence."""

    stance: Stance
    match: Match
    start: int
    end: int
    reason: str


class Paired(NamedTuple):
    """A happening of the claim and one of the evidence that is the same or implies it, of one thing. `named`: both
    name it; `rival`: another side does it."""

    claim: Happening
    evidence: Happening
    implied: bool
    named: bool
    rival: bool


class Look:
    """`of_story`: the document tells of what the article tells of."""

    def __init__(self, wanted: Wanted, read: Read, sentence: ReadSentence, likening: Likening, of_story: bool) -> None:
        self.wanted, self.read, self.sentence = wanted, read, sentence
        self.own, self.other = wanted.own, sentence.told
        self.rarity, self.of_story = likening.rarity, of_story
        self.alike = likening.of(self.other)
        self.pairs = self._paired() if wanted.happenings and sentence.happenings else ()

    @property
    def tells(self) -> bool:
        """Whether any rule can find anything, or the sentence be on the claim's topic: with a word in common alone none
        can that counts no happening, finds no opposite and is not much of what it is held against."""
        return (
            len(self.alike.shared) > 1
            or bool(self.wanted.happenings and self.sentence.happenings)
            or self.bears
            or not self.own.opposites.isdisjoint(self.other.bag.roots)
        )

    @cached_property
    def shared(self) -> tuple[str, ...]:
        """The claim's roots that stand there as they are."""
        held = self.other.bag.roots
        return tuple([word for word in self.own.roots if word in held])

    @property
    def share(self) -> float:
        return len(self.shared) / max(1, len(self.own.roots))

    @cached_property
    def in_time(self) -> bool:
        return one_time(self.wanted, self.read, self.sentence)

    @cached_property
    def bears(self) -> bool:
        """Whether both speak so much of one thing that they can be contrary. On another story they never do: there
        half of what was refuted on public stance data was refuted wrongly."""
        told = self.of_story and self.alike.without_figures >= DENIAL
        return told or any(not pair.implied for pair in self.pairs)

    @cached_property
    def agreeing(self) -> tuple[Paired, ...]:
        """The pairs in which both state it or both deny it, and of one side; none where it is told of a part."""
        if not self.pairs or self.of_a_part:
            return ()
        return tuple(one for one in self.pairs if one.claim.denied == one.evidence.denied and not self._by_others(one))

    def _by_others(self, pair: Paired) -> bool:
        """Whether another side does it, or it is not told who took the place or holds it."""
        return pair.rival or (pair.claim.family in TAKING and not pair.implied and self.elsewhere)

    @cached_property
    def of_a_part(self) -> bool:
        """Whether a figure of the claim is told only as what a part is taken of: "two of the six"."""
        wholes = [one for one in self.other.figures if one.event == WHOLE]
        return any(
            any(figure.agrees(one) for one in wholes) and not agrees(figure, self.other.figures)
            for figure in self.own.figures
        )

    @property
    def counted(self) -> bool:
        """Whether a document on the article's own story counts the same ones of the same happening, and as many."""
        both = product(self.own.figures, self.other.figures) if self.of_story else ()
        return any(
            one.event and one.event == other.event and bool(one.nouns & other.nouns) and one.agrees(other)
            for one, other in both
        )

    @property
    def told_otherwise(self) -> bool:
        """Whether happenings of the claim's kind are told there, and none of them is the claim's; or of a part."""
        kinds = {one.family for one in self.wanted.happenings} & {one.family for one in self.sentence.happenings}
        return self.of_a_part or (bool(kinds) and not self.agreeing)

    @cached_property
    def elsewhere(self) -> bool:
        """Whether a name of the claim is not told there, or a place is that the article does not know."""
        return not (self.wanted.named <= self.other.bag.roots and self.other.places <= self.wanted.story.known)

    @property
    def undone(self) -> bool:
        """Whether it is told as planned, wished, possible or not known, and claimed as done."""
        return self.other.pending and not self.own.pending

    @cached_property
    def at_odds(self) -> bool:
        """Whether the sentence, however alike, may tell something else: as not yet done, of others, denied or as its
        opposite, by another figure, without the claim's happening, or with too few of its words that are no name."""
        own, other, alike = self.own, self.other, self.alike
        known = sum(map(bool, map(other.bag.holds, own.common)))
        enough = min(2, len(own.common)) if alike.figures > 0 else len(own.common) // 2 + bool(own.common)
        missing = bool(self.wanted.happenings) and not self.agreeing and alike.points < SURE
        others = bool(self.wanted.named and other.names) and not self.wanted.named & other.names
        return (
            self.undone
            or known < enough
            or missing
            or others
            or self._turned
            or other_figures(own.figures, other.figures)
        )

    @property
    def _turned(self) -> bool:
        ours, theirs = denied_roots(self.own.text), Bag(denied_roots(self.other.text))
        ends = [(word in ours, bool(theirs.holds(word))) for word in self.alike.shared]
        lost = (word for word in self.own.roots if not self.other.bag.holds(word))
        opposite = any(not self.other.bag.roots.isdisjoint(opposites().get(word, ())) for word in lost)
        return opposite or (any(one is not it for one, it in ends) and (True, True) not in ends)

    def _paired(self) -> tuple[Paired, ...]:
        """The pairs of happenings, the best last."""
        return tuple(sorted(self._pairs(), key=lambda pair: (pair.named, not pair.implied)))

    def _pairs(self) -> Iterator[Paired]:
        for own in self.wanted.happenings:
            for other in self.sentence.happenings:
                implied = own.family in words(Events).entails.get(other.family, ())
                if other.open or not (implied or own.family == other.family):
                    continue
                theirs = other.names - self.read.outlet  # whose reporter looked is not what happened
                if self._one_thing(own, other, theirs) and self.in_time:
                    yield Paired(own, other, implied, bool(own.names & theirs), self._rival(own, other, implied))

    def _one_thing(self, own: Happening, other: Happening, theirs: frozenset[str]) -> bool:
        """Whether both happen to the same: names shared, or none against it in a text of one story, which must name
        the place that is taken."""
        if own.things and other.things and not own.things & other.things:
            return False
        held = Bag(other.about)
        if own.family not in TAKING and own.about and other.about and not any(map(held.holds, own.about)):
            return False
        if own.family == "control" and other.family == "withdrawal" and not own.things & other.things:
            return False  # who leaves a camp has not left the road to it
        if own.names and theirs:
            return bool(own.names & theirs)
        return self.of_story and (own.family not in TAKING or own.names <= self.read.named)

    def _rival(self, own: Happening, other: Happening, implied: bool) -> bool:
        """Whether another side does it, or with a place that is left the same one; none that is not told is guessed."""
        ours = self._side(own)
        return bool(ours and other.sides) and bool(ours & other.sides) == (implied and other.family == "withdrawal")

    def _side(self, own: Happening) -> frozenset[str]:
        """The claimant's where it is "its control" or "we took": a group that speaks of its gains is no state."""
        if own.sides or own.family not in TAKING:
            return own.sides
        claimant = self.wanted.claim.claimant
        named = classes("sides", claimant.name)
        return frozenset({"opposition"}) if not named and claimant.kind is ClaimantKind.GROUP else named
