import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from service.bootstrap import open_application
from service.domain import Finding, Report
from service.exports.safe import one_line, visible
from service.exports.text import SHORT, Detail, render
from service.intake.dossier import dossier_of
from service.intake.reading import request_from_json
from service.settings import Settings
from tests.building import span
from tests.unit.exports import lode_hill

ROOT = Path(__file__).parents[3]
ANSI = re.compile(r"\x1b\[[0-9;]*m")
FULL, WHY = Detail(full=True), Detail(why=True)
EVERY = [SHORT, FULL, WHY, Detail(claims=(1, 3)), Detail(claims=(2,), why=True)]
NOT_MET = re.compile(r"\brank|admiralty|\bweigh(s|t|ts)\b|\bgrade|\bindex\b|\bg\d\b|\bR\d\b|[ .]\d ×|\borigin", re.I)


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture(scope="module")
def weighed() -> Report:
    """A report as the service makes it, reasons and all."""
    request = request_from_json((ROOT / "evals/cases/tel-arun/request.json").read_bytes())
    return open_application(Settings()).verification.report(dossier_of(request))


@pytest.fixture(scope="module")
def story() -> Report:
    return lode_hill.report()


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
@pytest.mark.parametrize("detail", EVERY)
def test_no_line_is_wider_than_asked(report: Report, width: int, detail: Detail) -> None:
    assert max(cell_len(line) for line in render(report, width=width, detail=detail).splitlines()) <= width


@pytest.mark.parametrize(
    "words", ["港口的九个门都关着。 " * 20, "أُغلقت جميع بوابات الميناء " * 20, "門" * 300, "e\u0301" * 300]
)
@pytest.mark.parametrize("width", [40, 100])
def test_wide_and_foreign_letters_keep_the_width(report: Report, words: str, width: int) -> None:
    findings = tuple(_saying(one, words) for one in report.findings)
    text = render(report.model_copy(update={"findings": findings}), width=width)
    assert max(cell_len(line) for line in text.splitlines()) <= width


def _saying(finding: Finding, words: str) -> Finding:
    by = finding.claim.claimant.model_copy(update={"name": words})
    claim = finding.claim.model_copy(update={"text": words, "claimant": by})
    evidence = tuple(one.model_copy(update={"span": span(words)}) for one in finding.evidence)
    return finding.model_copy(update={"claim": claim, "evidence": evidence})


def test_a_long_address_is_broken_and_not_cut(report: Report) -> None:
    url = "https://coast.example/" + "a" * 200
    article = report.article.model_copy(update={"url": url})
    text = render(report.model_copy(update={"article": article}), width=60)
    assert url in text.replace("\n", "")
    assert max(map(len, text.splitlines())) <= 60


@pytest.mark.parametrize("detail", EVERY)
@pytest.mark.parametrize("made", ["report", "weighed", "story"])
def test_what_an_editor_has_not_met_is_told_only_with_the_reasons(
    made: str, detail: Detail, request: pytest.FixtureRequest
) -> None:
    found = NOT_MET.search(render(request.getfixturevalue(made), detail=detail))
    assert bool(found) is detail.why, found


@pytest.mark.parametrize("detail", EVERY)
def test_plain_text_has_no_control_character(report: Report, detail: Detail) -> None:
    assert {c for c in render(report, detail=detail) if unicodedata.category(c) == "Cc"} == {"\n"}


@pytest.mark.parametrize("detail", EVERY)
def test_colour_is_the_only_control_and_only_when_asked(report: Report, detail: Detail) -> None:
    coloured = render(report, color=True, detail=detail)
    assert ANSI.search(coloured)
    assert ANSI.sub("", coloured) == render(report, detail=detail)


@pytest.mark.parametrize("color", [False, True])
@pytest.mark.parametrize("detail", [SHORT, WHY])
def test_words_from_outside_cannot_steer_a_terminal(
    report: Report, poison: Callable[..., Report], payload: str, color: bool, detail: Detail
) -> None:
    text = ANSI.sub("", render(poison(report, lambda _: payload), width=400, color=color, detail=detail))
    assert {c for c in text if unicodedata.category(c) in {"Cc", "Cs"}} == {"\n"}
    assert visible(text) == text
    assert one_line(payload) in text


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("plain", "plain"),
        ("\x1b[31m", "␛[31m"),
        ("\x00\x07\x7f\x9b", "␀␇␡�"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("a\rb", "a␍b"),
        ("a\u2028b", "a\nb"),
        ("\u202eabc\u202c", "abc"),
        ("ig\U000e0069nore\u200b", "ignore"),
        ("می\u200cخواهم", "می\u200cخواهم"),
    ],
)
def test_controls_are_made_visible_and_hidden_characters_go(raw: str, shown: str) -> None:
    assert visible(raw) == shown


def test_the_module_is_imported_without_rich() -> None:
    code = "import sys, service.exports.text; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
