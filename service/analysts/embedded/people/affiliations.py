"""What the article itself says somebody belongs to."""

import re
from collections.abc import Iterator

from service.analysts.embedded.people.mentions import Mention
from service.analysts.embedded.people.named import Named, Names
from service.analysts.embedded.people.nouns import Sort, sort_of

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


def affiliations_of(text: str, one: Named, names: Names) -> tuple[str, ...]:
    """The names of those `one` is said to belong to, speak for or fight beside, in order of telling."""
    found = sorted(tie for mention in one.mentions for tie in _ties(text, mention, names))
    return tuple(dict.fromkeys(name for _, name in found if name != one.name))


def _ties(text: str, mention: Mention, names: Names) -> Iterator[tuple[int, str]]:
    """The names that `mention` is tied to by the words around it, each with where it stands."""
    start, end = mention.span.start, mention.span.end
    tied = [tie.end() for pattern in (_AFTER, _ALLIES) if (tie := pattern.match(text, end, end + REACH))]
    owned = _OWNED.search(text[max(0, start - 30) : start])
    for theirs, other in names.within(start - REACH, end + REACH):
        owner = owned and theirs.possessive and theirs.span.end == start - len(owned.group())
        apposed = theirs.possessive and _APPOSED.fullmatch(text, end, max(end, theirs.span.start))
        branch = apposed and _BRANCH.match(text, theirs.span.end)
        if other.sort in _BODIES and (owner or branch or theirs.span.start in tied):
            yield theirs.span.start, other.name
    for at in tied:
        noun = _NOUN.match(text, at)
        called = names.called(noun.group(), at) if noun and sort_of(noun.group()) else None
        if called:
            yield at, called.name


REACH = 200  # characters: an apposition longer than this has lost its name
_APPOSED = re.compile(r",\s+(?:the\s+)?")
_NOUN = re.compile(r"[a-z]+")
