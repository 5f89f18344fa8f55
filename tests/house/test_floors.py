"""Imports look down, and nothing heavy comes in by the front door."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_imports_look_down():
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("start", ["import service", "import service.bootstrap", "import service.cli"])
def test_no_model_library_is_imported_until_one_is_chosen(start):
    imported = subprocess.run(
        [sys.executable, "-c", f"{start}, sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"openai", "litellm"} & set(imported)


def test_the_help_page_needs_nothing_but_click():
    imported = subprocess.run(
        [sys.executable, "-c", "import service.cli, sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"pydantic", "flask", "sqlalchemy", "trafilatura", "rich"} & set(imported)
