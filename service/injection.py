"""Words in an article or a document that speak to a machine instead of a reader. Advisory: nothing here decides.

A model's instructions stand in its prompt; a text that gives orders is at most a text in which somebody wrote orders.
What such words state is never a claim and never evidence, whoever reads them (OWASP LLM01). The patterns are general
English; a determined writer gets round them, so that nothing else may rely on them alone.
"""

import re
from collections.abc import Sequence

from service.domain import Judging, Reading, Span, Suspicion, Unanchored
from service.text import sentences

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
    ("holds a script", r"<\s*/?\s*(?:script|img|iframe|svg|object|embed|style|a)\b[^>]*>?|javascript:|data:text/html"),
    ("holds a script", r"\bon(?:error|load|click|mouseover)\s*=|!\[[^\]]*\]\([^)]*\)"),
)
SUSPECT = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _PATTERNS)
ORDER = re.compile(
    rf"(?:please |now |then )?(?:{_ORDERED})\b(?! (?:to|of|from|by|that|said|says|was|is|were|are|has|had|business)\b)",
    re.I,
)
ASKED = re.compile(r"(?:what|who|why|how|when|where|which|can|could|would|will|do|does|is|are)\b[^\n]*\?\W*\Z", re.I)
ASIDE = "These words speak to a machine or a reader and state nothing."


def suspicions(text: str, end: int, document_id: str | None = None) -> tuple[Suspicion, ...]:
    """The sentences of `text[:end]` that look like orders to a machine, each with the reason."""
    return tuple(
        Suspicion(document_id=document_id, span=sentence, reason=reason)
        for sentence in sentences(text, 0, end)
        if (reason := _reason(sentence.text))
    )


def without_orders(reading: Reading, suspected: Sequence[Suspicion], body: str, passage_id: str) -> Reading:
    """The reading without claims that stand wholly in suspected words or in a question; they are kept as unanchored."""
    aside = [claim for claim in reading.claims if all(_idle(span, suspected, body) for span in claim.spans)]
    if not aside:
        return reading
    lost = tuple(Unanchored(passage_id=passage_id, text=one.text, field="claim", reason=ASIDE) for one in aside)
    kept = tuple(claim for claim in reading.claims if claim not in aside)
    return reading.model_copy(update={"claims": kept, "unanchored": (*reading.unanchored, *lost)})


def without_ordered(judging: Judging, suspected: Sequence[Suspicion]) -> Judging:
    """The judging without evidence that stands in suspected words; it is kept as unanchored."""
    aside = [
        item
        for item in judging.evidence
        if any(one.document_id == item.document_id and one.span.overlaps(item.span) for one in suspected)
    ]
    if not aside:
        return judging
    lost = tuple(
        Unanchored(passage_id=one.document_id, text=one.span.text, field="evidence", reason=ASIDE) for one in aside
    )
    kept = tuple(item for item in judging.evidence if item not in aside)
    return judging.model_copy(update={"evidence": kept, "unanchored": (*judging.unanchored, *lost)})


def _reason(sentence: str) -> str | None:
    for reason, pattern in SUSPECT:
        if pattern.search(sentence):
            return reason
    return "is an order" if ORDER.match(sentence) else None


def _idle(span: Span, suspected: Sequence[Suspicion], body: str) -> bool:
    """In suspected words, or a whole question that nobody is quoted as asking."""
    if any(one.document_id is None and one.span.overlaps(span) for one in suspected):
        return True
    return bool(ASKED.match(span.text)) and body[max(0, span.start - 1) : span.start] not in tuple("“\"'‘")
