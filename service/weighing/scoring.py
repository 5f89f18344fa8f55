"""Is it so? Weigh evidence. The same evidence and ruleset give the same judgement."""

from collections.abc import Iterable, Iterator, Sequence
from math import prod

from service.domain import (
    Access,
    Claim,
    ClaimType,
    Corroboration,
    Failure,
    Frozen,
    Grade,
    Integrity,
    OriginGroup,
    Ruleset,
    Stance,
    Verdict,
    Weighed,
)
from service.weighing.independence import Origins
from service.weighing.relations import interested

CREDIBILITY = {  # Admiralty 1 confirmed … 5 improbable; what is not here cannot be judged, 6, or depends
    Verdict.CORROBORATED: 1,
    Verdict.PARTLY_CORROBORATED: 2,
    Verdict.WEAKLY_SUPPORTED: 3,
    Verdict.DOUBTFUL: 4,
    Verdict.CONTRADICTED: 5,
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
    """What the origins add up to: strengths from 0 to 1; of independent origins, how many count (`supporting`,
    `refuting`), are weak, or deny at least weakly; and how many hold a party's word."""

    support: float
    refutation: float
    independent_support: float
    independent_refutation: float
    supporting: int
    refuting: int
    weak: int
    denying: int
    sided: int

    @property
    def index(self) -> int:
        return round(100 * self.support * (1 - self.refutation))


def corroborate(claim: Claim, origins: Origins, ruleset: Ruleset, *, looked: int) -> Corroboration:
    """Is it so? The first gate that holds. `looked` is the number of documents that were searched."""
    found = strengths(origins, ruleset)
    if claim.type in {ClaimType.OPINION, ClaimType.PREDICTION}:
        return _judged(Verdict.NOT_CHECKABLE, ruleset, found, (f"This is {claim.type}: nobody can check it.",), ())
    if not found:
        return _judged(Verdict.UNVERIFIED, ruleset, found, (_nothing_bears(looked),), _missing(found, ruleset))
    tallied = tally(found, ruleset)
    lines = (*_summary(found, tallied), *(line for origin in found for line in _told(origin, ruleset)))
    verdict = _verdict(tallied, ruleset)
    media = any(item.stance is Stance.SUPPORTS and _has_media(item) for item in origins.evidence)
    return _judged(verdict, ruleset, found, lines, _missing(found, ruleset), media=media)


def undetermined(claim: Claim, failure: Failure, ruleset: Ruleset) -> Corroboration:
    """The look failed: no verdict either way, whatever else was found. The failure is the reason."""
    if claim.type in {ClaimType.OPINION, ClaimType.PREDICTION}:
        return corroborate(claim, Origins(), ruleset, looked=0)
    lines = (
        f"This could not be looked up: {failure.detail}",
        "Nothing is concluded from the failure: the claim stands neither better nor worse for it.",
    )
    missing = ("Trying again may help.",) if failure.retryable else ()
    return _judged(Verdict.UNDETERMINED, ruleset, (), lines, missing)


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
        weak=sum(ruleset.weak <= one.independent < ruleset.counts for one in supports),
        denying=sum(one.independent >= ruleset.weak for one in refutes),
        sided=sum(one.sided for one in origins),
    )


def together(weights: Iterable[float], ruleset: Ruleset) -> float:
    ranked = sorted(weights, reverse=True)
    return round(1 - prod(1 - ruleset.damping**k * strength for k, strength in enumerate(ranked)), DIGITS)


def _verdict(t: Tally, ruleset: Ruleset) -> Verdict:
    g, for_it, against = ruleset.gates, t.independent_support, t.independent_refutation
    table = (
        (t.supporting >= 1 and t.refuting >= 1, Verdict.CONTESTED),
        (t.refuting >= g.contradicted_origins and against >= g.contradicted, Verdict.CONTRADICTED),
        (t.refuting >= 1 and against >= g.doubtful, Verdict.DOUBTFUL),
        (t.supporting >= g.corroborated_origins and for_it >= g.corroborated, Verdict.CORROBORATED),
        (t.supporting >= 1 and for_it >= g.partly_corroborated, Verdict.PARTLY_CORROBORATED),
        (t.supporting >= 1 or t.weak >= 1, Verdict.WEAKLY_SUPPORTED),
        (t.sided >= 1 and t.denying == 0, Verdict.CLAIMANT_ONLY),
    )
    return next((verdict for holds, verdict in table if holds), Verdict.UNVERIFIED)


