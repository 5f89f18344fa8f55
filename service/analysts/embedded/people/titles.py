"""What the article calls somebody beside the name: "council leader", "a clerk at the county court"."""

import re
from collections.abc import Iterator

from service.analysts.embedded.people.mentions import Mention
from service.analysts.embedded.people.named import Named
from service.analysts.embedded.people.nouns import People, personal
from service.domain import Span
from service.languages.en.lexicon import words

LONGEST = 140  # characters: a longer apposition is a clause that tells something else
BEFORE = 8  # words that stand before a name and may describe whom it names
_APPOSED = re.compile(rf"[”\"’]?,\s+([^,;:.!?—–()\n“”\"]{{3,{LONGEST}}})(?=[,;:.!?—–)\n])")
_WORD = re.compile(r"[\w&][\w&’'./-]*")
_SHORTENED = re.compile(r"[A-Z][a-z]{1,4}\.")
_LINKED = re.compile(r"[ \xa0]")
_JOINS = frozenset("of for in at and".split())
_CLAUSE = re.compile(r"(?:who|which|whose|where|when|and|but|or|said|says|told|according|because|so|if)\b", re.I)


def title_of(text: str, one: Named) -> Span | None:
    """The first words that describe the one by a noun for a person, where they stand; None where there are none."""
    return next((found for mention in one.mentions for found in _beside(text, mention)), None)


def _beside(text: str, mention: Mention) -> Iterator[Span]:
    if before := _before(text, mention.span.start):
        yield before
    apposed = _APPOSED.match(text, mention.span.end)
    if apposed and not _CLAUSE.match(apposed[1]) and _describes(apposed[1]):
        yield Span.of(text, apposed.start(1), apposed.end(1))


def _describes(told: str) -> bool:
    """Whether the head of a description, which stands before what it is "of", is a noun for a person."""
    head = re.split(r"\s(?:of|for|at|in|with|from|on|to|who|and)\s", told, maxsplit=1)[0]
    nouns = _WORD.findall(head)
    return bool(nouns) and personal(nouns[-1].lower())


def _before(text: str, at: int) -> Span | None:
    """The run of words that ends at a name in a noun for a person, as far back as it describes."""
    start = text.rfind("\n", 0, at) + 1
    before = list(_WORD.finditer(text, max(start, at - LONGEST), at))[-BEFORE:]
    run: list[re.Match[str]] = []
    end = at
    for word in reversed(before):
        linked = _LINKED.fullmatch(text, word.end(), end) is not None
        stopped = word[0].endswith(".") and not _SHORTENED.fullmatch(word[0])
        if not linked or stopped or word[0].lower().rstrip(".") in words(People).undescribing:
            break
        run.append(word)
        end = word.start()
    while run and run[-1][0].lower() in _JOINS:
        run.pop()
    if not run or not personal(run[0][0].lower().rstrip(".")):
        return None
    return Span.of(text, run[-1].start(), run[0].end())
