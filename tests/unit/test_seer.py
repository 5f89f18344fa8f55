"""The SEER suite counts what it says it counts."""

import json
from pathlib import Path

from evals.suites.seer import misses, score

BODY = "The dam is safe, Ana Ruiz said.\nPaul Marin said the bridge was closed.\nThe storm ended on Monday.\n"
ROWS = (
    ("Ana Ruiz", "The dam is safe, Ana Ruiz said."),
    ("Olga Brandt", "Paul Marin said the bridge was closed."),
    ("The Storm", "The storm ended on Monday."),
    ("Nobody", "These words stand nowhere in the body."),
)


def gold(folder: Path) -> Path:
    rows = [{"Agent": agent, "SourceText": source, "Body": BODY} for agent, source in ROWS]
    path = folder / "gold.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def test_found_and_claimant_are_shares_of_what_can_be_located(tmp_path: Path) -> None:
    result = score(gold(tmp_path))
    assert (result.articles, result.gold) == (1, 3)
    assert (result.found, result.claimant, result.marked) == (round(2 / 3, 3), 0.5, 1.0)


def test_misses_are_shown_with_what_was_read_there(tmp_path: Path) -> None:
    missed = {mark.agent: [claim.claimant.name for claim in over] for mark, over in misses(gold(tmp_path))}
    assert missed == {"Olga Brandt": ["Paul Marin"], "The Storm": []}