def strengths(origins: Origins, ruleset: Ruleset) -> tuple[Origin, ...]:
    """The origin groups in order, each with what it weighs and its best member."""
    ids = dict.fromkeys(item.group for item in origins.evidence if item.group)
    return tuple(_origin(id, [item for item in origins.evidence if item.group == id], origins, ruleset) for id in ids)


def _origin(id: str, members: Sequence[Weighed], origins: Origins, ruleset: Ruleset) -> Origin:
    best = max(members, key=lambda item: (_strength(item, ruleset), item.weight))
    return Origin(
        group=OriginGroup(
            id=id,
            stance=best.stance,
            documents=tuple(dict.fromkeys(item.document_id for item in members)),
            interested=all(interested(item) for item in members),
            strength=_strength(best, ruleset),
            merges=origins.merges.get(id, ()),
        ),
        independent=max((item.weight for item in members if not interested(item)), default=0.0),
        sided=any(interested(item) for item in members),
        best=best,
    )


def _strength(item: Weighed, ruleset: Ruleset) -> float:
    """What one member lends its group. The cap is each interested member's own, so that a neighbour cannot lift it."""
    return min(ruleset.interested_cap, item.weight) if interested(item) else item.weight


def _judged(
    verdict: Verdict,
    ruleset: Ruleset,
    found: Sequence[Origin],
    rationale: tuple[str, ...],
    missing: tuple[str, ...],
    *,
    media: bool = False,
) -> Corroboration:
    tallied = tally(found, ruleset)
    apart = [one.group.stance for one in found if one.independent > 0]
    return Corroboration(
        verdict=verdict,
        label=ruleset.labels[verdict],
        index=tallied.index,
        credibility=_credibility(verdict, tallied, media),
        independent_support=apart.count(Stance.SUPPORTS),
        independent_refute=apart.count(Stance.REFUTES),
        party_dispute=_is_party_dispute(found),
        groups=tuple(one.group for one in found),
        rationale=rationale,
        missing=missing,
        ruleset=ruleset.version,
    )


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

LADDER = tuple(
    Verdict(step)
    for step in "contradicted doubtful contested unverified claimant_only weakly_supported partly_corroborated"
    " corroborated".split()
)


def _missing(found: Sequence[Origin], ruleset: Ruleset) -> tuple[str, ...]:
    """The least that one more independent source would have to be to raise the verdict, found by trying."""
    now = _verdict(tally(found, ruleset), ruleset)
    if now is Verdict.CORROBORATED:
        return ()
    for weight, grade, access in sorted(_offers(ruleset), key=lambda offer: offer[0]):
        then = _verdict(tally((*found, _offered(weight)), ruleset), ruleset)
        if LADDER.index(then) > LADDER.index(now):
            kind = f"graded {grade} with {plain(access)} access"
            return (f"One more independent source {kind} would make this {plain(then)}.",)
    return ("No single further source would raise this.",)


def _offers(ruleset: Ruleset) -> Iterator[tuple[float, Grade, Access]]:
    for grade in (Grade.D, Grade.C, Grade.B, Grade.A):
        for access in (Access.ANONYMOUS, Access.NAMED_SECONDARY, Access.DIRECT):
            weight = ruleset.reliability[grade] * ruleset.access[access] * ruleset.integrity[Integrity.LIVE]
            yield round(weight, DIGITS), grade, access


def _offered(weight: float) -> Origin:
    group = OriginGroup(id="offered", stance=Stance.SUPPORTS, documents=(), interested=False, strength=weight)
    return Origin(group=group, independent=weight)


# ---------------------------------------------------------------- in words


def _nothing_bears(looked: int) -> str:
    if looked == 0:
        return "No documents were given: nothing was looked for."
    return f"{_some(looked, 'document')} {'was' if looked == 1 else 'were'} read; none bears on this claim."


def _summary(found: Sequence[Origin], t: Tally) -> Iterator[str]:
    apart = [one for one in found if not one.group.interested]
    supporting = sum(one.group.stance is Stance.SUPPORTS for one in apart)
    yield (
        f"{_some(supporting, 'independent origin')} in support, {len(apart) - supporting} against; "
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
