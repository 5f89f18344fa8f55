"""What a line of an article may be: the story, or one of what stands below it. Shapes stand here, words in a pack."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from service.domain import Span
from service.languages.pack import Tails
from service.text.layout import HEADLINE_WORDS
from service.text.posts import signs

PROSE_WORDS = 10  # a shorter line is furniture: a tag, a button, a linked headline
BIOGRAPHY_LINES = 30  # how far above the end a line about the author is looked for
BOILERPLATE_CHARACTERS = 800
ASIDES = 8  # lines beside the story that may name its author: bylines, credits, biographies
LONG_WORD = 14  # letters; more are a picture's id
FURNITURE_WORDS = 6  # a shorter line without a stop says nothing by itself: a heading, a name, a button, a topic
DATED_WORDS = 12  # of a signature with its date
NAME_WORDS = 5
BLURB_WORDS = 25
BOILERPLATE_WORDS = 160  # in what an outlet or a firm says of itself


class Part(StrEnum):
    """What a line is: the article's, or one of what stands below it."""

    STORY = "story"
    CORRECTION = "correction"
    BLOCK = "block"  # links and blurbs follow
    NOTICE = "notice"
    BIOGRAPHY = "biography"
    WRITER = "writer"  # goes on about whoever wrote, if a biography stands above


_RULE = re.compile(r"[^\w\s]{1,3}|[\W_]{3,80}")  # "◆", "___", "* * *", "–––"
_SYMBOLS = re.compile(r"[^\w\s(\[{©@#$€£¥“”\"'‘’«•·*-]+\s*")  # an emoji, an arrow or a dash before a line's words
# Letters alone; neither a score nor an address, a question, a quote or the name of a picture.
_FURNITURE = re.compile(r"[^\W\d_]+|[^\W\d_a-z][^\d_./:;?!“”\"]*(?<![,…’)])")
_TITLE = re.compile(r"[^\W_a-z][^_:;“”\"(@]*(?<![.!?…,;:/)])")  # of another piece
_SIGN = r"[\u2190-\u2bff\U0001f000-\U0001faff][\ufe0f\u200d]*"  # an arrow, an emoji
_SENTENCE = re.compile(rf"(?<=[.!?])\s+|\s*(?:{_SIGN})+\s*")
_DAY = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_DATED = re.compile(r"[^\W_a-z][^_./;?!“”\"]*\b[12]\d{3}\b[^_./;?!“”\"]*")
_QUOTED = re.compile(r"[“\"«][^“”\"«»]*[”\"»]?")
_PHONE = r"(?<![\w.,/-])(?!\d{4} ?[–-] ?\d{4}\b)\+?\(?\d[\d ()/-]{6,20}\d(?![\w,.%]*\d)"
_ADDRESS = r"\b[a-z][\w-]{0,40}\.[a-z]{2,7}/\w|(?<!\S)@\w{3,}|\S@\w[\w-]*\.\w"
_SAID = re.compile(r"[“\"«][^”\"»]+[”\"»]\s*\w.*")
_CALL = re.compile(r"[^“”\"«»]{3,60}!")
_CONTACT = re.compile(rf"{_PHONE}|{_ADDRESS}")
_MENU = re.compile(rf"\s+[|·•/]\s+|\s*\|\s*|(?<=\w)\s*(?:{_SIGN})+\s*(?=\w)")
_SIGNED = re.compile(r"[—–-]{1,2} ?[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){0,3}")
_GREETING = re.compile(r"[^\W\d_a-z][\w’' -]{2,40},")
_CAPITAL = re.compile(r"\b[^\W\d_a-z][\w’-]{2,}")
_NAMED = re.compile(r"(?<=[\w,] )[^\W\d_a-z][\w’-]{2,}")


# ---------------------------------------------------------------- kinds


def part(own: Sequence[Span], n: int, authors: frozenset[str], tails: Tails) -> Part:
    """What line `n` is; `authors` are the names of the bylines, in small letters."""
    line = own[n].text
    if _SAID.fullmatch(line):
        return Part.STORY
    if fits(tails.correction, line):
        return Part.CORRECTION
    if fits(tails.block, line):
        return Part.BLOCK
    if is_notice(line, tails) or _takes_leave(own, n):
        return Part.NOTICE
    if n >= len(own) - BIOGRAPHY_LINES and _is_biography(own, n, authors, tails):
        return Part.BIOGRAPHY
    return Part.WRITER if fits(tails.they, line) else Part.STORY


def fits(pattern: re.Pattern[str], line: str) -> bool:
    """Whether a pattern fits a whole line, without the signs about it."""
    if len(line) > BOILERPLATE_CHARACTERS:
        return False
    words = bare(line)
    return bool(pattern.fullmatch(words) or (words[0] in "([" and pattern.fullmatch(words.strip("()[] "))))


def bare(line: str) -> str:
    """A line without the signs before and the marks about its words."""
    signs = _SYMBOLS.match(line)
    return line[signs.end() if signs else 0 :].strip('"“”* ') or line


def trails(line: str, tails: Tails) -> bool:
    return fits(tails.block, line) or is_notice(line, tails)


def is_notice(line: str, tails: Tails) -> bool:
    """What the outlet says of itself, or asks of its reader."""
    return fits(tails.notice, line) or _is_appeal(line, tails)


def _is_appeal(line: str, tails: Tails) -> bool:
    if len(line) > BOILERPLATE_CHARACTERS or tails.told.search(line):
        return False
    words = bare(line)
    if tails.calls.search(words):
        return True
    return bool((tails.asks.match(words) or tails.addressed.search(words)) and tails.ours.search(words))


# ---------------------------------------------------------------- shapes


