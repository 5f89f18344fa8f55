"""What the article itself says somebody belongs to."""

import re
from collections.abc import Iterable, Iterator, Sequence

from service.analysts.named import Mention, Named, Sort, sort_of

_TIE = (
    r"belongs? to|belonging to|part of|members? of|membership of|allied (?:with|to)|affiliated (?:with|to)"
    r"|(?:branch|arm|wing|affiliate|chapter|unit|subsidiary) of"
    r"|member (?:organi[sz]ation|group|party|state|faction) (?:in|of)"
    r"|(?:spokes(?:man|woman|person)|director|head|chief|leader|editor|president|chairman|chairwoman|chair|secretary"
    r"|professor|researcher|analyst|fellow|founder|ceo|officer|lawyer|minister|member|commander) (?:of|for|at|with|in)"
)
# Right after the name, inside its apposition or its "is a …".
_AFTER = re.compile(
    rf"(?:,|\s+(?:is|are|was|has been|which is|who is))?\s*(?:[\w’'-]+\s+){{0,7}}?(?:{_TIE})\s+(?:the\s+|an?\s+)?", re.I
)
_BRANCH = re.compile(
    r"[’']s?\s+(?:[\w-]+\s+){0,3}?(?:branch|arm|wing|affiliate|offshoot|subsidiary|chapter|franchise)\b", re.I
)
_ALLIES = re.compile(r"[^.;]{0,90}?\b(?:its|their)\s+(?:allies|partners)\s+(?:in|within|from)\s+(?:the\s+)?", re.I)
_OWNED = re.compile(r"[’']s?\s+(?:[a-z]+\s+){0,2}$")
_BODIES = frozenset({Sort.GROUP, Sort.ORGANISATION, Sort.GOVERNMENT, Sort.MEDIA, Sort.UNKNOWN})


def affiliations(text: str, one: Named, everyone: Iterable[Named]) -> tuple[str, ...]:
    """The names of those `one` is said to belong to, speak for or fight beside, in order of telling."""
    others = [other for other in everyone if other is not one and other.sort in _BODIES]
    found = [name for mention in one.mentions for name in _ties(text, mention, others)]
    return tuple(dict.fromkeys(found))


def _ties(text: str, mention: Mention, others: Sequence[Named]) -> Iterator[str]:
    after = text[mention.span.end : mention.span.end + 200]
    tied = [mention.span.end + tie.end() for tie in (_AFTER.match(after), _ALLIES.match(after)) if tie]
    before = text[max(0, mention.span.start - 30) : mention.span.start]
    owned = _OWNED.search(before)
    for other in others:
        for theirs in other.mentions:
            owner = owned and theirs.possessive and theirs.span.end == mention.span.start - len(owned.group())
            apposed = re.fullmatch(r",\s+(?:the\s+)?", text[mention.span.end : theirs.span.start])
            branch = apposed and theirs.possessive and _BRANCH.match(text, theirs.span.end)
            if owner or branch or theirs.span.start in tied:
                yield other.name
    for at in tied:
        yield from _last_called(text, at, others)


def _last_called(text: str, at: int, others: Iterable[Named]) -> Iterator[str]:
    """Whom "the coalition" at `at` stands for: the last named before it that the article calls so."""
    noun = re.compile(r"[a-z]+").match(text, at)
    if noun and sort_of(noun.group()):
        called = [
            (theirs.span.start, other.name)
            for other in others
            if noun.group() in other.roles
            for theirs in other.mentions
            if theirs.span.start < at
        ]
        yield from [name for _, name in sorted(called)[-1:]]
