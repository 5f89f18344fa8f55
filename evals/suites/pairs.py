"""Labelled pairs of our own: do two documents come from one place, and do two sentences clash?"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from time import thread_time

from evals.figures import Metric, accuracy, f1, label_f1, recall, share
from evals.gold import CASES
from evals.suite import About, Miss, Result
from service.domain import (
    Access,
    Alliance,
    Attribution,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimType,
    Document,
    Frozen,
    Match,
    Modality,
    Mode,
    Span,
    Stance,
    Weighed,
    claim_id,
)
from service.intake import request
from service.languages.en.clashes import compare
from service.languages.pack import Slot
from service.verification import Verification
from service.weighing.independence import Origins, group, place
from service.weighing.sides import Sides

NONE = "none"
RULES = ("R1", "R2", "R3", "R4", "R5", "R6")
SLOTS = tuple(slot.value for slot in Slot)


class PairClaim(Frozen):
    text: str
    claimant: str
    kind: ClaimantKind
    affiliations: tuple[str, ...] = ()


class PairDocument(Frozen):
    """A document and what an analyst would have read in it: `words` of `speaker`, known by `access`."""

    publisher: str | None = None
    owner: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    published_at: datetime | None = None
    text: str
    words: str
    access: Access
    speaker: str | None = None
    speaker_kind: ClaimantKind | None = None
    cites: tuple[str, ...] = ()
    media: tuple[str, ...] = ()


class OriginPair(Frozen):
    """Two documents that support one claim, whether they are one origin, and by which rule."""

    id: str
    claim: PairClaim
    a: PairDocument
    b: PairDocument
    alliances: tuple[request.AllianceIn, ...] = ()
    one_origin: bool
    rule: str | None
    why: str


class SlotPair(Frozen):
    """Two sentences, whether they cannot both be right, and in which slot."""

    id: str
    claim: str
    evidence: str
    claim_date: datetime | None = None
    evidence_date: datetime | None = None
    clash: bool
    slot: Slot | None
    why: str


class Independence:
    """Each pair through `place` and `group`, as the pipeline has them; no analyst reads."""

    name = "independence"
    about = About(
        source="evals/cases/independence.jsonl: invented pairs, written and labelled for this project",
        licence="Apache-2.0",
        split="all pairs; speakers, access and citations are given, so that the rules alone are measured",
        comparable="with other runs of this suite only",
    )
    metrics = (
        Metric("precision", "a false tie hides an independent source", share("both", "found")),
        Metric("recall", "one origin that passes for two corroborates itself", share("both", "gold")),
        Metric("f1", "both at once", f1("both", "found", "gold")),
        Metric("false_ties", "of independent pairs, those tied", share("false", "apart"), less=True),
        Metric("rule", "the rule that people gave, every pair alike", accuracy("rule")),
        *(Metric(rule, f"of pairs that are one by {rule}, those tied", share(f"{rule}_tied", rule)) for rule in RULES),
    )

    def __init__(self, path: Path = CASES / "independence.jsonl") -> None:
        self._path = path

    @cached_property
    def _pairs(self) -> Mapping[str, OriginPair]:
        return {pair.id: pair for pair in map(OriginPair.model_validate_json, _lines(self._path))}

    def items(self) -> Sequence[str]:
        return list(self._pairs)

    def contents(self) -> Sequence[str]:
        """What is measured, as text: its digest tells whether the labels or the texts changed."""
        return _lines(self._path)

    def measure(self, item: str, verification: Verification) -> Result:  # noqa: ARG002 - nothing is read here
        pair = self._pairs[item]
        started = thread_time()
        origins = grouped(pair)
        seconds = thread_time() - started
        found = len({evidence.group for evidence in origins.evidence}) == 1
        merges = [merge for told in origins.merges.values() for merge in told]
        own, rule = pair.rule or NONE, merges[0].rule if merges else NONE
        counts: Counter[str] = Counter(both=found and pair.one_origin, found=found, gold=pair.one_origin)
        counts.update({"apart": not pair.one_origin, "false": found and not pair.one_origin, f"rule|{own}|{rule}": 1})
        if pair.rule:
            counts.update({pair.rule: 1, f"{pair.rule}_tied": found})
        if own == rule:
            return Result(item=item, counts=dict(counts), seconds=seconds)
        told = f"{rule}: {merges[0].proof}" if merges else NONE
        text = f"{pair.claim.text} a: {pair.a.text} ⟷ b: {pair.b.text}"
        miss = Miss(what="one origin", gold=f"{own}: {pair.why}", found=told, text=text)
        return Result(item=item, counts=dict(counts), misses=(miss,), seconds=seconds)


class Slots:
    """Each pair through the English clashes; no analyst reads."""

    name = "slots"
    about = About(
        source="evals/cases/slots.jsonl: invented pairs, written and labelled for this project",
        licence="Apache-2.0",
        split="all pairs",
        comparable="with other runs of this suite only",
    )
    metrics = (
        Metric("precision", "a false clash turns support into refutation", share("both", "found")),
        Metric("recall", "a clash that is not seen passes for support", share("both", "gold")),
        Metric("f1", "both at once", f1("both", "found", "gold")),
        *(Metric(f"{slot}_recall", f"of clashes of {slot}, those found", recall("slot", slot)) for slot in SLOTS),
        *(Metric(f"{slot}_f1", f"clashes of {slot}, found as such", label_f1("slot", (slot,))) for slot in SLOTS),
    )

    def __init__(self, path: Path = CASES / "slots.jsonl") -> None:
        self._path = path

    @cached_property
    def _pairs(self) -> Mapping[str, SlotPair]:
        return {pair.id: pair for pair in map(SlotPair.model_validate_json, _lines(self._path))}

    def items(self) -> Sequence[str]:
        return list(self._pairs)

    def contents(self) -> Sequence[str]:
        """What is measured, as text: its digest tells whether the labels or the texts changed."""
        return _lines(self._path)

    def measure(self, item: str, verification: Verification) -> Result:  # noqa: ARG002 - nothing is read here
        pair = self._pairs[item]
        started = thread_time()
        clashes = compare(pair.claim, pair.evidence, pair.claim_date, pair.evidence_date)
        seconds = thread_time() - started
        own, told = pair.slot or NONE, [clash.slot.value for clash in clashes]
        slot = own if own in told else next(iter(told), NONE)
        found = bool(clashes)
        counts = {"both": found and pair.clash, "found": found, "gold": pair.clash, f"slot|{own}|{slot}": 1}
        if own == slot:
            return Result(item=item, counts=counts, seconds=seconds)
        reason = " ".join(clash.reason for clash in clashes) or NONE
        text = f"{pair.claim} ⟷ {pair.evidence}"
        miss = Miss(what="clash", gold=f"{own}: {pair.why}", found=reason, text=text)
        return Result(item=item, counts=counts, misses=(miss,), seconds=seconds)


def grouped(pair: OriginPair) -> Origins:
    """The pair as evidence that supports its claim, placed and grouped on the day of the first document."""
    claim = _claim(pair.claim)
    both = {"a": pair.a, "b": pair.b}
    documents = {id: _document(id, told) for id, told in both.items()}
    moment = min((told.published_at for told in both.values() if told.published_at), default=None)
    sides = Sides.of([Alliance(**dict(one)) for one in pair.alliances], (), moment)
    placed = [place(claim, _evidence(claim, id, told), documents[id], sides) for id, told in both.items()]
    return group(claim, placed, documents, sides)


def _claim(told: PairClaim) -> Claim:
    return Claim(
        id=claim_id("art_eval", told.claimant, told.text),
        text=told.text,
        spans=(),
        claimant=Claimant(name=told.claimant, kind=told.kind, affiliations=told.affiliations),
        attribution=Attribution(mode=Mode.INDIRECT),
        provenance=(),
        modality=Modality.CLAIMED,
        checkworthy=True,
        type=ClaimType.EVENT,
    )


def _document(side: str, told: PairDocument) -> Document:
    fields = told.model_dump(include={"publisher", "owner", "url", "canonical_url", "published_at", "text", "media"})
    return Document(id=side, **fields)


def _evidence(claim: Claim, side: str, told: PairDocument) -> Weighed:
    start = told.text.index(told.words)
    return Weighed(
        claim_id=claim.id,
        document_id=side,
        stance=Stance.SUPPORTS,
        match=Match.EXACT,
        access=told.access,
        span=Span.of(told.text, start, start + len(told.words)),
        speaker=Claimant(name=told.speaker, kind=told.speaker_kind or ClaimantKind.UNNAMED) if told.speaker else None,
        cites=told.cites,
        media=told.media,
    )


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
