"""Whatever is imported is declared: an install from pyproject.toml alone has it."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RANGE = re.compile(r"([a-z0-9-]+)(?:\[[a-z]+\])?>=[0-9.]+,<[0-9.]+")
OURS = {"service", "evals", "tests"}


def imported(path):
    """The packages that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def foreign(bench):
    """The packages of others that are imported by what ships, or by the benches, which stay in the checkout."""
    files = [*(ROOT / "service").rglob("*.py"), *(ROOT / "evals").rglob("*.py")]
    read = [path for path in files if ((ROOT / "evals" / "bench") in path.parents) is bench]
    return {package for path in read for package in imported(path)} - OURS - set(sys.stdlib_module_names)


def is_declared(package, told):
    names = {one.partition(">")[0].partition("[")[0] for one in told}
    return bool({name.lower().replace("_", "-") for name in packages_distributions()[package]} & names)


@pytest.mark.parametrize("package", sorted(foreign(bench=False)))
def test_every_library_that_is_imported_is_declared(package):
    extras = (told for extra, told in PROJECT["optional-dependencies"].items() if extra != "dev")
    assert is_declared(package, chain(PROJECT["dependencies"], *extras))


@pytest.mark.parametrize("package", sorted(foreign(bench=True)))
def test_every_library_that_a_bench_imports_is_declared_for_who_develops(package):
    assert is_declared(package, [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]])


@pytest.mark.parametrize("told", list(chain(PROJECT["dependencies"], *PROJECT["optional-dependencies"].values())))
def test_every_dependency_has_a_lowest_version_and_an_end(told):
    assert RANGE.fullmatch(told)
