"""Numbers as sentences give them: ranges, units, what is counted and what happened to it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from service.languages.caching import kept_if_short
from service.languages.en.periods import MONTH_NAMES
from service.languages.en.words import EVENT_OF, stems

TOLERANCE = 0.05  # numbers within 5 % of each other are the same number
_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
WORDS = {word: float(value) for value, word in enumerate((_UNITS + " seventeen eighteen nineteen").split())} | {
    word: float(value)
    for value, word in zip(
        range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split(), strict=True
    )
}
SCALES = {"dozen": 12.0, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12} | {
    "k": 1e3, "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12, "trn": 1e12
}  # fmt: skip
# What "m" counts in millions: "2.6m crowns", and no "400m race".
IN_MILLIONS = stems(
    "crown dollar euro pound franc krone kroner krona kronor mark peso rupee yen yuan rouble ruble lira dinar dirham"
    " riyal rand shilling zloty people voter user customer passenger barrel tonne ton"
)
VAGUE = {
    "tens": (20.0, 99.0),
    "dozens": (24.0, 99.0),
    "scores": (40.0, 99.0),
    "hundreds": (200.0, 999.0),
    "thousands": (2e3, 99e3),
    "millions": (2e6, 999e6),
    "several": (3.0, 12.0),
    "couple": (2.0, 2.0),
    "handful": (2.0, 9.0),
}
PARTS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0, "thirds": 100 / 3}
SHARES = frozenset({"none", "some", "most", "many", "few", "half"})
MEASURES = stems(
    "second minute hour day week month year time kilometre kilometer mile metre meter degree people person"
)
ENDLESS = float("inf")
BOUND = 100  # characters before a number in which "at least" stands
WHOLE = "whole"  # what "happened" to the six of "two of the six houses burned": they are those that could have
_NUMBER = (
    r"(?P<money>[$€£]\s?)?(?P<digits>(?<![\w.,:/–-])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.,:/–-])\d+(?:\.\d+)?)"
    r"(?!\d|[,.]\d|[:/–-]\d|(?:st|nd|rd|th)\b)"
)
_TOKEN = re.compile(rf"(?P<word>[^\W\d_]+(?:[’'][^\W\d_]+)?)|(?P<stop>[,;:()—.!?])|{_NUMBER}|(?P<percent>%)")
_ENDS = frozenset(
    "and or but in on at by with from to for as than that which who were was are is be been have has had since during"
    " after before into near inside".split()
)
_HELPING = frozenset("is are was were has have had remain remained".split())
_BOUND = tuple(
    (re.compile(rf"(?:{words})\W+(?:an?\W+)?$"), factors)
    for words, factors in (
        ("at least|no fewer than|no less than|a minimum of", (1.0, ENDLESS)),
        (r"(?<!no )(?:more|greater) than|over|above|exceed\w*|upwards? of", (1.0, ENDLESS)),
        ("up to|at most|no more than|fewer than|less than|under|below|a maximum of", (0.0, 1.0)),
        ("about|around|nearly|almost|some|roughly|approximately|close to|an estimated", (0.85, 1.15)),
    )
)


_OPENERS = frozenset("“‘\"'(—–-:;.!?…•")
_NO_COUNT = frozenset({"of", "another", "who", "that", "can", "day", "", ",", "."})
_POINTING = frozenset("this that each which every any no another".split())  # "this one" counts nothing


_DIGIT, _LETTERS = re.compile(r"\d"), re.compile(r"[^\W\d_]+")
_BEGINNING = frozenset({*VAGUE, *PARTS, *WORDS, "dozen"})  # words that a number may begin with


class Token(NamedTuple):
    word: str
    start: int
    end: int
    kind: str


class Quantity(NamedTuple):
    """A number as a range, its unit ("", "percent", a currency sign), what is counted, and what happened to it."""

    low: float
    high: float
    unit: str
    nouns: frozenset[str]
    event: str
    words: str

    def agrees(self, other: "Quantity") -> bool:
        return self.low <= other.high * (1 + TOLERANCE) and other.low <= self.high * (1 + TOLERANCE)

    def comparable(self, other: "Quantity", shared: int) -> bool:
        """Whether both count the same thing. `shared` is how many telling words the two sentences have in common."""
        if self.unit != other.unit or (self.event and other.event and self.event != other.event):
            return False
        if self.unit:
            return shared >= 3 and (not self.nouns or not other.nouns or bool(self.nouns & other.nouns))
        if self.nouns & other.nouns <= MEASURES and not self.event:
            return shared >= 4 and bool(self.nouns & other.nouns)
        if self.event and self.event == other.event:
            return not self.nouns or not other.nouns or bool(self.nouns & other.nouns)
        return shared >= 3 and bool(self.nouns & other.nouns)


@kept_if_short(4096)
def quantities(sentence: str) -> tuple[Quantity, ...]:
    """Every number of a sentence with what it counts; years, days, clock times and numbered names are none."""
    found: list[Quantity] = []
    if not _DIGIT.search(sentence) and _BEGINNING.isdisjoint(_LETTERS.findall(sentence.lower())):
        return ()
    tokens = tokenise(sentence)
    stops = [i for i, token in enumerate(tokens) if token.kind == "stop"]
    events = [i for i, token in enumerate(tokens) if token.word in EVENT_OF]
    done = 0
    for at in [i for i, token in enumerate(tokens) if token.kind == "digits" or token.word in _BEGINNING]:
        if at < done:
            continue
        low, high, unit, after = _number(tokens, at)
        if after > at and not _named(sentence, tokens[at].start) and not _dated(tokens, at, after):
            start, end = tokens[at].start, tokens[after - 1].end
            less, more = _bound(sentence[max(0, start - BOUND) : start].lower())
            nouns, last = _nouns(tokens, after)
            found.append(
                Quantity(
                    low * less,
                    ENDLESS if more == ENDLESS else high * more,
                    unit,
                    nouns,
                    WHOLE if _is_whole(tokens, at) else _nearest_event(tokens, at, after, stops, events),
                    sentence[start : max(end, last)],
                )
            )
        done = after
    return tuple(found)


def figures(text: str) -> frozenset[object]:
    """Every number of a text: as a quantity, whatever it is spelt like, and years and times digit by digit; but for
    "one", which as often as not is no number."""
    counted = [quantity for quantity in quantities(text) if not quantity.words.lower().startswith("one")]
    spelt = {digit for quantity in counted for digit in re.findall(r"\d+", quantity.words)}
    return frozenset({(q.low, q.high) for q in counted} | (set(re.findall(r"\d+", text)) - spelt))


def tokenise(sentence: str) -> list[Token]:
    return [
        Token(match.group().lower(), match.start(), match.end(), match.lastgroup or "word")
        for match in _TOKEN.finditer(sentence)
    ]


def _named(sentence: str, start: int) -> bool:
    """Whether a number's capital makes it a name ("the Twelve"): it opens no sentence and no quotation."""
    before = sentence[:start].rstrip()
    return sentence[start].isupper() and bool(before) and before[-1] not in _OPENERS


