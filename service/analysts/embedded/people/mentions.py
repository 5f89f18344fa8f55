"""Every naming in a text: where a name begins and ends, its title, and how it is described there."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from service.analysts.embedded.attribution.clauses import small
from service.analysts.embedded.attribution.cues import finite
from service.analysts.embedded.attribution.tokens import DATELINE
from service.analysts.embedded.people.nouns import People, for_one_person, personal, sort_of
from service.domain import Span
from service.languages.en.lexicon import words


class Mention(NamedTuple):
    """One naming: the name's own words; the title before it; the descriptions around it, each ending in its noun;
    whether it follows a preposition of place, or "the"; whether it is a possessive; whether it signs a quotation."""

    span: Span
    title: tuple[str, ...] = ()
    described: tuple[tuple[str, ...], ...] = ()
    located: bool = False
    definite: bool = False
    possessive: bool = False
    quoted: bool = False


class _Token(NamedTuple):
    text: str
    word: str
    start: int
    end: int
    capital: bool
    opens: bool


LONGEST = 24  # words: no name runs on for longer, and a text of nothing but capitals is read in bounded time
SMALL = 3  # letters of a word that has no capital in a heading
_PREFIXED = re.compile(r"(?:al|el|ad|as|an|ar|bin)[-‑][^\W\d_a-z]")
_TOKEN = re.compile(r"([a-z]++(?![\w&-]|[’'.]\w))|(?:[^\W\d_]\.){2,}|\w[\w&-]*+(?:[’'.](?=\w)[\w&-]*+)*+")
_POSSESSIVE = re.compile(r"[’']s?$")
_LINE = re.compile(r"[^\n]+")
_SMALL, _CAPITALS, _TWO = re.compile(r"[a-z]"), re.compile(r"[A-Z][A-Z’'-]"), re.compile(r"[A-Z]{2}")
_OPENING = re.compile(r"(?:^|[.!?:\n•])[\"'“”‘’(\[\s]*$")
_JOINING = frozenset("of for the de la le du van von der den bin ibn al el ul ad as".split())
_LOCATING = re.compile(r"\b(?:in|at|near|across|outside|around|into|towards?|throughout)\s+(?:the\s+)?$")
_PLACING = ("in", "at", "near", "across", "outside", "around", "into", "toward", "towards", "throughout", "the")
# A company is what one has shares in, and nowhere to be.
_SHARING = re.compile(
    r"\b(?:shares?|stakes?|stock|holdings?|invest\w*|confidence|faith|interests?|believes?) in (?:the )?$"
)
_DOTTED = frozenset("st dr gen sen lt col rep gov sgt capt jr hon engr ing adv fr rev prof".split())


def mentions(text: str, end: int) -> Iterator[Mention]:
    """Every naming in `text[:end]`, in order."""
    tokens = _tokens(text, end)
    lowered = {token.text for token in tokens if not token.capital}
    capitals = [index for index, token in enumerate(tokens) if token.capital]  # no name begins elsewhere
    named = {tokens[index].text for index in capitals if not tokens[index].opens}
    behind, office = 0, tokens[:0]
    for index in capitals:
        first, pair = tokens[index], tokens[index : index + 2]
        held = first.word in words(People).titles and pair[-1].word == "of"  # "Mayor | of London" names the place alone
        if held and index + 2 < len(tokens) and tokens[index + 2].word in words(People).offices:
            office, behind = tokens[index : index + 3], index + 3  # "Minister of Health | Ann Hale"
        taken = index < behind or held or _plain_opening(tokens[index : index + 3], lowered)
        if taken or (_tells_of_noun(pair) and first.text not in named):
            continue
        length = _run(text, tokens, index)
        told = index + length < len(tokens) and finite(tokens[index + length].word)  # "Rolling Stone | reported"
        whole = length < 2 or (told and _participle(first))
        if not whole and _parts_at_first(text, tokens[index : index + length], named):
            length = 1
        title, name = _untitled(tokens[index : index + length])
        title = (*office, *title) if tokens[index - 1 : index] == office[-1:] else title
        common = _common(name, lowered, named) or (length == 1 and _participle(first)) if name else True
        if not common and not _cried(tokens[index : index + length]):
            yield _mention(text, title, name, end)
        behind = index + length


def _tokens(text: str, end: int) -> list[_Token]:
    return [
        _Token(word, word, found.start(), found.end(), False, False) if (word := found[1]) else _token(text, found)
        for start, stop in _spoken(text, end)
        for found in _TOKEN.finditer(text, start, stop)
    ]


def _token(text: str, found: re.Match[str]) -> _Token:
    """A word that is not plain, as most are. Of no other anybody asks whether it opens a sentence."""
    word, at = found[0], found.start()
    capital = word[0].isupper() or (word[0] in "aeb" and _PREFIXED.match(word) is not None)
    return _Token(word, word.lower(), at, found.end(), capital, (capital or word[0].isdigit()) and _opens(text, at))


def _opens(text: str, at: int) -> bool:
    if text[at - 1 : at] == " " and text[at - 2 : at - 1].isalnum():
        return False
    return _OPENING.search(text[max(0, at - 6) : at]) is not None


def _spoken(text: str, end: int) -> list[tuple[int, int]]:
    """All but headings and datelines, whose words name nobody of whom the story tells. In order."""
    shouted = [
        (line.start(), line.start() + length)
        for line in _LINE.finditer(text, 0, end)
        if (length := len(line[0]) if _heads(line[0]) else _dateline(line[0]))
    ]
    if sum(stop - start for start, stop in shouted) >= end / 2:
        return [(0, end)]
    starts, stops = (0, *(stop for _, stop in shouted)), (*(start for start, _ in shouted), end)
    return list(zip(starts, stops, strict=True))


def _heads(line: str) -> bool:
    """Whether a line is a heading in capitals, or One That Gives a Capital to Each of Its Words: no name ends there."""
    words_of = _TOKEN.finditer(line) if line[-1].isalnum() else ()
    long = [found[0] for found in words_of if len(found[0]) > SMALL]
    return (len(long) > SMALL and not any(word[0].islower() for word in long)) or _in_capitals(line)


def _in_capitals(line: str) -> bool:
    """Whether a line has no small letter, and two words in capitals. Piece by piece, for one pattern of all that would
    go back over the line again and again."""
    first = None if _SMALL.search(line) else _CAPITALS.search(line)
    space = line.find(" ", first.end()) if first else -1
    return space >= 0 and _TWO.search(line, space + 1) is not None


def _dateline(line: str) -> int:
    found = DATELINE.match(line)
    return found.end() if found else 0


def _plain_opening(opening: Sequence[_Token], lowered: set[str]) -> bool:
    """ "Fighters of the Accord" and "Pals of Mrs Hale" are no names: a common plural, and whose they are."""
    first, whose = opening[0], opening[-1].word.rstrip(".")
    if not (first.opens and first.word.endswith("s") and opening[1:2] and opening[1].word in ("of", "for", "from")):
        return False
    return first.word in lowered or personal(first.word.removesuffix("s")) or whose in words(People).titles


def _tells_of_noun(pair: Sequence[_Token]) -> bool:
    """ "Ferry firm lost …" is no name: a word that opens the sentence before the common noun it tells more of."""
    first, after = pair[0], pair[-1]
    if not first.opens or after is first or after.capital or _POSSESSIVE.search(first.text):
        return False
    return any(sort_of(noun) or personal(noun) for noun in (after.word, after.word.removesuffix("s")))


def _run(text: str, tokens: Sequence[_Token], index: int) -> int:
    """How many tokens from `index` on stand together as one name, title included; 0 where none begins."""
    if _COMPOUND.search(tokens[index].text) or not _may_open(tokens[index : index + 2]):
        return 0
    length = 1
    while length < LONGEST and not _POSSESSIVE.search(tokens[index + length - 1].text):
        step = _step(text, tokens[index : index + length + 3], length)
        if not step:
            break
        length += step
    return length


def _parts_at_first(text: str, run: Sequence[_Token], named: set[str]) -> bool:
    """Whether a run is two: "Hosting | Cook at the fair", "the envoy to Ukraine | Kurt Volker"."""
    first, last = run[0], run[-1]
    if _participle(first):
        return first.text not in named
    described = personal(first.word) or (len(run) > 2 and for_one_person(first.word))
    if first.opens and described and run[1].word in words(People).female | words(People).male:
        return True  # "Employee | Steve Hale"
    abroad = first.word in words(People).countries and _TOWARDS.search(text[max(0, first.start - 8) : first.start])
    return bool(abroad) and len(run) > 2 and sort_of(last.word) is None


def _cried(run: Sequence[_Token]) -> bool:
    """ "NOBODY WAS THERE": words in capitals that are spoken, and no name."""
    return len(run) > 2 and all(token.text.isupper() and len(token.text) > 1 for token in run)


def _participle(token: _Token) -> bool:
    """ "Hosting", "Citing": a word in -ing that opens a sentence."""
    return token.opens and token.word.endswith("ing") and len(token.word) > 5


_TOWARDS = re.compile(r"\b(?:to|in|for|of|from|with|on)\s$")


def _may_open(pair: Sequence[_Token]) -> bool:
    """No small word opens a name, but "the Third Brigade" is one, where no sentence begins."""
    first, after = pair[0], pair[-1]
    if first.word not in words(People).openers or first.word.rstrip(".") in _HONORIFICS:
        return True
    return first.word in _INNER and not first.opens and after.capital and after is not first


_INNER = frozenset("first second third will".split())  # openers that a name may begin with inside a sentence
_COMPOUND = re.compile(r"[-–][a-z]+$")
_PLURAL_PERSONS = re.compile(r"\w{3,}(?:er|or|ist|ee|ian)s")
_HONORIFICS = frozenset("mr mrs ms miss dr".split())


def _step(text: str, run: Sequence[_Token], length: int) -> int:
    """How many more tokens carry the name on: the next capitalised word, with at most two small words before it."""
    for ahead, (left, token) in enumerate(zip(run[length - 1 :], run[length:], strict=False)):
        if not _joined(text, left, token) and not (_institutional(run[:length]) and _LISTED.match(text, left.end)):
            return 0
        titled = ahead and token.word.rstrip(".") in words(People).titles and not sort_of(run[0].word)
        if _COMPOUND.search(token.text) or titled:
            return 0  # "Friends of | Mrs Hale"
        if token.capital or (token.text.isdigit() and ahead == 0):
            ends = token.word in words(People).ending or token.word in small().verbs
            return 0 if ends or (ahead and _of_nothing(run[: length + ahead])) else ahead + 1
        if token.word not in _JOINING and not _joins_body(run[:length], left, token):
            return 0
    return 0


def _joins_body(run: Sequence[_Token], left: _Token, token: _Token) -> bool:
    """Whether a small word belongs to a body's name: "Committee for | a Better Port", "Commission | on Debates"."""
    if token.word == "and":
        return _institutional(run)
    named = (token.word == "on" and left) or (token.word == "a" and left.word == "for" and run[0])
    return bool(named and sort_of(named.word))


