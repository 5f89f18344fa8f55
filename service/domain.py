"""The nouns of the house. Every other file speaks in these words and none of these speaks of any other file."""

import hashlib
import re
import unicodedata
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """A value: equal when its fields are equal, never changed after it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# ---------------------------------------------------------------- text


class Span(Frozen):
    """Exact words and where they stand, in Unicode code points, end exclusive."""

    text: str
    start: int
    end: int

    def stands_in(self, body: str) -> bool:
        return body[self.start : self.end] == self.text

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    @classmethod
    def of(cls, body: str, start: int, end: int) -> "Span":
        """The span `body[start:end]`."""
        return cls(text=body[start:end], start=start, end=end)


class MediaKind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"


class Media(Frozen):
    """A photo, video or recording the article shows: its id or address, its caption, the claims it goes with."""

    id: str
    kind: MediaKind
    caption: Span | None = None
    claims: tuple[str, ...] = ()


class Article(Frozen):
    """The text under analysis. `body` is kept whole and unchanged; analysis stops at `body_end`."""

    id: str
    title: str | None = None
    body: str
    outlet: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str = "en"
    body_end: int
    media: tuple[Media, ...] = ()


class Integrity(StrEnum):
    """Whether a document can still be shown: archived with its hash, only live, or gone."""

    PRESERVED = "preserved"
    LIVE = "live"
    MISSING = "missing"


class Grade(StrEnum):
    """Admiralty reliability of a source. F, cannot be judged, is every new source; it is not worse than E."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Document(Frozen):
    """Something a source returned, or that the request brought."""

    id: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    text: str
    wire: str | None = None
    canonical_url: str | None = None
    media: tuple[str, ...] = ()
    integrity: Integrity = Integrity.LIVE
    grade: Grade | None = None
    owner: str | None = None


class Passage(Frozen):
    """A stretch of an article (`document_id` is None) or of a document that is read at once or retrieved."""

    id: str
    document_id: str | None = None
    span: Span


# ---------------------------------------------------------------- claims


class ClaimantKind(StrEnum):
    PERSON = "person"
    GROUP = "group"
    ORGANISATION = "organisation"
    GOVERNMENT = "government"
    MEDIA = "media"
    AUTHOR = "author"
    UNNAMED = "unnamed"


class Claimant(Frozen):
    """Who asserts something. `mention` is how they are named at the claim ("it", "the group");
    `antecedent` is where the article gives the name that `mention` stands for, when the two differ."""

    name: str
    kind: ClaimantKind
    mention: Span | None = None
    antecedent: Span | None = None
    affiliations: tuple[str, ...] = ()


class Mode(StrEnum):
    DIRECT = "direct"
    INDIRECT = "indirect"
    OWN_VOICE = "own_voice"


class Attribution(Frozen):
    """How the article ties a claim to its claimant. `relayers` are who passed it on, innermost first."""

    mode: Mode
    cue: Span | None = None
    relayers: tuple[Claimant, ...] = ()


class Channel(StrEnum):
    SOCIAL_POST = "social_post"
    MESSAGING_CHANNEL = "messaging_channel"
    VIDEO = "video"
    PHOTO = "photo"
    AUDIO = "audio"
    OFFICIAL_STATEMENT = "official_statement"
    PRESS_CONFERENCE = "press_conference"
    INTERVIEW = "interview"
    DOCUMENT = "document"
    COURT_RECORD = "court_record"
    DATASET = "dataset"
    SATELLITE_IMAGERY = "satellite_imagery"
    EYEWITNESS = "eyewitness"
    NEWS_REPORT = "news_report"
    MONITOR_GROUP = "monitor_group"
    ANONYMOUS = "anonymous"
    OWN_OBSERVATION = "own_observation"
    UNSPECIFIED = "unspecified"


class Provenance(Frozen):
    """How the article says the claim is known: the channel, the platform, whether it is the claimant's official one,
    and a locator (an address, a handle, a docket number) when the article gives one."""

    channel: Channel
    platform: str | None = None
    official: bool | None = None
    locator: str | None = None
    span: Span | None = None


class Modality(StrEnum):
    ASSERTED = "asserted"
    CLAIMED = "claimed"
    HEDGED = "hedged"
    DENIED = "denied"


class ClaimType(StrEnum):
    """AVeriTeC's five claim types, and the two that nobody can check."""

    EVENT = "event"
    NUMERICAL = "numerical"
    QUOTE = "quote"
    CAUSAL = "causal"
    POSITION = "position"
    OPINION = "opinion"
    PREDICTION = "prediction"


class Claim(Frozen):
    """One checkable statement, rewritten to stand alone, tied to the spans that state it."""

    id: str
    text: str
    spans: tuple[Span, ...]
    claimant: Claimant
    attribution: Attribution
    provenance: tuple[Provenance, ...]
    modality: Modality
    checkworthy: bool
    type: ClaimType


class Unanchored(Frozen):
    """Something an analyst returned whose words do not stand in the text. Shown, never scored."""

    passage_id: str
    text: str
    field: str
    reason: str


