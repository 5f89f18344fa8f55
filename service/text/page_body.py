"""A page's main text: what its reader came for, without navigation, teasers and readers' comments."""

import re
from collections.abc import Collection, Iterator
from copy import deepcopy
from html import unescape
from typing import Any

from service.text import embeds
from service.text.page_links import without_teasers

PROSE_WORDS = 20  # a paragraph of an article, not a button or a linked headline
LONGER = 1.25  # how much longer the text of the structured data is where the page shows only its beginning
WIDE = 1_000  # words in bold, links and the like in one paragraph: of more of them the words alone are read
LIKE = 60  # characters with which both begin
FRONT_TEASERS = 8  # linked headlines: an article's page has as many below it, but then it has an article too
FRONT_PROSE = 3  # paragraphs in a row that make an article of a page

_BLOCKS = tuple("p div h1 h2 h3 h4 h5 h6 li tr br section article blockquote pre figcaption dt dd".split())
_WITHIN_LINES = tuple(
    "a abbr b big cite code em font i kbd mark q s samp small span strike strong sub sup tt u var".split()
)
_ASIDE = tuple("script style noscript template nav header footer aside form button svg iframe".split())
_APART = re.compile(r"comment|repl(?:y|ies)|relat|teaser|card|promo|recirc|sidebar|newsletter|more-|footer|bio\b", re.I)
# What a page calls a part of it that is not the article, in a class or an id of several words.
_BESIDE = frozenset(
    "comments disqus newsletter outbrain popular promo recirc recirculation recommended related sidebar slides"
    " slideshow"
    " taboola teaser teasers trending".split()
)
_NAME_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
MOST_BESIDE = 0.25  # of a page's paragraphs, by their words: what holds more is no part beside the article
_BLOCK = re.compile(r"<(?:p|br|div|li|h[1-6])\b", re.IGNORECASE)
# Looked for where blanks begin alone: from each of many blanks it would else go over all that follow.
_LINE_END = re.compile(r"(?<![ \t\r])[ \t\r]*\n[ \t\r\n]*")
_AS_WRITTEN = frozenset(("pre", "textarea", "script", "style"))
_NOT_SO = re.compile(r"(?<!\S)no[-_]\S+")
_TITLES = "//meta[@property='og:title' or @name='twitter:title']/@content"
_TAG = re.compile(r"<(?:/?[a-z][a-z0-9]*)(?:\s[^<>]{0,500})?/?>", re.IGNORECASE)


def main_text(tree: Any, title: str | None, stated: str | None) -> str:
    """The text of the page, a paragraph a line with blank lines between, posts where they stood. `stated` is the
    text by the page's structured data, taken where the page shows less of it. Empty where there is none."""
    own = deepcopy(tree)
    posts = embeds.taken_out(own)
    without_teasers(own)
    _even(own)
    _unwrap(own)
    for element in own.xpath("//p[contains(@class, 'paywall')]"):
        element.attrib.pop("class")  # it is behind a wall, and article all the same
    for element in own.xpath("//*[contains(@class, 'no-') or contains(@class, 'no_')]"):
        element.set("class", _NOT_SO.sub("", element.get("class")))  # "no-comments": a reader sees but the second word
    read = _read(own)
    if _gather(own, read):
        read = _read(own)
    headings = [title or "", *(one.text_content() for one in tree.iter("h1")), *tree.xpath(_TITLES)]
    read = _without_parts_beside(read, own)
    body = embeds.put_back(_untitled(read, {_letters(str(one)) for one in headings}), posts)
    whole = paragraphs(_unmarked(stated)) if stated else ""
    return whole if len(whole) > LONGER * len(body) and _alike(whole, body) else body


def _even(tree: Any) -> None:
    """Where more than so many pieces of one line stand side by side, leave their words alone: what reads the tree takes
    a time that grows with the square of their number."""
    from lxml import etree  # noqa: PLC0415 - as trafilatura's

    for element in [one for one in tree.iter() if len(one) > WIDE]:
        if sum(1 for _ in element.iterchildren(*_WITHIN_LINES)) > WIDE:
            etree.strip_tags(element, *_WITHIN_LINES)


def _unwrap(tree: Any) -> None:
    """Take out the line ends that no reader sees: those within the text of a paragraph."""
    for paragraph in tree.iter("p"):
        for element in paragraph.iter():
            if element.tag not in _AS_WRITTEN:
                element.text = _LINE_END.sub(" ", element.text or "")
            if element is not paragraph:
                element.tail = _LINE_END.sub(" ", element.tail or "")


def whole_text(tree: Any) -> str:
    """All text of a piece of a page, a block a line with blank lines between, posts where they stood."""
    own = deepcopy(tree)
    posts = embeds.taken_out(own)
    for element in list(own.iter("figcaption")):
        element.drop_tree()
    return embeds.put_back(paragraphs(_plain(own)), posts)


