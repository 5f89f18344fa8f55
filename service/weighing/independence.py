"""What comes from one place: evidence grouped by origin. Knows nothing of weights, models or networks.

Doubt always falls on one side: a false tie makes a claim look less borne out than it is, never more.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

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
from service.languages.names import name_keys, names_one_of
from service.text.urls import page_of
from service.text.wire_credits import wire_credit
from service.weighing.copies import COPY, RETOLD, Copies
from service.weighing.publishers import one_publisher, publisher_keys
from service.weighing.relations import interested, place, same_voice, tell, with_parties
from service.weighing.sides import Sides
from service.weighing.testimony import Testimony

__all__ = ["Origins", "group", "interested", "place", "wire_credit"]


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
    """R2: both carry one wire story: the same credit, the same canonical link."""
    if a.wire and b.wire and one_publisher(a.wire, b.wire):
        return _merge("R2", f"both credit {a.wire}", a, b)
    links = _links(a.document) & _links(b.document)
    if links:
        return _merge("R2", f"both stand for the page {min(links)}", a, b)
    return None


def same_text(copies: Copies, a: Testimony, b: Testimony) -> Merge | None:
    """R2: one text was copied from the other, or both were written from one."""
    shared = copies.containment(a.document.text, b.document.text)
    if shared >= COPY:
        return _merge("R2", f"{shared:.0%} of five-word runs shared", a, b)
    retold = copies.retold(a.document.text, b.document.text)
    if retold < RETOLD:
        return None
    told = f"{retold:.0%} of what one tells outside of quotation marks stands in the other, word for word"
    return _merge("R2", told, a, b)


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


def group(
    claim: Claim,
    evidence: Sequence[Weighed],
    documents: Mapping[str, Document],
    sides: Sides,
    copies: Copies | None = None,
) -> Origins:
    """The evidence by origin: `group` is g1, g2 … in order of telling, one stance to a group; neutral has none.
    `copies` compares the documents' texts, and may be kept from claim to claim."""
    copies = copies or Copies(documents[item.document_id].text for item in evidence)
    told = _unlaundered([_told(claim, item, documents[item.document_id], sides) for item in evidence], copies)
    root = list(range(len(told)))
    found: list[tuple[int, Merge]] = []
    rules = _rules(copies)
    sided = [i for i, item in enumerate(told) if item.evidence.stance is not Stance.NEUTRAL]
    for i, j in _pairs(told, sided, copies, root):
        if merge := next(filter(None, (rule(told[i], told[j]) for rule in rules)), None):
            mine, yours = root[i], root[j]
            root[:] = [mine if own == yours else own for own in root]
            found.append((i, merge))
    ids: dict[int, str] = {}
    for i in sided:
        ids.setdefault(root[i], f"g{len(ids) + 1}")
    merges: dict[str, tuple[Merge, ...]] = defaultdict(tuple)
    for i, merge in found:
        if merge.documents[0] != merge.documents[1]:
            merges[ids[root[i]]] += (merge,)
    grouped = (_in_group(item.evidence, ids.get(root[i])) for i, item in enumerate(told))
    return Origins(evidence=tuple(grouped), merges=dict(merges))


def _told(claim: Claim, item: Weighed, document: Document, sides: Sides) -> Testimony:
    """As it was told; of what is neutral nobody asks who stands with whom."""
    told = tell(claim, item, document, sides)
    return told if item.stance is Stance.NEUTRAL else with_parties(told, sides)


def _in_group(item: Weighed, group: str | None) -> Weighed:
    return item if item.group == group else item.model_copy(update={"group": group})


def _rules(copies: Copies) -> tuple[Callable[[Testimony, Testimony], Merge | None], ...]:
    return (
        same_owner,
        same_wire,
        partial(same_text, copies),
        same_basis,
        same_claimant,
        declared_alliance,
        same_media,
    )


