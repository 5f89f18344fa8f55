"""What is done at the command line and what is carried out is told of on the audit trail, or is not done."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import event

from service.api import create_app
from service.bootstrap import open_application
from service.cli import main
from service.domain import Scope
from service.errors import StoreUnavailable
from service.settings import Settings
from service.store.audit import AuditFilter
from tests import building
from tests.loopback import RawServer, said

PAGE = b"The harbour board said on Monday that the east pier was shut. It would be shut until spring, the board said."


@pytest.fixture
def desk(tmp_path, migrated, monkeypatch):
    file = tmp_path / "told.db"
    file.write_bytes(migrated.read_bytes())
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", f"sqlite:///{file}")
    monkeypatch.setenv("CLAIMTRACE_OPERATOR", "Lena Hald")
    application = open_application(Settings(database_url=f"sqlite:///{file}"))
    yield application
    application.store.close()


def run(*arguments, **more):
    return CliRunner().invoke(main, arguments, **more)


def trail(desk, **which):
    return tuple(desk.store.audit.oldest_first(AuditFilter(**which)))


def full(desk, monkeypatch):
    """The database takes no more entries, whatever else it takes."""

    @event.listens_for(desk.store.database._all, "before_cursor_execute")
    def refuse(_connection, _cursor, statement, *_):
        if statement.startswith("INSERT INTO audit"):
            raise StoreUnavailable("The trail has no room.")

    monkeypatch.setattr("service.cli.granting.open_store", lambda _url: desk.store)
    monkeypatch.setattr("service.cli.desks.open_store", lambda _url: desk.store)


COMMANDS = [
    (["desk", "add", "hill"], "add_desk", "hill"),
    (["desk", "set", "main", "--keep-days", "9"], "limit_desk", "main"),
    (["db", "prune"], "prune", "desk main"),
    (["db", "backup", "copy.db"], "backup", "database"),
    (["registry", "export", "known.toml"], "export_registry", "registry"),
    (["audit", "export"], "export_audit", "audit"),
    (["export", "rep_1", "--as", "csv"], "export_report", "rep_1 as csv"),
]


@pytest.mark.parametrize(("arguments", "action", "target"), COMMANDS, ids=[one[1] for one in COMMANDS])
def test_a_command_is_told_with_who_and_to_what(desk, tmp_path, monkeypatch, arguments, action, target):
    monkeypatch.chdir(tmp_path)
    desk.store.reports.save(building.report("rep_1"))
    assert run(*arguments).exit_code == 0
    assert [(one.who, one.kind, one.target) for one in trail(desk, action=action)] == [
        ("Lena Hald", "command_line", target)
    ]


def test_who_is_not_named_is_called_as_the_system_does(desk, monkeypatch):
    monkeypatch.delenv("CLAIMTRACE_OPERATOR")
    monkeypatch.setattr("service.cli.granting.getpass.getuser", lambda: "lhald")
    run("desk", "add", "hill")
    assert [one.who for one in trail(desk)] == ["lhald"]


def test_what_cannot_be_told_of_is_not_done(desk, tmp_path, monkeypatch):
    key, _ = desk.store.keys.add("wire", [Scope.REPORTS_READ], "main")
    desk.store.reports.save(building.report("rep_1"))
    full(desk, monkeypatch)
    for arguments in (
        ["key", "revoke", key.id],
        ["key", "add", "cms", "--scope", "reports:read"],
        ["person", "invite", "Ada", "--role", "reader"],
        ["desk", "add", "hill"],
        ["desk", "remove", "main", "--yes"],
    ):
        assert run(*arguments).exit_code == 1
    assert [one.revoked_at for one in desk.store.keys.all()] == [None]
    assert desk.store.people.all() == ()
    assert [one.name for one in desk.store.desks.all()] == ["main"]
    assert desk.store.reports.get("rep_1")


def test_over_http_an_erasure_and_an_export_are_told_or_not_done(desk, monkeypatch):
    report = building.report("rep_1")
    desk.store.reports.save(report)
    _, told = desk.store.keys.add("cms", [Scope.ADMIN], "main")
    client = create_app(desk).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {told}"
    article, export = f"/v1/articles/{report.article.id}", "/v1/reports/rep_1?format=csv"
    assert client.get("/v1/reports/rep_1").status_code == 200
    assert client.get(export).status_code == 200
    assert [(one.action, one.target) for one in trail(desk)] == [("show", "/v1/reports/rep_1")]
    full(desk, monkeypatch)
    assert client.delete(article).status_code == 503
    assert client.get(export).status_code == 503
    assert client.get("/v1/reports/rep_1").status_code == 200


def test_an_erasure_is_told_once(desk):
    report = building.report("rep_1")
    desk.store.reports.save(report)
    _, told = desk.store.keys.add("cms", [Scope.ADMIN], "main")
    path = f"/v1/articles/{report.article.id}"
    client = create_app(desk).test_client()
    assert client.delete(path, headers={"Authorization": f"Bearer {told}"}).status_code == 204
    assert [(one.action, one.target, one.outcome) for one in trail(desk)] == [("erase_article", path, "done")]


def test_a_page_that_a_desk_keeps_is_on_that_desks_tape(desk, tmp_path, monkeypatch):
    desk.store.desks.add("harbour")
    monkeypatch.setenv("CLAIMTRACE_CASSETTE", str(tmp_path / "calls.jsonl"))
    monkeypatch.setenv("CLAIMTRACE_CASSETTE_MODE", "record")
    monkeypatch.setenv("CLAIMTRACE_REACHABLE", "127.0.0.0/8")
    with RawServer({"/pier": said(PAGE, type="text/plain")}) as server:
        done = run("archive", "add", f"http://127.0.0.1:{server.port}/pier", "--desk", "harbour")
    assert done.exit_code == 0, done.output
    assert [one.name for one in tmp_path.glob("calls*")] == ["calls.harbour.jsonl"]
    (line,) = (tmp_path / "calls.harbour.jsonl").read_text().splitlines()
    assert json.loads(line)["kind"] == "fetch"
