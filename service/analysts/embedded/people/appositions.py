"""A description and a name that stand beside each other: "the mayor, Ann Hale", "Ann Hale, the mayor"."""

import re

from service.analysts.embedded.people.mentions import Mention
from service.analysts.embedded.people.named import Named, Names
from service.analysts.embedded.people.nouns import People, Sort, for_one_person, personal, sort_of
from service.domain import Span
from service.languages.en.lexicon import words

BESIDE = 80  # characters between a description and the name it goes with
Pair = tuple[Mention, Named]
NAMELESS = frozenset("official source resident witness".split())  # whoever spoke by that word, and nobody named


def beside(text: str, names: Names, source: Span, head: Span, sentence: Span) -> Pair | None:
    """The name that a description goes with: between commas right after it, at the end of the source, or before it."""
    found = _beside(text, names, source, head, sentence)
    return (found[0], as_described(found[1], _noun(head))) if found else None


def _beside(text: str, names: Names, source: Span, head: Span, sentence: Span) -> Pair | None:
    after = names.within(head.end, head.end + BESIDE)[:1]
    if after and after[0][1].sort in _SPEAKING and not after[0][0].possessive:
        between, closed = text[head.end : after[0][0].span.start], after[0][0].span.end
        if _APPOSING.fullmatch(between) and _CLOSING.match(text, closed):
            return after[0]
    last = names.within(head.end, source.end)[-1:]
    if last and last[0][0].span.end >= source.end - 1 and _BEFORE_NAME.search(text, head.end, last[0][0].span.start):
        sort = as_described(last[0][1], _noun(head)).sort
        return last[0] if sort in _SPEAKING and (sort is Sort.PERSON) != bodily(_noun(head)) else None
    opened = _WORD.search(sentence.text)
    if opened and opened.group().lower() in words(People).adverbial:
        return None  # "In a post on X, the ministry": X is where, not who
    before = names.within(max(0, source.start - BESIDE), source.start)
    # "Ann Hale, the mayor, said" and "Ann Hale, mayor of Mereth said", and not "in Mereth, police said"
    closes = _CLOSING.match(text, source.end) or (personal(_noun(head)) and " " not in head.text)
    if before and closes and _APPOSING.fullmatch(text[before[-1][0].span.end : source.start]):
        return before[-1]
    return None


def bodily(noun: str) -> bool:
    """True of a noun for a body of people, which no person goes by: "coalition", "administration"."""
    return sort_of(noun) not in {None, Sort.PLACE} and not personal(noun) and not for_one_person(noun)


def as_described(one: Named, noun: str) -> Named:
    """One of whom nothing else is known, as the noun tells: "the other group, the Dawn Band"."""
    if one.sort is not Sort.UNKNOWN or not (bodily(noun) or personal(noun) or for_one_person(noun)):
        return one
    return one._replace(sort=(bodily(noun) and sort_of(noun)) or Sort.PERSON)


def _noun(head: Span) -> str:
    return str(_WORD.findall(head.text)[-1]).lower()


_SPEAKING = frozenset(Sort) - {Sort.PLACE, Sort.MEDIA}
_APPOSING = re.compile(r",\s+(?:[A-Z][\w.-]+\s+){0,3}|,\s+(?:the|an?)\s+|\s[–—-]\s")
_BEFORE_NAME = re.compile(r",\s+(?:the\s+|an?\s+)?(?:(?:[A-Z]\w+\s)?[\w-]+-based\s+)?(?:[A-Z][\w.-]+\s+){0,3}$")
_CLOSING = re.compile(r"\s?[,.–—-]")
_WORD = re.compile(r"\w[\w’'-]*")