_LISTED = re.compile(r", [A-Z]\w+(?:, [A-Z]\w+)*,? and (?:the )?[A-Z]")  # the Ministry of Trade | , Industry and Energy


def _of_nothing(run: Sequence[_Token]) -> bool:
    """Whether a small word behind two capitals only tells where somebody belongs: "Ann Hale | of the Harbour Board"."""
    lead = [token for token in run if token.capital]
    return len(lead) > 1 and run[-1].word in {"of", "for", "the"} and not any(sort_of(token.word) for token in lead)


def _joined(text: str, left: _Token, right: _Token) -> bool:
    gap = text[left.end : right.start]
    if gap == " & ":
        return right.capital
    if gap in {"’ ", "' "}:  # the Teachers' Union, and not the teachers' Ann Hale
        return left.word.endswith("s") and right.capital and sort_of(right.word) is not None
    return gap in {" ", "\u00a0"} or (gap == ". " and (len(left.text) == 1 or left.word in _DOTTED | _HONORIFICS))


def _institutional(run: Sequence[_Token]) -> bool:
    """Inside "Ministry of Health and …" an "and" belongs to the name."""
    return any(of.word in {"of", "for"} and sort_of(noun.word) for noun, of in pairwise(run[:4]))


def _untitled(run: Sequence[_Token]) -> tuple[Sequence[_Token], Sequence[_Token]]:
    """A run cut into title and name: "Foreign Minister" and "Ana Ruiz". A title alone leaves no name."""
    lexicon = words(People)
    cut = 0
    for index, token in enumerate(run):
        after = run[index + 1].word if index + 1 < len(run) else ""
        title = _POSSESSIVE.sub("", token.word).rstrip(".") in lexicon.titles
        if title and after not in {"of", "for", "the"} and not sort_of(after):
            cut = index + 1
    return run[:cut], run[cut:]


