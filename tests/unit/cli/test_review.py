"""`claimtrace review`: acts as somebody types them, each kept and seen."""

import json

import pytest
from click.testing import CliRunner

from service.bootstrap import open_store
from service.cli import main
from service.weighing.reviewed import reviewed
from tests.reviewing import MACHINE


@pytest.fixture
def kept(tmp_path, lite_url, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLAIMTRACE_DATABASE_URL", lite_url)
    store = open_store(lite_url)
    store.reports.save(MACHINE)
    yield store
    store.close()


def run(*words, status=0):
    done = CliRunner().invoke(main, ["review", "rep_1", *words])
    assert done.exit_code == status, done.output
    return done.output


def by(*words):
    return *words, "--who", "Lena Hald"


LETTER = {"publisher": "Yard Notes", "text": "The pier is shut, the yard says."}


def test_acts_as_they_are_typed_are_kept_and_seen(kept, tmp_path):
    (tmp_path / "letter.json").write_text(json.dumps(LETTER))
    for words in (
        by("accept", "1"),
        by("correct", "clm_2", "--claimant", "Ada Voss", "--kind", "person", "--channel", "video", "--official"),
        by("correct", "1", "--words", "pier is shut", "--modality", "hedged", "--not-checkworthy"),
        by("reject", "2", "--why", "Nobody said so."),
        by("split", "3", "--part", "the hull", "--part", "leaks"),
        by("add", "Nobody asked the yard", "--claimant", "Marl Post", "--kind", "author"),
        by("note", "Call the yard.", "--claim", "1"),
        by("assign", "Omar Reyes"),
        by("override", "1", "doubtful", "--why", "The log says otherwise."),
        by("evidence", "1", "letter", "misread"),
        by("tie", "The Tides", "Harbour Board", "deny"),
        by("document", "letter.json", "--claim", "1"),
        by("media", "tape-7", "staged", "transformed", "--shows", "A drill."),
        by("undo", "1"),
    ):
        run(*words)
    whole = reviewed(MACHINE, kept.reviews.of("rep_1"))
    assert all(one.effect for one in whole.review.acts)
    assert [one.kind for one in whole.review.acts] == (
        "correct correct reject split add note assign override evidence tie document media".split()
    )
    assert whole.findings[1].claim.provenance[0].official is True
    listed = run("list")
    assert "1. accept Lena Hald" in listed
    assert "(undone)" in listed
    assert "Nobody said so." in listed


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (by("accept", "9"), "There is no claim 9"),
        (by("reject", "1"), "reason"),
        (by("add", "words that nobody wrote", "--claimant", "X"), "does not hold these very words"),
        (by("override", "1", "true", "--why", "So."), "verdict"),
        (by("tie", "A", "B", "deny"), "The Tides is owned by Harbour Board"),
        (by("evidence", "3", "letter", "misread"), "There are 0 such"),
        (by("undo", "7"), "no act 7"),
        (by("correct", "1"), "Nothing is corrected"),
        (by("document", "nowhere.json"), "No such file"),
    ],
    ids=lambda words: " ".join(words[:3]) if isinstance(words, tuple) else None,
)
def test_what_cannot_be_done_is_said_in_a_line_and_nothing_is_kept(kept, words, told):
    assert told in run(*words, status=2)
    assert kept.reviews.of("rep_1") == ()


def test_an_accepted_claim_of_a_kept_report_is_exported_as_the_desk_has_it(kept):
    refused = CliRunner().invoke(main, ["export", "rep_1", "--as", "claimreview", "--claim", "clm_1"])
    assert refused.exit_code != 0
    run(*by("accept", "1"))
    done = CliRunner().invoke(main, ["export", "rep_1", "--as", "claimreview", "--claim", "clm_1"])
    assert "ClaimReview" in done.output or "publisher" in done.output.lower(), done.output
