"""A desk at work on a report: acts as somebody might do them, one after another, by chance."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from service.domain import (
    Accept,
    AddClaim,
    AddDocument,
    Assign,
    Basis,
    Claimant,
    ClaimantKind,
    ClaimPart,
    Correct,
    DecideTie,
    EvidencePlace,
    JudgeMedia,
    KeptCopy,
    MarkEvidence,
    Media,
    MediaCategory,
    MediaKind,
    MergeClaims,
    Modality,
    Note,
    Override,
    Preserve,
    Reject,
    Report,
    ReviewEvent,
    SetAsideAs,
    Span,
    SplitClaim,
    Stance,
    Tie,
    TieKind,
    TieState,
    Undo,
    Verdict,
)
from service.domain.review_acts import Act
from service.weighing.findings import Unweighed, weighed_anew
from tests.building import RULES, article, claim, claimant, document, evidence, report, span

BODY = (
    "Marl Island lost its ferry. The Harbour Board said the pier is shut. It said the ferry is safe. "
    "Ada Voss, a deckhand, said the hull leaks. Nobody asked the yard."
)
BOARD, VOSS = claimant(), claimant("Ada Voss", ClaimantKind.PERSON)
SHUT, SAFE, LEAKS = "the pier is shut", "the ferry is safe", "the hull leaks"
GULL_PAGE, PHOTO = "https://gull.example/ferry", "https://bay.example/pier.jpg"
LETTER, TIDES, GULL = "The pier is shut, we saw.", "The pier has been shut since noon.", "The ferry is not safe."


def told(id, words, by):
    return claim(words, by, id=id, spans=(span(words, BODY),))


def shown(id, document_id, text, stance=Stance.SUPPORTS, **more):
    return evidence(text, stance, claim_id=id, document_id=document_id, **more)


def machine_report() -> Report:
    """Three claims by two parties, three documents, of which the Tides is tied to the Board."""
    documents = (
        document(LETTER, id="letter", publisher="Marl Letter"),
        document(TIDES, id="tides", publisher="The Tides"),
        document(GULL, id="gull", publisher="The Gull", url=GULL_PAGE),
    )
    tie = Tie(parties=("The Tides", "Harbour Board"), kind=TieKind.OWNER, document_id="tides", span=span(TIDES))
    read = [
        Unweighed(told("clm_1", SHUT, BOARD), (shown("clm_1", "letter", LETTER), shown("clm_1", "tides", TIDES))),
        Unweighed(told("clm_2", SAFE, BOARD), (shown("clm_2", "gull", GULL, Stance.REFUTES),)),
        Unweighed(told("clm_3", LEAKS, VOSS), ()),
    ]
    media = (Media(id=PHOTO, kind=MediaKind.PHOTO, claims=("clm_1",)), Media(id="tape-7", kind=MediaKind.AUDIO))
    whole = report(article=article(BODY), documents=documents, ties=(tie,), media=media, basis=Basis(ruleset=RULES))
    return weighed_anew(whole, read)


MACHINE = machine_report()
PAPER = document("The pier is shut, the yard says.", id="desk-1", publisher="Yard Notes")


BEGAN = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
PEOPLE = ("Lena Hald", "Omar Reyes", "Ines Quist")


def event(number: int, act: Act, who: str = "Lena Hald") -> ReviewEvent:
    return ReviewEvent(number=number, who=who, at=BEGAN + timedelta(minutes=number), act=act)


def events(*acts: Act) -> tuple[ReviewEvent, ...]:
    return tuple(event(number, act) for number, act in enumerate(acts, 1))


def by_chance(now: Report, done: Sequence[ReviewEvent], chance: Random) -> Act:
    """An act that can be done to a report as it stands, or that undoes one."""
    if done and chance.random() < 0.3:
        return Undo(number=chance.choice(done).number)
    findings = list(now.findings)
    one = chance.choice(findings)
    id, some = one.claim.id, chance.sample(findings, min(2, len(findings)))
    acts: list[Act] = [
        Accept(claim=id, verdict=one.content.verdict),
        Correct(claim=id, text=f"{one.claim.text} ({len(done)})", modality=chance.choice(list(Modality))),
        Correct(claim=id, claimant=Claimant(name=chance.choice(PEOPLE), kind=ClaimantKind.PERSON)),
        Correct(claim=id, spans=(words(now, chance),)),
        Reject(claim=id, reason="Nobody says so."),
        SplitClaim(claim=id, parts=tuple(ClaimPart(spans=(words(now, chance),)) for _ in range(2))),
        AddClaim(spans=(words(now, chance),), claimant=Claimant(name="Quay Watch", kind=ClaimantKind.GROUP)),
        Note(claim=chance.choice((id, None)), text=f"Ask again ({len(done)})."),
        Assign(claim=chance.choice((id, None)), to=chance.choice(PEOPLE)),
        Override(claim=id, verdict=chance.choice(list(Verdict)), reason="Seen on the spot."),
        AddDocument(document=document(f"A letter, number {len(done)}.", id=f"desk-{len(done)}")),
    ]
    if now.media:
        category = chance.choice(list(MediaCategory))
        acts.append(JudgeMedia(media=chance.choice(now.media).id, categories=(category,)))
        copy = KeptCopy(url=f"https://keep.example/{len(done)}", hash=chance.choice((None, f"SHA-256:{'0a' * 32}")))
        acts.append(Preserve(address=chance.choice((GULL_PAGE, PHOTO)), copies=(copy,)))
    if len(some) > 1:
        acts.append(MergeClaims(claims=tuple(finding.claim.id for finding in some)))
    if one.evidence:
        item = chance.choice(one.evidence)
        place = EvidencePlace(document_id=item.document_id, start=item.span.start, end=item.span.end)
        acts.append(MarkEvidence(claim=id, evidence=place, mark=chance.choice(list(SetAsideAs))))
    if now.ties:
        tie = chance.choice(now.ties)
        state = chance.choice((TieState.ACCEPTED, TieState.DENIED))
        acts.append(DecideTie(parties=tie.parties, tie=tie.kind, state=state))
    return chance.choice(acts)


def words(now: Report, chance: Random) -> Span:
    """Some words of the article."""
    start = chance.randrange(now.article.body_end - 1)
    return Span.of(now.article.body, start, min(start + chance.randrange(1, 60), now.article.body_end))
