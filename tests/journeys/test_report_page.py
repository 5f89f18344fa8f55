"""The page of a story with 24 claims in a real browser: what is seen first, filtered, folded, printed, and for whom."""

import re

import pytest

from service.domain import Report
from service.exports.briefing import briefing
from service.exports.html import page as written
from service.exports.safe import anchor
from service.exports.stacks import summary
from service.exports.words import Tone
from tests.unit.exports import lode_hill

WIDTHS = (1400, 400, 320)
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3


@pytest.fixture(scope="module")
def story() -> Report:
    return lode_hill.report()


@pytest.fixture
def visit(browser, story, tmp_path):
    """Open the page of a report at a width."""
    contexts = []

    def open_page(report=story, width=1400, **options):
        context = browser.new_context(viewport={"width": width, "height": 1000}, **options)
        contexts.append(context)
        path = tmp_path / f"{len(contexts)}.html"
        path.write_text(written(report), encoding="utf-8")
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def seen(page):
    """The ids of the cards that can be seen, from top to bottom."""
    cards = page.locator(".card").all()
    tops = [
        (card.bounding_box()["y"], card.locator(".inside").get_attribute("id")) for card in cards if card.is_visible()
    ]
    return [id for _, id in sorted(tops)]


def heard(page):
    """All that a screen reader is told, what style sheets write among it."""
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")
    texts = [one["name"]["value"] for one in tree["nodes"] if one.get("role", {}).get("value") == "StaticText"]
    return " ".join(" ".join(texts).split())


def cards_of(story, *ids):
    return [anchor("claim", id) for id in ids]


