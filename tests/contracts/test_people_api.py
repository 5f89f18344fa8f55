"""People are invited, choose a password, sign in and out; nobody does so for them, and no other site's page."""

import logging
import shutil
from datetime import timedelta

import pytest
from click.testing import CliRunner

from service.api import create_app
from service.api.access import COOKIE
from service.bootstrap import open_application
from service.cli import main
from service.domain import DeskRole
from service.errors import BadInput, NotFound
from service.settings import Settings
from service.store.audit import AuditFilter

CHOSEN = "seven herons over the weir"
OURS = {"Origin": "http://localhost"}
AT_OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def url(tmp_path_factory, migrated):
    return f"sqlite:///{shutil.copy(migrated, tmp_path_factory.mktemp('people'))}"


@pytest.fixture(scope="module")
def shared(url):
    application = open_application(Settings(database_url=url, requests_a_minute=None))
    yield application, create_app(application)
    application.store.close()


@pytest.fixture
def desk(shared):
    """Tries to sign in are counted anew for each test, as they are after a quarter of an hour."""
    application, _ = shared
    count, real = application.store.request_counts, application.store.request_counts._database.seconds
    desk.turn = getattr(desk, "turn", 0) + 1
    count._database.seconds = lambda connection, turn=desk.turn: real(connection) + turn * 10_000
    yield application
    count._database.seconds = real


@pytest.fixture
def browser(shared, desk):
    return shared[1].test_client()


def invited(desk, name="Ada Brook", role=DeskRole.EDITOR, hours=72, of="main"):
    return desk.store.people.invite(name, role, of, desk.store.database.now() + timedelta(hours=hours))


def joined(desk, name="Ada Brook", role=DeskRole.EDITOR, of="main"):
    _, code = invited(desk, name, role, of=of)
    return desk.store.people.accept(code, CHOSEN)


def sign_in(browser, name="Ada Brook", password=CHOSEN, **more):
    return browser.post("/v1/sessions", json={"name": name, "password": password}, **more)


def trail(desk, action):
    return [(one.who, one.outcome) for one in desk.store.audit.oldest_first(AuditFilter(action=action))]


def test_an_invitation_is_used_once_and_makes_a_session(desk, browser):
    _, code = invited(desk)
    answer = browser.post("/v1/invitations", json={"code": code, "password": CHOSEN})
    assert answer.status_code == 201
    assert answer.get_json()["role"] == "editor"
    kept = answer.headers["Set-Cookie"]
    assert kept.startswith(f"{COOKIE}=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in kept.split(";")}
    assert browser.get("/v1/caller").get_json()["name"] == "Ada Brook"
    again = browser.post("/v1/invitations", json={"code": code, "password": CHOSEN + "!"})
    assert again.status_code == 401
    assert sign_in(browser, password=CHOSEN + "!").status_code == 401
    assert sign_in(browser).status_code == 201


@pytest.mark.parametrize(
    ("code", "password", "status"),
    [("none", CHOSEN, 401), (None, "too short", 422), (None, "x" * 201, 422), (None, 7, 422)],
)
def test_an_invitation_that_does_not_hold_or_a_password_that_is_none_makes_nothing(
    desk, browser, code, password, status
):
    _, held = invited(desk, "Bo Reed")
    answer = browser.post("/v1/invitations", json={"code": held if code is None else code, "password": password})
    assert answer.status_code == status
    assert str(password) not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert not desk.store.people.named("Bo Reed").joined


def test_an_invitation_has_an_end_and_a_removed_one_none(desk, browser):
    _, late = invited(desk, "Cy Late", hours=-1)
    gone, code = invited(desk, "Di Gone")
    desk.store.people.remove(gone.id)
    for told in (late, code):
        assert browser.post("/v1/invitations", json={"code": told, "password": CHOSEN}).status_code == 401


@pytest.mark.parametrize("spelt", ["Ada Brook", "ada brook", " ADA  BROOK ", "Ａda Brook"])
def test_a_name_is_known_however_it_is_spelt(desk, browser, spelt):
    joined(desk)
    assert sign_in(browser, spelt).status_code == 201


@pytest.mark.parametrize("name", ["Ada Brok", "Ada-Brook", "Ada.Brook", "nobody"])
def test_another_name_or_another_password_is_nobodys_and_both_are_told_alike(desk, browser, name):
    joined(desk)
    wrong = [sign_in(browser, name), sign_in(browser, password=CHOSEN.upper())]
    assert {answer.status_code for answer in wrong} == {401}
    assert len({answer.get_json()["detail"] for answer in wrong}) == 1
    assert trail(desk, "sign_in")[-2:] == [("(nobody known)", "not_signed_in"), ("Ada Brook", "not_signed_in")]


def test_a_person_may_what_their_role_lets_them_at_once_and_as_long_as_they_are_there(desk, browser):
    person = joined(desk, "Ed Moor", DeskRole.READER)
    sign_in(browser, "Ed Moor")
    assert browser.get("/v1/jobs").status_code == 200
    assert browser.post("/v1/webhooks", json={}, headers=OURS).status_code == 403
    desk.store.people.invite("Ed Moor", DeskRole.ADMIN, "main", desk.store.database.now())
    assert browser.post("/v1/webhooks", json={}, headers=OURS).status_code == 422
    desk.store.people.remove(person.id)
    assert browser.get("/v1/jobs").status_code == 401
    assert sign_in(browser, "Ed Moor").status_code == 401


def test_signing_out_ends_the_session_for_whoever_holds_its_cookie(desk, browser, shared):
    joined(desk)
    sign_in(browser)
    thief = shared[1].test_client()
    thief.set_cookie(COOKIE, browser.get_cookie(COOKIE).value)
    assert thief.get("/v1/caller").status_code == 200
    assert browser.delete("/v1/sessions", headers=AT_OURS).status_code == 204
    assert browser.get_cookie(COOKIE) is None
    assert thief.get("/v1/caller").status_code == 401


@pytest.mark.parametrize(("later", "status"), [(59, 200), (61, 401)])
def test_a_session_that_is_not_used_is_over(desk, browser, monkeypatch, later, status):
    joined(desk)
    sign_in(browser)
    now = desk.store.database.now()
    monkeypatch.setattr(desk.store.database, "now", lambda: now + timedelta(minutes=later))
    assert browser.get("/v1/caller").status_code == status


def test_a_session_that_is_used_all_the_time_is_over_in_the_end(desk, browser, monkeypatch):
    joined(desk)
    sign_in(browser)
    now, answers = desk.store.database.now(), []
    for hours in range(14):
        monkeypatch.setattr(desk.store.database, "now", lambda hours=hours: now + timedelta(hours=hours * 0.95))
        answers.append(browser.get("/v1/caller").status_code)
    assert answers == [200] * 13 + [401]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
    ],
)
def test_another_sites_page_changes_nothing_by_a_browsers_cookie(desk, browser, headers):
    joined(desk)
    sign_in(browser)
    assert browser.delete("/v1/sessions", headers=headers).status_code == 403
    assert browser.get("/v1/caller").status_code == 200, "what only reads needs no proof, and no other site sees it"


