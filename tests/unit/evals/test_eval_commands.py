"""`claimtrace eval`, from the command to the files it leaves."""

import json

import pytest
from click.testing import CliRunner

from evals import readers
from evals.cli import eval_
from evals.gold import CASES, load
from evals.readers import by_rules
from evals.runner import Outcome
from evals.suites import SUITES
from evals.suites.cases import Cases
from service.bootstrap.language_models import PROMPTS
from service.cli import main
from service.intake.dossier import dossier_of
from tests.scripted_model import ScriptedModel, read_closely


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(readers, "code", lambda: "0")


def run(*arguments):
    return CliRunner().invoke(main, ["eval", *arguments], catch_exceptions=False)


def test_every_suite_is_a_command():
    assert set(SUITES) < set(eval_.commands)


def test_a_run_leaves_a_table_json_and_a_page(tmp_path):
    result = run("slots", "--limit", "5", "--output", "out")
    assert result.exit_code == 0, result.output
    assert "slots.jsonl" in result.output
    told = Outcome.model_validate_json((tmp_path / "out" / "slots.json").read_bytes())
    assert (told.suite, len(told.results)) == ("slots", 5)
    assert (tmp_path / "out" / "slots.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["slots.html", "slots.json"]


def test_two_runs_are_compared():
    for folder in ("one", "two"):
        run("slots", "--limit", "5", "--output", folder)
    result = run("compare", "one/slots.json", "two/slots.json")
    assert result.exit_code == 0
    assert "0 items changed" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("polnear",), "--data"),
        (("polnear", "--data", "."), "Nothing of polnear"),
        (("seer", "--data", "."), "ced1k.jsonl"),
        (("slots", "--analyst", "embedded", "--model", "openai/small"), "--analyst llm"),
        (("cases", "--cassette", "none.jsonl"), "Nothing is recorded in none.jsonl"),
        (("cases", "--only", "zebra*"), "Nothing of cases is called zebra*"),
        (("cases", "--analyst", "llm", "--cassette", "none.jsonl"), "Nothing is recorded in none.jsonl"),
        (("cases", "--analyst", "llm", "--live"), "--model NAME"),
        (("compare", "bad.json", "bad.json"), "no run of a suite"),
        (("add", "bad.json"), "bad.json"),
        (("gate", "--baseline", "none.json"), "Nothing is pinned"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(tmp_path, arguments, words):
    (tmp_path / "bad.json").write_text("{}", encoding="utf-8")
    result = run(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr


def test_the_gate_opens_on_what_was_accepted_and_shuts_on_a_higher_floor(tmp_path):
    assert run("gate", "slots", "--accept", "--baseline", "b.json").exit_code == 0
    assert run("gate", "slots", "--baseline", "b.json").exit_code == 0
    told = json.loads((tmp_path / "b.json").read_bytes())
    told["suites"]["slots"]["floors"]["recall"] = {"floor": 1.0, "slack": 0.01}
    (tmp_path / "b.json").write_text(json.dumps(told), encoding="utf-8")
    shut = run("gate", "slots", "--baseline", "b.json")
    assert shut.exit_code == 1
    assert "recall is" in shut.output
    lowered = run("gate", "slots", "--lower", "recall", "--reason", "names are not compared", "--baseline", "b.json")
    assert lowered.exit_code == 0, lowered.output
    (kept,) = json.loads((tmp_path / "b.json").read_bytes())["suites"]["slots"]["lowered"]
    assert (kept["metric"], kept["before"], kept["reason"]) == ("recall", 1.0, "names are not compared")


def test_cases_are_checked_and_counted():
    result = run("check", str(CASES / "tel-arun"))
    assert result.exit_code == 0
    assert "social_post" in result.output
    assert "1 cases, " in result.output


def test_a_report_becomes_a_draft(tmp_path):
    report = by_rules().report(dossier_of(load(CASES / "tel-arun").request))
    (tmp_path / "report.json").write_text(report.model_dump_json(), encoding="utf-8")
    result = run("add", "report.json", "--output", "new")
    assert result.exit_code == 0, result.output
    assert load(tmp_path / "new").gold.claims
    assert run("add", "report.json", "--output", "new").exit_code == 2


# ---------------------------------------------------------------- a language model


@pytest.fixture
def taped(tmp_path, monkeypatch):
    """A tape of one case, from a scripted model."""
    with ScriptedModel(read_closely) as server:
        monkeypatch.setenv("CLAIMTRACE_BASE_URL", server.base_url)
        chosen = ("--analyst", "llm", "--cassette", "tape.jsonl", "--limit", "1")
        result = run("cases", *chosen, "--model", "openai/small", "--record", "--output", "recorded")
    monkeypatch.delenv("CLAIMTRACE_BASE_URL")
    assert result.exit_code == 0, result.output
    return chosen


def figures(folder):
    outcome = Outcome.model_validate_json((folder / "cases.json").read_bytes())
    return outcome.figures, outcome.reader


def test_replaying_gives_the_same_numbers_twice(tmp_path, taped):
    for folder in ("one", "two"):
        result = run("cases", *taped, "--output", folder)
        assert result.exit_code == 0, result.output
    assert figures(tmp_path / "recorded") == figures(tmp_path / "one") == figures(tmp_path / "two")
    assert figures(tmp_path / "one")[0]["calls"].value > 0


def test_a_changed_prompt_makes_replay_fail_and_is_named(tmp_path, taped):
    text = (PROMPTS / "extract_claims.md").read_text(encoding="utf-8")
    (tmp_path / "new.md").write_text(f"{text}\nBe brief.\n", encoding="utf-8")
    result = run("cases", *taped, "--prompt", "extract_claims=new.md", "--output", "out")
    assert result.exit_code == 1
    assert "extract_claims" in result.stderr
    assert "the prompt was" in result.stderr
    first = Cases().items()[0]
    assert figures(tmp_path / "out")[0]["claim_f1"].value is None
    assert first in result.stderr
