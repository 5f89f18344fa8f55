"""Links to other pages are no part of an article; linked words of a sentence are."""

import pytest

from service.text.pages import read_page

PROSE = "<p>The old bridge at Ora fell into the river on Monday and two buses went down with it, officials said.</p>"
LAST = "<p>The mayor had asked for repairs <b>three times</b> since March, and called the collapse a crime.</p>"


def told(piece: str) -> str:
    return read_page(f"<html><body><article><h1>Fall</h1>{PROSE * 3}{piece}{LAST}</article></body></html>").body


@pytest.mark.parametrize(
    "piece",
    [
        '<p><a href="/w">WATCH THE OLD BRIDGE FALL INTO THE RIVER</a></p>',
        '<p><strong>Related: </strong><a href="https://daily.example/w">Watch the bridge fall again</a></p>',
        '<p>Read more: <em><a href="/w">Watch the bridge fall again</a></em></p>',
        '<ul><li><a href="/w">Watch the bridge fall again</a></li>'
        '<li><a href="/v">The watch keeper of Ora</a></li></ul>',
        '<div><h3><a href="/w">Watch the bridge fall again</a></h3><p>Nobody saw the watch keeper.</p></div>',
        '<div><a href="/w"><h3>Watch the bridge fall again</h3><p>Nobody saw the watch keeper.</p></a></div>',
        '<div><h3><i>Watch the bridge go</i> <a href="/w">Watch the bridge go</a></h3><p>It took a minute.</p></div>',
    ],
)
def test_a_linked_headline_and_its_card_are_left_out(piece: str) -> None:
    body = told(piece)
    assert "atch the" not in body
    assert "watch keeper" not in body
    assert body.endswith("called the collapse a crime.")


@pytest.mark.parametrize(
    "piece",
    [
        '<p><a href="/w">The watch keeper of Ora had warned of the cracks in May.</a></p>',
        '<p>The watch keeper of Ora had <a href="/w">warned of the cracks in May</a></p>',
        '<p>He is <a href="/w">the watch keeper of Ora</a> and had warned of the cracks in May.</p>',
        '<p><a href="mailto:a@daily.example">The watch keeper of Ora and his wife</a></p>',
        "<h3>The watch keeper of Ora</h3>",
    ],
)
def test_a_sentence_or_a_heading_of_the_article_stays(piece: str) -> None:
    assert "watch keeper" in told(piece)


@pytest.mark.parametrize("name", ["story no-comments", "no_caption wide", "no-sidebar"])
def test_a_class_that_says_what_a_thing_is_not_says_nothing(name: str) -> None:
    assert "called the collapse a crime" in told(f'<div class="{name}">{LAST}</div>')


@pytest.mark.parametrize("name", ["slideShow", "related_stories widget", "sidebar-right", "trendingNow", "promo"])
def test_a_part_that_the_page_calls_something_else_is_left_out(name: str) -> None:
    piece = (
        f'<div class="{name}"><p>“I pray for a bridge every night before I go to bed,” said a girl of nine.</p></div>'
    )
    body = told(piece)
    assert "every night" not in body
    assert body.endswith("called the collapse a crime.")


@pytest.mark.parametrize("name", ["article-body", "unrelated", "story with-sidebar-"])
def test_what_holds_most_of_the_page_is_no_part_beside_it(name: str) -> None:
    body = read_page(f'<html><body><div class="{name}"><h1>Fall</h1>{PROSE * 3}{LAST}</div></body></html>').body
    assert "called the collapse a crime" in body
