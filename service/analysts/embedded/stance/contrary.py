"""The rules by which a sentence cannot be right if the claim is: a correction, a denial, an opposite, another number.

Each gives its ruling with a reason in words, None where it finds nothing. Here alone stance judges negation,
opposites and numbers.
"""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from service.analysts.embedded.stance.likeness import agrees
from service.analysts.embedded.stance.look import Look, Paired, Ruling
from service.analysts.embedded.stance.particulars import (
    KIN,
    Bag,
    Clause,
    denied_roots,
    opposites,
    spelt,
)
from service.domain import Match, Stance
from service.languages.en.quantities import MEASURES, Quantity

FACING = 0.42  # the share of a claim's common words that a clause must hold to be set against it
MOST = 0.5  # of the words that two clauses share, what a negation must reach
SAME, SOME = 0.5, 0.3  # of clauses that are this much the same, it need reach no more
MOST_ELSE = 0.6  # of what a clause says besides, what must be told for an opposite to be one
MUTUAL = 0.3  # the share of the other clause that the claim's must hold to be denied by it
NONE: frozenset[str] = frozenset()
NEAR = 60  # characters from a correction to the figure that it puts right
FAR = 12  # times as many: hardly a count of the same
SMALL = 3  # smaller figures stand in every text
_CORRECTION = re.compile(
    r"\b(?:revised|lowered|corrected|instead of|counted twice|double-counted|too (?:high|low)|wrongly|overstated"
    r"|understated|inflated|not \d+(?:[.,]\d+)*"
    r"|(?:earlier|first|initial|previous|original) (?:count|figure|toll|report|estimate|number|total|value)s?"
    r"|(?:first|initially|previously|originally|earlier) (?:given|reported|put|announced|said|stated|claimed))\b",
    re.IGNORECASE,
)
# What did not happen in some time may have in another, and what is not told is not denied.
_LIMITED = re.compile(
    r"(?i)\b(?:no|not|never|none|n[’']t)\b.*"
    r"\b(?:before|since|until|yet|by|for (?:\w+ ){1,3}(?:days|weeks|months|years))\b"
)
_UNTOLD = re.compile(
    r"(?i)\b(?:not|never|n[’']t) (?:\w+ly |yet |been )?"
    r"(?:acknowledg|admit|mention|report|announc|believ|comment|publish)"
)
_TIMES = re.compile(
    r"\b(?:(?:last|this|each|every|per|previous|past|an?) (?:day|week|month|season|quarter|year)"
    r"|(?:weeks|months|years) (?:ago|earlier|before)|(?:1[5-9]|20)\d\d"
    r"|January|February|March|April|June|July|August|September|October|November|December)\b"
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
    both = product((figure for figure in look.own.figures if figure.low >= SMALL), look.other.figures)
    told = [one for figure, one in both if one.low == figure.low and _one_count(figure, one)]
    cue = _CORRECTION.search(look.other.text) if told else None
    near = look.other.text[max(0, cue.start() - NEAR) : cue.end() + NEAR] if cue else ""
    if cue and any(one.words in near for one in told):
        return _refuted(look, f"The source puts the number right: “{cue.group()}”.")
    return None


def negated(look: Look) -> Ruling | None:
    """One denies the happening of the other, or most of the words that both share, or a good part of what is nearly the
    same; not where a telling figure of the claim is told, unless its happening is not."""
    if not look.bears or look.elsewhere or (look.alike.figures > 0 and not look.told_otherwise):
        return None
    if _LIMITED.search(look.own.text) or _UNTOLD.search(f"{look.own.text} {look.other.text}"):
        return None
    denied = [(pair.claim.words, pair.evidence.words) for pair in look.pairs if _denied(pair)]
    if _about(look):
        facings = (facing for facing in _facings(look)[:2] if _denies(facing))
        denied += [(facing.mine.text.strip(), facing.theirs.text.strip()) for facing in facings]
    return _refuted(look, "One denies what the other states: “{}” against “{}”.".format(*denied[0])) if denied else None


def _denied(pair: Paired) -> bool:
    one_thing = pair.named or pair.claim.about & pair.evidence.about
    return bool(one_thing) and not (pair.implied or pair.rival) and pair.claim.denied != pair.evidence.denied


def opposed(look: Look) -> Ruling | None:
    """One has a word, and the other its opposite, of something that both name; on another story only where that word is
    all that differs."""
    if look.own.opposites.isdisjoint(look.other.bag.roots):
        return None
    for mine, theirs in product(look.own.clauses, look.other.clauses):
        for word, end in _opposites(mine, theirs, look.other.names - look.own.names):
            whole = len(mine.roots) > 1 and all(theirs.bag.holds(one) for one in mine.roots if one != word)
            sure = (whole and (look.of_story or look.own.names)) or (look.bears and _about(look))
            if sure and look.wanted.named <= look.other.bag.roots:
                told_as, opposite = spelt(mine.text).get(word, word), spelt(theirs.text).get(end, end)
                return _refuted(look, f"“{told_as}” is the opposite of “{opposite}”.")
    return None


def _opposites(mine: Clause, theirs: Clause, names: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Words of which the other clause tells the opposite beside the same words, with most of what is said besides; no
    name is one: "fell" is not told by the town of Fell."""
    ours, denials = frozenset(mine.roots), (denied_roots(mine.text), denied_roots(theirs.text))
    for word in mine.roots:
        rest = ours - {word}
        if word not in theirs.bag.roots and sum(map(theirs.bag.holds, rest)) >= MOST_ELSE * max(1, len(rest)):
            ends = opposites().get(word, NONE) - ours - names
            for end in (one for one in theirs.roots if one in ends and (one in denials[1]) == (word in denials[0])):
                if _beside(mine, word, theirs.bag) and _beside(theirs, end, mine.bag):
                    yield word, end


def _beside(clause: Clause, word: str, other: Bag) -> bool:
    """Whether the other clause tells the word before it or the word behind it."""
    at = clause.roots.index(word)
    return any(map(other.holds, (*clause.roots[max(0, at - 1) : at], *clause.roots[at + 1 : at + 2])))


def miscounted(look: Look) -> Ruling | None:
    """One counts more than the other of what both count, at one time and place and as done; no part of it."""
    if not look.own.figures or not look.bears or look.of_a_part or look.elsewhere or look.undone:
        return None
    if not look.in_time or not _about(look):
        return None
    if set(_TIMES.findall(look.own.text)) != set(_TIMES.findall(look.other.text)) or not any(_faced(look)):
        return None
    for figure in look.own.figures:
        if agrees(figure, look.other.figures):
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
    enough = min(2, len(look.own.common))
    tellings = [(theirs, look.own.bag.told_by(theirs.bag)) for theirs in look.other.clauses]
    for mine, common in look.own.telling:
        for theirs, worth in tellings:
            told = {word: worth[word] for word in common if word in worth}
            alike = look.rarity.share(common, told) if len(told) >= enough else 0.0
            if alike >= FACING:
                yield Facing(mine, theirs, frozenset(told), alike)


def _about(look: Look) -> bool:
    """Whether the sentence names what the claim is about: its first word, or the first that is no name."""
    return any(look.other.bag.holds(word) for word in (*look.own.roots[:1], *look.own.common[:2]))


def _denies(facing: Facing) -> bool:
    mine, theirs, *_ = facing
    shared = frozenset(word for word in facing.shared if theirs.bag.holds(word) != KIN)
    opposite = any(not theirs.bag.roots.isdisjoint(opposites().get(word, NONE)) for word in mine.roots)
    if len(shared) < 2 or opposite or sum(map(mine.bag.holds, theirs.roots)) < MUTUAL * len(theirs.roots):
        return False
    ours, others = denied_roots(mine.text), Bag(denied_roots(theirs.text))
    if any(others.holds(word) for word in ours):
        return False
    turned = frozenset(word for word in shared if (word in ours) != bool(others.holds(word)))
    return bool(turned) and len(turned) >= (MOST if facing.share < SAME else SOME) * len(shared)


def _one_count(a: Quantity, b: Quantity) -> bool:
    """Whether both may count the same, as far as the words tell."""
    one_event = a.event == b.event or not b.event
    return (
        a.unit == b.unit
        and one_event
        and not a.nouns & MEASURES
        and (not (a.nouns and b.nouns) or bool(a.nouns & b.nouns))
    )


def _same_counted(a: Quantity, b: Quantity) -> bool:
    if a.unit != b.unit or (a.event and b.event and a.event != b.event) or max(a.low, b.low) > FAR * min(a.low, b.low):
        return False
    if a.unit and not (a.nouns and b.nouns):
        return True
    return bool(a.nouns & b.nouns - MEASURES) or (bool(a.nouns) and a.nouns == b.nouns)
