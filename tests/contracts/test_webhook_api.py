"""Webhooks over HTTP: what may be registered, what is told of them, and that a secret is told once."""

import json
import logging
import time

import pytest
from sqlalchemy.exc import StatementError
from standardwebhooks import Webhook as Official

from service.api import create_app
from service.bootstrap import open_application
from service.domain import MessageType
from service.errors import StoreUnavailable
from service.settings import Settings
from service.sources.addresses import Guard
from service.sources.fetch import Door
from service.store.tables import WEBHOOKS
from service.work.webhooks import WebhookSender
from tests.receiver import Receiver, Said

HOOK = {"url": "https://desk.example/hook"}


@pytest.fixture
def desk(lite_url):
    """An application that lets webhooks lie on loopback."""
    application = open_application(Settings(database_url=lite_url, reachable=("127.0.0.0/8",)))
    yield application
    application.store.close()


@pytest.fixture
def browser(desk):
    return create_app(desk).test_client()


@pytest.fixture
def strict(lite_url):
    """A client of an application that lets nothing but public addresses be."""
    application = open_application(Settings(database_url=lite_url))
    yield create_app(application).test_client()
    application.store.close()


def made(browser, **fields):
    answer = browser.post("/v1/webhooks", json=HOOK | fields)
    assert answer.status_code == 201, answer.text
    return answer.get_json()


def refused(answer, status):
    assert answer.status_code == status, answer.text
    assert answer.mimetype == "application/problem+json"
    return answer.get_json()


def carry(desk, delivery):
    """Make the first try of a delivery."""
    door = Door(Guard(allowed=desk.reachable))
    WebhookSender(desk.store, door, lambda act: act(), "Claimtrace/test").run(f"{delivery['id']} 1")


# ---------------------------------------------------------------- register, change, forget


def test_a_webhook_is_made_shown_changed_and_forgotten(browser):
    answer = browser.post("/v1/webhooks", json=HOOK | {"events": ["job.failed"], "description": "Night desk"})
    assert answer.status_code == 201
    assert answer.headers["Cache-Control"] == "no-store"
    place, told = answer.headers["Location"], answer.get_json()
    assert told.pop("secret").startswith("whsec_")
    assert place == f"/v1/webhooks/{told['id']}"
    assert browser.get(place).get_json() == told
    assert browser.get("/v1/webhooks").get_json() == {"webhooks": [told], "next_cursor": None}
    changed = browser.patch(place, json={"events": [], "enabled": False}).get_json()
    assert changed == told | {"events": [], "disabled": "Disabled by hand."}
    assert browser.patch(place, json={"enabled": True}).get_json() == told | {"events": []}
    assert browser.patch(place, json={}).get_json() == told | {"events": []}
    assert browser.delete(place).status_code == 204
    for gone in (
        browser.get(place),
        browser.delete(place),
        browser.patch(place, json={}),
        browser.post(f"{place}/test"),
    ):
        assert told["id"] in refused(gone, 404)["detail"]


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"url": "http://desk.example/hook"}, "/url"),
        ({"url": "https://127.0.0.1/hook"}, "/url"),
        ({"url": "https://[::ffff:10.0.0.1]/hook"}, "/url"),
        ({"url": "https://localhost/hook"}, "/url"),
        ({"url": "https://169.254.169.254/latest/meta-data"}, "/url"),
        ({"url": "https://me:secret@desk.example/"}, "/url"),
        ({"url": "https://desk.example:25/"}, "/url"),
        ({"url": "ftp://desk.example/"}, "/url"),
        ({"url": "desk"}, "/url"),
        ({"url": f"https://desk.example/{'x' * 2_000}"}, "/url"),
        ({"url": 7}, "/url"),
        ({"events": ["report.ready", "report.burnt"]}, "/events/1"),
        ({"events": "report.ready"}, "/events"),
        ({"description": "x" * 501}, "/description"),
        ({"description": "a\0b"}, "/description"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_cannot_be_called_is_not_registered_and_nothing_becomes_it(strict, fields, pointer):
    place = f"/v1/webhooks/{made(strict)['id']}"
    for answer in (strict.post("/v1/webhooks", json=HOOK | fields), strict.patch(place, json=fields)):
        assert [fault["pointer"] for fault in refused(answer, 422)["errors"]] == [pointer]
    assert strict.get(place).get_json()["url"] == HOOK["url"]


def test_a_webhook_needs_an_address(browser):
    assert refused(browser.post("/v1/webhooks", json={}), 422)["errors"][0]["pointer"] == "/url"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [(b"not json", "application/json", 400), (b"[]", "application/json", 400), (b"{}", "text/plain", 415)],
)
def test_only_a_json_object_is_read(browser, body, content_type, status):
    refused(browser.post("/v1/webhooks", data=body, content_type=content_type), status)
    refused(browser.patch(f"/v1/webhooks/{made(browser)['id']}", data=body, content_type=content_type), status)


