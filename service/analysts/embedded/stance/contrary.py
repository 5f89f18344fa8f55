"""The rules by which a sentence cannot be right if the claim is: a correction, a denial, an opposite, another number.

Each gives its ruling with a reason in words, None where it finds nothing. Here alone stance judges negation,
opposites and numbers.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from service.analysts.embedded.stance.likeness import agrees, share
from service.analysts.embedded.stance.look import Look, Ruling
from service.analysts.embedded.stance.particulars import Bag, Clause, opposites, roots, spelt
from service.domain import Match, Stance
from service.languages.en.clashes import denied
from service.languages.en.quantities import Quantity

FACING = 0.42  # the share of a claim's common words that a clause must hold to be set against it
MOST = 0.5  # of the words that two clauses share, what a negation must reach
SAME, SOME = 0.5, 0.3  # of clauses that are this much the same, it need reach no more
MOST_ELSE = 0.6  # of what a clause says besides, what must be told for an opposite to be one
FEW = 4  # words in a row that two texts may share by chance
NONE: frozenset[str] = frozenset()
SMALL = 3  # smaller figures stand in every text
_CORRECTION = re.compile(
    r"\b(?:revised|lowered|corrected|instead of|counted twice|double-counted|too (?:high|low)|wrongly|overstated"
    r"|understated|inflated|not \d+(?:[.,]\d+)*"
    r"|(?:earlier|first|initial|previous|original) (?:count|figure|toll|report|estimate|number|total|value)s?"
    r"|(?:first|initially|previously|originally|earlier) (?:given|reported|put|announced|said|stated|claimed))\b",
    re.IGNORECASE,
)


class Facing(NamedTuple):
    """A clause of the claim, one of the sentence that is like it, the words of both, and how much of the claim's
    clause that is."""

    mine: Clause
    theirs: Clause
    shared: frozenset[str]
    share: float


def corrected(look: Look) -> Ruling | None:
    """The claim's own figure stands there as one that has been put right."""
    if not look.own.figures or not look.bears or not any(look.other.bag.holds(word) for word in look.own.common):
        return None
    ours = {(figure.unit, figure.low) for figure in look.own.figures if figure.low >= SMALL}
    told = any((figure.unit, figure.low) in ours for figure in look.other.figures)
    cue = _CORRECTION.search(look.other.text) if told else None
    return _refuted(look, f"The source puts the number right: “{cue.group()}”.") if cue else None


def negated(look: Look) -> Ruling | None:
    """One denies most of the words that both share, or a good part of what is nearly the same; not where a telling
    figure of the claim is told, unless its happening is not."""
    if not look.bears or (look.alike.figures > 0 and not look.told_otherwise):
        return None
    for facing in _facings(look)[:2]:
        if _denies(facing):
            mine, theirs = facing.mine.text.strip(), facing.theirs.text.strip()
            return _refuted(look, f"One denies what the other states: “{mine}” against “{theirs}”.")
    return None


def opposed(look: Look) -> Ruling | None:
    """One has a word, and the other its opposite, of something that both name; on another story only where that word is
    all that differs."""
    if look.own.opposites.isdisjoint(look.other.bag.roots):
        return None
    for mine, theirs in product(look.own.clauses, look.other.clauses):
        for word, end in _opposites(mine, theirs, look.other.names - look.own.names):
            if (look.bears and _about(look)) or (look.own.names and _but_for_one(mine, theirs, word, end)):
                told_as, opposite = spelt(mine.text).get(word, word), spelt(theirs.text).get(end, end)
                return _refuted(look, f"“{told_as}” is the opposite of “{opposite}”.")
    return None


def _opposites(mine: Clause, theirs: Clause, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Words of which the other clause tells the opposite, with most of what is said besides; no name is one: "fell" is
    not told by the town of Fell."""
    ours, others = frozenset(mine.roots), [word for word in theirs.roots if word not in names]
    for word in mine.roots:
        rest = ours - {word}
        if word not in others and sum(map(theirs.bag.holds, rest)) >= MOST_ELSE * max(1, len(rest)):
            ends = opposites().get(word, NONE) - ours
            yield from ((word, end) for end in others if end in ends)


def _but_for_one(mine: Clause, theirs: Clause, word: str, end: str) -> bool:
    """Whether the other clause has all words of this one in a row, and the opposite in the place of one."""
    turned = tuple(end if one == word else one for one in mine.roots)
    rows = (theirs.roots[start : start + len(turned)] for start in range(len(theirs.roots) - len(turned) + 1))
    return len(turned) > FEW and turned in rows


def miscounted(look: Look) -> Ruling | None:
    """One counts more than the other of what both count."""
    if not look.own.figures or not look.bears or look.of_a_part or look.own.years - look.other.years:
        return None
    facing = any(_faced(look))
    for figure in look.own.figures:
        if agrees(figure, look.other.figures) or not (facing or (figure.event and look.own.years)):
            continue
        if figure.unit and not _about(look):
            continue
        rivals = (one for one in look.other.figures if _same_counted(figure, one) and not agrees(one, look.own.figures))
        if rival := next(rivals, None):
            return _refuted(look, f"The number differs: “{figure.words}” in the claim, “{rival.words}” in the source.")
    return None


def _refuted(look: Look, reason: str) -> Ruling:
    return Ruling(Stance.REFUTES, Match.EXACT, 0, len(look.other.text), reason)


def _facings(look: Look) -> list[Facing]:
    """The clauses that are enough alike to be set against each other, the most alike first."""
    return sorted(_faced(look), key=lambda facing: -facing.share * len(facing.shared))


def _faced(look: Look) -> Iterator[Facing]:
    for mine, common in look.own.telling:
        for theirs in look.other.clauses:
            held = theirs.bag.held(look.own.bag)
            told = {word: worth for word in common if word in held and (worth := theirs.bag.holds(word))}
            alike = share(common, told, look.rarity) if len(told) >= min(2, len(look.own.common)) else 0.0
            if alike >= FACING:
                yield Facing(mine, theirs, frozenset(told), alike)


def _about(look: Look) -> bool:
    """Whether the sentence names what the claim is about: its first word, or the first that is no name."""
    return any(look.other.bag.holds(word) for word in (*look.own.roots[:1], *look.own.common[:1]))


def _denies(facing: Facing) -> bool:
    mine, theirs, shared, alike = facing
    ours, others = _denied_roots(mine), Bag(_denied_roots(theirs))
    if any(others.holds(word) for word in ours):
        return False
    turned = frozenset(word for word in shared if (word in ours) != bool(others.holds(word)))
    return bool(turned) and len(turned) >= (MOST if alike < SAME else SOME) * len(shared)


def _denied_roots(clause: Clause) -> frozenset[str]:
    return frozenset(roots(" ".join(denied(clause.text))))


def _same_counted(a: Quantity, b: Quantity) -> bool:
    if a.unit != b.unit or (a.event and b.event and a.event != b.event):
        return False
    if a.unit:
        return not a.nouns or not b.nouns or bool(a.nouns & b.nouns)
    return bool(a.nouns & b.nouns) or bool(a.event and a.event == b.event)