def _common(name: Sequence[_Token], lowered: set[str], named: set[str]) -> bool:
    """A single word that is capital only because it opens the sentence, or that only says where somebody is from."""
    lexicon = words(People)
    if len(name) > 1:
        return "-".join(token.word for token in name) in lexicon.demonyms
    token = name[0]
    word = _POSSESSIVE.sub("", token.word)
    if token.opens and (word in lexicon.qualifying or (_PLURAL_PERSONS.fullmatch(word) and not sort_of(word))):
        return True
    listed = (lexicon.unnamed, small().time, lexicon.organisations, lexicon.demonyms)
    nation = word.rstrip("s") in lexicon.demonyms
    if nation or any(word in known for known in listed) or word == "i" or word.startswith(("i'", "i’")):
        return True
    known = token.text in named and word not in lowered
    if known or not token.opens or (token.text.isupper() and len(token.text) > 1):
        return False
    plain = any(word in known for known in (lowered, lexicon.unnamed, lexicon.persons, small().verbs, lexicon.papers))
    return plain or word.endswith(("ing", "ly"))


def _mention(text: str, title: Sequence[_Token], name: Sequence[_Token], end: int) -> Mention:
    last = name[-1]
    first = name[0].start - 3 if text.endswith(" al ", 0, name[0].start) else name[0].start
    own = _POSSESSIVE.sub("", last.text)
    stop = last.start + len(own)
    possessive = own != last.text or text[stop : stop + 1] in {"’", "'"}
    begin = title[0].start if title else first
    before = text[max(0, begin - 80) : begin]
    after = "" if possessive else text[stop : min(end, stop + 160)]
    return Mention(
        span=Span.of(text, first, stop),
        title=tuple(token.word.rstrip(".") for token in title),
        described=(*_described_before(before), *_described_after(before, after)),
        located=not possessive and _located(before),
        definite=before[-4:].lower() == "the " and not title,
        possessive=possessive,
        quoted=bool(_SAYING.match(after) if _CLOSED.search(before) else _CLOSED_SAYING.search(before)),
    )


