"""A log line is one JSON object, and tells which job and which article it is about."""

import json
import logging
import sys
import threading

import pytest
import structlog

from service import logs
from service.domain import Claim
from service.models.litellm import LiteLLM
from service.sandbox import Limits, Sandbox


@pytest.fixture
def root():
    root, ours = logging.getLogger(), logging.getLogger("service")
    handlers, levels = root.handlers, (root.level, ours.level)
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield root
    root.handlers = handlers
    root.setLevel(levels[0])
    ours.setLevel(levels[1])
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks


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


def sought():
    return {}["the zorvatin pier"]


def read():
    return Claim(text=["the zorvatin pier"])


def led_to():
    try:
        sought()
    except KeyError as error:
        raise ValueError("of the zorvatin pier") from error


FAULTS = {
    sought: ["in sought", "KeyError"],
    read: ["in read", "ValidationError"],
    led_to: ["in sought", "KeyError", "in led_to", "ValueError"],
    lambda: int("zorvatin"): ["in <lambda>", "ValueError"],
    lambda: str(b"zorvatin\xff", "utf-8"): ["in <lambda>", "UnicodeDecodeError"],
}


@pytest.mark.parametrize("act", FAULTS)
def test_a_fault_is_told_by_its_kind_and_place_and_not_in_words_that_may_quote_what_was_read(root, capsys, act):
    logs.configure("debug")
    with pytest.raises(Exception) as raised:
        act()
    logging.getLogger("service").error("it broke", exc_info=raised.value)
    told = capsys.readouterr().err
    assert "zorvatin" not in told
    places = iter(json.loads(told)["exception"].splitlines())
    assert all(any(line.endswith(place) for line in places) for place in FAULTS[act])


@pytest.mark.parametrize("end", ["thread", "process", "passed over"])
def test_what_nobody_caught_is_a_line_too(root, capsys, end):
    logs.configure("warning")
    if end == "thread":
        thread = threading.Thread(target=sought, name="claimtrace-reader")
        thread.start()
        thread.join()
    elif end == "process":
        with pytest.raises(KeyError) as raised:
            sought()
        sys.excepthook(KeyError, raised.value, None)
    else:
        type("Held", (), {"__del__": lambda _: sought()})()
    told = capsys.readouterr().err
    assert "zorvatin" not in told
    assert "KeyError" in json.loads(told)["exception"]


def test_what_a_process_of_its_own_failed_with_is_told_in_the_same_way(root, capsys):
    logs.configure("warning")
    with pytest.raises(RuntimeError) as raised:
        Sandbox(Limits(10, 1000)).run(json.loads, "zorvatin")
    logging.getLogger("service").error("it broke", exc_info=raised.value)
    told = capsys.readouterr().err
    assert "zorvatin" not in told
    assert "JSONDecodeError" in json.loads(told)["exception"]


LIBRARIES = ("alembic", "dbos", "httpx", "httpcore", "openai", "LiteLLM", "trafilatura", "sqlalchemy.engine")


@pytest.mark.parametrize("level", ["debug", "warning"])
def test_libraries_are_heard_only_when_something_is_wrong(root, capsys, level):
    logs.configure(level)
    for name in LIBRARIES:
        logging.getLogger(name).info("a step")
        logging.getLogger(name).warning("a fault")
    assert [line["event"] for line in lines(capsys)] == ["a fault"] * len(LIBRARIES)


def test_what_is_less_than_what_is_asked_for_is_told_by_nobody(root, capsys):
    logs.configure("error")
    for name in ("service.work.jobs", "dbos"):
        logging.getLogger(name).warning("a fault")
    assert lines(capsys) == []


def test_litellm_has_no_console_of_its_own(root, capsys):
    LiteLLM("anthropic/some")
    logs.configure("info")
    logging.getLogger("LiteLLM").warning("a fault")
    assert [line["event"] for line in lines(capsys)] == ["a fault"]
