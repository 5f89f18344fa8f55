"""What each of a desk's acts does to a report that was read. Pure: asks nobody, and weighs nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from service.domain import (
    Accept,
    AddClaim,
    AddDocument,
    Assign,
    Claim,
    Correct,
    DecideTie,
    DeskReview,
    Document,
    Evidence,
    Failure,
    FindingReview,
    Integrity,
    JudgeMedia,
    Judging,
    LeftOut,
    MarkEvidence,
    Match,
    MediaReviewed,
    MergeClaims,
    Note,
    Override,
    Preserve,
    PreservedAddress,
    Reject,
    Report,
    ReviewedAct,
    ReviewEvent,
    ReviewState,
    SetAside,
    SplitClaim,
    Tie,
    TieDecision,
    TieState,
    Unanchored,
)
from service.text.urls import page_of
from service.weighing.desk_claims import added_claim, corrected, differences, one_claimant, part_ids, plain, stands_at
from service.weighing.findings import Unweighed, unweighed
from service.weighing.sides import found_ties

WAITS = "Added by the desk; it is still to be judged."
NOT_JUDGED = "Added by the desk; no document has been judged for it yet."
SPLIT = "Read for the claim before the desk split it."
STAGE = "review"
Told = tuple[str, tuple[str, ...]]


@dataclass
class Reviewing:
    """A report while acts are done to it, one after another."""

    machine: Report
    findings: dict[str, Unweighed]
    ties: list[Tie]
    documents: list[Document]
    left_out: list[LeftOut]
    failures: list[Failure] = field(default_factory=list)
    unanchored: list[Unanchored] = field(default_factory=list)
    merged: dict[str, str] = field(default_factory=dict)
    media: dict[str, MediaReviewed] = field(default_factory=dict)
    preserved: list[PreservedAddress] = field(default_factory=list)
    acts: list[ReviewedAct] = field(default_factory=list)
    assigned: str | None = None

    @classmethod
    def of(cls, report: Report) -> "Reviewing":
        read = {one.claim.id: unweighed(one) for one in report.findings}
        return cls(report, read, list(report.ties), list(report.documents), list(report.coverage.left_out))

    def change(self, id: str, claim: Claim | None = None, **told: Any) -> None:
        """Let a finding have another claim, and these fields of its review."""
        one = self.findings[id]
        review = (one.review or FindingReview()).model_copy(update=told)
        self.findings[id] = one._replace(claim=claim or one.claim, review=review)

    def claims(self) -> list[Unweighed]:
        """What is weighed: evidence of documents that are there, and were read."""
        unread = {one.document_id for one in self.left_out}
        there = {one.id for one in self.documents} - unread
        return [
            one._replace(evidence=tuple(item for item in one.evidence if item.document_id in there))
            for one in self.findings.values()
        ]

    def report(self) -> Report:
        """What is beside the findings."""
        machine, unread = self.machine, {one.document_id for one in self.left_out}
        added = self.documents[len(machine.documents) :]
        lost = {one.subject for one in self.failures if one.stage == "documents"}
        coverage = machine.coverage.model_copy(
            update={
                "documents": machine.coverage.documents + len(added),
                "documents_read": machine.coverage.documents_read
                + sum(one.id not in unread and one.id not in lost for one in added),
                "left_out": tuple(self.left_out),
                "failures": (*machine.coverage.failures, *self.failures),
            }
        )
        return machine.model_copy(
            update={
                "documents": tuple(self.documents),
                "unanchored": tuple(dict.fromkeys((*machine.unanchored, *self.unanchored))),
                "ties": (*self.ties, *self._new_ties(added)),
                "coverage": coverage,
                "review": DeskReview(
                    acts=tuple(self.acts),
                    assigned=self.assigned,
                    merged=self.merged,
                    media=tuple(self.media.values()),
                    preserved=tuple(self.preserved),
                ),
            }
        )

    def _new_ties(self, added: Sequence[Document]) -> Iterable[Tie]:
        """What the documents that were added say of who belongs with whom, and whom the nouns of claimants stand for
        that are new."""
        before = {one.claim.claimant.name for one in self.machine.findings}
        claims = [one.claim for one in self.findings.values()]
        names = {one.claimant.name for one in claims} - before
        if not added and not names:
            return ()
        unread = {one.document_id for one in self.left_out}
        read = [one for one in self.documents if one.id not in unread]
        known = {(one.parties, one.kind) for one in self.ties}
        ids = {one.id for one in added}
        return (
            one
            for one in found_ties(self.machine.article, read, claims)
            if (one.parties, one.kind) not in known and (one.document_id in ids or one.parties[0] in names)
        )

    def took_in(self, judged: Judging, claims: Iterable[str]) -> None:
        """Let findings have what was read for them since; what went wrong with it is told, and decides nothing."""
        for item in judged.evidence:
            id = self.merged.get(item.claim_id, item.claim_id)
            if id in claims and id in self.findings:
                one = self.findings[id]
                self.findings[id] = one._replace(evidence=(*one.evidence, _of(item, id)))
        self.failures += judged.failures
        self.unanchored += judged.unanchored

    def do(self, event: ReviewEvent) -> None:
        """One act more."""
        told = DO[type(event.act)](self, event, event.act)
        self.acts.append(_as_told(event, told))


# ---------------------------------------------------------------- what each act does
#
# Each gives what it changed, in words, and the claims that it bears on; None where what it was done to is not there.


def _accept(desk: Reviewing, event: ReviewEvent, act: Accept) -> Told | None:
    if act.claim not in desk.findings:
        return None
    desk.change(act.claim, **_state(event, ReviewState.ACCEPTED), accepted=act.verdict)
    return "Accepted.", (act.claim,)


def _reject(desk: Reviewing, event: ReviewEvent, act: Reject) -> Told | None:
    if act.claim not in desk.findings:
        return None
    desk.change(act.claim, **_state(event, ReviewState.REJECTED))
    return "Rejected.", (act.claim,)


def _correct(desk: Reviewing, event: ReviewEvent, act: Correct) -> Told | None:
    if act.claim not in desk.findings:
        return None
    before = desk.findings[act.claim].claim
    claim = corrected(before, act)
    desk.change(act.claim, claim, **_edited(desk, act.claim, event), as_read=_as_read(desk, act.claim))
    return f"Corrected: {'; '.join(differences(before, claim))}.", (act.claim,)


def _override(desk: Reviewing, event: ReviewEvent, act: Override) -> Told | None:
    if act.claim not in desk.findings:
        return None
    state = _edited(desk, act.claim, event)
    desk.change(act.claim, **state, verdict=act.verdict, verdict_reason=act.reason)
    return f"Judged {plain(act.verdict)}.", (act.claim,)


def _merge(desk: Reviewing, event: ReviewEvent, act: MergeClaims) -> Told | None:
    first, *others = act.claims
    if not all(id in desk.findings for id in act.claims):
        return None
    whole = [desk.findings[id] for id in act.claims]
    if not one_claimant(one.claim for one in whole):
        return None
    read = dict.fromkeys(_of(item, first) for one in whole for item in one.evidence)
    claim = whole[0].claim.model_copy(
        update={
            "spans": _each(span for one in whole for span in one.claim.spans),
            "provenance": _each(known for one in whole for known in one.claim.provenance),
        }
    )
    failure = next((one.failure for one in whole if one.failure), None)
    desk.findings[first] = whole[0]._replace(evidence=tuple(read), failure=failure)
    desk.change(first, claim, **_edited(desk, first, event), as_read=_as_read(desk, first))
    for id in others:
        del desk.findings[id]
    desk.merged |= {id: first for id, into in desk.merged.items() if into in others} | dict.fromkeys(others, first)
    told = "; ".join(f"“{one.claim.text}” by {one.claim.claimant.name}" for one in whole[1:])
    return f"Made one with {told}.", (first,)


def _split(desk: Reviewing, event: ReviewEvent, act: SplitClaim) -> Told | None:
    if act.claim not in desk.findings:
        return None
    whole = desk.findings[act.claim]
    ids = part_ids(desk.machine.article, whole.claim, act)
    if len(set(ids)) < len(ids) or any(id in desk.findings or id in desk.merged for id in ids[1:]):
        return None
    read = _as_read(desk, act.claim)
    for id, part in zip(ids, act.parts, strict=True):
        claim = whole.claim.model_copy(update={"id": id, "text": part.words, "spans": part.spans})
        items = tuple(_as_part(_of(item, id)) for item in whole.evidence)
        desk.findings[id] = whole._replace(evidence=items)
        desk.change(id, claim, **_edited(desk, id, event), as_read=read)
    return f"Split into {'; '.join(f'“{part.words}”' for part in act.parts)}.", ids


def _add(desk: Reviewing, event: ReviewEvent, act: AddClaim) -> Told | None:
    claim = added_claim(desk.machine.article, act)
    if claim.id in desk.findings or claim.id in desk.merged:
        return None
    failure = None
    if event.judged is None:
        failure = Failure(stage=STAGE, subject=claim.id, kind="not_judged", detail=NOT_JUDGED)
    elif lost := [one for one in event.judged.failures if one.subject == claim.id]:
        failure = lost[0]
    desk.findings[claim.id] = Unweighed(claim, (), failure)
    desk.change(claim.id, added=True, **_edited(desk, claim.id, event))
    if event.judged:
        desk.took_in(event.judged, (claim.id,))
    return f"Added: “{claim.text}” by {claim.claimant.name}.", (claim.id,)


def _note(desk: Reviewing, _event: ReviewEvent, act: Note) -> Told | None:
    if act.claim is None:
        return f"Noted: {act.text}", ()
    if act.claim not in desk.findings:
        return None
    desk.change(act.claim, note=act.text)
    return f"Noted: {act.text}", (act.claim,)


def _assign(desk: Reviewing, _event: ReviewEvent, act: Assign) -> Told | None:
    told = f"Assigned to {act.to}." if act.to else "Assigned to nobody."
    if act.claim is None:
        desk.assigned = act.to
        return told, ()
    if act.claim not in desk.findings:
        return None
    desk.change(act.claim, assigned=act.to)
    return told, (act.claim,)


def _mark(desk: Reviewing, event: ReviewEvent, act: MarkEvidence) -> Told | None:
    one = desk.findings.get(act.claim)
    if one is None or not any(stands_at(item, act) for item in one.evidence):
        return None
    aside = SetAside(mark=act.mark, by=event.who, at=event.at, reason=act.reason)
    items = tuple(
        item.model_copy(update={"set_aside": aside}) if stands_at(item, act) else item for item in one.evidence
    )
    words = next(item.span.text for item in items if item.set_aside is aside)
    desk.findings[act.claim] = one._replace(evidence=items)
    desk.change(act.claim, **_edited(desk, act.claim, event))
    return f"Evidence set aside as {act.mark}: {act.evidence.document_id}, “{words}”.", (act.claim,)


def _tie(desk: Reviewing, event: ReviewEvent, act: DecideTie) -> Told | None:
    places = [place for place, one in enumerate(desk.ties) if (one.parties, one.kind) == (act.parties, act.tie)]
    decided = TieDecision(state=act.state, by=event.who, at=event.at, reason=act.reason)
    for place in places:
        desk.ties[place] = desk.ties[place].model_copy(update={"decided": decided})
    told = "Denied" if act.state is TieState.DENIED else "Confirmed"
    return (f"{told} that {act.parties[0]} and {act.parties[1]} belong together ({act.tie}).", ()) if places else None


def _document(desk: Reviewing, event: ReviewEvent, act: AddDocument) -> Told | None:
    wanted = tuple(desk.findings) if act.claim is None else (desk.merged.get(act.claim, act.claim),)
    ids = {one.id for one in desk.documents}
    if act.document.id in ids or not (act.claim is None or wanted[0] in desk.findings):
        return None
    desk.documents.append(act.document)
    if event.judged is None:
        desk.left_out.append(LeftOut(document_id=act.document.id, reason=WAITS))
    else:
        desk.took_in(event.judged, wanted)
        desk.left_out += event.judged.left_out
    claims = () if act.claim is None else wanted
    return f"Added the document {act.document.publisher or act.document.title or act.document.id}.", claims


def _media(desk: Reviewing, event: ReviewEvent, act: JudgeMedia) -> Told | None:
    judged = next((one for one in desk.machine.media if one.id == act.media), None)
    if judged is None:
        return None
    desk.media[act.media] = MediaReviewed(judged=act, by=event.who, at=event.at)
    told = ", ".join(plain(one) for one in act.categories)
    return f"Judged the {judged.kind} {act.media}: {told}.", judged.claims


def _preserve(desk: Reviewing, event: ReviewEvent, act: Preserve) -> Told | None:
    page = page_of(act.address)
    at = act.preserved_at or event.at
    desk.preserved.append(PreservedAddress(address=act.address, copies=act.copies, by=event.who, at=at))
    if any(copy.hash for copy in act.copies):
        desk.documents = [
            one.model_copy(update={"integrity": Integrity.PRESERVED}) if page_of(one.url) == page else one
            for one in desk.documents
        ]
    where = ", ".join(copy.url or copy.name or "without an address" for copy in act.copies)
    return f"Preserved {act.address}: {where}.", ()


DO: Mapping[type, Callable[[Reviewing, ReviewEvent, Any], Told | None]] = {
    Accept: _accept,
    Correct: _correct,
    Reject: _reject,
    MergeClaims: _merge,
    SplitClaim: _split,
    AddClaim: _add,
    Note: _note,
    Assign: _assign,
    Override: _override,
    MarkEvidence: _mark,
    DecideTie: _tie,
    JudgeMedia: _media,
    Preserve: _preserve,
    AddDocument: _document,
}


def _as_read(desk: Reviewing, id: str) -> Claim | None:
    """The claim as the machine had it, kept at its first change; the desk's own was never read."""
    review = desk.findings[id].review
    return review.as_read if review and (review.as_read or review.added) else desk.findings[id].claim


