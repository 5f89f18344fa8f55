"""A log line is one JSON object, and tells which job and which article it is about."""

import json
import logging

import pytest
import structlog

from service import logs
from service.models.litellm import LiteLLM


@pytest.fixture
def root():
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield root
    root.handlers = handlers
    root.setLevel(level)


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_a_line_names_its_job_and_article(root, capsys):
    logs.configure("info")
    with structlog.contextvars.bound_contextvars(job="job_1", article="art_1"):
        logging.getLogger("service.work.jobs").info("job ended: %s", "rep_1")
    [line] = lines(capsys)
    assert (line["event"], line["job"], line["article"]) == ("job ended: rep_1", "job_1", "art_1")
    assert (line["level"], line["logger"]) == ("info", "service.work.jobs")
    assert line["timestamp"]


def test_a_strangers_words_stay_within_their_line(root, capsys):
    logs.configure("info")
    logging.getLogger("service").warning("they said %s", 'so"\n{"event": "forged"}\x1b[2J')
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "\x1b" not in told
    assert json.loads(told)["event"].endswith("\x1b[2J")


def test_a_fault_is_told_with_its_trace(root, capsys):
    logs.configure("info")
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        logging.getLogger("service").exception("it broke")
    assert "RuntimeError: broken" in lines(capsys)[0]["exception"]


def test_libraries_that_tell_of_every_step_are_heard_only_when_something_is_wrong(root, capsys):
    logs.configure("info")
    for name in logs.CHATTY:
        logging.getLogger(name).info("a step")
        logging.getLogger(name).warning("a fault")
    assert [line["event"] for line in lines(capsys)] == ["a fault"] * len(logs.CHATTY)


def test_litellm_has_no_console_of_its_own(root, capsys):
    LiteLLM("anthropic/some")
    logs.configure("info")
    logging.getLogger("LiteLLM").warning("a fault")
    assert [line["event"] for line in lines(capsys)] == ["a fault"]
