"""Cut running text into paragraphs, sentences and items: words, marks, and quotations that stay whole.

Rules read a folded copy (lower case, plain marks and spaces) that is one to one with the text, so that every offset
holds in the text itself. A sentence here may hold a quotation of many sentences, as its speaker's cue governs them all;
`service.text.sentences` cuts inside quotations and so cannot serve.
"""

import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from service.analysts.embedded.phrases import Words
from service.domain import Frozen
from service.languages.en.lexicon import words

MARKS = {**dict.fromkeys("’‘ʼ‹›`´", "'"), **dict.fromkeys("“”„‟«»＂", '"'), **dict.fromkeys("–—―‒", "-")}
FOLD = {**MARKS, **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u200b\t", " ")}
FOLDED = re.compile(f"[{''.join(FOLD)}]")
HOURS = frozenset({"a.m.", "p.m."})
ENDS = frozenset({".", "?", "!", "…", "..."})
LAST = ENDS | HOURS | {'"'}  # words of items that a sentence may end with; a quotation's is its mark
TERMINAL = ".?!…"
# How far a single quotation mark looks for its partner: bounds the work on texts full of apostrophes.
REACH = 1500

# Items in the longest sentence that is read whole: bounds the work on text without any full stop.
LONGEST_SENTENCE = 200

MARK = re.compile(r"[\"“”„‟«»＂]|''|’’|``|[‘’'‹›]")
DOUBLE_OPEN, DOUBLE_CLOSE, SINGLE = frozenset("“„«‟"), frozenset(("”", "»", "’’")), frozenset("‘’'‹›")
SINGLE_CLOSE = re.compile(r"(?<=\S)[’'›](?!\w)")
LATER_CLOSE = re.compile(r"[.,?!][’'](?!\w)")
BREAK = re.compile(r"\n\s*\n|\n")
DATELINE = re.compile(
    r"[A-Z][A-Z .'’-]{2,30}(?=[,\s(—–-])(?:, [A-Z][\w.]+(?: [A-Z]\w+)?)?\s*(?:\([^)]{1,40}\)\s*)?[—–-]\s"
)


class Tokens(Frozen):
    """Section `[tokens]`: words whose full stop ends no sentence, and words that begin with an apostrophe."""

    abbreviations: Words
    elisions: Words
    signing: Words
    asides: Words
    opening: Words


class TokenKind(StrEnum):
    WORD = "word"
    MARK = "mark"
    QUOTE = "quote"


class Item(NamedTuple):
    """A folded word or mark, or a whole quotation with its marks; where it stands in the text."""

    word: str
    start: int
    end: int
    kind: TokenKind
    capital: bool = False
    closed: bool = True


class Sentence(NamedTuple):
    """Items of one sentence, with the paragraph it stands in (counted from 0)."""

    items: tuple[Item, ...]
    paragraph: int


def folded(text: str) -> str:
    """The text in lower case with plain marks and spaces, character for character."""
    plain = FOLDED.sub(lambda sign: FOLD[sign[0]], text)
    low = plain.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in plain)


