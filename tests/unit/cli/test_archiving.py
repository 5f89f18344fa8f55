"""`claimtrace archive`: files go in, what holds the words comes out."""

import json
import re
from datetime import UTC, datetime
from io import BytesIO

import pytest
from click.testing import CliRunner
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from service.cli import main
from service.domain import Within
from service.settings import settings_from_environment
from service.store.database import Database
from service.store.documents import DocumentStore
from tests.building import pdf
from tests.feeds import Site, article, rss
from tests.loopback import said

CRANE = "A crane fell onto the quay of Orvel harbour on Monday. Two dockers were hurt, the port authority said."
FERRY = "The ferry to Mereth sails every hour, and twice as often in summer, the harbour company said."
BUDGET = "The council of Orvel voted for the new budget, which spends less on roads and more on schools."
BOMB = b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><item><title>&b;</title></item></rss>'
NINJS = {
    "uri": "https://agency.example/items/7",
    "headline": "Budget passed",
    "infosources": [{"name": "Keystone Wire"}],
    "firstcreated": "2024-06-10T06:00:00Z",
    "body_xhtml": f"<p>{BUDGET}</p>",
}


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", f"sqlite:///{tmp_path / 'db' / 'claimtrace.db'}")
    folder = tmp_path / "files"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return lambda *arguments, **more: CliRunner().invoke(main, ["archive", *arguments], **more)


@pytest.fixture
def files(tmp_path, run):
    def write(**contents):
        for name, content in contents.items():
            path = tmp_path / "files" / name.replace("_", ".")
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    return write


def counted(told):
    """How many were new, near-copies, there already, could not be read."""
    return [int(number) for number in re.findall(r"\d+", told.stdout.splitlines()[-1])]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("a_txt", CRANE),
        ("a_html", f"<html><body><article><p>{CRANE}</p></article></body></html>"),
        ("a_json", {"text": CRANE}),
        ("a_json", [{"text": CRANE}]),
        ("a_json", {"sources": [{"body": CRANE}]}),
        ("a_jsonl", json.dumps({"text": CRANE}) + "\n"),
        ("a_json", json.dumps({"text": CRANE}) + "\n\n" + json.dumps({"text": CRANE})),
        ("a_json", NINJS | {"body_xhtml": f"<p>{CRANE}</p>"}),
        ("a_json", NINJS | {"body_xhtml": None, "body_text": CRANE}),
        ("a_json", {"headlines": [{"value": "Crane"}], "bodies": [{"contenttype": "text/html", "value": CRANE}]}),
        ("a", f"<p>{CRANE}</p>"),
    ],
)
def test_a_file_is_kept_and_found(run, files, file, content):
    files(**{file: content})
    told = run("add", file.replace("_", "."))
    assert (told.exit_code, counted(told)[0]) == (0, 1), told.output
    assert "crane fell onto the quay" in run("search", "falling", "crane").stdout


def test_a_folder_is_kept_file_by_file_and_again_without_harm(run, files, tmp_path):
    files(a_txt=CRANE, b_json=[{"text": FERRY}, {"text": CRANE + " More is to follow."}], c_txt=CRANE)
    (tmp_path / "files" / ".hidden.txt").write_text(BUDGET)
    (tmp_path / "files" / "deep").mkdir()
    (tmp_path / "files" / "deep" / "d.txt").write_text(BUDGET)
    assert counted(run("add", ".")) == [4, 1, 1, 0]
    assert counted(run("add", ".")) == [0, 0, 5, 0]


@pytest.mark.parametrize(
    "content", [CRANE, json.dumps({"text": CRANE}), f'{{"text": "{CRANE}"}}\n{{"text": "{FERRY}"}}\n']
)
def test_standard_input_is_kept(run, content):
    assert counted(run("add", "-", input=content))[0] == 1 + ("ferry" in content)


def test_what_cannot_be_read_is_told_and_the_rest_is_kept(run, files, tmp_path):
    files(a_txt=CRANE, b_json=[{"title": "x"}, {"text": FERRY}], c_jsonl=f'{{"text": "{BUDGET}"}}\n{{\n')
    (tmp_path / "files" / "d.png").write_bytes(b"\x89PNG")
    (tmp_path / "files" / "e.txt").write_bytes(b"\xff\xfe\x00")
    told = run("add", ".")
    assert (told.exit_code, counted(told)) == (1, [3, 0, 0, 4])
    for place in (
        "b.json, 0: text: Missing",
        "c.jsonl, line 2: ",
        "d.png: Not a kind",
        "e.txt: text: Should hold text",
    ):
        assert place in told.stderr


@pytest.mark.parametrize("name", ["none.txt", "empty.json"])
def test_a_name_that_holds_nothing_is_refused(run, files, name):
    files(empty_json="{}")
    assert run("add", name).exit_code == 2


def test_a_search_keeps_to_its_days_and_tells_where_words_stand(run, files):
    files(a_json=[NINJS, {"text": FERRY, "title": "Ferry\x1b[31m", "published_at": "2023-01-01"}])
    run("add", "a.json")
    told = run("search", "harbour", "council", "--from", "2024-01-01").stdout
    assert told.startswith("Budget passed · Keystone Wire · 2024-06-10 · https://agency.example/items/7 · doc_")
    assert "Ferry" not in told
    assert "\x1b" not in run("search", "ferry").stdout
    assert run("search", "zeppelin").stdout == "Nothing in the archive holds any of these words.\n"
    assert run("search", "ferry", "--from", "June").exit_code == 2


