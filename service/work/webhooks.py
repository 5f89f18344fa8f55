"""Tell webhooks what happened, as Standard Webhooks has it: what there is to tell, and the sender who takes it there.

Whatever a receiver says or fails to say is a stranger's word: it decides when the next try is, and nothing more.
"""

import logging
import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus
from typing import Any

import standardwebhooks
from pydantic import SecretStr

from service.domain import (
    Article,
    DeliveryState,
    Failure,
    Job,
    MessageType,
    Report,
    Try,
    WebhookMessage,
)
from service.errors import OURS, FetchFault, NotFound
from service.models.retries import KeepTrying
from service.sources.fetch import Door, wait_asked
from service.store import Store
from service.store.database import utc_now
from service.store.webhooks import Due, Sequel

LOG = logging.getLogger(__name__)

# Seconds from each try to the next, the first one at once: the table of the Standard Webhooks specification.
RETRY_S = (0, 5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
# So much later at most, by chance, that receivers who come back are not met by all at once.
JITTER = 0.1
TIMEOUT_S = 20.0
# Characters: of a failure's detail in a message, which stays below 20 kB; of what a receiver says to a message.
DETAIL, SAID = 1_000, 500
TAGS, TAG = 50, 100  # of the sender's keywords in one message, and characters of each
SOURCE = "/claimtrace"
# What an address that nobody listens at answers. A chat says so in these ways: its channel or its flow is gone, it is
# not to be written to any more.
GONE = {HTTPStatus.GONE}
CHAT_GONE = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
Rendering = Callable[[Store, Due], str]  # a due message as a chat takes it


# ---------------------------------------------------------------- what there is to tell


def messages(job: Job, outcome: Report | Failure, previous: Report | None) -> list[tuple[MessageType, dict[str, Any]]]:
    """What a job's end has to tell; `previous` is the last report of the same article."""
    if isinstance(outcome, Failure):
        return [(MessageType.JOB_FAILED, _failed(job, outcome))]
    return [
        (MessageType.REPORT_READY, _ready(job, outcome)),
        *(verdicts_changed(previous, outcome) if previous else ()),
    ]


def verdicts_changed(previous: Report, report: Report) -> Iterator[tuple[MessageType, dict[str, Any]]]:
    """A message for each claim that both reports have, and that they do not judge alike."""
    return ((MessageType.VERDICT_CHANGED, one) for one in _changed(previous, report))


def sample(type: MessageType) -> WebhookMessage:
    """A message of this type, as a receiver would get it."""
    return WebhookMessage(type=type, timestamp=datetime(2026, 1, 31, 6, 30, tzinfo=UTC), data=SAMPLES[type])


SAMPLES: dict[MessageType, dict[str, Any]] = {
    MessageType.REPORT_READY: {
        "job_id": "job_5f2b8c1d9e3a4f6071825394",
        "article_id": "art_0c1d2e3f4a5b",
        "report_id": "rep_5f2b8c1d9e3a4f6071825394",
        "claims": 3,
        "verdicts": {"claimant_only": 1, "corroborated": 2},
        "external_id": "cms-20415",
        "author": "Lena Hald",
        "section": "Harbour",
        "tags": ["ferries"],
    },
    MessageType.JOB_FAILED: {
        "job_id": "job_5f2b8c1d9e3a4f6071825394",
        "article_id": "art_0c1d2e3f4a5b",
        "kind": "internal",
        "detail": OURS,
        "retryable": False,
    },
    MessageType.VERDICT_CHANGED: {
        "article_id": "art_0c1d2e3f4a5b",
        "claim_id": "clm_9a8b7c6d5e4f",
        "report_id": "rep_5f2b8c1d9e3a4f6071825394",
        "previous_report_id": "rep_17e0a9b2c3d4e5f60718293a",
        "verdict": "contradicted",
        "previous_verdict": "claimant_only",
    },
    **{
        type: {
            "article_id": "art_0c1d2e3f4a5b",
            "report_id": "rep_5f2b8c1d9e3a4f6071825394",
            "claim_id": "clm_9a8b7c6d5e4f",
            "claim": "The ferry is safe.",
            "claimant": "Harbour Board",
            "verdict": "claimant_only",
            "state": state,
            "act": 4,
            "kind": kind,
            "by": "Lena Hald",
            "at": "2026-01-31T06:30:00+00:00",
            "reason": "The yard's log bears it out.",
        }
        for type, state, kind in (
            (MessageType.REVIEW_ACCEPTED, "accepted", "accept"),
            (MessageType.REVIEW_EDITED, "edited", "correct"),
            (MessageType.REVIEW_REJECTED, "rejected", "reject"),
        )
    },
    MessageType.TEST: {"webhook_id": "whk_3b9d1f7a5c2e4860917a8b6c"},
}


def _ready(job: Job, report: Report) -> dict[str, Any]:
    verdicts = Counter(str(finding.content.verdict) for finding in report.findings)
    return {
        "job_id": job.id,
        "article_id": job.article_id,
        "report_id": report.id,
        "claims": len(report.findings),
        "verdicts": dict(sorted(verdicts.items())),
        **_senders_own(report.article),
    }


def _senders_own(article: Article) -> dict[str, Any]:
    """What the sender called the article by, as far as it was told, within what a message may hold."""
    own = {"external_id": article.external_id, "author": article.author, "section": article.section}
    told: dict[str, Any] = {name: words[:DETAIL] for name, words in own.items() if words}
    return {**told, "tags": [tag[:TAG] for tag in article.tags[:TAGS]]} if article.tags else told


def _failed(job: Job, failure: Failure) -> dict[str, Any]:
    return {
        "job_id": job.id,
        "article_id": job.article_id,
        "kind": failure.kind,
        "detail": failure.detail[:DETAIL],
        "retryable": failure.retryable,
    }


def _changed(previous: Report, report: Report) -> Iterator[dict[str, Any]]:
    before = {finding.claim.id: finding.content.verdict for finding in previous.findings}
    for finding in report.findings:
        id, verdict = finding.claim.id, finding.content.verdict
        if before.get(id, verdict) != verdict:
            yield {
                "article_id": report.article.id,
                "claim_id": id,
                "report_id": report.id,
                "previous_report_id": previous.id,
                "verdict": str(verdict),
                "previous_verdict": str(before[id]),
            }


# ---------------------------------------------------------------- the sender


class WebhookSender:
    """Makes the tries to deliver, each when it is due. Serves many threads."""

    def __init__(
        self,
        store: Store,
        door: Door,
        keep_trying: KeepTrying,
        agent: str,
        *,
        rendering: Rendering | None = None,
        retry_s: Sequence[float] = RETRY_S,
        now: Callable[[], datetime] = utc_now,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Of the deliveries of all desks. `agent` is how the house calls itself; `rendering` writes what goes to a chat
        (None: nothing does); `chance` gives numbers from 0 to 1."""
        self._store, self._door, self._keep_trying, self._agent = store, door, keep_trying, agent
        self._rendering, self._retry_s, self._now, self._chance = rendering, retry_s, now, chance

    def run(self, task: str) -> None:
        """Make one try of a delivery, named as `dlv_… 3`, unless it was made before. Raises Stopped when the process
        stops before it is kept; then it is made again."""
        id, number = task.split()
        try:
            store = self._keep_trying(partial(self._store.of_delivery, id))
        except NotFound:
            return  # it was erased
        webhooks = store.webhooks
        due = self._keep_trying(partial(webhooks.due, id, int(number)))
        if due is None:
            return
        made, asked_s = self._attempt(due, self._written(store, due))
        gone = CHAT_GONE if due.format.chat else GONE
        sequel = follows(due.number, made.status, asked_s, self._retry_s, self._chance(), gone)
        self._keep_trying(partial(webhooks.record, due, made, sequel))
        LOG.info("%s, try %d to %s: %s", id, due.number, due.delivery.webhook_id, made.status or made.error)
        if sequel.disables:
            LOG.warning("nothing more may reach %s: %s", due.delivery.webhook_id, sequel.disables)

    def _written(self, store: Store, due: Due) -> str:
        if self._rendering is None or not due.format.chat:
            return due.body
        return self._keep_trying(partial(self._rendering, store, due))

    def _attempt(self, due: Due, body: str) -> tuple[Try, float]:
        """The try, and for how many seconds the receiver asks to be left alone."""
        at = self._now()
        try:
            answer = self._door.post(due.url, body.encode(), headers(due, at, self._agent), TIMEOUT_S)
        except FetchFault as fault:
            took = (self._now() - at).total_seconds()
            return Try(at=at, status=None, error=f"{fault.title}. {fault.detail}", seconds=round(took, 3)), 0.0
        asked_s = wait_asked(answer.headers.get("retry-after"), at)
        error = _complaint(answer.status, answer.excerpt)
        return Try(at=at, status=answer.status, error=error, seconds=round(answer.seconds, 3)), asked_s


def follows(
    number: int,
    status: int | None,
    asked_s: float,
    retry_s: Sequence[float],
    chance: float,
    gone: Collection[int] = GONE,
) -> Sequel:
    """What follows the try of this number that ended with this status (None: with no answer). `gone`: by these nobody
    listens there any more."""
    if status is not None and _took(status):
        return Sequel(state=DeliveryState.DELIVERED)
    if status in gone:
        return Sequel(state=DeliveryState.FAILED, disables=f"It answered {status}: it is gone.")
    if number >= len(retry_s):
        reason = f"A message did not arrive in {number} tries, and nothing else did meanwhile."
        return Sequel(state=DeliveryState.FAILED, disables=reason, unless_others_arrived=True)
    usual = retry_s[number] * (1 + JITTER * chance)
    return Sequel(state=DeliveryState.PENDING, delay_s=max(usual, asked_s))


def headers(due: Due, at: datetime, agent: str) -> dict[str, str]:
    """Those of Standard Webhooks, and those that make the same body a CloudEvent in binary mode; chats heed neither."""
    plain = {"content-type": "application/json", "user-agent": agent}
    if due.format.chat:
        return plain
    message = WebhookMessage.model_validate_json(due.body)
    return {
        **plain,
        "webhook-id": due.delivery.message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": signatures(due.secrets, due.delivery.message_id, at, due.body),
        "ce-specversion": "1.0",
        "ce-id": due.delivery.message_id,
        "ce-source": SOURCE,
        "ce-type": message.type,
        "ce-time": message.timestamp.isoformat(),
    }


def signatures(secrets: Iterable[SecretStr], message_id: str, at: datetime, body: str) -> str:
    """One for each secret, so that a receiver may know either."""
    moment = at.astimezone(UTC)  # the library takes any other for UTC, whatever its zone
    signers = (standardwebhooks.Webhook(secret.get_secret_value()) for secret in secrets)
    return " ".join(signer.sign(message_id, moment, body) for signer in signers)


def _took(status: int) -> bool:
    return 200 <= status < 300


def _complaint(status: int, said: str) -> str | None:
    if _took(status):
        return None
    if 300 <= status < 400:
        return "A redirect, which is not followed."
    return said[:SAID] or "It said nothing more."