@pytest.mark.parametrize("headers", [OURS, AT_OURS])
def test_a_page_of_ours_does(desk, browser, headers):
    joined(desk)
    sign_in(browser)
    assert browser.delete("/v1/sessions", headers=headers).status_code == 204


def test_another_sites_page_signs_nobody_in(desk, browser):
    joined(desk)
    assert sign_in(browser, headers={"Origin": "https://evil.example"}).status_code == 403


def test_tries_to_sign_in_are_bounded_for_one_name_from_one_address(desk, browser, monkeypatch):
    monkeypatch.setattr("service.api.sessions.ONE_FROM_ONE", 3)
    joined(desk)
    joined(desk, "Fay Holm")
    wrong = [sign_in(browser, password=f"guess number {n:05}") for n in range(5)]
    assert [answer.status_code for answer in wrong] == [401] * 3 + [429] * 2
    assert int(wrong[-1].headers["Retry-After"]) <= 900
    assert sign_in(browser).status_code == 429, "the right password does not end the wait, or guesses would"
    assert sign_in(browser, "Fay Holm").status_code == 201
    elsewhere = {"environ_base": {"REMOTE_ADDR": "192.0.2.9"}}
    assert sign_in(browser, **elsewhere).status_code == 201, "and whoever has the name is not shut out by another"


def test_nothing_of_passwords_codes_and_sessions_is_logged_or_kept_in_clear(desk, browser, url, caplog):
    _, code = invited(desk, "Gil Ash")
    with caplog.at_level(logging.DEBUG):
        browser.post("/v1/invitations", json={"code": code, "password": CHOSEN})
        sign_in(browser, "Gil Ash")
        sign_in(browser, "Gil Ash", "planted-wrong-password")
        sign_in(browser, "Gil Ash", {"planted-wrong-password": 1})
    session = browser.get_cookie(COOKIE).value
    desk.store.close()
    with open(url.removeprefix("sqlite:///"), "rb") as file:
        kept = file.read()
    for secret in (code, CHOSEN, session, "planted-wrong-password"):
        assert secret not in caplog.text
        assert secret.encode() not in kept


def test_the_command_line_invites_lists_and_removes(desk, url, monkeypatch):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", url)
    run = CliRunner().invoke
    code = run(main, ["person", "invite", "Hal Fenn", "--role", "reader"]).stdout.strip()
    assert "Hal Fenn · reader · desk main · invited until" in run(main, ["person", "list"]).output
    id = desk.store.people.accept(code, CHOSEN).id
    assert f"{id} · Hal Fenn · reader · desk main · joined" in run(main, ["person", "list"]).output
    assert run(main, ["person", "remove", id]).exit_code == 0
    assert f"{id} · Hal Fenn · reader · desk main · removed" in run(main, ["person", "list"]).output
    assert run(main, ["person", "remove", "per_none"]).exit_code == 2
    assert run(main, ["person", "invite", "Hal", "--role", "editor", "--all-desks"]).exit_code == 2


