"""What is concluded of a claim: was it said, and is it so."""

from enum import StrEnum

from service.domain.evidence import OriginGroup
from service.domain.values import Frozen


class Verdict(StrEnum):
    """Is it so? The gates of DESIGN section 4, in their order."""

    NOT_CHECKABLE = "not_checkable"
    UNDETERMINED = "undetermined"
    CONTESTED = "contested"
    CONTRADICTED = "contradicted"
    DOUBTFUL = "doubtful"
    WEAKLY_REFUTED = "weakly_refuted"
    CORROBORATED = "corroborated"
    PARTLY_CORROBORATED = "partly_corroborated"
    WEAKLY_SUPPORTED = "weakly_supported"
    CLAIMANT_ONLY = "claimant_only"
    UNVERIFIED = "unverified"


class Corroboration(Frozen):
    """Is it so? What independent origin groups add up to. `index` (0-100) ranks; it is not a probability. `dissent`:
    an independent origin stands on the side that lost."""

    verdict: Verdict
    label: str
    index: int
    credibility: int
    independent_support: int
    independent_refute: int
    dissent: bool = False
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