def paragraphs(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where each paragraph stands. A single line break counts unless the line before is cut in mid-sentence."""
    begin = start
    for found in BREAK.finditer(text, start, end):
        line = found.start() - text.rfind("\n", begin, found.start())
        wrapped = found.end() - found.start() == 1 and _goes_on(text, found.start(), end, line)
        if not wrapped:
            yield from _stripped(text, begin, found.start())
            begin = found.end()
    yield from _stripped(text, begin, end)


def items(text: str, low: str, start: int, end: int) -> list[Item]:
    """The words, marks and quotations of one paragraph."""
    found: list[Item] = []
    at = start
    for quote_start, quote_end, closed in quotations(text, start, end):
        found.extend(_plain_items(text, low, at, quote_start))
        found.append(Item('"', quote_start, quote_end, TokenKind.QUOTE, closed=closed))
        at = quote_end
    found.extend(_plain_items(text, low, at, end))
    return found


def quotations(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Quotations of every typographic kind in one paragraph, outermost only: start, end, whether it is closed."""
    begin, single = -1, False
    for found in MARK.finditer(text, start, end):
        mark, at = found.group(), found.start()
        if begin < 0:
            if mark in SINGLE:
                single = _opens_single(text, at, start, end)
                begin = at if single else -1
            elif _opens_double(text, mark, at, found.end(), start, end):
                begin, single = at, False
        elif _closes(text, mark, at, found.end(), single, end):
            yield begin, found.end(), True
            begin = -1
    if begin >= 0:
        yield begin, end, False


def ends_sentence(text: str, item: Item) -> bool:
    """True when a quotation's last mark inside its own marks ends a sentence."""
    inner = text[max(item.start, item.end - 6) : item.end].rstrip("\"'“”’»‘ ")
    return inner.endswith(tuple(TERMINAL))


def _plain_items(text: str, low: str, start: int, end: int) -> list[Item]:
    plain, found = TokenKind.WORD, _token().finditer(low, start, end)
    return [
        Item(word := one[0], at := one.start(), one.end(), plain if one.lastindex else _kind(word), text[at].isupper())
        for one in found
    ]


def _kind(word: str) -> TokenKind:
    first = word[0]
    return TokenKind.WORD if first.isalnum() or (first in "'@#$£€" and len(word) > 1) else TokenKind.MARK


@cache
def _token() -> re.Pattern[str]:
    abbreviations = "|".join(sorted(map(re.escape, words(Tokens).abbreviations), key=len, reverse=True))
    return re.compile(
        r"([a-z]++(?![\w.'&-]|://))|"  # a plain word, which most are
        r"(?:https?://|www\.)[^\s<>\"]*[^\W_]/?|"
        r"[^\W\d_]++(?![\w.'&-])|"
        rf"(?:[^\W\d_]-)?(?:(?:[^\W\d_]\.){{2,}}|\b(?:{abbreviations})\.)|[^\W\d_]\.(?=\s\S)"
        r"|[$£€]?\d+(?:[.,:/]\d+)*%?(?:\w+)?(?:-\w+)*"
        r"|\w+?(?=n't\b)|n't\b|[@#]?\w+(?:[-&]\w+|'(?!(?:s|re|ve|ll|d|m|t)\b)\w+)*|'(?:s|re|ve|ll|d|m)\b"
        r"|\.{2,}|-{2,}|\S"
    )


def _goes_on(text: str, at: int, end: int, line: int) -> bool:
    """True when a line of `line` characters that ends at `at` was only wrapped to a width."""
    before = text[max(0, at - 3) : at].rstrip()
    after = text[at + 1 : min(end, at + 2)]
    if not before or before[-1] in ".?!…:\"”'’)":
        return False
    return after.islower() or (50 < line <= 100 and after.isalnum())


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _opens_double(text: str, mark: str, at: int, after: int, start: int, end: int) -> bool:
    if mark in DOUBLE_CLOSE or after >= end or text[after].isspace():
        return False
    return mark in DOUBLE_OPEN or at == start or not text[at - 1].isalnum()


def _opens_single(text: str, at: int, start: int, end: int) -> bool:
    mark, before = text[at], text[at - 1] if at > start else " "
    following = text[at + 1 : at + 8]
    if mark == "›" or before.isalnum() or not following or following[0].isspace():
        return False
    elided = re.match(r"\w+", following)
    if elided and (elided.group().lower() in words(Tokens).elisions or elided.group()[0].isdigit()):
        return False
    return SINGLE_CLOSE.search(text, at + 2, min(end, at + REACH)) is not None


def _closes(text: str, mark: str, at: int, after: int, single: bool, end: int) -> bool:
    follower = text[after] if after < end else " "
    if not single:
        return mark not in SINGLE and not (mark in DOUBLE_OPEN and (follower.isalnum() or mark == "«"))
    if mark not in "’'›" or follower.isalnum() or text[at - 1].isspace():
        return False
    if text[at - 1] in "sS" and follower == " ":
        return LATER_CLOSE.search(text, after, min(end, after + REACH // 5)) is None
    return True


def sentences(text: str, low: str, start: int, end: int) -> Iterator[Sentence]:
    """Every sentence of `text[start:end]`; a quotation stays whole within the sentence that holds it."""
    for number, (begin, stop) in enumerate(paragraphs(text, start, end)):
        dateline = DATELINE.match(text, begin, stop)
        found = items(text, low, dateline.end() if dateline else begin, stop)
        first = 0
        for index, item in enumerate(found[:-1], 1):
            if index - first >= LONGEST_SENTENCE or (item.word in LAST and _splits(text, item, found, index)):
                yield Sentence(tuple(found[first:index]), number)
                first = index
        if found:
            yield Sentence(tuple(found[first:]), number)


def _splits(text: str, item: Item, found: list[Item], at: int) -> bool:
    following = found[at]
    begins = following.capital or following.kind is TokenKind.QUOTE or following.word[0].isdigit()
    if item.kind is TokenKind.QUOTE:
        over = (
            text[max(item.start, item.end - 2)] == "." and at > 1
        )  # "… by Friday.” The": signed quotes end in a comma
        return begins and ends_sentence(text, item) and (over or not _signed(found, at))
    hour = item.word in HOURS and following.word in words(Tokens).opening
    return begins and (hour or item.word in ENDS)


def _signed(found: list[Item], at: int) -> bool:
    """True when what follows a quotation only names its speaker: "Why?" Ann Hale asked the board."""
    tail = words(Tokens).signing
    for index in range(at, min(len(found), at + 14)):
        item = found[index]
        if item.word in ENDS or (item.kind is not TokenKind.WORD and item.word not in "().,-"):
            return False
        if item.word in tail:
            after = found[index + 1] if index + 1 < len(found) else None
            return (
                after is None or after.word in {".", ",", ":"} | words(Tokens).asides or (index == at and after.capital)
            )
    return False
