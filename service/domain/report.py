"""What is read, what is judged, and the report that holds it all."""

from enum import StrEnum

from pydantic import Field

from service.domain.article import Article, Document, Media, Passage
from service.domain.claim import Claim, Suspicion, Unanchored
from service.domain.evidence import Evidence, OriginGroup
from service.domain.values import Frozen


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
