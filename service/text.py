"""Sentences, passages, and where a quote stands. Strings in, spans out: knows nothing of files, markup or models.

Every offset counts code points from the start of the whole text, so that `text[start:end]` is what stands there.
"""

import re
from collections.abc import Iterator

from rapidfuzz.distance import Levenshtein

from service.domain import Article, Document, Passage, Span, normalised
from service.layout import body_end, lines, shown

PASSAGE_CHARACTERS = 1_500  # about 250 words: what one reading call takes with its context
EVIDENCE_CHARACTERS = 600  # a long paragraph: what retrieval ranks and one judgement reads
SENTENCE_CHARACTERS = 2_000  # no sentence of news is longer: what runs on without a stop is a table, or hostile
BROKEN_LINE = 90  # the width at which texts are broken by hand

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


# ---------------------------------------------------------------- sentences


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
                found += _cut(text, begin, stop.end(), SENTENCE_CHARACTERS)
                begin = stop.end()
        found += _cut(text, begin, line.end(), SENTENCE_CHARACTERS)
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


def _cut(text: str, start: int, end: int, limit: int) -> Iterator[Span]:
    """`text[start:end]` trimmed, in pieces of at most `limit` characters that end at white space where there is any."""
    while end - start > limit:
        space = max(text.rfind(" ", start, start + limit), text.rfind("\xa0", start, start + limit))
        stop = space if space > start else start + limit
        yield from _trimmed(text, start, stop)
        start = stop
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> list[Span]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return [Span(text=words, start=start, end=start + len(words))] if words else []


# ---------------------------------------------------------------- passages


def passages(article: Article, size: int = PASSAGE_CHARACTERS) -> tuple[Passage, ...]:
    """The article's own prose in order, in passages of whole paragraphs (or sentences) of at most `size` characters.

    Left out: the headline where it repeats the title, picture ids, captions, and all from `body_end` on.
    """
    beside = {line.start for line in shown(article.body, article.body_end).lines}
    runs: list[list[Span]] = [[]]
    own = tuple(lines(article.body, article.body_end))
    for number, line in enumerate(own):
        headline = number == 0 and len(own) > 1 and _repeats(line.text, article.title)
        if headline or line.start in beside:
            runs.append([])
        else:
            runs[-1] += _pieces(line, article.body, size)
    packed = [span for run in runs for span in _packed(run, article.body, size)]
    return tuple(Passage(id=f"p{n}", span=span) for n, span in enumerate(packed, 1))


def document_passages(document: Document) -> tuple[Passage, ...]:
    """A document's paragraphs up to its `body_end`, cut at sentence bounds into passages of at most 600 characters.

    Short lines in a row (a list, a text broken by hand) are one paragraph.
    """
    text = document.text
    runs: list[list[Span]] = []
    was_short = False
    for line in lines(text, body_end(text)):
        short = len(line.text) <= BROKEN_LINE
        if not (short and was_short):
            runs.append([])
        runs[-1] += _pieces(line, text, EVIDENCE_CHARACTERS)
        was_short = short
    packed = [span for run in runs for span in _packed(run, text, EVIDENCE_CHARACTERS)]
    return tuple(
        Passage(id=f"{document.id}#{n}", document_id=document.id, span=span) for n, span in enumerate(packed, 1)
    )


def _repeats(line: str, title: str | None) -> bool:
    """Whether the line is the title, or all of it but the outlet's name behind it."""
    own, whole = normalised(line), normalised(title or "")
    return bool(own) and (own == whole or (len(own.split()) > 3 and whole.startswith(f"{own} ")))


def _pieces(line: Span, text: str, limit: int) -> list[Span]:
    """A paragraph as it is, or its sentences if it is longer than `limit`; a longer sentence is cut at white space."""
    if len(line.text) <= limit:
        return [line]
    found: list[Span] = []
    for sentence in sentences(text, line.start, line.end):
        found += _cut(text, sentence.start, sentence.end, limit)
    return found