# ---------------------------------------------------------------- a proxy's word

BEHIND = {
    "proxies": ("10.1.0.0/16", "2001:db8:1::/48"),
    "proxy_user": "X-Forwarded-User",
    "proxy_groups": "X-Forwarded-Groups",
    "roles": "readers=reader, chiefs=admin, north=editor:north, all=admin:*, @desk.example=reader",
}


@pytest.fixture(scope="module")
def behind(url):
    application = open_application(Settings(database_url=url, host="192.0.2.1", hosts=("localhost",), **BEHIND))
    application.store.desks.add("north")
    yield create_app(application).test_client()
    application.store.close()


def spoken_for(behind, name, groups="", address="10.1.2.3", path="/v1/caller", **more):
    told = {"X-Forwarded-User": name, "X-Forwarded-Groups": groups} | more
    return behind.get(path, headers=told, environ_base={"REMOTE_ADDR": address})


@pytest.mark.parametrize(
    ("groups", "desk_of", "scope"),
    [
        ("readers", "main", "reports:read"),
        ("readers, chiefs", "main", "admin"),
        ("others,north", "north", "registry:write"),
        ("all", None, "admin"),
    ],
)
def test_a_proxy_of_ours_names_who_asks_and_their_groups_give_the_role(behind, groups, desk_of, scope):
    told = spoken_for(behind, "ada@elsewhere.example", groups).get_json()
    assert (told["name"], told["kind"], told["desk"]) == ("ada@elsewhere.example", "proxy", desk_of)
    assert scope in told["scopes"]


@pytest.mark.parametrize("address", ["10.1.255.255", "::ffff:10.1.0.9", "2001:db8:1::7"])
def test_a_proxy_is_one_by_its_network(behind, address):
    assert spoken_for(behind, "ada@desk.example", address=address).status_code == 200


@pytest.mark.parametrize("address", ["10.2.0.1", "127.0.0.1", "192.0.2.1", "2001:db8:2::7", "", "proxy.example"])
def test_nobody_else_is_believed(behind, address):
    told = spoken_for(behind, "ada@desk.example", "chiefs", address, **{"X-Forwarded-For": "10.1.2.3"})
    assert told.status_code == 401


@pytest.mark.parametrize(
    ("name", "groups", "status"),
    [
        ("", "chiefs", 401),
        ("x" * 201, "chiefs", 401),
        ("ada@elsewhere.example", "", 403),
        ("ada@elsewhere.example", "Chiefs", 403),
        ("ada@desk.example.evil.example", "", 403),
        ("@desk.example", "others", 200),
    ],
)
def test_whoever_is_named_is_somebody_with_a_role(behind, name, groups, status):
    assert spoken_for(behind, name, groups).status_code == status


def test_where_a_proxy_speaks_nothing_is_open_though_no_key_was_made(lite_url):
    new = {"database_url": lite_url, **BEHIND, "roles": "all=admin:*"}
    application = open_application(Settings(**new))
    client = create_app(application).test_client()
    assert client.get("/v1/jobs").status_code == 401
    assert "Whoever asks is known" in client.get("/readyz").text or client.get("/readyz").status_code == 503
    application.store.close()


def test_the_address_that_is_put_down_is_the_nearest_that_is_no_proxys(shared, behind, desk):
    headers = {"X-Forwarded-User": "ada@x.example", "X-Forwarded-Groups": "chiefs"}
    headers["X-Forwarded-For"] = "203.0.113.5, 198.51.100.7, 10.1.9.9"
    behind.get("/v1/audit", headers=headers, environ_base={"REMOTE_ADDR": "10.1.2.3"})
    told = list(desk.store.audit.oldest_first(AuditFilter(who="ada@x.example")))
    assert [one.address for one in told] == ["198.51.100.7"]


@pytest.mark.parametrize("roles", ["chiefs=boss", "chiefs=editor:*", "chiefs=Admin"])
def test_a_role_that_there_is_not_is_refused(roles):
    with pytest.raises(BadInput) as refused:
        open_application(Settings(roles=roles))
    assert refused.value.field == "CLAIMTRACE_ROLES"


def test_a_role_at_a_desk_that_there_is_not_is_refused(url):
    with pytest.raises(NotFound, match="south"):
        create_app(open_application(Settings(database_url=url, roles="south=reader:south")))


def test_a_proxy_in_no_network_is_refused():
    with pytest.raises(BadInput, match="CLAIMTRACE_PROXIES"):
        open_application(Settings(proxy_user="X-Forwarded-User"))
