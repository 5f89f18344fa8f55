"""Whatever a stranger wrote, in a field, a name or a file, reaches no terminal as something that it obeys."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main

TITLE = "\x1b]0;owned\x07"
WORDS = [TITLE, "\x1b[2J", "\x9b31m", "a\rb", "\x1b]8;;https://trap.example\x1b\\", "left\u202etfel", "\x7f\x08"]
OBEYED = {chr(code) for code in (*range(32), 127, *range(128, 160), *range(0x202A, 0x202F))} - {"\n"}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)


def told(*arguments):
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    return result.exit_code, result.output


def written(value):
    Path("request.json").write_text(json.dumps(value))
    return "request.json"


BODY = {"body": "The harbour board said on Monday that the east pier was shut."}
PLACES = [
    lambda words: ("verify", written({"article": BODY, words: 1})),
    lambda words: ("verify", written({"article": BODY | {words: 1}})),
    lambda words: ("verify", written({"article": BODY, "grades": {words: "Z"}})),
    lambda words: ("verify", written({"article": BODY, "sources": [{"id": words, "text": "x"}] * 2})),
    lambda words: ("verify", written({"article": BODY | {"url": f"https://[{words}"}})),
    lambda words: ("verify", f"{words}.txt"),
    lambda words: ("show", f"{words}.json"),
    lambda words: ("rescore", written({words: 1})),
    lambda words: ("verify", written({"article": BODY}), "--format", words),
    lambda words: (words,),
    lambda words: ("verify", f"--{words}"),
    lambda words: ("verify", written({"article": BODY}), "--alliance", f"{words}={words}"),
]


@pytest.mark.parametrize("place", PLACES, ids=range(len(PLACES)))
@pytest.mark.parametrize("words", WORDS, ids=range(len(WORDS)))
def test_a_refusal_shows_what_it_quotes_and_a_terminal_obeys_none_of_it(place, words):
    status, shown = told(*place(words))
    assert status == 2
    assert not OBEYED & set(shown), shown


@pytest.mark.parametrize("words", WORDS, ids=range(len(WORDS)))
@pytest.mark.parametrize("form", ["json", "text", "html"])
def test_a_report_is_put_out_without_what_a_terminal_obeys(form, words):
    long = f"{'Pier shut ' * 40}{words}"  # a short text of controls is refused as no text
    article = BODY | {"title": long, "outlet": long}
    status, shown = told("verify", written({"article": article}), "--format", form)
    assert status == 0
    assert not OBEYED & set(shown)
    if form == "json":
        assert json.loads(shown)["article"]["title"].endswith(words)


def test_the_ruleset_of_a_stored_report_is_shown_and_not_obeyed():
    told("verify", written({"article": BODY}), "--format", "json", "--output", "report.json")
    report = json.loads(Path("report.json").read_bytes())
    report["basis"]["ruleset"] = {"version": TITLE, "gates": {}}
    Path("report.json").write_text(json.dumps(report))
    status, shown = told("show", "report.json")
    assert status == 0
    assert "␛]0;owned" in shown
    assert not OBEYED & set(shown)
