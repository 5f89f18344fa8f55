"""The bill of materials names what the lock holds, and nothing else."""

import json
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]


def test_the_bill_of_materials_is_the_lock(tmp_path):
    subprocess.run([ROOT / ".ci" / "sbom", tmp_path / "sbom.json"], check=True, capture_output=True)
    told = json.loads((tmp_path / "sbom.json").read_text("utf-8"))
    assert told["bomFormat"] == "CycloneDX"
    lock = (ROOT / ".ci" / "requirements.txt").read_text("utf-8")
    locked = set(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.M))
    assert {(one["name"], one["version"]) for one in told["components"]} == locked
    assert len(locked) > 50