def _packed(pieces: list[Span], text: str, limit: int) -> Iterator[Span]:
    """Neighbouring pieces joined as long as they stay within `limit`."""
    if not pieces:
        return
    start, end = pieces[0].start, pieces[0].end
    for piece in pieces[1:]:
        if piece.end - start > limit:
            yield Span.of(text, start, end)
            start = piece.start
        end = piece.end
    yield Span.of(text, start, end)


# ---------------------------------------------------------------- locating a quote

# Words without which a statement is another one: negations, hedges, numbers, and who stands on which side.
TELLING = frozenset(
    "not no never none nor neither nobody nothing nowhere without cannot hardly scarcely barely denied denies deny"
    " denying refused refuses failed fails unless except false falsely"
    " may might could would should allegedly alleged reportedly apparently possibly probably perhaps likely unlikely"
    " if almost nearly about around approximately only over under up down least most more less fewer"
    " against alongside by from for with before after until since between"
    " zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands"
    " million millions billion billions trillion trillions dozen dozens score scores half third quarter twice double"
    " triple first second once percent per several many few both all some % $ £ € ¥".split()
)
SLIGHT = frozenset("a an the that which who and of to in on at".split())  # what a quote may have too many
ENDINGS = ("", "s", "es", "d", "ed", "ing", "'s", "e")

CLOSE_WORDS = (4, 400)  # fewer words name too little to be matched loosely; more are not one quote
SLIPS = 0.15  # the share of a quote's words that may be left out of it or stand too many in it
OMITTED_WORDS = 12  # what an ellipsis may leave out
SEEDS, SEED_PLACES, TRIES = 8, 40, 1_000  # bounds on hostile text

_FOLDED = str.maketrans(
    "‘’‚‛ʼ´`′“”„‟«»″‐‑‒–—―−\xa0\u2007\u202f\u2009\u200a\u2002\u2003\t\n\r\v\fς",
    "''''''''\"\"\"\"\"\"\"-------" + " " * 12 + "σ",
)
_WORD = re.compile(r"\d+(?:[.,]\d+)*\w*|\w+(?:'\w+)*|[%$£€¥]")
_ELLIPSIS = re.compile(r"\.\.\.|…|\[\W*\]")
_ENTERS = re.compile(r"(?<=\w)\w|(?<=\d[.,])\d|(?<=n['’])t\b")
_LEAVES = re.compile(
    r"(?<=\w)\w|(?<=\d)[.,]\d|(?<=\d)\s?%|(?<=\w)['’]t\b"
    r"|(?<=\d)[\s-](?:hundred|thousand|million|billion|trillion|percent|per cent|dozen)s?\b"
)


def locate(quote: str, text: str, start: int = 0, end: int | None = None, near: int | None = None) -> Span | None:
    """Where `quote` stands in `text[start:end]`: as it is, else but for case, spacing and punctuation, else closely.

    The first place, or with `near` (an offset) the one whose start is nearest to it. A close match forgives a dropped
    word, an ellipsis or an ending, never a number, a negation or a hedge: "21 soldiers" is not "12 soldiers", and
    "was killed" not "was not killed". No match begins or ends inside a word. None: the words do not stand there.
    """
    found = _all(quote, text, start, end)
    first = next(found, None)
    if first is None:
        return _close(quote.strip(), text, start, len(text) if end is None else end, near)
    return first if near is None else min((first, *found), key=lambda span: abs(span.start - near))


def occurrences(quote: str, text: str, start: int = 0, end: int | None = None) -> tuple[Span, ...]:
    """Every place where `quote` stands in `text[start:end]` as it is; if none, but for case, spacing, punctuation."""
    return tuple(_all(quote, text, start, end))


def _all(quote: str, text: str, start: int, end: int | None) -> Iterator[Span]:
    quote, end = quote.strip(), len(text) if end is None else end
    exact = _exact(quote, text, start, end)
    first = next(exact, None)
    if first is None:
        yield from _folded(quote, text, start, end)
    else:
        yield first
        yield from exact


