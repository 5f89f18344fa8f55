"""Who takes and holds a place: whether two happenings are of one side. Knows nothing of documents.

A side that is not told is never guessed: an armed or political group that speaks of its own gains is no state.
"""

from service.analysts.embedded.stance.events import Happening, names, sides
from service.domain import Claim, ClaimantKind, Stance

TAKING = frozenset({"capture", "control"})
DOING = TAKING | {"attack"}


def held(claim: Claim, own: Happening, other: Happening) -> tuple[Stance, str]:
    """Only one side holds a place at a time."""
    ours, theirs = _holders(claim, own), other.by
    our_side, their_side = _side(claim, own), other.sides
    if own.denied or other.denied or not (ours or our_side) or not (theirs or their_side):
        return Stance.NEUTRAL, "who holds it is not told"
    if ours & theirs:
        return Stance.SUPPORTS, "the same ones hold it"
    if our_side and their_side and not our_side & their_side:
        return Stance.REFUTES, "another side holds it"
    if our_side & their_side and not (ours and theirs):
        return Stance.SUPPORTS, "the same side holds it"
    return Stance.NEUTRAL, "whether they are of one side is not told"


def rivals(claim: Claim, own: Happening, other: Happening) -> bool:
    """Whether another side does the other happening or suffers it, or this side itself leaves the place it took."""
    if own.family not in DOING:
        return bool(own.sides and other.sides) and not own.sides & other.sides
    ours, our_side = _holders(claim, own), _side(claim, own)
    if own.family in TAKING and other.family == "withdrawal":
        return _leaves_itself(own, other, ours, our_side)
    if ours & other.by:
        return False
    if our_side and other.sides:
        return not our_side & other.sides
    return own.family in TAKING and bool(ours and other.by) and not our_side | other.sides


def _leaves_itself(own: Happening, other: Happening, ours: frozenset[str], our_side: frozenset[str]) -> bool:
    """True unless those who leave are another side, or are named in the claim as the ones it was taken from."""
    if ours & (other.by | other.names) - own.names:
        return True
    if other.sides:
        return bool(our_side & other.sides)
    return not (own.around - own.by) & (other.by | other.names)


def _holders(claim: Claim, own: Happening) -> frozenset[str]:
    """The names of those who do it; the claimant's where it is "its control" or "we took"."""
    return own.by if own.by or own.sides else names(claim.claimant.name, opens=False)


def _side(claim: Claim, own: Happening) -> frozenset[str]:
    if own.sides:
        return own.sides
    if own.by and not own.by & names(claim.claimant.name, opens=False):
        return frozenset()
    named = sides(claim.claimant.name)
    return frozenset({"opposition"}) if not named and claim.claimant.kind is ClaimantKind.GROUP else named
