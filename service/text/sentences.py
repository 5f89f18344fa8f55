"""Sentences of running text. Strings in, spans out.

Every offset counts code points from the start of the whole text, so that `text[start:end]` is what stands there.
"""

import re
from collections.abc import Iterator

from service.domain import Span

SENTENCE_CHARACTERS = 2_000  # no sentence of news is longer: what runs on without a stop is a table, or hostile

OPENERS = "\"'“‘«„‚([{"
CLOSERS = "\"'”’»)]}"

# Newspaper English. Followed by a name: never the end of a sentence.
TITLES = frozenset(
    "mr mrs ms mx messrs mme mlle dr prof sir st mt ft fr sr rev revd hon pres sen sens rep reps gov govs gen maj col"
    " lt capt cpt cmdr cdr adm brig cpl sgt pvt supt insp det asst dep amb atty msgr ald del v vs e.g i.e".split()
)
# Followed by a number: not the end of a sentence.
NUMBERED = frozenset(
    "no nos jan feb mar apr jun jul aug sep sept oct nov dec art arts sec ch vol p pp par para fig figs c ca approx est"
    " tel ext".split()
)
# The end of a sentence only when what follows opens one.
SHORTENED = frozenset(
    "inc corp co cos ltd plc llc bros jr sr esq etc al ave blvd rd dept univ assn intl govt natl min max avg hwy"
    " ala ariz ark calif colo conn fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa tenn"
    " tex va vt wash wis wyo jan feb aug sept oct nov dec ed eds".split()
)
# Words that open sentences far more often than they continue a name after a shortened word.
STARTERS = frozenset(
    "the a an he she it they we you i but and or so if in on at as by for from with when while after before since"
    " although though however this that these those there here what who why how where his her its their our my your"
    " some many most no not yes according also meanwhile earlier later then now both each all another asked under"
    " despite during among because until instead still yet once only even more other others about between".split()
)
SPEECH = "said|says|asked|asks|told|tells|added|adds|wrote|writes|tweeted|posted|shouted|cried|replied|wondered"

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# Possessive, and never begun inside a run of stops: linear on a megabyte of dots or quotes.
_STOP = re.compile(r"(?<![.!?…])([.!?…]++)((?:\[\d{1,3}\]|[\"'”’»)\]}])*+(?:[ \xa0]?[”»])*+)(?=\s|[A-Z\"“‘(])")
_NEXT = re.compile(r"(\s*+)([\"'“‘«„‚(\[{]*+)(\w*+)")
_ACRONYM = re.compile(r"(?:[^\W\d_]{1,2}\.)+[^\W\d_]{1,2}")
_SPEAKER = re.compile(rf"\s+(?:[A-Z][\w.'’-]{{0,30}}\s+){{1,4}}(?:{SPEECH})\b")


def sentences(text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """The sentences of `text[start:end]`, in order, without overlap, trimmed of white space.

    A line break always ends a sentence; closing quotes and brackets stay with the sentence they close. Between two
    ways to cut, the longer sentence is chosen: a claim cut in half loses its speaker; but what runs on for more than
    2,000 characters is cut at white space. Linear in the text.
    """
    found: list[Span] = []
    for line in _LINE.finditer(text, start, len(text) if end is None else end):
        begin = line.start()
        for stop in _STOP.finditer(text, line.start(), line.end()):
            if _ends_sentence(text, begin, stop):
                found += cut(text, begin, stop.end(), SENTENCE_CHARACTERS)
                begin = stop.end()
        found += cut(text, begin, line.end(), SENTENCE_CHARACTERS)
    return tuple(found)


def _ends_sentence(text: str, begin: int, stop: re.Match[str]) -> bool:
    """Whether a run of stops ends the sentence that began at `begin`."""
    marks, closing = stop.groups()
    following = _NEXT.match(text, stop.end())
    gap, opening, word = following.groups() if following else ("", "", "")
    if word[:1].islower() or (not word and not opening and _continues(text, following)):
        return False
    if not gap:
        return text[stop.start() - 1 : stop.start()].islower() and word.lower() in STARTERS
    if marks == ".":
        return _full_stop(text, begin, stop.start(), opening, word)
    if marks[0] in "!?":
        return not (closing and _SPEAKER.match(text, stop.end()))
    return not text[stop.start() - 1 : stop.start()].isspace()  # a free-standing "..." marks words left out


def _continues(text: str, following: re.Match[str] | None) -> bool:
    return following is not None and text[following.end() : following.end() + 1] in tuple("-–—―,;:.!?…")


def _full_stop(text: str, begin: int, stop: int, opening: str, word: str) -> bool:
    """Whether the single dot at `stop` is more than the dot of a shortened word."""
    before = text[max(begin, stop - 24) : stop].split()
    token = before[-1].lstrip(OPENERS) if before else ""
    short = token.lower()
    starter = word.lower() in STARTERS
    if len(before) == 1 and stop - begin < 8 and (token.isdigit() or len(token) == 1):
        return False  # the number or letter of a list item
    if short in TITLES or text[stop - 2 : stop] == ". ":
        return False
    if word[:1].isdigit() and short in NUMBERED:
        return False
    if len(token) == 1 and token.isupper():
        return starter
    if short in SHORTENED or _ACRONYM.fullmatch(token):
        return starter or any(mark in '"“‘«' for mark in opening)
    return True


def cut(text: str, start: int, end: int, limit: int) -> Iterator[Span]:
    """`text[start:end]` trimmed, in pieces of at most `limit` characters that end at white space where there is any."""
    while end - start > limit:
        space = max(text.rfind(" ", start, start + limit), text.rfind("\xa0", start, start + limit))
        stop = space if space > start else start + limit
        yield from trimmed(text, start, stop)
        start = stop
    yield from trimmed(text, start, end)


def trimmed(text: str, start: int, end: int) -> list[Span]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return [Span(text=words, start=start, end=start + len(words))] if words else []