def _number(tokens: list[Token], at: int) -> tuple[float, float, str, int]:
    """Low, high, unit and where the number that begins at `at` ends; it ends at `at` where none begins."""
    token = tokens[at]
    following = [later.word for later in tokens[at + 1 : at + 3]] + ["", ""]
    if token.word in VAGUE:
        return _vague(token.word, following, at)
    if token.word in PARTS and following[0] in {"of", "more", "less", "higher", "lower", "fewer"}:
        times = WORDS.get(tokens[at - 1].word, 1.0) if at and token.word == "thirds" else 1.0
        return PARTS[token.word] * times, PARTS[token.word] * times, "percent", at + 1
    pointed = at > 0 and tokens[at - 1].word in _POINTING
    if token.word == "one" and (pointed or following[0] in _NO_COUNT):
        return 0.0, 0.0, "", at
    value, after = _value(tokens, at)
    if after == at or (after < len(tokens) and tokens[after].word in PARTS and tokens[after].word != "half"):
        return 0.0, 0.0, "", at
    unit = token.word[0] if token.word[0] in "$€£" else ""
    rest = [later.word for later in tokens[after : after + 2]] + ["", ""]
    if rest[0] in {"%", "percent"} or rest[:2] == ["per", "cent"]:
        return value, value, "percent", after + (2 if rest[0] == "per" else 1)
    return value, value, unit, after


