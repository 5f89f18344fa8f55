"""Durable work: a job and how far it has come, and who is told of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from service.domain.reading import Failure
from service.domain.report import Coverage
from service.domain.values import Frozen


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING)


class EventType(StrEnum):
    """What is told of a job while it runs, in the order of the article's way. The last three each end it."""

    ARTICLE_FETCHED = "article.fetched"
    PASSAGE_READ = "passage.read"
    CLAIMS_FOUND = "claims.found"
    DOCUMENTS_GATHERED = "documents.gathered"
    EVIDENCE_JUDGED = "evidence.judged"
    FINDING_READY = "finding.ready"
    REPORT_READY = "report.ready"
    JOB_FAILED = "job.failed"
    JOB_CANCELLED = "job.cancelled"

    @property
    def ends(self) -> bool:
        return self in (EventType.REPORT_READY, EventType.JOB_FAILED, EventType.JOB_CANCELLED)


class Progress(Frozen):
    """How far an article has come: the coverage so far, what was found of it, what it took. `seconds` is wall time of
    this run; `cost_usd` is in US dollars."""

    coverage: Coverage = Coverage(passages=0, read=0, documents=0, documents_read=0)
    passages_asked: int = 0
    claims: int = 0
    batches: int = 0
    batches_judged: int = 0
    findings: int = 0
    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0
    seconds: float = 0.0


class Job(Frozen):
    """An article on its way to a report. `attempt` counts its runs: more than one tells of a worker that died.
    `rechecks` is the report that the job brings up to date: where nothing is new, that stays its report. `waits` says
    why a job is not taken up for now."""

    id: str
    article_id: str
    title: str | None
    state: JobState
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    attempt: int = 0
    progress: Progress | None = None
    report_id: str | None = None
    rechecks: str | None = None
    waits: str | None = None
    failure: Failure | None = None


class JobEvent(Frozen):
    """Something told of a job. `number` counts from 1 without a gap, whatever befalls the workers."""

    number: int
    type: EventType
    data: dict[str, Any]


class Queued(Frozen):
    """What waits: jobs queued and running, and for how many seconds the oldest has been queued."""

    queued: int
    running: int
    oldest_s: float


class MessageType(StrEnum):
    """What webhooks are told of."""

    REPORT_READY = "report.ready"
    JOB_FAILED = "job.failed"
    VERDICT_CHANGED = "claim.verdict_changed"
    REVIEW_ACCEPTED = "claim.review_accepted"
    REVIEW_EDITED = "claim.review_edited"
    REVIEW_REJECTED = "claim.review_rejected"
    TEST = "webhook.test"


class WebhookMessage(Frozen):
    """What webhooks are told: what happened, when, and the ids of what it happened to."""

    type: MessageType
    timestamp: datetime
    data: dict[str, Any]


class MessageFormat(StrEnum):
    """How a message is written: as the event itself, or for people who read it in a chat."""

    EVENT = "event"
    SLACK = "slack"
    TEAMS = "teams"

    @property
    def chat(self) -> bool:
        """Whether whoever knows the address may write there, so that it is a secret."""
        return self is not MessageFormat.EVENT


class Webhook(Frozen):
    """An address that is told of events: of these, or of all when none is named. `disabled` says why it is told of
    none any more. Its secrets are not part of it: of a chat's address, `url` is the host alone. `interactive`: acts
    that are done by buttons of its messages are taken."""

    id: str
    url: str
    format: MessageFormat
    interactive: bool
    events: tuple[MessageType, ...]
    description: str | None
    disabled: str | None
    created_at: datetime


class DeliveryState(StrEnum):
    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self is not DeliveryState.PENDING


class Try(Frozen):
    """One attempt to deliver: the status that came back, and what was wrong. `seconds` is how long it took."""

    at: datetime
    status: int | None
    error: str | None
    seconds: float


class Delivery(Frozen):
    """A message on its way to one webhook. `message_id` is what its receiver knows it by, however often it comes."""

    id: str
    webhook_id: str
    message_id: str
    type: MessageType
    state: DeliveryState
    tries: tuple[Try, ...]
    next_at: datetime | None
    created_at: datetime
    ended_at: datetime | None