def web_archive(path, *pages, packed=False):
    """A WARC of pages: each with its address, what its server said of it, and its bytes."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=packed)
        for url, status, kind, body in pages:
            headers = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
            told = {"WARC-Date": "2023-05-01T10:00:00Z"}
            writer.write_record(
                writer.create_warc_record(url, "response", BytesIO(body), http_headers=headers, warc_headers_dict=told)
            )
            writer.write_record(writer.create_warc_record(url, "metadata", BytesIO(b"of no use")))


@pytest.mark.parametrize("name", ["old.warc", "old.warc.gz"])
def test_a_web_archive_gives_its_pages_as_they_were_fetched_then(run, tmp_path, name):
    page = f"<html><article><p>{CRANE}</p></article></html>".encode()
    web_archive(
        tmp_path / "files" / name,
        ("https://quay.example/crane", "200 OK", "text/html; charset=utf-8", page),
        ("https://quay.example/report", "200 OK", "application/pdf", pdf([BUDGET[:60], BUDGET[60:]])),
        ("https://quay.example/gone", "404 Not Found", "text/html", page),
        ("https://quay.example/photo", "200 OK", "image/png", b"\x89PNG"),
        ("https://quay.example/empty", "200 OK", "text/html", b"<html></html>"),
        packed=name.endswith("gz"),
    )
    told = run("add", name)
    assert (told.exit_code, counted(told)) == (1, [2, 0, 0, 1])
    assert "https://quay.example/empty" in told.stderr
    found = run("search", "crane", "quay").stdout
    assert "https://quay.example/crane" in found
    kept = DocumentStore(Database(settings_from_environment().database_url)).page(Within(), None, 2)[0]
    assert {one.fetched_at for one in kept} == {datetime(2023, 5, 1, 10, tzinfo=UTC)}
    assert {one.document.fetched.asked for one in kept} == {"https://quay.example/crane", "https://quay.example/report"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.warc", b"WARC/1.0\r\nWARC-Type: response\r\n"),
        ("broken.warc", b"no archive at all"),
        ("broken.warc.gz", b"\x1f\x8b\x08\x00broken"),
        ("broken.pdf", b"%PDF-1.7 broken"),
        ("page.pdf", b"<html><body>Not found</body></html>"),
    ],
)
def test_a_file_that_is_broken_is_told_and_the_rest_is_kept(run, files, tmp_path, name, content):
    files(a_txt=CRANE)
    (tmp_path / "files" / name).write_bytes(content)
    told = run("add", ".")
    assert (told.exit_code, counted(told)) == (1, [1, 0, 0, 1])
    assert told.stderr.startswith(f"{name}: ")


def test_a_pdf_is_kept_and_found_whatever_it_is_called(run, tmp_path):
    for name in ("paper.pdf", "paper"):
        (tmp_path / "files" / name).write_bytes(pdf([CRANE[:50], CRANE[50:]], title="The crane"))
        assert counted(run("add", name))[0] == (1 if name == "paper.pdf" else 0)
    assert run("search", "crane").stdout.startswith("The crane · ")


def test_a_page_at_an_address_is_kept_as_it_was_fetched(run, monkeypatch):
    with Site() as site:
        site.parts |= {"/crane": article("crane"), "/paper": said(pdf([FERRY]), type="application/pdf")}
        refused = run("add", site.at("/crane"))
        assert (refused.exit_code, counted(refused)) == (2, [0, 0, 0, 1])
        monkeypatch.setenv("CLAIMTRACE_REACHABLE", "127.0.0.0/8")
        assert counted(run("add", site.at("/crane"))) == [1, 0, 0, 0]
        assert counted(run("add", site.at("/paper"))) == [1, 0, 0, 0]
        gone = run("add", site.at("/gone"))
        assert (gone.exit_code, "404 Not Found" in gone.stderr) == (2, True)
        monkeypatch.setenv("CLAIMTRACE_FETCH", "off")
        assert run("add", site.at("/crane")).exit_code == 2
    assert "The crane is shut · " in run("search", "crane").stdout


def test_watched_feeds_are_asked_once_and_what_cannot_be_had_is_told(run, monkeypatch):
    monkeypatch.setenv("CLAIMTRACE_REACHABLE", "127.0.0.0/8")
    with Site() as site:
        site.parts |= {"/crane": article("crane"), "/feed": rss("/crane"), "/bomb": said(BOMB, type="text/xml")}
        told = run("watch", "--once", site.at("/feed"), site.at("/bomb"), site.at("/feed"))
        assert told.exit_code == 1
        assert counted(told) == [2, 0, 1, 1, 1, 0, 0, 0]
        assert told.stderr == f"{site.at('/bomb')}: It declares entities of its own, which no feed needs.\n"
    assert "The crane is shut" in run("search", "crane").stdout


@pytest.mark.parametrize(
    "feed", ["feed.xml", "file:///etc/passwd", "http://10.0.0.1/feed", "https://a:b@quay.example/"]
)
def test_a_feed_at_an_address_that_may_not_be_called_is_refused(run, feed):
    told = run("watch", "--once", feed)
    assert told.exit_code == 2
    assert feed in told.stderr
