import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from service.errors import Malformed
from service.text.charsets import page_from
from service.text.page_facts import moment_of
from service.text.pages import read_page

PROSE = (
    "<p>The old bridge at Ora fell into the river on Monday and two buses went down with it, officials said.</p>" * 3
)


def page(head="", body=PROSE):
    return read_page(f"<html><head>{head}</head><body><article>{body}</article></body></html>")


def data(*nodes, listed=False):
    told = list(nodes) if listed else {"@graph": list(nodes)}
    return f'<script type="application/ld+json">{json.dumps(told)}</script>'


NEWS = {"@type": "NewsArticle", "datePublished": "2024-05-02T06:30:00Z", "publisher": {"name": "Ora Post"}}
SITE = {"@type": "WebSite", "name": "orapost", "datePublished": "2011-03-01"}
VIDEO = {"@type": "VideoObject", "datePublished": "2016-02-02", "publisher": {"name": "Clip Mill"}}


@pytest.mark.parametrize("listed", [True, False])
@pytest.mark.parametrize("kind", ["NewsArticle", "Article", "ReportageNewsArticle", "LiveBlogPosting", ["NewsArticle"]])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_articles_own_node_tells_wherever_it_stands(listed, kind, place):
    nodes = [SITE, VIDEO]
    nodes.insert(place, NEWS | {"@type": kind})
    told = page(data(*nodes, listed=listed))
    assert told.published_at == datetime(2024, 5, 2, 6, 30, tzinfo=UTC)
    assert told.outlet == "Ora Post"


@pytest.mark.parametrize(
    ("name", "site", "title", "outlet"),
    [
        ("Ora Post", "orapost", "Bridge falls", "Ora Post"),
        (None, "Ora Post | News, Sport and Weather", "Bridge falls", "Ora Post"),
        (None, "orapost", "Bridge falls - The Ora Post", "The Ora Post"),
        (None, "https://orapost.example", "Bridge falls | Ora Post", "Ora Post"),
        (None, "Latest breaking news from Ora", "Bridge falls", None),
        ("Bell Wire", "Ora Post", "Bridge falls", "Ora Post"),
    ],
)
def test_an_outlet_is_a_name(name, site, title, outlet):
    head = f'<title>{title}</title><link rel="canonical" href="https://www.orapost.example/a">'
    head += f'<meta property="og:site_name" content="{site}">'
    assert page(head + (data(NEWS | {"publisher": {"name": name}}) if name else "")).outlet == outlet


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ("2024-05-02 06:30:00 +02:00", datetime(2024, 5, 2, 6, 30, tzinfo=timezone(timedelta(hours=2)))),
        ("Thu, 02 May 2024 06:30:00 GMT", datetime(2024, 5, 2, 6, 30, tzinfo=UTC)),
        ("2024-05-02T06:30:00Z", datetime(2024, 5, 2, 6, 30, tzinfo=UTC)),
        ("2024-05-02 06:30 UTC", datetime(2024, 5, 2, 6, 30, tzinfo=UTC)),
        ("0001-01-01T00:00:00", None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_date_is_read_as_pages_write_it(told, read):
    assert moment_of(told) == read


@pytest.mark.parametrize("attribute", ["name", "property"])
def test_a_page_is_dated_by_its_publication_and_never_by_a_change(attribute):
    changed = f'<meta {attribute}="article:modified_time" content="2024-06-09T10:00:00Z">'
    assert page(changed).published_at is None
    told = page(f'{changed}<meta {attribute}="article:published_time" content="2024-05-02 06:30:00 +02:00">')
    assert told.published_at == datetime(2024, 5, 2, 4, 30, tzinfo=UTC)


def test_a_body_behind_a_wall_is_read_from_the_structured_data():
    whole = " ".join(f"In week {n} the crews at Ora raised {n} girders from the river bed." for n in range(30))
    begun = " ".join(whole.split()[:20])
    assert "week 29" in page(data(NEWS | {"articleBody": whole}), f"<p>{begun}</p>").text
    assert "week 29" not in page(data(NEWS | {"articleBody": whole})).text


def test_media_of_all_kinds_have_their_captions_below_the_text():
    shown = (
        '<figure><amp-img src="https://o.example/a.jpg"></amp-img><figcaption>Girders.</figcaption></figure>'
        '<amp-youtube data-videoid="abcdefghijk"></amp-youtube><amp-video src="https://o.example/b.mp4"></amp-video>'
        '<picture><source srcset="https://o.example/c.webp 1x"><img alt=""></picture>'
    )
    picture = {"url": "https://o.example/d.jpg", "caption": "Divers at Ora."}
    told = page(data(NEWS | {"image": [picture]}), PROSE + shown)
    captions = {item.id: item.caption and item.caption.text for item in told.media}
    assert captions == {
        "https://o.example/a.jpg": "Girders.",
        "https://www.youtube.com/watch?v=abcdefghijk": None,
        "https://o.example/b.mp4": None,
        "https://o.example/c.webp": None,
        "https://o.example/d.jpg": "Divers at Ora.",
    }
    assert all(item.caption is None or item.caption.stands_in(told.body) for item in told.media)
    assert "Girders" not in told.text


FRONTS = [
    "".join(f'<article><h2><a href="/{n}">Bridge {n} falls</a></h2><p>Two fell.</p></article>' for n in range(9)),
    "".join(f'<li><h3><a href="/{n}">Ford {n} shut</a></h3></li>' for n in range(12)),
    "".join(f'<a href="/{n}"><h2>Mill {n} burns</h2></a>' for n in range(10)),
]


@pytest.mark.parametrize("front", FRONTS)
def test_a_front_is_refused_as_no_article(front):
    with pytest.raises(Malformed, match="no article"):
        read_page(f"<html><body><main>{front}</main></body></html>")
    assert page(body=PROSE + front).text.startswith("The old bridge")


@pytest.mark.parametrize(
    ("charset", "head"),
    [
        ("iso-8859-1", '<meta charset="iso-8859-1">'),
        ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("iso-8859-2", "<meta charset=iso-8859-2>"),
        ("cp1252", ""),
        ("utf-16", ""),
    ],
)
def test_the_bytes_of_a_page_are_read_as_it_declares(charset, head):
    assert "Müller" in page_from(f"<html><head>{head}</head><p>René Müller</p>".replace("é", "e").encode(charset))


@pytest.mark.parametrize("tag", ["div", "section"])
def test_body_containers_in_rows_of_their_own_are_all_kept(tag):
    rows = "".join(
        f'<div class="row"><div class="col"><{tag} class="entry-content"><p>In week {n} the crews at Ora raised {n + 3}'
        " girders from the river bed, and the firm that built the bridge paid for the barges and divers.</p>"
        f'</{tag}></div></div><div class="ad"><a href="/x">Boats</a></div>'
        for n in range(3)
    )
    assert all(f"week {n}" in read_page(f"<html><body>{rows}</body></html>").text for n in range(3))
