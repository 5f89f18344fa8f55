"""What there is to tell, when a try follows a try, and what is signed."""

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from standardwebhooks import Webhook as Official

from service.domain import (
    Delivery,
    DeliveryState,
    Failure,
    Job,
    JobState,
    MessageType,
    Verdict,
    WebhookMessage,
)
from service.store.webhooks import Due
from service.work.webhooks import RETRY_S, follows, headers, messages, sample, signatures, wait_asked
from tests.building import claim, finding, report

MOMENT = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
JOB = Job(id="job_1", article_id="art_1", title="Pier", state=JobState.DONE, created_at=MOMENT, report_id="rep_2")
FAILURE = Failure(stage="job", subject="job_1", kind="budget_spent", detail="No calls are left.", retryable=True)
# The vector of the specification's own test suite.
SECRET, MESSAGE, AT = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330
BODY = '{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def judged(id, **verdicts):
    """A report with one claim to each name."""
    return report(id, [finding(claim(id=f"clm_{name}"), verdict) for name, verdict in verdicts.items()])


FORMER = judged("rep_1", pier=Verdict.CLAIMANT_ONLY, quay=Verdict.UNVERIFIED, mole=Verdict.DOUBTFUL)
REPORT = judged("rep_2", pier=Verdict.CONTRADICTED, quay=Verdict.UNVERIFIED, dock=Verdict.UNVERIFIED)

# ---------------------------------------------------------------- what there is to tell


def test_a_report_is_told_by_its_ids_and_its_counts():
    assert messages(JOB, REPORT, None) == [
        (
            MessageType.REPORT_READY,
            {
                "job_id": "job_1",
                "article_id": "art_1",
                "report_id": "rep_2",
                "claims": 3,
                "verdicts": {"contradicted": 1, "unverified": 2},
            },
        )
    ]


def test_only_a_claim_that_both_reports_have_and_judge_otherwise_has_changed():
    ready, *changed = messages(JOB, REPORT, FORMER)
    assert ready[0] is MessageType.REPORT_READY
    assert changed == [
        (
            MessageType.VERDICT_CHANGED,
            {
                "article_id": "art_1",
                "claim_id": "clm_pier",
                "report_id": "rep_2",
                "previous_report_id": "rep_1",
                "verdict": "contradicted",
                "previous_verdict": "claimant_only",
            },
        )
    ]


def test_a_failure_is_told_with_its_kind_and_its_reason():
    ((type, data),) = messages(JOB, FAILURE, FORMER)
    assert type is MessageType.JOB_FAILED
    assert data == {
        "job_id": "job_1",
        "article_id": "art_1",
        "kind": "budget_spent",
        "detail": "No calls are left.",
        "retryable": True,
    }


@pytest.mark.parametrize("character", ["x", "“", "🚢", "\x00", '"'])
def test_no_message_is_as_large_as_20_kb(character):
    failure = FAILURE.model_copy(update={"detail": character * 100_000})
    ((type, data),) = messages(JOB, failure, None)
    body = WebhookMessage(type=type, timestamp=MOMENT, data=data).model_dump_json()
    assert len(body.encode()) < 20_000


def test_every_sample_has_what_a_message_of_its_type_has():
    own = {"external_id": "7", "author": "Ada Quill", "section": "Port", "tags": ("ford",)}
    sent = REPORT.model_copy(update={"article": REPORT.article.model_copy(update=own)})
    told = dict([*messages(JOB, sent, FORMER), *messages(JOB, FAILURE, None)])
    reviews = {MessageType.REVIEW_ACCEPTED, MessageType.REVIEW_EDITED, MessageType.REVIEW_REJECTED}
    assert set(told) | reviews | {MessageType.TEST} == set(MessageType)
    for type, data in told.items():
        assert {name: value.__class__ for name, value in sample(type).data.items()} == {
            name: value.__class__ for name, value in data.items()
        }


# ---------------------------------------------------------------- when a try follows


def test_the_table_spans_three_days():
    assert timedelta(seconds=sum(RETRY_S)) == timedelta(hours=75, minutes=35, seconds=5)
    assert len(RETRY_S) == 10