@pytest.mark.parametrize(("width", "scheme"), [(1400, "light"), (1400, "dark"), (400, "light")])
def test_axe_finds_nothing_wrong_with_the_page_folded_or_open(visit, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = visit(width=width, color_scheme=scheme)
    for _ in ("as it opens", "with every card open"):
        found = axe.run(page, options={"resultTypes": ["violations"]})
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found.response["violations"]] == []
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_its_window_however_long_a_word_is(visit, story, width):
    page = visit(width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    wordy = story.model_copy(update={"article": story.article.model_copy(update={"title": LONG, "outlet": LONG})})
    claims = [
        one.model_copy(
            update={
                "claim": one.claim.model_copy(
                    update={"text": LONG, "claimant": one.claim.claimant.model_copy(update={"name": LONG})}
                )
            }
        )
        for one in story.findings
    ]
    documents = tuple(one.model_copy(update={"publisher": LONG, "title": LONG}) for one in story.documents)
    page = visit(wordy.model_copy(update={"findings": tuple(claims), "documents": documents}), width=width)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_number_of_two_digits_stands_on_one_line_on_a_narrow_screen(visit):
    broken = "all => all.filter(one => one.scrollHeight > one.clientHeight).map(one => one.textContent)"
    assert visit(width=400).locator(".number, .ref").evaluate_all(broken) == []


def test_three_contradictions_can_be_read_without_scrolling(visit):
    page = visit()
    lowest = [one.bounding_box() for one in page.locator(".dispute").all()][:3]
    assert all(box["y"] + box["height"] <= 1000 for box in lowest)


def test_claim_and_contradiction_stand_side_by_side_where_there_is_room_and_one_above_the_other_where_there_is_none(
    visit,
):
    for width, beside in ((1400, True), (400, False)):
        claim, denial = (
            one.bounding_box() for one in visit(width=width).locator(".sides").first.locator("> div").all()
        )
        assert (claim["y"] == denial["y"]) is beside
        assert (claim["x"] == denial["x"]) is not beside


def test_without_scripts_the_keyboard_filters_by_verdict_by_claimant_and_sorts(visit, story):
    page = visit(java_script_enabled=False)
    assert seen(page) == cards_of(story, *summary(story).order)
    page.get_by_role("radio", name=re.compile("^All")).focus()
    page.keyboard.press("ArrowRight")
    assert seen(page) == cards_of(story, *briefing(story).disputed)
    page.keyboard.press("Tab")
    page.keyboard.type("Verrin Water")
    own = [one.claim.id for one in story.findings if one.claim.claimant.name == "Verrin Water"]
    assert seen(page) == cards_of(story, *(id for id in briefing(story).disputed if id in own))
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    in_article = [one.claim.id for one in story.findings if one.claim.id in briefing(story).disputed]
    assert seen(page) == cards_of(story, *(id for id in in_article if id in own))


def test_the_keyboard_goes_through_cards_as_they_are_sorted(visit):
    page = visit()
    page.locator("#show-supported").check()
    for order, first in (("urgency", "eleven"), ("article", "shut")):
        page.locator(f"#order-{order}").check()
        page.locator(f"#order-{order}").focus()
        page.keyboard.press("Tab")
        reached = page.locator("summary:focus + .inside")
        assert reached.get_attribute("id") == anchor("claim", lode_hill.TOLD[first][0].id)


@pytest.mark.parametrize("tone", [Tone.SUPPORTED, Tone.LEANING, Tone.CLAIMED, Tone.UNVERIFIED, Tone.UNCHECKED])
def test_a_filter_shows_its_tone_alone_says_how_many_and_leaves_the_box(visit, story, tone):
    page = visit()
    page.locator(f"#show-{tone}").check()
    shown = page.locator(".card:visible")
    count = shown.count()
    assert shown.locator(f"xpath=self::*[contains(@class, ' {tone}')]").count() == count > 0
    assert page.locator(".dispute:visible").count() == len(briefing(story).disputed)
    assert f"{count} of 24 claims shown" in heard(page)


def test_a_link_to_a_folded_card_opens_it_though_a_filter_hides_it(visit, story):
    page = visit()
    page.locator("#show-supported").check()
    unverified = anchor("claim", lode_hill.TOLD["children"][0].id)
    inside = page.locator(f"[id='{unverified}']")
    assert not inside.is_visible()
    page.locator(f".text a[href='#{unverified}']").click()
    assert inside.is_visible()
    box = page.locator(".card", has=inside).bounding_box()
    assert 0 <= box["y"] < 1000


def test_each_tone_is_told_apart_without_colour(visit):
    """In print on grey paper what is left is icon, underline, and the ring around the number."""
    page = visit()
    page.emulate_media(media="print")
    looks = page.evaluate(
        """() => Object.fromEntries([...document.querySelectorAll('.card')].map(card => {
          const style = getComputedStyle(card), ring = getComputedStyle(card.querySelector('.number'));
          const icon = card.querySelector('.verdict use').getAttribute('href');
          return [card.classList[1], [icon, style.borderInlineStartStyle, ring.borderStyle, ring.backgroundColor]];
        }))"""
    )
    assert set(looks) == set(Tone)
    assert len({tuple(look[:1]) for look in looks.values()}) == len(Tone)
    assert len({tuple(look[2:]) for look in looks.values()}) >= 5
    disputed, contested, claimed, unverified = (
        looks[t] for t in (Tone.REFUTED, Tone.CONTESTED, Tone.CLAIMED, Tone.UNVERIFIED)
    )
    assert len({tuple(look[1:]) for look in (disputed, contested, claimed, unverified, looks[Tone.SUPPORTED])}) == 5


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_a_story_of_24_claims_prints_on_at_most_8_pages(visit, paper):
    printed = visit().pdf(format=paper)
    assert 3 <= len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) <= 8


def test_print_shows_what_speaks_against_claims_and_one_block_a_folded_card(visit, story):
    page = visit()
    page.emulate_media(media="print")
    assert page.locator(".dispute:visible").count() == len(briefing(story).disputed)
    folded = page.locator(".fold:not([open])")
    assert folded.count() == len(story.findings) - len(briefing(story).disputed)
    assert max(card.bounding_box()["height"] for card in folded.all()) <= 90
    assert page.locator(".controls").is_hidden()
    assert page.locator(".why:visible").count() == 0


def test_words_that_run_from_right_to_left_do_so_in_heading_and_quotation(visit):
    told = visit().locator(".card h3, .card .quote").filter(has_text="لم يخبرنا")
    assert told.evaluate_all("all => all.map(one => getComputedStyle(one).direction)") == ["rtl", "rtl"]
