"""A place in a text by its words and their neighbours, as annotation tools find it again."""

from bisect import bisect_left
from collections.abc import Iterable

import regex

from service.domain import Frozen, Span

NEIGHBOURS = 32  # code units on either side of a quotation, at most; Hypothesis's own number
LONGEST = 64  # code points looked at for them: a letter may have many marks
_CLUSTER = regex.compile(r"\X")


class Quotation(Frozen):
    """The words of a span, with whole characters before and after them."""

    exact: str
    prefix: str
    suffix: str


class QuotableText:
    """A text whose places are told in Unicode code points, as ours are, or in the UTF-16 code units of browsers."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._astral = [at for at, letter in enumerate(body) if letter > "\uffff"] if not body.isascii() else []

    def quotation(self, span: Span, *, utf16: bool = False) -> Quotation:
        """The span with its neighbours, up to `NEIGHBOURS` code points or UTF-16 units; no character is cut."""
        before = _clusters(self._body[max(span.start - LONGEST, 0) : span.start])
        if span.start > LONGEST:
            del before[:1]  # it may have begun before
        prefix = "".join(reversed(_fitting(reversed(before), utf16)))
        suffix = "".join(_fitting(_clusters(self._body[span.end : span.end + LONGEST]), utf16))
        return Quotation(exact=span.text, prefix=prefix, suffix=suffix)

    def utf16(self, at: int) -> int:
        """The place of a code point, in UTF-16 code units."""
        return at + bisect_left(self._astral, at)


def _clusters(text: str) -> list[str]:
    return [found[0] for found in _CLUSTER.finditer(text)]


def _fitting(clusters: Iterable[str], utf16: bool) -> list[str]:
    kept, taken = list[str](), 0
    for cluster in clusters:
        taken += len(cluster.encode("utf-16-le", "surrogatepass")) // 2 if utf16 else len(cluster)
        if taken > NEIGHBOURS:
            break
        kept.append(cluster)
    return kept
