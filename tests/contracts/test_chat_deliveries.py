"""Webhooks that write for a chat: what arrives there over HTTP, when a chat counts as gone, and that an address by
which anybody could write there is shown to nobody."""

import json
import logging
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import SecretStr
from slack_sdk.models.blocks import Block
from sqlalchemy import delete

from service.api import create_app
from service.bootstrap import open_application, open_store
from service.cli import main
from service.domain import Accept, MessageFormat, MessageType, Scope
from service.errors import ProcessDied
from service.settings import Settings
from service.sources.addresses import Guard
from service.sources.fetch import Door
from service.store.sealing import new_key
from service.store.tables import DELIVERIES, REVIEW_ACTS, WEBHOOKS
from service.work.chats import ChatRendering
from service.work.reviews import done
from service.work.webhooks import WebhookSender
from tests.receiver import Receiver, Said
from tests.reviewing import MACHINE

README = Path(__file__).parents[2] / "README.md"
SIGNING = "8f742231b10e8888abcd99yyyzzz85a5"
PATH = "services/T0CLAIM/B0TRACE/wordsthatareasecret"
CHATS = (MessageFormat.SLACK, MessageFormat.TEAMS)
KEYS = tuple(new_key() for _ in range(2))


class Here:
    """A sandbox whose runs are in this process; `fault` is what befalls each."""

    def __init__(self, fault=None):
        self.fault = fault

    def run(self, act, *arguments):
        if self.fault:
            raise self.fault
        return act(*arguments)


def opened(migrated, folder):
    file = shutil.copy(migrated, folder / "chat.db")
    application = open_application(Settings(database_url=f"sqlite:///{file}", reachable=("127.0.0.0/8",)))
    application.store.reports.save(MACHINE)
    yield application
    application.store.close()


@pytest.fixture(scope="module")
def shared(tmp_path_factory, migrated):
    yield from opened(migrated, tmp_path_factory.mktemp("chat"))


@pytest.fixture(scope="module")
def browser(shared):
    return create_app(shared).test_client()


@pytest.fixture
def desk(shared):
    """One for all tests here: each begins without webhooks."""
    with shared.store.database.writing() as connection:
        for table in (DELIVERIES, WEBHOOKS, REVIEW_ACTS):
            connection.execute(delete(table))
    return shared


@pytest.fixture
def fresh(tmp_path, migrated):
    """One of a test's own, which makes keys."""
    yield from opened(migrated, tmp_path)


@pytest.fixture
def chat():
    with Receiver() as receiver:
        receiver.url = f"http://127.0.0.1:{receiver.port}/{PATH}"
        yield receiver


def made(browser, chat, format, **fields):
    answer = browser.post("/v1/webhooks", json={"url": chat.url, "format": format} | fields)
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def announce(desk, type=MessageType.REPORT_READY, **data):
    told = {"report_id": "rep_1", "article_id": "art_1", "claims": 3, "verdicts": {"unverified": 3}} | data
    with desk.store.database.writing() as connection:
        desk.store.webhooks.announce(connection, type, told)


def carry(desk, webhook, number=1, sandbox=None):
    """Make a try of the last delivery; the delivery as it is then."""
    rendering = ChatRendering(sandbox or Here(), desk.verification.ruleset, "https://desk.example")
    door = Door(Guard(allowed=desk.reachable))
    sender = WebhookSender(desk.store, door, lambda act: act(), "Claimtrace/test", rendering=rendering.written)
    sender.run(f"{desk.store.webhooks.deliveries(webhook['id'])[0][0].id} {number}")
    return desk.store.webhooks.deliveries(webhook["id"])[0][0]


def heard(chat):
    return json.loads(chat.heard[-1].body)


def acts(body):
    told = [element for block in body["blocks"] for element in block.get("elements", []) if "value" in element]
    return [json.loads(element["value"]) for element in told]


# ---------------------------------------------------------------- what arrives


@pytest.mark.parametrize("format", CHATS)
def test_a_chat_is_told_in_its_own_way_and_without_a_signature(desk, browser, chat, format):
    webhook = made(browser, chat, format)
    assert browser.post(f"/v1/webhooks/{webhook['id']}/test").status_code == 202
    assert carry(desk, webhook).state == "delivered"
    assert not {name for name in chat.heard[-1].headers if name.startswith(("webhook-", "ce-"))}
    assert "Messages of Claimtrace arrive here." in chat.heard[-1].body.decode()
    announce(desk)
    carry(desk, webhook)
    assert "the ferry is safe" in chat.heard[-1].body.decode()
    if format is MessageFormat.SLACK:
        for block in Block.parse_all(heard(chat)["blocks"]):
            block.validate_json()


