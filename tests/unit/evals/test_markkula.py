"""Sourced statements: five fields, columns found by their heads, whatever stands above them."""

import pytest

from evals.readers import by_rules
from evals.suites.markkula import Markkula, read

ARTICLE = """Headline: Ferry stays in port
Date: 2024-05-02
Publisher: Quay Post

The ferry stays in port, harbour spokeswoman Mary Bell said. Residents said the delay was costly.

The crossing takes an hour.
"""
LABELS = """Coded by two people,,,,
No,Sourced Statements ,Type of source,Name of Source,Title of Source,Source Justification
1,"The ferry stays in port, harbour spokeswoman Mary Bell said.",Named individual,Mary Bell,harbour spokeswoman,spoke
2,Residents said the delay was costly.,Unamed group of people ,Residents,,
3,These words stand nowhere.,Document,Nobody,,
4,The crossing takes an hour.,Document,Timetable,,
,,,,,
"""


@pytest.fixture
def markkula(tmp_path):
    folder = tmp_path / "markkula_journ_sourcing"
    (folder / "articles_txt").mkdir(parents=True)
    (folder / "gt_csv_1").mkdir()
    (folder / "articles_txt" / "7-Ferry.txt").write_text(ARTICLE, encoding="utf-8-sig")
    (folder / "gt_csv_1" / "7-ferry-rev2.csv").write_text(LABELS, encoding="utf-8-sig")
    return Markkula(tmp_path)


def test_columns_are_found_by_their_heads(tmp_path, markkula):
    first, *rest = read(tmp_path / "markkula_journ_sourcing" / "gt_csv_1" / "7-ferry-rev2.csv")
    assert (first.type, first.name, first.title) == ("Named individual", "Mary Bell", "harbour spokeswoman")
    assert len(rest) == 3


def test_a_file_without_heads_is_refused(tmp_path):
    (tmp_path / "8-x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no row of heads"):
        read(tmp_path / "8-x.csv")


def test_fields_are_compared_for_statements_that_are_found(markkula):
    assert markkula.items() == ["7"]
    counts = markkula.measure("7", by_rules()).counts
    assert (counts["gold"], counts["found"], counts["unlocated"]) == (3, 2, 1)
    assert counts["type|named person|named person"] == 1
    assert counts["type|unnamed group of people|unnamed group of people"] == 1
    assert (counts["name"], counts["name_right"]) == (2, 2)
    assert (counts["title"], counts["title_right"]) == (1, 1)


def test_justification_is_counted_and_never_right(markkula):
    counts = markkula.measure("7", by_rules()).counts
    assert (counts["justification"], counts["justification_right"]) == (1, 0)
