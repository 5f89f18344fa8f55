"""`claimtrace db`: brought up to date, copied while in use, cleared of what is old."""

import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from service.bootstrap import open_store
from service.cli import main
from service.store.database import newest_revision


@pytest.fixture
def run(database_url, monkeypatch, tmp_path):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", database_url)
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: CliRunner().invoke(main, ["db", *arguments])


def test_a_new_database_is_brought_up_to_date_and_again_without_harm(run, database_url):
    for _ in range(2):
        assert run("upgrade").output == f"The tables are at revision {newest_revision()}.\n"
    store = open_store(database_url)
    assert store.up_to_date()
    store.close()


def test_a_copy_is_whole_and_writes_over_nothing(run, tmp_path):
    run("upgrade")
    told = run("backup", "copy")
    assert (told.exit_code, told.output.startswith("copy: ")) == (0, True)
    again = run("backup", "copy")
    assert again.exit_code == 2
    assert "written over" in again.stderr
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
    start = (tmp_path / "copy").read_bytes()[:16]
    assert start.startswith((b"SQLite format 3", b"PGDMP"))


def test_a_copy_of_sqlite_is_of_one_moment(monkeypatch, tmp_path):
    url = f"sqlite:///{tmp_path / 'claimtrace.db'}"
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", url)
    store = open_store(url)
    monkeypatch.setattr("service.store.database.PATIENCE", 0.1)  # seconds for which the trail waits for its turn
    with store.database.writing():
        assert CliRunner().invoke(main, ["db", "backup", str(tmp_path / "copy")]).exit_code == 0
    store.close()
    with closing(sqlite3.connect(tmp_path / "copy")) as copy:
        assert copy.execute("select count(*) from jobs").fetchone() == (0,)


def test_a_copy_that_fails_leaves_nothing(run, tmp_path, monkeypatch):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", f"sqlite:///{tmp_path / 'none.db'}")
    assert "no such file" in run("backup", "copy").stderr
    assert not (tmp_path / "copy").exists()
    assert run("backup", "no/where").exit_code == 2


def test_what_was_forgotten_is_counted(run):
    run("upgrade")
    assert run("prune", "--keep-days", "1").output.startswith("Forgotten: 0 jobs, 0 reports, 0 calls")


def test_a_database_that_is_not_there_is_told_in_one_line(monkeypatch):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", "sqlite:////dev/null/x.db")
    for command in (["upgrade"], ["backup", "x"], ["prune"]):
        told = CliRunner().invoke(main, ["db", *command])
        assert told.exit_code == 1
        assert told.stderr.count("\n") == 1
