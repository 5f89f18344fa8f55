"""Put one claim to an analyst with documents, as benchmarks of claim and evidence do."""

from collections.abc import Sequence

from evals.suite import Making
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
from service.retrieval import retrieve
from service.slots import believe


def evidence_for(claim: str, texts: Sequence[str], making: Making) -> dict[str, list[Evidence]]:
    """What each of `texts` says of the claim, by its number as a string; slots compared, as the pipeline does."""
    documents = {str(number): Document(id=str(number), text=text) for number, text in enumerate(texts)}
    asked = _claim(claim)
    candidates = retrieve([asked], list(documents.values()))
    found: dict[str, list[Evidence]] = {id: [] for id in documents}
    analyst = making()
    article = Article(id="art_eval", body=claim, body_end=len(claim))
    for batch in analyst.batches(candidates):
        for item in analyst.judge(article, documents, batch).evidence:
            found[item.document_id].append(believe(asked, item))
    return found


def stance_of(evidence: Sequence[Evidence]) -> Stance:
    """One stance for a document: what it says either way; neutral where it says both or nothing."""
    stances = {item.stance for item in evidence} - {Stance.NEUTRAL}
    return next(iter(stances)) if len(stances) == 1 else Stance.NEUTRAL


def _claim(text: str) -> Claim:
    return Claim(
        id=claim_id("art_eval", "the author", text),
        text=text,
        spans=(Span(text=text, start=0, end=len(text)),),
        claimant=Claimant(name="the author", kind=ClaimantKind.AUTHOR),
        attribution=Attribution(mode=Mode.OWN_VOICE),
        provenance=(Provenance(channel=Channel.UNSPECIFIED),),
        modality=Modality.ASSERTED,
        checkworthy=True,
        type=ClaimType.EVENT,
    )
