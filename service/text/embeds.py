"""Posts that a page embeds: taken out of its markup as plain lines, and put back where they stood.

A reader of main text drops what stands in a frame, a figure or a box of its own, and with it what somebody posted.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from service.domain import Frozen
from service.text.posts import platform_of, signs

_CLASSES = frozenset(
    "twitter-tweet twitter-video bluesky-embed mastodon-embed instagram-media tiktok-embed fb-post fb-video"
    " telegram-post telegram-embed truthsocial-embed text-post-media".split()
)
_TAGS = frozenset(("amp-twitter", "amp-instagram", "amp-facebook", "amp-tiktok", "amp-bluesky"))
_ADDRESSES = ("data-href", "cite", "data-instgrm-permalink", "data-text-post-permalink", "data-embed-url")
_POST = re.compile(
    r"/status(?:es)?/\d|/posts?/|/p/|/reel/|/video/|/videos/|/photo|/permalink|^/[\w.]+/\d+/?$|^/@[\w.@]+/\d"
)
_ACCOUNT = re.compile(r"^/(?:profile/)?@?([\w.-]{2,60})/")
_FURNITURE = re.compile(
    r"(?:View|See) (?:this|more) (?:post|posts|photo|reel)?.{0,60}|View on \w+|Loading.{0,20}|♬.*|Post by @\S+"
    r"|Tweets? by .{0,60}|@[\w.]+",
    re.IGNORECASE,
)
_BLOCKS = frozenset("p div section br li blockquote figure header footer a".split()) - {"a"}
_WRAPPERS = frozenset(("figure", "aside", "blockquote", "center", "amp-iframe"))
_TOPS = frozenset(("body", "html", "article", "main", "section"))
_MARK = "claimtracepost{}x"
_MARKED = re.compile(r"claimtracepost(\d{1,4})x[^\n]*")
POSTS = 500
ANCHOR_WORDS = 5


class Embed(Frozen):
    """A post of a page: its lines, words above signature, and the paragraphs that stand before and behind it."""

    lines: str
    before: str = ""
    behind: str = ""


def taken_out(tree: Any) -> tuple[Embed, ...]:
    """The posts that a tree embeds, in order. In their place it now has a paragraph each, which `put_back` knows."""
    found: list[Embed] = []
    marks = []
    for element in list(_embedding(tree))[:POSTS]:
        lines = _lines(element)
        place = _place(element)
        if lines:
            mark = place.makeelement("p")
            mark.text = f"{_MARK.format(len(found))} {' '.join(lines.split())}"
            place.addprevious(mark)
            marks.append(mark)
            found.append(Embed(lines=lines))
        _drop(element)
    return tuple(
        embed.model_copy(update={"before": _beside(mark, "preceding"), "behind": _beside(mark, "following")})
        for embed, mark in zip(found, marks, strict=True)
    )


def put_back(body: str, embeds: Sequence[Embed]) -> str:
    """The body with each post where it stood. One whose paragraph was dropped stands between the two paragraphs that
    it stood between; one that stood beside the article stays out."""
    kept = {int(number) for number in _MARKED.findall(body)}
    body = _MARKED.sub(lambda mark: embeds[int(mark[1])].lines if int(mark[1]) < len(embeds) else mark[0], body)
    for number, embed in enumerate(embeds):
        if number in kept or embed.lines in body or not embed.before or not embed.behind:
            continue
        at = body.find(embed.before)
        if at >= 0 and body.find(embed.behind, at) >= 0:
            stop = body.find("\n", at + len(embed.before))
            stop = len(body) if stop < 0 else stop
            body = f"{body[:stop]}\n\n{embed.lines}{body[stop:]}"
    return body


def _embedding(tree: Any) -> Iterator[Any]:
    """The outermost elements that embed a post: by their class, their tag, or a link at their end to the post."""
    seen: set[Any] = set()
    for element in tree.iter():
        if not isinstance(element.tag, str) or any(above in seen for above in element.iterancestors()):
            continue
        named = element.tag in _TAGS or _CLASSES.intersection((element.get("class") or "").split())
        if named or (element.tag == "blockquote" and _ends_in_post(element)):
            seen.add(element)
            yield element


def _ends_in_post(element: Any) -> bool:
    links = element.xpath(".//a[@href]")
    behind = (links[-1].tail or "").strip() if links else "x"
    return bool(links) and not behind and _is_post(links[-1].get("href"))


def _is_post(address: str) -> bool:
    return platform_of(address) is not None and bool(_POST.search(urlsplit(address).path))


def _lines(element: Any) -> str:
    """The post's words, and under them its signature with its address; nothing where it holds no words or no name."""
    address = _address(element)
    told = [" ".join(line.split()) for line in _text(element).split("\n")]
    told = [line for line in told if line]
    signature = next((line for line in reversed(told) if signs(line) or _posted_by(line)), None)
    if signature is None and address:
        words, signature = _signed_by_address(element, told, address)
    else:
        words = told[: told.index(signature)] if signature else []
    words = [line for line in words if not _FURNITURE.fullmatch(line)]
    if not words or signature is None:
        return ""
    signed = signature if "http" in signature or not address else f"{signature} {address}"
    return "\n".join((*words, signed))


