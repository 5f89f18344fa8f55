"""A report that follows another says, in every view, what is not as it was."""

import pytest

from service.domain import Article, Verdict
from service.exports.formats import plain
from service.exports.html import page
from service.weighing.changes import changes
from tests import building


def finding(id, text, verdict=Verdict.UNVERIFIED):
    return building.finding(building.claim(text, id=id), verdict)


BEFORE = building.report(
    "rep_1",
    [
        finding("clm_1", "The pier was shut."),
        finding("clm_2", "The <b>bridge</b> fell."),
        finding("clm_3", "Snow fell."),
    ],
)
NOW = building.report(
    "rep_2",
    [
        finding("clm_1", "The pier had been shut.", Verdict.DOUBTFUL),
        finding("clm_3", "Snow fell."),
        finding("clm_4", "Ice formed."),
    ],
    article=Article(id="art_1", body="The pier was shut.", body_end=18),
)
TOLD = NOW.model_copy(update={"changes": changes(BEFORE, NOW)})


@pytest.mark.parametrize("view", ["short", "full", "why"])
def test_the_text_says_how_much_changed(view):
    assert "Since report rep_1: claims 1 new, 1 changed, 1 lapsed, 1 as before." in plain(TOLD, view)


def test_the_text_in_full_says_what_changed():
    text = " ".join(plain(TOLD, "full").split())
    assert "New, claim 3: Ice formed." in text
    changed = (
        "Changed, claim 1: text, verdict, Unverified before and Doubtful now: The pier had been shut. (before: The"
    )
    assert changed in text
    assert "Lapsed: Harbour Board: The <b>bridge</b> fell. (Unverified)" in text


def test_the_page_says_what_changed_and_takes_nobody_s_words_for_markup():
    shown = page(TOLD)
    assert "Since report rep_1" in shown
    assert "Lapsed: Harbour Board: The &lt;b&gt;bridge&lt;/b&gt; fell. (Unverified)" in shown
    assert 'id="changed"' in shown


def test_a_first_report_says_nothing_of_changes_and_one_of_the_same_says_so():
    assert "Since report" not in plain(NOW, "full") + page(NOW)
    same = BEFORE.model_copy(update={"id": "rep_3", "changes": changes(BEFORE, BEFORE)})
    assert "Since report rep_1: claims 3 as before." in plain(same)
    assert 'id="changed"' not in page(same)
