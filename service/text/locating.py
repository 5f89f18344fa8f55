"""Where a quote stands in a text, and whether it stands there at all."""

import re
import unicodedata
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from service.domain import Span
from service.domain.identity import HIDDEN
from service.languages import pack_for
from service.languages.pack import LITERALLY, QuoteWords
from service.languages.scripts import MARKS, UNSPACED
from service.text.sentences import trimmed

CLOSE_WORDS = (4, 400)  # fewer words name too little to be matched loosely; more are not one quote
SLIPS = 0.15  # the share of a quote's words that may be left out of it or stand too many in it
OMITTED_WORDS = 12  # what an ellipsis may leave out
SEEDS, SEED_PLACES, TRIES = 8, 40, 1_000  # bounds on hostile text

_FOLDED = str.maketrans(
    "‘’‚‛ʼ´`′“”„‟«»″「」『』‐‑‒–—―−\xa0\u2007\u202f\u2009\u200a\u2002\u2003\u3000\t\n\r\v\fς٫％"
    + "".join(map(chr, (*range(0xFF10, 0xFF1A), *range(0xFF41, 0xFF5B)))),  # full-width figures and letters
    "'" * 8 + '"' * 11 + "-" * 7 + " " * 13 + "σ,%0123456789abcdefghijklmnopqrstuvwxyz",
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*\w*|\w+(?:'\w+)*|[%$£€¥]")
# The same for a text with marks that make one letter with another, or that nobody sees, or without spaces.
_OTHER = re.compile(f"[{MARKS}{HIDDEN}{UNSPACED}]")
_LETTER = rf"(?:[^\W{UNSPACED}]|[{MARKS}{HIDDEN}])"
_OTHER_WORD = rf"[{HIDDEN}]*\d+(?:[.,]\d+)*{_LETTER}*|[{UNSPACED}]|{_LETTER}+(?:'{_LETTER}+)*|[%$£€¥]"
# What a word may go without: what nobody sees, and the vowels that few texts write in Hebrew and Arabic.
_UNWRITTEN = re.compile(rf"[{HIDDEN}\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u064b-\u0652\u0670]")
_ELLIPSIS = re.compile(r"\.\.\.|…|\[\W*\]")
# A word, a number or a share that has begun, or is not over yet.
_INNER = rf"(?:[^\W{UNSPACED}]|[{MARKS}\u00ad])"
_ENTERS = re.compile(rf"(?<={_INNER}){_INNER}|(?<=\d[.,٫])\d")
_LEAVES = re.compile(rf"(?<={_INNER}){_INNER}|(?<=\d)[.,٫]\d|(?<=\d)\s?[%％]")


def locate(
    quote: str,
    text: str,
    start: int = 0,
    end: int | None = None,
    near: int | None = None,
    language: str | None = "en",
) -> Span | None:
    """Where `quote` stands in `text[start:end]`: as it is, else but for case, spacing and punctuation, else closely.

    The first place, or with `near` (an offset) the one whose start is nearest to it. A close match forgives a dropped
    word, an ellipsis or an ending, never a number, a negation or a hedge: "21 soldiers" is not "12 soldiers", and
    "was killed" not "was not killed". No match begins or ends inside a word. None: the words do not stand there.
    Without a pack for the language nobody knows its negations, and no match is close enough but for case and marks.
    """
    pack = pack_for(language)
    words = pack.quotes if pack else LITERALLY
    found = _all(quote, text, start, end, words)
    first = next(found, None)
    if first is None and pack is None:
        return None
    if first is None:
        return _close(words, quote.strip(), text, start, len(text) if end is None else end, near)
    return first if near is None else min((first, *found), key=lambda span: abs(span.start - near))


def occurrences(
    quote: str, text: str, start: int = 0, end: int | None = None, language: str | None = "en"
) -> tuple[Span, ...]:
    """Every place where `quote` stands in `text[start:end]` as it is; if none, but for case, spacing, punctuation."""
    pack = pack_for(language)
    return tuple(_all(quote, text, start, end, pack.quotes if pack else LITERALLY))


def _all(quote: str, text: str, start: int, end: int | None, words: QuoteWords) -> Iterator[Span]:
    quote, end = quote.strip(), len(text) if end is None else end
    exact = _exact(quote, text, start, end, words)
    first = next(exact, None)
    if first is None:
        yield from _folded(quote, text, start, end, words)
    else:
        yield first
        yield from exact


def _exact(quote: str, text: str, start: int, end: int, words: QuoteWords) -> Iterator[Span]:
    at, tries = text.find(quote, start, end) if quote else -1, 0
    while at >= 0 and tries < TRIES:
        whole = _whole(text, at, at + len(quote), words)
        if whole:
            yield Span(text=quote, start=at, end=at + len(quote))
        tries += not whole
        at = text.find(quote, at + (len(quote) if whole else 1), end)


def _folded(quote: str, text: str, start: int, end: int, forgiven: QuoteWords) -> Iterator[Span]:
    """Places where the same words stand in the same order, whatever stands between them."""
    words, places = _words(text[start:end])
    wanted, _ = _words(quote)
    if not wanted:
        return
    row, needle = f" {' '.join(words)} ", f" {' '.join(wanted)} "
    at, word, counted, tries = row.find(needle), 0, 0, 0
    while at >= 0 and tries < TRIES:
        word, counted = word + row.count(" ", counted, at), at
        span = _widened(quote, text, start + places[word][0], start + places[word + len(wanted) - 1][1])
        if _whole(text, span.start, span.end, forgiven):
            yield span
        else:
            tries += 1
        at = row.find(needle, at + 1)


def _words(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The folded words, numbers and signs of a text, and where each stands."""
    folded = _fold(text)
    if not _OTHER.search(folded):
        found = [(word[0], word.span()) for word in _WORD.finditer(folded)]
    else:
        found = [(_spelt(word[0]), word.span()) for word in re.finditer(_OTHER_WORD, folded)]
    return [word for word, _ in found if word], [place for word, place in found if word]


def _spelt(word: str) -> str:
    """A word in one spelling: its accents within their letters, and nothing that it may go without."""
    return unicodedata.normalize("NFC", _UNWRITTEN.sub("", word))


def _fold(text: str) -> str:
    """A copy of the same length, so that offsets survive: one case, straight quotes, plain dashes and spaces."""
    low = text.lower()
    if len(low) != len(text):  # a few letters have no single lower-case one
        low = "".join(one if len(one := letter.lower()) == 1 else letter for letter in text)
    return low.translate(_FOLDED)


def _whole(text: str, start: int, end: int, words: QuoteWords) -> bool:
    """Whether no word and no number is cut at either end."""
    begun = _ENTERS.match(text, start) or words.begun.match(text, start)
    return not (begun or _LEAVES.match(text, end) or words.goes_on.match(text, end))


def _widened(quote: str, text: str, start: int, end: int) -> Span:
    """The span with the punctuation around it that the quote has too."""
    folded = _fold(quote)
    _, inner = _words(quote)
    for mark in reversed(folded[: inner[0][0]]):
        if start and _fold(text[start - 1]) == mark:
            start -= 1
    for mark in folded[inner[-1][1] :]:
        if _fold(text[end : end + 1]) == mark:
            end += 1
    return Span.of(text, *next(trimmed(text, start, end)))


def _close(forgiven: QuoteWords, quote: str, text: str, start: int, end: int, near: int | None) -> Span | None:
    """The place whose words differ from the quote's by slips only, and by the fewest."""
    wanted, _ = _words(quote)
    if not CLOSE_WORDS[0] <= len(wanted) <= CLOSE_WORDS[1]:
        return None
    words, places = _words(text[start:end])
    spare = max(1, int(SLIPS * len(wanted))) + (OMITTED_WORDS if _ELLIPSIS.search(quote) else 0)
    hits: list[tuple[int, int, Span]] = []
    for first in _beginnings(wanted, words, spare):
        for last in range(max(first, first + len(wanted) - 1 - spare), min(first + len(wanted) + spare, len(words))):
            slips = _slips(wanted, words[first : last + 1], spare, forgiven) if words[last] in wanted[-2:] else None
            if slips is not None:
                span = _widened(quote, text, start + places[first][0], start + places[last][1])
                hits += (
                    [(slips, abs(span.start - (near or 0)), span)]
                    if _whole(text, span.start, span.end, forgiven)
                    else []
                )
    return min(hits, key=lambda hit: hit[:2])[2] if hits else None


def _beginnings(wanted: list[str], words: list[str], spare: int) -> list[int]:
    """Where the quote may begin: at its first or second word, as far ahead of one of its rarest as the quote has it."""
    index: dict[str, list[int]] = {word: [] for word in wanted}
    for place, word in enumerate(words):
        if word in index:
            index[word].append(place)
    rare = sorted((word for word in index if index[word]), key=lambda word: len(index[word]))[:SEEDS]
    seeds = {place - wanted.index(word) for word in rare for place in index[word][:SEED_PLACES]}
    near = {first for seed in seeds for first in range(max(0, seed - spare), min(seed + spare + 1, len(words)))}
    return sorted(first for first in near if words[first] in wanted[:2])[:TRIES]


def _slips(wanted: list[str], words: list[str], spare: int, forgiven: QuoteWords) -> int | None:
    """How many words differ, or None when the difference is more than slips."""
    if Levenshtein.distance(wanted, words, score_cutoff=spare) > spare:
        return None
    if [word for word in wanted if _tells(word, forgiven)] != [word for word in words if _tells(word, forgiven)]:
        return None
    slips = 0
    for step in Levenshtein.opcodes(wanted, words):
        ours, theirs = wanted[step.src_start : step.src_end], words[step.dest_start : step.dest_end]
        if step.tag == "delete" and not forgiven.slight.issuperset(ours):
            return None
        if step.tag == "replace" and not all(_same_word(a, b, forgiven) for a, b in zip(ours, theirs, strict=False)):
            return None
        slips += max(len(ours), len(theirs)) if step.tag != "equal" else 0
    return slips


def _tells(word: str, words: QuoteWords) -> bool:
    """Whether a statement with and without the word are two statements."""
    return word in words.telling or word[0].isdigit() or word.endswith(words.denying)


def _same_word(a: str, b: str, words: QuoteWords) -> bool:
    """Whether two words differ by an inflection, or by one letter left out of a long one."""
    if any(len(stem) >= 4 for stem in _stems(a, words) & _stems(b, words)):
        return True
    return min(len(a), len(b)) >= 8 and len(a) != len(b) and a[0] == b[0] and Levenshtein.distance(a, b) == 1


def _stems(word: str, words: QuoteWords) -> set[str]:
    return {word.removesuffix(ending) for ending in words.endings}
