"""Passages: what of an article or a document is read, or retrieved, at once."""

from collections.abc import Iterator

from service.domain import Article, Document, Passage, Span, normalised
from service.text.layout import lines, shown
from service.text.sentences import bounds, cut
from service.text.tails import body_end

PASSAGE_CHARACTERS = 1_500  # about 250 words: what one reading call takes with its context
EVIDENCE_CHARACTERS = 600  # a long paragraph: what retrieval ranks and one judgement reads
BROKEN_LINE = 90  # the width at which texts are broken by hand


def passages(article: Article, size: int = PASSAGE_CHARACTERS) -> tuple[Passage, ...]:
    """The article's own prose in order, in passages of whole paragraphs (or sentences) of at most `size` characters.

    Left out: the headline where it repeats the title, picture ids, captions, and all from `body_end` on.
    """
    beside = {line.start for line in shown(article.body, article.body_end, article.language).lines}
    runs: list[list[tuple[int, int]]] = [[]]
    own = tuple(lines(article.body, article.body_end))
    for number, line in enumerate(own):
        headline = number == 0 and len(own) > 1 and _repeats(line.text, article.title)
        if headline or line.start in beside:
            runs.append([])
        else:
            runs[-1] += _pieces(line, article.body, size, article.language)
    packed = [span for run in runs for span in _packed(run, article.body, size)]
    return tuple(Passage(id=f"p{n}", span=span) for n, span in enumerate(packed, 1))


def document_passages(document: Document) -> tuple[Passage, ...]:
    """A document's paragraphs up to its `body_end`, cut at sentence bounds into passages of at most 600 characters.

    Short lines in a row (a list, a text broken by hand) are one paragraph.
    """
    text, language = document.text, document.language or "en"
    runs: list[list[tuple[int, int]]] = []
    was_short = False
    for line in lines(text, body_end(text, language)):
        short = len(line.text) <= BROKEN_LINE
        if not (short and was_short):
            runs.append([])
        runs[-1] += _pieces(line, text, EVIDENCE_CHARACTERS, language)
        was_short = short
    packed = [span for run in runs for span in _packed(run, text, EVIDENCE_CHARACTERS)]
    return tuple(
        Passage(id=f"{document.id}#{n}", document_id=document.id, span=span) for n, span in enumerate(packed, 1)
    )


def _repeats(line: str, title: str | None) -> bool:
    """Whether the line is the title, or all of it but the outlet's name behind it."""
    own, whole = normalised(line), normalised(title or "")
    return bool(own) and (own == whole or (len(own.split()) > 3 and whole.startswith(f"{own} ")))


def _pieces(line: Span, text: str, limit: int, language: str | None) -> list[tuple[int, int]]:
    """A paragraph as it is, or its sentences if it is longer than `limit`; a longer sentence is cut at white space."""
    if len(line.text) <= limit:
        return [(line.start, line.end)]
    sentences = bounds(text, line.start, line.end, language)
    return [piece for start, end in sentences for piece in cut(text, start, end, limit)]


def _packed(pieces: list[tuple[int, int]], text: str, limit: int) -> Iterator[Span]:
    """Neighbouring pieces joined as long as they stay within `limit`."""
    if not pieces:
        return
    start, end = pieces[0]
    for begin, stop in pieces[1:]:
        if stop - start > limit:
            yield Span.of(text, start, end)
            start = begin
        end = stop
    yield Span.of(text, start, end)
