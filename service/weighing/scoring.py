"""Is it so? Weigh evidence. The same evidence and ruleset give the same judgement."""

from collections.abc import Iterable, Iterator, Sequence
from math import prod

from service.domain import (
    Access,
    Claim,
    ClaimType,
    Corroboration,
    Failure,
    FindingReview,
    Frozen,
    Grade,
    Integrity,
    Interest,
    OriginGroup,
    Relation,
    Ruleset,
    Stance,
    Verdict,
    Weighed,
)
from service.weighing.independence import Origins
from service.weighing.relations import interested
from service.weighing.wanted import wanted

CREDIBILITY = {  # Admiralty 1 confirmed … 5 improbable; what is not here cannot be judged, 6, or depends
    Verdict.CORROBORATED: 1,
    Verdict.PARTLY_CORROBORATED: 2,
    Verdict.WEAKLY_SUPPORTED: 3,
    Verdict.WEAKLY_REFUTED: 4,
    Verdict.DOUBTFUL: 4,
    Verdict.CONTRADICTED: 5,
}
SUPPORTED = frozenset({Verdict.CORROBORATED, Verdict.PARTLY_CORROBORATED, Verdict.WEAKLY_SUPPORTED})
REFUTED = frozenset({Verdict.CONTRADICTED, Verdict.DOUBTFUL, Verdict.WEAKLY_REFUTED})
HARDLY_CHECKABLE = frozenset({ClaimType.OPINION, ClaimType.PREDICTION})
INTERESTS = {  # whose word decides what a group of several is called, the nearest to the claimant first
    Relation.CLAIMANT: Interest.CLAIMANT,
    Relation.ALLY: Interest.ALLY,
    Relation.TIED: Interest.TIED,
    Relation.ADVERSARY: Interest.OPPONENT,
}
DIGITS = 9  # sums of floats are compared with a gate after rounding, so that .1 + .2 passes a gate of .3


# ---------------------------------------------------------------- one piece of evidence


def weigh(evidence: Weighed, ruleset: Ruleset) -> Weighed:
    """The evidence with `weight` = reliability x access x match x integrity, and that product in words."""
    if evidence.stance is Stance.NEUTRAL:
        return evidence.model_copy(update={"weight": 0.0, "reasons": (*evidence.reasons, "Neutral: not weighed.")})
    weight = round(prod(share for _, share in _factors(evidence, ruleset)), DIGITS)
    reason = f"{_product(evidence, ruleset)} = {number(weight)}"
    return evidence.model_copy(update={"weight": weight, "reasons": (*evidence.reasons, reason)})


def _factors(evidence: Weighed, ruleset: Ruleset) -> tuple[tuple[str, float], ...]:
    return (
        _reliability(evidence, ruleset),
        (plain(evidence.access), ruleset.access[evidence.access]),
        (evidence.match, ruleset.match[evidence.match]),
        (evidence.integrity, ruleset.integrity[evidence.integrity]),
    )


def _reliability(evidence: Weighed, ruleset: Ruleset) -> tuple[str, float]:
    own, floor = ruleset.reliability[evidence.grade], ruleset.reliability[ruleset.admission_floor]
    if evidence.access is Access.ADMISSION and own < floor:
        return f"{evidence.grade} as {ruleset.admission_floor}", floor
    return evidence.grade, own


def _product(evidence: Weighed, ruleset: Ruleset) -> str:
    return " × ".join(f"{word} {number(share)}" for word, share in _factors(evidence, ruleset))


# ---------------------------------------------------------------- is it so?


class Origin(Frozen):
    """An origin group, what its disinterested members alone weigh (0 when there is none), whether any has a side."""

    group: OriginGroup
    independent: float
    sided: bool = False
    best: Weighed | None = None


