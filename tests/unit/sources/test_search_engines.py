"""Each engine is asked in its own words and read in its own shape; one that fails or lies is a fault."""

import json
from datetime import date

import pytest

from service.domain import Within
from service.errors import AnswerRefused, DeadlinePassed, FetchFault, FetchTimeout, Outside, QuotaSpent, Unreachable
from service.sources.addresses import Guard
from service.sources.fetch import Door
from service.sources.json_api import CallPace, JsonApi
from service.sources.search_engines import PROVIDERS, SearchEngine
from service.sources.searching import SearchQuestion
from service.text.queries import Query
from tests.loopback import OK, moved, said
from tests.searching import KEYED, SHAPES, Engines, answer, searxng

PATHS = {
    "searxng": "/search",
    "brave": "/res/v1/web/search",
    "tavily": "/search",
    "google": "/customsearch/v1",
    "gdelt": "/api/v2/doc/doc",
}
OWN_KEY = "key-that-nobody-may-see"
QUERY = Query(words=("harbour", "board", "closed", "Osk", "pier", "2026"), names=("Osk", "2026"))
MAY = Within(language="en-GB", since=date(2026, 4, 18), until=date(2026, 6, 17))
RESULT = {
    "url": "https://paper.example/pier?a=1",
    "title": "Pier closed",
    "snippet": "The board closed it",
    "published": "2026-05-19T08:00:00",
}


def engine(name, server):
    provider = PROVIDERS[name]
    headers = provider.key(OWN_KEY) if provider.key else {}
    api = JsonApi(Door(Guard(allowed=("127.0.0.0/8",))), server.root, headers, provider.hint)
    return SearchEngine(name, api, provider, cx="engine:1")


def found(name, parts, within_s=5.0, pause_s=0.0):
    with Engines({PATHS[name]: parts}, pause_s) as server:
        return engine(name, server).find(QUERY, MAY, within_s), server


@pytest.mark.parametrize("name", SHAPES)
def test_an_engine_is_asked_for_the_words_and_the_days_and_its_results_are_read(name):
    results, server = found(name, SHAPES[name](RESULT))
    (one,) = results.found
    assert (one.url, one.title) == (RESULT["url"], "Pier closed")
    assert one.snippet == ("" if name == "gdelt" else "The board closed it")
    assert one.published.date() == date(2026, 5, 19)
    (heard,) = server.heard
    line, _, head = heard.partition(b"\r\n")
    assert OWN_KEY.encode() not in line
    assert (OWN_KEY.encode() in head) is (name in KEYED)
    if name in KEYED:
        assert f"\r\n{KEYED[name]}: ".encode().lower() in heard.lower()


def test_how_each_is_told_the_days():
    asked = {}
    for name in SHAPES:
        _, server = found(name, SHAPES[name](RESULT))
        asked[name] = (
            server.asked(PATHS[name])[0] if name != "tavily" else json.loads(server.heard[0].split(b"\r\n\r\n")[1])
        )
    assert asked["searxng"] == {"q": QUERY.text, "format": "json", "language": "en"}
    assert asked["brave"]["freshness"] == "2026-04-18to2026-06-17"
    assert (asked["google"]["sort"], asked["google"]["cx"]) == ("date:r:20260418:20260617", "engine:1")
    assert (asked["tavily"]["start_date"], asked["tavily"]["end_date"]) == ("2026-04-18", "2026-06-17")
    assert asked["gdelt"]["query"] == "Osk 2026 harbour board sourcelang:english"
    assert (asked["gdelt"]["startdatetime"], asked["gdelt"]["enddatetime"]) == ("20260418000000", "20260617235959")


@pytest.mark.parametrize("name", SHAPES)
def test_an_engine_that_knows_nothing_is_no_failure(name):
    assert found(name, SHAPES[name]())[0].found == ()


