"""`claimtrace archive`: files go in, what holds the words comes out."""

import json
import re

import pytest
from click.testing import CliRunner

from service.cli import main
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