class Tally(Frozen):
    """What the origins add up to: strengths from 0 to 1; how many independent origins count (`supporting`,
    `refuting`), how many there are of any weight (`for_it`, `against`), and how many hold a party's word."""

    support: float
    refutation: float
    independent_support: float
    independent_refutation: float
    supporting: int
    refuting: int
    for_it: int
    against: int
    sided: int

    @property
    def index(self) -> int:
        return round(100 * self.support * (1 - self.refutation))


def corroborate(claim: Claim, origins: Origins, ruleset: Ruleset, *, looked: int) -> Corroboration:
    """Is it so? The first gate that holds. `looked` is the number of documents that were searched."""
    found = strengths(origins, ruleset)
    if claim.type in HARDLY_CHECKABLE and not found:
        return _judged(Verdict.NOT_CHECKABLE, ruleset, found, (f"This is {claim.type}: nobody can check it.",), ())
    verdict = verdict_of(found, ruleset)
    lacking = missing(claim, found, verdict, ruleset)
    if not found:
        return _judged(verdict, ruleset, found, (_nothing_bears(looked),), lacking)
    lines = (*_summary(found, tally(found, ruleset)), *(line for origin in found for line in _told(origin, ruleset)))
    media = any(item.stance is Stance.SUPPORTS and _has_media(item) for item in origins.evidence)
    return _judged(verdict, ruleset, found, lines, lacking, media=media)


def undetermined(claim: Claim, failure: Failure, ruleset: Ruleset) -> Corroboration:
    """The look failed: no verdict either way, whatever else was found. The failure is the reason."""
    if claim.type in HARDLY_CHECKABLE:
        return corroborate(claim, Origins(), ruleset, looked=0)
    lines = (
        f"This could not be looked up: {failure.detail}",
        "Nothing is concluded from the failure: the claim stands neither better nor worse for it.",
    )
    again = ("Trying again may help.",) if failure.retryable else ()
    return _judged(Verdict.UNDETERMINED, ruleset, (), lines, again)


def overridden(content: Corroboration, review: FindingReview, ruleset: Ruleset) -> Corroboration:
    """The desk's verdict in the place of the one that weighing gives; what was weighed stays as it is, and who speaks
    against that verdict is still told."""
    verdict = review.verdict or content.verdict
    lost = _lost(verdict, content.independent_support, content.independent_refute)
    line = f"The desk's verdict: {review.verdict_reason} Weighing gives “{content.label}”."
    return content.model_copy(
        update={
            "verdict": verdict,
            "label": _label(ruleset.labels[verdict], lost),
            "credibility": 3 if verdict is Verdict.CONTESTED else CREDIBILITY.get(verdict, 6),
            "dissent": lost > 0,
            "rationale": (line, *content.rationale),
        }
    )


def tally(origins: Sequence[Origin], ruleset: Ruleset) -> Tally:
    """Noisy-or over the origins of each side, strongest first, each further one damped; interest kept apart."""
    sides = {stance: [one for one in origins if one.group.stance is stance] for stance in Stance}
    supports, refutes = sides[Stance.SUPPORTS], sides[Stance.REFUTES]
    return Tally(
        support=together((one.group.strength for one in supports), ruleset),
        refutation=together((one.group.strength for one in refutes), ruleset),
        independent_support=together((one.independent for one in supports), ruleset),
        independent_refutation=together((one.independent for one in refutes), ruleset),
        supporting=sum(one.independent >= ruleset.counts for one in supports),
        refuting=sum(one.independent >= ruleset.counts for one in refutes),
        for_it=sum(one.independent > 0 for one in supports),
        against=sum(one.independent > 0 for one in refutes),
        sided=sum(one.sided for one in origins),
    )


def together(weights: Iterable[float], ruleset: Ruleset) -> float:
    ranked = sorted(weights, reverse=True)
    return round(1 - prod(1 - ruleset.damping**k * strength for k, strength in enumerate(ranked)), DIGITS)


