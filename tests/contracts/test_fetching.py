"""Articles and sources named by their addresses alone, over real HTTP on loopback: from the request to the report."""

import gzip
import json
import time
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain, repeat

import pytest

from service.api import create_app
from service.bootstrap import open_application, user_agent
from service.domain import Integrity, JobState, Report
from service.errors import BadInput, Stopped
from service.exports.formats import write
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.pipeline import ArticleFetched, DocumentsGathered
from service.settings import Settings, settings_from_environment
from service.sources import web_pages
from service.verification import rescored
from tests.fleet import wait_until
from tests.hand import Hand
from tests.loopback import OK, RawServer, moved, said

BOARD = "The harbour board said on its official Twitter feed on Monday that the east pier was unsafe."
REST = "“It will stay shut until spring,” the board said. The Harbour Post reported that 40 boats had been moved."
SURVEY = "Surveyors of the coast service found on Monday that the east pier was unsafe, and told the board so."


def page(title, *paragraphs, outlet="Harbour Post", language="en"):
    told = "".join(f"<p>{one}</p>" for one in paragraphs)
    head = f'<title>{title}</title><meta property="og:site_name" content="{outlet}">'
    body = f"<head>{head}</head><body><article><h1>{title}</h1>{told}</article></body>"
    return said(f'<!DOCTYPE html><html lang="{language}">{body}</html>'.encode(), type="text/html; charset=utf-8")


GERMAN = "Der Hafenrat sagte am Montag, der Ostpier sei unsicher und bleibe bis zum Frühling gesperrt."
TEASERS = "".join(f'<article><h2><a href="/{n}">Item {n}</a></h2><p>Short.</p></article>' for n in range(12))
FRONT = f'<html><head><meta property="og:type" content="website"></head><body>{TEASERS}</body></html>'
PAGES = {
    "/article": page("Harbour board closes the east pier", BOARD, REST),
    "/moved": moved("/article"),
    "/survey": page("Pier unsafe", SURVEY, outlet="Coast Survey"),
    "/note": said(SURVEY.encode(), type="text/plain"),
    "/gone": said(b"", "410 Gone"),
    "/busy": said(b"", "503 Service Unavailable"),
    "/inside": moved("http://10.0.0.1/"),
    "/paper": said(b"%PDF-1.7", type="application/pdf"),
    "/german": page("Pier gesperrt", GERMAN, GERMAN, language="de"),
    "/front": said(FRONT.encode()),
    "/empty": said(b"<html><body></body></html>"),
}


@pytest.fixture
def web():
    with RawServer(PAGES) as server:
        server.url = f"http://127.0.0.1:{server.port}"
        yield server


@pytest.fixture
def settings(lite_url):
    return Settings(
        database_url=lite_url,
        threads=8,
        queue_room=20,
        reachable=("127.0.0.0/8",),
        contact="https://desk.example/about",
    )


@pytest.fixture
def hand(settings, monkeypatch):
    """A worker that may call loopback, and does not wait before it tries again."""
    monkeypatch.setattr(web_pages.PageFetcher.__init__, "__defaults__", (0.0, web_pages.time.monotonic))
    application = open_application(settings)
    with Hand(application) as hand:
        yield hand
    application.event_feed.close()
    application.store.close()


def send(client, body, query=""):
    return client.post(f"/v1/articles{query}", json=body, headers={"Prefer": "wait=30"})


def ended(client, body):
    """The job of a request, once it has ended."""
    job = client.post("/v1/articles", json=body).get_json()
    assert wait_until(lambda: client.get(f"/v1/jobs/{job['id']}").get_json()["state"] in ("done", "failed"))
    return client.get(f"/v1/jobs/{job['id']}").get_json()


def asked_for(web):
    return [heard.split()[1].decode() for heard in web.heard]


# ---------------------------------------------------------------- from address to report


