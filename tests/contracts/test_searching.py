"""The live web and published fact-checks, over real HTTP on loopback: from the article to the report and its pages."""

import json
import time
from dataclasses import replace

import pytest

from service.bootstrap import PRELOADED, open_application
from service.cassette import TapeMode
from service.domain import Report
from service.errors import BadInput, CassetteMiss
from service.exports.formats import write
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.sandbox import Limits, Sandbox
from service.settings import Settings, settings_from_environment
from service.sources import web_pages
from service.sources.json_api import CallPace
from service.verification import rescored
from tests.contracts.test_fetching import page
from tests.loopback import OK, said
from tests.searching import SHAPES, Engines, answer, reviews

BOARD = "The Osk harbour board closed the east pier on Monday. Surveyors found 14 cracks in it."
DENIED = "The Osk harbour board did not close the east pier on Monday: surveyors found no cracks in it."
REPEATED = "Surveyors found 14 cracks in the east pier of Osk harbour, and the board closed it on Monday, a diver said."
OWN_KEYS = {name: f"key-of-{name}" for name in ("brave", "tavily", "google", "google_factcheck")}
PATHS = {
    "searxng": "/searxng/search",
    "brave": "/brave/res/v1/web/search",
    "tavily": "/tavily/search",
    "google": "/google/customsearch/v1",
    "gdelt": "/gdelt/api/v2/doc/doc",
    "google_factcheck": "/google_factcheck/v1alpha1/claims:search",
}


def dated(day, *paragraphs, outlet):
    """A page that says when it was published."""
    (whole,) = page("Pier", *paragraphs, outlet=outlet)
    body = whole.partition(b"\r\n\r\n")[2]
    meta = f'<head><meta property="article:published_time" content="{day}T09:00:00Z">'.encode()
    return said(body.replace(b"<head>", meta), type="text/html; charset=utf-8")


@pytest.fixture
def web(monkeypatch):
    """Pages of the days around the article, before and after them, and engines that name them all."""
    monkeypatch.setattr(web_pages.PageFetcher.__init__, "__defaults__", (0.0, time.monotonic))
    monkeypatch.setattr(CallPace, "wait", lambda *_: None)
    parts = {
        "/article": page("Pier closed", BOARD),
        "/denied": dated("2026-05-20", DENIED, DENIED, outlet="Coast Survey"),
        "/repeated": dated("2026-05-21", REPEATED, outlet="Daily Gannet"),
        "/copy": dated("2026-05-21", BOARD, outlet="Osk Mirror"),
        "/old": dated("2019-05-20", DENIED, outlet="Old Post"),
        "/gone": said(b"", "410 Gone"),
        "/dull": dated("2026-05-20", "Plum cake with almonds.", outlet="Kitchen"),
        "/other": dated("2026-05-20", "A recipe for plum cake with almonds.", outlet="Kitchen"),
    }
    with Engines(parts) as server:
        yield server


def result(server, path, **told):
    return {"url": f"{server.root}{path}", "title": "Osk pier", "snippet": "Surveyors found cracks in the pier", **told}


def all_pages(server):
    paths = ("/article?utm_source=x", "/denied", "/denied#top", "/repeated", "/copy", "/old", "/gone", "/other")
    dull = result(server, "/dull", title="Plum cake", snippet="With almonds.")
    return [*(result(server, path) for path in paths), dull, result(server, "/early", published="2020-01-01T00:00:00")]


def settings(server, *engines, **more):
    names = [*engines, *more.get("fact_checks", ())]
    return Settings(
        search=engines,
        search_keys={name: key for name, key in OWN_KEYS.items() if name in names},
        search_urls={name: f"{server.root}/{name}" for name in names},
        search_google_cx="engine:1",
        reachable=("127.0.0.0/8",),
        **more,
    )


def request(server, **more):
    article = {"body": BOARD, "url": f"{server.root}/article", "published_at": "2026-05-19T10:00:00Z", **more}
    return dossier_of(request_from({"article": article}))


def report(chosen, dossier):
    return open_application(chosen).verification.report(dossier)


def looks(report):
    return {look.source: look for look in report.coverage.looked if look.source != "web"}


# ---------------------------------------------------------------- the web


