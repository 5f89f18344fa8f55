"""Feeds as they are read: RSS, Atom, JSON Feed, sitemaps and indexes of them. What is read is a stranger's: entities
are not resolved, nothing is looked up, and whatever tells nothing that can be believed is left out."""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256
from html.entities import name2codepoint
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from service.domain import FeedItem, FeedKind, ParsedFeed
from service.errors import Malformed
from service.intake.fields import LANGUAGE_TAG, LINE, PAGE, TEXT, YEARS
from service.intake.reading import json_object
from service.text.urls import page_of

FEED_BYTES = 20_000_000  # a sitemap may name 50,000 addresses
ENTRIES, SITEMAPS = 50_000, 1_000  # of one feed; what it tells beyond them is left out
GZIP, GZIPPED = 31, b"\x1f\x8b"
# HTML's names of signs, which feeds hold though XML does not know them.
_NAMED = re.compile(rb"&([A-Za-z]{2,8}\d{0,2});")
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


class FeedEntry(NamedTuple):
    """An item as its feed writes it; `link` is seen from `base`."""

    id: str | None
    link: str | None
    base: str
    title: str | None
    published: str | None
    stamp: str | None
    language: str | None
    html: str | None = None
    text: str | None = None
    author: str | None = None


def feed_from(body: bytes, url: str, newest: int) -> ParsedFeed:
    """The feed that stood at an address, whatever its server called it, with its `newest` items. Raises Malformed for
    what is none."""
    raw = _unpacked(body)
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return ParsedFeed(kind=FeedKind.JSON, items=_items(_json_entries(raw, url), newest))
    root = _root(raw)
    name = _name(root)
    if name == "sitemapindex":
        return ParsedFeed(kind=FeedKind.SITEMAP_INDEX, sitemaps=_sitemaps(root, url))
    if name not in READERS:
        raise Malformed(_no_feed(root, name, url))
    kind, entries = READERS[name]
    return ParsedFeed(kind=kind, items=_items(entries(root, url), newest))


def entries_from(body: bytes) -> Iterator[FeedEntry]:
    """The entries of RSS or Atom that stood at no address, or the one that stands alone. Raises Malformed for what is
    neither."""
    root = _root(body)
    name = _name(root)
    if name in ALONE:
        return iter([ALONE[name](root)])
    if name not in READERS or READERS[name][0] not in {FeedKind.RSS, FeedKind.ATOM}:
        raise Malformed(f"It is neither RSS nor Atom: its outermost element is <{name[:40]}>.")
    return READERS[name][1](root, "")


# ---------------------------------------------------------------- XML


def _root(raw: bytes) -> etree._Element:
    """Raises Malformed. What declares entities is refused: no feed needs them, and they are how a small one grows."""
    if _ENTITY.search(raw):
        raise Malformed("It declares entities of its own, which no feed needs.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_pis=True
    )
    try:
        root = etree.fromstring(_NAMED.sub(_numbered_sign, raw.strip()), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Malformed(f"It is neither XML nor JSON that can be read: {str(error)[:200]}.") from error
    if root is None:
        raise Malformed("It is neither XML nor JSON that can be read.")
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):  # in UTF-16, where no pattern finds them
        raise Malformed("It declares entities of its own, which no feed needs.")
    return root


def _numbered_sign(found: re.Match[bytes]) -> bytes:
    name = found[1].decode()
    return found[0] if name in _XML_NAMES or name not in name2codepoint else b"&#%d;" % name2codepoint[name]


def _rss(root: etree._Element, url: str) -> Iterator[FeedEntry]:
    """RSS 0.9 to 2.0; in RDF items stand beside the channel."""
    channel = next(_children(root, "channel"), root)
    language = _told(channel, "language")
    return (_rss_entry(one, url, language) for parent in (channel, root) for one in _children(parent, "item"))


