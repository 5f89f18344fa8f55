"""An item of a feed is an article by its full text, else by its address; never by its summary."""

import pytest

from service.errors import BadInput, Malformed
from service.intake.feed_items import request_from_item

DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
WORDS = "<p>The harbour board said on Monday that the east pier was shut.</p>"
ITEM = f"""<item {DC}><title>Pier shut</title><link>https://bay.example/pier</link>
<guid isPermaLink="false">bay-7</guid><dc:creator>Ada Lindt</dc:creator>
<pubDate>Mon, 10 Jun 2024 08:00:00 +0200</pubDate>
<description>Short.</description><content:encoded><![CDATA[{WORDS}]]></content:encoded></item>"""
BARE = "<item><title>Pier shut</title><link>https://bay.example/pier</link><description>Short.</description></item>"
ATOM = f"""<entry xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB"><id>tag:bay.example,2024:7</id>
<title>Pier shut</title>
<author><name>Ada Lindt</name></author><link href="https://bay.example/pier"/><updated>2024-06-10T06:00:00Z</updated>
<content type="html">{WORDS.replace("<", "&lt;")}</content></entry>"""


def feed(*items: str) -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Bay Post</title>{"".join(items)}</channel></rss>'


def article(xml: str):
    return request_from_item(xml.encode()).article


@pytest.mark.parametrize("xml", [ITEM, feed(ITEM)], ids=["alone", "in its feed"])
def test_an_item_brings_its_whole_text_under_its_own_id(xml):
    told = article(xml)
    assert WORDS in told.html
    assert (told.title, told.url, told.external_id) == ("Pier shut", "https://bay.example/pier", "bay-7")
    assert (told.author, told.published_at.isoformat()) == ("Ada Lindt", "2024-06-10T06:00:00+00:00")


def test_an_entry_of_atom_does_so_too():
    told = article(ATOM)
    assert WORDS in told.html
    assert (told.external_id, told.language, told.author) == ("tag:bay.example,2024:7", "en-GB", "Ada Lindt")


def test_a_summary_is_no_article_its_page_is():
    told = article(feed(BARE))
    assert (told.url, told.html, told.body) == ("https://bay.example/pier", None, None)


@pytest.mark.parametrize(
    "xml",
    [
        feed(ITEM, BARE),
        feed(),
        "<item><title>Pier shut</title><description>Short.</description></item>",
        "<urlset><url><loc>https://bay.example/pier</loc></url></urlset>",
        "<html><body>Pier shut.</body></html>",
        "Pier shut.",
        '<!DOCTYPE x [<!ENTITY a "b">]><item><link>&a;</link></item>',
    ],
    ids=["two", "none", "neither", "sitemap", "page", "text", "entities"],
)
def test_what_is_not_one_item_is_refused(xml):
    with pytest.raises(Malformed):
        article(xml)


def test_an_address_that_leads_nowhere_is_refused_by_its_field():
    with pytest.raises(BadInput) as refused:
        article("<item><link>javascript:alert(1)</link></item>")
    assert refused.value.field == "/article/url"
