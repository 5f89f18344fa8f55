import json
import os
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import EXPORTS, FORMS, main
from service.domain import Report
from service.exports.formats import FORMATS, SHOWN

ROOT = Path(__file__).parents[2]
BODY = """Harbour board closes the east pier

The harbour board said on Monday that the east pier was unsafe. "It will stay shut until spring," the board said.
"""
JSON = {"Content-Type": "application/json"}
SOURCE = {"id": "survey", "publisher": "Coast Survey", "text": "Surveyors found that the east pier was unsafe."}
PAGE = f"<!DOCTYPE html><html><body><article>{''.join(f'<p>{line}</p>' for line in BODY.splitlines())}</article></body>"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def written(name, content):
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return name


def run(*arguments, given=None):
    return CliRunner().invoke(main, arguments, input=given, catch_exceptions=False)


def report(*arguments, given=None):
    result = run("verify", *arguments, "--format", "json", given=given)
    assert result.exit_code == 0, result.stderr
    return Report.model_validate_json(result.stdout)


def refused(*arguments, given=None):
    result = run("verify", *arguments, given=given)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr


# ---------------------------------------------------------------- what comes in


def test_a_text_is_read_as_it_stands_and_its_headline_is_its_title():
    article = report(written("a.txt", BODY)).article
    assert article.body == BODY
    assert article.title == "Harbour board closes the east pier"


def test_a_byte_order_mark_and_foreign_line_ends_are_no_part_of_a_text():
    assert report(written("a.txt", b"\xef\xbb\xbf" + BODY.replace("\n", "\r\n").encode())).article.body == BODY


@pytest.mark.parametrize("name", ["page.html", "page.HTM", "page"])
def test_a_page_is_known_by_its_name_or_its_look(name):
    body = report(written(name, PAGE)).article.body
    assert "The harbour board said on Monday" in body
    assert "<p>" not in body


@pytest.mark.parametrize("name", ["request.json", "request"])
def test_a_request_is_known_by_its_name_or_its_look(name):
    told = report(written(name, json.dumps({"article": {"body": BODY, "title": "Pier"}, "sources": [SOURCE]})))
    assert told.article.title == "Pier"
    assert [document.id for document in told.documents] == ["survey"]


@pytest.mark.parametrize(
    "given", [BODY, PAGE, json.dumps({"article": {"body": BODY}})], ids=["text", "page", "request"]
)
def test_standard_input_is_read_like_a_file(given):
    assert "The harbour board said on Monday" in report("-", given=given).article.body


def test_a_text_that_only_begins_like_json_is_a_text():
    assert report(written("a.txt", "{sic} " + BODY)).article.body.startswith("{sic}")


@pytest.mark.parametrize("sources", [[SOURCE], {"note": "Invented.", "sources": [SOURCE]}])
def test_sources_are_a_list_or_an_object_with_notes(sources):
    told = report(written("a.txt", BODY), "--sources", written("s.json", json.dumps(sources)))
    assert [document.id for document in told.documents] == ["survey"]


def test_sources_of_a_file_come_after_those_of_the_request():
    asked = written("a.json", json.dumps({"article": {"body": BODY}, "sources": [SOURCE | {"id": "first"}]}))
    told = report(asked, "--sources", written("s.json", json.dumps([SOURCE])))
    assert [document.id for document in told.documents] == ["first", "survey"]


def test_alliances_may_be_declared_in_passing():
    arguments = ["--alliance", "Coast=Harbour Board, Coast Survey", "--alliance", "Sea=Reed Party,Dune Guard"]
    assert report(written("a.txt", BODY), *arguments).findings


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("gone.txt", None, "gone.txt: No such file"),
        ("blank.txt", " \n ", "article.body: Should not be blank"),
        ("empty.txt", "", "article.body: Missing"),
        ("cafe.txt", "café".encode("latin-1"), "cafe.txt: Not UTF-8"),
        ("program", b"\x7fELF\x00\x00\x01" * 30, "article.body: Should be text"),
        ("big.txt", b"x" * 10_000_000, "big.txt: At most 5,000,000 bytes"),
        ("page.html", "<html><body><script>1</script></body></html>", "article.html: "),
        ("deep.html", "<div>" * 10_000, "article.html: "),
        ("a.json", "{", "a.json: Not JSON"),
        ("b.json", "{}", "article: Field required"),
        ("c.json", '{"article": {"body": "x", "published_at": "soon"}}', "article.published_at: Should be a date"),
        ("d.json", '{"article": {"body": "x"}, "sources": 7}', "sources: Should be a list"),
        ("e.json", '{"article": {"body": "Zu.", "language": "de"}}', "article.language: Only English"),
        ("f.json", '{"article":' * 10_000, "f.json: Not JSON"),
    ],
)
def test_an_article_that_cannot_be_used_is_refused_in_one_line(name, content, reason):
    if content is not None:
        written(name, content)
    assert reason in refused(name)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "s.json: Not JSON"),
        ("7", "s.json: Should be a list"),
        ('{"documents": []}', "s.json: Should be a list"),
        ('{"sources": 7}', "sources: Should be a list"),
        ('[{"id": "a", "text": "b", "url": "c"}]', "sources.0.url: Should be the address"),
        ('[{"id": "a", "text": "b"}, {"id": "a", "text": "b"}]', "sources: Two sources have the id 'a'"),
    ],
)
def test_sources_that_cannot_be_used_are_refused_in_one_line(content, reason):
    assert reason in refused(written("a.txt", BODY), "--sources", written("s.json", content))


