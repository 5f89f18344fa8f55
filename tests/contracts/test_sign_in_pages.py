"""People sign in on a page, without a script, and are led back to where they came from and nowhere else."""

import html
import re
from datetime import timedelta

import pytest

from service.api import create_app
from service.api.access import COOKIE
from service.bootstrap import open_application
from service.domain import DeskRole, Scope
from service.settings import Settings
from service.store.audit import AuditFilter
from tests import building

CHOSEN = "seven herons over the weir"
OURS = {"Origin": "http://localhost"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def desk(tmp_path, migrated):
    file = tmp_path / "pages.db"
    file.write_bytes(migrated.read_bytes())
    application = open_application(Settings(database_url=f"sqlite:///{file}", requests_a_minute=None))
    application.store.keys.add("first", [Scope.ADMIN], None)
    until = application.store.database.now() + timedelta(hours=1)
    _, code = application.store.people.invite("Ada Brook", DeskRole.READER, "main", until)
    application.store.people.accept(code, CHOSEN)
    application.store.reports.save(building.report("rep_1"))
    yield application
    application.store.close()


@pytest.fixture
def browser(desk):
    return create_app(desk).test_client()


def sent(browser, path="/sign-in", headers=OURS, **told):
    return browser.post(path, data={"name": "Ada Brook", "password": CHOSEN} | told, headers=headers)


def test_a_browser_that_wants_a_page_signs_in_and_is_back(browser):
    led = browser.get("/v1/reports/rep_1?format=html&view=", headers=BROWSER)
    assert led.status_code == 303
    assert led.headers["Location"] == "/sign-in?next=%2Fv1%2Freports%2Frep_1%3Fformat%3Dhtml%26view%3D"
    page = browser.get(led.headers["Location"])
    assert page.status_code == 200
    (there,) = re.findall(r'name="next" value="([^"]*)"', page.text)
    done = sent(browser, next=html.unescape(there))
    assert (done.status_code, done.headers["Location"]) == (303, "/v1/reports/rep_1?format=html&view=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(done.headers["Set-Cookie"].split("; "))
    assert browser.get("/v1/reports/rep_1?format=html", headers=BROWSER).status_code == 200
    assert "signed in as Ada Brook" in browser.get("/sign-in").text
    out = browser.post("/sign-out", headers=OURS)
    assert (out.status_code, out.headers["Location"]) == (303, "/sign-in")
    assert browser.get("/v1/caller").status_code == 401


@pytest.mark.parametrize("accept", ["application/json", "*/*", "", "application/json, text/html;q=0.5"])
def test_a_program_is_told_401(browser, accept):
    assert browser.get("/v1/reports/rep_1", headers={"Accept": accept}).status_code == 401


def test_what_is_no_page_is_no_reason_to_lead_a_browser_away(browser):
    assert browser.get("/v1/jobs", headers=BROWSER).status_code == 401
    assert browser.delete("/v1/articles/art_1", headers=BROWSER).status_code == 401


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "/v1/jobs\r\nSet-Cookie: a=b",
        "",
        "/" + "x" * 3000,
    ],
)
def test_another_site_is_led_to_from_nowhere(browser, there):
    assert there[:12] not in browser.get("/sign-in", query_string={"next": there}).text or not there
    assert sent(browser, next=there).headers["Location"] == "/sign-in"


def test_what_went_wrong_is_told_on_the_page(desk, browser):
    wrong = sent(browser, password="another", name='<b>"Ada')  # noqa: S106
    assert wrong.status_code == 401
    assert "Nobody signs in by that name and password." in wrong.text
    assert "<b>" not in wrong.text
    assert "another" not in wrong.text
    assert "Set-Cookie" not in wrong.headers
    assert sent(browser, password="x" * 300).status_code == 422
    told = [(one.who, one.outcome) for one in desk.store.audit.oldest_first(AuditFilter(action="sign_in"))]
    assert told == [("(nobody known)", "not_signed_in")]


def test_tries_are_counted_as_they_are_elsewhere(browser):
    answers = [sent(browser, password="wrong").status_code for _ in range(11)]  # noqa: S106
    assert answers == [401] * 10 + [429]
    last = sent(browser)
    assert last.status_code == 429
    assert "Try again in" in last.text
    assert int(last.headers["Retry-After"]) > 0
    assert browser.post("/v1/sessions", json={"name": "Ada Brook", "password": CHOSEN}).status_code == 429


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}])
@pytest.mark.parametrize("path", ["/sign-in", "/invitation", "/sign-out"])
def test_another_sites_page_signs_nobody_in_or_out(browser, path, headers):
    if path == "/sign-out":
        sent(browser)
    answer = sent(browser, path, headers, code="x")
    assert answer.status_code == 403
    assert f"{COOKIE}=" not in answer.headers.get("Set-Cookie", "")
    assert (browser.get("/v1/caller").status_code == 200) == (path == "/sign-out")


def test_who_was_invited_chooses_a_password_on_a_page(desk, browser):
    until = desk.store.database.now() + timedelta(hours=1)
    _, code = desk.store.people.invite("Bo", DeskRole.READER, "main", until)
    assert "The code of your invitation" in browser.get("/invitation").text
    short = browser.post("/invitation", data={"code": code, "password": "short"}, headers=OURS)
    assert short.status_code == 422
    assert "12 characters" in short.text
    done = browser.post("/invitation", data={"code": code, "password": CHOSEN}, headers=OURS)
    assert (done.status_code, done.headers["Location"]) == (303, "/sign-in")
    assert browser.get("/v1/caller").get_json()["name"] == "Bo"
    again = browser.post("/invitation", data={"code": code, "password": CHOSEN}, headers=OURS)
    assert again.status_code == 401
    assert "no such invitation" in again.text


def test_the_pages_let_no_script_run_and_stand_in_no_frame(browser):
    for path in ("/sign-in", "/invitation"):
        page = browser.get(path)
        policy = page.headers["Content-Security-Policy"]
        assert {"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))
        assert "script" not in page.text
        assert page.headers["Cache-Control"] == "no-store"


def test_single_sign_on_is_offered_where_it_is_set_and_leads_back(desk, browser):
    assert "Sign in at" not in browser.get("/sign-in").text

    class Provider:
        issuer = "https://login.example/realm"

    object.__setattr__(desk.access, "provider", Provider())
    page = create_app(desk).test_client().get("/sign-in?next=/v1/reports/rep_1")
    assert 'href="/v1/sessions/sso?next=/v1/reports/rep_1">Sign in at login.example<' in page.text