@pytest.mark.parametrize("number", range(1, 10))
@pytest.mark.parametrize("status", [None, 302, 400, 429, 500, 504])
def test_a_try_that_failed_is_followed_by_another_a_little_later_than_the_table_says(number, status):
    early, late = (follows(number, status, 0.0, RETRY_S, chance) for chance in (0.0, 1.0))
    assert early.state is late.state is DeliveryState.PENDING
    assert early.delay_s == RETRY_S[number]
    assert late.delay_s == pytest.approx(RETRY_S[number] * 1.1)
    assert not early.disables


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_what_was_taken_is_delivered(status):
    assert follows(10, status, 9.0, RETRY_S, 0.5).state is DeliveryState.DELIVERED


def test_what_is_gone_is_not_tried_again():
    sequel = follows(1, 410, 0.0, RETRY_S, 0.5)
    assert sequel.state is DeliveryState.FAILED
    assert "410" in sequel.disables
    assert not sequel.unless_others_arrived


def test_the_last_try_is_the_last():
    sequel = follows(10, None, 0.0, RETRY_S, 0.5)
    assert sequel.state is DeliveryState.FAILED
    assert "10 tries" in sequel.disables
    assert sequel.unless_others_arrived


def test_a_receiver_that_asks_for_more_time_gets_it_and_never_less_than_the_table():
    assert follows(1, 429, 120.0, RETRY_S, 0.0).delay_s == 120
    assert follows(3, 429, 120.0, RETRY_S, 0.0).delay_s == RETRY_S[3]


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("120", 120),
        (" 120 ", 120),
        ("0", 0),
        ("-5", 0),
        ("1.5", 0),
        ("soon", 0),
        ("9" * 1_900, 86_400),
        (format_datetime(MOMENT + timedelta(minutes=2), usegmt=True), 120),
        (format_datetime(MOMENT - timedelta(minutes=2), usegmt=True), 0),
        (format_datetime(MOMENT + timedelta(days=9), usegmt=True), 86_400),
        ("Wed, 99 Mar 2026 05:08:07 GMT", 0),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date_up_to_a_day(told, seconds):
    assert wait_asked(told, MOMENT) == seconds


@given(st.text(max_size=80))
def test_no_retry_after_is_an_error(told):
    assert 0 <= wait_asked(told, MOMENT) <= 86_400


# ---------------------------------------------------------------- what is signed


def test_the_specification_signs_its_own_vector_the_same():
    at = datetime.fromtimestamp(AT, UTC)
    assert signatures([SecretStr(SECRET)], MESSAGE, at, BODY) == SIGNATURE


def test_a_moment_is_signed_the_same_in_every_zone():
    at = datetime.fromtimestamp(AT, timezone(timedelta(hours=9)))
    assert signatures([SecretStr(SECRET)], MESSAGE, at, BODY) == SIGNATURE


def due(body, *secrets):
    delivery = Delivery(
        id="dlv_1",
        webhook_id="whk_1",
        message_id=MESSAGE,
        type=MessageType.TEST,
        state=DeliveryState.PENDING,
        tries=(),
        next_at=None,
        created_at=MOMENT,
        ended_at=None,
    )
    return Due(delivery=delivery, url="https://desk.example/", body=body, secrets=secrets)


def test_each_secret_signs():
    body, now = sample(MessageType.TEST).model_dump_json(), datetime.now(UTC)
    sent = headers(due(body, SECRET, "whsec_AAAA"), now, "Claimtrace/1")
    assert len(sent["webhook-signature"].split()) == 2
    for secret in (SECRET, "whsec_AAAA"):
        Official(secret).verify(body, sent)


def test_the_same_body_is_a_cloud_event():
    sent = headers(due(sample(MessageType.REPORT_READY).model_dump_json(), SECRET), MOMENT, "Claimtrace/1")
    event = {name.removeprefix("ce-"): value for name, value in sent.items() if name.startswith("ce-")}
    assert event == {
        "specversion": "1.0",
        "id": MESSAGE,
        "source": "/claimtrace",
        "type": "report.ready",
        "time": "2026-01-31T06:30:00+00:00",
    }
    assert sent["webhook-timestamp"] == str(int(MOMENT.timestamp()))
    assert sent["user-agent"] == "Claimtrace/1"


def test_what_is_due_shows_no_secret():
    assert SECRET.removeprefix("whsec_") not in repr(due("{}", SECRET))
