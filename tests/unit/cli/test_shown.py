"""How much of a report the command line shows, of a new one and of one that was stored."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from service.cli import main
from service.domain import Report
from service.exports.formats import write

ASKED = {
    "article": {
        "body": "The harbour board said on Monday that the east pier was shut. The mayor said nine ships sank."
    },
    "sources": [{"id": "wire", "publisher": "Coast Wire", "text": "The east pier was open on Monday, a reporter saw."}],
}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    Path("request.json").write_text(json.dumps(ASKED))


def run(*arguments):
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


@pytest.fixture
def stored():
    assert run("verify", "request.json", "--format", "json", "--output", "report.json").exit_code == 0
    return json.loads(Path("report.json").read_bytes())


def kept(report):
    Path("report.json").write_text(json.dumps(report))
    return "report.json"


def test_a_report_is_exported_from_a_file_byte_for_byte_as_it_is_served(stored):
    Path("report.json").write_text(json.dumps(stored))
    report = Report.model_validate(stored)
    for form in ("ninjs", "csv", "annotations"):
        assert run("export", "report.json", "--as", form).stdout_bytes.decode() == write(report, form)
    claim = stored["findings"][0]["claim"]["id"]
    assert run("export", "report.json", "--as", "prov", "--claim", claim, "--output", "claim.json").exit_code == 0
    assert json.loads(Path("claim.json").read_bytes())["entity"]
    refused = run("export", "report.json", "--as", "claimreview", "--claim", claim, "--page", "https://desk.example/1")
    assert refused.exit_code == 2
    assert "No editor" in refused.stderr


COMMANDS = [("verify", "request.json"), ("rescore", "report.json"), ("show", "report.json")]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_every_command_that_puts_out_a_report_shows_as_much_as_is_asked(command, stored):
    short, full, one, why = (
        run(*command, *more).stdout for more in ([], ["--full"], ["--claim", "2"], ["--claim", "2", "--why"])
    )
    assert "Before you publish" in short
    assert "Quote" not in short
    assert full.count("    Quote    ") == len(stored["findings"]) == 2
    assert one.count("    Quote    ") == why.count("    Quote    ") == 1
    assert "Admiralty" in why
    assert not any("Admiralty" in told for told in (short, full, one))


def test_several_claims_may_be_asked_for_and_all_reasons(stored):
    assert run("show", "report.json", "--claim", "2", "--claim", "1").stdout.count("    Quote    ") == 2
    assert run("show", "report.json", "--why").stdout.count("    Rank     ") == 2


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("asked", [["--claim", "1"], ["--full"], ["--why"]], ids=lambda asked: asked[0])
@pytest.mark.parametrize("form", ["json", "html"])
def test_another_form_than_text_has_no_view(command, asked, form, stored):
    result = run(*command, "--format", form, *asked)
    assert result.exit_code == 2
    assert result.stderr == f"Error: --claim, --full and --why go with --format text, not with {form}.\n"
    assert result.stdout == ""


def test_one_claim_and_all_are_not_asked_for_together(stored):
    result = run("show", "report.json", "--claim", "1", "--full")
    assert (result.exit_code, result.stderr) == (2, "Error: Either --claim or --full.\n")


def test_a_claim_that_there_is_not_is_refused_and_the_report_is_not_lost():
    result = run("verify", "request.json", "--claim", "1", "--claim", "9")
    assert (result.exit_code, result.stderr) == (2, "Error: There is no claim 9: the report has 2.\n")
    assert "Before you publish" in result.stdout


def test_a_stored_report_is_shown_as_it_stands(stored):
    stored["findings"][0]["content"] |= {"label": "As it was judged then", "verdict": "doubtful"}
    shown = run("show", kept(stored), "--full")
    assert shown.exit_code == 0
    assert "AS IT WAS JUDGED THEN" in shown.stdout
    assert json.loads(run("show", "report.json", "--format", "json").stdout) == stored
    assert "AS IT WAS JUDGED THEN" not in run("rescore", "report.json", "--full").stdout


def test_a_stored_report_says_under_which_ruleset_it_was_weighed(stored):
    told = run("show", "report.json")
    assert f"weighed under ruleset {stored['run']['ruleset']}." in told.stdout
    assert told.stderr == ""
    stored["basis"]["ruleset"] = {"version": "2026.1", "gates": {"other": 1}}
    stored["run"]["ruleset"] = "2026.1"
    earlier = run("show", kept(stored))
    assert "weighed under ruleset 2026.1." in earlier.stdout
    assert earlier.stderr == "Weighed under ruleset 2026.1, no longer held; `claimtrace rescore` weighs it anew.\n"


@pytest.mark.parametrize("content", ["", "{}", '{"id": 7}'])
def test_what_is_no_report_is_refused_in_one_line(content):
    Path("other.json").write_text(content)
    for command in ("show", "rescore"):
        result = run(command, "other.json")
        assert result.exit_code == 2
        assert result.stderr.startswith("Error: other.json is no report: ")
        assert result.stderr.count("\n") == 1
