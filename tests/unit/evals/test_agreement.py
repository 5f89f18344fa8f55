"""Agreement counts what two readers share beyond chance."""

import json
import shutil

import pytest

from evals.agreement import agreements
from evals.gold import CASES
from service.errors import BadInput

CASE = "tel-arun"


@pytest.fixture
def second(tmp_path):
    shutil.copytree(CASES / CASE, tmp_path / CASE)
    gold = json.loads((tmp_path / CASE / "gold.json").read_text(encoding="utf-8"))
    claims = [
        {
            **{key: claim[key] for key in ("anchor", "claimant", "kind", "mode", "modality", "type", "checkworthy")},
            **{key: claim["provenance"][0].get(key) for key in ("channel", "platform", "official")},
            "stances": {item["document"]: item["stance"] for item in claim.get("evidence", [])},
            "independent": {},
        }
        for claim in gold["claims"]
    ]

    def write(changed=claims):
        path = tmp_path / CASE / "second.json"
        path.write_text(json.dumps({"labeller": "again", "claims": changed}), encoding="utf-8")
        return {one.field: one for one in agreements(tmp_path)}

    return write, claims


def test_the_same_labels_agree_wholly(second):
    write, _ = second
    found = write()
    assert all(one.share == 1.0 for one in found.values())
    assert found["channel"].kappa == pytest.approx(1.0)
    assert found["checkworthy"].kappa is None


def test_one_other_label_is_one_less(second):
    write, claims = second
    changed = [{**claims[0], "channel": "video"}, *claims[1:]]
    assert write(changed)["channel"].share == pytest.approx(1 - 1 / len(claims))


def test_other_anchors_are_refused(second):
    write, claims = second
    with pytest.raises(BadInput, match="anchors"):
        write(claims[1:])
