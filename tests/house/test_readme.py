"""The README names all that a reader can use, and its commands are the ones that run."""

from pathlib import Path

import pytest

from service.cli import main
from service.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_readme_names_every_command(command):
    assert f"claimtrace {command}" in README


def test_the_readme_names_every_endpoint(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static":
            path = str(rule).replace("<", "{").replace(">", "}")
            assert path in README, path


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_readme_names_every_setting(name):
    assert f"CLAIMTRACE_{name.upper()}" in README


def test_ci_runs_the_test_command_of_the_readme():
    test_command = README.split("```sh\n")[2].split("\n```")[0]
    assert test_command.splitlines()[-1] in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((ROOT / ".ci").glob("requirements*.txt")), ids=lambda path: path.name)
def test_lock_files_carry_hashes_and_no_hosts(path):
    lock = path.read_text(encoding="utf-8")
    assert "--hash=sha256:" in lock
    assert "://" not in lock
