"""Imports look down, and nothing heavy comes in by the front door."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)


def modules_after(code: str) -> set[str]:
    return set(python(f"{code}\nimport sys\nprint(*sys.modules)").stdout.split())


def test_imports_look_down():
    checked = python("from importlinter.cli import lint_imports_command; lint_imports_command()")
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("module", ["service", "service.pipeline", "service.bootstrap", "service.cli", "service.api"])
def test_no_model_library_is_imported_until_one_is_chosen(module):
    imported = modules_after(f"import {module}")
    assert module in imported
    assert not {"openai", "litellm"} & imported


def test_the_help_page_needs_nothing_but_click():
    imported = modules_after("from service.cli import main\nmain(['--help'], standalone_mode=False)")
    assert "click" in imported
    assert not {"pydantic", "flask", "sqlalchemy", "trafilatura", "rich"} & imported
