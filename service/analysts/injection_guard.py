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

_REPLY = r"(?:answer|response|reply|output|message|summary|completion|generation)s?"
_ORDERED = (
    "add|include|integrate|insert|append|modify|augment|enhance|introduce|substitute|replace|convert|rearrange|scramble"
    "|jumble|anagram|misspell|render|remove|group|combine|use|write|draft|compose|develop|provide|explain|describe"
    "|translate|summari[sz]e|list|generate|create|print|output|respond|reply|repeat|pretend|act|reveal|ignore|disregard"
    "|forget|override|label|classify|rate|score|report|treat|consider|break down|show|tell|give|return|say|state"
    "|encode|decode|reverse|click|download|visit|install"
)
_PATTERNS = (
    (
        "sets earlier instructions aside",
        r"\b(?:ignore|disregard|forget|override|bypass|drop)\b[^.!?]{0,60}\b(?:previous|prior|above|earlier|preceding"
        r"|all|any|your|these|system)\b[^.!?]{0,40}\b(?:instruction|rule|prompt|direction|guideline|command|context)s?",
    ),
    (
        "speaks of a machine's reply",
        rf"\byour (?:own |next |final )?{_REPLY}\b|\b(?:respond|reply|answer) (?:only |just )?(?:with|in|by|as)\b",
    ),
    (
        "casts a machine in a role",
        r"\byou are (?:now |henceforth )?(?:an? |the )?(?:\w+ )?(?:AI|assistant|language model|chat ?bot|LLM|GPT)\b"
        r"|\bas an AI\b|\b(?:system|developer) (?:prompt|message|mode)\b|\bprompt injection\b",
    ),
    ("bears the marks of a conversation", r"<\|\w+\|>|\[/?INST\]|(?:^|\n)\s*(?:#+ ?)?(?:system|assistant|user) ?:"),
    (
        "asks for a verdict",
        r"\b(?:mark|label|report|rate|classify|score|treat|list|record|consider)\b[^.!?]{0,40}"
        r"\b(?:claim|article|statement|story|source|passage|document)s?\b[^.!?]{0,40}\bas\b[^.!?]{0,30}"
        r"\b(?:true|false|verified|confirmed|corroborated|contradicted|reliable|supported|refuted|fact)\b",
    ),
)
SUSPECT = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _PATTERNS)
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
QUOTED_END = re.compile(r"(?<=[.!?][\"'”’)])\s+(?=[A-Z])")
ORDER = re.compile(
    rf"(?:please |now |then )?(?:{_ORDERED})\b(?! (?:to|of|from|by|that|said|says|was|is|were|are|has|had|business)\b)",
    re.I,
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
    """First and last offset of suspected words in a sentence, with the reason. What follows a quotation is apart."""
    bounds = [0, *(gap.end() for gap in QUOTED_END.finditer(sentence)), len(sentence)]
    for first, last in pairwise(bounds):
        part = sentence[first:last].rstrip()
        if reason := _reason(part):
            yield first, first + len(part), reason
        else:
            yield from ((first + start, first + end, reason) for start, end, reason in _marks(part))


def _marks(part: str) -> Iterator[tuple[int, int, str]]:
    """Code, from the first of it to the last and with all that is written on to it, and other marks."""
    if code := list(CODE.finditer(part)):
        yield *_unbroken(part, code[0].start(), code[-1].end()), "holds code"
    yield from ((mark.start(), mark.end(), reason) for reason, pattern in MARKS for mark in pattern.finditer(part))


def _reason(words: str) -> str | None:
    for reason, pattern in SUSPECT:
        if pattern.search(words):
            return reason
    return "is an order" if ORDER.match(words) else None


def _unbroken(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch with all that is written on to it without a space."""
    while start and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end
