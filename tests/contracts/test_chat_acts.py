"""What people do from Slack: signed by Slack, taken once, done as an act of the desk and answered to them alone;
whatever else comes is refused, and nothing of it is kept."""

import hmac
import json
import logging
import shutil
import time
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.client import HTTPConnection
from itertools import count
from urllib.parse import quote_plus, urlencode

import pytest
from pydantic import SecretStr
from slack_sdk.models.blocks import Block
from slack_sdk.signature import Clock, SignatureVerifier
from sqlalchemy import delete, select

from service.api import create_app
from service.bootstrap import open_application
from service.domain import Accept, Assign, MessageFormat, Note, Override, Reject, Undo, Verdict
from service.errors import Conflict, NotSignedIn, Stopped
from service.intake.slack import check_signature
from service.settings import Settings
from service.sources.addresses import Guard
from service.sources.fetch import Door
from service.store import store_on
from service.store.audit import AuditFilter
from service.store.database import Database
from service.store.sealing import Sealer, new_key
from service.store.tables import CHAT_ACTS, DELIVERIES, REPORTS, REVIEW_ACTS, WEBHOOKS
from service.work.chat_acts import ChatActs
from service.work.reviews import done
from tests.receiver import Receiver, Said
from tests.reviewing import MACHINE
from tests.serving import serving

SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = "application/x-www-form-urlencoded"
SEEN = {"report": "rep_1", "claim": "clm_2", "seen": 0, "verdict": "weakly_refuted"}
WHO = "lena.hald (Slack U024BE7LH)"


class Here:
    """A sandbox whose runs are in this process."""

    def run(self, act, *arguments):
        return act(*arguments)