# A quotation's last mark before "Reed said", and before "said Reed"; a firm says it "in a statement".
_CLOSED = re.compile(r"[”\"’'],?\s$")
_VERBS = "said|says|added|adds|asked|explained|recalled|testified|demanded|joked"
_CLOSED_SAYING = re.compile(rf"[”\"’'],?\s(?:{_VERBS})\s$")
_SAYING = re.compile(rf"\s(?:{_VERBS})\b(?!\s(?:\w+\s)?in an?\b)")


def _located(before: str) -> bool:
    if not before.rstrip().endswith(_PLACING):
        return False
    return bool(_LOCATING.search(before)) and not _SHARING.search(before)


# ---------------------------------------------------------------- how a name is described

_APPOSED_BEFORE = re.compile(
    r"(?:^|[^\w.])(?:(?:the|an?|his|her|its|their) )?((?:(?:[\w’'-]|(?<=\b[A-Z])\.)+ ){0,6}?[\w’'-]+), $", re.I
)
_BELONGING = re.compile(r"\b(?:for|of|at|in|from)\s+(?:(?:the|an?|his|her|its|their)\s+)?$", re.I)
_CLOSE_BEFORE = re.compile(r"((?:[a-z’'-]+ ){0,2}[a-z][\w-]*)\s+$")
_LAST = re.compile(r"[a-z][\w-]*$")
# "a Rovers fan" is not Rovers: the noun after the name describes somebody else.
_MODIFYING = re.compile(r"\b(?:an?|another|other|some|two|several)\s+(?:[a-z]+\s+)?$", re.I)
_CLOSE_AFTER = re.compile(r"\s+([a-z][\w-]*(?:\s+[a-z][\w-]*)?)")
_APPOSED_AFTER = re.compile(
    r"(?:,|\s+[–—-]|\s+(?:is|was|are|were|remains))\s+((?:an?|the|another|one of)\s+[^.;,]{3,90}|[a-z][^.;,]{3,70},)"
)
_HEAD_ENDS = re.compile(
    r"\s+(?:that|which|who|whose|of|for|in|from|at|with|on|by|and|to|has|have|had|is|was)\b.*|,.*", re.S
)


