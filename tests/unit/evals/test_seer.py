"""The SEER suite counts what it says it counts."""

import json

import pytest

from evals.readers import by_rules
from evals.suites.seer import Seer

BODY = "The dam is safe, Ana Ruiz said.\nPaul Marin said the bridge was closed.\nThe storm ended on Monday.\n"
ROWS = (
    ("Ana Ruiz", "The dam is safe, Ana Ruiz said."),
    ("Olga Brandt", "Paul Marin said the bridge was closed."),
    ("The Storm", "The storm ended on Monday."),
    ("Nobody", "These words stand nowhere in the body."),
)


@pytest.fixture
def seer(tmp_path):
    rows = [{"article_id": "a", "Agent": agent, "SourceText": source, "Body": BODY} for agent, source in ROWS]
    folder = tmp_path / "seer_ced1k"
    folder.mkdir()
    (folder / "ced1k.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return Seer(tmp_path)


def test_found_and_right_are_counted_of_what_can_be_located(seer):
    counts = seer.measure("a", by_rules()).counts
    assert (counts["gold"], counts["found"], counts["right"], counts["ours"]) == (3, 2, 1, 2)


def test_a_miss_shows_what_was_read_there(seer):
    misses = seer.measure("a", by_rules()).misses
    assert [(miss.gold, miss.found) for miss in misses] == [("Olga Brandt", "Paul Marin"), ("The Storm", "no claim")]
