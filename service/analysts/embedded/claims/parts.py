"""The stretches of text of which a claim is made: cut into claims, and set against one another."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from service.analysts.embedded.attribution import Attributed
from service.analysts.embedded.claims import facts
from service.domain import Span


class Stretches:
    """Stretches of a text, for asking of many spans whether any touches one."""

    def __init__(self, spans: Iterable[Span]) -> None:
        bounds = sorted((span.start, span.end) for span in spans)
        self._starts = [start for start, _ in bounds]
        self._ends = list(accumulate((end for _, end in bounds), max))  # the furthest so far

    def touch(self, span: Span) -> bool:
        begun = bisect_left(self._starts, span.end)
        return begun > 0 and self._ends[begun - 1] > span.start


def conjuncts(content: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    """The parts of a content that are claims of their own: "that A and that B" is two; a quote that its cue splits is
    one where the second part only goes on with the first."""
    if len(content) != 1:
        yield from _sayings(content)
        return
    whole = content[0]
    start = 0
    for joint in _AND_THAT.finditer(whole.text):
        if facts.finite(whole.text[start : joint.start()]) and facts.finite(whole.text[joint.end() :]):
            yield (_cut(whole, start, joint.start()),)
            start = joint.end()
    yield (_cut(whole, start, len(whole.text)),)


def _sayings(content: Sequence[Span]) -> Iterator[tuple[Span, ...]]:
    """The parts of a split quote, with those that are no sentence of their own joined to the one before."""
    said: list[Span] = []
    for part in content:
        if said and _OPENING.match(part.text) and facts.finite(part.text):
            yield tuple(said)
            said = []
        said.append(part)
    yield tuple(said)


def outside(text: str, start: int, end: int, away: Sequence[Span]) -> list[Span]:
    """The stretches of `text[start:end]` that no span of `away` covers."""
    left: list[Span] = []
    for span in sorted((span for span in away if span.start < end), key=lambda span: span.start):
        if start < span.start:
            left.append(Span.of(text, start, span.start))
        start = max(start, span.end)
    return [*left, Span.of(text, start, end)] if start < end else left


def hull(text: str, told: Attributed) -> Span:
    spans = [told.cue, *told.content, *([told.source] if told.source else [])]
    return Span.of(text, min(span.start for span in spans), max(span.end for span in spans))


def within(inner: Attributed, outer: Attributed) -> bool:
    """True when the inner attribution's speaker and cue stand in what the outer one tells."""
    return all(in_parts(span, outer.content) for span in (inner.cue, *([inner.source] if inner.source else [])))


def in_parts(span: Span, parts: Sequence[Span]) -> bool:
    return any(part.start <= span.start and span.end <= part.end for part in parts)


def bare(span: Span) -> Span:
    """The words of a claim without the "that" and the comma which only tie them to their cue."""
    lead = _TIE.match(span.text)
    start = lead.end() if lead and lead.end() < len(span.text) else 0
    return _cut(span, start, max(start + 1, len(span.text.rstrip(" ,;"))))


def _cut(span: Span, start: int, end: int) -> Span:
    words = span.text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Span(text=words, start=span.start + start, end=span.start + start + len(words))


_TIE = re.compile(r"[\s,]*(?:that\s+)?", re.I)
_OPENING = re.compile(r"[“\"'‘]\s*[A-Z](?!['’]?[a-z]+ing\b)")
_AND_THAT = re.compile(r",?\s+(?:and|but)\s+(?=that\s)")
