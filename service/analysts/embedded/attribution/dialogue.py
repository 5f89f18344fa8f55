"""Interviews in question and answer form: which lines ask, and whose words the others are."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from service.domain import Span

LABEL = 40  # characters of the longest label
_LABELLED = re.compile(
    r"^[ \t*–—-]*(?P<label>[QA](?=[:.]\s)|[A-Z][\w’'.-]*(?: (?:[A-Z][\w’'.-]*|of|the|de|van|al)){0,4})"
    r"(?:\*\*)?[:.](?:\*\*)?[ \t]+(?=\S)",
    re.MULTILINE,
)
_DASHED = re.compile(r"^[ \t]*[–—-][ \t]+(?=\S)", re.MULTILINE)
_ASKING = re.compile(r"\?[”\"’')]*\s*$")
ANSWER = "A"  # the label of an answer that names nobody


Head = tuple[int, int, Span | None]  # where a label begins, where what it labels does, and the label


class Line(NamedTuple):
    """A labelled paragraph, or one that goes on with it: its label (None: a dash, or the paragraph before's), what is
    said, and whether it asks."""

    label: Span | None
    said: Span
    asks: bool


def dialogue(text: str, end: int) -> tuple[Line, ...]:
    """The lines of an interview in `text[:end]`, in order, from its first question on; none where there is no
    interview: a question under one label, and right behind it a line under another."""
    heads = list(_heads(text, end))
    if not _converses(text, heads, end):
        heads = [(found.start(), found.end(), None) for found in _DASHED.finditer(text, 0, end)]
    if not _converses(text, heads, end):
        return ()
    return tuple(_lines(text, heads, end))


def _heads(text: str, end: int) -> Iterator[Head]:
    for found in _LABELLED.finditer(text, 0, end):
        if found.end() - found.start() <= LABEL:
            yield found.start(), found.end(), Span.of(text, *found.span("label"))


def _converses(text: str, heads: list[Head], end: int) -> bool:
    """Whether a labelled question has a line under another label, or another dash, right behind it; labels that come
    once, but for an A, are those of a list."""
    often = Counter(label.text for _, _, label in heads if label) + Counter([ANSWER])
    return any(
        _ASKING.search(text[begin : _stop(text, begin, end)])
        and (label is None or other is None or (label.text != other.text and often[other.text] > 1))
        for (_, begin, label), (_, _, other) in pairwise(heads)
    )


def _lines(text: str, heads: list[Head], end: int) -> Iterator[Line]:
    """The paragraphs from the first head on, each under its head; after a dash only those that have one."""
    for place, (_, begin, label) in enumerate(heads):
        until = heads[place + 1][0] if place + 1 < len(heads) else end
        if label is None:
            until = min(until, _stop(text, begin, end))
        for line in re.finditer(r"[^\n]+", text[begin:until]):
            said = Span.of(text, begin + line.start(), begin + line.end())
            if line[0].strip():
                yield Line(label, said, bool(_ASKING.search(line[0])) or (label is not None and label.text == "Q"))


def _stop(text: str, at: int, end: int) -> int:
    """Where the line ends that `at` stands in."""
    found = text.find("\n", at, end)
    return end if found < 0 else found
