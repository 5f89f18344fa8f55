"""Do two alike sentences say the same or the contrary? By negation, opposites, figures and words of correction.

Each answer is a reason in words, None where nothing speaks against agreement.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from service.analysts.embedded.stance.likeness import Clause, Told, Wanted, agrees, share
from service.analysts.embedded.stance.meaning import Meaning, Rarity, bagged, root, roots, spelt
from service.languages.en.clashes import denied
from service.languages.en.lexicon import words
from service.languages.en.quantities import Quantity
from service.languages.names import name_tokens

FACING = 0.3  # the share of a claim's common words that a clause must hold to be set against it
TOLD = 0.42  # the same for a figure that differs
MOST = 0.5  # of the words that two clauses share, what a negation must reach
SAME, SOME = 0.5, 0.3  # of clauses that are this much the same, it need reach no more
SMALL = 3  # smaller figures stand in every text


class Facing(NamedTuple):
    """The clause of a sentence that is most like the claim, the claim's clause it faces, and the words of both."""

    mine: Clause
    theirs: Clause
    shared: frozenset[str]
    share: float


def contrary(own: Wanted, other: Told, rarity: Rarity, agreeing: bool = False) -> str | None:
    """Why the sentence cannot be right if the claim is. `agreeing`: a telling figure of the claim is told."""
    if reason := _corrected(own, other):
        return reason
    facings = sorted(_facings(own, other, rarity), key=lambda facing: -facing.share * len(facing.shared))
    about = _about(own, other)
    for facing in facings[:2]:
        if reason := (None if agreeing else _negated(facing)) or (_opposed(facing) if about else None):
            return reason
    return _miscounted(own, other, facings[0].share if facings else 0.0)


def _facings(own: Wanted, other: Told, rarity: Rarity) -> Iterator[Facing]:
    """The clauses that are enough alike to be set against each other."""
    for mine in own.clauses:
        for theirs in other.clauses:
            facing = _set(mine, theirs, own, rarity)
            if facing.share >= FACING and len(facing.shared) >= min(2, len(own.common)):
                yield facing


def _about(own: Wanted, other: Told) -> bool:
    """Whether the sentence names what the claim is about: its first word, or the first that is no name."""
    return any(other.bag.holds(word) for word in (*own.roots[:1], *own.common[:1]))


def _set(mine: Clause, theirs: Clause, own: Wanted, rarity: Rarity) -> Facing:
    common = [word for word in dict.fromkeys(mine.roots) if word in own.common]
    shared = frozenset(word for word in common if theirs.bag.holds(word))
    return Facing(mine, theirs, shared, share(common, theirs.bag, rarity))


def _negated(facing: Facing) -> str | None:
    """One denies most of the words that both share, or a good part of what is nearly the same."""
    mine, theirs, shared, alike = facing
    ours, others = denied_words(mine.text), bagged(denied_words(theirs.text))
    if any(others.holds(word) for word in ours):
        return None
    turned = frozenset(word for word in shared if (word in ours) != bool(others.holds(word)))
    turned ^= (_turned(mine) & theirs.bag.roots) | (_turned(theirs) & mine.bag.roots)
    part = MOST if alike < SAME else SOME
    if not turned or len(turned) < part * len(shared):
        return None
    return f"One denies what the other states: “{mine.text.strip()}” against “{theirs.text.strip()}”."


def denied_words(text: str) -> frozenset[str]:
    return frozenset(roots(" ".join(denied(text))))


def _turned(clause: Clause) -> frozenset[str]:
    """The words that stand there with "un-" before them: "unpaid"."""
    return frozenset(root(word[2:]) for word in name_tokens(clause.text) if word.startswith("un") and len(word) > 5)


def _opposed(facing: Facing) -> str | None:
    """One has a word, and the other its opposite, of something that both name."""
    ours, others = spelt(facing.mine.text), spelt(facing.theirs.text)
    for word in ours.keys() - others.keys():
        for end in _opposites().get(word, frozenset()) & others.keys() - ours.keys():
            if facing.shared - {word, end}:
                return f"“{ours[word]}” is the opposite of “{others[end]}”."
    return None


def _miscounted(own: Wanted, other: Told, alike: float) -> str | None:
    """One counts more than the other of what both count."""
    if own.years - other.years:
        return None
    for figure in own.figures:
        if agrees(figure, other.figures) or (alike < TOLD and not (figure.event and own.years)):
            continue
        if figure.unit and not _about(own, other):
            continue
        rivals = (one for one in other.figures if _same_counted(figure, one) and not agrees(one, own.figures))
        if rival := next(rivals, None):
            return f"The number differs: “{figure.words}” in the claim, “{rival.words}” in the source."
    return None


def _same_counted(a: Quantity, b: Quantity) -> bool:
    if a.unit != b.unit or (a.event and b.event and a.event != b.event):
        return False
    if a.unit:
        return not a.nouns or not b.nouns or bool(a.nouns & b.nouns)
    return bool(a.nouns & b.nouns) or bool(a.event and a.event == b.event)


_CORRECTION = re.compile(
    r"\b(?:revised|lowered|corrected|instead of|counted twice|double-counted|too (?:high|low)|wrongly|overstated"
    r"|understated|inflated|not \d+(?:[.,]\d+)*"
    r"|(?:earlier|first|initial|previous|original) (?:count|figure|toll|report|estimate|number|total|value)s?"
    r"|(?:first|initially|previously|originally|earlier) (?:given|reported|put|announced|said|stated|claimed))\b",
    re.IGNORECASE,
)


def _corrected(own: Wanted, other: Told) -> str | None:
    """The claim's own figure stands there as one that has been put right."""
    cue = _CORRECTION.search(other.text)
    if not cue or not any(other.bag.holds(word) for word in own.common):
        return None
    for figure in own.figures:
        if figure.low >= SMALL and any(one.unit == figure.unit and one.low == figure.low for one in other.figures):
            return f"The source puts the number right: “{cue.group()}”."
    return None


@cache
def _opposites() -> Mapping[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for line in words(Meaning).opposites:
        one, other = (frozenset(root(word) for word in name_tokens(end)) for end in line.split("/"))
        for word in one:
            table[word] = table.get(word, frozenset()) | other
        for word in other:
            table[word] = table.get(word, frozenset()) | one
    return table
