"""What news systems and mails bring is verified under their own ids; what is not rightly signed leaves no trace."""

import hmac
import json
from datetime import UTC, datetime
from hashlib import sha1

import pytest

from service.api import create_app
from service.bootstrap import open_application
from service.domain import Report
from service.errors import BadInput, NotFound
from service.exports.formats import write
from service.intake.reading import REQUEST_BYTES
from service.settings import Settings
from tests.hand import Hand

SECRET = "a secret of sixteen"  # noqa: S105 - and for this test alone
GUID = "urn:newsml:desk.example:2024:pier"
PAGE = "<p>The harbour board said on Monday that the east pier was shut.</p><p>The mayor said nine ships sank.</p>"
ITEM = {
    "guid": GUID,
    "type": "text",
    "headline": "East pier shut",
    "source": "Desk Wire",
    "byline": "Ada Lindt",
    "body_html": PAGE,
    "firstcreated": "2024-06-10T06:00:00+0000",
    "keywords": ["harbour"],
    "pubstatus": "usable",
}
MAIL = """From: Desk Wire <wire@desk.example>
Subject: =?utf-8?q?East_pier_shut_=E2=80=93_board?=
Message-ID: <pier.1@desk.example>
Date: Mon, 10 Jun 2024 08:00:00 +0200
MIME-Version: 1.0
Content-Type: {kind}; charset=utf-8

{text}
"""


def signed(raw, secret=SECRET):
    return f"sha1={hmac.new(secret.encode(), raw, sha1).hexdigest()}"


ANOTHERS = signed(json.dumps(ITEM).encode(), "another secret")


@pytest.fixture
def desk(lite_url):
    settings = Settings(database_url=lite_url, threads=8, superdesk_secret=SECRET)
    application = open_application(settings)
    with Hand(application):
        yield create_app(application).test_client()
    application.event_feed.close()
    application.store.close()


def push(client, item, signature=None, **heads):
    raw = item if isinstance(item, bytes) else json.dumps(item).encode()
    headers = {"x-superdesk-signature": signature or signed(raw), "Prefer": "wait=30", **heads}
    return client.post("/v1/ingest/superdesk", data=raw, content_type="application/json", headers=headers)


def test_what_superdesk_pushes_comes_back_out_under_its_guid(desk):
    answer = push(desk, ITEM)
    assert answer.status_code == 201, answer.text
    report = Report.model_validate_json(answer.data)
    assert (report.article.external_id, report.article.outlet, report.article.author) == (
        GUID,
        "Desk Wire",
        "Ada Lindt",
    )
    assert report.article.tags == ("harbour",)
    assert report.findings
    assert json.loads(write(report, "superdesk"))["guid"] == GUID
    assert json.loads(write(report, "ninjs"))["altIds"] == [{"role": "guid", "value": GUID}]


def test_what_was_pushed_before_is_not_done_again(desk):
    first, again = push(desk, ITEM).get_json(), push(desk, ITEM)
    assert again.status_code == 200
    assert again.get_json()["id"] == first["id"]
    assert len(desk.get("/v1/jobs").get_json()["jobs"]) == 1


HARBOURS = "the secret of the harbour"


def test_what_is_signed_with_a_desks_own_secret_is_that_desks(tmp_path):
    url = f"sqlite:///{tmp_path / 'desks.db'}"
    with pytest.raises(BadInput, match="harbour"):
        open_application(Settings(database_url=url, superdesk_secrets={"harbour": "short"}))
    settings = Settings(database_url=url, superdesk_secret=SECRET, superdesk_secrets={"harbour": HARBOURS})
    application = open_application(settings)
    with pytest.raises(NotFound):
        create_app(application)
    application.store.desks.add("harbour")
    client, raw = create_app(application).test_client(), json.dumps(ITEM).encode()
    assert push(client, ITEM, signed(raw, HARBOURS), Prefer="wait=0").status_code == 202
    assert [application.store.of(name).counted()[0] for name in ("main", "harbour")] == [0, 1]
    assert push(client, ITEM, Prefer="wait=0").status_code == 202
    assert [application.store.of(name).counted()[0] for name in ("main", "harbour")] == [1, 1]
    assert push(client, ITEM, ANOTHERS).status_code == 401
    application.store.close()


@pytest.mark.parametrize("change", [{"type": "picture"}, {"type": "composite"}, {"pubstatus": "canceled"}])
def test_what_is_no_text_or_no_longer_stands_is_passed_over(desk, change):
    assert push(desk, ITEM | change).status_code == 204
    assert desk.get("/v1/jobs").get_json()["jobs"] == []


