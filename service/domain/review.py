"""What became of a desk's acts: events, of which none is ever changed, and what stands of them."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from service.domain.claim import Claim
from service.domain.judgement import Verdict
from service.domain.reading import Judging
from service.domain.review_acts import Act, JudgeMedia, KeptCopy
from service.domain.values import Frozen, absent


class ReviewEvent(Frozen):
    """An act, by whom and when. `number` counts a report's acts from 1 on. `judged` is what was read for it, once it
    was: of a document that was added, or for a claim that was."""

    number: int
    who: str
    at: datetime
    act: Act
    judged: Judging | None = Field(None, exclude_if=absent)


class ReviewState(StrEnum):
    """What the desk says of a claim: nothing yet, that it is right, that it is another, that it is none. What is
    changed after it was accepted is `edited` until it is accepted again."""

    NONE = "none"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"


class FindingReview(Frozen):
    """What the desk says of a claim: `by`, `at` and `reason` are of the act that made the state what it is. `note` is
    the last one. `as_read` is the claim as it was read, where the desk has another (None: as it is now, or added by the
    desk: `added`). `verdict` is the desk's own, `weighed` what weighing gives beside it."""

    state: ReviewState = ReviewState.NONE
    by: str | None = None
    at: datetime | None = None
    reason: str | None = None
    note: str | None = None
    assigned: str | None = None
    added: bool = False
    as_read: Claim | None = None
    accepted: Verdict | None = None
    verdict: Verdict | None = None
    verdict_reason: str | None = None
    weighed: Verdict | None = None


class ReviewedAct(Frozen):
    """An act that stands, as the report tells it: what it changed, in words, of which claims. `effect` is false where
    what it was done to is not there any more."""

    number: int
    who: str
    at: datetime
    kind: str
    claims: tuple[str, ...] = ()
    told: str
    reason: str | None = None
    effect: bool = True


class MediaReviewed(Frozen):
    """What the desk last said of one of the article's media."""

    judged: JudgeMedia
    by: str
    at: datetime


class PreservedAddress(Frozen):
    """An address with the copies that are kept of what stood there, `at` when they were made or told."""

    address: str
    copies: tuple[KeptCopy, ...]
    by: str
    at: datetime


class DeskReview(Frozen):
    """What the desk did with a report: the acts that stand, in their order; who is to look at it; the claims that
    became part of another one, each with that one's id; what it said of media, and which addresses are kept."""

    acts: tuple[ReviewedAct, ...]
    assigned: str | None = None
    merged: dict[str, str] = Field(default_factory=dict)
    media: tuple[MediaReviewed, ...] = ()
    preserved: tuple[PreservedAddress, ...] = ()