def test_an_article_and_its_sources_are_fetched_and_what_failed_is_told(client, web):
    sources = [{"id": name, "url": f"{web.url}/{name}"} for name in ("survey", "gone", "note")]
    answer = send(client, {"article": {"url": f"{web.url}/moved"}, "sources": sources})
    assert answer.status_code == 201, answer.text
    report = Report.model_validate_json(answer.data)
    article = report.article
    assert (article.title, article.outlet) == ("Harbour board closes the east pier", "Harbour Post")
    assert (article.url, article.fetched.asked) == (f"{web.url}/article", f"{web.url}/moved")
    assert len(article.fetched.sha256) == 64
    assert report.findings
    documents = {one.id: one for one in report.documents}
    assert list(documents) == ["survey", "gone", "note"]
    assert (documents["survey"].publisher, documents["survey"].text) == ("Coast Survey", SURVEY)
    assert documents["survey"].integrity is documents["note"].integrity is Integrity.PRESERVED
    assert documents["survey"].fetched.at.tzinfo
    assert documents["gone"].integrity is Integrity.MISSING
    coverage = report.coverage
    assert (coverage.documents, coverage.documents_read) == (3, 2)
    (failure,) = coverage.failures
    assert (failure.stage, failure.subject, failure.kind, failure.retryable) == ("fetch", "gone", "no_page", False)
    assert failure.detail == "Source gone could not be fetched: 127.0.0.1: It answered 410 Gone."
    looked = [(one.source, one.queries, one.found, one.read, one.failed) for one in coverage.looked]
    assert looked == [
        ("request", (), 0, 0, 0),
        ("addresses", (f"{web.url}/survey",), 1, 1, 0),
        ("addresses", (f"{web.url}/gone",), 0, 0, 1),
        ("addresses", (f"{web.url}/note",), 1, 1, 0),
    ]
    agent = user_agent(Settings(contact="https://desk.example/about")).encode()
    assert all(b"\r\nUser-Agent: " + agent + b"\r\n" in heard for heard in web.heard)


def test_texts_and_addresses_go_together(client, web):
    sources = [{"url": f"{web.url}/survey"}, {"text": SURVEY, "publisher": "Coast Wire"}]
    report = send(client, {"article": {"body": f"{BOARD} {REST}"}, "sources": sources}).get_json()
    assert {one["id"] for one in report["documents"]} == {"source-1", "source-2"}
    assert report["coverage"]["documents_read"] == 2
    assert report["article"]["fetched"] is None


def test_the_report_holds_what_was_fetched_and_is_shown_and_weighed_again_without_fetching(client, web):
    asked = {"article": {"url": f"{web.url}/article"}, "sources": [{"url": f"{web.url}/survey"}]}
    answer = send(client, asked)
    heard = len(web.heard)
    report = Report.model_validate_json(answer.data)
    assert rescored(report) == report
    for form in ("text", "html"):
        shown = client.get(f"{answer.headers['Location']}?format={form}").text
        assert "fetched " in shown
        assert write(report, form)
    assert len(web.heard) == heard


FAILING = {
    "/gone": ("no_page", "It answered 410 Gone", False),
    "/busy": ("fetch_fault", "It answered 503", True),
    "/inside": ("address_refused", "Should lead to a public address", False),
    "/paper": ("answer_refused", "It is application/pdf", False),
    "/empty": ("malformed", "no readable text", False),
    "/front": ("malformed", "section front", False),
    "/german": ("bad_input", "Only English", False),
}


@pytest.mark.parametrize("path", FAILING)
def test_an_article_that_cannot_be_had_fails_its_job_with_the_reason(path, client, web):
    job = ended(client, {"article": {"url": f"{web.url}{path}"}})
    kind, words, retryable = FAILING[path]
    assert job["state"] == "failed"
    assert (job["failure"]["kind"], job["failure"]["retryable"]) == (kind, retryable)
    assert words in job["failure"]["detail"]
    assert asked_for(web) == [path] * (3 if retryable else 1)


def test_a_server_that_is_not_there_fails_the_job_and_may_be_tried_again(client):
    with RawServer([]) as gone:
        pass
    job = ended(client, {"article": {"url": gone.url}})
    assert (job["failure"]["kind"], job["failure"]["retryable"]) == ("unreachable", True)