def _exact(quote: str, text: str, start: int, end: int) -> Iterator[Span]:
    at, tries = text.find(quote, start, end) if quote else -1, 0
    while at >= 0 and tries < TRIES:
        whole = _whole(text, at, at + len(quote))
        if whole:
            yield Span(text=quote, start=at, end=at + len(quote))
        tries += not whole
        at = text.find(quote, at + (len(quote) if whole else 1), end)


def _folded(quote: str, text: str, start: int, end: int) -> Iterator[Span]:
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
        if _whole(text, span.start, span.end):
            yield span
        else:
            tries += 1
        at = row.find(needle, at + 1)


def _words(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The folded words, numbers and signs of a text, and where each stands."""
    found = [(word[0], word.span()) for word in _WORD.finditer(_fold(text))]
    return [word for word, _ in found], [place for _, place in found]


def _fold(text: str) -> str:
    """A copy of the same length, so that offsets survive: one case, straight quotes, plain dashes and spaces."""
    low = text.lower()
    if len(low) != len(text):  # a few letters have no single lower-case one
        low = "".join(one if len(one := letter.lower()) == 1 else letter for letter in text)
    return low.translate(_FOLDED)


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no word, number or "n't" is cut at either end."""
    return not _ENTERS.match(text, start) and not _LEAVES.match(text, end)


def _widened(quote: str, text: str, start: int, end: int) -> Span:
    """The span with the punctuation around it that the quote has too."""
    folded = _fold(quote)
    inner = [word.span() for word in _WORD.finditer(folded)]
    for mark in reversed(folded[: inner[0][0]]):
        if start and _fold(text[start - 1]) == mark:
            start -= 1
    for mark in folded[inner[-1][1] :]:
        if _fold(text[end : end + 1]) == mark:
            end += 1
    return _trimmed(text, start, end)[0]


def _close(quote: str, text: str, start: int, end: int, near: int | None) -> Span | None:
    """The place whose words differ from the quote's by slips only, and by the fewest."""
    wanted, _ = _words(quote)
    if not CLOSE_WORDS[0] <= len(wanted) <= CLOSE_WORDS[1]:
        return None
    words, places = _words(text[start:end])
    spare = max(1, int(SLIPS * len(wanted))) + (OMITTED_WORDS if _ELLIPSIS.search(quote) else 0)
    hits: list[tuple[int, int, Span]] = []
    for first in _beginnings(wanted, words, spare):
        for last in range(max(first, first + len(wanted) - 1 - spare), min(first + len(wanted) + spare, len(words))):
            slips = _slips(wanted, words[first : last + 1], spare) if words[last] in wanted[-2:] else None
            if slips is not None:
                span = _widened(quote, text, start + places[first][0], start + places[last][1])
                hits += [(slips, abs(span.start - (near or 0)), span)] if _whole(text, span.start, span.end) else []
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


def _slips(wanted: list[str], words: list[str], spare: int) -> int | None:
    """How many words differ, or None when the difference is more than slips."""
    if Levenshtein.distance(wanted, words, score_cutoff=spare) > spare:
        return None
    if [word for word in wanted if _tells(word)] != [word for word in words if _tells(word)]:
        return None
    slips = 0
    for step in Levenshtein.opcodes(wanted, words):
        ours, theirs = wanted[step.src_start : step.src_end], words[step.dest_start : step.dest_end]
        if step.tag == "delete" and not SLIGHT.issuperset(ours):
            return None
        if step.tag == "replace" and not all(map(_same_word, ours, theirs)):
            return None
        slips += max(len(ours), len(theirs)) if step.tag != "equal" else 0
    return slips


def _tells(word: str) -> bool:
    """Whether a statement with and without the word are two statements."""
    return word in TELLING or word[0].isdigit() or word.endswith("n't")


def _same_word(a: str, b: str) -> bool:
    """Whether two words differ by an inflection, or by one letter left out of a long one."""
    if any(len(stem) >= 4 for stem in _stems(a) & _stems(b)):
        return True
    return min(len(a), len(b)) >= 8 and len(a) != len(b) and a[0] == b[0] and Levenshtein.distance(a, b) == 1


def _stems(word: str) -> set[str]:
    return {word.removesuffix(ending) for ending in ENDINGS}
