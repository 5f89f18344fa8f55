"""An installation that is not whole says in one line what is missing, wherever that is found out."""

import logging
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from service.api import create_app
from service.sandbox import Limits, Sandbox
from tests.misbehaving import lacking

ROOT = Path(__file__).parents[3]
# Says of one library that it is not there, then runs the command.
WITHOUT = "import sys; sys.modules[sys.argv.pop(1)] = None; from service.cli import main; main()"
TEXT = "The harbour board said on Monday that the east pier was unsafe."
PAGE = f"<!doctype html><html><body><article><p>{TEXT}</p></article></body></html>"


def said(missing, *arguments):
    """What a command says, all of it on standard error and in one line, where a library is missing."""
    ended = subprocess.run(
        [sys.executable, "-c", WITHOUT, missing, *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT), "OPENAI_API_KEY": "k", "XDG_DATA_HOME": "data"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.count("\n") == 1
    return ended.stderr


@pytest.mark.parametrize(
    ("missing", "command"),
    [
        ("lxml_html_clean", "verify page.html"),
        ("rich.console", "verify text.txt"),
        ("openai", "verify text.txt --model openai/small"),
        ("litellm", "verify text.txt --model anthropic/small"),
        ("pydantic", "--version"),
        ("gunicorn", "serve"),
        ("dbos", "worker"),
        ("alembic", "db upgrade"),
        ("markupsafe", "eval check"),
    ],
)
def test_a_command_that_lacks_a_library_ends_in_one_line(tmp_path, monkeypatch, missing, command):
    monkeypatch.chdir(tmp_path)
    Path("page.html").write_text(PAGE)
    Path("text.txt").write_text(TEXT)
    line = said(missing, *command.split())
    assert line.startswith("Error: The installation is not whole: ")
    assert missing.partition(".")[0] in line
    assert not line.endswith("..\n")


class Lacking(Sandbox):
    """One whose processes lack a library."""

    def __init__(self, missing):
        super().__init__(Limits(30, 1000))
        self.missing = missing

    def run(self, act, *arguments):
        return super().run(lacking, self.missing, act, *arguments)


@pytest.mark.parametrize("missing", ["lxml_html_clean", "trafilatura"])
def test_over_http_a_page_that_cannot_be_read_for_want_of_a_library_is_a_problem(application, caplog, missing):
    client = create_app(replace(application, door=Lacking(missing))).test_client()
    answer = client.post("/v1/articles", json={"article": {"html": PAGE}})
    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"] == "urn:claimtrace:problem:not_installed"
    assert missing in answer.json["detail"]
    assert_told_in_one_line(caplog, missing)


def test_a_job_that_lacks_a_library_fails_and_says_which(client, hand, caplog, monkeypatch):
    def lacking(*_):
        raise ModuleNotFoundError("No module named 'litellm'", name="litellm")

    monkeypatch.setattr(hand.runner, "_verify", lacking)
    job = client.post("/v1/articles", json={"article": {"body": TEXT}}, headers={"Prefer": "wait=20"}).json
    assert job["state"] == "failed"
    assert job["failure"]["kind"] == "not_installed"
    assert "litellm" in job["failure"]["detail"]
    assert_told_in_one_line(caplog, "litellm")


def assert_told_in_one_line(caplog, missing):
    (told,) = (record for record in caplog.records if record.levelno >= logging.ERROR)
    assert missing in told.getMessage()
    assert "\n" not in told.getMessage()
    assert told.exc_info is None
