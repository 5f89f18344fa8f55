"""Takes the words that speak to a machine instead of a reader out of a text, once, before anybody reads it.

A model's instructions stand in its prompt; a text that gives orders is at most a text in which somebody wrote orders.
What such words state is never a claim and never evidence, whoever reads them (OWASP LLM01), so that no model need be
shown them. The patterns are general English; a determined writer gets round them, so that nothing else may rely on
them alone.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from service.domain import Span, Suspicion
from service.text.sentences import sentences

_REPLY = r"(?:answer|response|reply|output|message|summary|completion|generation)"
# Verbs that begin no sentence of news, and those that are nouns there as well ("Report blames a valve").
_VERBS = (
    "add|include|integrate|insert|append|modify|augment|enhance|introduce|substitute|replace|convert|rearrange|scramble"
    "|jumble|anagram|misspell|render|remove|combine|write|compose|develop|provide|explain|describe|translate"
    "|summari[sz]e|generate|create|respond|reply|pretend|reveal|ignore|disregard|forget|override|bypass|classify|treat"
    "|consider|break down|tell|give|say|encode|decode|install|make sure|ensure|begin|suggest|mention|conclude"
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
        rf"|{_BEGUN}(?:respond|reply|answer) (?:only |just )?(?:with|in|by|as)\b",
    ),
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
# Of each of them, words without one of which it matches nothing: a part that holds none is not searched.
_NEEDED = tuple(
    frozenset(needed.split())
    for needed in (
        "ignore disregard forget override bypass drop",
        "your respond reply answer",
        "you mode",
        "system assistant user inst",
        "mark label report rate classify score treat list record consider",
    )
)
_WORD = re.compile(r"\w+")
# What runs, hides or leads away: only it is suspected, and not the sentence that it was put into.
CODE = re.compile(
    r"(?:<|&lt;)\s*(?:/|!--)?\s*(?:\[if|(?:script|img|iframe|svg|object|embed|style|html|div|a)\b)(?:[^<>]*>)?"
    r"|javascript:|data:text/html|\bon(?:error|load|click|mouse\w+)\s*=|!\[[^\]]*\]\([^)]*\)"
    r"|\b(?:alert|confirm|prompt|eval|fetch)\(|\{\s*[\"']\w+[\"']\s*:.*[\]}]",
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
# Without one of these there is neither code nor mark.
_MARKED = re.compile(
    r"[<{&=\[]|\w\(|script:|\w:\w|[a-z0-9-]\.[a-z]{2}|[a-z0-9+/]{24}|[\U000e0000-\U000e007f]", re.IGNORECASE
)
# A stop behind which a part begins that is judged by itself: finer than sentences are cut, for an order at the end of
# which an initial stands must not take the next sentence with it.
PART_END = re.compile(
    r"(?:(?<=[.!?…])|(?<=[.!?…][\"'”’)]))(?<!\b[MD]r\.)(?<!\bM[rs]s\.)(?<!\bSt\.)\s+(?=[\"“'‘(]?[A-Z])"
)
ORDER = re.compile(
    r"\W{0,3}(?:(?:assistant|AI|model), )?(?:please |now |then )*"
    rf"(?:(?:{_VERBS})\b(?! (?:to|of|from|by|that|said|says|was|is|were|are|has|had)\b)|(?:{_NOUNS})\b{_OBJECT})",
    re.IGNORECASE,
)
# Who said it, or signed it, stands behind it: an advice that is reported.
TOLD = re.compile(
    r"[,”\"’']\s+(?:[\w’'.-]+ ){0,8}(?:said|says|told|wrote|warned|advised|urged|added|posted)\b[^,;:]{0,60}\Z"
    r"|[”\"]\s*[—–-]\s*[A-Z][^.!?:;]{2,120}\Z"
)
LINE_END = re.compile(r"[ \t]*(?:\n|\Z)")


def screen(text: str, end: int, document_id: str | None = None) -> tuple[str, tuple[Suspicion, ...]]:
    """Fits `pipeline.Screen`: blanks for the sentences of `text[:end]` that look like orders to a machine, and for the
    code in others, so that every other word stands where it stood; and what was blanked, each with the reason."""
    found = tuple(
        Suspicion(
            document_id=document_id,
            span=Span.of(text, sentence.start + first, sentence.start + last),
            reason=reason,
        )
        for sentence in sentences(text, 0, end)
        for first, last, reason in _suspected(sentence.text)
    )
    return _blanked(text, sorted((one.span for one in found), key=lambda span: span.start)), found


def _blanked(text: str, spans: Sequence[Span]) -> str:
    kept, at = [], 0
    for span in spans:
        blank = "\n" if LINE_END.match(text, span.end) else " "
        kept += [text[at : span.start], blank * (span.end - max(at, span.start))]
        at = max(at, span.end)
    return "".join((*kept, text[at:]))


def _suspected(sentence: str) -> Iterator[tuple[int, int, str]]:
    """First and last offset of suspected words in a sentence, with the reason. What follows a stop is apart."""
    bounds = [0, *(gap.end() for gap in PART_END.finditer(sentence)), len(sentence)]
    marked = _MARKED.search(sentence) is not None
    for first, last in pairwise(bounds):
        part = sentence[first:last].rstrip()
        if reason := _reason(part):
            yield first, first + len(part), reason
        elif marked:
            yield from ((first + start, first + end, reason) for start, end, reason in _marks(part))


def _marks(part: str) -> Iterator[tuple[int, int, str]]:
    """Code, from the first of it to the last and with all that is written on to it, and other marks."""
    if code := list(CODE.finditer(part)):
        yield *_unbroken(part, code[0].start(), code[-1].end()), "holds code"
    yield from ((mark.start(), mark.end(), reason) for reason, pattern in MARKS for mark in pattern.finditer(part))


def _reason(words: str) -> str | None:
    held = frozenset(_WORD.findall(words.lower()))
    for (reason, pattern), needed in zip(SUSPECT, _NEEDED, strict=True):
        if (not needed.isdisjoint(held) or "<|" in words) and pattern.search(words):
            return reason
    return "is an order" if ORDER.match(words) and not TOLD.search(words) else None


def _unbroken(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with all that is written on to it without a space."""
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end
