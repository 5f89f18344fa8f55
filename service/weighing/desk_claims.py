"""Claims as a desk has them: corrected, split, added, and what differs from what was read. Pure."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from service.domain import (
    AddClaim,
    Article,
    Attribution,
    Claim,
    Claimant,
    ClaimantKind,
    Correct,
    Evidence,
    MarkEvidence,
    Mode,
    Span,
    SplitClaim,
    claim_id,
    normalised,
)


def corrected(claim: Claim, act: Correct) -> Claim:
    """The claim with what an act corrects; it keeps its id. What the article says itself, nobody else says in it."""
    told = act.fields()
    if act.spans and act.text is None:
        told["text"] = act.spans[0].text
    attribution = claim.attribution
    if act.claimant:
        attribution = attribution.model_copy(update={"mode": _mode(attribution, act.claimant)})
    if act.relayers is not None:
        attribution = attribution.model_copy(update={"relayers": told.pop("relayers")})
    return claim.model_copy(update={**told, "attribution": attribution})


def added_claim(article: Article, act: AddClaim) -> Claim:
    """The claim that an act adds, under the key that the same words by the same claimant would have had."""
    own = act.claimant.kind is ClaimantKind.AUTHOR
    return Claim(
        id=claim_id(article.id, act.claimant.name, act.words),
        text=act.words,
        spans=act.spans,
        claimant=act.claimant,
        attribution=Attribution(mode=Mode.OWN_VOICE if own else Mode.INDIRECT, relayers=act.relayers),
        provenance=act.provenance,
        modality=act.modality,
        checkworthy=act.checkworthy,
        type=act.type,
    )


def part_ids(article: Article, claim: Claim, act: SplitClaim) -> tuple[str, ...]:
    """The ids of a claim's parts: the first keeps its own."""
    return (claim.id, *(claim_id(article.id, claim.claimant.name, part.words) for part in act.parts[1:]))


def one_claimant(claims: Iterable[Claim]) -> bool:
    """Whether all are one party's: the same words by two speakers are two claims."""
    return len({normalised(one.claimant.name) for one in claims}) == 1


def stands_at(item: Evidence, act: MarkEvidence) -> bool:
    """Whether this is the evidence that an act marks."""
    place = act.evidence
    return (item.document_id, item.span.start, item.span.end) == (place.document_id, place.start, place.end)


def _mode(attribution: Attribution, claimant: Claimant) -> Mode:
    if claimant.kind is ClaimantKind.AUTHOR:
        return Mode.OWN_VOICE
    return Mode.INDIRECT if attribution.mode is Mode.OWN_VOICE else attribution.mode


def differences(before: Claim, after: Claim) -> Iterator[str]:
    """What a correction changed, in words."""
    for name, show in SHOWN.items():
        was, now = show(before), show(after)
        if was != now:
            yield f"{name} {now}, before {was}"


SHOWN: Mapping[str, Callable[[Claim], str]] = {
    "claim": lambda claim: f"“{claim.text}”",
    "words": lambda claim: _quoted(claim.spans),
    "claimant": lambda claim: _named((claim.claimant,)),
    "told by": lambda claim: _named(claim.attribution.relayers),
    "how known": lambda claim: ", ".join(plain(known.channel) for known in claim.provenance) or "not said",
    "modality": lambda claim: claim.modality,
    "check-worthy": lambda claim: "yes" if claim.checkworthy else "no",
}


def _quoted(spans: Iterable[Span]) -> str:
    return ", ".join(f"“{one.text}”" for one in spans)


def _named(claimants: Iterable[Claimant]) -> str:
    return ", ".join(f"{one.name} ({one.kind})" for one in claimants) or "nobody"


def plain(member: str) -> str:
    return member.replace("_", " ")
