"""The README's plugs and recipes, each command run as it is written, in the README's order, on one desk with keys."""

import json
import os
import re
import shlex
import shutil
import subprocess
from contextlib import chdir
from datetime import UTC, datetime
from pathlib import Path
from string import Template

import pytest
from click.testing import CliRunner

from service.api import create_app
from service.bootstrap import open_desk
from service.cli import main
from service.domain import Report, Scope
from service.settings import PREFIX, Settings
from tests.hand import Hand
from tests.serving import serving

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BEGINS, ENDS = "### Review: a person decides", "### What the desk knows"
SECRET = "a secret of sixteen"  # noqa: S105 - and for this test alone
CHOSEN = {
    "embed_in": "https://news.example",
    "claim_pages": "https://desk.example/checks/{claim}",
    "superdesk_secret": SECRET,
    "check_token": "a token of a bot",
    "check_team": "bay",
    "check_secret": SECRET,
    "google_account": "account.json",
}
WORDS = "The harbour board said on Monday that the east pier was shut."
TIP = {"event": "create_project_media", "team": {"slug": "bay"}, "data": {"dbid": 77, "quote": WORDS}}
FILES = {
    "tip.json": json.dumps({**TIP, "time": datetime.now(UTC).isoformat()}),
    "item.json": json.dumps({"guid": "urn:pier", "type": "text", "headline": "Pier", "body_html": f"<p>{WORDS}</p>"}),
    "item.xml": f"<item><title>Pier</title><guid>bay-7</guid><encoded><![CDATA[<p>{WORDS}</p>]]></encoded></item>",
    "letter.eml": f"From: Bay <bay@desk.example>\nSubject: Pier\nContent-Type: text/plain\n\n{WORDS}\n",
    "document.json": json.dumps({"publisher": "Bay Post", "text": WORDS}),
}


def recipes() -> list[str]:
    """Every command: lines of shell, and the last cells of the plugs' table."""
    part = README[README.index(BEGINS) : README.index(ENDS)]
    found = re.findall(r"```sh\n(.*?)```|^\|[^\n]*\| `((?:curl|claimtrace) [^`]*)` \|$", part, re.DOTALL | re.MULTILINE)
    lines = (
        line for block, cell in found for line in (block or cell.replace("\\|", "|")).replace("\\\n", "").splitlines()
    )
    return [line for line in lines if line.strip()]


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    """Runs a command where README's names are those of a desk that answers."""
    if shutil.which("curl") is None and f"{PREFIX}TEST_BROWSER" not in os.environ:
        pytest.skip("curl is not installed: the recipes are not tried. CI installs it.")
    folder = tmp_path_factory.mktemp("desk")
    url = f"sqlite:///{folder / 'desk.db'}"
    application = open_desk(Settings.model_validate({"database_url": url, "threads": 16, **CHOSEN}))
    _, key = application.store.keys.add("recipes", Scope, "main")
    app = create_app(application)
    shutil.copy(ROOT / "evals/cases/tel-arun/request.json", folder / "article.json")
    for name, told in FILES.items():
        (folder / name).write_text(told)
    with Hand(application), serving(app, application) as port:
        asked, auth = (folder / "article.json").read_bytes(), f"Authorization: Bearer {key}"
        sent = {"Authorization": auth.partition(": ")[2], "Prefer": "wait=60", "Content-Type": "application/json"}
        report = Report.model_validate_json(app.test_client().post("/v1/articles", data=asked, headers=sent).data)
        own = {"DESK": f"http://127.0.0.1:{port}", "AUTH": auth, "SECRET": SECRET}
        ids = {"REPORT": report.id, "CLAIM": report.findings[0].claim.id}
        yield Shell(folder, {"database_url": url, **CHOSEN}, own | ids)
    application.event_feed.close()
    application.store.close()


class Shell:
    """Runs commands in a folder, with these settings and names: `claimtrace` within this process, all else by `sh`,
    where `curl` fails if it is refused."""

    def __init__(self, folder: Path, settings: dict[str, str], names: dict[str, str]) -> None:
        self._folder = folder
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        self._environment = kept | {f"{PREFIX}{name.upper()}": value for name, value in settings.items()} | names

    def run(self, command: str) -> tuple[int, str]:
        """The exit status, and all that was printed."""
        status, told = 0, ""
        for part in command.split(" && "):
            run = self._claimtrace if part.startswith("claimtrace ") else self._sh
            status, printed = run(part)
            told += printed
            if status:
                break
        return status, told

    def _claimtrace(self, command: str) -> tuple[int, str]:
        words = [Template(word).substitute(self._environment) for word in shlex.split(command)]
        with chdir(self._folder):
            done = CliRunner().invoke(main, words[1:], env=self._environment)
        return done.exit_code, f"{done.output} {done.exception or ''}"

    def _sh(self, command: str) -> tuple[int, str]:
        strict = f'curl() {{ command curl -sS --fail-with-body "$@"; }}\n{command}'
        done = subprocess.run(
            ["sh", "-c", strict], cwd=self._folder, env=self._environment, capture_output=True, check=False
        )
        return done.returncode, (done.stdout + done.stderr).decode(errors="replace")


@pytest.mark.parametrize("command", recipes())
def test_a_recipe_does_what_it_says(shell, command):
    status, told = shell.run(command)
    assert status == 0, told
