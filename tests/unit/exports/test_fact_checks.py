"""What others published of a claim is shown beside it, in every view, and gives nobody's page a way in."""

from datetime import date

import pytest

from service.domain import FactCheck
from service.exports.html import page
from service.exports.text import Detail, render
from tests import building

CHECK = FactCheck(
    claim_id="clm_1",
    publisher="Check Osk",
    url="https://checks.example/bridge",
    title="No, the bridge is open",
    rating="Mostly false",
    reviewed_at=date(2026, 5, 20),
    reviewed="The bridge has been shut",
)


def report(**told):
    told = CHECK.model_copy(update=told)
    return building.report(findings=[building.finding(building.claim())], fact_checks=(told,))


@pytest.mark.parametrize("detail", [Detail(), Detail(full=True), Detail(why=True), Detail(claims=(1,))])
def test_text_tells_who_rated_what_and_how(detail):
    shown = " ".join(render(report(), detail=detail).split())
    assert "Check Osk: “Mostly false” (20 May 2026, of “The bridge has been shut”)" in shown
    assert ("https://checks.example/bridge" in shown) is bool(detail.full or detail.why or detail.claims)


def test_the_page_links_to_it_beside_its_claim_and_says_that_it_counts_for_nothing():
    shown = page(report())
    assert '<a href="https://checks.example/bridge" rel="noreferrer noopener">Check Osk</a>' in shown
    assert "Published fact-checks of this claim, which count for nothing here" in shown
    assert "2026-05-20" in shown
    assert "Published fact-checks" not in page(building.report(findings=[building.finding(building.claim())]))


def test_a_strangers_words_are_words():
    sly = report(
        rating="<img src=x onerror=alert(1)>\x1b[31m",
        url="javascript:alert(1)",
        publisher="</q><script>",
        reviewed="\u202ex",
    )
    shown = page(sly)
    assert "<img" not in shown
    assert "<script" not in shown
    assert "javascript:" not in shown
    for detail in (Detail(), Detail(full=True)):
        assert "\x1b" not in render(sly, detail=detail)
        assert "\u202e" not in render(sly, detail=detail)
