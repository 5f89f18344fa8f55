"""Webhooks keep the promises of Standard Webhooks, on SQLite and on PostgreSQL alike; what arrives is checked by the
official library."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook as Official
from standardwebhooks import WebhookVerificationError

from service.bootstrap import open_application, open_store
from service.domain import DeliveryState, MessageType, Verdict
from service.errors import Conflict, NotFound, StoreUnavailable
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.pipeline import ReportReady
from service.settings import Settings
from service.sources.addresses import Guard
from service.sources.fetch import Door
from service.store import store_on
from service.store.database import Database
from service.store.jobs import NewJob
from service.store.webhooks import MOST
from service.work.jobs import Runner, StoreRetries
from service.work.webhooks import RETRY_S, WebhookSender
from tests.fleet import GUARD_S, wait_until
from tests.receiver import Receiver, Said

ROOT = Path(__file__).parents[2]
READY = {"job_id": "job_1", "article_id": "art_1", "report_id": "rep_1", "claims": 1, "verdicts": {"unverified": 1}}
AGENT = "Claimtrace/test"
LOOPBACK = Door(Guard(allowed=("127.0.0.0/8",)))
ARTICLE = {"article": {"title": "Pier shut", "body": "The harbour board said on Monday that the east pier was shut."}}


class Queue:
    """An outbox that keeps what was put there, in order, each task once."""

    def __init__(self):
        self.tasks = {}

    def put(self, _connection, kind, id, argument, delay_s=0.0, turn=0):  # noqa: ARG002
        if kind == "delivery":
            self.tasks.setdefault(id, (argument, delay_s))

    def prune(self, _before):
        return 0


class Clock:
    def __init__(self):
        self.now = datetime.now(UTC)

    def __call__(self):
        return self.now

    def later(self, **span):
        self.now += timedelta(**span)


class Desk:
    """A store, and a sender who makes its tries as they fall due; the sender's own clock is the real one."""

    def __init__(self, database_url):
        self.clock, self.queue = Clock(), Queue()
        database = Database(database_url, self.clock)
        database.upgrade()
        self.store = store_on(database, self.queue)
        self.webhooks = self.store.webhooks
        self.done = []
        self.sender = self.sender_with()

    def sender_with(self, door=LOOPBACK, keep_trying=lambda act: act(), **more):
        return WebhookSender(self.store, door, keep_trying, AGENT, chance=lambda: 0.0, **more)

    def announce(self, type=MessageType.REPORT_READY, data=READY):
        with self.store.database.writing() as connection:
            self.webhooks.announce(connection, type, data)

    def carry(self, times=None, sender=None):
        """Make the next tries: so many, or all there are."""
        while (times is None or times > 0) and (waiting := [id for id in self.queue.tasks if id not in self.done]):
            argument, delay_s = self.queue.tasks[waiting[0]]
            self.clock.later(seconds=delay_s)
            (sender or self.sender).run(argument)
            self.done.append(waiting[0])
            times = None if times is None else times - 1

    def delivery(self, webhook):
        return self.webhooks.deliveries(webhook.id)[0][0]

    def delays(self):
        return [delay_s for _, delay_s in self.queue.tasks.values()]

    def counted(self):
        return {
            labels[0][1]: value for (name, labels), value in self.store.totals.all().items() if name == "deliveries"
        }


@pytest.fixture
def desk(tables_url):
    desk = Desk(tables_url)
    yield desk
    desk.store.close()


@pytest.fixture
def receiver():
    with Receiver() as receiver:
        yield receiver


def verified(heard, secret):
    return Official(secret).verify(heard.body, heard.headers)


# ---------------------------------------------------------------- what arrives


def test_a_message_arrives_signed_and_minified(desk, receiver):
    webhook, secret = desk.webhooks.create(receiver.url)
    desk.announce()
    desk.carry()
    (heard,) = receiver.heard
    told = verified(heard, secret)
    assert told["type"] == "report.ready"
    assert told["data"] == READY
    assert datetime.fromisoformat(told["timestamp"]) == desk.clock.now
    assert heard.body == json.dumps(told, separators=(",", ":")).encode()
    assert heard.headers["content-type"] == "application/json"
    assert heard.headers["user-agent"] == AGENT
    assert heard.headers["ce-id"] == heard.headers["webhook-id"]
    assert "." not in heard.headers["webhook-id"]
    delivery = desk.delivery(webhook)
    assert (delivery.state, delivery.message_id) == (DeliveryState.DELIVERED, heard.headers["webhook-id"])
    assert [(made.status, made.error) for made in delivery.tries] == [(204, None)]
    assert delivery.ended_at == desk.clock.now
    assert delivery.next_at is None
    assert desk.counted() == {"delivered": 1}