def _vague(word: str, following: list[str], at: int) -> tuple[float, float, str, int]:
    """ "dozens", "several hundred", "tens of thousands"."""
    low, high = VAGUE[word]
    if following[0] in SCALES:
        return low * SCALES[following[0]], high * SCALES[following[0]], "", at + 2
    if following[0] == "of" and following[1] in {"thousands", "millions"}:
        scale = SCALES[following[1].removesuffix("s")]
        return low * scale, high * scale, "", at + 3
    return low, high, "", at + 1


def _value(tokens: list[Token], at: int) -> tuple[float, int]:
    """The value of the digits and number words from `at` on, and where they end."""
    total = part = 0.0
    after = at
    while after < len(tokens):
        word = tokens[after].word
        if tokens[after].kind == "digits" and after == at:
            part = float(re.sub(r"[^\d.]", "", word))
        elif word in WORDS and not (after == at + 1 and tokens[at].kind == "digits"):  # "2,900 three years ago"
            part += WORDS[word]
        elif word in {"dozen", "hundred"} and (after > at or word == "dozen"):
            part = (part or 1.0) * SCALES[word]
        elif after > at and (scale := SCALES.get(word) or _millions(tokens, at, after)):
            total, part = total + part * scale, 0.0
        elif not (word == "and" and after > at and tokens[after - 1].word in SCALES and _more(tokens, after)):
            break
        after += 1
    return total + part, after


def _millions(tokens: list[Token], at: int, after: int) -> float:
    """A million where the "m" after a number is short for one; else 0."""
    if tokens[after].word != "m":
        return 0.0
    counted = tokens[after + 1].word if after + 1 < len(tokens) else ""
    return SCALES["million"] if tokens[at].word[0] in "$€£" or stems(counted) & IN_MILLIONS else 0.0


def _more(tokens: list[Token], at: int) -> bool:
    return at + 1 < len(tokens) and tokens[at + 1].word in WORDS


def _is_whole(tokens: list[Token], at: int) -> bool:
    """Whether the number says of how many a part is told."""
    before = [token.word for token in tokens[max(0, at - 3) : at]]
    if before and before[-1] in {"the", "its", "their", "all", "those", "these"}:
        before.pop()
    part = before[-2] if before[-1:] == ["of"] and len(before) > 1 else ""
    return part in WORDS or part in SHARES or part.isdigit()


def _dated(tokens: list[Token], at: int, after: int) -> bool:
    """Whether the number is a year or the day of a month."""
    word = tokens[at].word
    year = after == at + 1 and re.fullmatch(r"1[5-9]\d\d|20\d\d", word) is not None
    around = [token.word for token in (*tokens[max(0, at - 1) : at], *tokens[after : after + 1])]
    return year or (word.isdigit() and any(near in MONTH_NAMES for near in around))


def _bound(before: str) -> tuple[float, float]:
    return next((factors for pattern, factors in _BOUND if pattern.search(before)), (1.0, 1.0))


def _nouns(tokens: list[Token], after: int) -> tuple[frozenset[str], int]:
    """The stems of what is counted, from the words after the number, and where they end."""
    nouns: set[str] = set()
    end = 0
    for token in tokens[after : after + 5]:
        if token.kind != "word" or token.word in _ENDS or token.word in EVENT_OF:
            break
        nouns |= stems("people" if token.word == "person" else token.word)
        end = token.end
    return frozenset(nouns), end


def _nearest_event(tokens: list[Token], at: int, after: int, stops: Sequence[int], events: Sequence[int]) -> str:
    """What happened to those who are counted: the nearest such word of the same clause, the later of two as near.
    `stops` and `events` are where those tokens stand."""
    stop = bisect_left(stops, at)
    begin = stops[stop - 1] + 1 if stop else 0
    if after < len(tokens) and tokens[after].word in _HELPING:  # "two were missing": what follows tells
        begin = after
    ending = bisect_left(stops, after)
    finish = stops[ending] if ending < len(stops) else len(tokens)
    place = bisect_left(events, at)
    near = [i for i in events[max(0, place - 1) : place + after - at + 1] if begin <= i < finish]
    nearest = min(near, key=lambda i: (min(abs(i - at), abs(i - after + 1)), -i), default=None)
    return "" if nearest is None else EVENT_OF[tokens[nearest].word]
