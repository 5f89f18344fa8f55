"""What a line of an article may be: the story, or one of what stands below it. Shapes stand here, words in a pack."""

import itertools
import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from functools import cached_property

from service.domain import Span
from service.languages.pack import Tails
from service.text.layout import HEADLINE_WORDS
from service.text.posts import signs

HEAD_LINES = 8  # where a byline stands
SPOKEN = 2  # lines of prose that turn to the reader make it the story's way of speaking
SENTENCE_WORDS = 4
PROSE_WORDS = 10  # a shorter line is furniture: a tag, a button, a linked headline
BOILERPLATE_CHARACTERS = 800
ASIDES = 8  # lines beside the story that may name its author: bylines, credits, biographies
LONG_WORD = 14  # letters; more are a picture's id
FURNITURE_WORDS = 6  # a shorter line without a stop says nothing by itself: a heading, a name, a button, a topic
DATED_WORDS = 12  # of a signature with its date
NAME_WORDS = 5
TITLE_WORDS = 3
BLURB_WORDS = 25
BOILERPLATE_WORDS = 160  # in what an outlet or a firm says of itself


class Part(StrEnum):
    """What a line is: the article's, or one of what stands below it."""

    STORY = "story"
    CORRECTION = "correction"
    BLOCK = "block"  # links and blurbs follow
    NOTICE = "notice"
    ASIDE = "aside"  # a link, an advertisement or an appeal: between two paragraphs of the story too
    BIOGRAPHY = "biography"
    WRITER = "writer"  # goes on about whoever wrote, if a biography stands above


_RULE = re.compile(r"[^\w\s]{1,3}|[\W_]{3,80}")  # "◆", "___", "* * *", "–––"
_SYMBOLS = re.compile(r"[^\w\s(\[{©@#$€£¥“”\"'‘’«•·*-]+\s*")  # an emoji, an arrow or a dash before a line's words
# Letters alone; neither a score nor an address, a question, a quote or the name of a picture.
_FURNITURE = re.compile(r"[^\W\d_]+|[^\W\d_a-z][^\d_./:;?!“”\"]*(?<![,…’)])")
_TITLE = re.compile(r"(?!.*:.*(?:\d|\. ))[^\W_a-z](?:[^_:;“”\"(@]|:(?= \w))*(?<![.!?…,;:/)])")  # of another piece
_SIGN = r"[\u2190-\u2bff\U0001f000-\U0001faff][\ufe0f\u200d]*"  # an arrow, an emoji
_SENTENCE = re.compile(rf"(?<=[.!?])\s+|\s*(?:{_SIGN})+\s*")
_DAY = re.compile(r"\d{1,4}([./-])\d{1,2}\1\d{1,4}")
_DATED = re.compile(r"[^\W_a-z][^_./;?!“”\"]*\b[12]\d{3}\b[^_./;?!“”\"]*")
_QUOTED = re.compile(r"[“\"«][^“”\"«»]*[”\"»]?")
_PHONE = r"(?<![\w.,/-])(?!\d{4} ?[–-] ?\d{4}\b)\+?\(?\d[\d ()/-]{6,20}\d(?![\w,.%]*\d)"
_ADDRESS = r"\b[a-z][\w-]{0,40}\.[a-z]{2,7}/\w|\bwww\.\w|(?<!\S)@\w{3,}|\S@\w[\w-]*\.\w"
_SAID = re.compile(r"[“\"«][^”\"»]+[”\"»]\s*\w.*")
_CALL = re.compile(r"[^“”\"«»]{3,60}!")
_CONTACT = re.compile(rf"{_PHONE}|{_ADDRESS}")
_MENU = re.compile(rf"\s+[|·•/]\s+|\s*\|\s*|(?<=\w)\s*(?:{_SIGN})+\s*(?=\w)")
_SIGNED = re.compile(r"[—–-]{1,2} ?[^\W\d_a-z][\w.’'-]*(?: [^\W\d_a-z][\w.’'-]*){0,3}")
_GREETING = re.compile(r"[^\W\d_a-z][\w’' -]{2,40},")
_CAPITAL = re.compile(r"\b[^\W\d_a-z][\w’-]{2,}")
_LETTERS = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_WORD = re.compile(r"\b[^\W\d_a-z]\w+")
_NAMED = re.compile(r"(?<=[\w,] )[^\W\d_a-z][\w’-]{2,}")