def verdict_of(found: Sequence[Origin], ruleset: Ruleset) -> Verdict:
    """The first row of the table that holds: sources that disagree, then what speaks against, then what speaks for."""
    t, g = tally(found, ruleset), ruleset.gates
    for_it, against = t.independent_support, t.independent_refutation
    close = max(for_it, against) <= round(g.contested_ratio * min(for_it, against), DIGITS)
    n, m, denied = t.supporting, t.refuting, t.refuting if against >= for_it else 0
    table = (
        (n >= 1 and m >= 1 and close, Verdict.CONTESTED),
        (denied >= g.contradicted_origins and against >= g.contradicted, Verdict.CONTRADICTED),
        (denied >= 1 and against >= g.doubtful, Verdict.DOUBTFUL),
        (denied >= 1, Verdict.WEAKLY_REFUTED),
        (n >= g.corroborated_origins and for_it >= g.corroborated, Verdict.CORROBORATED),
        (n >= 1 and for_it >= g.partly_corroborated, Verdict.PARTLY_CORROBORATED),
        (n >= 1, Verdict.WEAKLY_SUPPORTED),
        (t.against >= 1, Verdict.WEAKLY_REFUTED),  # however little it weighs, nothing that counts stands against it
        (t.sided >= 1, Verdict.CLAIMANT_ONLY),
    )
    return next((verdict for holds, verdict in table if holds), Verdict.UNVERIFIED)


def strengths(origins: Origins, ruleset: Ruleset) -> tuple[Origin, ...]:
    """The origin groups in order, each with what it weighs and its best member."""
    ids = dict.fromkeys(item.group for item in origins.evidence if item.group)
    return tuple(_origin(id, [item for item in origins.evidence if item.group == id], origins, ruleset) for id in ids)


def _origin(id: str, members: Sequence[Weighed], origins: Origins, ruleset: Ruleset) -> Origin:
    best = max(members, key=lambda item: (_strength(item, ruleset), item.weight))
    sided = [item for item in members if interested(item)]
    apart = [item.weight for item in members if not interested(item)]
    return Origin(
        group=OriginGroup(
            id=id,
            stance=best.stance,
            documents=tuple(dict.fromkeys(item.document_id for item in members)),
            interested=not apart,
            interest=None if apart else _interest(sided),
            strength=_strength(best, ruleset),
            merges=origins.merges.get(id, ()),
        ),
        independent=max(apart, default=0.0),
        sided=bool(sided),
        best=best,
    )


def _interest(members: Sequence[Weighed]) -> Interest:
    relations = {item.relation for item in members}
    return next(interest for relation, interest in INTERESTS.items() if relation in relations)


def _strength(item: Weighed, ruleset: Ruleset) -> float:
    """What one member lends its group. The cap is each interested member's own, so that a neighbour cannot lift it."""
    return min(ruleset.interested_cap, item.weight) if interested(item) else item.weight


def _judged(
    verdict: Verdict,
    ruleset: Ruleset,
    found: Sequence[Origin],
    rationale: tuple[str, ...],
    lacking: tuple[str, ...],
    *,
    media: bool = False,
) -> Corroboration:
    tallied = tally(found, ruleset)
    lost = _lost(verdict, tallied.for_it, tallied.against)
    return Corroboration(
        verdict=verdict,
        label=_label(ruleset.labels[verdict], lost),
        index=tallied.index,
        credibility=_credibility(verdict, tallied, media),
        independent_support=tallied.for_it,
        independent_refute=tallied.against,
        dissent=lost > 0,
        party_dispute=_is_party_dispute(found),
        groups=tuple(one.group for one in found),
        rationale=rationale,
        missing=lacking,
        ruleset=ruleset.version,
    )


def _lost(verdict: Verdict, for_it: int, against: int) -> int:
    """How many independent origins stand on the side that lost."""
    return against if verdict in SUPPORTED else for_it if verdict in REFUTED else 0


def _label(label: str, dissenting: int) -> str:
    if dissenting == 0:
        return label
    return f"{label}, {'one source disagrees' if dissenting == 1 else f'{dissenting} sources disagree'}"


