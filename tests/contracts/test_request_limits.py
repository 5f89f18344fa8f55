"""What a key may ask in a minute holds across processes, and is told before it is met."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.api import create_app
from service.bootstrap import open_application
from service.domain import Scope
from service.settings import Settings
from service.store.database import Database
from service.store.request_counts import RequestCountStore

NOON_S = 1_700_000_040.0  # a whole number of minutes


@pytest.fixture
def two_servers(lite_url):
    """Two processes' worth of the service on one database."""
    made = [open_application(Settings(database_url=lite_url, requests_a_minute=5)) for _ in range(2)]
    for application in made:
        application.store.request_counts._database.seconds = lambda _: NOON_S + 12
    yield [(application, create_app(application).test_client()) for application in made]
    for application in made:
        application.store.close()


def asked(browser, key):
    return browser.get("/v1/jobs?limit=1", headers={"Authorization": f"Bearer {key}"})


def test_a_limit_is_told_with_each_answer_and_holds_for_all_servers_together(two_servers):
    (application, one), (_, other) = two_servers
    _, key = application.store.keys.add("hand", [Scope.REPORTS_READ], "main")
    answers = [asked((one, other)[turn % 2], key) for turn in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert [answer.headers["RateLimit"] for answer in answers] == [
        f'"requests";r={left};t=48' for left in (4, 3, 2, 1, 0, 0, 0)
    ]
    assert {answer.headers["RateLimit-Policy"] for answer in answers} == {'"requests";q=5;w=60'}
    told = answers[-1]
    assert told.headers["Retry-After"] == "48"
    assert told.get_json()["type"] == "https://iana.org/assignments/http-problem-types#quota-exceeded"
    assert told.get_json()["violated-policies"] == ["requests"]


def test_a_key_has_its_own_number_and_its_own_count_and_a_new_minute_begins_anew(two_servers):
    (application, browser), _ = two_servers
    _, few = application.store.keys.add("few", [Scope.REPORTS_READ], "main", requests_a_minute=1)
    _, usual = application.store.keys.add("usual", [Scope.REPORTS_READ], "main")
    assert [asked(browser, few).status_code for _ in range(2)] == [200, 429]
    assert asked(browser, usual).status_code == 200
    application.store.request_counts._database.seconds = lambda _: NOON_S + 60
    assert asked(browser, few).status_code == 200


def test_what_is_refused_counts_as_well(two_servers):
    (application, browser), _ = two_servers
    _, key = application.store.keys.add("hand", [Scope.WEBHOOKS_WRITE], "main")
    assert [asked(browser, key).status_code for _ in range(6)] == [403] * 5 + [429]


def test_whoever_is_not_asked_who_they_are_has_no_limit(two_servers):
    (_, browser), _ = two_servers
    answers = [browser.get("/v1/jobs?limit=1") for _ in range(7)]
    assert {answer.status_code for answer in answers} == {200}
    assert not any("RateLimit" in answer.headers for answer in answers)


def test_no_request_is_counted_twice_or_lost_between_threads(tables_url):
    database = Database(tables_url)
    fleeting = database.fleeting()
    counts = RequestCountStore(fleeting)
    with ThreadPoolExecutor(8) as threads:
        told = [one.count for one in threads.map(lambda _: counts.add("key ctk_1", 10**9), range(64))]
    fleeting.close()
    database.close()
    assert sorted(told) == list(range(1, 65))


def test_the_seconds_that_are_left_are_never_none(tables_url):
    database = Database(tables_url)
    fleeting = database.fleeting()
    counts = RequestCountStore(fleeting)
    for now, left in ((NOON_S, 60), (NOON_S + 0.5, 60), (NOON_S + 59.99, 1), (NOON_S + 60, 60)):
        counts._database.seconds = lambda _, now=now: now
        assert counts.add("key ctk_1", 60).left_s == left
    fleeting.close()
    database.close()


def test_the_headers_are_structured_fields(two_servers):
    (application, browser), _ = two_servers
    _, key = application.store.keys.add("hand", [Scope.REPORTS_READ], "main")
    answer = asked(browser, key)
    assert re.fullmatch(r'"[a-z]+";q=\d+;w=\d+', answer.headers["RateLimit-Policy"])
    assert re.fullmatch(r'"[a-z]+";r=\d+;t=\d+', answer.headers["RateLimit"])
