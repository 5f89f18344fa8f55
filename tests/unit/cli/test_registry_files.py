"""Lists of outlets, actors and alliances as files: out, in, and what is refused."""

import tomllib

import pytest
from click.testing import CliRunner

from service.bootstrap import open_store
from service.cli import main
from service.sources.registry import load_registry

IN = ("--who", "Ida Brand", "--why", "The desk's list of May")


@pytest.fixture
def run(tmp_path, lite_url, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", lite_url)

    def run(*words, status=0):
        done = CliRunner().invoke(main, ["registry", *words])
        assert done.exit_code == status, done.output
        return done.output

    return run


def test_what_goes_out_comes_in_and_changes_nothing(run, tmp_path):
    for file in ("all.toml", "outlets.csv"):
        run("export", file)
        assert run("import", file, *IN).startswith("0 entries added or changed.")
    whole = tomllib.loads((tmp_path / "all.toml").read_text())
    assert len(whole["outlets"]) == len(load_registry().outlets)
    assert load_registry(tmp_path / "all.toml").outlets == load_registry().outlets


def test_a_list_in_a_spreadsheet_is_taken_in_whole(run, tmp_path, lite_url):
    rows = (
        "name,domains,grade,wire,country,as_of\nBay Post,bay.example | bay-post.example,C,false,NO,2024\nReuters,,D\n"
    )
    (tmp_path / "list.csv").write_text("\ufeff" + rows, encoding="utf-8")
    assert "no verdict would change" in run("import", "list.csv", "--preview", *IN)
    assert "2 entries" in run("import", "list.csv", *IN)
    run("export", "all.toml")
    held = load_registry(tmp_path / "all.toml")
    post = held.outlet("Bay Post", "https://www.bay-post.example/1")
    assert post and (post.grade, post.country, post.as_of) == ("C", "NO", 2024)
    assert held.grade_of("Reuters") == "D"
    (told,) = {(one.who, one.why) for one in open_store(lite_url).registry.standing()}
    assert told == ("Ida Brand", "The desk's list of May")


def test_alliances_and_actors_come_by_spreadsheet_too(run, tmp_path):
    (tmp_path / "pacts.csv").write_text("name,members,valid_from\nPact,Dune Guard|Salt Brigade,2024-01-15\n")
    run("import", "pacts.csv", "--kind", "alliances", *IN)
    run("export", "out.csv", "--kind", "alliances")
    assert "Pact,Dune Guard | Salt Brigade,,2024-01-15T00:00:00Z" in (tmp_path / "out.csv").read_text()


@pytest.mark.parametrize(
    ("file", "words", "said"),
    [
        ("a.csv", "name,grade\nBay Post,B\nHill Post,Q\n", "row 3, /grade"),
        ("a.csv", "name,rank\nBay Post,1\n", "row 2, /rank"),
        ("a.csv", "grade\nB\n", "row 2, /name"),
        ("a.toml", "[[outlets]]\nname = 3\n", "outlets 1, /name"),
        ("a.toml", "[[owners]]\nname = 'A'\n", "[[outlets]], [[actors]], [[alliances]], not owners"),
        ("a.toml", "outlets = 3\n", "not outlets"),
        ("a.toml", "name =", "is not TOML"),
    ],
)
def test_a_file_with_a_fault_changes_nothing_and_says_where_it_is(run, tmp_path, lite_url, file, words, said):
    (tmp_path / file).write_text(words)
    assert said in run("import", file, *IN, status=2)
    assert open_store(lite_url).registry.last() == 0


def test_a_file_that_is_not_there_is_told(run):
    assert "No such file" in run("import", "none.csv", *IN, status=2)
    assert "No such file" in run("export", "no/folder.toml", status=2)
