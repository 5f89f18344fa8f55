"""Pairs go through the house's own rules, and each label is counted once."""

import json

import pytest

from evals.readers import by_rules
from evals.suites.pairs import Independence, Slots

LOOKED = (
    "Our reporter walked along the quay this morning and counted the boats, and found that twelve of them had sunk."
)
SAID = "The harbour master told this paper that twelve boats had sunk at their moorings in the course of the night."


def document(text, **more):
    return {"publisher": None, "text": text, "words": "twelve", "access": "direct", "speaker": None, **more}


def origins(id, a, b, rule=None):
    claim = {"text": "Twelve boats sank.", "claimant": "Harbour Board", "kind": "organisation"}
    told = {"alliances": [], "one_origin": rule is not None, "rule": rule, "why": "invented"}
    return {"id": id, "claim": claim, "a": a, "b": b, **told}


APART = origins("apart", document(LOOKED, publisher="Quay Post"), document(SAID, publisher="Dune Herald"))
COPY = origins("copy", document(LOOKED, publisher="Quay Post"), document(LOOKED, publisher="Dune Herald"), "R2")
HOUSE = origins("house", document(LOOKED, publisher="Quay Post"), document(SAID, publisher="Quay Post"), "R1")
WRONG = origins("wrong", document(LOOKED, publisher="Quay Post"), document(SAID, publisher="Dune Herald"), "R3")


def written(path, rows):
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("row", "both", "found", "gold", "missed"),
    [(APART, 0, 0, 0, 0), (COPY, 1, 1, 1, 0), (HOUSE, 1, 1, 1, 0), (WRONG, 0, 0, 1, 1)],
    ids=lambda value: value["id"] if isinstance(value, dict) else None,
)
def test_a_pair_is_tied_by_the_rules_of_the_house(tmp_path, row, both, found, gold, missed):
    result = Independence(written(tmp_path / "pairs.jsonl", [row])).measure(row["id"], by_rules())
    assert tuple(result.counts[name] for name in ("both", "found", "gold")) == (both, found, gold)
    assert len(result.misses) == missed


def test_an_alliance_ties_on_its_dates_alone(tmp_path):
    days = ("2021-03-01T00:00:00Z", "2024-03-01T00:00:00Z")
    alliance = {"name": "Pact", "members": ["Heron Guard", "Teal Guard"], "valid_to": "2022-01-01"}
    for day, tied in zip(days, (1, 0), strict=True):
        sides = [
            document(text, publisher=publisher, published_at=day, speaker=speaker, speaker_kind="group")
            for text, publisher, speaker in ((LOOKED, "Quay Post", "Heron Guard"), (SAID, "Dune Herald", "Teal Guard"))
        ]
        row = origins("pact", *sides, "R5") | {"alliances": [alliance]}
        result = Independence(written(tmp_path / "pairs.jsonl", [row])).measure("pact", by_rules())
        assert result.counts["found"] == tied


@pytest.mark.parametrize(
    ("claim", "evidence", "slot", "both", "found"),
    [
        ("The fire killed 14 people.", "The fire killed nine people, doctors said.", "number", 1, 1),
        ("The fire killed 14 people.", "The fire killed 14 people, doctors said.", None, 0, 0),
        ("The fire killed 14 people.", "The fire killed 14 people, doctors said.", "negation", 0, 0),
    ],
)
def test_a_clash_is_counted_by_its_slot(tmp_path, claim, evidence, slot, both, found):
    row = {"id": "s", "claim": claim, "evidence": evidence, "clash": slot is not None, "slot": slot, "why": "invented"}
    result = Slots(written(tmp_path / "slots.jsonl", [row])).measure("s", by_rules())
    assert (result.counts["both"], result.counts["found"]) == (both, found)
    assert bool(result.misses) == ((slot is not None) != bool(found))
