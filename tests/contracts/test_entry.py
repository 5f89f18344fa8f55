"""Who may enter: every route is held against every kind of caller, and a route that is added joins the table."""

import logging
import re
import shutil

import pytest
from openapi_spec_validator import validate
from werkzeug.routing import Map, Rule

from service.api import OPEN, ROUTES, create_app
from service.bootstrap import open_application
from service.domain import Audience, Scope
from service.errors import BadInput
from service.settings import Settings
from tests import entry

REALM = 'Bearer realm="claimtrace"'


@pytest.fixture(scope="module")
def desk(tmp_path_factory, migrated):
    """Of all tests here that do not ask for a fresh one: keys that others made are none of theirs."""
    yield from opened(f"sqlite:///{shutil.copy(migrated, tmp_path_factory.mktemp('entry'))}")


@pytest.fixture(scope="module")
def door(desk):
    a_key(desk, Scope.ADMIN)
    return create_app(desk).test_client()


@pytest.fixture
def fresh(lite_url):
    yield from opened(lite_url)


def opened(url):
    application = open_application(Settings(database_url=url, requests_a_minute=None))
    application.store.workers.join("hale")
    yield application
    application.store.close()


def a_key(desk, /, *scopes, **more):
    return desk.store.keys.add("hand", scopes, **{"desk": "main"} | more)


def test_every_rule_of_the_application_says_what_it_needs(desk):
    needs = {route.name: route.needs for route in ROUTES} | OPEN
    rules = {rule.endpoint for rule in create_app(desk).url_map.iter_rules()}
    assert rules == set(needs)
    assert len({route.name for route in ROUTES}) == len(ROUTES), "a need is found by the route's name"


def test_what_is_for_everybody_or_for_whoever_is_known_is_this_and_nothing_else():
    open_ = {f"{route.method} {route.path}" for route in ROUTES if route.needs is Audience.ALL}
    signing_in = {"POST /v1/sessions", "POST /v1/invitations", "GET /v1/sessions/sso", "GET /v1/sessions/sso/return"}
    signing_in |= {f"{method} {path}" for method in ("GET", "POST") for path in ("/sign-in", "/invitation")}
    signing_in |= {"POST /sign-out"}
    # By their senders, each with a secret that the two share.
    signed = {"POST /v1/ingest/superdesk", "POST /v1/ingest/slack/<id>", "POST /v1/ingest/check"}
    shown = {"GET /embed/<id>", "GET /oembed"}  # by an address that nobody guesses
    assert open_ == {"GET /healthz", "GET /readyz"} | signing_in | signed | shown
    known = {f"{route.method} {route.path}" for route in ROUTES if route.needs is Audience.KNOWN}
    assert known == {"DELETE /v1/sessions", "GET /v1/caller", "GET /v1/spending"}
    assert set(OPEN) == {"openapi"}


def test_every_route_tells_every_kind_of_caller_what_its_need_says(tmp_path):
    house = entry.opened(tmp_path)
    app = create_app(house)
    rows = list(entry.table(app.test_client(), entry.callers(house)))
    house.store.close()
    assert {row.route: row.told for row in rows} == {row.route: row.wanted for row in rows}
    rules = {f"{method} {rule}" for rule in app.url_map.iter_rules() for method in rule.methods - {"HEAD", "OPTIONS"}}
    assert {row.route for row in rows} == rules
    assert entry.printed(rows).count("\n") == len(rows) + 1


def test_a_refusal_says_how_to_show_who_one_is_and_what_was_wrong(desk, door):
    _, without = a_key(desk, Scope.REPORTS_READ)
    for key, status, told in (
        (None, 401, REALM),
        ("sesame", 401, f'{REALM}, error="invalid_token"'),
        (without, 403, f'{REALM}, error="insufficient_scope", scope="webhooks:write"'),
    ):
        answer = door.get("/v1/webhooks", headers={"Authorization": f"Bearer {key}"} if key else {})
        assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (status, told)
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "BREW"])
def test_no_other_method_leads_round_the_refusal(desk, door, method):
    assert door.open("/v1/jobs", method=method).status_code in {401, 405}
    assert door.open("/v1/jobs/job_1", method=method).status_code in {401, 405}


def test_what_no_route_needs_is_refused_to_an_admin_too(desk):
    app = create_app(desk)
    app.url_map = Map([Rule("/v1/forgotten", endpoint="forgotten")])
    app.view_functions["forgotten"] = lambda: "here"
    assert app.test_client().get("/v1/forgotten").status_code == 401
    _, admin = a_key(desk, Scope.ADMIN)
    assert app.test_client().get("/v1/forgotten", headers={"Authorization": f"Bearer {admin}"}).status_code == 403


