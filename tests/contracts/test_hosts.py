"""The service answers to its own names alone, so that no page can lead its name here and read what is kept."""

import pytest

from service.api import create_app
from service.bootstrap import open_application
from service.settings import Settings

LOOPBACK = ["localhost", "LOCALHOST:8000", "desk.localhost", "localhost.", "127.0.0.1:8000", "127.9.9.9", "[::1]:8000"]
STRANGE = [
    "evil.example",
    "evil.example:8000",
    "127.0.0.1.evil.example",
    "localhost.evil.example",
    "notlocalhost",
    "evil.example:127.0.0.1",
    "10.0.0.5",
    "[2001:db8::1]",
    "",
    ":8000",
    "desk.example.evil.example",
    "localhost evil.example",
    "\x1b]0;x",
]


def browser(lite_url, **more):
    application = open_application(Settings(database_url=lite_url, **more))
    return create_app(application).test_client()


def asked(browser, host, path="/v1/jobs", method="GET"):
    return browser.open(path, method=method, headers={"Host": host})


@pytest.mark.parametrize("host", LOOPBACK)
def test_loopback_is_answered_under_each_of_its_names(lite_url, host):
    assert asked(browser(lite_url), host).status_code == 200


@pytest.mark.parametrize("host", STRANGE)
def test_another_name_is_a_problem_that_gives_nothing_away(lite_url, host):
    desk = browser(lite_url, hosts=("desk.example",))
    for path in ("/v1/jobs", "/v1/reports/rep_1", "/healthz", "/metrics", "/openapi.json", "/nowhere"):
        answer = asked(desk, host, path)
        assert (answer.status_code, answer.mimetype) == (421, "application/problem+json")
    assert asked(desk, host, "/v1/articles", "POST").status_code == 421


@pytest.mark.parametrize("host", ["desk.example", "Desk.Example:443", "desk.example.", "10.0.0.5:8000"])
def test_names_that_are_set_are_answered(lite_url, host):
    assert asked(browser(lite_url, hosts=("Desk.example", "10.0.0.5")), host).status_code == 200


def test_the_address_that_is_listened_on_is_answered_and_any_name_where_all_are_let(lite_url):
    assert asked(browser(lite_url, host="192.0.2.7", open_to_all=True), "192.0.2.7:8000").status_code == 200
    assert asked(browser(lite_url, host="fd00::7", open_to_all=True), "[fd00::7]:8000").status_code == 200
    assert asked(browser(lite_url, host="::", open_to_all=True), "evil.example").status_code == 421
    assert asked(browser(lite_url, hosts=("*",)), "evil.example").status_code == 200
