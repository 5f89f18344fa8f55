"""Servers that speak OpenAI's chat completions otherwise than OpenAI does: each gives the claims, or says why not. All
through `verify`, over real HTTP, by both doors."""

import json
from pathlib import Path
from typing import Any

import pytest

from service.analysts.llm import JUDGE
from service.bootstrap import language_models, open_application
from service.domain import Report, Verdict
from service.intake.dossier import dossier_of
from service.intake.reading import request_from
from service.models.retries import RetryPolicy
from service.settings import Settings
from tests.scripted_model import Oddity, ScriptedModel, read_closely

FLOOD = json.loads((Path(__file__).parents[2] / "evals" / "bench" / "port-senna.json").read_text(encoding="utf-8"))
DOORS = ("openai/small", "hosted_vllm/small")
LITELLM = (
    *DOORS[1:],
    "openrouter/small",
    "mistral/small",
    "groq/small",
    "deepseek/small",
    "lm_studio/small",
    "azure/small",
)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = RetryPolicy(first_wait_s=0.01, longest_wait_s=0.02)
    monkeypatch.setattr(language_models, "RetryPolicy", lambda **_: quick)
    for name in ("AZURE", "GEMINI", "OPENROUTER", "MISTRAL", "GROQ", "DEEPSEEK", "LM_STUDIO"):
        monkeypatch.setenv(f"{name}_API_KEY", "k")


def report_of(server: ScriptedModel, model: str, **more: Any) -> Report:
    settings = Settings(model=model, base_url=server.base_url, **{"model_pace": "thrifty", **more})
    return open_application(settings).verification.report(dossier_of(request_from(FLOOD)))


def verified(oddity: Oddity | None, model: str, odd_calls: int | None = None, **more: Any) -> Report:
    with ScriptedModel(read_closely, oddity=oddity, odd_calls=odd_calls) as server:
        report = report_of(server, model, **more)
    assert bool(server.odd_answers) is (oddity is not None), "the server did as its oddity says"
    return report


def verdicts(report: Report) -> dict[str, Verdict]:
    return {finding.claim.id: finding.content.verdict for finding in report.findings}


@pytest.fixture(scope="module")
def clean() -> Report:
    return verified(None, "openai/small")


# ---------------------------------------------------------------- read as ever

READ = (
    Oddity.PARTS,
    Oddity.THINKING_PARTS,
    Oddity.READ_CONTENT,
    Oddity.REASONING_CONTENT,
    Oddity.REASONING,
    Oddity.TOOL_CALL,
    Oddity.READ_TOOL_CALL,
    Oddity.FUNCTION_CALL,
    Oddity.THINK,
    Oddity.THOUGHT,
    Oddity.ARRAY,
    Oddity.ENCODED,
    Oddity.UNKNOWN_KEY,
    Oddity.QUOTED_NUMBERS,
    Oddity.CAPITALS,
    Oddity.ONE_VALUE,
    Oddity.NULLS_LEFT_OUT,
    Oddity.LISTS_LEFT_OUT,
    Oddity.FORM_500,
    Oddity.FORM_INSIDE,
    Oddity.GEMINI_SCHEMA,
    Oddity.GEMINI_STATES,
    Oddity.SPENT_ON_THINKING,
    Oddity.COULD_NOT_FINISH,
    Oddity.NO_USAGE,
    Oddity.NULL_USAGE,
    Oddity.EMPTY_USAGE,
)
# A fault that passes: the same call is made again.
PASSING = (
    Oddity.ERROR_INSIDE,
    Oddity.ERROR_WORDS_INSIDE,
    Oddity.ERROR_IN_CHOICE,
    Oddity.FINISH_ERROR,
    Oddity.NO_CHOICES,
    Oddity.EMPTY_CHOICES,
    Oddity.REPLY_KEPT_BACK,
    Oddity.TOOL_KEPT_BACK,
    Oddity.FINISH_DEEPSEEK,
)
# What is told when it stays: the failure's kind, and words that name the cause.
TOLD = {
    Oddity.ERROR_INSIDE: ("model_unavailable", "502"),
    Oddity.ERROR_WORDS_INSIDE: ("model_unavailable", "The model crashed."),
    Oddity.ERROR_IN_CHOICE: ("rate_limited", "asks us to wait (429)"),
    Oddity.FINISH_ERROR: ("model_unavailable", "finish reason is an error"),
    Oddity.NO_CHOICES: ("model_unavailable", "not a chat completion"),
    Oddity.EMPTY_CHOICES: ("model_unavailable", "not a chat completion"),
    Oddity.NO_MORE_THINKING: ("truncated", "on thinking (4096 tokens), and takes no more"),
    Oddity.REPLY_KEPT_BACK: ("model_unavailable", "kept back a reply that is not the JSON asked for (400)"),
    Oddity.TOOL_KEPT_BACK: ("model_unavailable", "kept back a reply that is not the JSON asked for (400)"),
    Oddity.FINISH_DEEPSEEK: ("model_unavailable", "finish reason is an error"),
    Oddity.OVERFLOW_INSIDE: ("prompt_too_long", "longer than the model can take"),
    Oddity.AZURE_PROMPT: ("content_filtered", "filter held the prompt back"),
    Oddity.AZURE_REPLY: ("content_filtered", "filter held the reply back"),
}
BY_ITSELF = {Oddity.BAD_ITEM, Oddity.SMALL_CONTEXT}