class Account:
    """What stands above each line: whom the article names, and whether it turns to its reader."""

    def __init__(self, own: Sequence[Span], words: Sequence[int], tails: Tails) -> None:
        heads = (byline(line.text, tails) for line in own[:HEAD_LINES])
        self.authors = frozenset(name.casefold() for name in heads if name)
        self._own, self._words, self._tails = own, words, tails
        self._lines: dict[str, list[int]] = {}
        self._first: dict[str, int] = {}
        for n, line in enumerate(own):
            for word in set(_WORD.findall(line.text)):
                self._lines.setdefault(word, []).append(n)
            for word in _NAMED.findall(line.text):
                if not tails.calendar.fullmatch(word):
                    self._first.setdefault(word, n)

    def naming(self, name: str, n: int) -> Sequence[int]:
        """The numbers of the first lines above `n` with a surname, one more at most than may stand beside the story."""
        surname = _WORD.findall(name)[-1:]
        found = self._lines.get(surname[0], []) if surname else []
        return tuple(itertools.takewhile(lambda k: k < n, found[: ASIDES + 1]))

    def knows(self, n: int) -> bool:
        """Whether line `n` has a name that a line above it has, where it opens no sentence."""
        return any(self._first.get(word, n) < n for word in _CAPITAL.findall(self._own[n].text))

    def has_spoken(self, n: int) -> bool:
        """Whether turning to the reader is the story's own way of speaking above line `n`."""
        return self._spoken < n

    @cached_property
    def _spoken(self) -> int:
        turns = (n for n, line in enumerate(self._own) if self._words[n] and speaks(line.text, self._tails))
        return next(itertools.islice(turns, SPOKEN - 1, None), len(self._own))


# ---------------------------------------------------------------- kinds


def part(own: Sequence[Span], n: int, story: Account, tails: Tails) -> Part:
    """What line `n` is."""
    line = own[n].text
    if fits(tails.correction, line):
        return Part.CORRECTION
    return Part.STORY if _SAID.fullmatch(line) else _standing_below(own, n, story, tails)


def _standing_below(own: Sequence[Span], n: int, story: Account, tails: Tails) -> Part:
    line = own[n].text
    told = is_ended(line) and tails.told.search(line)  # a heading or a link reports nobody in a whole sentence
    if (fits(tails.aside, line) and not told) or _is_appeal(line, story.has_spoken(n), tails):
        return Part.ASIDE
    if fits(tails.block, line) and not told:
        return Part.BLOCK
    if fits(tails.notice, line) or is_credit(line, tails) or _takes_leave(own, n):
        return Part.NOTICE
    if _is_biography(own, n, story, tails):
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
    fitting = any(fits(one, line) for one in (tails.block, tails.notice, tails.aside))
    return fitting or is_credit(line, tails) or _is_appeal(line, False, tails)


def is_credit(line: str, tails: Tails) -> bool:
    """Who made the piece: names, and words of making alone."""
    if len(line) > BOILERPLATE_CHARACTERS or _QUOTED.search(line) or not tails.makes.fullmatch(bare(line)):
        return False
    words = _LETTERS.findall(line)
    return len(words) > 1 and all(tails.made.fullmatch(word) for word in words[1:] if word.islower())


def _is_appeal(line: str, spoken: bool, tails: Tails) -> bool:
    """Whether the outlet asks something of its reader. "You" alone says nothing where the story has `spoken` so."""
    if len(line) > BOILERPLATE_CHARACTERS or tails.told.search(line):
        return False
    words = bare(line)
    turns = tails.asks.match(words) or (not spoken and tails.addressed.search(words))
    return bool(tails.calls.search(words) or (turns and tails.ours.search(words)))