def prose_words(line: str) -> int:
    """The number of words in a line that reads like prose, else 0."""
    count = len(bare(line).split())
    return count if count >= PROSE_WORDS and (is_ended(line) or count > HEADLINE_WORDS) else 0


def is_ended(line: str) -> bool:
    return line.rstrip("\"'”’»)]")[-1:] in tuple(".!?…")


def is_rule(line: str) -> bool:
    return bool(_RULE.fullmatch(line))


def is_furniture(line: str) -> bool:
    """A short line without a stop: a heading, a name, a button, a topic; a signature may have its date."""
    words = bare(line)
    count = len(words.split())
    short = count <= FURNITURE_WORDS and len(max(words.split(), key=len, default="")) <= LONG_WORD
    dated = count <= DATED_WORDS and (_DATED.fullmatch(words) or _DAY.fullmatch(words))
    return is_rule(line) or bool(dated or (short and (_FURNITURE.fullmatch(words) or _CALL.fullmatch(words))))


def is_wrapped(own: Sequence[Span], n: int) -> bool:
    """Whether line `n` breaks off in mid-sentence and the next goes on."""
    line, below = own[n].text, own[n + 1].text if n + 1 < len(own) else ""
    goes_on = below[:1].islower() and not _CONTACT.search(below)
    return goes_on and not is_ended(line) and len(line.split()) > FURNITURE_WORDS


def is_title(line: str) -> bool:
    """A linked headline, as it stands in a list of other pieces."""
    words = bare(line)
    return len(words.split()) <= HEADLINE_WORDS and bool(_TITLE.fullmatch(words)) and not signs(line)


def is_name(line: str) -> bool:
    """A reader's name, or when they wrote: a few words without a stop."""
    return len(line.split()) <= NAME_WORDS and line[-1:] not in tuple(':;,!?”"')


def is_blurb(own: Sequence[Span], words: Sequence[int], n: int, tails: Tails) -> bool:
    """A sentence or two between two lines without a stop, as below a linked headline; a paragraph below "About us"."""
    below = n + 1 == len(own) or not (words[n + 1] or is_ended(own[n + 1].text))
    most = BOILERPLATE_WORDS if n and fits(tails.block, own[n - 1].text) else BLURB_WORDS
    return below and 0 < words[n] <= most and n > 0 and not is_ended(own[n - 1].text)


def hints(line: str, spoken: Callable[[], bool], tails: Tails) -> int:
    """How much speaks for the tail in a line that could be the story's: it is or holds a contact, it is a menu or a
    signature; it turns to the reader, which says nothing where the story has `spoken` to the reader above. Nothing
    where somebody is quoted or reported."""
    if len(line) > BOILERPLATE_CHARACTERS or tails.told.search(line) or signs(line):
        return 0
    contact = bool(_CONTACT.search(line))
    parts = _menu(line)
    asks = _asks(bare(_QUOTED.sub("", line)) or line, tails)
    turns = speaks(line, tails) and not spoken()
    told = (contact, contact and "?" in line, parts > 1, parts > 2, bool(_SIGNED.fullmatch(line)))
    return sum((*told, turns, turns and line.endswith("!"), asks and not is_ended(line)))


def speaks(line: str, tails: Tails) -> bool:
    """Whether a line, outside quotation marks, turns to its reader."""
    plain = bare(_QUOTED.sub("", line)) or line
    return not tails.told.search(line) and bool(_asks(plain, tails) or tails.addressed.search(plain))


def _asks(words: str, tails: Tails) -> bool:
    return any(map(tails.asks.match, _SENTENCE.split(words)))


def begins(line: str, tails: Tails) -> bool:
    """Whether a line with a hint may be the first of a tail: it is no sentence, or one that asks the reader."""
    return not is_ended(line) or bool(tails.asks.match(bare(line)))


def _menu(line: str) -> int:
    """The number of the entries of a menu in one line, or 0."""
    parts = _MENU.split(line)
    fit = not is_ended(line) and all(0 < len(one.split()) <= FURNITURE_WORDS and not one.isdigit() for one in parts)
    return len(parts) if fit else 0


def _takes_leave(own: Sequence[Span], n: int) -> bool:
    """Whether a line greets, and the next is a name: "Until Friday," above "Ada"."""
    name = own[n + 1].text if n + 1 < len(own) else ""
    greets = _GREETING.fullmatch(own[n].text) and len(own[n].text.split()) <= NAME_WORDS
    return bool(greets and name[:1].isupper() and is_name(name) and not is_ended(name))


def first_named(own: Sequence[Span]) -> Mapping[str, int]:
    """The number of the line that first has each word with a capital that opens no sentence."""
    found: dict[str, int] = {}
    for n, line in enumerate(own):
        for name in _NAMED.findall(line.text):
            found.setdefault(name, n)
    return found


def names_again(line: str, named: Mapping[str, int], n: int) -> bool:
    """Whether line `n` has a name that a line above it has."""
    return any(named.get(name, n) < n for name in _CAPITAL.findall(line))


# ---------------------------------------------------------------- who wrote


def byline(line: str, tails: Tails) -> str | None:
    found = tails.byline.match(line[:120])
    return found[1] if found else None


def _is_biography(own: Sequence[Span], n: int, authors: frozenset[str], tails: Tails) -> bool:
    """A line on who wrote the article: the byline's name, or a journalist whom the story has not named before."""
    line = own[n].text
    if len(line) > BOILERPLATE_CHARACTERS:
        return False
    if not tails.told.search(line) and any(author in line.casefold() for author in authors):
        return True
    if is_name(line) and n + 1 < len(own) and tails.role.fullmatch(own[n + 1].text):
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
    alone = is_name(line) and not prose_words(line)
    return alone or bool(byline(line, tails) or trails(line, tails) or _writer(line, tails))
