"""Where an article's own words end: before readers' comments, the author's biography, tags, links and notices."""

import itertools
import re
from collections.abc import Sequence

from service.domain import Span
from service.languages import pack_for
from service.languages.pack import Tails
from service.text.layout import HEADLINE_WORDS, lines

ARTICLE_WORDS = 25  # an ending needs this much article above it
PROSE_WORDS = 10  # a shorter line is furniture: a tag, a button, a linked headline
AFTERMATH_WORDS = 40  # what a block of links and blurbs may hold of prose; with more the article goes on
BIOGRAPHY_LINES = 30  # how far above the end a line about the author is looked for
BOILERPLATE_CHARACTERS = 800

COMMENT_LINES = 8  # a reader's name, when it was written, and a comment's paragraphs


def body_end(text: str, language: str | None = "en") -> int:
    """Where the article's own words end: before readers' comments, the author's biography, tags, links and notices.

    Comments end the article whatever follows. All else ends it only when it trails: a notice in mid-article has the
    article's prose below it. Without an ending, or without a pack for the language: the length of the text less its
    trailing white space.
    """
    pack = pack_for(language)
    return _end(text, pack.tails) if pack else len(text.rstrip())


def _end(text: str, tails: Tails) -> int:
    own = tuple(lines(text))
    words = [_prose_words(line.text) for line in own]
    above = [0, *itertools.accumulate(words)]
    cut = last = _first_comment(own, above, tails)
    authors = frozenset(name.casefold() for line in own[:8] if (name := _byline(line.text, tails)))
    after = 0
    for n in range(last - 1, -1, -1):
        if above[n] < ARTICLE_WORDS or after > AFTERMATH_WORDS:
            break
        block = _fits(tails.block, own[n].text)
        notice = _fits(tails.notice, own[n].text) or (
            n >= last - BIOGRAPHY_LINES and _is_biography(own, n, authors, tails)
        )
        if block or (notice and not after):
            cut = n
        after += 0 if block or notice else words[n]
    kept = text[: own[cut].start if cut < len(own) else None].rstrip()
    return len(tails.credit.sub("", kept[-BOILERPLATE_CHARACTERS:])) + max(0, len(kept) - BOILERPLATE_CHARACTERS)


def _first_comment(own: Sequence[Span], above: Sequence[int], tails: Tails) -> int:
    """The number of the first line of the readers' comments, or of lines in all: `above` counts the prose before each.

    It is a heading of comments; or, above the first button to reply, the short lines that name a reader.
    """
    for n, line in enumerate(own):
        if above[n] < ARTICLE_WORDS:
            continue
        begun = n + 1 < len(own) and tails.begun.fullmatch(line.text)
        if _fits(tails.comments, f"{line.text} {own[n + 1].text}" if begun else line.text):
            return n
        if _fits(tails.reply, line.text):
            near = range(n - 1, max(0, n - COMMENT_LINES), -1)
            named = next((k for k in near if above[k] >= ARTICLE_WORDS and _is_name(own[k].text)), n)
            while named < n and above[named - 1] >= ARTICLE_WORDS and _is_name(own[named - 1].text):
                named -= 1
            return named
    return len(own)


def _is_name(line: str) -> bool:
    """A reader's name, or when they wrote: a few words without a stop."""
    return len(line.split()) <= 5 and line[-1:] not in tuple('.:;,!?”"')


def _prose_words(line: str) -> int:
    """The number of words in a line that reads like prose, else 0."""
    count = len(line.split())
    ended = line.rstrip("\"'”’»)]")[-1:] in tuple(".!?…")
    return count if count >= PROSE_WORDS and (ended or count > HEADLINE_WORDS) else 0


def _fits(pattern: re.Pattern[str], line: str) -> bool:
    return len(line) <= BOILERPLATE_CHARACTERS and bool(pattern.fullmatch(line.strip('"“”* ')))


def _byline(line: str, tails: Tails) -> str | None:
    found = tails.byline.match(line[:120])
    return found[1] if found else None


def _is_biography(own: Sequence[Span], n: int, authors: frozenset[str], tails: Tails) -> bool:
    """A line on who wrote the article: the byline's name, or a journalist whom the story has not named before."""
    line = own[n].text
    if len(line) > BOILERPLATE_CHARACTERS:
        return False
    signed = tails.signed.match(line)
    if signed and signed[1].casefold() in authors:
        return True
    journalist = tails.biography.match(line) or tails.writes.fullmatch(line) or tails.does.fullmatch(line)
    if not journalist:
        return False
    name = journalist[1].split()[-1]
    return not any(
        name in above.text and not (_byline(above.text, tails) or _fits(tails.notice, above.text)) for above in own[:n]
    )
