"""Put one claim to an analyst with documents, as benchmarks of claim and evidence do."""

from collections.abc import Sequence

from service.domain import (
    Article,
    Attribution,
    Channel,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimType,
    Document,
    Evidence,
    Modality,
    Mode,
    Provenance,
    Span,
    Stance,
    claim_id,
)
from service.verification import Verification


def evidence_for(claim: str, texts: Sequence[str], verification: Verification) -> dict[str, list[Evidence]]:
    """What each of `texts` says of the claim, by its number as a string."""
    documents = [Document(id=str(number), text=text) for number, text in enumerate(texts)]
    about, article = asked(claim), Article(id="art_eval", body=claim, body_end=len(claim))
    found: dict[str, list[Evidence]] = {document.id: [] for document in documents}
    for item in verification.judge(article, documents, [about]):
        found[item.document_id].append(item)
    return found


def stance_of(evidence: Sequence[Evidence]) -> Stance:
    """One stance for a document: what it says either way; neutral where it says both or nothing."""
    stances = {item.stance for item in evidence} - {Stance.NEUTRAL}
    return next(iter(stances)) if len(stances) == 1 else Stance.NEUTRAL


def asked(text: str, claimant: str = "the author", kind: ClaimantKind = ClaimantKind.AUTHOR) -> Claim:
    """A bare statement as somebody's claim; the author's own where nobody is named."""
    return Claim(
        id=claim_id("art_eval", claimant, text),
        text=text,
        spans=(Span(text=text, start=0, end=len(text)),),
        claimant=Claimant(name=claimant, kind=kind),
        attribution=Attribution(mode=Mode.OWN_VOICE if kind is ClaimantKind.AUTHOR else Mode.INDIRECT),
        provenance=(Provenance(channel=Channel.UNSPECIFIED),),
        modality=Modality.ASSERTED if kind is ClaimantKind.AUTHOR else Modality.CLAIMED,
        checkworthy=True,
        type=ClaimType.EVENT,
    )
