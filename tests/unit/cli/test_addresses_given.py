"""`claimtrace verify` of an address: what stands there is fetched and kept in the report, or told why not."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from service.domain import Report
from tests.loopback import RawServer, moved, said

ROOT = Path(__file__).parents[3]
BOARD = "The harbour board said on Monday that the east pier was unsafe. It would be shut until spring, the board said."
PIER = f"<html><head><title>Pier shut</title></head><body><p>{BOARD}</p><p>{BOARD}</p></body></html>"
PAGES = {
    "/article": said(PIER.encode()),
    "/moved": moved("/article"),
    "/survey": said(b"Surveyors found that the east pier was unsafe.", type="text/plain"),
    "/gone": said(b"", "404 Not Found"),
    "/empty": said(b"<html></html>"),
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("CLAIMTRACE_REACHABLE", "127.0.0.0/8")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def web():
    with RawServer(PAGES) as server:
        server.url = f"http://127.0.0.1:{server.port}"
        yield server


def run(*arguments):
    return CliRunner().invoke(main, ("verify", *arguments), catch_exceptions=False)


def report(*arguments):
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.stderr
    return Report.model_validate_json(result.stdout)


def test_an_article_and_sources_may_be_addresses(web):
    told = report(f"{web.url}/moved", "--sources", f"{web.url}/survey", "--sources", f"{web.url}/gone")
    assert (told.article.title, told.article.url) == ("Pier shut", f"{web.url}/article")
    assert [one.integrity for one in told.documents] == ["preserved", "missing"]
    assert [one.detail for one in told.coverage.failures] == [
        "Source source-2 could not be fetched: 127.0.0.1: It answered 404 Not Found."
    ]


def test_in_a_file_of_sources_an_address_alone_is_a_source(web):
    for told in ([f"{web.url}/survey"], {"sources": [{"url": f"{web.url}/survey"}]}):
        Path("s.json").write_text(json.dumps(told))
        (document,) = report(f"{web.url}/article", "--sources", "s.json").documents
        assert document.text == "Surveyors found that the east pier was unsafe."


def test_files_and_addresses_go_together_and_no_table_of_grades_is_lost(web):
    for name in "ab":
        told = {"sources": [{"id": name, "text": "Shut.", "publisher": name}], "grades": {name: "B"}}
        Path(f"{name}.json").write_text(json.dumps(told))
    told = report(f"{web.url}/article", *(part for name in "ab" for part in ("--sources", f"{name}.json")))
    assert [one.grade for one in told.documents] == ["B", "B"]


def test_what_was_recorded_is_replayed_with_nobody_there(web):
    first = report(f"{web.url}/moved", "--sources", f"{web.url}/survey", "--record", "run.jsonl")
    heard = len(web.heard)
    again = report(f"{web.url}/moved", "--sources", f"{web.url}/survey", "--replay", "run.jsonl")
    assert len(web.heard) == heard
    assert (again.article, again.documents, again.findings) == (first.article, first.documents, first.findings)
    assert "was not recorded" in run(f"{web.url}/other", "--replay", "run.jsonl").stderr


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/gone", 1, "127.0.0.1: It answered 404 Not Found."),
        ("/empty", 2, "127.0.0.1: The page holds no readable text."),
    ],
)
def test_an_article_that_cannot_be_had_is_told_in_one_line(path, status, words, web):
    result = run(f"{web.url}{path}")
    assert (result.exit_code, result.stdout) == (status, "")
    assert result.stderr.strip().endswith(words)
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "settings", "words"),
    [
        (["http://10.0.0.1/a"], {}, "article.url: Should lead to a public address."),
        (["HTTPS://2130706433/"], {}, "article.url: Should hold a host's name"),
        (["https://a.example/"], {"FETCH": "off"}, "article.url: Addresses are not fetched here"),
        (["https://a.example/", "--estimate"], {}, "--estimate asks nobody"),
        (["ftp://a.example/"], {}, "No such file"),
    ],
)
def test_what_is_not_fetched_is_refused_before_anybody_is_asked(arguments, settings, words, monkeypatch):
    for name, value in settings.items():
        monkeypatch.setenv(f"CLAIMTRACE_{name}", value)
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_a_text_needs_no_library_that_fetches(tmp_path):
    (tmp_path / "a.txt").write_text(BOARD)
    asked = f"main(['verify', {str(tmp_path / 'a.txt')!r}], standalone_mode=False)"
    code = f"import sys; from service.cli import main; {asked}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"httpx", "tenacity", "sqlalchemy"} & set(done.stdout.splitlines()[-1].split())
