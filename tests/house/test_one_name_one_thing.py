"""One name, one thing: in the whole of the service no two classes share a name, and none hides a module."""

import ast
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "service"


def classes() -> list[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in SERVICE.rglob("*.py"))
    return [node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]


def bound(path: Path) -> set[str]:
    """The names that a package's own file binds, but for its modules themselves."""
    package = ".".join(path.parent.relative_to(ROOT).parts)
    told: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            told.add(node.name)
        if isinstance(node, ast.ImportFrom) and node.module != package:
            told |= {alias.asname or alias.name for alias in node.names}
    return told


def test_no_two_classes_share_a_name():
    assert [name for name, times in Counter(classes()).items() if times > 1] == []


@pytest.mark.parametrize("path", sorted(SERVICE.rglob("__init__.py")), ids=lambda path: str(path.parent.name))
def test_no_function_hides_a_module_of_its_package(path):
    modules = {one.stem for one in path.parent.glob("*.py")} | {one.parent.name for one in path.parent.glob("*/*.py")}
    assert bound(path) & modules == set()