class Channel:
    """A desk with a Slack webhook, as one in its channel sees it."""

    def __init__(self, desk, browser, slack):
        self.desk, self.store, self.slack, self.browser = desk, desk.store, slack, browser
        self.pressed, self.before = count(), 0
        self.before = len(self.trail())
        self.webhook, _ = self.store.webhooks.create(slack.url, format=MessageFormat.SLACK, signing_secret=SIGNING)
        self.verifier = SignatureVerifier(SIGNING)

    def payload(self, action="claimtrace_accept", value=SEEN, **more):
        told = value if isinstance(value, str) else json.dumps(value)
        button = {"type": "button", "block_id": "b1", "action_id": action, "value": told, "action_ts": "1.2"}
        return {
            "type": "block_actions",
            "user": {"id": "U024BE7LH", "username": "lena.hald", "name": "lena.hald", "team_id": "T0"},
            "api_app_id": "A0",
            "container": {"type": "message", "is_ephemeral": False},
            "trigger_id": f"1.2.{next(self.pressed)}",
            "channel": {"id": "C0", "name": "desk"},
            "response_url": self.slack.url,
            "actions": [button],
            **more,
        }

    def send(self, body, at=None, signature=None, id=None, **more):
        """As Slack sends it: signed by Slack's own library."""
        at = str(int(self.store.database.now().timestamp())) if at is None else at
        signed = self.verifier.generate_signature(timestamp=at, body=body) if signature is None else signature
        headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signed}
        place = f"/v1/ingest/slack/{id or self.webhook.id}"
        return self.browser.post(place, data=body, headers=headers, **{"content_type": FORM} | more)

    def over(self, port, body, at):
        """The same by a socket; the status."""
        signed = self.verifier.generate_signature(timestamp=at, body=body)
        headers = {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": signed, "Content-Type": FORM}
        line = HTTPConnection("127.0.0.1", port, timeout=20)
        line.request("POST", f"/v1/ingest/slack/{self.webhook.id}", body, headers)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status

    def press(self, **told):
        answer = self.send(urlencode({"payload": json.dumps(self.payload(**told))}))
        assert (answer.status_code, answer.data) == (200, b""), answer.text
        return self.work()

    def work(self):
        """A worker does what waits; what was answered last."""
        door = Door(Guard(allowed=self.desk.reachable))
        ruleset = self.desk.verification.ruleset
        worker = ChatActs(self.store, Here(), ruleset, door, lambda act: act(), "Claimtrace/test")
        for id in self.waiting():
            worker.run(f"main {id}")
        if not self.slack.heard:
            return None
        body = json.loads(self.slack.heard[-1].body)
        assert body["response_type"] == "ephemeral"
        Block.parse_all(body["blocks"])[0].validate_json()
        return body["text"]

    def do(self, act, who="Omar Reyes"):
        return done(self.store, Here(), self.desk.verification.ruleset, "rep_1", act, who, None)

    def acts(self):
        return [(one.act, one.who) for one in self.store.reviews.of("rep_1")]

    def rows(self):
        with self.store.database.reading() as connection:
            return connection.execute(select(CHAT_ACTS)).all()

    def waiting(self):
        return [row.id for row in self.rows() if row.body]

    def trail(self):
        """What was put on it in this test."""
        page, _ = self.store.audit.page(AuditFilter(), None, 1_000)
        told = [(one.who, one.kind, one.action, one.outcome) for one in page]
        return told[: len(told) - self.before]


@pytest.fixture(scope="module")
def opened(tmp_path_factory, migrated):
    """One application for all tests here, and its client: each begins without webhooks and acts."""
    file = shutil.copy(migrated, tmp_path_factory.mktemp("chat") / "chat.db")
    application = open_application(Settings(database_url=f"sqlite:///{file}", reachable=("127.0.0.0/8",)))
    application.store.reports.save(MACHINE)
    yield application, create_app(application).test_client()
    application.store.close()


@pytest.fixture
def channel(opened):
    with opened[0].store.database.writing() as connection:
        for table in (REVIEW_ACTS, CHAT_ACTS, DELIVERIES, WEBHOOKS):
            connection.execute(delete(table))
    with Receiver() as slack:
        yield Channel(*opened, slack)


# ---------------------------------------------------------------- what is done


def test_a_claim_is_accepted_by_a_button_and_whoever_pressed_it_is_told(channel):
    assert channel.press() == "Accepted. The verdict is: disputed."
    assert channel.acts() == [(Accept(claim="clm_2", verdict=Verdict.WEAKLY_REFUTED), WHO)]
    assert channel.trail() == [(WHO, "slack", "slack_accept", "done")]
    assert [row.body for row in channel.rows()] == [None]


def test_a_claim_is_assigned_to_whoever_asks_for_it_and_is_accepted_by_them_then(channel):
    assert channel.press(action="claimtrace_assign") == "It is yours to look at now."
    assert channel.press().startswith("Accepted")
    assert [act for act, _ in channel.acts()] == [
        Assign(claim="clm_2", to=WHO),
        Accept(claim="clm_2", verdict=Verdict.WEAKLY_REFUTED),
    ]


def test_every_claim_of_a_message_can_be_accepted_one_after_another(channel):
    for claim, verdict in (("clm_2", "weakly_refuted"), ("clm_3", "unverified"), ("clm_1", "weakly_supported")):
        assert channel.press(value=SEEN | {"claim": claim, "verdict": verdict}).startswith("Accepted")
    assert len(channel.acts()) == 3


def test_what_was_done_is_not_done_twice(channel):
    assert channel.press() == channel.press() == "Accepted. The verdict is: disputed."
    assert len(channel.acts()) == 1


@pytest.mark.parametrize(
    ("acts", "says"),
    [
        ([Reject(claim="clm_2", reason="Nobody said so.")], "act 1, reject of clm_2, by Omar Reyes"),
        ([Accept(claim="clm_2")], "act 1, accept of clm_2, by Omar Reyes"),
        ([Note(claim="clm_2", text="Hold it.")], "act 1, note of clm_2"),
        ([Note(text="Hold all.")], "act 1, note, by Omar Reyes"),
        ([Override(claim="clm_2", verdict=Verdict.UNVERIFIED, reason="Another ferry.")], "act 1, override of clm_2"),
        ([Accept(claim="clm_2"), Undo(number=1)], "act 1, accept of clm_2, by Omar Reyes; act 2, undo of act 1"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_an_act_on_what_changed_since_is_not_done_and_is_told_what_changed(channel, acts, says):
    for act in acts:
        channel.do(act)
    said = channel.press()
    assert said.startswith("Nothing was done.") and says in said
    assert len(channel.acts()) == len(acts)
    assert channel.trail() == [(WHO, "slack", "slack_accept", "changed_meanwhile")]


@pytest.mark.parametrize(
    "act",
    [
        Accept(claim="clm_3"),
        Assign(claim="clm_2", to="Omar Reyes"),
        Assign(to="Omar Reyes"),
        Reject(claim="clm_1", reason="x"),
    ],
    ids=lambda act: f"{act.kind} {act.claim}",
)
def test_what_was_done_to_other_claims_and_who_is_to_look_hinder_no_acceptance(channel, act):
    channel.do(act)
    assert channel.press().startswith("Accepted")


def test_a_claim_that_somebody_else_took_is_not_taken_from_them(channel):
    channel.do(Assign(claim="clm_2", to="Omar Reyes"))
    assert "assign of clm_2, by Omar Reyes" in channel.press(action="claimtrace_assign")


@pytest.mark.parametrize("action", ["claimtrace_accept", "claimtrace_assign"])
def test_nothing_is_done_to_a_report_that_another_took_the_place_of(channel, action):
    later = f"rep_{action}"
    channel.store.reports.save(MACHINE.model_copy(update={"id": later}))
    said = channel.press(action=action)
    with channel.store.database.writing() as connection:
        connection.execute(delete(REPORTS).where(REPORTS.c.id == later))
    assert said.startswith("Nothing was done.") and later in said
    assert channel.acts() == []
    assert channel.trail() == [(WHO, "slack", f"slack_{action.removeprefix('claimtrace_')}", "conflict")]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (SEEN | {"verdict": "corroborated"}, "The claim is weakly_refuted, and not corroborated."),
        (SEEN | {"claim": "clm_9"}, "no claim 'clm_9'"),
        (SEEN | {"report": "rep_9"}, "rep_9"),
        ({"report": "rep_1", "claim": "clm_2", "seen": 0}, "no verdict that could be accepted"),
    ],
)
def test_what_cannot_be_done_is_told_and_not_done(channel, value, says):
    said = channel.press(value=value)
    assert said.startswith("Nothing was done.") and says in said
    assert channel.acts() == []


@pytest.mark.parametrize(
    "told",
    [{"action": "approve_budget"}, {"action": "claimtrace_erase"}, {"type": "view_submission"}, {"actions": []}],
    ids=str,
)
def test_a_button_that_is_not_ours_is_told_so(channel, told):
    assert channel.press(**told) == "Nothing was done: the button is not one of this desk's."
    assert channel.acts() == []


def test_a_button_that_only_opens_a_page_is_nothing_to_be_done(channel):
    assert channel.press(action="claimtrace_open", value="") is None
    assert not channel.rows()


def test_an_answer_that_nobody_takes_hinders_nothing_and_is_no_secrets_end(channel, caplog):
    caplog.set_level(logging.INFO)
    channel.slack.answers = [Said(404), Said(302, {"Location": "http://127.0.0.1:9/"})]
    channel.press()
    channel.press(value=SEEN | {"claim": "clm_3", "verdict": "unverified"})
    assert len(channel.acts()) == 2
    assert channel.slack.url not in caplog.text


@pytest.mark.parametrize("gone", ["disabled", "deleted"])
def test_nothing_is_done_for_a_webhook_that_was_switched_off_meanwhile(channel, gone):
    channel.send(urlencode({"payload": json.dumps(channel.payload())}))
    if gone == "disabled":
        channel.store.webhooks.change(channel.webhook.id, enabled=False)
    else:
        channel.store.webhooks.delete(channel.webhook.id)
    assert channel.work().startswith("Nothing was done")
    assert channel.acts() == []
    again = channel.send(urlencode({"payload": json.dumps(channel.payload(trigger_id="2"))}))
    assert again.status_code == (403 if gone == "disabled" else 404)


def test_what_is_kept_until_it_is_done_is_the_desks_own(channel):
    other = channel.store.of("harbour")
    channel.send(urlencode({"payload": json.dumps(channel.payload())}))
    (id,) = channel.waiting()
    assert other.chat_acts.waiting(id) is None
    assert channel.store.chat_acts.waiting(id)[0] == channel.webhook.id


def test_a_worker_that_stops_half_way_does_the_act_once_and_answers_in_the_end(channel, monkeypatch):
    channel.send(urlencode({"payload": json.dumps(channel.payload())}))

    def stopped(_id):
        raise Stopped("The process stops.")

    with monkeypatch.context() as stopping, pytest.raises(Stopped):
        stopping.setattr(channel.store.chat_acts, "settle", stopped)
        channel.work()
    assert len(channel.waiting()) == 1
    assert channel.work().startswith("Accepted")
    assert len(channel.acts()) == 1 and not channel.waiting()


class Outbox:
    """Keeps what was put there."""

    def __init__(self):
        self.tasks = []

    def put(self, _connection, kind, id, argument, delay_s=0.0, turn=0):  # noqa: ARG002
        self.tasks.append((kind, argument))


def test_what_waits_is_sealed_is_taken_once_and_is_forgotten_in_time_on_either_database(tables_url):
    clock, outbox = [datetime(2026, 3, 4, tzinfo=UTC)], Outbox()
    database = Database(tables_url, lambda: clock[0])
    acts = store_on(database, outbox, Sealer([SecretStr(new_key())])).chat_acts

    def bodies():
        with database.reading() as connection:
            return {row.id: row.body for row in connection.execute(select(CHAT_ACTS))}

    acts.take("a" * 64, "whk_1", "answer at a secret place")
    with pytest.raises(Conflict, match="came before"):
        acts.take("a" * 64, "whk_1", "again")
    assert outbox.tasks == [("chat_act", f"main {'a' * 64}")]
    assert acts.waiting("a" * 64) == ("whk_1", "answer at a secret place")
    assert "secret" not in bodies()["a" * 64]
    acts.settle("a" * 64)
    assert acts.waiting("a" * 64) is None and bodies() == {"a" * 64: None}
    clock[0] += timedelta(minutes=9)
    acts.take("b" * 64, "whk_1", "later")
    assert set(bodies()) == {"a" * 64, "b" * 64}
    clock[0] += timedelta(minutes=11)
    acts.take("c" * 64, "whk_1", "much later")
    assert set(bodies()) == {"b" * 64, "c" * 64}, "what is not done yet stays"
    database.close()


def test_over_the_wire_slack_is_answered_within_its_three_seconds(channel, opened):
    body = urlencode({"payload": json.dumps(channel.payload())}).encode()
    at = str(int(channel.store.database.now().timestamp()))
    with serving(create_app(opened[0]), opened[0]) as port:
        begun = time.monotonic()
        assert channel.over(port, body, at) == 200
        assert time.monotonic() - begun < 3
        assert channel.over(port, body, at) == 409
        assert channel.over(port, body[:-1], at) == 400
        assert channel.over(port, b"payload=" + b"x" * 600_000, at) == 413
    assert channel.work().startswith("Accepted")


# ---------------------------------------------------------------- what is refused


def refused(channel, answer, status):
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    assert SIGNING not in answer.text
    assert channel.acts() == []
    assert not channel.slack.heard


BODY = "payload=%7B%7D"


@pytest.mark.parametrize(
    "wrong",
    [
        {"signature": ""},
        {"signature": "v0="},
        {"signature": "v0=" + "0" * 64},
        {"signature": "v0=é" + "0" * 63},
        {"signature": "v1=" + hmac.new(SIGNING.encode(), b"v0:1:" + BODY.encode(), sha256).hexdigest()},
        {"at": ""},
        {"at": "soon"},
        {"at": "١٢٣"},
        {"at": "0"},
        {"at": "9" * 40},
        {"at": "-1"},
    ],
    ids=str,
)
def test_what_slack_did_not_sign_or_not_now_is_refused(channel, wrong):
    if any(not value.isascii() for value in wrong.values()):
        wrong = {name: value.encode().decode("latin-1") for name, value in wrong.items()}
        wrong.setdefault("signature", "v0=" + "0" * 64)
    refused(channel, channel.send(BODY, **wrong), 401)
    assert not channel.rows()


@pytest.mark.parametrize("away", [-301, 301, -86_400])
def test_what_is_five_minutes_old_or_from_the_future_is_refused(channel, away):
    at = str(int(channel.store.database.now().timestamp()) + away)
    refused(channel, channel.send(urlencode({"payload": json.dumps(channel.payload())}), at=at), 401)


def test_another_secret_another_body_and_another_moment_do_not_verify(channel):
    body = urlencode({"payload": json.dumps(channel.payload())})
    at = str(int(channel.store.database.now().timestamp()))
    good = channel.verifier.generate_signature(timestamp=at, body=body)
    other = SignatureVerifier("another secret of somebody").generate_signature(timestamp=at, body=body)
    refused(channel, channel.send(body, at=at, signature=other), 401)
    refused(channel, channel.send(body.replace("clm_2", "clm_3"), at=at, signature=good), 401)
    refused(channel, channel.send(body, at=str(int(at) - 1), signature=good), 401)
    refused(channel, channel.send(body, id="whk_none"), 404)
    quiet, _ = channel.store.webhooks.create(channel.slack.url, format=MessageFormat.SLACK)
    refused(channel, channel.send(body, id=quiet.id), 404)


def test_the_same_request_is_taken_once(channel):
    body = urlencode({"payload": json.dumps(channel.payload())})
    at = str(int(channel.store.database.now().timestamp()))
    assert channel.send(body, at=at).status_code == 200
    assert channel.send(body, at=at).status_code == 409
    channel.work()
    channel.do(Undo(number=1))
    assert channel.send(body, at=at).status_code == 409
    channel.work()
    assert [act.kind for act, _ in channel.acts()] == ["accept", "undo"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("payload=", 400),
        ("payload=%7B", 400),
        ("payload=%5B%5D", 400),
        ("payload=%FF%FE", 400),
        ("payload=%7B%7D&payload=%7B%7D", 400),
        ("other=%7B%7D", 400),
        ("payload=%7B%7D&token=x", 400),
        ("&".join("a=1" for _ in range(900)), 400),
        ("payload=" + quote_plus("[" * 50_000), 400),
        ("payload=" + quote_plus('{"type":"block_actions"}'), 422),
        ("payload=" + "x" * 500_000, 413),
        ("é=1".encode().decode("latin-1"), 400),
    ],
    ids=lambda one: str(one)[:24],
)
def test_what_cannot_be_read_is_refused_though_it_is_signed(channel, body, status):
    refused(channel, channel.send(body), status)
    assert not channel.rows()


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"response_url": "https://evil.example/"}, "/response_url"),
        ({"response_url": "http://hooks.slack.com/actions/T0/1/x"}, "/response_url"),
        ({"response_url": "https://hooks.slack.com.evil.example/"}, "/response_url"),
        ({"response_url": "https://hooks.slack.com@evil.example/"}, "/response_url"),
        ({"response_url": "https://hooks.slack.com:8443/"}, "/response_url"),
        ({"response_url": "http://127.0.0.1/latest/meta-data"}, "/response_url"),
        ({"response_url": "http://[::1"}, "/response_url"),
        ({"response_url": "x" * 3_000}, "/response_url"),
        ({"response_url": None}, "/response_url"),
        ({"user": {"id": "<!channel>"}}, "/user/id"),
        ({"user": {}}, "/user/id"),
        ({"user": "lena"}, "/user"),
        ({"actions": [{"action_id": "x" * 300}]}, "/actions/0/action_id"),
        ({"actions": [{"action_id": "x"}] * 26}, "/actions"),
        ({"actions": [{}] * 9_000}, "/actions/0/action_id"),
        ({"value": "{}"}, "/actions/0/value"),
        ({"value": "null"}, "/actions/0/value"),
        ({"value": json.dumps(SEEN | {"seen": -1})}, "/actions/0/value"),
        ({"value": json.dumps(SEEN | {"verdict": "true"})}, "/actions/0/value"),
        ({"value": json.dumps(SEEN | {"act": "reject"})}, "/actions/0/value"),
        ({"value": "x" * 2_001}, "/actions/0/value"),
    ],
    ids=lambda one: str(one)[:40],
)
def test_a_hostile_payload_is_refused_by_its_field(channel, more, pointer):
    answer = channel.send(urlencode({"payload": json.dumps(channel.payload(**more))}))
    refused(channel, answer, 422)
    assert answer.get_json()["errors"][0]["pointer"] == pointer
    assert not channel.rows()


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/plain"])
def test_only_a_form_is_read(channel, kind):
    refused(channel, channel.send(BODY, content_type=kind), 415)