SPENT = {"error": {"code": 403, "status": "PERMISSION_DENIED", "errors": [{"reason": "dailyLimitExceeded"}]}}
KEY_TOLD = {"error": {"code": 400, "message": f"API key {OWN_KEY} is not valid", "status": "INVALID_ARGUMENT"}}
FAULTS = {
    "429": ("brave", answer({"type": "ErrorResponse"}, "429 Too Many Requests"), QuotaSpent, "429"),
    "plan": ("tavily", answer({"detail": {"error": "Over the plan's limit"}}, "432 Limit"), QuotaSpent, "432"),
    "daily": ("google", answer(SPENT, "403 Forbidden"), QuotaSpent, "403"),
    "exhausted": ("google", answer({"error": {"status": "RESOURCE_EXHAUSTED"}}), QuotaSpent, "200"),
    "slow down": ("gdelt", said(b"Please limit requests", "429 Too Many Requests"), QuotaSpent, "429"),
    "key": ("google", answer(KEY_TOLD, "400 Bad Request"), AnswerRefused, "400"),
    "unauthorised": ("tavily", answer({"detail": {"error": OWN_KEY}}, "401 Unauthorized"), AnswerRefused, "key right"),
    "no json": ("searxng", said(b"<html>", "403 Forbidden"), AnswerRefused, "search.formats"),
    "down": ("brave", said(b"", "503 Service Unavailable"), FetchFault, "503"),
    "page": ("gdelt", said(b"Your query was too short"), AnswerRefused, "text/html"),
    "no JSON": ("gdelt", said(b"Your query was too short", type="application/json"), AnswerRefused, "no JSON object"),
    "list": ("searxng", answer([RESULT]), AnswerRefused, "no JSON object"),
    "deep": ("searxng", said(b"[" * 100_000, type="application/json"), AnswerRefused, "no JSON object"),
    "error in 200": (
        "brave",
        answer({"type": "search", "error": {"detail": OWN_KEY}}),
        AnswerRefused,
        "an error in it",
    ),
    "other shape": ("searxng", answer({"hits": [RESULT]}), AnswerRefused, "shape"),
    "text for list": ("brave", answer({"type": "search", "web": {"results": "none"}}), AnswerRefused, "shape"),
    "no pages": ("tavily", answer({"results": [{"title": "x"}, 7, None]}), AnswerRefused, "names a page"),
    "other schemes": ("searxng", searxng({**RESULT, "url": "javascript:alert(1)"}), AnswerRefused, "names a page"),
    "engines silent": ("searxng", searxng(unresponsive=[["own", "timeout"]]), FetchFault, "None of the engines"),
    "long": ("searxng", said(b" " * 2_100_000 + b"{}", type="application/json"), AnswerRefused, "longer than"),
    "elsewhere": ("tavily", moved("http://127.0.0.2/", 307), AnswerRefused, "leads elsewhere"),
    "inside": ("brave", moved("http://10.0.0.1/"), Outside, "public address"),
    "noise": ("brave", [b"SSH-2.0-OpenSSH_9.6\r\n"], FetchFault, "127.0.0.1"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_what_is_no_answer_is_a_fault_that_tells_no_secret(name):
    engine_name, parts, kind, words = FAULTS[name]
    with pytest.raises(kind) as fault:
        found(engine_name, parts)
    assert words in fault.value.detail
    assert OWN_KEY not in fault.value.detail


def test_no_key_is_logged_or_shown(caplog):
    with caplog.at_level("DEBUG"), Engines({PATHS["brave"]: SHAPES["brave"](RESULT)}) as server:
        asked = engine("brave", server)
        asked.find(QUERY, MAY, 5.0)
    assert OWN_KEY not in caplog.text + repr(asked) + repr(asked.api)


def test_a_slow_one_is_not_waited_for():
    with pytest.raises(FetchTimeout):
        found("brave", [OK, *[b"X: y\r\n"] * 40], within_s=0.3, pause_s=0.1)


def test_one_that_is_not_there_is_unreachable():
    with Engines({}) as gone:
        pass
    with pytest.raises(Unreachable):
        engine("brave", gone).find(QUERY, MAY, 5.0)


def test_results_that_are_no_pages_are_left_out_among_others():
    bad = {**RESULT, "url": "ftp://paper.example/"}
    assert len(found("searxng", searxng(bad, RESULT, {**RESULT, "published": "yesterday"}))[0].found) == 2


def test_who_asks_to_be_asked_slowly_is_and_nobody_waits_beyond_their_time():
    rested, now = [], [0.0]
    pace = CallPace(5.0, clock=lambda: now[0], rest=rested.append)
    pace.wait(1.0)
    pace.wait(6.0)
    assert rested == [0.0, 5.0]
    with pytest.raises(DeadlinePassed):
        pace.wait(6.0)
    now[0] = 10.0
    pace.wait(0.1)
    assert rested[-1] == 0.0


def test_the_tape_s_question_holds_neither_words_nor_key():
    question = SearchQuestion.of("brave", QUERY, MAY)
    assert OWN_KEY not in question.model_dump_json()
    assert "harbour" not in question.model_dump_json()
    assert question.key != SearchQuestion.of("brave", QUERY, Within()).key
    assert question.key != SearchQuestion.of("tavily", QUERY, MAY).key