def test_buttons_are_for_a_webhook_with_a_signing_secret_and_carry_the_last_act(desk, browser, chat):
    webhook = made(browser, chat, "slack")
    announce(desk)
    carry(desk, webhook)
    assert not acts(heard(chat))
    browser.patch(f"/v1/webhooks/{webhook['id']}", json={"signing_secret": SIGNING})
    ruleset = desk.verification.ruleset
    done(desk.store, Here(), ruleset, "rep_1", Accept(claim="clm_1"), "Lena Hald", None)
    announce(desk)
    carry(desk, webhook)
    told = acts(heard(chat))
    assert {about["seen"] for about in told} == {1}
    assert {about["claim"] for about in told} == {"clm_1", "clm_2", "clm_3"}


@pytest.mark.parametrize("fault", [ProcessDied("It died."), None])
def test_no_message_is_lost_where_its_report_cannot_be_had(desk, browser, chat, fault):
    webhook = made(browser, chat, "slack")
    announce(desk, report_id="rep_1" if fault else "rep_gone")
    assert carry(desk, webhook, sandbox=Here(fault)).state == "delivered"
    assert "3 claims." in chat.heard[-1].body.decode()
    assert "ferry" not in chat.heard[-1].body.decode()


def test_a_webhook_that_asks_for_the_event_gets_it_as_before(desk, browser, chat):
    webhook = made(browser, chat, "event")
    announce(desk)
    carry(desk, webhook)
    assert heard(chat)["data"]["report_id"] == "rep_1"
    assert "webhook-signature" in chat.heard[-1].headers


# ---------------------------------------------------------------- when a chat is gone


@pytest.mark.parametrize("format", CHATS)
@pytest.mark.parametrize("status", [403, 404, 410])
def test_a_chat_that_is_gone_is_written_to_no_more_and_that_is_told(desk, browser, chat, format, status, caplog):
    chat.answers = [Said(status, body=b"channel_is_archived")]
    webhook = made(browser, chat, format)
    announce(desk)
    assert carry(desk, webhook).state == "failed"
    shown = browser.get(f"/v1/webhooks/{webhook['id']}").get_json()
    assert shown["disabled"] == f"It answered {status}: it is gone."
    assert f"nothing more may reach {webhook['id']}" in caplog.text
    announce(desk)
    assert len(desk.store.webhooks.deliveries(webhook["id"])[0]) == 1


@pytest.mark.parametrize("format", CHATS)
@pytest.mark.parametrize(("said", "least"), [(Said(429, {"Retry-After": "90"}), 90), (Said(500), 5), (Said(400), 5)])
def test_a_chat_that_asks_for_time_gets_it(desk, browser, chat, format, said, least):
    chat.answers = [said]
    webhook = made(browser, chat, format)
    announce(desk)
    delivery = carry(desk, webhook)
    assert delivery.state == "pending"
    assert (delivery.next_at - delivery.tries[0].at).total_seconds() >= least
    assert carry(desk, webhook, 2).state == "delivered"


@pytest.mark.parametrize("status", [403, 404])
def test_what_a_chat_says_by_these_says_nothing_for_a_program(desk, browser, chat, status):
    chat.answers = [Said(status)]
    webhook = made(browser, chat, "event")
    announce(desk)
    assert carry(desk, webhook).state == "pending"


# ---------------------------------------------------------------- what is a secret


@pytest.mark.parametrize("format", CHATS)
def test_a_chats_address_is_shown_by_its_host_alone(desk, browser, chat, format, caplog):
    caplog.set_level(logging.DEBUG)
    chat.answers = [Said(302, {"Location": "/elsewhere"}), Said(500), Said(410)]
    told = made(browser, chat, format)
    place = f"/v1/webhooks/{told['id']}"
    assert told["url"] == f"http://127.0.0.1:{chat.port}/…"
    shown = [json.dumps(told), *(browser.get(path).text for path in ("/v1/webhooks", place))]
    shown.append(browser.patch(place, json={"url": f"{chat.url}/moved"}).text)
    shown.append(browser.patch(place, json={"url": f"{chat.url}{'x' * 2_000}"}).text)
    shown.append(browser.post("/v1/webhooks", json={"url": f"http://desk.example/{PATH}", "format": format}).text)
    announce(desk)
    for number in (1, 2, 3):
        carry(desk, told, number)
    shown.append(browser.get(f"{place}/deliveries").text)
    assert len(chat.heard) == 3
    assert "wordsthatareasecret" not in "".join(shown) + caplog.text
    due = repr(desk.store.webhooks.deliveries(told["id"]))
    assert "wordsthatareasecret" not in due


