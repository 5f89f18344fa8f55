"""The audit trail tells who did what, holds nothing of what it was done to, and is only added to."""

import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from service.api import create_app
from service.bootstrap import open_application, prune_store
from service.cli import main
from service.domain import Scope
from service.errors import StoreUnavailable
from service.settings import Settings
from service.store.audit import AuditFilter, AuditStore
from service.store.database import Database

ENTRY = {"entry": {"grade": "B"}, "who": "Ada Brook", "why": "PLANTED a reason"}


@pytest.fixture(scope="module")
def url(tmp_path_factory, migrated):
    return f"sqlite:///{shutil.copy(migrated, tmp_path_factory.mktemp('audit'))}"


@pytest.fixture(scope="module")
def desk(url):
    application = open_application(Settings(database_url=url))
    application.store.keys.add("first", [Scope.ADMIN], None)
    yield application
    application.store.close()


def browser(desk, name, *scopes, desk_of="main"):
    key, told = desk.store.keys.add(name, scopes, desk_of)
    client = create_app(desk).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {told}"
    client.environ_base["REMOTE_ADDR"] = "192.0.2.77"
    return client, key


def trail(desk, **which):
    return tuple(desk.store.audit.oldest_first(AuditFilter(**which)))


def test_every_change_is_told_with_who_when_from_where_and_to_what(desk):
    client, _ = browser(desk, "cms", *[scope for scope in Scope if scope is not Scope.ADMIN])
    client.put("/v1/registry/outlets/Bay%20Post", json=ENTRY)
    hook = client.post("/v1/webhooks", json={"url": "https://desk.example/PLANTED"}).headers["Location"]
    client.post(f"{hook}/rotate")
    client.delete(hook)
    before = datetime.now(UTC) - timedelta(minutes=5)
    told = [(one.action, one.target, one.outcome) for one in trail(desk, who="cms")]
    assert told == [
        ("put_entry", "/v1/registry/outlets/Bay Post", "done"),
        ("create_webhook", hook, "done"),
        ("rotate_secret", hook, "done"),
        ("delete_webhook", hook, "done"),
    ]
    assert {(one.kind, one.desk, one.address) for one in trail(desk, who="cms")} == {("key", "main", "192.0.2.77")}
    assert all(one.at > before for one in trail(desk, who="cms"))


def test_what_only_reads_or_changes_nothing_is_not_told_and_what_was_not_allowed_is(desk):
    client, _ = browser(desk, "reader", Scope.REPORTS_READ)
    client.get("/v1/jobs")
    client.get("/v1/jobs/job_none")
    client.delete("/v1/jobs/job_none")
    client.post("/v1/webhooks", json={"url": "https://desk.example/PLANTED"})
    assert [(one.action, one.outcome) for one in trail(desk, who="reader")] == [
        ("cancel_job", "not_allowed"),
        ("create_webhook", "not_allowed"),
    ]


def test_an_admin_reads_their_own_desks_trail_and_an_admin_of_all_desks_every_one(desk):
    desk.store.desks.add("south")
    south, _ = browser(desk, "south", Scope.ADMIN, desk_of="south")
    south.put("/v1/registry/outlets/South%20Post", json=ENTRY)
    everywhere, _ = browser(desk, "everywhere", Scope.ADMIN, desk_of=None)
    everywhere.put("/v1/registry/outlets/Every%20Post", json=ENTRY)
    own = south.get("/v1/audit?limit=500").get_json()["entries"]
    assert {entry["desk"] for entry in own} == {"south"}
    assert {entry["desk"] for entry in everywhere.get("/v1/audit?limit=500").get_json()["entries"]} > {"south", None}
    assert "show_audit" in {entry["action"] for entry in everywhere.get("/v1/audit?who=south").get_json()["entries"]}
    assert south.get("/v1/audit?from=2999-01-01").get_json() == {"entries": [], "next_cursor": None}
    assert south.get("/v1/audit?to=1999-01-01").get_json()["entries"] == []
    assert south.get("/v1/audit?from=yesterday").status_code == 422


def test_what_cannot_be_put_on_the_trail_is_in_the_log_and_was_done_all_the_same(desk, monkeypatch, caplog):
    client, _ = browser(desk, "unlucky", Scope.REGISTRY_WRITE)

    def silent(*_arguments, **_more):
        raise StoreUnavailable("No room.")

    monkeypatch.setattr(desk.store.audit, "add", silent)
    assert client.put("/v1/registry/outlets/Luck%20Post", json=ENTRY).status_code == 201
    assert "not on the audit trail" in caplog.text
    assert "unlucky" in caplog.text


