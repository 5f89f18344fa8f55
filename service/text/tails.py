"""Where an article's own words end: before readers' comments, the author's biography, tags, links and notices."""

import itertools
import re
from collections.abc import Callable, Sequence
from enum import StrEnum

from service.domain import Span
from service.languages import pack_for
from service.languages.pack import Tails
from service.text.layout import HEADLINE_WORDS, lines

ARTICLE_WORDS = 25  # an ending needs this much article above it
PROSE_WORDS = 10  # a shorter line is furniture: a tag, a button, a linked headline
AFTERMATH_WORDS = 40  # what a block of links and blurbs may hold of prose; with more the article goes on
BIOGRAPHY_LINES = 30  # how far above the end a line about the author is looked for
BOILERPLATE_CHARACTERS = 800
ASIDES = 8  # lines beside the story that may name its author: bylines, credits, biographies
HEAD_LINES = 8  # where a byline stands
COMMENT_LINES = 8  # a reader's name, when it was written, and a comment's paragraphs
LONG_WORD = 14  # letters; more are a picture's id
FURNITURE_WORDS = 6  # a shorter line without a stop says nothing by itself: a heading, a name, a button, a topic

BLURB_WORDS = 25


class Part(StrEnum):
    """What a line is: the article's, or one of what stands below it."""

    STORY = "story"
    CORRECTION = "correction"
    BLOCK = "block"  # links and blurbs follow
    NOTICE = "notice"
    BIOGRAPHY = "biography"
    WRITER = "writer"  # goes on about whoever wrote, if a biography stands above


ENDING = (Part.NOTICE, Part.BIOGRAPHY)

_RULE = re.compile(r"[^\w\s]{1,3}|[\W_]{3,80}")  # "◆", "___", "* * *", "–––"
_SYMBOLS = re.compile(r"[^\w\s(\[{©@#$€£¥“”\"'‘’«•·*-]+\s*")  # an emoji, an arrow or a dash before a line's words
# Letters alone; neither a score nor an address, a question, a quote or the name of a picture.
_FURNITURE = re.compile(r"[^\W\d_]+|[^\W\d_a-z][^\d_./:;?!“”\"]*(?<![,…’)])")


def body_end(text: str, language: str | None = "en") -> int:
    """Where the article's own words end: before readers' comments, the author's biography, tags, links and notices.

    Comments end the article whatever follows. All else ends it only when it trails: a notice in mid-article has the
    article's prose below it. Corrections and captions are the article's. Without an ending, or without a pack for the
    language: the length of the text less its trailing white space.
    """
    pack = pack_for(language)
    return _end(text, pack.tails) if pack else len(text.rstrip())


def _end(text: str, tails: Tails) -> int:
    own = tuple(lines(text))
    words = [_prose_words(line.text) for line in own]
    above = [0, *itertools.accumulate(words)]
    last = _first_comment(own, above, tails)
    cut = _first_of_tail(own[:last], words, above, tails)
    cut = _above_furniture(own, above, cut)
    kept = text[: own[cut].start if cut < len(own) else None].rstrip()
    return len(tails.credit.sub("", kept[-BOILERPLATE_CHARACTERS:])) + max(0, len(kept) - BOILERPLATE_CHARACTERS)


def _first_of_tail(own: Sequence[Span], words: Sequence[int], above: Sequence[int], tails: Tails) -> int:
    """The number of the first line of what trails, or of lines in all: read from the end as long as it is no story."""
    authors = frozenset(name.casefold() for line in own[:HEAD_LINES] if (name := _byline(line.text, tails)))
    cut = len(own)
    story = blurbs = theirs = 0  # words below: the story's, linked headlines' blurbs, what may go on about a writer
    for n in range(len(own) - 1, -1, -1):
        if above[n] < ARTICLE_WORDS or story > AFTERMATH_WORDS:
            break
        part = _part(own, n, authors, tails)
        if part is Part.CORRECTION and not (n and _trails(own[n - 1].text, tails)):
            break
        if part is Part.BIOGRAPHY:
            theirs = 0
        if part is Part.BLOCK or (part in ENDING and not story + blurbs + theirs):
            cut = n
        if part is Part.WRITER:
            theirs += words[n]
        elif part is Part.STORY and _is_blurb(own, words, n):
            blurbs += words[n]
        elif part is Part.STORY:
            story, theirs = story + theirs + words[n], 0
    return cut


def _part(own: Sequence[Span], n: int, authors: frozenset[str], tails: Tails) -> Part:
    line = own[n].text
    if _fits(tails.correction, line):
        return Part.CORRECTION
    if _fits(tails.block, line):
        return Part.BLOCK
    if _is_notice(line, tails):
        return Part.NOTICE
    if n >= len(own) - BIOGRAPHY_LINES and _is_biography(own, n, authors, tails):
        return Part.BIOGRAPHY
    return Part.WRITER if _fits(tails.they, line) else Part.STORY


def _is_blurb(own: Sequence[Span], words: Sequence[int], n: int) -> bool:
    """A sentence or two between two lines without a stop, as below a linked headline."""
    below = n + 1 == len(own) or not (words[n + 1] or _is_ended(own[n + 1].text))
    return below and words[n] <= BLURB_WORDS and n > 0 and not _is_ended(own[n - 1].text)


def _above_furniture(own: Sequence[Span], above: Sequence[int], cut: int) -> int:
    """The number of the first of the short lines that stand between the story's last full sentence and the tail.

    Where no sentence ends above them they may be the story's, a list or a table; rules alone are not.
    """
    first = _above(own, above, cut, _is_furniture)
    return first if first and _is_ended(own[first - 1].text) else _above(own, above, cut, _is_rule)