def _described_before(before: str) -> tuple[tuple[str, ...], ...]:
    """The role right before the name ("spokesman Ali"), or an apposition that ends there ("The top diplomat, Ali")."""
    apposed = _APPOSED_BEFORE.search(before) if before.endswith(", ") else None
    if apposed and not _BELONGING.search(before[: apposed.start(1)]):
        return _description(apposed.group(1))
    last = _LAST.search(before.rsplit(maxsplit=1)[-1]) if before[-1:].isspace() and before.strip() else None
    noun = last.group() if last else ""
    if personal(noun) and noun != "official":  # "the official Reed account" is no official
        close = _CLOSE_BEFORE.search(before)
        return _description(close.group(1)) if close else ()
    if noun in words(People).called and _DETERMINED.search(before):
        return ((noun,),)
    return ()


_DETERMINED = re.compile(r"(?:\b(?:[Tt]he|[Aa]n?|[Aa]nother)\s+|(?:^|[.!?”\"]\s+|\n)(?=[A-Z]))(?:[\w’'-]+\s+){1,4}$")


def _described_after(before: str, after: str) -> tuple[tuple[str, ...], ...]:
    """The noun that follows the name ("coalition", "military camp") and an apposition or "is a …" after it."""
    close = _CLOSE_AFTER.match(after)
    found: tuple[tuple[str, ...], ...] = ()
    if close:
        nouns = close.group(1).split()
        found = next(((tuple(nouns[:length]),) for length in (2, 1) if sort_of(nouns[:length][-1])), ())
        found = () if found and _MODIFYING.search(before) else found
    apposed = _APPOSED_AFTER.match(after)
    return (*found, *(_description(apposed.group(1)) if apposed else ()))


def _description(words_of: str) -> tuple[tuple[str, ...], ...]:
    """The words of a description up to its noun, where the noun is one that says what somebody is."""
    kept = re.findall(r"[\w.’'-]+", _HEAD_ENDS.sub("", words_of))
    if not kept or (kept[-1][0].isupper() and kept[-1].lower() not in words(People).titles):
        return ()
    noun = kept[-1].lower()
    telling = personal(noun) or sort_of(noun) or (kept[0].lower() in {"a", "an"} and for_one_person(noun))
    return (tuple(word.lower() for word in kept if word.lower() not in _ARTICLES),) if telling else ()


_ARTICLES = frozenset("a an the another one his her its their".split())