# ---------------------------------------------------------------- shapes


def prose_words(line: str) -> int:
    """The number of words in a line that reads like prose, else 0."""
    count = len(bare(line).split())
    return count if count >= PROSE_WORDS and (is_ended(line) or count > HEADLINE_WORDS) else 0


def short_sentence(line: str) -> int:
    """The number of words of a sentence that is too short for prose, else 0."""
    count = len(line.split())
    return count if SENTENCE_WORDS <= count < PROSE_WORDS and line.endswith(".") else 0


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


def is_blurb(own: Sequence[Span], words: Sequence[int], n: int, story: Account, tails: Tails) -> bool:
    """A sentence or two below the title of another piece and above another line without a stop; a paragraph below
    "About us". The last of them names nobody whom the story names, and stands below no two titles."""
    last = n + 1 == len(own)
    if not n or not words[n] or not (last or not (words[n + 1] or is_ended(own[n + 1].text))):
        return False
    head = own[n - 1].text
    if fits(tails.block, head):
        return words[n] <= BOILERPLATE_WORDS
    if is_ended(head) or len(head.split()) < TITLE_WORDS or words[n] > BLURB_WORDS or trails(head, tails):
        return False
    if not last and not trails(own[n + 1].text, tails):
        return True
    return not story.knows(n) and not (n > 1 and is_title(own[n - 2].text) and not trails(own[n - 2].text, tails))


def hints(line: str, spoken: Callable[[], bool], tails: Tails) -> int:
    """How much speaks for the tail in a line that could be the story's: it is or holds a contact, it is a menu or a
    signature; it turns to the reader, which says nothing where the story has `spoken` to the reader above. Nothing
    where somebody is quoted or reported."""
    if len(line) > BOILERPLATE_CHARACTERS or tails.told.search(line) or signs(line):
        return 0
    contact = holds_contact(line)
    parts = _menu(line)
    asks = _asks(bare(_QUOTED.sub("", line)) or line, tails)
    turns = speaks(line, tails) and not spoken()
    told = (contact, contact and "?" in line, parts > 1, parts > 2, bool(_SIGNED.fullmatch(line)))
    return sum((*told, turns, turns and line.endswith("!"), asks and not is_ended(line)))


def holds_contact(line: str) -> bool:
    """Whether a line holds a telephone number or an address."""
    return bool(_CONTACT.search(line))


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


# ---------------------------------------------------------------- who wrote


def byline(line: str, tails: Tails) -> str | None:
    found = tails.byline.match(line[:120])
    return found[1] if found else None


def _is_biography(own: Sequence[Span], n: int, story: Account, tails: Tails) -> bool:
    """A line on who wrote the article: the byline's name, or a journalist whom the story has not named before."""
    line = own[n].text
    if len(line) > BOILERPLATE_CHARACTERS:
        return False
    if not tails.told.search(line) and any(author in line.casefold() for author in story.authors):
        return True
    if is_name(line) and n + 1 < len(own) and tails.role.fullmatch(own[n + 1].text):
        return True
    journalist = _writer(line, tails)
    familiar = None if journalist else tails.familiar.fullmatch(line)
    name = familiar[1] if familiar else journalist
    if not name:
        return False
    named = story.naming(name, n)
    aside = len(named) <= ASIDES and all(_stands_aside(own[k].text, tails) for k in named)
    return aside and bool(named or not familiar)


def _writer(line: str, tails: Tails) -> str | None:
    """The name of whoever a line like a biography is about."""
    found = tails.biography.match(line) or tails.writes.fullmatch(line) or tails.does.fullmatch(line)
    return next(filter(None, found.groups())) if found else None


def _stands_aside(line: str, tails: Tails) -> bool:
    """Whether a line names somebody beside the story: a byline, a name alone, a notice, another biography."""
    alone = is_name(line) and not prose_words(line)
    return alone or bool(byline(line, tails) or trails(line, tails) or _writer(line, tails))
