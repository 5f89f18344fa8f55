"""What a desk accepted is had as a feed, page by page and only where it changed, and is set on its way over HTTP."""

import json
import shutil

import pytest
from click.testing import CliRunner
from lxml import etree

from service.api import create_app
from service.bootstrap import open_desk
from service.cli import main
from service.domain import Scope
from service.exports.formats import write
from service.exports.options import FormOptions
from service.settings import Settings
from service.weighing.reviewed import reviewed
from tests.reviewing import MACHINE

PAGES = "https://desk.example/checks/{article}/{claim}"
PUBLISHER = {"publisher_name": "Marl Letter", "publisher_url": "https://letter.example"}
CHECK = {"check_token": "token-of-a-bot", "check_team": "marl"}


@pytest.fixture
def opened(tmp_path, migrated):
    made = []

    def opened(**settings):
        file = shutil.copy(migrated, tmp_path / "desk.db")
        application = open_desk(Settings(database_url=f"sqlite:///{file}", **settings))
        made.append(application)
        application.store.reports.save(MACHINE)
        return application, create_app(application).test_client()

    yield opened
    for one in made:
        one.event_feed.close()
        one.store.close()


@pytest.fixture
def desk(opened):
    return opened(claim_pages=PAGES, **PUBLISHER)


def do(client, **act):
    told = {"who": "Lena Hald", "act": act}
    answer = client.post("/v1/reports/rep_1/reviews", json=told, headers={"If-Match": "*"})
    assert answer.status_code == 201, answer.text


def feed(client, query="", kind="json", **headers):
    return client.get(f"/v1/claimreview.{kind}{query}", headers=headers)


def claims(answer):
    return [one["item"][0]["identifier"] for one in answer.get_json(force=True)["dataFeedElement"]]


def test_the_feed_holds_what_is_accepted_as_its_fragment_has_it_and_nothing_else(desk):
    application, client = desk
    assert claims(feed(client)) == []
    do(client, kind="accept", claim="clm_2")
    do(client, kind="accept", claim="clm_1")
    do(client, kind="accept", claim="clm_3")
    do(client, kind="reject", claim="clm_3", reason="Nobody said so.")
    answer = feed(client)
    assert (answer.status_code, answer.mimetype) == (200, "application/ld+json")
    assert claims(answer) == ["clm_1", "clm_2"]
    told = answer.get_json(force=True)
    assert (told["@type"], told["publisher"]["name"]) == ("DataFeed", "Marl Letter")
    page = PAGES.format(article=MACHINE.article.id, claim="clm_2")
    asked = FormOptions(None, "clm_2", page, *PUBLISHER.values())
    whole = reviewed(MACHINE, application.store.reviews.of("rep_1"))
    fragment = json.loads(write(whole, "claimreview", asked))
    assert {name: told["dataFeedElement"][1]["item"][0][name] for name in fragment if name != "@context"} == {
        name: value for name, value in fragment.items() if name != "@context"
    }
    assert told["dataFeedElement"][1]["item"][0]["@id"] == "urn:claimtrace:claim:clm_2"


def test_what_was_edited_since_is_not_in_the_feed_until_it_is_accepted_again(desk):
    _, client = desk
    do(client, kind="accept", claim="clm_1")
    do(client, kind="correct", claim="clm_1", text="The east pier is shut.")
    assert claims(feed(client)) == []
    do(client, kind="accept", claim="clm_1")
    (one,) = feed(client).get_json(force=True)["dataFeedElement"]
    assert one["item"][0]["claimReviewed"] == "The east pier is shut."


def test_a_page_of_the_feed_leads_to_the_next(desk):
    _, client = desk
    for claim in ("clm_1", "clm_2", "clm_3"):
        do(client, kind="accept", claim=claim)
    seen, query = [], "?limit=2"
    while query:
        answer = feed(client, query)
        seen += claims(answer)
        link = answer.headers.get("Link")
        query = "?" + link.partition("?")[2].partition(">")[0] if link else None
    assert seen == ["clm_3", "clm_2", "clm_1"]