@pytest.mark.parametrize("engine", SHAPES)
def test_what_an_engine_finds_is_read_and_judged_and_never_the_article_or_what_is_of_another_time(engine, web):
    web.parts[PATHS[engine]] = SHAPES[engine](*all_pages(web))
    made = report(settings(web, engine), request(web))
    assert {one.publisher for one in made.documents} == {"Coast Survey", "Daily Gannet"}
    assert all(one.fetched and one.id.startswith("web-") for one in made.documents)
    assert {item.stance for finding in made.findings for item in finding.evidence} >= {"refutes"}
    look = looks(made)[f"web:{engine}"]
    assert 1 <= len(look.queries) <= 8
    assert (look.read, look.failed, look.failure) == (2, 1, None)
    assert look.found >= 6
    (lost,) = [one for one in made.coverage.looked if one.source == "web"]
    assert (lost.failure.kind, lost.queries) == ("no_page", (f"{web.root}/gone",))
    fetched = [heard.split()[1].decode() for heard in web.heard]
    assert ("/dull" in fetched) is (engine == "gdelt")  # which tells titles alone
    assert "/article" not in fetched
    assert sum(one.startswith("/denied") for one in fetched) == 1


def test_engines_are_asked_for_words_of_the_claims(web):
    web.parts[PATHS["searxng"]] = SHAPES["searxng"]()
    report(settings(web, "searxng", search_queries=2), request(web))
    asked = web.asked(PATHS["searxng"])
    assert 1 <= len(asked) <= 2
    assert all("Osk" in one["q"] or "14" in one["q"] for one in asked)
    assert not any(" the " in f" {one['q']} " for one in asked)


BROKEN = {
    "brave": (answer({"type": "ErrorResponse"}, "429 Too Many Requests"), "quota_spent"),
    "tavily": (said(b"<html>It is not JSON.</html>"), "answer_refused"),
    "google": (answer({"error": {"code": 400, "message": OWN_KEYS["google"]}}, "400 Bad Request"), "answer_refused"),
    "gdelt": ([OK, *[b"X: y\r\n"] * 400], "fetch_timeout deadline_passed"),
}


def test_engines_that_fail_lie_or_are_slow_leave_the_rest_and_are_told_in_coverage(web, monkeypatch):
    monkeypatch.setattr("service.sources.json_api.CALL_S", 0.4)
    web.parts |= {PATHS[name]: parts for name, (parts, _) in BROKEN.items()}
    web.parts[PATHS["searxng"]] = SHAPES["searxng"](*all_pages(web))
    web.pause_s = 0.01
    made = report(settings(web, *BROKEN, "searxng"), request(web))
    assert {one.publisher for one in made.documents} == {"Coast Survey", "Daily Gannet"}
    for name, (_, kinds) in BROKEN.items():
        assert looks(made)[f"web:{name}"].failure.kind in kinds.split()
    assert looks(made)["web:searxng"].failure is None
    assert {one.subject for one in made.coverage.failures} >= BROKEN.keys()
    assert not any(key in made.model_dump_json() for key in OWN_KEYS.values())


def test_it_is_so_for_a_run_in_a_process_of_its_own(web):
    web.parts[PATHS["searxng"]] = SHAPES["searxng"](result(web, "/denied"), result(web, "/gone"))
    web.parts[PATHS["brave"]] = BROKEN["brave"][0]
    checked = ("Surveyors found 14 cracks", "Check Osk", "Mostly false", "https://checks.example/1")
    web.parts[PATHS["google_factcheck"]] = reviews(checked)
    verification = open_application(settings(web, "searxng", "brave", fact_checks=("google_factcheck",))).verification
    made = replace(verification, sandbox=Sandbox(Limits(20, 800), PRELOADED)).report(request(web))
    assert [one.publisher for one in made.documents] == ["Coast Survey"]
    assert [one.publisher for one in made.fact_checks] == ["Check Osk"]
    assert {one.kind for one in made.coverage.failures} == {"quota_spent", "no_page"}


def test_only_so_many_pages_are_read(web):
    web.parts[PATHS["brave"]] = SHAPES["brave"](*all_pages(web))
    made = report(settings(web, "brave", search_documents=1), request(web))
    assert len(made.documents) == 1


def test_what_was_recorded_is_replayed_without_a_key_and_holds_none(web, tmp_path):
    web.parts[PATHS["google"]] = SHAPES["google"](*all_pages(web))
    web.parts[PATHS["google_factcheck"]] = reviews(
        ("Surveyors found 14 cracks", "Check Osk", "False", "https://checks.example/1")
    )
    tape = tmp_path / "tape.jsonl"
    chosen = settings(web, "google", fact_checks=("google_factcheck",), cassette=tape, cassette_mode=TapeMode.RECORD)
    first = report(chosen, request(web))
    heard = len(web.heard)
    kept = tape.read_text(encoding="utf-8")
    assert not any(key in kept for key in OWN_KEYS.values())
    again = report(chosen.model_copy(update={"cassette_mode": TapeMode.REPLAY, "search_keys": {}}), request(web))
    assert (again.documents, again.findings, again.fact_checks) == (first.documents, first.findings, first.fact_checks)
    assert len(web.heard) == heard
    with pytest.raises(CassetteMiss, match="A search by google was not recorded"):
        report(chosen.model_copy(update={"cassette_mode": TapeMode.REPLAY, "search_days_after": 2}), request(web))


