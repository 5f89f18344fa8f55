"""A door: a web page in, its title, main text, pictures and what it says of itself out.

The parsers are imported at first use: they take half a second that no other way through the house should pay.
"""

import re
from collections import Counter
from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from service.domain import Frozen, Media, Span
from service.errors import Malformed, TooLarge
from service.text.page_body import broken_into_lines, is_front, main_text, whole_text
from service.text.page_facts import outlet, published, without_changes
from service.text.page_media import media_of
from service.text.structured_data import stated

MAX_CHARACTERS = 5_000_000
MAX_TAGS = 60_000
MAX_ATTRIBUTES, MAX_ATTRIBUTES_OF_A_TAG = 120_000, 200  # each of a tag is held against all others of it by the parser
MAX_DEPTH = 200  # a news page has 20 to 40; libxml2 itself gives up at 256
_STATED = {"extensive_search": False, "original_date": True}  # a date that the page states, never one found in its text
# What the parsers below are known to raise on broken markup; they name no error of their own.
_FAULTS = (ValueError, TypeError, AttributeError, AssertionError, LookupError, RecursionError)

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
_PIECE = re.compile(
    r"</?(?:p|br|div|ul|ol|li|h[1-6]|strong|em|b|i|u|a|span|blockquote|figure|img|table|tr|td)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_ENTITY = re.compile(
    r"&(?:nbsp|quot|amp|apos|shy|[lr][sd]quo|[mn]dash|hellip|#\d{2,6}|#x[0-9a-f]{2,6});", re.IGNORECASE
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


class Page(Frozen):
    """What a page holds. `body` is its main text, a paragraph a line with blank lines between, and below it, from `end`
    on, the captions of its media, whose spans are of `body`; `url` is its canonical address; `published_at` has a zone
    (UTC where the page gives none)."""

    title: str | None = None
    body: str
    end: int | None = None
    outlet: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    media: tuple[Media, ...] = ()

    @property
    def text(self) -> str:
        """The main text alone."""
        return self.body[: self.end].rstrip()


def looks_like_html(text: str) -> bool:
    """Whether a text begins as a web page or a piece of one does."""
    return bool(_LOOKS.match(text))


def looks_like_page(text: str) -> bool:
    """Whether a text is a whole web page, with its head."""
    return looks_like_html(text) and bool(_WHOLE.search(text[:2_000]))


def holds_markup(text: str) -> bool:
    """Whether a text is a piece of HTML: it begins with a tag, holds two tags or more, or an entity."""
    return looks_like_html(text) or len(_PIECE.findall(text)) > 1 or bool(_ENTITY.search(text))


def read_piece(html: str) -> Page:
    """The whole text of a piece of HTML, as an article's body is kept; with its pictures, and its posts as lines.

    Raises Malformed when there is no text to read, TooLarge for a piece too long or too deep.
    """
    import trafilatura  # noqa: PLC0415

    _refuse_hostile(html)
    try:
        tree: Any = trafilatura.load_html(f"<html><body><div>{broken_into_lines(html)}</div></body></html>")
        if tree is None:
            raise Malformed("The text holds nothing readable.", "body")
        media, captions = media_of(tree, (), "")
        text = whole_text(tree)
    except _FAULTS as error:
        raise Malformed(f"The markup cannot be read ({type(error).__name__}).", "body") from error
    return _page_of(text, media, captions)


def read_page(html: str) -> Page:
    """The page's main text, without navigation and comments, and its own metadata.

    Raises Malformed when there is no text to read, or a front of many articles; TooLarge for a page too long or too
    deep to be one.
    """
    import trafilatura  # noqa: PLC0415

    _refuse_hostile(html)
    whole = html if _WHOLE.search(html[:2_000]) else f"<html><body>{html}</body></html>"
    try:
        tree: Any = trafilatura.load_html(whole.encode(errors="replace").decode())
        if tree is None:
            raise Malformed("The page holds no readable text.", "body")
        about = trafilatura.extract_metadata(without_changes(deepcopy(tree)), date_config=_STATED)
        url = _address(_first(tree, "//link[@rel='canonical']/@href")) or _address(about.url)
        node = stated(tree, url, about.title)
        if node.section_front or (not node.is_article and is_front(tree)):
            raise Malformed("The page is a section front or an index of articles, and no article itself.", "body")
        text = main_text(tree, about.title, node.text)
        media, captions = media_of(tree, node.pictures, url or "")
    except _FAULTS as error:
        raise Malformed(f"The page's markup cannot be read ({type(error).__name__}).", "body") from error
    return _page_of(text, media, captions).model_copy(
        update={
            "title": about.title or None,
            "outlet": outlet(tree, node, url),
            "url": url,
            "published_at": published(tree, node, about.date),
            "language": _language(tree),
        }
    )


def _page_of(text: str, media: Iterable[Media], captions: str) -> Page:
    """The text with the captions below it. Raises Malformed where there is none."""
    if not text:
        raise Malformed("The page holds no readable text.", "body")
    body = f"{text}\n\n{captions}" if captions else text
    return Page(body=body, end=len(text), media=tuple(_below(item, len(text) + 2) for item in media))


def _below(item: Media, by: int) -> Media:
    """A medium whose caption stands so much further down."""
    at = item.caption
    moved = at and Span(text=at.text, start=at.start + by, end=at.end + by)
    return item.model_copy(update={"caption": moved})


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


def _first(tree: Any, path: str) -> str | None:
    return next((str(value).strip() for value in tree.xpath(path) if str(value).strip()), None)


def _address(url: str | None) -> str | None:
    """The address if it is one of a web page."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and parts.hostname else None


def _language(tree: Any) -> str | None:
    told = _first(tree, "/html/@lang") or ""
    return told if _LANGUAGE.fullmatch(told) else None
