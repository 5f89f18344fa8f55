"""Was it said? Judged apart from whether it is so. Pure, as all weighing is."""

from collections.abc import Iterable, Sequence

from service.domain import (
    Access,
    Article,
    Claim,
    ClaimantKind,
    Grade,
    Mode,
    Relation,
    Ruleset,
    SaidJudgement,
    SaidVerdict,
    Stance,
    Weighed,
)
from service.weighing.scoring import DIGITS, number, plain, together


def said(claim: Claim, article: Article, grade: Grade, evidence: Sequence[Weighed], ruleset: Ruleset) -> SaidJudgement:
    """Was it said? The article as witness of the saying (`grade` is its outlet's), and documents that carry the
    claimant's word. Documents of one group count once: they may be copies of each other."""
    if claim.attribution.mode is Mode.OWN_VOICE:
        return SaidJudgement(
            verdict=SaidVerdict.OWN_VOICE, index=100, rationale=("The article states this in its own voice.",)
        )
    access, why = _witnessed(claim, ruleset)
    witness = round(ruleset.reliability[grade] * ruleset.access[access], DIGITS)
    lines = [
        f"{article.outlet or 'The article'} as witness, {why}: {grade} {number(ruleset.reliability[grade])} × "
        f"{plain(access)} {number(ruleset.access[access])} = {number(witness)}."
    ]
    own = [item for item in evidence if item.relation is Relation.CLAIMANT]
    carried = _carried((item for item in own if item.stance is Stance.SUPPORTS), ruleset)
    denied = _carried((item for item in own if item.stance is Stance.REFUTES), ruleset)
    lines += [f"{line} It carries the claimant's word." for _, line in carried]
    lines += [f"{line} There the claimant says otherwise." for _, line in denied]
    heard = together((witness, *(weight for weight, _ in carried)), ruleset)
    index = round(100 * heard * (1 - together((weight for weight, _ in denied), ruleset)))
    verdict = _said_verdict(claim, heard, bool(denied), ruleset)
    return SaidJudgement(verdict=verdict, index=index, rationale=(*lines, _SAID[verdict]))


def _witnessed(claim: Claim, ruleset: Ruleset) -> tuple[Access, str]:
    if claim.claimant.kind is ClaimantKind.UNNAMED:
        return Access.ANONYMOUS, "naming nobody"
    if claim.attribution.relayers:
        return Access.RELAY, f"through {claim.attribution.relayers[0].name}"
    seen = next((own.channel for own in claim.provenance if own.channel in ruleset.said.seen), None)
    if seen:
        return Access.DIRECT, f"having seen or heard the {plain(seen)}"
    return Access.NAMED_SECONDARY, "without saying how it knows"


def _carried(items: Iterable[Weighed], ruleset: Ruleset) -> tuple[tuple[float, str], ...]:
    best: dict[str, tuple[float, str]] = {}
    for item in items:
        group = item.group or item.document_id
        best[group] = max(best.get(group, (0.0, "")), _as_carrier(item, ruleset))
    return tuple(best.values())


def _as_carrier(item: Weighed, ruleset: Ruleset) -> tuple[float, str]:
    """A document as witness of the saying: the claimant's own publication, or one that passes their word on."""
    match, integrity = ruleset.match[item.match], ruleset.integrity[item.integrity]
    if item.speaker is None and not item.cites:
        source, words = ruleset.said.own_publication, f"own publication {number(ruleset.said.own_publication)}"
    else:
        reliability, access = ruleset.reliability[item.grade], ruleset.access[Access.NAMED_SECONDARY]
        source, words = reliability * access, f"{item.grade} {number(reliability)} × named {number(access)}"
    weight = round(source * match * integrity, DIGITS)
    rest = f"{item.match} {number(match)} × {item.integrity} {number(integrity)}"
    return weight, f"{item.document_id}: {words} × {rest} = {number(weight)}."


def _said_verdict(claim: Claim, heard: float, denied: bool, ruleset: Ruleset) -> SaidVerdict:
    if claim.claimant.kind is ClaimantKind.UNNAMED:
        return SaidVerdict.UNNAMED
    if denied:
        return SaidVerdict.DISPUTED
    if heard >= ruleset.said.confirmed:
        return SaidVerdict.CONFIRMED
    return SaidVerdict.PROBABLE if heard >= ruleset.said.probable else SaidVerdict.REPORTED


_SAID = {
    SaidVerdict.UNNAMED: "Nobody is named who could be asked.",
    SaidVerdict.DISPUTED: "A document has the claimant saying otherwise.",
    SaidVerdict.CONFIRMED: "That it was said is confirmed.",
    SaidVerdict.PROBABLE: "That it was said is probable.",
    SaidVerdict.REPORTED: "That it was said is reported here, and rests on little else.",
}