def broken_into_lines(html: str) -> str:
    """A piece of HTML whose line ends are those that a reader sees: of its blocks, and blank lines. Where it has no
    blocks each line end counts."""
    if not _BLOCK.search(html):
        return html.replace("\n", "<br>")
    return _LINE_END.sub(lambda found: "<br>" if found[0].count("\n") > 1 else " ", html)


def paragraphs(text: str) -> str:
    """The lines of a text as paragraphs."""
    return "\n\n".join(line.strip() for line in text.splitlines() if line.strip())


def is_front(tree: Any) -> bool:
    """Whether a page is a front of linked headlines, without a run of paragraphs that would be an article."""
    teasers = tree.xpath("//h2[.//a or parent::a] | //h3[.//a or parent::a] | //h4[.//a or parent::a]")
    return len(teasers) >= FRONT_TEASERS and not any(
        sum(map(_is_prose, above)) >= FRONT_PROSE for above in {p.getparent() for p in tree.iter("p")}
    )


def _is_prose(element: Any) -> bool:
    if element.tag != "p":
        return False
    words = len(element.text_content().split())
    linked = sum(len(link.text_content().split()) for link in element.iter("a"))
    return words >= PROSE_WORDS and linked * 2 < words


def _read(tree: Any) -> str:
    import trafilatura  # noqa: PLC0415 - half a second that no other way through the house should pay

    found: Any = trafilatura.bare_extraction(deepcopy(tree), include_comments=False)
    return paragraphs(found.text) if found and found.text else paragraphs(_plain(deepcopy(tree)))


def _without_parts_beside(read: str, tree: Any) -> str:
    """The text without the lines that stand in parts beside the article alone, as its page names them. Empties them."""
    beside = ""
    whole = _paragraph_words(tree)
    for part in list(tree.iter("div", "section", "aside", "ul", "ol")):
        named = {word.lower() for key in ("class", "id") for word in _NAME_WORD.findall(part.get(key) or "")}
        if not named.isdisjoint(_BESIDE) and _paragraph_words(part) < MOST_BESIDE * whole:
            beside += _letters(part.text_content())
            part.clear()
    rest = _letters(tree.text_content())
    lines = ((line, _letters(line)) for line in read.split("\n\n"))
    return "\n\n".join(line for line, letters in lines if letters in rest or letters not in beside)


def _paragraph_words(element: Any) -> int:
    return sum(len(paragraph.text_content().split()) for paragraph in element.iter("p"))


def _gather(tree: Any, read: str) -> bool:
    """Bring the containers of one class together, each with prose of its own, that adverts part; where some of them
    were read and others were not. Whether there was anything to bring together."""
    alike: dict[tuple[Any, str, str], list[Any]] = {}
    for container in _containers(tree):
        alike.setdefault((_home(container), container.tag, container.get("class")), []).append(container)
    told = _letters(read)
    moved = False
    for several in alike.values():
        held = [_letters(next(filter(_is_prose, one)).text_content()) in told for one in several]
        if any(held) and not all(held):
            moved = True
            for container in several[1:]:
                for child in list(container):
                    several[0].append(child)
    return moved


def _containers(tree: Any) -> Iterator[Any]:
    for element in tree.iter("div", "section"):
        if element.get("class") and any(map(_is_prose, element)):
            named = (f"{one.get('class') or ''} {one.get('id') or ''}" for one in (element, *element.iterancestors()))
            headed = element.xpath("./h2[.//a] | ./h3[.//a] | ./h1")
            if not headed and not any(map(_APART.search, named)):
                yield element


def _home(element: Any) -> Any:
    """The article that an element stands in, else the page."""
    return next(iter(element.xpath("ancestor::article[1] | ancestor::main[1]")), None)


def _plain(tree: Any) -> str:
    """All text of the article element, or else of the page, a block a line: for pages too short to weigh."""
    root = next(iter(tree.xpath("//article | //body")), tree)
    for element in list(root.iter(*_ASIDE)):
        element.drop_tree()
    for element in root.iter(*_BLOCKS):
        element.text = f"\n{element.text or ''}"
        element.tail = f"\n{element.tail or ''}"
    return str(root.text_content())


def _untitled(text: str, titles: Collection[str]) -> str:
    """The text without the page's title on top of it, given as letters alone; a text of one line is kept."""
    first, _, rest = text.partition("\n\n")
    return rest if rest and _letters(first) in titles else text


def _unmarked(text: str) -> str:
    """Text that may hold tags and entities, without them."""
    if not _TAG.search(text):
        return unescape(text)
    return unescape(_TAG.sub(lambda tag: "\n" if re.match(r"</?(?:p|br|div|h\d|li)\b", tag[0], re.I) else "", text))


def _alike(whole: str, part: str) -> bool:
    """Whether a text begins as the other does, or holds its beginning."""
    begun = _letters(part)[:LIKE]
    return bool(begun) and begun in _letters(whole)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
