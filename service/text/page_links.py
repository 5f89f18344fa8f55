"""Links to other pages that stand between an article's paragraphs: linked headlines, and the cards that hold them."""

import itertools
import re
from collections.abc import Iterator
from typing import Any

WORDS = 4  # a shorter link is a name or a button
LABEL_WORDS = 3  # before the link: "Related:", "Read more about this:"
CARD_WORDS = 60  # a linked headline with its blurb, its byline and its date

_LINES = ("p", "li", "h2", "h3", "h4", "h5", "h6")
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_TOPS = frozenset(("body", "html", "article", "main"))
_STOPS = tuple(".!…;,")  # a linked sentence is the article's; a headline has none of these at its end


def without_teasers(tree: Any) -> None:
    """Take out every line that is nothing but a link, as a linked headline is, and the card around a linked heading."""
    for line in list(tree.iter(*_LINES)):
        standing = any(above is tree for above in line.iterancestors())
        if standing and _is_teaser(line):
            (_card(line) if line.tag in _HEADINGS else line).drop_tree()


def _is_teaser(line: Any) -> bool:
    words = _words(line)
    linked = [one for link in _links(line) for one in _words(link)]
    if len(linked) < WORDS or words[-1].rstrip("\"'”’)]").endswith(_STOPS):
        return False
    others = [word for word in words if word not in linked]  # a screen reader is told the link's words once more
    return len(others) <= LABEL_WORDS and words[-1] == linked[-1]


def _links(line: Any) -> Iterator[Any]:
    """The links of a line, or the one that it stands in; neither a footnote's nor an address to write to."""
    around = line.xpath("ancestor::a[@href][1]") if line.tag in _HEADINGS else []
    for link in around or line.iter("a"):
        if re.match(r"(?:https?:)?/", (link.get("href") or "").strip(), re.IGNORECASE):
            yield line if around else link


def _card(heading: Any) -> Any:
    """The outermost element around a linked heading that holds little else."""
    card = heading
    for above in heading.iterancestors():
        if above.tag in _TOPS or _is_more_than_card(above):
            break
        card = above
    return card


def _is_more_than_card(element: Any) -> bool:
    counts = itertools.accumulate(len(part.split()) for part in element.itertext())
    return any(count > CARD_WORDS for count in counts)


def _words(element: Any) -> list[str]:
    return str(element.text_content()).split()
