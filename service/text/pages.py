"""A door: a web page in, its title, main text, pictures and what it says of itself out.

The parsers are imported at first use: they take half a second that no other way through the house should pay.
"""

import re
from collections import Counter
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from service.domain import Frozen, Media, MediaKind
from service.errors import Malformed, TooLarge
from service.text.locating import locate

MAX_CHARACTERS = 5_000_000
MAX_TAGS = 60_000
MAX_ATTRIBUTES, MAX_ATTRIBUTES_OF_A_TAG = 120_000, 200  # each of a tag is held against all others of it by the parser
MAX_DEPTH = 200  # a news page has 20 to 40; libxml2 itself gives up at 256
MAX_MEDIA = 200
_STATED = {"extensive_search": False, "original_date": True}  # a date that the page states, never one found in its text
# What the parsers below are known to raise on broken markup; they name no error of their own.
_FAULTS = (ValueError, TypeError, AttributeError, AssertionError, LookupError, RecursionError)
ICON_PIXELS = 80  # a logo or a share button, not a picture of the news

# Open tags of these are not depth: they hold nothing, or the parser closes them by itself.
_CLOSED_BY_PARSER = frozenset(
    "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th thead tbody tfoot"
    " option optgroup rt rp colgroup html head body".split()
)
_RAW = frozenset(("script", "style"))
_TAG = re.compile(r"<(?:(!--)|(/?)([A-Za-z][A-Za-z0-9:-]{0,40}))")
MAX_PICTURES = 2_000  # for each its caption is sought around it
_PICTURES = frozenset("img picture source video audio iframe embed object".split())
# As HTML has them. Possessive: an attribute is read once, and a quotation mark that nothing closes is part of a name.
_ATTRIBUTE = re.compile(
    r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|(?!["'])[^\s>]*+))?+""",
)
_WHOLE = re.compile(r"<html\b", re.IGNORECASE)
_LOOKS = re.compile(
    r"\ufeff?\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)?"
    r"<(?:!doctype\s+html|html|head|body|article|main|section|div|p|h1)(?:\s[^>]{0,2000})?>",
    re.IGNORECASE | re.DOTALL,
)
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_VIDEO_HOST = re.compile(r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|dailymotion\.com)$")
_BLOCKS = tuple("p div h1 h2 h3 h4 h5 h6 li tr br section article blockquote pre figcaption dt dd".split())
_ASIDE = tuple("script style noscript template nav header footer aside form button svg iframe".split())
_KINDS = {"img": MediaKind.PHOTO, "video": MediaKind.VIDEO, "audio": MediaKind.AUDIO, "iframe": MediaKind.VIDEO}


class Page(Frozen):
    """What a page holds. `body` is its main text, a paragraph a line with blank lines between; `url` its canonical
    address; `published_at` has a zone (UTC where the page gives none); captions are spans of `body`."""

    title: str | None = None
    body: str
    outlet: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    media: tuple[Media, ...] = ()


def looks_like_html(text: str) -> bool:
    """Whether a text begins as a web page or a piece of one does."""
    return bool(_LOOKS.match(text))


def read_page(html: str) -> Page:
    """The page's main text, without navigation and comments, and its own metadata.

    Raises Malformed when there is no text to read, TooLarge for a page too long or too deep to be one.
    """
    import trafilatura  # noqa: PLC0415

    _refuse_hostile(html)
    whole = html if _WHOLE.search(html[:2_000]) else f"<html><body>{html}</body></html>"
    try:
        tree: Any = trafilatura.load_html(whole.encode(errors="replace").decode())
        if tree is None:
            raise Malformed("The page holds no readable text.", "body")
        about = trafilatura.extract_metadata(deepcopy(tree), date_config=_STATED)
        found: Any = trafilatura.bare_extraction(deepcopy(tree), include_comments=False)
    except _FAULTS as error:
        raise Malformed(f"The page's markup cannot be read ({type(error).__name__}).", "body") from error
    body = _paragraphs(found.text if found and found.text else _plain(deepcopy(tree)))
    if not body:
        raise Malformed("The page holds no readable text.", "body")
    url = _address(about.url) or _address(_first(tree, "//link[@rel='canonical']/@href"))
    return Page(
        title=about.title or None,
        body=body,
        outlet=_first(tree, "//meta[@property='og:site_name']/@content") or about.sitename or None,
        url=url,
        published_at=_published(tree, about.date),
        language=_language(tree),
        media=_media(tree, body, url or "", _language(tree) or "en"),
    )


def _refuse_hostile(html: str) -> None:
    """Count what a parser would build, before one builds it. Linear."""
    if len(html) > MAX_CHARACTERS:
        raise TooLarge(f"The page is longer than {MAX_CHARACTERS:,} characters.", "body")
    opened: Counter[str] = Counter()
    at = tags = attributes = pictures = 0
    while tag := _TAG.search(html, at):
        comment, closing, name = tag[1], bool(tag[2]), (tag[3] or "").lower()
        at, own = tag.end(), 0
        while not (comment or closing or own > MAX_ATTRIBUTES_OF_A_TAG) and (attribute := _ATTRIBUTE.match(html, at)):
            at, own = attribute.end(), own + 1
        attributes += own
        pictures += not closing and (name in _PICTURES or name.startswith("amp-"))
        if own > MAX_ATTRIBUTES_OF_A_TAG or attributes > MAX_ATTRIBUTES or pictures > MAX_PICTURES:
            raise TooLarge("The page holds too many attributes or pictures.", "body")
        ending = html.find("-->" if comment else ">", at)
        if ending < 0:
            return
        at = ending + 1
        if not closing and name in _RAW:
            end = re.compile(f"</{name}", re.IGNORECASE).search(html, at)
            if end is None:
                return
            at = end.start()
        elif closing:
            opened[name] -= opened[name] > 0
        elif not comment and name not in _CLOSED_BY_PARSER and html[ending - 1] != "/":
            opened[name] += 1
        tags += 1
        if tags > MAX_TAGS or (tags % 50 == 0 and opened.total() > MAX_DEPTH):
            raise TooLarge(f"The page is more than {MAX_DEPTH} elements deep or holds too many.", "body")


def _paragraphs(text: str) -> str:
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


def _plain(tree: Any) -> str:
    """All text of the article element, or else of the page, a block a line: for pages too short to weigh."""
    root = next(iter(tree.xpath("//article | //body")), tree)
    for element in list(root.iter(*_ASIDE)):
        element.drop_tree()
    for element in root.iter(*_BLOCKS, "br"):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    return str(root.text_content())


def _first(tree: Any, path: str) -> str | None:
    return next((str(value).strip() for value in tree.xpath(path) if str(value).strip()), None)


def _address(url: str | None) -> str | None:
    """The address if it is one of a web page."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def _published(tree: Any, day: str | None) -> datetime | None:
    """When the page says it was published: its metadata to the second, else its structured data, else the day."""
    told = tree.xpath("//meta[@property='article:published_time' or @itemprop='datePublished']/@content")
    data = "".join(tree.xpath("//script[@type='application/ld+json']/text()"))
    times = tree.xpath("//time[@itemprop='datePublished' or @pubdate]/@datetime")
    for moment in (*told, *_PUBLISHED.findall(data), *times, day or ""):
        try:
            read = datetime.fromisoformat(moment.strip())
        except ValueError:
            continue
        return read if read.tzinfo else read.replace(tzinfo=UTC)
    return None


def _language(tree: Any) -> str | None:
    told = _first(tree, "/html/@lang") or ""
    return told if _LANGUAGE.fullmatch(told) else None


def _media(tree: Any, body: str, base: str, language: str) -> tuple[Media, ...]:
    """The pictures, videos and recordings of the article element (else the page), each with its figure's caption."""
    root = next(iter(tree.xpath("//article | //main | //body")), tree)
    found: dict[str, Media] = {}
    for element in root.iter(*_KINDS):
        address = _source(element, base)
        if address and address not in found and len(found) < MAX_MEDIA:
            words = " ".join(" ".join(element.xpath("ancestor::figure[1]//figcaption//text()")).split())
            caption = locate(words, body, language=language) if words else None
            found[address] = Media(id=address, kind=_KINDS[element.tag], caption=caption)
    return tuple(found.values())


def _source(element: Any, base: str) -> str | None:
    """The address of what the element shows; an icon, an inline image or a frame that is no video shows nothing."""
    if any(
        element.get(side, "").isdigit() and int(element.get(side)[:6]) < ICON_PIXELS for side in ("width", "height")
    ):
        return None
    told = str(element.get("data-src") or element.get("src") or _first(element, "source/@src") or "")
    try:
        address = urljoin(base, told.strip())
        host = urlsplit(address).hostname or ""
    except ValueError:
        return None
    if not told or address.startswith("data:") or (element.tag == "iframe" and not _VIDEO_HOST.search(host)):
        return None
    return address
