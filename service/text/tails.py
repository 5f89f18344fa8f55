"""Where an article's own words end: before readers' comments, the author's biography, tags, links and notices."""

import itertools
from collections.abc import Callable, Sequence
from functools import partial

from service.domain import Span
from service.languages import pack_for
from service.languages.pack import Tails
from service.text.layout import HEADLINE_WORDS, lines
from service.text.tail_lines import (
    BOILERPLATE_CHARACTERS,
    FURNITURE_WORDS,
    Account,
    Part,
    begins,
    fits,
    hints,
    holds_contact,
    is_blurb,
    is_ended,
    is_furniture,
    is_name,
    is_rule,
    is_title,
    is_wrapped,
    part,
    prose_words,
    short_sentence,
    trails,
)

ARTICLE_WORDS = 25  # an ending needs this much article above it
HANDLE_CHARACTERS = 80
CONTACT_LINES = 3  # below what an organisation says of itself: whom to ask, and where
COMMENT_LINES = 8  # a reader's name, when it was written, and a comment's paragraphs

# What a line weighs for the tail. One notice makes a tail, one hint does not.
WEIGHTS = {Part.BLOCK: 3.0, Part.NOTICE: 2.0, Part.BIOGRAPHY: 2.0, Part.ASIDE: 2.0}
CLOSING = (Part.BLOCK, Part.NOTICE, Part.BIOGRAPHY)  # stand between no two paragraphs
HINT, SURE = 0.75, 1.0
FURTHER = 0.3  # what each further link above the same prose weighs of the one before: together less than half more
# Against it: each word of prose, and what a line of prose weighs at least. A line that tells nothing that happened and
# names nobody weighs less, one with somebody's words more.
WORD, PROSE = 0.075, 1.0
TIMELESS, STRANGE, TOLD = 0.25, 0.5, 2.0
TIMELESS_WORDS = 40  # with more, it argues or explains
MOST = 8.0  # the longest tail weighs no more against the story above it
MUCH = 12.0  # where so much weighs against it, no tail begins further up


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
    words = [prose_words(line.text) for line in own]
    above = [0, *itertools.accumulate(words)]
    last = _first_comment(own, above, tails)
    cut = _first_of_tail(own[:last], words, above, tails)
    cut = _above_furniture(own, above, cut)
    kept = text[: own[cut].start if cut < len(own) else None].rstrip()
    return len(tails.credit.sub("", kept[-BOILERPLATE_CHARACTERS:])) + max(0, len(kept) - BOILERPLATE_CHARACTERS)


# ---------------------------------------------------------------- what trails


def _first_of_tail(own: Sequence[Span], words: Sequence[int], above: Sequence[int], tails: Tails) -> int:
    """The number of the first line of what trails, or of lines in all: read from the end, the tail begins where most
    weighs for it. A link, an advertisement or an appeal above a paragraph of the story weighs nothing, and above
    prose that may be the story's as a hint does."""
    story = Account(own, words, tails)
    cut, most = len(own), SURE
    total = blurbs = theirs = 0.0  # what may stand below links, and what may go on about a writer, weighs apart
    hint = HINT
    prose = over = False  # whether prose stands below that no notice closes, and the story surely goes on there
    for n in range(len(own) - 1, -1, -1):
        if above[n] < ARTICLE_WORDS or total < -MUCH:
            break
        kind = part(own, n, story, tails)
        if kind is Part.CORRECTION and not (n and trails(own[n - 1].text, tails)):
            break
        weight, opens = WEIGHTS.get(kind, 0.0), kind in WEIGHTS
        blurbs = 0.0 if kind in (Part.BLOCK, Part.ASIDE) else blurbs
        theirs = 0.0 if kind is Part.BIOGRAPHY else theirs
        if kind is Part.ASIDE:
            weight, opens = (0.0, False) if over else (hint, True) if prose else (weight, True)
            hint *= FURTHER
        elif kind is Part.WRITER:
            theirs += _cost(words[n])
        elif kind is Part.STORY and is_blurb(own, words, n, story, tails):
            blurbs += _cost(words[n])
        elif kind is Part.STORY:
            weight, opens = _weight(own, words, n, story, tails)
        if weight < 0:
            total, most = min(total, MOST), most - max(0.0, total - MOST)
            weight, theirs = weight - theirs, 0.0
        total += weight
        if kind in CLOSING:
            prose = over = False
        elif weight < 0 and (total < 0 or weight <= -STRANGE):
            prose, over, hint = True, over or story.knows(n), HINT
        if opens and total - blurbs - theirs > most:
            cut, most = n, total - blurbs - theirs
    return cut


