"""Habits that every file keeps."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "service").rglob("*.py")) + sorted((ROOT / "evals").rglob("*.py"))
LONGEST_FILE, LONGEST_FUNCTION = 400, 60
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture(scope="module", params=FILES, ids=named)
def source(request):
    return request.param.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tree(source):
    """Read once for all habits: to parse a file takes longer than to look through it."""
    return ast.parse(source)


def test_files_and_functions_stay_short(source, tree):
    assert len(source.splitlines()) <= LONGEST_FILE
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS) and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]
    assert not long


def test_nothing_is_evaluated_and_no_error_is_swallowed_whole(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"eval", "exec"}
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None
            assert getattr(node.type, "id", "") not in {"Exception", "BaseException"}


def test_every_module_says_what_it_is_for(tree):
    assert ast.get_docstring(tree)
