"""Who belongs with whom, by the words of one text. Strings in, spans out; knows nothing of claims."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.domain import Article, Document, Span, Tie, TieKind
from service.languages import pack_for
from service.languages.names import name_tokens
from service.languages.pack import TieWords

REACH = 240  # characters on either side of a trigger: an aside longer than that has lost its name
STOP = re.compile(r"[.;:!?](?=\s)|\n")


class Opening(NamedTuple):
    """Words that open a text in its publisher's name, and the words of their language."""

    found: re.Match[str]
    words: TieWords


def ties_of(article: Article, documents: Sequence[Document]) -> tuple[Tie, ...]:
    """Every tie that the article's body or a document tells, in order, the same one once."""
    body = article.body[: article.body_end]
    found = [*_ties(body, article.language), *_own(_opening(body, article.language), None, article.outlet)]
    read: dict[tuple[str, str], tuple[tuple[Tie, ...], Opening | None]] = {}  # copies are read once
    for document in documents:
        key = document.text, document.language or article.language
        told, opening = read[key] = read.get(key) or (tuple(_ties(*key)), _opening(*key))
        found += (tie.model_copy(update={"document_id": document.id}) for tie in told)
        found += _own(opening, document.id, document.publisher)
    return tuple({(tie.parties, tie.kind): tie for tie in reversed(found)}.values())[::-1]


def _ties(text: str, language: str) -> Iterator[Tie]:
    """The ties that a text tells, whose soever it is."""
    pack = pack_for(language)
    if pack is None:
        return
    words = pack.ties
    for start, end in _stretches(text, words):
        for kind, pattern in words.ways:
            for said in pattern.finditer(text, start, end):
                yield from _tie(said["a"], _house(said, text, words), kind, None, Span.of(text, *said.span()), words)
        for pattern, house in words.roles:
            for said in pattern.finditer(text, start, end):
                span = Span.of(text, *said.span())
                yield from _tie(said["a"], house.format(said["b"]), TieKind.VOICE, None, span, words)


def _opening(text: str, language: str) -> Opening | None:
    """Where a text says whose voice its publisher is."""
    pack = pack_for(language)
    found = pack.ties.own_name.search(text) if pack else None
    return Opening(found, pack.ties) if pack and found else None


def _own(opening: Opening | None, document_id: str | None, publisher: str | None) -> Iterator[Tie]:
    """Whose voice a text says that its publisher is."""
    if opening and publisher:
        found, words = opening
        house = next(name for name in found.groups() if name)
        start = found.end() - len(found[0].lstrip(".!? \n"))
        span = Span.of(found.string, start, found.end())
        yield from _tie(publisher, house, TieKind.VOICE, document_id, span, words)


def _stretches(text: str, words: TieWords) -> Iterator[tuple[int, int]]:
    """Where a trigger stands, the words around it up to the stops on either side; each stretch once."""
    last = 0
    for trigger in words.trigger.finditer(text):
        if trigger.start() < last:
            continue
        first = max(last, trigger.start() - REACH)
        start = max((stop.end() for stop in STOP.finditer(text, first, trigger.start())), default=first)
        after = STOP.search(text, trigger.end(), trigger.end() + REACH)
        last = after.start() if after else min(len(text), trigger.end() + REACH)
        yield start, last


def _house(said: re.Match[str], text: str, words: TieWords) -> str | None:
    """Whom somebody belongs to: by name, or the last bloc of that noun that was named before."""
    if said["b"]:
        return said["b"]
    named = [bloc["name"] for bloc in words.bloc.finditer(text, 0, said.start()) if bloc["noun"] == said["bloc"]]
    return named[-1] if named else None


def _tie(a: str, b: str | None, kind: TieKind, document_id: str | None, span: Span, words: TieWords) -> Iterator[Tie]:
    a, b = words.leading.sub("", a, count=1), words.leading.sub("", b or "", count=1)
    mine, theirs = set(name_tokens(a)), set(name_tokens(b))
    if mine and theirs and mine != theirs and not theirs <= words.no_house and not mine <= words.no_house:
        yield Tie(parties=(a, b), kind=kind, document_id=document_id, span=span)