@pytest.mark.parametrize(
    "told", ["Basic aGFuZDpoYW5k", "Bearer", "bearer ", "Bearer ctk_\x00", "Bearer " + "k" * 9_000, "ctk"]
)
def test_a_header_that_names_no_key_lets_nobody_in(desk, door, told):
    assert door.get("/v1/jobs", headers={"Authorization": told}).status_code == 401


@pytest.mark.parametrize("told", ["Bearer {}", "bearer {}", "BEARER   {} "])
def test_the_scheme_is_read_however_it_is_spelt(desk, door, told):
    _, key = a_key(desk, Scope.REPORTS_READ)
    assert door.get("/v1/jobs", headers={"Authorization": told.format(key)}).status_code == 200


# ---------------------------------------------------------------- the first start


def test_on_loopback_everybody_is_let_in_until_a_key_is_made_and_that_is_told(fresh, caplog):
    with caplog.at_level(logging.WARNING):
        door = create_app(fresh).test_client()
    assert "No key was made yet" in caplog.text
    assert "No key was made yet" in door.get("/readyz").text
    assert door.get("/v1/jobs").status_code == 200
    made, _ = a_key(fresh, Scope.REPORTS_READ)
    assert door.get("/v1/jobs").status_code == 401
    fresh.store.keys.revoke(made.id)
    assert door.get("/v1/jobs").status_code == 401, "a key that was revoked does not open the house again"
    assert "Whoever asks is known" in door.get("/readyz").text


@pytest.mark.parametrize("host", ["::", "192.0.2.7", "desk.example"])
def test_elsewhere_no_start_without_a_key_unless_told_so(lite_url, host):
    def begun(**more):
        application = open_application(Settings(database_url=lite_url, host=host, hosts=("localhost",), **more))
        return application, create_app(application).test_client()

    with pytest.raises(BadInput, match="claimtrace key add") as refused:
        begun()
    assert refused.value.field == "CLAIMTRACE_HOST"
    application, door = begun(open_to_all=True)
    assert door.get("/v1/jobs").status_code == 200
    _, key = a_key(application, Scope.REPORTS_READ)
    for one in (door, begun()[1]):
        assert one.get("/v1/jobs").status_code == 401
        assert one.get("/v1/jobs", headers={"Authorization": f"Bearer {key}"}).status_code == 200


# ---------------------------------------------------------------- what is told


def test_the_contract_names_what_each_route_needs(door):
    told = door.get("/openapi.json").get_json()
    validate(told)
    assert told["components"]["securitySchemes"]["key"]["scheme"] == "bearer"
    for route in ROUTES:
        operation = told["paths"][re.sub(r"<(\w+)>", r"{\1}", route.path)][route.method.lower()]
        if route.needs is Audience.ALL:
            assert operation["security"] == []
        else:
            assert {"401", "403", "429"} <= set(operation["responses"])
        if isinstance(route.needs, Scope):
            assert all(list(way.values()) == [[route.needs]] for way in operation["security"])


def test_a_refusal_says_which_scope_is_missing_and_to_whom(desk, door):
    _, key = a_key(desk, Scope.REPORTS_READ)
    told = door.post("/v1/articles", headers={"Authorization": f"Bearer {key}"}).get_json()
    assert told["status"] == 403
    assert "articles:write" in told["detail"]
    assert told["type"] == "urn:claimtrace:problem:not_allowed"


def test_neither_log_nor_answer_nor_database_holds_a_key_or_what_a_query_asked(fresh, caplog, tmp_path):
    desk, door = fresh, create_app(fresh).test_client()
    made, key = a_key(desk, Scope.REPORTS_READ)
    secret = key.removeprefix(f"{made.id}_")
    with caplog.at_level(logging.DEBUG):
        answers = [
            door.get("/v1/jobs?state=PLANTED1", headers={"Authorization": f"Bearer {key}"}),
            door.get("/v1/documents?q=PLANTED2", headers={"Authorization": f"Bearer {key}"}),
            door.post("/v1/articles?refresh=PLANTED3", headers={"Authorization": f"Bearer {key}"}),
            door.get("/v1/jobs?state=PLANTED4", headers={"Authorization": f"Bearer {key}x"}),
            door.get(f"/v1/jobs?key={key}"),
        ]
    assert [answer.status_code for answer in answers] == [422, 200, 403, 401, 401]
    assert secret not in caplog.text
    assert "PLANTED" not in caplog.text
    assert not any(secret in answer.text + str(answer.headers) for answer in answers)
    desk.store.close()
    assert not any(secret.encode() in file.read_bytes() for file in tmp_path.iterdir())
