"""What bears on a claim, and what comes from one place."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from service.domain.article import Grade, Integrity, Span
from service.domain.claim import Claimant
from service.domain.values import Frozen, absent


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
    supports the claim speaks against their own interest. An `ally` is declared, who is `tied` is so by the words of
    the article or of a document."""

    CLAIMANT = "claimant"
    ALLY = "ally"
    TIED = "tied"
    ADVERSARY = "adversary"
    THIRD_PARTY = "third_party"


class SetAsideAs(StrEnum):
    """Why the desk counts evidence for nothing: it does not bear on the claim, or says something else than was read."""

    IRRELEVANT = "irrelevant"
    MISREAD = "misread"


class SetAside(Frozen):
    """Evidence that the desk counts for nothing: why, and by whom, when and for which reason."""

    mark: SetAsideAs
    by: str
    at: datetime
    reason: str | None = None


class Evidence(Frozen):
    """A span of a document bearing on a claim, as an analyst read it. `speaker` is whose word it is within the document
    (None: the document's own); `cites` are all whom the document names as its basis; `reasons` say why each label
    stands; `set_aside` is the desk's."""

    claim_id: str
    document_id: str
    stance: Stance
    match: Match
    access: Access
    span: Span
    speaker: Claimant | None = None
    cites: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    set_aside: SetAside | None = Field(None, exclude_if=absent)


class Labels(Frozen):
    """What the analyst said of evidence that weighing may see otherwise."""

    match: Match
    access: Access
    reasons: tuple[str, ...] = ()


class Weighed(Evidence):
    """Evidence with what weighing lays over it. `match`, `access` and `reasons` are as it was weighed; `as_read` keeps
    them as the analyst had them (None: weighed before reports kept that). The stance is always the analyst's."""

    grade: Grade = Grade.F
    integrity: Integrity = Integrity.LIVE
    relation: Relation = Relation.THIRD_PARTY
    group: str | None = None
    weight: float = 0.0
    as_read: Labels | None = None

    @classmethod
    def over(cls, evidence: Evidence) -> "Weighed":
        """The evidence with nothing laid over it yet."""
        read = {name: getattr(evidence, name) for name in Evidence.model_fields}
        return cls(**read, as_read=Labels(match=evidence.match, access=evidence.access, reasons=evidence.reasons))

    def read(self) -> Evidence | None:
        """The evidence as the analyst read it, where that was kept."""
        if self.as_read is None:
            return None
        told = {name: getattr(self, name) for name in Evidence.model_fields}
        return Evidence(**{**told, **dict(self.as_read)})


class Interest(StrEnum):
    """Whose side an interested origin is on: the claimant's own word, one on the claimant's side, or one against it."""

    CLAIMANT = "claimant"
    ALLY = "ally"
    TIED = "tied"
    OPPONENT = "opponent"


class Alliance(Frozen):
    """Parties declared to stand together, and whom they stand against, between two dates (None: open); or, `denied`,
    parties declared not to stand together, whatever a text says of them."""

    name: str
    members: tuple[str, ...]
    opponents: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    source_url: str | None = None
    denied: bool = False

    @property
    def parties(self) -> tuple[str, ...]:
        """The alliance itself and its members: each speaks for all."""
        return (self.name, *self.members)

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
    """Evidence of one stance from one place. `strength` is the largest weight in it, capped if interested; `interest`
    is whose side all its members are on (None: at least one has none)."""

    id: str
    stance: Stance
    documents: tuple[str, ...]
    interested: bool
    interest: Interest | None = None
    strength: float
    merges: tuple[Merge, ...] = ()