def _signed_by_address(element: Any, told: list[str], address: str) -> tuple[list[str], str | None]:
    """The words and a signature made of the account in the address, with the name where a link at the end gives it."""
    account = _ACCOUNT.match(urlsplit(address).path)
    if account is None:
        return told, None
    links = element.xpath(".//a[@href]")
    last = " ".join(links[-1].text_content().split()) if links else ""
    named = len(told) > 1 and told[-1] == last and not _FURNITURE.fullmatch(last)
    return (told[:-1], f"— {last} (@{account[1]})") if named else (told, f"— @{account[1]}")


def _posted_by(line: str) -> bool:
    return line.startswith("Posted by ")


def _address(element: Any) -> str | None:
    """The post's own address, without what was added to it to count readers."""
    inner = element.xpath(".//blockquote")
    told = [one.get(name) for one in (element, *inner) for name in _ADDRESSES]
    told += [link.get("href") for link in reversed(element.xpath(".//a[@href]"))]
    for address in told:
        plain = (address or "").split("?")[0].removesuffix("/embed")
        try:
            parts = urlsplit(plain)
        except ValueError:
            continue
        if parts.scheme in {"http", "https"} and _POST.search(parts.path):
            return plain
    return None


def _text(element: Any) -> str:
    """The text of an element, a block a line."""
    parts: list[str] = []

    def walk(one: Any) -> None:
        if not isinstance(one.tag, str) or one.tag in {"script", "style", "svg"}:
            return
        block = one.tag in _BLOCKS
        parts.append("\n" if block else "")
        parts.append(one.text or "")
        for child in one:
            walk(child)
            parts.append(child.tail or "")
        parts.append("\n" if block and one.tag != "br" else "")

    walk(element)
    return "".join(parts)


def _place(element: Any) -> Any:
    """The outermost element that holds this post and nothing else, or a figure or a box that it stands in."""
    place = element
    size = len(" ".join(element.text_content().split()))
    for above in element.iterancestors():
        if above.tag in _TOPS or (above.tag == "aside" and not above.xpath("following-sibling::p")):
            break
        if above.tag in _WRAPPERS or len(" ".join(above.text_content().split())) == size:
            place = above
    return place


def _drop(element: Any) -> None:
    """Take an element out, and the wrappers that are empty without it."""
    above = element.getparent()
    element.drop_tree()
    while above is not None and above.tag not in _TOPS and not above.text_content().strip() and not len(above):
        element, above = above, above.getparent()
        element.drop_tree()


def _beside(mark: Any, axis: str) -> str:
    """The nearest paragraph of prose before or behind."""
    near = mark.xpath(f"{axis}::p[not(contains(., 'claimtracepost'))]")
    ordered = reversed(near[-8:]) if axis == "preceding" else iter(near[:8])
    for paragraph in ordered:
        words = " ".join(paragraph.text_content().split())
        if len(words.split()) >= ANCHOR_WORDS:
            return words
    return ""
