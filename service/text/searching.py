"""The words that texts are searched by: those of a passage as it is indexed, and those of a question that tell."""

import re
from collections.abc import Iterator

from service.domain import Document, Span, normalised
from service.languages.scripts import UNSPACED, pairs
from service.languages.words import content
from service.text.layout import lines
from service.text.passages import EVIDENCE_CHARACTERS
from service.text.sentences import bounds, cut

MOST = 40  # words of one question; those of a long sentence
_RUN = re.compile(f"[{UNSPACED}]+")


def indexed(text: str) -> str:
    """The words of a text as they are indexed: folded, with a space between any two; where they are written without
    spaces, every two characters are one. What is indexed already has to be indexed anew if this changes."""
    return " ".join(_RUN.sub(lambda run: f" {' '.join(pairs(run[0]))} ", normalised(text)).split())


def telling(text: str, language: str | None) -> tuple[str, ...]:
    """The distinct words of a question that carry meaning, as they are indexed; all of them where none does."""
    words = tuple(dict.fromkeys(indexed(text).split()))
    return tuple(word for word in words if content(word, language))[:MOST] or words[:MOST]


def stretches(document: Document) -> tuple[Span, ...]:
    """A document's passages as they are indexed: its lines joined, and long ones cut at sentence bounds, into stretches
    of at most 600 characters, which are some 80 words. What stands below the body is among them: to find where that
    ends takes longer than all else, and is for whoever reads the document."""
    text, joined = document.text, list[tuple[int, int]]()
    for line in lines(text, len(text)):
        for start, end in _pieces(text, line, document.language):
            if joined and end - joined[-1][0] <= EVIDENCE_CHARACTERS:
                joined[-1] = joined[-1][0], end
            else:
                joined.append((start, end))
    return tuple(Span.of(text, start, end) for start, end in joined)


def _pieces(text: str, line: Span, language: str | None) -> Iterator[tuple[int, int]]:
    if line.end - line.start <= EVIDENCE_CHARACTERS:
        yield line.start, line.end
        return
    for start, end in bounds(text, line.start, line.end, language):
        yield from cut(text, start, end, EVIDENCE_CHARACTERS)
