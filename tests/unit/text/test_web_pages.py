from datetime import UTC, datetime

import pytest

from service.domain import MediaKind
from service.errors import Refused
from service.text.pages import looks_like_html, read_page

PROSE = "<p>The old bridge at Ora fell into the river on Monday &amp; two buses went down with it, officials said.</p>"
PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Bridge falls - The Daily</title>
<meta property="og:title" content="Bridge falls"><meta property="og:site_name" content="The Daily">
<meta property="article:published_time" content="2024-05-06T08:30:00Z">
<link rel="canonical" href="https://daily.example/bridge"></head><body>
<nav><a href="/">Home</a></nav><article><h1>Bridge falls</h1>{PROSE * 3}
<figure><img src="/ora.jpg"><figcaption>The bridge at Ora</figcaption></figure>
<img src="/logo.png" width="20"><img src="data:image/png;base64,AA"><video src="/fall.mp4"></video>
<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe><iframe src="https://ads.example/x"></iframe>
</article><div class="comments"><p>I always knew that this bridge would fall one day, wrote a reader.</p></div>
<footer>Imprint</footer></body></html>"""


def test_a_page_gives_its_text_and_what_it_says_of_itself() -> None:
    page = read_page(PAGE)
    assert (page.title, page.outlet, page.url) == ("Bridge falls", "The Daily", "https://daily.example/bridge")
    assert page.published_at == datetime(2024, 5, 6, 8, 30, tzinfo=UTC)
    assert page.language == "en-GB"
    assert "on Monday & two buses" in page.body
    assert "\n\n" in page.body
    assert not any(word in page.body for word in ("Home", "Imprint", "a reader", "<p>"))


def test_a_page_shows_its_pictures_and_videos_but_not_its_icons() -> None:
    assert [(item.id, item.kind) for item in read_page(PAGE).media] == [
        ("https://daily.example/ora.jpg", MediaKind.PHOTO),
        ("https://daily.example/fall.mp4", MediaKind.VIDEO),
        ("https://www.youtube.com/embed/abcdefghijk", MediaKind.VIDEO),
    ]


def test_captions_are_spans_of_the_text() -> None:
    page = read_page(PAGE.replace("fell into the river", "The bridge at Ora"))
    assert all(item.caption is None or item.caption.stands_in(page.body) for item in page.media)


def test_structured_data_gives_the_date_and_a_date_without_a_zone_is_utc() -> None:
    data = '<script type="application/ld+json">{"datePublished": "2024-05-06T08:30:00"}</script>'
    page = read_page(f"<html><head>{data}</head><body><article>{PROSE * 3}</article></body></html>")
    assert page.published_at == datetime(2024, 5, 6, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("html", ["<p>Short one.</p>", "<body>Short one.", "<?xml version='1.0'?><html>Short one."])
def test_a_page_too_short_to_weigh_is_read_all_the_same(html: str) -> None:
    assert read_page(html).body == "Short one."


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html></html>",
        "<div>" * 10_000,
        "<div>" * 10_000 + "text" + "</div>" * 10_000,
        "<div></x>" * 10_000 + "text",
        "<b><p>" * 5_000,
        "<script>" * 50_000,
        "<!--" * 50_000,
        "<a " * 50_000,
        "<p>text</p>" * 50_000,
        "<svg><path/>" * 150,
        "x" * 5_000_001,
    ],
)
def test_a_hostile_or_empty_page_is_refused_with_its_field(html: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_page(html)
    assert refusal.value.field == "body"


@pytest.mark.parametrize(
    "html", ["<i>" * 190 + "text", "<p>" * 5_000 + "text", "\ud800<p>text", "<table><tr><td>" * 60 + "text"]
)
def test_broken_markup_is_read_as_far_as_it_goes(html: str) -> None:
    assert "text" in read_page(html).body


@pytest.mark.parametrize(
    ("text", "is_page"),
    [
        ("<!DOCTYPE html><html>", True),
        (' \n<?xml version="1.0"?>\n<html lang="en">', True),
        ('<div class="story">x', True),
        ("<p>Hi", True),
        ("The <b>bridge</b> fell.", False),
        ("<3 this town", False),
        ("", False),
    ],
)
def test_a_page_is_known_by_how_it_begins(text: str, is_page: bool) -> None:
    assert looks_like_html(text) is is_page