def test_what_was_tampered_with_does_not_verify(desk, receiver):
    _, secret = desk.webhooks.create(receiver.url)
    desk.announce()
    desk.carry()
    (heard,) = receiver.heard
    changed = [
        (heard.body.replace(b"rep_1", b"rep_2"), {}),
        (heard.body, {"webhook-id": "msg_other"}),
        (heard.body, {"webhook-timestamp": str(int(heard.headers["webhook-timestamp"]) + 1)}),
    ]
    for body, headers in changed:
        with pytest.raises(WebhookVerificationError):
            Official(secret).verify(body, heard.headers | headers)


def test_after_a_change_of_secrets_both_verify_for_a_day(desk, receiver):
    webhook, former = desk.webhooks.create(receiver.url)
    _, secret = desk.webhooks.rotate(webhook.id)
    desk.clock.later(hours=23, minutes=59)
    desk.announce()
    desk.carry()
    desk.clock.later(minutes=2)
    desk.announce()
    desk.carry()
    within, after = receiver.heard
    assert secret != former
    for one in (former, secret):
        verified(within, one)
    verified(after, secret)
    with pytest.raises(WebhookVerificationError):
        verified(after, former)


def test_a_replay_is_the_same_message_at_another_time(desk, receiver):
    webhook, secret = desk.webhooks.create(receiver.url)
    desk.announce()
    first = desk.delivery(webhook)
    with pytest.raises(Conflict, match="on its way"):
        desk.webhooks.replay(webhook.id, first.id)
    desk.carry()
    again = desk.webhooks.replay(webhook.id, first.id)
    desk.carry(sender=desk.sender_with(now=lambda: datetime.now(UTC) + timedelta(minutes=2)))
    one, two = receiver.heard
    assert again.id != first.id
    assert two.body == one.body
    assert two.headers["webhook-id"] == one.headers["webhook-id"]
    assert int(two.headers["webhook-timestamp"]) - int(one.headers["webhook-timestamp"]) >= 119
    verified(two, secret)


def test_a_test_reaches_one_webhook_whatever_it_is_told_of(desk, receiver):
    webhook, secret = desk.webhooks.create(receiver.url, (MessageType.JOB_FAILED,))
    desk.webhooks.create(receiver.url)
    desk.webhooks.test(webhook.id)
    desk.carry()
    (heard,) = receiver.heard
    assert verified(heard, secret)["data"] == {"webhook_id": webhook.id}


def test_a_webhook_is_told_of_what_it_asked_for(desk, receiver):
    wide, _ = desk.webhooks.create(receiver.url)
    narrow, _ = desk.webhooks.create(receiver.url, (MessageType.JOB_FAILED, MessageType.VERDICT_CHANGED))
    for type in (MessageType.REPORT_READY, MessageType.JOB_FAILED):
        desk.announce(type)
    desk.carry()
    assert [one.type for one in desk.webhooks.deliveries(narrow.id)[0]] == [MessageType.JOB_FAILED]
    assert [one.type for one in desk.webhooks.deliveries(wide.id)[0]] == [
        MessageType.JOB_FAILED,
        MessageType.REPORT_READY,
    ]
    assert Counter(json.loads(heard.body)["type"] for heard in receiver.heard) == {"report.ready": 1, "job.failed": 2}


def test_what_is_not_committed_is_not_sent(desk, receiver):
    webhook, _ = desk.webhooks.create(receiver.url)
    with suppress(ZeroDivisionError), desk.store.database.writing() as connection:
        desk.webhooks.announce(connection, MessageType.REPORT_READY, READY)
        raise ZeroDivisionError
    desk.carry()
    assert not receiver.heard
    assert desk.webhooks.deliveries(webhook.id) == ((), None)


# ---------------------------------------------------------------- who gets nothing


@pytest.mark.parametrize("gone", ["deleted", "disabled"])
def test_a_webhook_that_is_gone_gets_nothing_more(desk, receiver, gone):
    webhook, _ = desk.webhooks.create(receiver.url)
    desk.announce()
    if gone == "deleted":
        desk.webhooks.delete(webhook.id)
    else:
        desk.webhooks.change(webhook.id, enabled=False)
    desk.announce()
    desk.carry()
    assert not receiver.heard
    assert len(desk.queue.tasks) == 1
    if gone == "disabled":
        assert [one.state for one in desk.webhooks.deliveries(webhook.id)[0]] == [DeliveryState.CANCELLED]