@pytest.mark.parametrize(
    "signature",
    ["sha1=", "sha1=" + "0" * 40, "none", signed(b"{}"), ANOTHERS, "sha1=é"],
)
def test_a_wrong_signature_is_refused_and_nothing_is_kept(desk, signature):
    answer = push(desk, ITEM, signature)
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert desk.get("/v1/jobs").get_json()["jobs"] == []


def test_without_a_secret_nothing_is_taken(client):
    assert push(client, ITEM).status_code == 403


@pytest.mark.parametrize(
    "hostile",
    [
        b"[]",
        b"{}",
        b"null",
        b"\xff",
        b'{"guid": 3, "body_html": {}}',
        b'{"body_html": "<p>", "guid": "x"}',
        b"[" * 9000,
    ],
)
def test_a_hostile_item_is_a_problem_and_nothing_is_kept(desk, hostile):
    answer = push(desk, hostile)
    assert 400 <= answer.status_code < 500
    assert answer.mimetype == "application/problem+json"
    assert desk.get("/v1/jobs").get_json()["jobs"] == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/ingest/superdesk", "application/json"),
        ("/v1/articles", "application/json"),
        ("/v1/articles", "message/rfc822"),
        ("/v1/articles", "application/rss+xml"),
        ("/interop/submit-archive", "application/json"),
    ],
)
def test_very_much_is_a_problem_on_every_way_in_and_nothing_is_kept(desk, path, kind):
    raw = b"x" * (REQUEST_BYTES + 1)
    answer = desk.post(path, data=raw, content_type=kind, headers={"x-superdesk-signature": signed(raw)})
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")
    assert desk.get("/v1/jobs").get_json()["jobs"] == []


@pytest.mark.parametrize(
    "item",
    [
        ITEM,
        {
            "uri": GUID,
            "bodies": [{"value": PAGE, "contenttype": "text/html"}],
            "headlines": [{"value": "East pier shut"}],
        },
        {"uri": GUID, "bodies": [{"value": "The harbour board said the pier was shut.", "contentType": "text/plain"}]},
    ],
    ids=["1", "2", "3"],
)
def test_a_news_item_is_an_article_wherever_articles_come_in(client, item):
    answer = client.post("/v1/articles", json=item, headers={"Prefer": "wait=30"})
    assert answer.status_code == 201, answer.text
    assert answer.get_json()["article"]["external_id"] == GUID


@pytest.mark.parametrize(
    ("kind", "text"), [("text/plain", "The harbour board said the pier was shut."), ("text/html", PAGE)]
)
def test_a_mail_is_an_article(client, kind, text):
    mail = MAIL.format(kind=kind, text=text).encode()
    answer = client.post("/v1/articles", data=mail, content_type="message/rfc822", headers={"Prefer": "wait=30"})
    assert answer.status_code == 201, answer.text
    article = answer.get_json()["article"]
    assert article["title"] == "East pier shut – board"
    assert article["outlet"] == "Desk Wire"
    assert article["external_id"] == "<pier.1@desk.example>"
    assert datetime.fromisoformat(article["published_at"]) == datetime(2024, 6, 10, 6, tzinfo=UTC)


def test_an_item_of_a_feed_is_an_article(client):
    item = f"<item><title>East pier shut</title><guid>{GUID}</guid><encoded><![CDATA[{PAGE}]]></encoded></item>"
    answer = client.post("/v1/articles", data=item, content_type="application/rss+xml", headers={"Prefer": "wait=30"})
    assert answer.status_code == 201, answer.text
    assert answer.get_json()["article"]["external_id"] == GUID
    assert client.post("/v1/articles", data="<rss/>", content_type="application/rss+xml").status_code == 400


NESTED = b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 3000


@pytest.mark.parametrize(
    "mail",
    [
        b"no mail",
        b"Subject: x\n\n",
        b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n",
        b"Content-Type: text/plain; charset=klingon\n\nThe pier is shut, he said.",
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!",
        NESTED,
        b"From: " + b"(" * 5000 + b"\n\nThe pier is shut, he said.",
    ],
    ids=range(7),
)
def test_a_mail_without_words_or_of_ill_will_is_a_problem_or_an_article_and_never_a_fault(client, mail):
    answer = client.post("/v1/articles", data=mail, content_type="message/rfc822")
    assert answer.status_code in {202, 400, 422}, answer.text