def _credibility(verdict: Verdict, tallied: Tally, media: bool) -> int:
    if verdict is Verdict.CONTESTED:
        return 4 if tallied.independent_refutation > tallied.independent_support else 3
    if verdict is Verdict.CLAIMANT_ONLY:
        return 3 if media else 6
    return CREDIBILITY.get(verdict, 6)


def _is_party_dispute(found: Sequence[Origin]) -> bool:
    return {one.group.stance for one in found if one.group.interested} == {Stance.SUPPORTS, Stance.REFUTES}


def _has_media(item: Weighed) -> bool:
    return bool(item.media) or item.access in {Access.MEDIA_VERIFIED, Access.MEDIA_UNVERIFIED}


# ---------------------------------------------------------------- what would change it


def missing(claim: Claim, found: Sequence[Origin], verdict: Verdict, ruleset: Ruleset) -> tuple[str, ...]:
    """What a reporter could get, and the verdict that one such thing would bring, found by trying."""
    disputed = any(one.independent > 0 and one.group.stance is Stance.REFUTES for one in found)
    if verdict is Verdict.CORROBORATED and not disputed:
        return ()
    then = verdict_of((*found, _first_hand(ruleset)), ruleset)
    gain = f"Any of these, from a source without a side, would make this “{ruleset.labels[then]}”."
    return (
        *(("What the sources on either side rest on: both cannot be right.",) if disputed else ()),
        *wanted(claim),
        *((gain,) if then in SUPPORTED and then is not verdict else ()),
    )


def _first_hand(ruleset: Ruleset) -> Origin:
    """One more origin of the kind that is wanted: first-hand, kept, by a source that nobody has graded."""
    weight = ruleset.reliability[Grade.F] * ruleset.access[Access.DIRECT] * ruleset.integrity[Integrity.PRESERVED]
    group = OriginGroup(id="wanted", stance=Stance.SUPPORTS, documents=(), interested=False, strength=weight)
    return Origin(group=group, independent=round(weight, DIGITS))


# ---------------------------------------------------------------- in words


def _nothing_bears(looked: int) -> str:
    if looked == 0:
        return "There was no document to read: nothing was looked for."
    return f"{_some(looked, 'document')} {'was' if looked == 1 else 'were'} read; none bears on this claim."


def _summary(found: Sequence[Origin], t: Tally) -> Iterator[str]:
    apart = [one for one in found if not one.group.interested]
    yield (
        f"{_some(t.for_it, 'independent origin')} in support, {t.against} against; "
        f"{_some(len(found) - len(apart), 'interested origin')} on either side."
    )
    yield (
        f"Support {number(t.support)}, of it independent {number(t.independent_support)}; "
        f"refutation {number(t.refutation)}, of it independent {number(t.independent_refutation)}: index {t.index}."
    )
    if _is_party_dispute(found):
        yield "Interested parties stand on both sides: their word against each other's."


def _told(origin: Origin, ruleset: Ruleset) -> Iterator[str]:
    group, best = origin.group, origin.best
    if best is None:
        return
    side = "an interested party" if group.interested else "independent"
    yield f"{group.id} {group.stance}, {side}, {number(group.strength)}: {', '.join(group.documents)}."
    capped = f", held to {number(ruleset.interested_cap)}" if group.strength < best.weight else ""
    yield (
        f"{group.id} weighs as its best item, {best.document_id}: "
        f"{_product(best, ruleset)} = {number(best.weight)}{capped}."
    )
    for merge in group.merges:
        yield f"{group.id}: {' and '.join(merge.documents)} are one origin ({merge.rule}): {merge.proof}."


def number(share: float) -> str:
    """Two places, as newsrooms write shares: .68, .5, 1, 0."""
    return f"{share:.2f}".rstrip("0").rstrip(".").removeprefix("0") or "0"


def plain(member: str) -> str:
    return member.replace("_", " ")


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