@pytest.mark.parametrize("name", ["<!channel>", "x\u202ey\x1b[31m", "Lena Hald (Slack U0)", "", "n" * 500])
def test_whatever_somebody_calls_themselves_the_id_tells_who_it_was(channel, name):
    user = {"id": "U024BE7LH", "username": name}
    said = channel.press(user=user, action="claimtrace_assign")
    ((act, who),) = channel.acts()
    assert who == act.to and who.endswith("(Slack U024BE7LH)") and len(who) <= 200
    assert "\x1b" not in who and "\u202e" not in who
    assert "<" not in said


# ---------------------------------------------------------------- our signature and Slack's


class At(Clock):
    def __init__(self, at):
        self.at = at

    def now(self):
        return self.at


@pytest.mark.parametrize("body", ["payload=%7B%7D", "", "payload=é✓", "a" * 100_000])
@pytest.mark.parametrize("away", [-301, -300, 0, 300, 301])
@pytest.mark.parametrize("secret", [SIGNING, "another secret of somebody"])
def test_what_slacks_own_library_takes_is_taken_here_and_nothing_else(body, away, secret):
    now = 1_790_000_000
    signature = SignatureVerifier(secret).generate_signature(timestamp=str(now + away), body=body)
    theirs = SignatureVerifier(SIGNING, At(now)).is_valid(body, str(now + away), signature)
    try:
        check_signature(SIGNING, str(now + away), signature, body.encode(), now)
    except NotSignedIn:
        assert not theirs
    else:
        assert theirs
