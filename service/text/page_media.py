"""The pictures, videos and recordings that a page shows, each with its caption."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

from service.domain import Media, MediaKind, Span
from service.text.structured_data import Picture

MAX_MEDIA = 200
ICON_PIXELS = 80  # a logo or a share button, not a picture of the news
CAPTION_CHARACTERS = 600

_KINDS = {
    "img": MediaKind.PHOTO,
    "amp-img": MediaKind.PHOTO,
    "picture": MediaKind.PHOTO,
    "video": MediaKind.VIDEO,
    "amp-video": MediaKind.VIDEO,
    "amp-youtube": MediaKind.VIDEO,
    "audio": MediaKind.AUDIO,
    "amp-audio": MediaKind.AUDIO,
    "iframe": MediaKind.VIDEO,
    "amp-iframe": MediaKind.VIDEO,
}
_FRAMES = frozenset(("iframe", "amp-iframe"))
_PLACES = ("data-src", "data-original", "data-lazy-src", "src")
_VIDEO_HOST = re.compile(r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|dailymotion\.com)$")
_CAPTIONED = (
    "ancestor::figure[1]//figcaption",
    "ancestor::*[position() <= 3]/*[contains(@class, 'caption') and not(self::figure)]",
)


def media_of(tree: Any, pictures: Sequence[Picture], base: str) -> tuple[tuple[Media, ...], str]:
    """What the article element (else the page) shows, then what its structured data add. Captions are spans of the
    text that is given back beside them, a caption a line; at most 200 media."""
    lines: dict[str, Span] = {}
    found: dict[str, Media] = {}
    for address, kind, words in (*_shown(tree, base), *_stated(pictures, base)):
        if len(found) >= MAX_MEDIA:
            break
        known = found.get(_same(address))
        if known is None or (known.caption is None and words):
            caption = _caption(words, lines) if words else None
            found[_same(address)] = Media(id=known.id if known else address, kind=kind, caption=caption)
    return tuple(found.values()), "\n\n".join(lines)


def _caption(words: str, lines: dict[str, Span]) -> Span:
    """The line of a caption: two pictures may share one."""
    last = next(reversed(lines.values())).end + 2 if lines else 0
    return lines.setdefault(words, Span(text=words, start=last, end=last + len(words)))


def _same(address: str) -> str:
    """One picture in several sizes has one address."""
    return address.partition("?")[0]


def _shown(tree: Any, base: str) -> Iterator[tuple[str, MediaKind, str]]:
    root = next(iter(tree.xpath("//article | //main | //body")), tree)
    for element in root.iter(*_KINDS):
        if element.tag == "img" and any(above.tag == "picture" for above in element.iterancestors()):
            continue
        address = _source(element, base)
        if address:
            yield address, _KINDS[element.tag], _words_below(element)


def _words_below(element: Any) -> str:
    for path in _CAPTIONED:
        words = " ".join(" ".join(one.text_content() for one in element.xpath(path)[:1]).split())
        if words:
            return words[:CAPTION_CHARACTERS].strip()
    return ""


def _source(element: Any, base: str) -> str | None:
    """The address of what the element shows; an icon, an inline image or a frame that is no video shows nothing."""
    shown = next(iter(element.iter("img")), element) if element.tag == "picture" else element
    if any(shown.get(side, "").isdigit() and int(shown.get(side)[:6]) < ICON_PIXELS for side in ("width", "height")):
        return None
    if element.tag == "amp-youtube":
        video = element.get("data-videoid") or ""
        return f"https://www.youtube.com/watch?v={video}" if re.fullmatch(r"[\w-]{6,20}", video) else None
    told = next((one for one in _told(element, shown) if one and not one.startswith("data:")), "")
    address = _joined(base, told)
    host = urlsplit(address).hostname or "" if address else ""
    return None if not told or (element.tag in _FRAMES and not _VIDEO_HOST.search(host)) else address


def _told(element: Any, shown: Any) -> Iterator[str]:
    """The addresses that an element gives, the likeliest first: a picture that loads late has a stand-in as `src`."""
    yield from ((shown.get(place) or "").strip() for place in _PLACES)
    for listed in (shown, *element.iter("source")):
        yield from ((listed.get(name) or "").strip() for name in ("src",))
        several = listed.get("srcset") or listed.get("data-srcset") or ""
        yield several.split(",")[-1].split(" ")[0].strip() or several.strip().split(" ")[0]


def _stated(pictures: Sequence[Picture], base: str) -> Iterator[tuple[str, MediaKind, str]]:
    for picture in pictures:
        address = _joined(base, picture.address)
        words = " ".join((picture.caption or "").split())[:CAPTION_CHARACTERS]
        if address:
            yield address, MediaKind.VIDEO if picture.video else MediaKind.PHOTO, words


def _joined(base: str, told: str) -> str | None:
    try:
        address = urljoin(base, told)
        urlsplit(address)
    except ValueError:
        return None
    return address
