"""What a desk does with a report, one act at a time."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from service.domain.article import Document, Span
from service.domain.claim import Claimant, ClaimType, Modality, Provenance
from service.domain.evidence import SetAsideAs
from service.domain.judgement import Verdict
from service.domain.ties import TieKind, TieState
from service.domain.values import Frozen

Reason = Annotated[str, Field(max_length=2_000, pattern=r"\S")]
Person = Annotated[str, Field(max_length=200, pattern=r"\S")]
ClaimKey = Annotated[str, Field(max_length=64, description="The id of a finding's claim: it stays whatever changes.")]
Words = Annotated[str, Field(max_length=4_000, pattern=r"\S")]
Spans = Annotated[tuple[Span, ...], Field(min_length=1, max_length=20)]
Relayers = Annotated[tuple[Claimant, ...], Field(max_length=10)]
Provenances = Annotated[tuple[Provenance, ...], Field(max_length=20)]
WebAddress = Annotated[str, Field(max_length=4_000, pattern=r"^https?://[^\s@/?#\\]+([/?#][^\s\\]*)?$")]


class EvidencePlace(Frozen):
    """Which evidence of a claim: where its words stand in its document, in code points, end exclusive."""

    document_id: str
    start: int
    end: int


class Accept(Frozen):
    """The claim may go out as it is. `verdict` is the one that was accepted: where another stands, none was. The
    service fills it in."""

    kind: Literal["accept"] = "accept"
    claim: ClaimKey
    verdict: Verdict | None = None
    reason: Reason | None = None


class Correct(Frozen):
    """The claim is another in these fields; what is None stays. Where only `spans` are given, the claim's text is the
    words of the first."""

    kind: Literal["correct"] = "correct"
    claim: ClaimKey
    spans: Spans | None = None
    text: Words | None = None
    claimant: Claimant | None = None
    relayers: Relayers | None = None
    provenance: Provenances | None = None
    modality: Modality | None = None
    checkworthy: bool | None = None
    reason: Reason | None = None

    def fields(self) -> dict[str, object]:
        """The fields that are corrected."""
        told = {name: getattr(self, name) for name in CORRECTED}
        return {name: value for name, value in told.items() if value is not None}


CORRECTED = ("spans", "text", "claimant", "relayers", "provenance", "modality", "checkworthy")


class Reject(Frozen):
    """The claim is none, or none to be told."""

    kind: Literal["reject"] = "reject"
    claim: ClaimKey
    reason: Reason


class MergeClaims(Frozen):
    """These claims are one: the first keeps its key and its words, and has the spans and the evidence of all."""

    kind: Literal["merge"] = "merge"
    claims: Annotated[tuple[ClaimKey, ...], Field(min_length=2, max_length=20)]
    reason: Reason | None = None


class ClaimPart(Frozen):
    """One of the claims that a claim is split into; its text is the words of its first span unless it is given."""

    spans: Spans
    text: Words | None = None

    @property
    def words(self) -> str:
        return self.text or self.spans[0].text


class SplitClaim(Frozen):
    """The claim is several: the first part keeps its key, and all have its evidence, as bearing on part of it."""

    kind: Literal["split"] = "split"
    claim: ClaimKey
    parts: Annotated[tuple[ClaimPart, ...], Field(min_length=2, max_length=10)]
    reason: Reason | None = None


class AddClaim(Frozen):
    """A claim that was missed; its text is the words of its first span unless it is given."""

    kind: Literal["add"] = "add"
    spans: Spans
    text: Words | None = None
    claimant: Claimant
    relayers: Relayers = ()
    provenance: Provenances = ()
    modality: Modality = Modality.CLAIMED
    checkworthy: bool = True
    type: ClaimType = ClaimType.EVENT
    reason: Reason | None = None

    @property
    def words(self) -> str:
        return self.text or self.spans[0].text


class Note(Frozen):
    """Something to keep in mind of a claim, or of the report (`claim` is None)."""

    kind: Literal["note"] = "note"
    claim: ClaimKey | None = None
    text: Words


class Assign(Frozen):
    """Who is to look at a claim, or at the report (`claim` is None); `to` None: nobody any more."""

    kind: Literal["assign"] = "assign"
    claim: ClaimKey | None = None
    to: Person | None = None
    reason: Reason | None = None


class Override(Frozen):
    """The desk's verdict on a claim, instead of the one that weighing gives."""

    kind: Literal["override"] = "override"
    claim: ClaimKey
    verdict: Verdict
    reason: Reason


class MarkEvidence(Frozen):
    """Evidence that does not bear on the claim, or was misread: it is kept, and counts for nothing."""

    kind: Literal["evidence"] = "evidence"
    claim: ClaimKey
    evidence: EvidencePlace
    mark: SetAsideAs
    reason: Reason | None = None


class DecideTie(Frozen):
    """A tie that the desk confirms (`accepted`) or denies."""

    kind: Literal["tie"] = "tie"
    parties: tuple[str, str]
    tie: TieKind
    state: Literal[TieState.ACCEPTED, TieState.DENIED]
    reason: Reason | None = None


class MediaCategory(StrEnum):
    """What a picture, video or recording is: schema.org's MediaManipulationRatingEnumeration."""

    ORIGINAL = "original"
    DECONTEXTUALIZED = "decontextualized"
    EDITED_OR_CROPPED = "edited_or_cropped"
    SATIRE_OR_PARODY = "satire_or_parody"
    STAGED = "staged"
    TRANSFORMED = "transformed"


class JudgeMedia(Frozen):
    """What one of the article's media is, by its id: of several categories all hold. `context` tells what it shows, and
    `original` where it comes from, where the desk found out."""

    kind: Literal["media"] = "media"
    media: Annotated[str, Field(max_length=4_000, pattern=r"\S")]
    categories: Annotated[tuple[MediaCategory, ...], Field(min_length=1, max_length=len(MediaCategory))]
    context: Words | None = None
    original: WebAddress | None = None
    reason: Reason | None = None


class KeptCopy(Frozen):
    """A copy of what stood at an address: where it is kept, and the hash of its bytes, as `SHA-256:` and hex."""

    url: WebAddress | None = None
    name: Annotated[str, Field(max_length=400)] | None = None
    hash: Annotated[str, Field(pattern=r"^(SHA-256:[0-9a-f]{64}|SHA3-512:[0-9a-f]{128})$")] | None = None


class Preserve(Frozen):
    """What stood at an address that the report rests on is kept: by that page's documents count as preserved, where a
    copy has its hash."""

    kind: Literal["preserve"] = "preserve"
    address: WebAddress
    copies: Annotated[tuple[KeptCopy, ...], Field(min_length=1, max_length=50)]
    preserved_at: datetime | None = None
    reason: Reason | None = None


class AddDocument(Frozen):
    """One more document, to be judged for a claim, or for all of the report (`claim` is None)."""

    kind: Literal["document"] = "document"
    claim: ClaimKey | None = None
    document: Document
    reason: Reason | None = None


class Undo(Frozen):
    """The act of this number does not stand. An undo can be undone."""

    kind: Literal["undo"] = "undo"
    number: Annotated[int, Field(ge=1)]
    reason: Reason | None = None


# The acts that are the same as they are sent and as they are kept.
PlainAct = (
    Accept
    | Correct
    | Reject
    | MergeClaims
    | SplitClaim
    | AddClaim
    | Note
    | Assign
    | Override
    | MarkEvidence
    | DecideTie
    | JudgeMedia
    | Preserve
    | Undo
)
Act = Annotated[PlainAct | AddDocument, Field(discriminator="kind")]
