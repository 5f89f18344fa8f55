"""The lock is held against advisories, and what could not be asked is not said to be well."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SOUND, UNKNOWN = {"name": "snow", "version": "1.0", "vulns": []}, {"name": "hail", "skip_reason": "not found"}
KNOWN = {"name": "sleet", "version": "2.1", "vulns": [{"id": "PYSEC-0000-1", "fix_versions": ["2.2"]}]}


def run(tmp_path, packages, status=0, said=""):
    """With a stand-in that tells of these packages; None: it writes nothing."""
    program = tmp_path / "pip-audit"
    told = "" if packages is None else f"open(file, 'w').write({json.dumps(json.dumps({'dependencies': packages}))})"
    program.write_text(
        f"#!{sys.executable}\nimport sys\n"
        "file = next(one.partition('=')[2] for one in sys.argv if one.startswith('--output'))\n"
        f"{told}\nsys.stderr.write({said!r})\nsys.exit({status})\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return subprocess.run(
        [sys.executable, ROOT / ".ci" / "advisories", program], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("packages", "status", "ends", "told"),
    [
        ([SOUND, SOUND], 0, 0, "2 of 2 packages"),
        ([SOUND, UNKNOWN], 0, 0, "1 of 2 packages"),
        ([SOUND, KNOWN], 1, 1, "sleet 2.1: PYSEC-0000-1, mended in 2.2"),
        ([UNKNOWN, UNKNOWN], 0, 0, "skipped, for none can be had here: not found"),
        (None, 1, 0, "skipped, for none can be had here: No route"),
    ],
)
def test_an_advisory_fails_and_silence_is_told_as_silence(tmp_path, packages, status, ends, told):
    done = run(tmp_path, packages, status, "Traceback\nNo route\n" if packages is None else "")
    assert done.returncode == ends, done.stderr
    assert told in done.stdout