def _pairs(
    told: Sequence[Testimony], sided: Sequence[int], copies: Copies, root: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """The places, of those that are `sided`, of two on one side that a rule may tie, in order, while their roots
    differ: they share a sign."""
    by_sign: dict[tuple[str, ...], list[int]] = defaultdict(list)
    signs = {i: [(told[i].evidence.stance, *sign) for sign in _signs(told[i], copies)] for i in sided}
    for i, own in signs.items():
        for sign in own:
            by_sign[sign].append(i)
    for i, own in signs.items():
        for j in sorted({j for sign in own for j in by_sign[sign] if j > i}):
            if root[i] != root[j]:
                yield i, j
        for sign in own:
            if all(root[j] == root[i] for j in by_sign[sign]):
                by_sign[sign] = []


def _signs(told: Testimony, copies: Copies) -> set[tuple[str, str]]:
    """Where a rule ties two, they have one of these in common: what it looks at, by its kind."""
    wire = (told.wire,) if told.wire else ()
    named = (*told.basis, *told.also, *told.outlets[:1], *wire)
    signs = {("document", told.document.id), ("site", told.site or told.document.id)}
    signs.update(("house", key) for name in told.houses for key in publisher_keys(name))
    signs.update(("wire", key) for name in wire for key in publisher_keys(name))
    signs.update(("name", key) for name in named for key in name_keys(name) | publisher_keys(name))
    signs.update(("page", page) for page in _links(told.document))
    signs.update(("text", pair) for pair in copies.pairs(told.document.text))
    signs.update(("bloc", bloc) for bloc in told.blocs)
    signs.update(("media", shown) for shown in told.evidence.media)
    return signs | ({("relation", "claimant")} if told.evidence.relation is Relation.CLAIMANT else set())


def _unlaundered(told: list[Testimony], copies: Copies) -> list[Testimony]:
    """An interested party's text stays theirs in whose name soever it is printed."""
    own_side: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(told):
        if interested(item.evidence):
            own_side[item.document.text].append(number)
    if not own_side:
        return told
    near = (_near(item, own_side, copies) for item in told)
    return [
        item if interested(item.evidence) else _returned(item, [told[number] for number in numbers], copies)
        for item, numbers in zip(told, near, strict=True)
    ]


def _near(item: Testimony, own_side: Mapping[str, Sequence[int]], copies: Copies) -> list[int]:
    """The places, in order, of those whose text may be a copy of the item's."""
    return sorted(number for text in copies.near(item.document.text) for number in own_side.get(text, ()))


def _returned(item: Testimony, own_side: Sequence[Testimony], copies: Copies) -> Testimony:
    origins = [other for other in own_side if _is_printed_from(item, other, copies)]
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
    return replace(item, evidence=item.evidence.model_copy(update=update))


def _is_printed_from(item: Testimony, other: Testimony, copies: Copies) -> bool:
    """Most of `item` stands in `other`, which does not credit it and is not known to be later."""
    if item.evidence.stance is not other.evidence.stance:
        return False
    if copies.taken(item.document.text, other.document.text) < COPY:
        return False
    if other.wire and names_one_of(other.wire, item.outlets) and not names_one_of(other.wire, other.outlets):
        return False
    mine, theirs = item.document.published_at, other.document.published_at
    return mine is None or theirs is None or theirs <= mine


def _claimants(a: Testimony, b: Testimony) -> bool:
    return a.evidence.relation is Relation.CLAIMANT and b.evidence.relation is Relation.CLAIMANT


def _houses(told: Testimony, beside: Testimony) -> tuple[str, ...]:
    """Whose text it is. A site stands for its publisher's name only beside one whose own site is not known: the
    Standards of two countries are two papers."""
    return tuple(name for name in told.houses if name != told.site or beside.site is None)


def _goes_by(name: str, others: Sequence[str]) -> bool:
    return bool(names_one_of(name, others)) or any(one_publisher(name, other) for other in others)


def _shared(mine: Sequence[str], yours: Sequence[str]) -> str | None:
    theirs = frozenset(key for other in yours for key in name_keys(other))
    known = (name for name in mine if not name_keys(name).isdisjoint(theirs))
    return next((name for name in known for other in yours if same_voice(name, other)), None)


def _links(document: Document) -> frozenset[str]:
    return frozenset(filter(None, map(page_of, (document.canonical_url, document.url))))


def _called(told: Testimony) -> str:
    return told.document.publisher or told.document.id


def _merge(rule: str, proof: str, a: Testimony, b: Testimony) -> Merge:
    return Merge(rule=rule, proof=proof, documents=(a.document.id, b.document.id))