def test_the_command_line_is_told_too_and_writes_the_trail_out(desk, url, monkeypatch):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", url)
    run = CliRunner().invoke
    key = run(main, ["key", "add", "wire desk", "--scope", "reports:read", "--days", "30"]).stdout.strip()
    id = key.rpartition("_")[0][:16]
    assert desk.store.keys.found(key).name == "wire desk"
    assert f"{id} · wire desk · reports:read · desk main · until" in run(main, ["key", "list"]).output
    assert run(main, ["key", "revoke", id]).exit_code == 0
    assert "revoked" in run(main, ["key", "list"]).output
    lines = [json.loads(line) for line in run(main, ["audit", "export"]).stdout.splitlines()]
    assert [(one["action"], one["target"]) for one in lines if one["kind"] == "command_line"] == [
        ("add_key", id),
        ("revoke_key", id),
        ("export_audit", "audit"),
    ]
    assert [one["number"] for one in lines] == sorted(one["number"] for one in lines)
    assert "PLANTED" not in json.dumps(lines)
    assert key not in json.dumps(lines)
    assert run(main, ["audit", "export", "--to", "1999-01-01"]).stdout == ""


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["key", "add", "x", "--scope", "reports:read", "--all-desks"], "--scope admin"),
        (["key", "add", "  ", "--scope", "admin"], "A name"),
        (["key", "add", "x\x1b[2J", "--scope", "admin"], "A name"),
        (["key", "add", "x"], "--scope"),
        (["key", "add", "x", "--scope", "everything"], "everything"),
        (["key", "add", "x", "--scope", "admin", "--desk", "nowhere"], "nowhere"),
        (["key", "revoke", "ctk_none"], "no key"),
        (["audit", "export", "--from", "soon"], "--from"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(url, monkeypatch, arguments, told):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", url)
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 2
    assert told in done.output


def test_the_trail_is_only_added_to_and_forgotten_when_it_is_old(tables_url):
    moment = datetime(2024, 6, 10, tzinfo=UTC)
    database = Database(tables_url, now=lambda: moment)
    store = AuditStore(database)
    store.add("Ada", "key", "main", "submit", "/v1/jobs/job_1")
    with pytest.raises(DBAPIError, match="only added to"), database.writing() as connection:
        connection.execute(text("UPDATE audit SET who = 'Bo'"))
    moment += timedelta(days=10)
    store.add("Bo", "key", "main", "submit", "/v1/jobs/job_2")
    with database.writing() as connection:
        assert store.prune(connection, moment - timedelta(days=9)) == 1
    assert [one.who for one in store.oldest_first(AuditFilter())] == ["Bo"]
    database.close()


def test_the_trail_has_a_time_of_its_own(desk):
    old = desk.store.database.now
    desk.store.database.now = lambda: old() - timedelta(days=400)
    desk.store.audit.add("Cy", "key", "main", "submit", "/v1/jobs/job_9")
    desk.store.database.now = old
    desk.store.audit.add("Di", "key", "main", "submit", "/v1/jobs/job_9")
    prune_store(desk.store, Settings(keep_audit_days=None))
    assert trail(desk, who="Cy")
    prune_store(desk.store, Settings())
    assert not trail(desk, who="Cy")
    assert trail(desk, who="Di")


def test_a_desk_that_is_erased_takes_its_keys_and_people_along_and_leaves_a_line(desk, url, monkeypatch):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", url)
    run = CliRunner().invoke
    assert run(main, ["desk", "add", "west"]).exit_code == 0
    client, _ = browser(desk, "west", Scope.REPORTS_READ, desk_of="west")
    invited = run(main, ["person", "invite", "Wim", "--role", "reader", "--desk", "west"]).stdout.strip()
    desk.store.people.accept(invited, "a password of Wim's")
    assert client.get("/v1/jobs").status_code == 200
    assert run(main, ["desk", "remove", "west"], input="y\n").exit_code == 0
    assert client.get("/v1/jobs").status_code == 401
    assert desk.store.people.by_password("Wim", "a password of Wim's") is None
    assert [one.target for one in trail(desk, action="erase_desk")] == ["west"]
