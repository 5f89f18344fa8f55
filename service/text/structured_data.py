"""What a page's structured data (schema.org, JSON-LD) says of its article."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from service.domain import Frozen

Node = dict[str, Any]

_ARTICLES = frozenset({"LiveBlogPosting", "BlogPosting", "Report", "SocialMediaPosting", "DiscussionForumPosting"})
_SECTIONS = frozenset({"CollectionPage", "SearchResultsPage"})
_HELD = ("@graph", "mainEntity", "mainEntityOfPage", "mainentity")  # the properties whose nodes may be the article
NODES, DEPTH = 2_000, 12
# What can still be read where the JSON is broken: pages paste a headline with bare quotation marks into it.
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_PUBLISHER = re.compile(r'"publisher"\s*:\s*\{[^{}]{0,400}?"name"\s*:\s*"([^"]{1,200})"')
_BROKEN_ARTICLE = re.compile(r'"@type"\s*:\s*\[?\s*"(?:\w*Article|\w*Posting)"')
_COMMENT = re.compile(r"^\s*(?://\s*)?<!\[CDATA\[|(?://\s*)?\]\]>\s*$|^\s*<!--|-->\s*$")
_TRAILING = re.compile(r",(?=\s*[}\]])")


class Picture(Frozen):
    """A picture or a video of the article's node."""

    address: str
    video: bool = False
    caption: str | None = None


class Stated(Frozen):
    """What the article's own node says. `published` is the date as it is written; `publisher` and `site` are names;
    `text` is the `articleBody`; `section_front`: the page calls itself a collection and has no article's node."""

    published: str | None = None
    publisher: str | None = None
    site: str | None = None
    text: str | None = None
    pictures: tuple[Picture, ...] = ()
    is_article: bool = False
    section_front: bool = False


def stated(tree: Any, url: str | None, title: str | None) -> Stated:
    """What the structured data of a page says of its article, in whichever order its nodes stand. Of several articles
    it is the one with the page's address or title, else the first."""
    told = tree.xpath("//script[contains(@type, 'ld+json')]/text()")
    nodes: list[Node] = []
    broken: list[str] = []
    for script in told:
        read = _read(str(script))
        nodes += [] if read is None else _nodes(read)
        broken += [str(script)] if read is None and _BROKEN_ARTICLE.search(script) else []
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [node for node in nodes if _types(node) and any(map(_of_article, _types(node)))]
    site = next((name for node in nodes if "WebSite" in _types(node) and (name := _name(node, named))), None)
    untyped = [node for node in nodes if not _types(node) and "datePublished" in node]
    if not articles and not untyped:
        return _of_broken("".join(broken), site, front=any(_types(node) & _SECTIONS for node in nodes))
    node = next((one for one in articles if _is_of(one, url, title)), [*articles, *untyped][0])
    text = node.get("articleBody")
    return Stated(
        published=node["datePublished"] if isinstance(node.get("datePublished"), str) else None,
        publisher=_name(node.get("publisher"), named),
        site=site,
        text=text if isinstance(text, str) and text.strip() else None,
        pictures=tuple(_pictures(node)),
        is_article=bool(articles),
    )


def _of_broken(told: str, site: str | None, *, front: bool) -> Stated:
    published, publisher = _PUBLISHED.search(told), _PUBLISHER.search(told)
    return Stated(
        published=published[1] if published else None,
        publisher=unescape(publisher[1]) if publisher else None,
        site=site,
        is_article=bool(told),
        section_front=front and not told,
    )


def _read(script: str) -> Any:
    """The JSON of a script, or None: with stray commas, raw line ends and comment marks taken out where need be."""
    plain = _COMMENT.sub("", script).strip().rstrip(";")
    for text in (plain, _TRAILING.sub("", plain)):
        try:
            return json.JSONDecoder(strict=False).raw_decode(text)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(read: Any) -> list[Node]:
    """Every node that stands for itself: in lists, in a graph, or as what a page is about."""
    found: list[Node] = []
    waiting = [(read, 0)]
    while waiting and len(found) < NODES:
        value, depth = waiting.pop(0)
        if isinstance(value, list):
            waiting += [(one, depth + 1) for one in value[:NODES]] if depth < DEPTH else []
        elif isinstance(value, dict):
            found.append(value)
            waiting += [(value[name], depth + 1) for name in _HELD if name in value] if depth < DEPTH else []
    return found


def _types(node: Node) -> frozenset[str]:
    told = node.get("@type")
    listed = told if isinstance(told, list) else [told]
    return frozenset(one.rpartition("/")[2] for one in listed if isinstance(one, str))


def _of_article(kind: str) -> bool:
    return kind.endswith("Article") or kind in _ARTICLES


def _is_of(node: Node, url: str | None, title: str | None) -> bool:
    page = node.get("mainEntityOfPage")
    told = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    named = url and any(isinstance(one, str) and one.split("#")[0] == url for one in told)
    headline = node.get("headline")
    return bool(named or (title and isinstance(headline, str) and _plain(headline) == _plain(title)))


def _plain(words: str) -> str:
    return " ".join(unescape(words).casefold().split())


def _name(value: Any, named: dict[str, Node]) -> str | None:
    """The name of an organisation: itself, the first of several, or a node that is named elsewhere."""
    if isinstance(value, list):
        return next((name for one in value[:5] if (name := _name(one, named))), None)
    if isinstance(value, dict):
        held = named.get(str(value.get("@id")), {}) if "name" not in value else value
        return _name(held.get("name"), {})
    return " ".join(unescape(value).split()) or None if isinstance(value, str) else None


def _pictures(node: Node) -> Iterator[Picture]:
    """The node's pictures, each with its caption, and its videos. Bare addresses are crops of one picture."""
    images = node.get("image")
    listed = images if isinstance(images, list) else [images]
    addresses = [one for one in listed if isinstance(one, str)]
    for image in (*addresses[:1], *(one for one in listed[:50] if isinstance(one, dict))):
        yield from _picture(image if isinstance(image, dict) else {"url": image}, video=False)
    videos = node.get("video")
    for video in (videos if isinstance(videos, list) else [videos])[:50]:
        if isinstance(video, dict):
            yield from _picture(video, video=True)


def _picture(node: Node, *, video: bool) -> Iterator[Picture]:
    told = (node.get(name) for name in ("contentUrl", "embedUrl", "url", "@id"))
    address = next((one for one in told if isinstance(one, str) and one.startswith(("http", "//", "/"))), None)
    words = node.get("caption") or (node.get("name") if video else None)
    if address:
        yield Picture(address=address, video=video, caption=words if isinstance(words, str) else None)