def test_410_disables_the_webhook_and_what_waits_for_it_is_cancelled(desk):
    with Receiver([Said(410)]) as receiver:
        webhook, _ = desk.webhooks.create(receiver.url)
        desk.announce()
        desk.announce()
        desk.carry()
        assert len(receiver.heard) == 1
    assert "410" in desk.webhooks.get(webhook.id).disabled
    states = [one.state for one in desk.webhooks.deliveries(webhook.id)[0]]
    assert states == [DeliveryState.CANCELLED, DeliveryState.FAILED]
    assert desk.counted() == {"failed": 1}


def test_a_disabled_webhook_may_be_enabled_again(desk, receiver):
    webhook, _ = desk.webhooks.create(receiver.url)
    assert desk.webhooks.change(webhook.id, enabled=False).disabled
    with pytest.raises(Conflict, match="disabled"):
        desk.webhooks.test(webhook.id)
    assert desk.webhooks.change(webhook.id, enabled=True).disabled is None
    desk.announce()
    desk.carry()
    assert len(receiver.heard) == 1


# ---------------------------------------------------------------- what goes wrong


def test_a_receiver_that_is_down_for_three_tries_gets_it_exactly_once(desk):
    receiver = Receiver()
    webhook, secret = desk.webhooks.create(receiver.url)
    desk.announce()
    desk.carry(3)
    assert desk.delivery(webhook).state is DeliveryState.PENDING
    with receiver:
        desk.carry()
        (heard,) = receiver.heard
    verified(heard, secret)
    delivery = desk.delivery(webhook)
    assert delivery.state is DeliveryState.DELIVERED
    assert [made.status for made in delivery.tries] == [None, None, None, 204]
    assert all(made.error.startswith("Server unreachable. 127.0.0.1") for made in delivery.tries[:3])
    assert list(desk.queue.tasks) == [f"{delivery.id}-{n}" for n in (1, 2, 3, 4)]
    assert desk.delays() == [0, *RETRY_S[1:4]]
    assert desk.counted() == {"retried": 3, "delivered": 1}


def test_a_redirect_is_a_failure_and_nobody_follows_it(desk, receiver):
    with Receiver([Said(302, {"Location": receiver.url})]) as moved:
        webhook, _ = desk.webhooks.create(moved.url)
        desk.announce()
        desk.carry(1)
    (made,) = desk.delivery(webhook).tries
    assert (made.status, made.error) == (302, "A redirect, which is not followed.")
    assert not receiver.heard
    assert desk.delays() == [0, 5]


def test_a_receiver_that_asks_for_more_time_gets_it(desk):
    with Receiver([Said(429, {"Retry-After": "3600"}), Said(503, {"Retry-After": "1"})]) as receiver:
        webhook, _ = desk.webhooks.create(receiver.url)
        desk.announce()
        desk.carry(1)
        assert desk.delivery(webhook).next_at == desk.clock.now + timedelta(hours=1)
        desk.carry()
    assert desk.delays() == [0, 3600, RETRY_S[2]]


def test_fifty_kilobytes_of_complaint_do_no_harm(desk):
    with Receiver([Said(500, body=b"\x00\xff<script>" + b"no " * 17_000)]) as receiver:
        webhook, _ = desk.webhooks.create(receiver.url)
        desk.announce()
        desk.carry()
    refused, taken = desk.delivery(webhook).tries
    assert (refused.status, taken.status) == (500, 204)
    assert len(refused.error) == 500


def test_a_name_that_leads_inside_is_not_called(desk, receiver):
    webhook, _ = desk.webhooks.create(f"https://desk.example:{receiver.port}/hook")
    inside = [(None, None, 0, "", ("127.0.0.1", receiver.port))]
    sender = desk.sender_with(Door(Guard(), resolve=lambda *_, **__: inside))
    desk.announce()
    desk.carry(1, sender)
    (made,) = desk.delivery(webhook).tries
    assert made.error == "Address refused. desk.example: Should lead to a public address."
    assert desk.delivery(webhook).state is DeliveryState.PENDING
    assert not receiver.heard


def test_after_ten_tries_it_has_failed_and_the_webhook_is_disabled(desk):
    webhook, _ = desk.webhooks.create(Receiver().url)
    desk.announce()
    desk.carry()
    delivery = desk.delivery(webhook)
    assert (delivery.state, len(delivery.tries)) == (DeliveryState.FAILED, 10)
    assert "10 tries" in desk.webhooks.get(webhook.id).disabled
    assert desk.delays() == list(RETRY_S)


