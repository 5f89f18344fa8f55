"""What a desk has accepted, as it goes out, and what became of it in other houses' systems."""

from datetime import date, datetime
from enum import StrEnum

from pydantic import Field

from service.domain.judgement import Verdict
from service.domain.values import Frozen


class AcceptanceState(StrEnum):
    """Whether a claim may go out: as it was accepted; changed since, and not accepted again; or no longer at all."""

    ACCEPTED = "accepted"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"


class AcceptedClaim(Frozen):
    """A claim as an editor accepted it, with all of it that goes out. `claimant` is None where nobody of their own says
    it; `label` is the verdict in words; `support` and `refute` count independent sources. `title`, `url`, `outlet`,
    `published_on` and `external_id` are the article's."""

    claim_id: str
    article_id: str
    report_id: str
    text: str
    claimant: str | None
    person: bool
    denied: bool
    verdict: Verdict
    label: str
    support: int
    refute: int
    first_appearance: str | None = None
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    published_on: date | None = None
    language: str | None = None
    external_id: str | None = None
    accepted_at: datetime | None = None


class Acceptance(Frozen):
    """What stands of a claim. `claim` is None where it is as it was when it was accepted."""

    claim_id: str
    article_id: str
    state: AcceptanceState
    claim: AcceptedClaim | None = None


class StandingClaim(Frozen):
    """A claim as it was accepted last, and what stands of that since `changed_at`. `number` orders claims by their
    first acceptance."""

    number: int
    claim: AcceptedClaim
    state: AcceptanceState
    changed_at: datetime


# What an article is called that a tip of Check's became: this, and the number of the tip.
TIP_PREFIX = "check:"


class Destination(StrEnum):
    """Where accepted claims are published: a workspace of Meedan Check, Google's Fact Check Tools; and the tips of that
    workspace, which are told of the reports on them."""

    CHECK = "check"
    GOOGLE = "google"
    CHECK_TIPS = "check_tips"


class PublicationState(StrEnum):
    """How far it is: on its way, there, taken back there, or not there for a reason that is told."""

    PENDING = "pending"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class Publication(Frozen):
    """What one destination has of one claim, or of one article's claims: `subject` is the claim's id, or the article's.
    `remote` are the ids by which it is known there; `error` is what kept the last try from it, `tries` how many were
    made since somebody wanted it, `next_at` when the next one is."""

    destination: Destination
    subject: str
    article_id: str
    state: PublicationState
    remote: dict[str, str] = Field(default_factory=dict)
    tries: int
    error: str | None
    next_at: datetime | None
    changed_at: datetime