# ---------------------------------------------------------------- published fact-checks


def test_published_fact_checks_of_a_claim_stand_beside_it_and_in_no_verdict(web):
    same = ("Surveyors found 14 cracks", "Check Osk", "Mostly false", "https://checks.example/1")
    other = ("Surveyors found 40 cracks", "Check Osk", "False", "https://checks.example/2")
    sly = ("Surveyors found 14 cracks", "Sly", "<script>alert(1)</script>", "javascript:alert(1)")
    web.parts[PATHS["google_factcheck"]] = reviews(same, other, sly)
    plain = report(Settings(), request(web))
    made = report(settings(web, fact_checks=("google_factcheck",)), request(web))
    shown = [one for one in made.fact_checks if one.rating == "Mostly false"]
    assert made.fact_checks == tuple(shown)
    assert shown
    assert (shown[0].publisher, shown[0].url, str(shown[0].reviewed_at)) == ("Check Osk", same[3], "2026-05-20")
    assert shown[0].claim_id in {finding.claim.id for finding in made.findings}
    assert [one.content for one in made.findings] == [one.content for one in plain.findings]
    assert not made.documents
    look = looks(made)["fact_checks:google_factcheck"]
    assert (look.read, look.failed) == (len(shown), 0)
    assert look.found >= 2
    assert rescored(made).fact_checks == made.fact_checks
    for form in ("text", "html", "json"):
        assert "Mostly false" in write(made, form)
    assert 'href="https://checks.example/1"' in write(made, "html")
    assert Report.model_validate_json(write(made, "json")) == made


def test_a_fact_checker_that_fails_is_told_and_the_report_comes(web):
    web.parts[PATHS["google_factcheck"]] = said(b"", "500 Internal Server Error")
    made = report(settings(web, fact_checks=("google_factcheck",)), request(web))
    look = looks(made)["fact_checks:google_factcheck"]
    assert look.failure.kind == "fetch_fault"
    assert look.failed == len(look.queries) >= 1
    assert not made.fact_checks


# ---------------------------------------------------------------- settings


@pytest.mark.parametrize(
    ("told", "variable"),
    [
        ({"search": "altavista"}, "CLAIMTRACE_SEARCH"),
        ({"search": "brave"}, "CLAIMTRACE_SEARCH_KEYS"),
        ({"search": "searxng"}, "CLAIMTRACE_SEARCH_URLS"),
        ({"search": "google", "search_keys": "google=k"}, "CLAIMTRACE_SEARCH_GOOGLE_CX"),
        ({"search": "gdelt", "search_keys": "bing=k"}, "CLAIMTRACE_SEARCH_KEYS"),
        ({"search": "gdelt", "fetch": "off"}, "CLAIMTRACE_SEARCH"),
        ({"search": "searxng", "search_urls": "searxng=http://search.example"}, "CLAIMTRACE_SEARCH_URLS"),
        ({"search": "searxng", "search_urls": "searxng=file:///etc"}, "CLAIMTRACE_SEARCH_URLS"),
        ({"fact_checks": "snopes"}, "CLAIMTRACE_FACT_CHECKS"),
        ({"fact_checks": "google_factcheck"}, "CLAIMTRACE_SEARCH_KEYS"),
    ],
)
def test_what_cannot_be_asked_is_told_when_the_service_starts(told, variable):
    with pytest.raises(BadInput) as refusal:
        open_application(settings_from_environment(**told))
    assert refusal.value.field == variable


def test_an_engine_of_the_desk_s_own_may_stand_on_a_private_address_and_no_page_may(web):
    web.parts[PATHS["searxng"]] = SHAPES["searxng"](result(web, "/denied"))
    made = report(settings(web, "searxng").model_copy(update={"reachable": ()}), request(web))
    assert looks(made)["web:searxng"].found == 1
    assert [one.failure.kind for one in made.coverage.looked if one.source == "web"] == ["address_refused"]


def test_a_key_is_shown_nowhere(capsys):
    chosen = settings_from_environment(search="brave", search_keys="brave=key-of-brave")
    assert "key-of-brave" not in f"{chosen!r} {chosen.model_dump_json()} {json.dumps(chosen.model_dump(mode='json'))}"
    with pytest.raises(BadInput) as refusal:
        settings_from_environment(search_keys="key-of-brave")
    assert "key-of-brave" not in f"{refusal.value!r} {refusal.value.__cause__}"