def test_the_table_is_whole() -> None:
    assert {*READ, *PASSING, *TOLD, *BY_ITSELF} == set(Oddity)


@pytest.mark.parametrize("model", DOORS)
@pytest.mark.parametrize("oddity", READ)
def test_an_odd_reply_is_read_as_any_other(oddity: Oddity, model: str, clean: Report) -> None:
    report = verified(oddity, model)
    assert verdicts(report) == verdicts(clean)
    assert (report.coverage.failures, report.unanchored) == ((), clean.unanchored)


@pytest.mark.parametrize("model", DOORS)
@pytest.mark.parametrize("oddity", PASSING)
def test_an_odd_fault_that_passes_leaves_no_trace(oddity: Oddity, model: str, clean: Report) -> None:
    report = verified(oddity, model, odd_calls=2)
    assert (verdicts(report), report.coverage.failures) == (verdicts(clean), ())


@pytest.mark.parametrize("model", DOORS)
@pytest.mark.parametrize("oddity", TOLD)
def test_an_odd_fault_that_stays_is_told_with_its_cause(oddity: Oddity, model: str) -> None:
    kind, words = TOLD[oddity]
    report = verified(oddity, model)
    assert report.findings == ()
    assert {failure.kind for failure in report.coverage.failures} == {kind}
    for failure in report.coverage.failures:
        assert words in failure.detail


@pytest.mark.parametrize("model", LITELLM)
@pytest.mark.parametrize(
    "oddity",
    [
        Oddity.PARTS,
        Oddity.THINK,
        Oddity.OVERFLOW_INSIDE,
        Oddity.ERROR_WORDS_INSIDE,
        Oddity.EMPTY_CHOICES,
        Oddity.AZURE_PROMPT,
        Oddity.AZURE_REPLY,
    ],
)
def test_what_litellm_does_not_read_is_read_from_the_server_s_own_words(
    oddity: Oddity, model: str, clean: Report
) -> None:
    report = verified(oddity, model)
    if oddity in TOLD:
        assert {failure.kind for failure in report.coverage.failures} == {TOLD[oddity][0]}
    else:
        assert verdicts(report) == verdicts(clean)


# ---------------------------------------------------------------- what is learned, and what is paid


@pytest.mark.parametrize("model", DOORS)
@pytest.mark.parametrize(
    ("parameter", "instead"),
    [("max_tokens", "max_completion_tokens"), ("temperature", None), ("response_format", None)],
)
def test_a_parameter_that_a_server_does_not_take_is_left_out_from_then_on(
    parameter: str, instead: str | None, model: str, clean: Report
) -> None:
    with ScriptedModel(read_closely, unsupported=(parameter,)) as server:
        report = report_of(server, model, calls_in_flight=1, model_pace="thrifty")
    assert (verdicts(report), report.coverage.failures) == (verdicts(clean), ())
    refused = [call.status for call in server.calls].count(400)
    assert refused == (3 if parameter == "response_format" else 1), "a form is given up after the looser ones"
    assert [parameter in call.body for call in server.calls] == [True] * refused + [False] * clean.run.calls
    assert instead is None or server.calls[-1].body[instead] == 4096


def test_gemini_s_own_complaint_about_the_schema_is_heeded(clean: Report) -> None:
    with ScriptedModel(read_closely, oddity=Oddity.GEMINI_STATES) as server:
        settings = Settings(
            model="gemini/gemini-2.5-flash", base_url=f"{server.url}/v1beta", calls_in_flight=1, model_pace="thrifty"
        )
        report = open_application(settings).verification.report(dossier_of(request_from(FLOOD)))
    assert (verdicts(report), report.coverage.failures) == (verdicts(clean), ())
    forms = ["response_json_schema" in call.body["generationConfig"] for call in server.calls]
    assert forms == [True] + [False] * clean.run.calls