class Suspicion(Frozen):
    """Words that look like an order to a machine, in the article (`document_id` is None) or a document, and why."""

    document_id: str | None = None
    span: Span
    reason: str


# ---------------------------------------------------------------- evidence


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


# ---------------------------------------------------------------- what an analyst is asked and gives back


class Failure(Frozen):
    """What could not be done, on what, and why. `kind` is an error's short name from `errors`."""

    stage: str
    subject: str
    kind: str
    detail: str
    retryable: bool = False


class Reading(Frozen):
    """What one passage of the article says: its claims, what could not be located, what went wrong."""

    claims: tuple[Claim, ...] = ()
    unanchored: tuple[Unanchored, ...] = ()
    failures: tuple[Failure, ...] = ()


class Candidate(Frozen):
    """A claim and the passages of documents that may bear on it, best first."""

    claim: Claim
    passages: tuple[Passage, ...]


class Judging(Frozen):
    """What passages say of claims: evidence not yet weighed, what could not be located, and what could not be judged
    (a failure's `subject` is a claim's id)."""

    evidence: tuple[Evidence, ...] = ()
    unanchored: tuple[Unanchored, ...] = ()
    failures: tuple[Failure, ...] = ()


# ---------------------------------------------------------------- judgements


class Verdict(StrEnum):
    """Is it so? The gates of DESIGN section 4, in their order."""

    NOT_CHECKABLE = "not_checkable"
    UNDETERMINED = "undetermined"
    CONTESTED = "contested"
    CONTRADICTED = "contradicted"
    DOUBTFUL = "doubtful"
    CORROBORATED = "corroborated"
    PARTLY_CORROBORATED = "partly_corroborated"
    WEAKLY_SUPPORTED = "weakly_supported"
    CLAIMANT_ONLY = "claimant_only"
    UNVERIFIED = "unverified"


class Corroboration(Frozen):
    """Is it so? What independent origin groups add up to. `index` (0-100) ranks; it is not a probability."""

    verdict: Verdict
    label: str
    index: int
    credibility: int
    independent_support: int
    independent_refute: int
    party_dispute: bool = False
    groups: tuple[OriginGroup, ...] = ()
    rationale: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    ruleset: str


class SaidVerdict(StrEnum):
    """Was it said? `own_voice` is the article's own statement; `unnamed` has nobody who could be asked."""

    OWN_VOICE = "own_voice"
    CONFIRMED = "confirmed"
    PROBABLE = "probable"
    REPORTED = "reported"
    UNNAMED = "unnamed"
    DISPUTED = "disputed"
    UNDETERMINED = "undetermined"


class SaidJudgement(Frozen):
    """Was it said? Judged apart from whether it is so. `index` (0-100) ranks; it is not a probability."""

    verdict: SaidVerdict
    index: int
    rationale: tuple[str, ...] = ()


class Finding(Frozen):
    """A claim with its two judgements and its evidence, or with its failure."""

    claim: Claim
    attribution: SaidJudgement
    content: Corroboration
    evidence: tuple[Evidence, ...] = ()
    failure: Failure | None = None


class Coverage(Frozen):
    """How much was read: passages of the article and documents, with every failure and everything left out."""

    passages: int
    read: int
    documents: int
    documents_read: int
    failures: tuple[Failure, ...] = ()


class Receipt(Frozen):
    """What an analyst spent on one article: `cost_usd` in US dollars, `prompts` from name to fingerprint."""

    analyst: str
    model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0


class Run(Receipt):
    """The receipt of a whole run. `seconds` is wall time."""

    seconds: float = 0.0
    ruleset: str


class Report(Frozen):
    """Everything known of one article, with the texts its spans point into."""

    id: str
    article: Article
    documents: tuple[Document, ...] = ()
    findings: tuple[Finding, ...] = ()
    unanchored: tuple[Unanchored, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    media: tuple[Media, ...] = ()
    coverage: Coverage
    run: Run


# ---------------------------------------------------------------- identity


# Soft hyphens, zero-width spaces and marks of direction: they stand inside words and nobody sees them.
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")


def normalised(words: str) -> str:
    """Words without case, accents, punctuation or spacing: what makes two wordings the same for an id."""
    plain = unicodedata.normalize("NFKD", _HIDDEN.sub("", words.casefold()))
    return " ".join(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))))


def article_id(url: str | None, title: str | None, outlet: str | None, body: str) -> str:
    """An id that survives an edit of the body: from the address, else title and outlet, else the body itself."""
    if url:
        return _id("art", url)
    return _id("art", title or "", outlet or "") if title else _id("art", body)


def claim_id(article: str, claimant: str, text: str) -> str:
    """The same words by two speakers are two claims; the same claim told twice is one."""
    return _id("clm", article, normalised(claimant), normalised(text))


def _id(prefix: str, *parts: str) -> str:
    return f"{prefix}_{hashlib.sha256(chr(31).join(parts).encode()).hexdigest()[:12]}"