def _rss_entry(one: etree._Element, url: str = "", language: str | None = None) -> FeedEntry:
    guid = next(_children(one, "guid"), None)
    id = _words(guid) if guid is not None else None
    permanent = id if guid is not None and guid.get("isPermaLink", "true") == "true" else None
    date = _told(one, "pubDate") or _told(one, "date")
    return FeedEntry(
        id=id,
        link=_told(one, "link") or (permanent if _link(permanent, None) else None),
        base=url,
        title=_told(one, "title"),
        published=date,
        stamp=_told(one, "updated") or date,
        language=language,
        html=_told(one, "encoded"),
        author=_told(one, "creator") or _told(one, "author"),
    )


def _atom(root: etree._Element, url: str) -> Iterator[FeedEntry]:
    return (_atom_entry(one, url) for one in _children(root, "entry"))


def _atom_entry(one: etree._Element, url: str = "") -> FeedEntry:
    links = [link for link in _children(one, "link") if link.get("rel", "alternate") == "alternate"]
    content = next((part for part in _children(one, "content") if not part.get("src")), None)
    html = text = None
    if content is not None:
        kind = content.get("type", "text")
        html = _inner(content) if kind == "xhtml" else _words(content) if "html" in kind else None
        text = _words(content) if html is None else None
    return FeedEntry(
        id=_told(one, "id"),
        link=next((told.get("href") for told in links if told.get("href")), None),
        base=_base(one, url),
        title=_told(one, "title"),
        published=_told(one, "published") or _told(one, "issued") or _told(one, "updated"),
        stamp=_told(one, "updated") or _told(one, "modified"),
        language=next(reversed(one.xpath("ancestor-or-self::*/@xml:lang")), None),
        html=html,
        text=text,
        author=next((name for author in _children(one, "author") if (name := _told(author, "name"))), None),
    )


def _sitemap(root: etree._Element, url: str) -> Iterator[FeedEntry]:
    return (_sitemap_entry(one, url) for one in _children(root, "url"))


def _sitemap_entry(one: etree._Element, url: str) -> FeedEntry:
    news = next(_children(one, "news"), one)
    return FeedEntry(
        id=None,
        link=_told(one, "loc"),
        base=url,
        title=_told(news, "title"),
        published=_told(news, "publication_date"),
        stamp=_told(one, "lastmod"),
        language=_told(next(_children(news, "publication"), news), "language"),
    )


def _sitemaps(root: etree._Element, url: str) -> tuple[str, ...]:
    """The sitemaps that an index names, those first that were changed last."""
    told = [(_told(one, "lastmod") or "", _link(_told(one, "loc"), url)) for one in _children(root, "sitemap")]
    newest = sorted(told, key=lambda one: one[0], reverse=True)
    return tuple(dict.fromkeys(link for _, link in newest if link))[:SITEMAPS]


READERS: Mapping[str, tuple[FeedKind, Callable[[etree._Element, str], Iterator[FeedEntry]]]] = {
    "rss": (FeedKind.RSS, _rss),
    "RDF": (FeedKind.RSS, _rss),
    "feed": (FeedKind.ATOM, _atom),
    "urlset": (FeedKind.SITEMAP, _sitemap),
}

ALONE: Mapping[str, Callable[[etree._Element], FeedEntry]] = {"item": _rss_entry, "entry": _atom_entry}


def _name(one: etree._Element) -> str:
    return etree.QName(one).localname if isinstance(one.tag, str) else ""


