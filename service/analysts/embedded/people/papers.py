"""Whose word a paper is: "the board's notice", "her request", "the report of the commission"."""

import re
from collections.abc import Iterator

from service.analysts.embedded.people.nouns import People, Sort, sort_of
from service.domain import Span
from service.languages.en.lexicon import words


def owners(text: str, source: Span, head: Span) -> Iterator[Span]:
    """The words of `source` that may say whose paper it is, the likeliest first; none where its head is no paper."""
    paper = _PAPER.search(head.text)
    if not paper or paper.group().lower() not in words(People).papers:
        return
    own = _POSSESSIVE.match(head.text)
    if own:
        yield Span.of(text, head.start, head.start + own.end(1))
    for pattern in (_OTHERS, _BY):
        told = pattern.match(text, head.end, source.end)
        if told:
            yield Span.of(text, *told.span(1))
    before = head.text[: paper.start()].rstrip()
    if sort_of(before.split(" ")[-1].lower()) in _BODIES and not before.lower().endswith("court"):
        yield Span.of(text, head.start, head.start + len(before))


_BODIES = frozenset({Sort.GOVERNMENT, Sort.ORGANISATION})
_PAPER = re.compile(r"[\w-]+$")
_POSSESSIVE = re.compile(r"((?:his|her|its|their)\b|.{1,60}?(?=[’']s\s|(?<=s)[’']\s))", re.I)
_OTHERS = re.compile(r"\s+(?:on|in|of|from)\s+([^,]{1,60}?)(?=[’']s\s|(?<=s)[’']\s)", re.I)
_BY = re.compile(r"\s+(?:of|by|from)\s+([^,]{2,80}?)(?=\s+(?:that|which|who|in|on|for|and|published|seen)\b|,|$)")