def test_a_webhook_that_took_something_meanwhile_stays_enabled(desk):
    with Receiver([Said(500)] * 9 + [Said(204), Said(500)]) as receiver:
        webhook, _ = desk.webhooks.create(receiver.url)
        desk.announce()
        desk.carry(9)
        desk.webhooks.test(webhook.id)
        last = [id for id in desk.queue.tasks if id.endswith("-1")][-1]
        desk.sender.run(desk.queue.tasks[last][0])
        desk.done.append(last)
        desk.carry()
    assert [one.state for one in desk.webhooks.deliveries(webhook.id)[0]] == [
        DeliveryState.DELIVERED,
        DeliveryState.FAILED,
    ]
    assert desk.webhooks.get(webhook.id).disabled is None


# ---------------------------------------------------------------- tasks that run twice


def test_a_stale_task_does_not_send_again(desk):
    with Receiver([Said(500)]) as receiver:
        webhook, _ = desk.webhooks.create(receiver.url)
        desk.announce()
        desk.carry(1)
        id = desk.delivery(webhook).id
        for number in (1, 3):
            desk.sender.run(f"{id} {number}")
        assert len(receiver.heard) == 1
        desk.carry()
        for number in (1, 2, 3):
            desk.sender.run(f"{id} {number}")
        desk.sender.run("dlv_none 1")
        assert len(receiver.heard) == 2
    assert len(desk.delivery(webhook).tries) == 2


def test_a_try_that_was_cut_off_before_it_was_kept_is_made_again_under_the_same_id(desk, receiver):
    webhook, secret = desk.webhooks.create(receiver.url)
    desk.announce()
    acts = []

    def cut_off(act):
        acts.append(act)
        if len(acts) == 3:
            raise StoreUnavailable("The power is out.")
        return act()

    with pytest.raises(StoreUnavailable):
        desk.carry(sender=desk.sender_with(keep_trying=cut_off))
    desk.carry()
    one, two = receiver.heard
    assert verified(one, secret) == verified(two, secret)
    assert one.headers["webhook-id"] == two.headers["webhook-id"]
    assert len(desk.delivery(webhook).tries) == 1
    acts[1]()  # the first run comes to, and keeps what it has: too late
    assert len(desk.delivery(webhook).tries) == 1
    assert desk.counted() == {"delivered": 1}


# ---------------------------------------------------------------- what is kept


def test_webhooks_and_deliveries_come_newest_first_page_by_page(desk):
    made = [desk.webhooks.create(f"https://desk.example/{n}")[0] for n in range(5)]
    first, cursor = desk.webhooks.page(limit=3)
    rest, end = desk.webhooks.page(cursor, limit=3)
    assert [*first, *rest] == made[::-1]
    assert end is None
    sent = [desk.webhooks.test(made[0].id) for _ in range(3)]
    newest, cursor = desk.webhooks.deliveries(made[0].id, limit=2)
    assert [*newest, *desk.webhooks.deliveries(made[0].id, before=cursor)[0]] == sent[::-1]
    assert desk.webhooks.deliveries(made[0].id, DeliveryState.FAILED) == ((), None)
    with pytest.raises(NotFound):
        desk.webhooks.deliveries("whk_none")


def test_there_are_a_hundred_webhooks_at_most(desk):
    for _ in range(MOST):
        desk.webhooks.create("https://desk.example/")
    with pytest.raises(Conflict, match="100"):
        desk.webhooks.create("https://desk.example/")


def test_what_ended_long_ago_is_forgotten_and_what_is_on_its_way_is_not(desk, receiver):
    webhook, _ = desk.webhooks.create(receiver.url)
    desk.webhooks.test(webhook.id)
    desk.carry()
    waiting = desk.webhooks.test(webhook.id)
    desk.clock.later(days=31)
    assert desk.store.prune(None, desk.clock.now - timedelta(days=30)).deliveries == 1
    assert desk.webhooks.deliveries(webhook.id)[0] == (waiting,)


# ---------------------------------------------------------------- jobs


@pytest.fixture(scope="module")
def written():
    """A report, as the application makes it."""
    return open_application(Settings()).verification.report(dossier_of(request_from(ARTICLE)))


def judged(report, id, verdict):
    first, *others = report.findings
    content = first.content.model_copy(update={"verdict": verdict})
    return report.model_copy(update={"id": id, "findings": (first.model_copy(update={"content": content}), *others)})