def _of(item: Evidence, claim: str) -> Evidence:
    return item.model_copy(update={"claim_id": claim})


def _as_part(item: Evidence) -> Evidence:
    """What was read for a whole claim is not known to bear on all of a part."""
    match = Match.PARTIAL if item.match is Match.EXACT else item.match
    return item.model_copy(update={"match": match, "reasons": (*item.reasons, SPLIT)})


def _edited(desk: Reviewing, id: str, event: ReviewEvent) -> dict[str, Any]:
    """What was rejected stays so, whatever else is done to it, until it is accepted or that is undone."""
    review = desk.findings[id].review
    rejected = review is not None and review.state is ReviewState.REJECTED
    return {} if rejected else _state(event, ReviewState.EDITED)


def _state(event: ReviewEvent, state: ReviewState) -> dict[str, Any]:
    return {"state": state, "by": event.who, "at": event.at, "reason": getattr(event.act, "reason", None)}


def _each(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(items))


def _as_told(event: ReviewEvent, told: Told | None) -> ReviewedAct:
    words, claims = told or ("Without effect: what it was done to is not there.", ())
    return ReviewedAct(
        number=event.number,
        who=event.who,
        at=event.at,
        kind=event.act.kind,
        claims=claims,
        told=words,
        reason=getattr(event.act, "reason", None),
        effect=told is not None,
    )