def _above(own: Sequence[Span], above: Sequence[int], first: int, fits: Callable[[str], bool]) -> int:
    while first and above[first - 1] >= ARTICLE_WORDS and fits(own[first - 1].text):
        first -= 1
    return first


def _is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line))


def _is_furniture(line: str) -> bool:
    words = _bare(line)
    short = len(words.split()) <= FURNITURE_WORDS and len(max(words.split(), key=len, default="")) <= LONG_WORD
    return _is_rule(line) or (short and bool(_FURNITURE.fullmatch(words)))


def _first_comment(own: Sequence[Span], above: Sequence[int], tails: Tails) -> int:
    """The number of the first line of the readers' comments, or of lines in all: `above` counts the prose before each.

    It is a heading of comments; or, above the first button to reply, the short lines that name a reader; or a line that
    names a reader and says when they wrote.
    """
    for n, line in enumerate(own):
        if above[n] < ARTICLE_WORDS:
            continue
        begun = n + 1 < len(own) and tails.begun.fullmatch(line.text)
        if _fits(tails.comments, f"{line.text} {own[n + 1].text}" if begun else line.text):
            return n
        if (named := _signature(own, n, tails)) is not None and above[named] >= ARTICLE_WORDS:
            return named
        if _fits(tails.reply, line.text):
            near = range(n - 1, max(0, n - COMMENT_LINES), -1)
            named = next((k for k in near if above[k] >= ARTICLE_WORDS and _is_name(own[k].text)), n)
            while named < n and above[named - 1] >= ARTICLE_WORDS and _is_name(own[named - 1].text):
                named -= 1
            return named
    return len(own)


def _signature(own: Sequence[Span], n: int, tails: Tails) -> int | None:
    """The number of the line that names a reader, if line `n` says when they wrote: it, the one above, or a heading."""
    wrote = tails.wrote.fullmatch(own[n].text) if len(own[n].text) <= HEADLINE_WORDS * 6 else None
    if not wrote or not n:
        return None
    first = n if wrote["name"] else n - 1
    name = wrote["name"] or own[first].text
    heading = own[first - 1].text if first else ""
    if len(heading.split()) <= FURNITURE_WORDS + 2 and tails.talk.fullmatch(heading) and not _prose_words(heading):
        return first - 1 if _is_name(name) else None
    return first if tails.handle.fullmatch(name) else None


def _is_name(line: str) -> bool:
    """A reader's name, or when they wrote: a few words without a stop."""
    return len(line.split()) <= 5 and line[-1:] not in tuple(':;,!?”"')


def _prose_words(line: str) -> int:
    """The number of words in a line that reads like prose, else 0."""
    count = len(_bare(line).split())
    return count if count >= PROSE_WORDS and (_is_ended(line) or count > HEADLINE_WORDS) else 0


def _is_ended(line: str) -> bool:
    return line.rstrip("\"'”’»)]")[-1:] in tuple(".!?…")


def _fits(pattern: re.Pattern[str], line: str) -> bool:
    if len(line) > BOILERPLATE_CHARACTERS:
        return False
    words = _bare(line)
    return bool(pattern.fullmatch(words) or (words[0] in "([" and pattern.fullmatch(words.strip("()[] "))))


def _bare(line: str) -> str:
    """A line without the signs before and the marks about its words."""
    signs = _SYMBOLS.match(line)
    return line[signs.end() if signs else 0 :].strip('"“”* ') or line


def _trails(line: str, tails: Tails) -> bool:
    return _fits(tails.block, line) or _is_notice(line, tails)


def _is_notice(line: str, tails: Tails) -> bool:
    """What the outlet says of itself, or asks of its reader."""
    return _fits(tails.notice, line) or _is_appeal(line, tails)


def _is_appeal(line: str, tails: Tails) -> bool:
    if len(line) > BOILERPLATE_CHARACTERS or tails.told.search(line):
        return False
    words = _bare(line)
    if tails.calls.search(words):
        return True
    return bool((tails.asks.match(words) or tails.addressed.search(words)) and tails.ours.search(words))


def _byline(line: str, tails: Tails) -> str | None:
    found = tails.byline.match(line[:120])
    return found[1] if found else None


def _is_biography(own: Sequence[Span], n: int, authors: frozenset[str], tails: Tails) -> bool:
    """A line on who wrote the article: the byline's name, or a journalist whom the story has not named before."""
    line = own[n].text
    if len(line) > BOILERPLATE_CHARACTERS:
        return False
    if not tails.told.search(line) and any(author in line.casefold() for author in authors):
        return True
    journalist = _writer(line, tails)
    familiar = None if journalist else tails.familiar.fullmatch(line)
    name = familiar[1] if familiar else journalist
    if not name:
        return False
    named = tuple(itertools.islice((above.text for above in own[:n] if name in above.text), ASIDES + 1))
    aside = len(named) <= ASIDES and all(_stands_aside(above, tails) for above in named)
    return aside and bool(named or not familiar)


def _writer(line: str, tails: Tails) -> str | None:
    """The surname of whoever a line like a biography is about."""
    found = tails.biography.match(line) or tails.writes.fullmatch(line) or tails.does.fullmatch(line)
    return next(filter(None, found.groups())).split()[-1] if found else None


def _stands_aside(line: str, tails: Tails) -> bool:
    """Whether a line names somebody beside the story: a byline, a name alone, a notice, another biography."""
    alone = _is_name(line) and not _prose_words(line)
    return alone or bool(_byline(line, tails) or _trails(line, tails) or _writer(line, tails))
