"""Pair what was found with what gold has: one to one, best first."""

import re
from collections.abc import Callable, Sequence

from service.domain import Span

JACCARD = 0.5  # at least half of all tokens of both are common to both: PolNeAR's and our own linking rule
TOKEN = re.compile(r"\w+")


def tokens(spans: Sequence[Span]) -> set[int]:
    """Where the words of spans begin."""
    return {span.start + word.start() for span in spans for word in TOKEN.finditer(span.text)}


def pair(
    found: Sequence[set[int]], gold: Sequence[set[int]], fit: Callable[[int, int], bool] = lambda _one, _other: True
) -> dict[int, int]:
    """Index of found → index of gold, for pairs that `fit` and whose token sets have a Jaccard index of at least
    `JACCARD`."""
    scored = [
        (len(own & marked) / len(own | marked), one, other)
        for one, own in enumerate(found)
        for other, marked in enumerate(gold)
        if own & marked and fit(one, other)
    ]
    linked: dict[int, int] = {}
    taken: set[int] = set()
    for share, one, other in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if share >= JACCARD and one not in linked and other not in taken:
            linked[one] = other
            taken.add(other)
    return linked
