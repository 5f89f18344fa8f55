"""What comes from one place: evidence grouped by origin. Knows nothing of weights, models or networks.

Doubt always falls on one side: a false tie makes a claim look less borne out than it is, never more.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from pydantic import Field

from service.domain import (
    Claim,
    Document,
    Frozen,
    Merge,
    Relation,
    Stance,
    Weighed,
)
from service.languages.names import names_one_of
from service.languages.scripts import shingles, units
from service.text.urls import page_of
from service.text.wire_credits import wire_credit
from service.weighing.publishers import one_publisher
from service.weighing.relations import interested, place, same_voice, tell
from service.weighing.sides import Sides
from service.weighing.testimony import Testimony

__all__ = ["RULES", "Origins", "group", "interested", "place", "wire_credit"]

COPY = 0.60  # share of five-word runs: newswire reprints stay above it, rewrites fall below (Nicholls, IJoC 13, 2019)
RUN = 5  # words; of characters that stand without spaces twice as many
RUNS = 8  # fewer five-word runs (12 words) prove nothing: a stock phrase is that long


class Origins(Frozen):
    """Weighed with its group filled, and for each group why its members are one origin."""

    evidence: tuple[Weighed, ...] = ()
    merges: dict[str, tuple[Merge, ...]] = Field(default_factory=dict)


def same_owner(a: Testimony, b: Testimony) -> Merge | None:
    """R1: both are the words of one publisher, account or owner, or stand on one site; a wire's text is not the
    printing paper's."""
    if a.document.id == b.document.id:
        return _merge("R1", "both stand in one document", a, b)
    if shared := next((mine for mine in _houses(a, b) for yours in _houses(b, a) if one_publisher(mine, yours)), None):
        return _merge("R1", f"both are {shared}'s", a, b)
    return _merge("R1", f"both stand on {a.site}", a, b) if a.site and a.site == b.site else None


def same_wire(a: Testimony, b: Testimony) -> Merge | None:
    """R2: both carry one wire story: the same credit, the same canonical link, or text that one copied."""
    if a.wire and b.wire and one_publisher(a.wire, b.wire):
        return _merge("R2", f"both credit {a.wire}", a, b)
    links = _links(a.document) & _links(b.document)
    if links:
        return _merge("R2", f"both stand for the page {min(links)}", a, b)
    shared = containment(a.document.text, b.document.text)
    return _merge("R2", f"{shared:.0%} of five-word runs shared", a, b) if shared >= COPY else None


def same_basis(a: Testimony, b: Testimony) -> Merge | None:
    """R3: one rests on the other alone, or both rest on the same third."""
    if _claimants(a, b):
        return None
    for one, other in ((a, b), (b, a)):
        if one.only_basis and _goes_by(one.only_basis, (*other.outlets[:1], *filter(None, (other.wire,)))):
            return _merge("R3", f"{_called(one)} rests on {_called(other)} alone", a, b)
    shared = _shared((*a.basis, *a.also), (*b.basis, *b.also))
    return _merge("R3", f"both rest on {shared}", a, b) if shared else None


def same_claimant(a: Testimony, b: Testimony) -> Merge | None:
    """R4: both pass on the claimant's own word. Two who pass on one unnamed official rest on the same third (R3)."""
    return _merge("R4", f"both are the word of {a.claimant}", a, b) if _claimants(a, b) else None


def declared_alliance(a: Testimony, b: Testimony) -> Merge | None:
    """R5: their speakers are allied by declaration on the claim's date."""
    shared = next((bloc for bloc in a.blocs if bloc in b.blocs), None)
    return _merge("R5", f"both speak for {shared}, by declaration", a, b) if shared else None


def same_media(a: Testimony, b: Testimony) -> Merge | None:
    """R6: both show the same photo, video or recording."""
    shared = sorted(set(a.evidence.media) & set(b.evidence.media))
    return _merge("R6", f"both show {shared[0]}", a, b) if shared else None


RULES: tuple[Callable[[Testimony, Testimony], Merge | None], ...] = (
    same_owner,
    same_wire,
    same_basis,
    same_claimant,
    declared_alliance,
    same_media,
)