@pytest.mark.parametrize("kind", ["json", "rss"])
def test_whoever_has_the_feed_as_it_is_is_told_so(desk, kind):
    _, client = desk
    do(client, kind="accept", claim="clm_1")
    first = feed(client, kind=kind)
    same = feed(client, kind=kind, **{"If-None-Match": first.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    do(client, kind="accept", claim="clm_2")
    assert feed(client, kind=kind, **{"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(("since", "found"), [("2020-01-01", 1), ("2999-01-01T00:00:00Z", 0)])
def test_the_feed_gives_what_changed_since(desk, since, found):
    _, client = desk
    do(client, kind="accept", claim="clm_1")
    assert len(claims(feed(client, f"?since={since}"))) == found


def test_the_feed_as_rss_holds_the_same(desk):
    _, client = desk
    do(client, kind="accept", claim="clm_1")
    answer = feed(client, kind="rss")
    assert answer.mimetype == "application/rss+xml"
    (item,) = etree.fromstring(answer.data).iter("item")
    assert item.findtext("link") == PAGES.format(article=MACHINE.article.id, claim="clm_1")
    assert item.findtext("guid") == "urn:claimtrace:claim:clm_1"
    assert "the pier is shut" in item.findtext("title")


def reviews(client, query=""):
    return client.get(f"/claim_reviews{query}")


def test_check_imports_them_as_fetch_serves_them(desk):
    _, client = desk
    for claim in ("clm_1", "clm_2", "clm_3"):
        do(client, kind="accept", claim=claim)
    do(client, kind="reject", claim="clm_3", reason="Nobody said so.")
    (own,) = client.get("/services").json["services"]
    assert (own["service"], own["count"]) == ("claimtrace", 2)
    last, first = reviews(client, "?service=claimtrace").json
    assert [last["identifier"], first["identifier"]] == ["clm_2", "clm_1"]
    assert first["@type"] == "ClaimReview"
    assert first["url"] == PAGES.format(article=MACHINE.article.id, claim="clm_1")
    assert {"headline", "claimReviewed", "text", "inLanguage", "keywords"} <= first.keys()
    assert first["headline"].startswith(first["reviewRating"]["alternateName"])
    assert "raw" not in first
    assert reviews(client, "?include_raw=true").json[0]["raw"]["claim_id"] == "clm_2"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?per_page=1", ["clm_2"]),
        ("?per_page=1&offset=1", ["clm_1"]),
        ("?offset=2", []),
        ("?service=elsewhere", []),
        ("?language=en", ["clm_2", "clm_1"]),
        ("?language=fr", []),
        ("?start_time=2020-01-01T00:00:00Z", ["clm_2", "clm_1"]),
        ("?end_time=2020-01-01T00:00:00Z", []),
    ],
)
def test_fetch_s_questions_are_answered(desk, query, found):
    _, client = desk
    for claim in ("clm_1", "clm_2"):
        do(client, kind="accept", claim=claim)
    assert [one["identifier"] for one in reviews(client, query).json] == found


@pytest.mark.parametrize("query", ["?per_page=0", "?per_page=501", "?offset=-1", "?start_time=x", "?end_time="])
def test_fetch_is_asked_wrongly(desk, query):
    assert reviews(desk[1], query).status_code == 422


@pytest.mark.parametrize("query", ["?since=yesterday", "?since=", "?limit=0", "?cursor=x"])
def test_a_feed_that_is_asked_for_wrongly_is_a_problem(desk, query):
    assert feed(desk[1], query).status_code == 422


def test_without_pages_there_is_no_feed(opened):
    _, client = opened()
    do(client, kind="accept", claim="clm_1")
    answer = feed(client)
    assert answer.status_code == 409
    assert "CLAIMTRACE_CLAIM_PAGES" in answer.get_json()["detail"]


def test_the_feed_needs_a_reader_s_scope(desk):
    application, client = desk
    _, reader = application.store.keys.add("feed", (Scope.REPORTS_READ,), "main")
    _, sender = application.store.keys.add("cms", (Scope.ARTICLES_WRITE,), "main")
    told = [
        feed(client, **({"Authorization": f"Bearer {key}"} if key else {})).status_code
        for key in (None, sender, reader)
    ]
    assert told == [401, 403, 200]


def test_accepted_claims_are_set_on_their_way_and_told_of(opened):
    _, client = opened(**CHECK)
    do(client, kind="accept", claim="clm_1")
    assert client.get("/v1/publications").get_json() == {"publications": []}
    answer = client.post("/v1/reports/rep_1/publications", json={"to": "check"})
    assert (answer.status_code, answer.headers["Location"]) == (202, "/v1/publications")
    (one,) = answer.get_json()["publications"]
    assert (one["subject"], one["state"], one["destination"]) == ("clm_1", "pending", "check")
    assert client.get("/v1/publications?state=pending").get_json()["publications"] == [one]
    assert client.get("/v1/publications?state=failed").get_json()["publications"] == []
    assert "publish" in {one["action"] for one in client.get("/v1/audit").get_json()["entries"]}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"to": "check", "claims": ["clm_2"]}, 409),
        ({"to": "check", "claims": ["clm_1", "clm_9"]}, 409),
        ({"to": "google"}, 409),
        ({"to": "x"}, 422),
        ({"to": "check", "claims": "clm_1"}, 422),
        ({"to": "check", "claims": ["clm_1"] * 1001}, 422),
        ({}, 422),
        ([], 400),
    ],
)
def test_what_cannot_be_published_is_a_problem(opened, body, status):
    _, client = opened(**CHECK)
    do(client, kind="accept", claim="clm_1")
    answer = client.post("/v1/reports/rep_1/publications", json=body)
    assert answer.status_code == status, answer.text
    assert client.get("/v1/publications").get_json() == {"publications": []}


def test_the_command_line_sets_them_on_their_way_too(opened, monkeypatch, tmp_path):
    _, client = opened(**CHECK)
    do(client, kind="accept", claim="clm_1")
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", f"sqlite:///{tmp_path / 'desk.db'}")
    refused = CliRunner().invoke(main, ["push", "check", "rep_1"])
    assert (refused.exit_code, "not set up" in refused.output) == (2, True)
    for name, value in CHECK.items():
        monkeypatch.setenv(f"CLAIMTRACE_{name.upper()}", value)
    told = CliRunner().invoke(main, ["push", "check", "rep_1"])
    assert (told.exit_code, told.output) == (0, "clm_1 pending\n"), told.output
    assert CliRunner().invoke(main, ["push", "check", "rep_1", "--claim", "clm_2"]).exit_code == 2