def test_every_source_that_fails_is_told_and_none_of_them_stops_the_report(client, web):
    paths = [path for path in FAILING if path != "/german"]
    sources = [{"id": path, "url": f"{web.url}{path}"} for path in paths]
    report = send(client, {"article": {"url": f"{web.url}/article"}, "sources": sources}).get_json()
    assert [one["subject"] for one in report["coverage"]["failures"]] == paths
    assert [one["kind"] for one in report["coverage"]["failures"]] == [FAILING[path][0] for path in paths]
    assert report["coverage"]["documents_read"] == 0
    assert [one["integrity"] for one in report["documents"]] == ["missing", *["live"] * 5]
    rationale = str([finding["content"]["rationale"] for finding in report["findings"]])
    assert "was read; none bears" not in rationale
    assert "were read; none bears" not in rationale


HEAD = OK + b"Content-Type: text/html\r\n"
BOMB = gzip.compress(bytes(6_000_000))
TRICKS = {
    "bomb": ([HEAD + b"Content-Encoding: gzip\r\n\r\n" + BOMB], "answer_refused", "unpacks to more than 5000000"),
    "endless": (chain([HEAD + b"\r\n"], repeat(b"snow" * 50_000)), "answer_refused", "longer than 5000000"),
    "drip": ([HEAD + b"\r\n", *[b"."] * 400], "fetch_timeout", "no whole answer"),
    "silence": ([b""] * 400, "fetch_timeout", "127.0.0.1"),
    "ring": (moved("/"), "answer_refused", "more than 3 redirects"),
    "lie": (said(b"%PDF-1.7 snow"), "malformed", "It is a PDF"),
    "noise": ([b"SSH-2.0-OpenSSH_9.6\r\n"], "fetch_fault", "127.0.0.1"),
    "hang-up": ([b""], "unreachable fetch_fault", "127.0.0.1"),
}


def test_servers_that_mean_ill_are_bounded_and_told_and_the_report_comes_all_the_same(client, monkeypatch):
    monkeypatch.setattr(web_pages, "TRY_S", 0.3)
    monkeypatch.setattr(web_pages, "ADDRESS_S", 0.5)
    began = time.monotonic()
    with ExitStack() as open_servers:
        servers = {
            name: open_servers.enter_context(RawServer(parts, 0.05 if name in ("drip", "silence") else 0))
            for name, (parts, _, _) in TRICKS.items()
        }
        sources = [{"id": name, "url": f"http://127.0.0.1:{server.port}/"} for name, server in servers.items()]
        report = send(client, {"article": {"body": f"{BOARD} {REST}"}, "sources": sources}).get_json()
    assert time.monotonic() - began < 20  # seconds; said to its end, the drip alone takes as long
    failures = {one["subject"]: one for one in report["coverage"]["failures"]}
    for name, (_, kind, words) in TRICKS.items():
        assert failures[name]["kind"] in kind.split(), failures[name]
        assert words in failures[name]["detail"]


# ---------------------------------------------------------------- at the door


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"article": {"url": "http://10.0.0.1/"}}, "/article/url"),
        ({"article": {"url": "https://169.254.169.254/latest/meta-data/"}}, "/article/url"),
        ({"article": {"url": "https://0x7f.1/"}}, "/article/url"),
        ({"article": {"url": "https://example.org:22/"}}, "/article/url"),
        ({"article": {"url": "https://me:secret@example.org/"}}, "/article/url"),
        ({"article": {"url": "file:///etc/passwd"}}, "/article/url"),
        ({"article": {"body": "A."}, "sources": [{"text": "A"}, {"url": "https://[::ffff:a00:1]/"}]}, "/sources/1/url"),
        ({"article": {"body": "A."}, "sources": [{"url": "gopher://example.org/"}]}, "/sources/0/url"),
    ],
)  # fmt: skip
def test_an_address_that_may_not_be_called_is_refused_before_there_is_a_job(body, pointer, client, application):
    answer = send(client, body)
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"
    assert [one["pointer"] for one in answer.get_json()["errors"]] == [pointer]
    assert application.store.jobs.page() == ((), None)


def test_an_address_beside_a_text_is_not_called_and_may_be_any(client, web):
    body = {
        "article": {"body": BOARD, "url": "http://10.0.0.1/"},
        "sources": [{"text": "A.", "url": "http://10.0.0.2/"}],
    }
    assert send(client, body).status_code == 201
    assert not web.heard