def group(
    claim: Claim,
    evidence: Sequence[Weighed],
    documents: Mapping[str, Document],
    sides: Sides,
) -> Origins:
    """The evidence by origin: `group` is g1, g2 … in order of telling, one stance to a group; neutral has none."""
    told = _unlaundered([tell(claim, item, documents[item.document_id], sides) for item in evidence])
    root = list(range(len(told)))
    found: list[tuple[int, Merge]] = []
    for i, j in combinations(range(len(told)), 2):
        mine, yours = root[i], root[j]
        if mine == yours or told[i].evidence.stance is not told[j].evidence.stance:
            continue
        if merge := next(filter(None, (rule(told[i], told[j]) for rule in RULES)), None):
            root = [mine if own == yours else own for own in root]
            found.append((i, merge))
    ids: dict[int, str] = {}
    for i, item in enumerate(told):
        if item.evidence.stance is not Stance.NEUTRAL:
            ids.setdefault(root[i], f"g{len(ids) + 1}")
    merges: dict[str, tuple[Merge, ...]] = defaultdict(tuple)
    for i, merge in found:
        if root[i] in ids and merge.documents[0] != merge.documents[1]:
            merges[ids[root[i]]] += (merge,)
    placed = (item.evidence.model_copy(update={"group": ids.get(root[i])}) for i, item in enumerate(told))
    return Origins(evidence=tuple(placed), merges=dict(merges))


def containment(a: str, b: str) -> float:
    """The share of the shorter text's five-word runs that stand in the other, 0 to 1; 0 for texts too short to tell.
    Texts of five words and more that are the same to the last word are copies, however short."""
    mine, yours = runs(a), runs(b)
    shorter = min(len(mine), len(yours))
    if shorter < RUNS:
        return float(bool(shorter) and mine == yours)
    return len(mine & yours) / shorter


@lru_cache(maxsize=512)
def runs(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of five words in the text, without case and punctuation."""
    return frozenset(shingles(units(text), RUN))


def _unlaundered(told: list[Testimony]) -> list[Testimony]:
    """An interested party's text stays theirs in whose name soever it is printed."""
    partial = [item for item in told if interested(item.evidence)]
    return [item if interested(item.evidence) else _returned(item, partial) for item in told]


def _returned(item: Testimony, partial: Sequence[Testimony]) -> Testimony:
    origins = [other for other in partial if _is_printed_from(item, other)]
    if not origins:
        return item
    origin = min(origins, key=lambda told: (told.evidence.relation is not Relation.CLAIMANT, -told.evidence.weight))
    reason = f"Its text is {_called(origin)}'s ({origin.evidence.relation})."
    fields = {"relation"}
    if (
        item.evidence.relation is Relation.ADVERSARY
    ):  # an opponent's admission, as the claimant's side tells it, is none
        fields |= {"grade", "access", "match", "integrity", "weight"}
    theirs = {field: getattr(origin.evidence, field) for field in fields}
    update = {**theirs, "reasons": (*item.evidence.reasons, reason)}
    return item.model_copy(update={"evidence": item.evidence.model_copy(update=update)})


def _is_printed_from(item: Testimony, other: Testimony) -> bool:
    """Most of `item` stands in `other`, which does not credit it and is not known to be later."""
    own = runs(item.document.text)
    if item.evidence.stance is not other.evidence.stance or len(own) < RUNS:
        return False
    if other.wire and names_one_of(other.wire, item.outlets) and not names_one_of(other.wire, other.outlets):
        return False
    mine, theirs = item.document.published_at, other.document.published_at
    later = mine is not None and theirs is not None and theirs > mine
    return not later and len(own & runs(other.document.text)) / len(own) >= COPY


def _claimants(a: Testimony, b: Testimony) -> bool:
    return a.evidence.relation is Relation.CLAIMANT and b.evidence.relation is Relation.CLAIMANT


def _houses(told: Testimony, beside: Testimony) -> tuple[str, ...]:
    """Whose text it is. A site stands for its publisher's name only beside one whose own site is not known: the
    Standards of two countries are two papers."""
    return tuple(name for name in told.houses if name != told.site or beside.site is None)


def _goes_by(name: str, others: Sequence[str]) -> bool:
    return bool(names_one_of(name, others)) or any(one_publisher(name, other) for other in others)


def _shared(mine: Sequence[str], yours: Sequence[str]) -> str | None:
    return next((name for name in mine for other in yours if same_voice(name, other)), None)


def _links(document: Document) -> frozenset[str]:
    return frozenset(filter(None, map(page_of, (document.canonical_url, document.url))))


def _called(told: Testimony) -> str:
    return told.document.publisher or told.document.id


def _merge(rule: str, proof: str, a: Testimony, b: Testimony) -> Merge:
    return Merge(rule=rule, proof=proof, documents=(a.document.id, b.document.id))
