"""A claim that the desk's reports have seen before says so beside it, in every view, and in no verdict."""

from datetime import UTC, datetime

import pytest

from service.domain import ClaimSeen, SeenBefore, Verdict
from service.exports.formats import plain
from service.exports.html import page
from tests import building

FIRST = ClaimSeen(
    claim_id="clm_9",
    text="The bridge was shut.",
    claimant="Ida Brand",
    verdict=Verdict.DOUBTFUL,
    report_id="rep_9",
    article_id="art_9",
    title="Bridge <shut> for good",
    url="https://bay.example/bridge",
    published_at=datetime(2024, 6, 10, 6, tzinfo=UTC),
    seen_at=datetime(2024, 6, 11, 6, tzinfo=UTC),
)
LAST = FIRST.model_copy(
    update={"article_id": "art_8", "title": None, "published_at": None, "verdict": Verdict.CORROBORATED}
)


def told(seen):
    finding = building.finding(building.claim()).model_copy(update={"seen": seen})
    return building.report(findings=[finding])


@pytest.mark.parametrize("view", ["short", "full", "why"])
def test_the_text_says_where_it_was_first_seen_and_what_became_of_it(view):
    text = " ".join(plain(told(SeenBefore(first=FIRST, last=FIRST)), view).split())
    assert "Doubtful in “Bridge <shut> for good” (10 June 2024)" in text
    assert "last of" not in text


def test_the_text_in_full_gives_the_address_and_the_last_of_many():
    text = " ".join(plain(told(SeenBefore(first=FIRST, last=LAST, articles=3)), "full").split())
    assert "last of 3 articles: Confirmed in an article of 11 June 2024" in text
    assert "https://bay.example/bridge" in text


def test_the_page_shows_it_beside_the_claim_and_follows_its_address():
    shown = page(told(SeenBefore(first=FIRST, last=LAST, articles=3)))
    assert '<a href="https://bay.example/bridge" rel="noreferrer noopener">“Bridge &lt;shut&gt; for good”' in shown
    assert "Last, of 3 articles" in shown
    assert "said by Ida Brand" in shown


@pytest.mark.parametrize("view", ["short", "full", "why"])
def test_a_claim_that_is_new_says_nothing(view):
    assert "Seen" not in plain(told(None), view)
    assert "Seen before" not in page(told(None))