def test_pages_lead_to_one_another(browser):
    ids = [made(browser)["id"] for _ in range(3)]
    first = browser.get("/v1/webhooks?limit=2").get_json()
    second = browser.get(f"/v1/webhooks?cursor={first['next_cursor']}").get_json()
    assert [one["id"] for one in (*first["webhooks"], *second["webhooks"])] == ids[::-1]
    refused(browser.get("/v1/webhooks?limit=0"), 422)


# ---------------------------------------------------------------- try out, send again


def test_a_test_is_sent_listed_and_replayed(desk, browser):
    with Receiver([Said(500)]) as receiver:
        webhook = made(browser, url=receiver.url)
        place = f"/v1/webhooks/{webhook['id']}"
        answer = browser.post(f"{place}/test")
        assert answer.status_code == 202
        assert answer.headers["Location"] == f"{place}/deliveries"
        sent = answer.get_json()
        assert (sent["type"], sent["state"], sent["tries"]) == ("webhook.test", "pending", [])
        refused(browser.post(f"{place}/deliveries/{sent['id']}/replay"), 409)
        carry(desk, sent)
        (waiting,) = browser.get(f"{place}/deliveries?state=pending").get_json()["deliveries"]
        assert waiting["tries"][0]["status"] == 500
        desk.store.webhooks.delete(webhook["id"])
    refused(browser.get(f"{place}/deliveries"), 404)


def test_what_was_delivered_may_be_sent_again(desk, browser):
    with Receiver() as receiver:
        webhook = made(browser, url=receiver.url)
        place = f"/v1/webhooks/{webhook['id']}"
        sent = browser.post(f"{place}/test").get_json()
        carry(desk, sent)
        answer = browser.post(f"{place}/deliveries/{sent['id']}/replay")
        assert answer.status_code == 202
        again = answer.get_json()
        assert again["message_id"] == sent["message_id"]
        carry(desk, again)
        for heard in receiver.heard:
            Official(webhook["secret"]).verify(heard.body, heard.headers)
    delivered = browser.get(f"{place}/deliveries?state=delivered").get_json()["deliveries"]
    assert [one["id"] for one in delivered] == [again["id"], sent["id"]]
    refused(browser.post(f"{place}/deliveries/dlv_none/replay"), 404)
    refused(browser.get(f"{place}/deliveries?state=lost"), 422)


def test_a_disabled_webhook_is_sent_nothing(browser):
    place = f"/v1/webhooks/{made(browser)['id']}"
    browser.patch(place, json={"enabled": False})
    assert "by hand" in refused(browser.post(f"{place}/test"), 409)["detail"]


@pytest.mark.parametrize("type", MessageType)
def test_there_is_a_sample_of_every_type(browser, type):
    (sample,) = browser.get(f"/v1/webhooks/samples/{type}").get_json()
    assert sample["type"] == type
    assert set(sample) == {"type", "timestamp", "data"}


def test_of_no_other_type_there_is_a_sample(browser):
    assert "report.ready" in refused(browser.get("/v1/webhooks/samples/report.burnt"), 404)["detail"]


# ---------------------------------------------------------------- secrets


@pytest.mark.parametrize("place", ["/v1/webhooks/%00", "/v1/jobs/a%00b", "/v1/jobs?article_id=%00"])
def test_nothing_is_named_by_a_nul(browser, place):
    refused(browser.get(place), 400)


def test_an_error_of_the_database_shows_no_secret(desk):
    with desk.store.database.writing() as connection:
        row = {"id": "whk_1", "url": None, "events": "[]", "secret": "whsec_c2VjcmV0", "created_at": None}
        with pytest.raises(StatementError) as error:
            connection.execute(WEBHOOKS.insert().values(row))
    assert "whsec_" not in str(error.value)


def test_a_secret_is_told_once_and_never_again(desk, browser, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    with Receiver([Said(500)]) as receiver:
        webhook = made(browser, url=receiver.url)
        place = f"/v1/webhooks/{webhook['id']}"
        rotated = browser.post(f"{place}/rotate")
        assert rotated.status_code == 200
        secrets = (webhook["secret"], rotated.get_json()["secret"])
        assert secrets[0] != secrets[1]
        carry(desk, browser.post(f"{place}/test").get_json())
        later = [browser.get(path).text for path in ("/v1/webhooks", place, f"{place}/deliveries")]
        later.append(browser.patch(place, json={"description": "Day desk"}).text)
        later.append(json.dumps([heard.headers | {"body": heard.body.decode()} for heard in receiver.heard]))

    def lost(*_):
        raise StoreUnavailable("The database did not answer.")

    monkeypatch.setattr(desk.store.webhooks, "get", lost)
    later.append(browser.get(place).text)
    for secret in secrets:
        assert secret.removeprefix("whsec_") not in "".join(later)
        assert secret.removeprefix("whsec_") not in caplog.text


@pytest.mark.parametrize("method", ["post", "patch"])
def test_a_list_of_events_is_counted_before_anything_in_it_is_looked_at(browser, method):
    begun = time.process_time()
    answer = getattr(browser, method)(f"/v1/webhooks{'/wh_1' * (method == 'patch')}", json={"events": [0] * 1_600_000})
    assert time.process_time() - begun < 2
    assert (answer.status_code, "50" in str(answer.json["errors"])) == (422, True)
