"""What bears on a claim, and what comes from one place."""

from datetime import datetime
from enum import StrEnum

from service.domain.article import Grade, Integrity, Span
from service.domain.claim import Claimant
from service.domain.values import Frozen


class Stance(StrEnum):
    SUPPORTS = "supports"
    REFUTES = "refutes"
    NEUTRAL = "neutral"


class Match(StrEnum):
    """How much of who, what, where and when the evidence shares with the claim."""

    EXACT = "exact"
    PARTIAL = "partial"
    TOPIC = "topic"


class Access(StrEnum):
    """How close the evidence stands to what it reports."""

    DIRECT = "direct"
    MEDIA_VERIFIED = "media_verified"
    ADMISSION = "admission"
    MEDIA_UNVERIFIED = "media_unverified"
    NAMED_SECONDARY = "named_secondary"
    OFFICIAL_STATEMENT = "official_statement"
    ANONYMOUS = "anonymous"
    RELAY = "relay"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """What the one who speaks in the evidence is to the claimant. All but `third_party` have a side; an adversary who
    supports the claim speaks against their own interest."""

    CLAIMANT = "claimant"
    ALLY = "ally"
    ADVERSARY = "adversary"
    THIRD_PARTY = "third_party"


class Evidence(Frozen):
    """A span of a document bearing on a claim. `speaker` is whose word it is within the document (None: the
    document's own); `cites` are all whom the document names as its basis; `reasons` say why each label stands."""

    claim_id: str
    document_id: str
    stance: Stance
    match: Match
    access: Access
    span: Span
    speaker: Claimant | None = None
    cites: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    grade: Grade = Grade.F
    integrity: Integrity = Integrity.LIVE
    relation: Relation = Relation.THIRD_PARTY
    group: str | None = None
    weight: float = 0.0
    reasons: tuple[str, ...] = ()


class Alliance(Frozen):
    """Parties declared to stand together, and whom they stand against, between two dates (None: open)."""

    name: str
    members: tuple[str, ...]
    opponents: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    source_url: str | None = None

    def holds_on(self, moment: datetime | None) -> bool:
        """True on a date inside the declared ones; an undated claim counts as inside."""
        if moment is None:
            return True
        after = self.valid_from is None or self.valid_from <= moment
        return after and (self.valid_to is None or moment <= self.valid_to)


class Merge(Frozen):
    """Why two pieces of evidence are one origin: the rule that fired and its proof in words."""

    rule: str
    proof: str
    documents: tuple[str, str]


class OriginGroup(Frozen):
    """Evidence of one stance from one place. `strength` is the largest weight in it, capped if interested."""

    id: str
    stance: Stance
    documents: tuple[str, ...]
    interested: bool
    strength: float
    merges: tuple[Merge, ...] = ()