def test_secrets_of_chats_are_sealed_and_sealed_anew(tmp_path, migrated, monkeypatch):
    url = f"sqlite:///{shutil.copy(migrated, tmp_path / 'sealed.db')}"
    old, new = map(SecretStr, KEYS)
    address = f"https://chat.example/{PATH}"
    open_ = open_store(url)
    webhook, _ = open_.webhooks.create(address, format=MessageFormat.SLACK, signing_secret=SIGNING)
    assert open_.webhooks.unsealed() == 1
    open_.close()
    for keys in ((old,), (new, old)):
        monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", url)
        monkeypatch.setenv("CLAIMTRACE_SEAL_KEYS", ", ".join(key.get_secret_value() for key in keys))
        assert CliRunner().invoke(main, ["secrets", "rotate"]).exit_code == 0
    store = open_store(url, (new,))
    assert (store.webhooks.unsealed(), store.webhooks.unopened()) == (0, 0)
    door = store.chat_acts.door(webhook.id)
    assert (door.address, door.signing_secret.get_secret_value()) == (address, SIGNING)
    store.close()
    assert open_store(url, (old,)).webhooks.unopened() == 1
    held = "".join(one.read_bytes().decode("latin-1") for one in tmp_path.iterdir() if one.is_file())
    assert "wordsthatareasecret" not in held
    assert SIGNING not in held


def test_whoever_may_not_review_gives_nobody_a_secret_to_review_with(fresh, chat):
    browser = create_app(fresh).test_client()
    keys = {
        scopes: fresh.store.keys.add("hand", scopes, desk="main")[1]
        for scopes in ((Scope.WEBHOOKS_WRITE,), (Scope.WEBHOOKS_WRITE, Scope.REVIEWS_WRITE))
    }
    answers = []
    for key in keys.values():
        headers = {"Authorization": f"Bearer {key}"}
        told = {"url": chat.url, "format": "slack"}
        answers.append(browser.post("/v1/webhooks", json=told | {"signing_secret": SIGNING}, headers=headers))
        place = browser.post("/v1/webhooks", json=told, headers=headers).headers["Location"]
        answers.append(browser.patch(place, json={"signing_secret": SIGNING}, headers=headers))
    assert [one.status_code for one in answers] == [403, 403, 201, 200]
    assert 'scope="reviews:write"' in answers[0].headers["WWW-Authenticate"]
    assert all(SIGNING not in one.text for one in answers)
    assert answers[3].get_json()["interactive"] is True


def test_the_readmes_command_makes_such_a_webhook(desk, browser):
    told, *again = re.findall(r"-d '(\{[^']*\"slack\"[^']*\})'", README.read_text(encoding="utf-8"))
    assert again == [told]  # among the plugs
    answer = browser.post("/v1/webhooks", json=json.loads(told))
    shown = answer.get_json()
    assert (answer.status_code, shown["url"], shown["interactive"]) == (201, "https://hooks.slack.com/…", True)


@pytest.mark.parametrize("format", ["event", "teams"])
def test_only_slack_has_buttons(desk, browser, chat, format):
    told = {"url": chat.url, "format": format}
    answer = browser.post("/v1/webhooks", json=told | {"signing_secret": SIGNING})
    assert (answer.status_code, answer.get_json()["errors"][0]["pointer"]) == (422, "/signing_secret")
    place = browser.post("/v1/webhooks", json=told).headers["Location"]
    assert browser.patch(place, json={"signing_secret": SIGNING}).status_code == 422
    assert browser.post("/v1/webhooks", json={"url": chat.url, "format": "irc"}).status_code == 422
    short = browser.post("/v1/webhooks", json={"url": chat.url, "format": "slack", "signing_secret": "short-one"})
    assert (short.status_code, "short-one" in short.text) == (422, False)