def _children(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (one for one in parent if _name(one) == name)


def _told(parent: etree._Element, name: str) -> str | None:
    return next((words for one in _children(parent, name) if (words := _words(one))), None)


def _words(one: etree._Element) -> str | None:
    return "".join(str(part) for part in one.itertext()).strip() or None


def _inner(content: etree._Element) -> str:
    return "".join(etree.tostring(one, encoding="unicode") for one in content)


def _base(one: etree._Element, url: str) -> str:
    """What relative addresses are seen from (XML Base)."""
    for base in one.xpath("ancestor-or-self::*/@xml:base"):
        url = _link(str(base), url) or url
    return url


def _no_feed(root: etree._Element, kind: str, url: str) -> str:
    if kind.lower() != "html":
        return f"It is no feed: its outermost element is <{kind[:40]}>."
    links = (one for one in root.iter() if _name(one).lower() == "link" and "alternate" in one.get("rel", ""))
    feeds = [_link(one.get("href"), url) for one in links if re.search("rss|atom|feed", one.get("type", ""))]
    named = f" It names one: {feeds[0]}" if feeds and feeds[0] else ""
    return f"It is a web page, and no feed.{named}"


# ---------------------------------------------------------------- JSON


def _json_entries(raw: bytes, url: str) -> Iterator[FeedEntry]:
    """JSON Feed 1 and 1.1. Raises Malformed."""
    feed = json_object(raw.decode("utf-8-sig", errors="replace"))
    items = feed.get("items")
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version", "")):
        raise Malformed("It is JSON, and no JSON Feed.")
    language = feed.get("language")
    told = (one for one in items if isinstance(one, Mapping))
    return (_json_entry(one, url, language if isinstance(language, str) else None) for one in told)


def _json_entry(one: Mapping[str, Any], url: str, language: str | None) -> FeedEntry:
    told = {name: str(value) for name, value in one.items() if isinstance(value, str | int)}
    return FeedEntry(
        id=told.get("id"),
        link=told.get("url") or _link(told.get("id"), None),
        base=url,
        title=told.get("title"),
        published=told.get("date_published"),
        stamp=told.get("date_modified") or told.get("date_published"),
        language=told.get("language") or language,
        html=told.get("content_html"),
        text=told.get("content_text"),
    )


# ---------------------------------------------------------------- what an item tells


def _items(entries: Iterable[FeedEntry], newest: int) -> tuple[FeedItem, ...]:
    """The entries that were published or changed last, each page once; those without a date stand below, as their feed
    has them. Only they cost the time that an address takes to be known."""
    items: dict[str, FeedItem] = {}
    for entry in sorted(islice(entries, ENTRIES), key=_told_on, reverse=True):
        if len(items) == newest:
            break
        if item := _item(entry):
            items.setdefault(item.key, item)
    return tuple(items.values())


def _told_on(entry: FeedEntry) -> datetime:
    return moment_from(entry.published) or moment_from(entry.stamp) or datetime.min.replace(tzinfo=UTC)


def _item(entry: FeedEntry) -> FeedItem | None:
    """None for an entry that leads nowhere and holds no text."""
    url = _link(entry.link, entry.base)
    html = entry.html if entry.html and len(entry.html) <= PAGE else None
    text = entry.text if entry.text and len(entry.text) <= TEXT and not html else None
    named = page_of(url) or entry.id
    if not named or not (url or html or text):
        return None
    return FeedItem(
        key=sha256(named.encode(errors="replace")).hexdigest()[:32],
        stamp=(entry.stamp or "")[:100],
        url=url,
        title=entry.title[:LINE] if entry.title else None,
        published_at=moment_from(entry.published),
        language=_language(entry.language),
        html=html,
        text=text,
    )


def _link(told: object, seen_from: str | None) -> str | None:
    """A web address; None for what is none. Where it stands alone it has to be whole."""
    if not isinstance(told, str) or not told.strip():
        return None
    try:
        url = urljoin(seen_from, told.strip()) if seen_from else told.strip()
        parts = urlsplit(url)
    except ValueError:
        return None
    whole = parts.scheme in {"http", "https"} and parts.netloc and "@" not in parts.netloc
    return url if whole and len(url) <= LINE and not re.search(r"\s", url) else None


def _language(told: str | None) -> str | None:
    told = (told or "").strip().replace("_", "-")
    return told if len(told) <= 35 and LANGUAGE_TAG.fullmatch(told) else None


def moment_from(told: str | None) -> datetime | None:
    """A date as feeds write it, ISO 8601 or RFC 822, without a zone in UTC; None for what nobody can read."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read((told or "").strip()[:60])
            if moment.year in YEARS:
                return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _unpacked(body: bytes) -> bytes:
    """A sitemap may come as a packed file. Raises Malformed."""
    if not body.startswith(GZIPPED):
        return body
    try:
        raw = zlib.decompressobj(GZIP).decompress(body, FEED_BYTES + 1)
    except zlib.error as error:
        raise Malformed(f"It cannot be unpacked: {error}.") from error
    if len(raw) > FEED_BYTES:
        raise Malformed(f"It unpacks to more than {FEED_BYTES:,} bytes.")
    return raw
