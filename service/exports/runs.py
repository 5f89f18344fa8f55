"""Cut text into atomic runs, so that crossing and nested spans can be marked without crossing tags."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from service.domain import Frozen, Span

_BLANK_LINE = re.compile(r"\n\s*\n")


class Mark(Frozen):
    """One telling of a claim: the claim's id, which telling it is (from 1), and where it stands."""

    claim: str
    telling: int
    span: Span


class TextRun(Frozen):
    """A stretch of text that no span begins or ends inside. `claims` are all that cover it, `ends` the marks whose
    last words it holds."""

    text: str
    claims: tuple[str, ...] = ()
    ends: tuple[Mark, ...] = ()


def paragraphs(body: str, end: int, marks: Sequence[Mark]) -> tuple[tuple[TextRun, ...], ...]:
    """`body[:end]` as paragraphs of runs. Joined, a paragraph's runs are its text; blank lines fall between them."""
    inside = [mark for mark in marks if 0 <= mark.span.start < min(mark.span.end, end)]
    stretches = list(_stretches(body, end))
    cuts = {edge for stretch in stretches for edge in stretch}
    cuts.update(edge for mark in inside for edge in (mark.span.start, min(mark.span.end, end)))
    starts = [start for start, _ in stretches]
    cut: list[list[TextRun]] = [[] for _ in stretches]
    shown = [(a, b, claims) for a, b, claims in _covered(sorted(cuts), inside) if _holds(stretches, starts, a)]
    ends = _ends([a for a, _, _ in shown], inside)
    for nth, (a, b, claims) in enumerate(shown):
        run = TextRun(text=body[a:b], claims=claims, ends=tuple(ends[nth]))
        cut[bisect_right(starts, a) - 1].append(run)
    return tuple(tuple(runs) for runs in cut)


def _stretches(body: str, end: int) -> Iterator[tuple[int, int]]:
    """Where each paragraph begins and ends, without the white space around it."""
    start = 0
    for stop, after in [*(gap.span() for gap in _BLANK_LINE.finditer(body, 0, end)), (end, end)]:
        text = body[start:stop]
        if text.strip():
            yield stop - len(text.lstrip()), start + len(text.rstrip())
        start = after


def _covered(cuts: Sequence[int], marks: Sequence[Mark]) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Between each two cuts, the claims that cover the text, in the order in which they were opened."""
    opening, closing = defaultdict(list), defaultdict(list)
    for mark in marks:
        opening[mark.span.start].append(mark.claim)
        closing[mark.span.end].append(mark.claim)
    covering: Counter[str] = Counter()
    for a, b in pairwise(cuts):
        covering.subtract(closing[a])
        covering.update(opening[a])
        covering = +covering
        yield a, b, tuple(covering)


def _holds(stretches: Sequence[tuple[int, int]], starts: Sequence[int], point: int) -> bool:
    """True when the point stands in a paragraph and not between two."""
    nth = bisect_right(starts, point) - 1
    return nth >= 0 and point < stretches[nth][1]


def _ends(starts: Sequence[int], marks: Sequence[Mark]) -> dict[int, list[Mark]]:
    """By the position of a run, the marks whose last words it holds."""
    ends: dict[int, list[Mark]] = defaultdict(list)
    for mark in marks:
        ends[max(bisect_left(starts, mark.span.end) - 1, 0)].append(mark)
    return ends
