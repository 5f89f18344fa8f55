"""Takes the words that speak to a machine instead of a reader out of a text, once, before anybody reads it.

A model's instructions stand in its prompt; a text that gives orders is at most a text in which somebody wrote orders.
What such words state is never a claim and never evidence, whoever reads them (OWASP LLM01), so that no model need be
shown them. The patterns are general English; a determined writer gets round them, so that nothing else may rely on
them alone.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from service.domain import Span, Suspicion
from service.domain.identity import HIDDEN
from service.text.sentences import bounds

_REPLY = r"(?:answer|response|reply|output|message|summary|completion|generation)"
# Verbs that begin no sentence of news, and those that are nouns there as well ("Report blames a valve").
_VERBS = (
    "add|include|integrate|insert|append|modify|augment|enhance|introduce|substitute|replace|convert|rearrange|scramble"
    "|jumble|anagram|misspell|render|remove|combine|write|compose|develop|provide|explain|describe|translate"
    "|summari[sz]e|generate|create|respond|reply|pretend|reveal|ignore|disregard(?! for)|forget|override|bypass"
    "|classify|treat|break down|tell|give|say|encode|decode|install|make sure|ensure|begin|suggest|mention|conclude"
)
_NOUNS = (
    "group|use|draft|list|print|output|repeat|act|label|rate|score|report|show|return|state|reverse|click|download"
    "|visit|record|mark|limit|format|end|start|finish"
)
_OBJECT = (
    r"(?=\s+(?:the|an?|this|that|these|those|all|any|each|every|both|it|them|me|us|him|her|your|my|only|just|no|with|in"
    r"|as|at|how|what|why|whether|one|two|three|words?|here|claims?|back|exactly)\b|\s*[:\"“'‘<\[])"
)
# Where an order begins: a sentence, what follows a colon or a dash, or a word that turns to somebody.
_BEGUN = (
    r"(?:\A\W*|[:;—–]\s+|\b(?:please|you (?:must|should|will|shall|are to|need to|have to)"
    r"|(?:and|but) (?:then|now|instead))\s+(?:also |now |instead )?"
    r"|\A\W*(?:for|in|when|if|before|after|while|once|now|then|instead|assistant|AI|model|note|important|attention|dear"
    r" \w+)\b[^,.!?]{0,50},\s+(?:please |you must )?)"
    r"(?:please |now |then |simply |just |also |do )*"
)
_PATTERNS = (
    (
        "sets earlier instructions aside",
        rf"(?:{_BEGUN}|\b(?:and|then|,)\s+)(?:ignore|disregard|forget|override|bypass|drop)\b[^.!?]{{0,60}}\b(?:previous"
        r"|prior|above|earlier|preceding|all|any|your|these|system)\b[^.!?]{0,40}\b(?:instruction|rule|prompt|direction"
        r"|guideline|command|context)s?",
    ),
    (
        "speaks of a machine's reply",
        rf"\A\W*(?:in|at the (?:start|end|top|bottom) of|within|throughout) your (?:own |next |final )?{_REPLY},"
        rf"|{_BEGUN}(?:{_VERBS}|{_NOUNS})\b[^.!?]{{0,80}}\byour (?:own |next |final )?{_REPLY}\b"
        rf"|\byour (?:own |next |final )?(?:answer|response|reply|output|completion|generation)s?"
        r" (?:must|should|has to) (?:be|contain|include|start|begin|end|consist|state|say|only)\b"
        rf"|{_BEGUN}(?:respond|reply|answer) (?:only |just )(?:with|in|by|as)\b",
    ),
    ("asks for a reply", rf"{_BEGUN}(?:respond|reply|answer) (?:with|in|by|as)\b"),
    (
        "casts a machine in a role",
        r"\byou are (?:now |henceforth |from now on )?(?:an? |the )?(?:\w+ )?(?:AI|(?:large )?language model|chat ?bot"
        r"|LLM|GPT)\b(?! (?:\w+ )?(?:compan|firm|expert|engineer|research|scientist|start-?up|lab)\w*)"
        r"|\byou are (?:now |henceforth |from now on )?an? (?:\w+ )?assistant\b"
        r"(?! (?:coach|manager|editor|director|judge))"
        r"|\bas an AI (?:language model|assistant|model)?,? you\b"
        r"|\A\W*(?:enter|enable|activate|switch to) (?:\w+ )?(?:developer|system|debug|god) mode\b",
    ),
    ("bears the marks of a conversation", r"<\|\w+\|>|\[/?INST\]|(?:^|\n)\s*(?:#+ ?)?(?:system|assistant|user) ?:"),
    (
        "asks for a verdict",
        rf"{_BEGUN}(?:(?:mark|label|report|rate|classify|score|treat|list|record|consider)\b[^.!?]{{0,40}}"
        r"\b(?:claim|article|statement|story|source|passage|document)s?\b[^.!?]{0,40}\bas\b[^.!?]{0,30}"
        r"\b(?:true|false|verified|confirmed|corroborated|contradicted|reliable|supported|refuted|fact)\b)",
    ),
)
SUSPECT = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _PATTERNS)
# Of each of them, letters without which it matches nothing: a part that holds none of these is not searched.
_NEEDED = tuple(
    frozenset(needed.split())
    for needed in (
        "ignore disregard forget override bypass drop",
        "your respond reply answer",
        "respond reply answer",
        "you mode",
        "system assistant user inst <|",
        "mark label report rate classify score treat list record consider",
    )
)
Pattern = tuple[str, re.Pattern[str], Sequence[str]]
# What nobody sees, and strokes through letters.
_DISGUISE = re.compile(rf"[{HIDDEN}\u0334-\u0338]+")
# Letters of Cyrillic and Greek that look like Latin ones, in a word that holds Latin ones as well.
_LOOKALIKES = str.maketrans(
    "аеіјорсухѕԁһӏАВЕЅІЈКМНОРСТУХѴԜαιορυνκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeijopcyxsdhlABESIJKMHOPCTYXVWaiopuvkABEZHIKMNOPTYX"
)
_OTHERS = r"[\u0370-\u04ff\u0500-\u052f]"
_OTHER, _MIXED = re.compile(_OTHERS), re.compile(rf"\b(?=\w*[A-Za-z])(?=\w*{_OTHERS})\w+")
# A key of JSON and its value, which nobody writes so but a program.
_PAIR = r"\"\w{1,40}\"\s?:\s?(?:\"[^\"]{0,2000}\"|true|false|null|\d{1,20}|[{\[])"
# What runs, hides or leads away: only it is suspected, and not the sentence that it was put into.
CODE = re.compile(
    r"(?:<|&lt;)\s*(?:/|!--)?\s*(?:\[if|(?:script|img|iframe|svg|object|embed|style|html|div|a)\b)(?:[^<>]*>)?"
    r"|javascript:|data:text/html|\bon(?:error|load|click|mouse\w+)\s*=|!\[[^\]]*\]\([^)]*\)"
    r"|\b(?:alert|confirm|prompt|eval|fetch)\(|\{\s*[\"']\w+[\"']\s*:.*[\]}]"
    rf"|(?:\A\s*|[{{,]\s?){_PAIR}(?:\s?,\s?{_PAIR})*\s?[,}}\]]",
    re.IGNORECASE,
)
MARKS = (
    (
        "is an address",
        re.compile(r"(?:^|(?<=[.!?] ))(?:https?://)?(?:[a-z0-9-]+\.)+[a-z]{2,24}(?:/\S*)?(?=\s+[A-Z]|\.?\s*\Z)"),
    ),
    ("is encoded", re.compile(r"(?<!\S)(?=\S*[a-z])(?=\S*[A-Z])(?=\S*\d)[A-Za-z0-9+/]{24,}={0,2}(?!\S)")),
    ("is hidden", re.compile(r"[\U000e0000-\U000e007f]+")),
)
# Without one of these there is neither code nor mark: a sign with what stands about it, or what is long for a word.
_MARKED = re.compile(
    r"[<{&=\[(:.\U000e0000-\U000e007f]"
    r"(?:(?<=[^(:.])|(?<=\w\()|(?<=(?i:script):)|(?<=\w:)(?=\w)|(?<=\":)|(?<=(?i:[a-z0-9-])\.)(?=(?i:[a-z]{2})))"
)
_LONG = 24  # characters
# Where a part ends that is judged by itself: finer than sentences are cut, for an order at the end of which an initial
# stands must not take the next sentence with it, nor one in braces or tags those that it stands between.
_CLOSERS = r"(?:[^\w\s<\[({]|</?\w{1,20}>|<\|\w{1,20}\|>|\]\([^)\s]{0,300}\)|\)){0,12}"
PART_END = re.compile(
    r"[.!?…．！？}\]`|=>:](?:"
    rf"(?<=[.!?…．！？])(?<!\b[MD]r\.)(?<!\bM[rs]s\.)(?<!\bSt\.){_CLOSERS}\s+"
    r"(?=[\"“'‘(]?[A-Z]|[{\[<`#*>|]|\"\w{1,40}\"\s?:)"
    r"|\s(?:(?<=[}\]`|=]\s)|(?<=-->\s)|(?<=(?i:assistant):\s)|(?<=(?i:system):\s)|(?<=(?i:user):\s)|(?<=(?i:human):\s))"
    r"\s*(?=[\"“'‘(]?[A-Z]))"
)
# What follows a semicolon is a sentence of its own but for its capital.
CLAUSE_END = re.compile(r";\s+")
ORDER = re.compile(
    r"\W{0,3}(?:(?:assistant|AI|model), )?(?:please |now |then )*"
    rf"(?:(?:{_VERBS})\b(?! (?:to|of|from|by|that|said|says|was|is|were|are|has|had)\b)|(?:{_NOUNS})\b{_OBJECT})",
    re.IGNORECASE,
)
# Who said it, or signed it, stands behind it: an advice that is reported.
_TELLS = (
    r"(?:said|told|wrote|found|ruled|read|(?:say|warn|advise|urge|argue|insist|recommend|suggest|announce)(?:e?s|e?d)?"
    r"|(?:tell|write|read|ask|add|post|explain|promise|repeat|note|state|joke|remind)(?:s|e?d))\b"
)
_TELLER = (
    r"(?:(?!(?:and|or|but|then|so|that|which|who|if|with|including|plus|please)\b)[\w’'.-]+ (?:[\w’'.-]+ ){0,7})?"
    rf"{_TELLS}"
)
TOLD = re.compile(
    rf"[,”\"’']\s+{_TELLER}[^,;:]{{0,60}}(?:\Z|[,;:])|[”\"]\s*[—–-]\s*[A-Z][^.!?:;]{{2,120}}\Z", re.IGNORECASE
)
# The whole of it stands in quotation marks, and behind them who said it.
QUOTED = re.compile(rf"\A\s*[“\"‘'][^”\"]*[”\"’']\s+{_TELLER}", re.IGNORECASE)
# What makes news of words that would else be suspected; of others it is that they are quoted.
REPORTED = {"asks for a reply": TOLD, "bears the marks of a conversation": None}
LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")


def screen(text: str, end: int, document_id: str | None = None) -> tuple[str, tuple[Suspicion, ...]]:
    """Fits `pipeline.Screen`: blanks for the sentences of `text[:end]` that look like orders to a machine, and for the
    code in others, so that every other word stands where it stood; and what was blanked, each with the reason."""
    patterns = _patterns(text[:end])
    found = tuple(
        Suspicion(
            document_id=document_id,
            span=Span.of(text, start + first, start + last),
            reason=reason,
        )
        for start, stop in bounds(text, 0, end)
        for first, last, reason in _suspected(text[start:stop], patterns)
    )
    return _blanked(text, sorted((one.span for one in found), key=lambda span: span.start)), found


def _blanked(text: str, spans: Sequence[Span]) -> str:
    kept, at = [], 0
    for span in spans:
        blank = "\n" if LINE_END.match(text, span.end) else " "
        kept += [text[at : span.start], blank * (span.end - max(at, span.start))]
        at = max(at, span.end)
    return "".join((*kept, text[at:]))


def _patterns(text: str) -> list[Pattern]:
    """Those that may match in a text, each with the letters it needs that the text has."""
    low = _undisguised(text).lower()
    held = [[letters for letters in needed if letters in low] for needed in _NEEDED]
    return [(*pattern, letters) for pattern, letters in zip(SUSPECT, held, strict=True) if letters]


def _suspected(sentence: str, patterns: Sequence[Pattern]) -> Iterator[tuple[int, int, str]]:
    """First and last offset of suspected words in a sentence, with the reason. What follows a stop is apart."""
    marked = _MARKED.search(sentence) is not None or max(map(len, sentence.split())) >= _LONG
    for first, last in _parts(sentence, PART_END, 0, len(sentence)):
        parts = _parts(sentence, CLAUSE_END, first, last)
        clauses = [(start, end, _reason(sentence[start:end], patterns)) for start, end in parts]
        if not any(reason for *_, reason in clauses):
            clauses = [(first, last, None)]  # code may hold semicolons
        for start, end, reason in clauses:
            if reason:
                yield start, end, reason
            elif marked:
                yield from ((start + begun, start + ended, why) for begun, ended, why in _marks(sentence[start:end]))


def _parts(sentence: str, bound: re.Pattern[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """First and last offset of each part between bounds, without the spaces behind it."""
    bounds = [first, *(gap.end() for gap in bound.finditer(sentence, first, last)), last]
    yield from ((start, start + len(sentence[start:end].rstrip())) for start, end in pairwise(bounds))


def _marks(part: str) -> Iterator[tuple[int, int, str]]:
    """Code, from the first of it to the last and with all that is written on to it, and other marks."""
    if code := list(CODE.finditer(part)):
        yield *_unbroken(part, code[0].start(), code[-1].end()), "holds code"
    yield from ((mark.start(), mark.end(), reason) for reason, pattern in MARKS for mark in pattern.finditer(part))


def _reason(words: str, patterns: Sequence[Pattern]) -> str | None:
    words = _undisguised(words)
    low = words.lower()
    for reason, pattern, needed in patterns:
        if any(letters in low for letters in needed) and pattern.search(words):
            reported = REPORTED.get(reason, QUOTED)
            return None if reported and reported.search(words) else reason
    return "is an order" if ORDER.match(words) and not TOLD.search(words) else None


def _undisguised(words: str) -> str:
    """What a reader takes the words for: letters that look like others are those, and what nobody sees is not there."""
    if words.isascii():
        return words
    plain = _DISGUISE.sub("", unicodedata.normalize("NFKC", words))
    return _MIXED.sub(lambda word: word.group().translate(_LOOKALIKES), plain) if _OTHER.search(plain) else plain


def _unbroken(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with all that is written on to it without a space."""
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end
