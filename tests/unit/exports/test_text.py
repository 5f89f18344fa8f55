import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable

import pytest
from rich.cells import cell_len

from service.domain import Report
from service.exports.safe import one_line, visible
from service.exports.text import render

ANSI = re.compile(r"\x1b\[[0-9;]*m")


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("width", [60, 100, 200])
def test_no_line_is_wider_than_asked(report: Report, width: int) -> None:
    assert max(cell_len(line) for line in render(report, width=width).splitlines()) <= width


def test_a_long_address_is_broken_and_not_cut(report: Report) -> None:
    url = "https://coast.example/" + "a" * 200
    article = report.article.model_copy(update={"url": url})
    text = render(report.model_copy(update={"article": article}), width=60)
    assert url in text.replace("\n", "")
    assert max(map(len, text.splitlines())) <= 60


def test_every_finding_failure_and_unanchored_item_is_told(report: Report) -> None:
    text = flat(render(report, width=2000))
    for finding in report.findings:
        quotes = [span.text for span in finding.claim.spans]
        assert all(words in text for words in (finding.claim.text, finding.content.label.upper(), *quotes))
        assert all(words in text for words in (*finding.content.missing, *finding.content.rationale))
        assert all(stage.name in text for stage in finding.claim.attribution.relayers)
    assert all(failure.detail in text for failure in report.coverage.failures)
    assert "No answer within 30 s. (claim 3: model unavailable; trying again may help)" in text
    assert all(item.text in text and item.reason in text for item in report.unanchored)
    assert all(item.id in text for item in report.media)


def test_groups_are_told_with_their_publishers_interest_and_rule(report: Report) -> None:
    text = flat(render(report, width=2000))
    assert "+ supports: Corvus Wire, Inland Post (g1, 1 origin: 2 documents)" in text
    assert "one origin: same wire story or copied text, both credit Corvus" in text
    assert "- refutes: Halvern Port Company (g4, 1 origin: 1 document, interested: an opponent of the claimant)" in text
    assert "= neither for nor against: Market Day" in text


def test_plain_text_has_no_control_character(report: Report) -> None:
    assert {c for c in render(report) if unicodedata.category(c) == "Cc"} == {"\n"}


def test_colour_is_the_only_control_and_only_when_asked(report: Report) -> None:
    coloured = render(report, color=True)
    assert ANSI.search(coloured)
    assert ANSI.sub("", coloured) == render(report)


@pytest.mark.parametrize("color", [False, True])
def test_words_from_outside_cannot_steer_a_terminal(
    report: Report, poison: Callable[..., Report], payload: str, color: bool
) -> None:
    text = ANSI.sub("", render(poison(report, lambda _: payload), width=400, color=color))
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
