"""A report in another page: what editors accepted and no more, on the sites that are set, as long as it is let be."""

import json
from xml.etree import ElementTree as XML

import pytest

from service.api import create_app
from service.bootstrap import open_desk
from service.domain import Accept, Override, Verdict
from service.settings import Settings
from tests.reviewing import LEAKS, MACHINE, SAFE, SHUT, event

SITE = "https://news.example"
CHOSEN = {"embed_in": (SITE,), "public_url": "https://desk.example/", "publisher_name": "Quay <Desk>"}


@pytest.fixture
def desk(lite_url):
    application = open_desk(Settings(database_url=lite_url, **CHOSEN))
    application.store.reports.save(MACHINE)
    yield application
    application.event_feed.close()
    application.store.close()


@pytest.fixture
def browser(desk):
    return create_app(desk).test_client()


def made(browser):
    answer = browser.post("/v1/reports/rep_1/embeds")
    assert answer.status_code == 201, answer.text
    return answer.json


def shown(browser, one, **headers):
    return browser.get(one["url"].removeprefix("https://desk.example"), headers=headers)


def accept(desk, claim="clm_2", verdict=None):
    number = len(desk.store.reviews.of("rep_1")) + 1
    desk.store.reviews.append("rep_1", event(number, Accept(claim=claim, verdict=verdict)))


def test_nobody_is_shown_what_no_editor_accepted(desk, browser):
    one = made(browser)
    page = shown(browser, one).get_data(as_text=True)
    assert not any(words in page for words in (SHUT, SAFE, LEAKS))
    assert "3 claims of it have not been reviewed" in " ".join(page.lower().split())
    accept(desk)
    page = shown(browser, one).get_data(as_text=True)
    assert SAFE in page
    assert not any(words in page for words in (SHUT, LEAKS))
    assert "Quay &lt;Desk&gt;" in page


def test_a_verdict_of_the_desk_s_own_says_so(desk, browser):
    act = Override(claim="clm_2", verdict=Verdict.CONTRADICTED, reason="Seen on the spot.")
    desk.store.reviews.append("rep_1", event(1, act))
    accept(desk, verdict=Verdict.CONTRADICTED)
    assert "The verdict is the desk&#39;s own." in shown(browser, made(browser)).get_data(as_text=True)


def test_only_the_sites_that_are_set_may_show_it_and_nothing_runs_in_it(browser):
    told = shown(browser, made(browser)).headers
    policy = told["Content-Security-Policy"]
    assert policy.endswith(f"frame-ancestors {SITE}")
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "frame-ancestors 'none'" in browser.get("/v1/reports/rep_1?format=html").headers["Content-Security-Policy"]


def test_it_is_asked_for_again_only_when_it_changed(desk, browser):
    one = made(browser)
    tag = shown(browser, one).headers["ETag"]
    assert shown(browser, one, **{"If-None-Match": tag}).status_code == 304
    accept(desk)
    assert shown(browser, one, **{"If-None-Match": tag}).status_code == 200


def test_what_is_taken_back_is_shown_no_more(browser):
    first, second = made(browser), made(browser)
    assert [one["id"] for one in browser.get("/v1/reports/rep_1/embeds").json["embeds"]] == [first["id"], second["id"]]
    assert browser.delete(f"/v1/reports/rep_1/embeds/{first['id']}").status_code == 204
    assert shown(browser, first).status_code == 404
    assert browser.delete(f"/v1/reports/rep_1/embeds/{first['id']}").status_code == 404
    assert shown(browser, second).status_code == 200


def test_it_goes_with_the_review_to_the_report_that_takes_its_place(desk, browser):
    one = made(browser)
    accept(desk)
    desk.store.reports.save(MACHINE.model_copy(update={"id": "rep_2"}))
    with desk.store.database.writing() as connection:
        desk.store.succeed(connection, "rep_1", "rep_2")
    assert SAFE in shown(browser, one).get_data(as_text=True)
    assert browser.get("/v1/reports/rep_2/embeds").json["embeds"][0]["id"] == one["id"]


def test_an_erased_article_is_shown_nowhere(desk, browser):
    one = made(browser)
    desk.store.erase.article(MACHINE.article.id)
    assert shown(browser, one).status_code == 404


def test_another_desk_s_report_is_not_shown_by_this_one_and_its_page_is_everybody_s(desk, browser):
    desk.store.desks.add("bay")
    bay = desk.of("bay")
    bay.store.reports.save(MACHINE.model_copy(update={"id": "rep_bay"}))
    one = bay.store.embeds.add("rep_bay", None)
    assert browser.post("/v1/reports/rep_bay/embeds").status_code == 404
    assert browser.get(f"/embed/{one.id}").status_code == 200


def test_without_a_site_that_may_show_it_nothing_is_made(client, application):
    application.store.reports.save(MACHINE)
    refused = client.post("/v1/reports/rep_1/embeds")
    assert refused.status_code == 409
    assert "CLAIMTRACE_EMBED_IN" in refused.json["detail"]


@pytest.mark.parametrize(
    "site", ["https://a.example; script-src *", "news.example", "https://a.example/path", "'self'"]
)
def test_a_site_is_an_origin_and_nothing_else(site):
    with pytest.raises(ValueError, match="pattern"):
        Settings(embed_in=(site,))


# ---------------------------------------------------------------- oEmbed


def test_oembed_tells_the_frame_of_an_address(browser):
    one = made(browser)
    told = browser.get("/oembed", query_string={"url": one["url"], "maxwidth": 320, "maxheight": 9000}).json
    assert (told["version"], told["type"], told["width"], told["height"]) == ("1.0", "rich", 320, 400)
    assert one["url"] in told["html"]
    assert told["provider_name"] == "Quay <Desk>"
    link = shown(browser, one).headers["Link"]
    assert "application/json+oembed" in link
    assert browser.get(link[1 : link.index(">")].removeprefix("https://desk.example")).status_code == 200


def test_oembed_is_had_as_xml(browser):
    one = made(browser)
    answer = browser.get("/oembed", query_string={"url": one["url"], "format": "xml"})
    assert answer.mimetype == "text/xml"
    told = {child.tag: child.text for child in XML.fromstring(answer.data)}  # noqa: S314 - our own
    asked = browser.get("/oembed", query_string={"url": one["url"]}).data
    assert told == {name: str(value) for name, value in json.loads(asked).items()}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({}, 404),
        ({"url": "https://desk.example/v1/reports/rep_1"}, 404),
        ({"url": f"https://desk.example/embed/emb_{'a' * 22}"}, 404),
        ({"url": "https://desk.example/embed/../v1/audit"}, 404),
        ({"maxwidth": "0"}, 422),
        ({"maxheight": "1e9"}, 422),
        ({"format": "yaml"}, 422),
    ],
)
def test_oembed_tells_of_nothing_else(browser, query, status):
    asked = {"url": made(browser)["url"], **query} if status == 422 else query
    assert browser.get("/oembed", query_string=asked).status_code == status
