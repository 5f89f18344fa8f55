"""The words that texts are searched by: those of a passage as it is indexed, and those of a question that tell."""

import re

from service.domain import Document, Span, normalised
from service.languages.scripts import UNSPACED, pairs
from service.languages.words import content
from service.text.passages import EVIDENCE_CHARACTERS, document_passages

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
    """A document's passages as they are indexed: neighbours joined up to 600 characters, which are some 80 words."""
    joined: list[tuple[int, int]] = []
    for passage in document_passages(document):
        start, end = passage.span.start, passage.span.end
        if joined and end - joined[-1][0] <= EVIDENCE_CHARACTERS:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(Span.of(document.text, start, end) for start, end in joined)