def _weight(own: Sequence[Span], words: Sequence[int], n: int, story: Account, tails: Tails) -> tuple[float, bool]:
    """What a line that could be the story's weighs for the tail, its hints less its words, and whether it may be the
    tail's first."""
    line, known = own[n].text, story.knows(n)
    hinted, opens = _hinted(own, n, story, tails)
    cost = _cost(words[n] or _wrapped_words(own, n) or (short_sentence(line) if known else 0))
    if tails.told.search(line):
        return -TOLD * cost, opens
    if tails.happened.search(line) or words[n] > TIMELESS_WORDS:
        return HINT * hinted - cost * (1.0 if known else STRANGE), opens
    return HINT * hinted - cost * (STRANGE if known and not hinted else TIMELESS), opens


def _hinted(own: Sequence[Span], n: int, story: Account, tails: Tails) -> tuple[int, bool]:
    """What hints at the tail in a line, and whether it may be its first."""
    if is_wrapped(own, n):
        return 0, False
    line = own[n].text
    found = hints(line, partial(story.has_spoken, n), tails)
    below = own[n + 1 : n + 1 + CONTACT_LINES]
    if tails.describes.fullmatch(line) and any(holds_contact(contact.text) for contact in below):
        return max(found, 1), True
    return found, found > 1 or (found > 0 and not prose_words(line) and begins(line, tails))


def _wrapped_words(own: Sequence[Span], n: int) -> int:
    """The words of a line in mid-sentence, else 0."""
    return len(own[n].text.split()) if is_wrapped(own, n) else 0


def _cost(words: int) -> float:
    return max(PROSE, words * WORD) if words else 0.0


def _above_furniture(own: Sequence[Span], above: Sequence[int], cut: int) -> int:
    """The number of the first of the short lines that stand between the story's last full sentence and the tail.

    Where no sentence ends above them they may be the story's, a list or a table; rules alone are not.
    """
    first = _above(own, above, cut, is_furniture if cut == len(own) else _is_other)
    return first if first and is_ended(own[first - 1].text) else _above(own, above, cut, is_rule)


def _is_other(line: str) -> bool:
    return is_furniture(line) or is_title(line)


def _above(own: Sequence[Span], above: Sequence[int], first: int, fit: Callable[[str], bool]) -> int:
    while first and above[first - 1] >= ARTICLE_WORDS and fit(own[first - 1].text):
        first -= 1
    return first


# ---------------------------------------------------------------- what readers wrote


def _first_comment(own: Sequence[Span], above: Sequence[int], tails: Tails) -> int:
    """The number of the first line of the readers' comments, or of lines in all: `above` counts the prose before each.

    It is a heading of comments; or, above the first button to reply, the short lines that name a reader; or a line that
    names a reader and says when they wrote.
    """
    for n, line in enumerate(own):
        if above[n] < ARTICLE_WORDS:
            continue
        begun = n + 1 < len(own) and tails.begun.fullmatch(line.text)
        if fits(tails.comments, line.text) or (begun and fits(tails.comments, f"{line.text} {own[n + 1].text}")):
            return n
        if (named := _signature(own, n, tails)) is not None and above[named] >= ARTICLE_WORDS:
            return named
        if fits(tails.reply, line.text):
            near = range(n - 1, max(0, n - COMMENT_LINES), -1)
            named = next((k for k in near if above[k] >= ARTICLE_WORDS and is_name(own[k].text)), n)
            while named < n and above[named - 1] >= ARTICLE_WORDS and is_name(own[named - 1].text):
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
    if len(heading.split()) <= FURNITURE_WORDS + 2 and tails.talk.fullmatch(heading) and not prose_words(heading):
        return first - 1 if is_name(name) else None
    return first if len(name) <= HANDLE_CHARACTERS and tails.handle.fullmatch(name) else None