@pytest.mark.parametrize("told", ["Bloc", "Bloc=", "Bloc=Reed Party"])
def test_an_alliance_of_one_is_refused(told):
    assert "alliances.0.members" in refused(written("a.txt", BODY), "--alliance", told)


# ---------------------------------------------------------------- what goes out


def test_a_report_is_written_as_it_is_asked_for():
    article = written("a.txt", BODY)
    assert "Harbour board closes the east pier" in run("verify", article).stdout
    assert "<!doctype html>" in run("verify", article, "--format", "html").stdout
    assert "\x1b" not in run("verify", article).stdout


def test_a_report_goes_into_a_file():
    result = run("verify", written("a.txt", BODY), "--format", "json", "--output", "report.json")
    assert result.output == ""
    assert Report.model_validate_json(Path("report.json").read_bytes()).article.body == BODY


def test_a_file_that_cannot_be_written_is_told_in_one_line():
    assert "no/where.json" in refused(written("a.txt", BODY), "--output", "no/where.json")


def test_a_command_line_keeps_nothing(tmp_path):
    report(written("a.txt", BODY))
    assert not (tmp_path / "data").exists()


# ---------------------------------------------------------------- the command itself


def python(*arguments, **more):
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,
    )


def test_the_version_is_told():
    assert run("--version").stdout.startswith("claimtrace ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"),
        ("THREADS", "0"),
        ("LOG_LEVEL", "loud"),
        ("PROVIDER_LIMITS", "openai=many"),
        ("REACHABLE", "10.0.0.0/8, here"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(monkeypatch, name, value):
    monkeypatch.setenv(f"CLAIMTRACE_{name}", value)
    assert f"CLAIMTRACE_{name}: " in refused(written("a.txt", BODY))


@pytest.mark.parametrize("place", ["user:s%40cret@db/x", "user@db/x?password=s%40cret"])
def test_a_backup_shows_the_password_to_no_other_user_of_the_machine(monkeypatch, tmp_path, place):
    program = tmp_path / "pg_dump"
    program.write_text('#!/bin/sh\necho "$@" > told; echo "$PGPASSWORD" >> told; touch copy\n')
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", f"postgresql://{place}")
    assert run("db", "backup", "copy").exit_code == 0
    assert Path("told").read_text().splitlines() == [
        "--format=custom --file=copy --dbname postgresql://user@db/x",
        "s@cret",
    ]


def test_a_store_that_cannot_be_opened_ends_the_service_in_one_line(monkeypatch):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", "sqlite:////dev/null/reports.db")
    result = run("serve")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "database" in result.stderr


@pytest.fixture
def service():
    process = python("-c", "from service.cli import main; main()", "serve", "--port", "0")
    yield process
    process.kill()
    process.communicate()


def test_the_service_says_where_it_listens_and_ends_when_interrupted(service):
    told = service.stdout.readline()
    assert "http://127.0.0.1:" in told
    wire = HTTPConnection(told.split("//")[1].strip(), timeout=30)
    asked = JSON | {"Prefer": "wait=30"}
    wire.request("POST", "/v1/articles", json.dumps({"article": {"body": BODY}}), asked)
    kept = wire.getresponse()
    assert kept.status == 201
    assert kept.read()
    wire.request("GET", kept.headers["Location"])
    assert wire.getresponse().status == 200
    service.send_signal(signal.SIGINT)
    _, complaint = service.communicate(timeout=30)
    assert service.returncode == 0
    (only,) = complaint.splitlines()
    assert "No key was made yet" in only


def test_workers_are_ours_whatever_lies_in_the_folder_that_the_service_was_started_in(tmp_path):
    (tmp_path / "service").mkdir()
    (tmp_path / "service" / "__init__.py").write_text("raise SystemExit('not ours')")
    process = python("-P", "-c", "from service.cli import main; main()", "serve", "--port", "0")
    try:
        wire = HTTPConnection(process.stdout.readline().split("//")[1].strip(), timeout=30)
        wire.request("POST", "/v1/articles", json.dumps({"article": {"body": BODY}}), JSON | {"Prefer": "wait=20"})
        assert wire.getresponse().status == 201
    finally:
        process.kill()
        process.communicate()


def chunks(megabytes):
    return (b" " * 1_000_000 for _ in range(megabytes))


@pytest.mark.parametrize("body", [b" " * 10_000_000, chunks(10)], ids=["with a length", "in chunks"])
def test_ten_megabytes_are_refused_over_the_wire_as_well(service, body):
    wire = HTTPConnection(service.stdout.readline().split("//")[1].strip(), timeout=30)
    wire.request("POST", "/v1/articles", body, JSON)
    assert wire.getresponse().status == 413


def test_a_taken_port_ends_the_service_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    log, told = result.stderr.splitlines()
    assert "No key was made yet" in log
    assert "Cannot listen on 127.0.0.1" in told


def test_every_form_of_a_report_can_be_asked_for():
    assert (sorted(FORMS), sorted(EXPORTS)) == (sorted(SHOWN), sorted({*FORMATS} - {*SHOWN}))