def run_job(desk, id, events):
    """A job whose way through the application gives these events."""
    request = request_from(ARTICLE).model_dump_json()
    new = NewJob(id=id, article_id="art_1", title=None, request=request, fingerprint=id)
    desk.store.jobs.submit(new, room=10)
    Runner(desk.store, lambda *_: events, "tests", StoreRetries(threading.Event())).run(id)


def faulty():
    yield from ()
    raise ValueError("a fault")


def test_a_jobs_end_is_told_and_so_is_what_it_changed(desk, receiver, written):
    written = written.model_copy(update={"article": written.article.model_copy(update={"id": "art_1"})})
    webhook, _ = desk.webhooks.create(receiver.url)
    run_job(desk, "job_1", iter([ReportReady(report=judged(written, "rep_1", Verdict.CLAIMANT_ONLY))]))
    run_job(desk, "job_2", iter([ReportReady(report=judged(written, "rep_2", Verdict.CONTRADICTED))]))
    run_job(desk, "job_3", faulty())
    desk.carry()
    told = [json.loads(heard.body) for heard in receiver.heard]
    assert [one["type"] for one in told] == ["report.ready", "report.ready", "claim.verdict_changed", "job.failed"]
    assert told[1]["data"]["verdicts"]["contradicted"] == 1
    assert (told[2]["data"]["previous_report_id"], told[2]["data"]["report_id"]) == ("rep_1", "rep_2")
    assert (told[3]["data"]["job_id"], told[3]["data"]["kind"]) == ("job_3", "internal")
    assert len(desk.webhooks.deliveries(webhook.id)[0]) == 4


# ---------------------------------------------------------------- with the real engine

SENDER = """
import sys
from service.bootstrap import open_store
from service.work.engine import Engine, Lane
from service.sources.addresses import Guard
from service.sources.fetch import Door
from service.store import webhooks
from service.work.webhooks import WebhookSender

store = open_store(sys.argv[1])
door = Door(Guard(allowed=("127.0.0.0/8",)))
soon = (0, *(0.1,) * 10_000)
sender = WebhookSender(store, door, lambda act: act(), "Claimtrace/test", retry_s=soon)
engine = Engine(store.database, "tests", {webhooks.KIND: (Lane(at_once=4, pause_s=0.05), sender.run)})
engine.start()
sys.stdin.read()
engine.stop(1)
"""


@contextmanager
def process(*command, **environment):
    """Runs until the block ends, and its standard input with it."""
    told = {"cwd": ROOT, "stdin": subprocess.PIPE, "env": {**os.environ, "PYTHONPATH": str(ROOT), **environment}}
    with subprocess.Popen([sys.executable, *command], **told) as running:
        try:
            yield running
        finally:
            running.stdin.close()
            running.wait(GUARD_S)


def test_the_engine_tries_until_a_receiver_that_was_down_has_it_once(tables_url):
    store = open_store(tables_url)
    receiver = Receiver([Said(503), Said(503)])
    webhook, secret = store.webhooks.create(receiver.url)
    with store.database.writing() as connection:
        store.webhooks.announce(connection, MessageType.REPORT_READY, READY)
    with process("-c", SENDER, tables_url):
        assert wait_until(lambda: store.webhooks.deliveries(webhook.id)[0][0].tries)
        with receiver:
            assert wait_until(lambda: store.webhooks.deliveries(webhook.id)[0][0].state.ended)
    (delivery,) = store.webhooks.deliveries(webhook.id)[0]
    assert delivery.state is DeliveryState.DELIVERED
    taken = [made for made in delivery.tries if made.status == 204]
    assert len(taken) == 1
    assert len({heard.headers["webhook-id"] for heard in receiver.heard}) == 1
    verified(receiver.heard[-1], secret)
    store.close()


def test_a_worker_takes_a_report_to_its_webhook(tmp_path, receiver):
    database_url = f"sqlite:///{tmp_path / 'claimtrace.db'}"
    application = open_application(Settings(database_url=database_url))
    _, secret = application.store.webhooks.create(receiver.url)
    job, _ = application.verification.submit(dossier_of(request_from(ARTICLE)))
    settings = {"CLAIMTRACE_DATABASE_URL": database_url, "CLAIMTRACE_REACHABLE": "127.0.0.0/8"}
    with process("-c", "from service.cli import main; main()", "worker", "--attached", **settings):
        assert wait_until(lambda: receiver.heard)
    (heard,) = receiver.heard
    told = verified(heard, secret)
    assert told["data"]["job_id"] == job.id
    assert application.store.reports.get(told["data"]["report_id"]).findings
    assert heard.headers["user-agent"].startswith("Claimtrace/")
    application.store.close()