@pytest.mark.parametrize("model", DOORS)
@pytest.mark.parametrize("oddity", [Oddity.FORM_500, Oddity.FORM_INSIDE, Oddity.GEMINI_SCHEMA])
def test_a_complaint_about_the_form_is_heeded_whatever_its_status_and_learned_once(oddity: Oddity, model: str) -> None:
    with ScriptedModel(read_closely, oddity=oddity) as server:
        settings = Settings(model=model, base_url=server.base_url, calls_in_flight=1, model_pace="thrifty")
        verification = open_application(settings).verification
        for _ in range(2):
            verification.report(dossier_of(request_from(FLOOD)))
    first, *others = (call.body["response_format"] for call in server.calls)
    assert first["type"] == "json_schema"
    assert {form["type"] for form in others} == {"json_object"}
    assert all("properties" in form["schema"] for form in others), "the form of llama.cpp, a schema beside it"


@pytest.mark.parametrize("model", DOORS)
def test_a_limit_spent_on_thinking_is_raised_once_and_the_receipt_says_what_thinking_took(
    model: str, clean: Report
) -> None:
    with ScriptedModel(read_closely, oddity=Oddity.SPENT_ON_THINKING) as server:
        report = report_of(server, model, calls_in_flight=1, thinking_tokens=9000)
    limits = [call.body["max_tokens"] for call in server.calls]
    assert limits == [4096] + [9000] * clean.run.calls, "the first call learns it"
    assert (report.run.calls, report.run.thinking_tokens) == (clean.run.calls + 1, 4096)
    assert (report.run.output_tokens, clean.run.thinking_tokens) == (clean.run.output_tokens + 4096, 0)


def test_a_limit_that_thinking_takes_again_is_told() -> None:
    with ScriptedModel(read_closely, oddity=Oddity.SPENT_ON_THINKING) as server:
        report = report_of(server, "openai/small", thinking_tokens=4096)
    assert {(failure.kind, "on thinking (4096 tokens)" in failure.detail) for failure in report.coverage.failures} == {
        ("truncated", True)
    }


def test_thinking_is_replayed_as_it_was_recorded(tmp_path: Path) -> None:
    tape = tmp_path / "tape.jsonl"
    with ScriptedModel(read_closely, oddity=Oddity.SPENT_ON_THINKING) as server:
        first = report_of(server, "openai/small", cassette=tape, cassette_mode="record")
    again = open_application(
        Settings(model="openai/small", cassette=tape, cassette_mode="replay", model_pace="thrifty")
    )
    replayed = again.verification.report(dossier_of(request_from(FLOOD)))
    assert verdicts(replayed) == verdicts(first)
    assert (replayed.run.calls, replayed.run.thinking_tokens) == (first.run.calls, first.run.thinking_tokens)


# ---------------------------------------------------------------- one bad item, a prompt that was cut


@pytest.mark.parametrize("model", DOORS)
def test_one_bad_label_in_one_item_costs_that_item(model: str, clean: Report) -> None:
    report = verified(Oddity.BAD_ITEM, model)
    told, whole = verdicts(report), verdicts(clean)
    assert len(whole) - report.coverage.passages <= len(told) < len(whole)
    moved = {id for id in told if told[id] is not whole[id]}
    assert {told[id] for id in moved} <= {Verdict.UNDETERMINED}
    assert len(moved) < len(told), "the others are judged as ever"
    lost = [item for item in report.unanchored if "does not fit its form" in item.reason]
    assert {item.field for item in lost} == {"claim", "evidence"}
    assert all(item.text for item in lost) and "not_a_label" not in str(lost)
    failed = {failure.subject for failure in report.coverage.failures if failure.stage == JUDGE.partition("_")[0]}
    assert failed >= moved


@pytest.mark.parametrize("model", DOORS)
def test_a_bad_item_that_is_mended_when_asked_again_is_no_loss(model: str, clean: Report) -> None:
    report = verified(Oddity.BAD_ITEM, model, odd_calls=1)
    assert (verdicts(report), report.coverage.failures) == (verdicts(clean), ())
    assert report.run.calls == clean.run.calls + 1


@pytest.mark.parametrize("model", DOORS)
def test_a_server_that_read_fewer_tokens_than_were_sent_is_told_of(model: str, clean: Report) -> None:
    report = verified(Oddity.SMALL_CONTEXT, model)
    assert verdicts(report) == verdicts(clean)
    (failure,) = report.coverage.failures
    assert (failure.stage, failure.subject, failure.kind) == ("model", model, "prompt_shortened")
    assert "counted 100 tokens of a prompt that has" in failure.detail
    assert clean.coverage.failures == ()