def test_where_nothing_is_fetched_an_address_alone_is_refused_and_says_so(hand, web):
    closed = replace(hand.application, verification=replace(hand.application.verification, pages=None))
    client = create_app(closed).test_client()
    for body, pointer in (
        ({"article": {"url": f"{web.url}/article"}}, "/article/url"),
        ({"article": {"body": BOARD}, "sources": [{"url": f"{web.url}/survey"}]}, "/sources/0/url"),
    ):
        answer = send(client, body)
        assert answer.status_code == 422
        (error,) = answer.get_json()["errors"]
        assert (error["pointer"], error["detail"]) == (pointer, "Addresses are not fetched here: give the text.")
    assert send(client, {"article": {"body": BOARD}}).status_code == 201
    assert not web.heard


def test_the_setting_switches_fetching_off(monkeypatch):
    assert open_application(settings_from_environment()).verification.pages
    monkeypatch.setenv("CLAIMTRACE_FETCH", "off")
    assert open_application(settings_from_environment()).verification.pages is None


def test_a_contact_cannot_break_out_of_its_header(monkeypatch):
    for bad in ("a\r\nX: y", "a)b", "é", " a"):
        monkeypatch.setenv("CLAIMTRACE_CONTACT", bad)
        with pytest.raises(BadInput):
            settings_from_environment()


# ---------------------------------------------------------------- once


def test_the_same_address_again_finds_its_report_and_a_refresh_fetches_anew(client, web):
    asked = {"article": {"url": f"{web.url}/article"}, "sources": [{"url": f"{web.url}/survey"}]}
    first, again = send(client, asked), send(client, asked)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json()["id"] == again.get_json()["id"]
    assert len(web.heard) == 2
    anew = send(client, asked, "?refresh=true").get_json()
    assert anew["id"] != first.get_json()["id"]
    assert anew["article"]["id"] == first.get_json()["article"]["id"]
    assert len(web.heard) == 4


def test_another_address_is_another_request(client, web):
    one, other = (send(client, {"article": {"url": f"{web.url}/{path}"}}).get_json() for path in ("article", "moved"))
    assert one["id"] != other["id"]


@pytest.mark.parametrize("until", [ArticleFetched, DocumentsGathered])
def test_a_run_that_begins_again_fetches_only_what_was_not_kept(until, application, hand, web):
    hand.free.clear()
    sources = [{"id": "survey", "url": f"{web.url}/survey"}, {"id": "gone", "url": f"{web.url}/gone"}]
    asked = request_from({"article": {"url": f"{web.url}/article"}, "sources": sources})
    job, _ = application.verification.submit(dossier_of(asked))
    verify = hand.runner._verify

    def dies(dossier, context):
        for event in verify(dossier, context):
            yield event
            if isinstance(event, until):
                raise Stopped("The worker dies.")

    hand.runner._verify = dies
    with pytest.raises(Stopped):
        hand.runner.run(job.id)
    hand.runner._verify = verify
    hand.runner.run(job.id)
    ended = application.store.jobs.get(job.id)
    assert (ended.state, ended.attempt) == (JobState.DONE, 2)
    again = ["/gone"] if until is DocumentsGathered else []
    assert sorted(asked_for(web)) == sorted(["/article", "/survey", "/gone", *again])


def test_what_is_told_of_a_job_begins_with_what_was_fetched(client, web):
    job = ended(client, {"article": {"url": f"{web.url}/moved"}})
    stream = client.get(f"/v1/jobs/{job['id']}/events").text
    first = json.loads(stream.split("data: ", 1)[1].split("\n", 1)[0])
    assert "event: article.fetched" in stream
    assert (first["asked"], first["url"]) == (f"{web.url}/moved", f"{web.url}/article")
    assert first["title"] == "Harbour board closes the east pier"


def test_the_service_s_description_tells_that_an_address_is_enough(client):
    schemas = client.get("/openapi.json").get_json()["components"]["schemas"]
    for name in ("ArticleIn", "SourceIn"):
        assert "the job fetches" in schemas[name]["properties"]["url"]["description"]
        assert "url" not in schemas[name].get("required", [])
