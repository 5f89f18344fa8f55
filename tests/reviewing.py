"""A desk at work on a report: acts as somebody might do them, one after another, by chance."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from service.domain import (
    Accept,
    AddClaim,
    AddDocument,
    Assign,
    Claimant,
    ClaimantKind,
    ClaimPart,
    Correct,
    DecideTie,
    EvidencePlace,
    MarkEvidence,
    MergeClaims,
    Modality,
    Note,
    Override,
    Reject,
    Report,
    ReviewEvent,
    SetAsideAs,
    Span,
    SplitClaim,
    TieState,
    Undo,
    Verdict,
)
from service.domain.review_acts import Act
from tests.building import document

BEGAN = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
PEOPLE = ("Lena Hald", "Omar Reyes", "Ines Quist")


def event(number: int, act: Act, who: str = "Lena Hald") -> ReviewEvent:
    return ReviewEvent(number=number, who=who, at=BEGAN + timedelta(minutes=number), act=act)


def events(*acts: Act) -> tuple[ReviewEvent, ...]:
    return tuple(event(number, act) for number, act in enumerate(acts, 1))


def by_chance(report: Report, done: Sequence[ReviewEvent], chance: Random) -> Act:
    """An act that can be done to a report as it stands, or that undoes one."""
    if done and chance.random() < 0.3:
        return Undo(number=chance.choice(done).number)
    findings = list(report.findings)
    one = chance.choice(findings)
    id, some = one.claim.id, chance.sample(findings, min(2, len(findings)))
    acts: list[Act] = [
        Accept(claim=id, verdict=one.content.verdict),
        Correct(claim=id, text=f"{one.claim.text} ({len(done)})", modality=chance.choice(list(Modality))),
        Correct(claim=id, claimant=Claimant(name=chance.choice(PEOPLE), kind=ClaimantKind.PERSON)),
        Correct(claim=id, spans=(words(report, chance),)),
        Reject(claim=id, reason="Nobody says so."),
        SplitClaim(claim=id, parts=tuple(ClaimPart(spans=(words(report, chance),)) for _ in range(2))),
        AddClaim(spans=(words(report, chance),), claimant=Claimant(name="Quay Watch", kind=ClaimantKind.GROUP)),
        Note(claim=chance.choice((id, None)), text=f"Ask again ({len(done)})."),
        Assign(claim=chance.choice((id, None)), to=chance.choice(PEOPLE)),
        Override(claim=id, verdict=chance.choice(list(Verdict)), reason="Seen on the spot."),
        AddDocument(document=document(f"A letter, number {len(done)}.", id=f"desk-{len(done)}")),
    ]
    if len(some) > 1:
        acts.append(MergeClaims(claims=tuple(finding.claim.id for finding in some)))
    if one.evidence:
        item = chance.choice(one.evidence)
        place = EvidencePlace(document_id=item.document_id, start=item.span.start, end=item.span.end)
        acts.append(MarkEvidence(claim=id, evidence=place, mark=chance.choice(list(SetAsideAs))))
    if report.ties:
        tie = chance.choice(report.ties)
        state = chance.choice((TieState.ACCEPTED, TieState.DENIED))
        acts.append(DecideTie(parties=tie.parties, tie=tie.kind, state=state))
    return chance.choice(acts)


def words(report: Report, chance: Random) -> Span:
    """Some words of the article."""
    start = chance.randrange(report.article.body_end - 1)
    return Span.of(report.article.body, start, min(start + chance.randrange(1, 60), report.article.body_end))
