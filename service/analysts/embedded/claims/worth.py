"""What a fact desk would list: statements that something could bear out, not stage directions or bare gestures."""

import re
from collections.abc import Sequence

from service.analysts.embedded.claims.certainty import numbered
from service.analysts.embedded.claims.facts import finite, happened
from service.domain import Span

NOUNS = 3  # words: fewer, without a verb, a figure or a quotation, say too little: "denied it", "welcomed the plan"
NAMED = 3  # words: "called the vote a farce"
SENTENCE = 8  # words: fewer, without a figure or a passive, set a scene: "Rumour filled the gap."


def telling(cue: str, content: Sequence[Span]) -> bool:
    """Whether what is told is a claim: no refusal to speak, no bare gesture, no pronoun alone."""
    said = " ".join(part.text for part in content)
    if _REFUSING.search(cue) and _ASKED.match(said):
        return False
    if finite(said) or _QUOTED.search(said) or (_FIGURE.search(said) and len(said.split()) > 2):
        return True
    if _NAMING.search(cue):
        return len(said.split()) >= NAMED and not _PRONOUN.match(said)
    told = [word for word in _WORD.findall(said.lower()) if word not in _POINTING]
    return bool(told) and (len(told) >= NOUNS or bool(_ACTING.search(said) or _ANNOUNCING.search(cue)))


def stating(clause: str) -> bool:
    """Whether a clause of the article's own says something that could be checked.

    A figure or a date can be. Without one it takes an event: what was done to something, or a sentence long enough to
    tell who did what; what merely judges, announces speech or talks of the page itself is none.
    """
    plain = clause.strip(" “”\"'‘’—–-•")
    if _PAGE.match(plain) or _ADVISING.search(plain) or _WHATEVER.match(plain):
        return False
    if numbered(plain) or _DATED.search(plain):
        return True
    if _SPEAKING.search(plain) or not happened(plain):
        return False
    judged = _BEING.search(plain)
    if judged and not _PASSIVE.search(plain):
        return bool(_SINGLED.match(plain, judged.end()))
    return bool(_PASSIVE.search(plain)) or len(plain.split()) >= SENTENCE


_WORD = re.compile(r"\w[\w’'-]*")
_POINTING = frozenset("it that this them him her these those the a an so such".split())
_QUOTED = re.compile(r"[“”\"‘]")
_FIGURE = re.compile(r"\d")
_ACTING = re.compile(r"\b\w{2,}ing\b|\bto \w")
_NAMING = re.compile(r"\b(?:call|describ|label|brand|dub|term|character)", re.I)
_PRONOUN = re.compile(r"(?:it|that|this|them|him|her)\b", re.I)
_ANNOUNCING = re.compile(
    r"\b(?:claim|announc|declar|report|confirm|reveal|disclos|alleg|promis|pledg|estimat|predict)", re.I
)
_REFUSING = re.compile(
    r"\b(?:declin|refus)|(?:\bnot|n[’']t|\bnever|\bneither|\bnor|\bcannot)\s+(?:\w+\s+)?"
    r"(?:say|tell|comment|confirm|disclose|reveal|discuss|know|explain|speak|reply|answer|respond)",
    re.I,
)
_ASKED = re.compile(
    r"\W*(?:to (?:comment|say|discuss|answer|give|be|speak|elaborate|name)|how|what|when|where|whether|which|who|why"
    r"|if|on|our|my)\b",
    re.I,
)
# The page speaks of itself, or to its reader.
_PAGE = re.compile(r"(?:we|you|here|our (?:story|page|headline|live)|this (?:page|story|article|post|blog))\b", re.I)
_ADVISING = re.compile(r"\b(?:should|must|ought)\b", re.I)
_WHATEVER = re.compile(r"(?:how|what|whether|why|whoever|whatever|who|where|which)\b[^,]*$", re.I)
_DATED = re.compile(
    r"\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September"
    r"|October"
    r"|November|December|(?:19|20)\d\d|yesterday|today|last (?:week|month|year|night)|noon|midnight)\b"
)
_SPEAKING = re.compile(
    r"\b(?:told|tells|said|says|spoke|speaks|speaking|asked|answered|replied|commented|comment|account|story|statement"
    r"|questions?|went further|go further)\b",
    re.I,
)
_BEING = re.compile(
    r"\b(?:is|are|was|were|[’']s|been|remains?|remained|seems?|seemed|looks?|looked|sounds?|sounded|feels?|felt)\s+",
    re.I,
)
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|been|being)\s+(?:\w+ly\s+|not\s+|never\s+|also\s+|once\s+|later\s+|again\s+)*"
    r"(?:\w{3,}ed|\w{2,}en|built|held|hit|made|paid|sold|sent|shot|shut|set|put|cut|left|lost|found|brought|bought"
    r"|kept|told|read|lit|laid|led)\b",
    re.I,
)
_SINGLED = re.compile(
    r"(?:also |still |now )?(?:the (?:only|first|last|largest|biggest|oldest|longest|highest|\w{3,}est)|(?:an? "
    r"|the )?[A-Z])"
)
