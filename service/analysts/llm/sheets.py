"""What of the documents a model is shown, and on which sheets: whole where they fit, else what claims call for.

Knows nothing of labels or replies.
"""

import itertools
import math
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import NamedTuple

from service.domain import Candidate, Claim, Document, LeftOut, Passage, Span
from service.languages.called import primary
from service.text.retrieval import retrieve
from service.text.sentences import sentences
from service.text.tails import body_end

WHOLE = 6_000  # characters: of a document that is shown whole, and of the fullest sheet
OPENING = 1_800  # characters that are shown of a long document that no claim calls for
EVEN_SHEETS, MOST_SHEETS = 12, 24  # beyond the first sheets grow fuller, beyond the second documents are left out
PART = 4_000  # characters of called passages in one part of a long document: the rest is for their context
BEFORE, AFTER = 2, 1  # sentences around a passage
NAMING = 5  # sentences of a part that say who is who
CONTEXT = 600  # characters, about, that these and the neighbours of one passage take
FOREIGN = 3  # of the sheets one in so many is kept for documents in other languages, whose words no claim shares
FOREIGN_PARTS = 4  # of such a document, if it is long
SLACK = 1.25  # a sheet may be so much fuller than others before another one is begun
_WORD = re.compile(r"[^\W_][\w’'-]*")
_JOINED = re.compile(r"\.?[ \xa0]")

NOT_CALLED = "No claim calls for any of it, and there were more documents than a model is shown."
CROWDED_OUT = "Other documents bear more on the claims, and there were more than a model is shown."


class Extract(NamedTuple):
    """The sentences of a document that are shown together, in its order."""

    document: Document
    sentences: tuple[Span, ...]

    @property
    def size(self) -> int:
        """In characters."""
        return sum(len(sentence.text) for sentence in self.sentences)

    def adjoin(self, number: int) -> bool:
        """Whether nothing stands between this sentence and the one shown before it."""
        if number == 0:
            return False
        return not self.document.text[self.sentences[number - 1].end : self.sentences[number].start].strip()


class Chosen(NamedTuple):
    """The extracts that make up each sheet, and the documents of which none is shown."""

    sheets: tuple[tuple[Extract, ...], ...]
    left_out: tuple[LeftOut, ...] = ()


def chosen(claims: Sequence[Claim], documents: Iterable[Document], language: str | None, shared: int) -> Chosen:
    """Every document whole, or by passages where it is long, while they fit on the sheets; else those that the claims
    call for most, by the passages they call for, the best of each claim first.

    `language` is that of the claims. In another one they call for nothing whatever it says: the openings of such
    documents are shown before all, on a third of the sheets. Small documents share a sheet up to `shared` characters.
    """
    given = [document for document in documents if document.text.strip()]
    ranked = _ranked(retrieve(claims, given, language))
    called = _by_document(ranked)
    shown = [part for document in given for part in _shown(document, called.get(document.id, ()), language)]
    if sum(part.size for part in shown) <= MOST_SHEETS * WHOLE:
        piled = _piled(shown, shared)
        if not piled.left:
            return Chosen(piled.sheets)
    openings = list(_foreign(given, called, language))
    room = MOST_SHEETS * WHOLE - sum(opening.size for opening in openings)
    wanted, known = _by_document(_within(room, ranked)), {one.id: one for one in given}
    parts = [part for id, passages in wanted.items() for part in _parts(known[id], passages)]
    piled = _piled([*openings, *parts], shared)
    held = {part.document.id for sheet in piled.sheets for part in sheet}
    reasons = {one.id: CROWDED_OUT if one.id in called else NOT_CALLED for one in given if one.id not in held}
    return Chosen(piled.sheets, tuple(LeftOut(document_id=id, reason=reason) for id, reason in reasons.items()))


# ---------------------------------------------------------------- what claims call for


def _ranked(candidates: Sequence[Candidate]) -> tuple[Passage, ...]:
    """The passages that claims call for: the best for each claim, then the second best, and so on."""
    rows = itertools.zip_longest(*(candidate.passages for candidate in candidates))
    return tuple({passage.id: passage for row in rows for passage in row if passage}.values())


def _within(room: int, ranked: Iterable[Passage]) -> Iterator[Passage]:
    """As many as there is room for, each with what it takes to follow it."""
    held = 0
    for passage in ranked:
        held += len(passage.span.text) + CONTEXT
        if held > room:
            return
        yield passage


def _by_document(passages: Iterable[Passage]) -> dict[str, list[Passage]]:
    found: dict[str, list[Passage]] = {}
    for passage in passages:
        found.setdefault(passage.document_id or "", []).append(passage)
    return found


def _shown(document: Document, called: Sequence[Passage], language: str | None) -> Iterator[Extract]:
    """The whole document; of a long one what claims call for, or its opening where they call for nothing. A long one in
    another language than the claims' is shown from its beginning: nobody knows what they call for."""
    own = _sentences(document)
    if Extract(document, own).size <= WHOLE:
        yield Extract(document, own)
    elif _is_foreign(document, language):
        yield from itertools.islice(_in_order(document, own), FOREIGN_PARTS)
    elif called:
        yield from _parts(document, called)
    else:
        yield Extract(document, tuple(_opening(own)))


def _sentences(document: Document) -> tuple[Span, ...]:
    language = document.language or "en"
    return sentences(document.text, 0, body_end(document.text, language), language)


def _foreign(given: Iterable[Document], called: Container[str], language: str | None) -> Iterator[Extract]:
    """The openings of documents in another language than the claims', as many as a third of the sheets holds."""
    room = MOST_SHEETS * WHOLE / FOREIGN
    for document in given:
        if document.id not in called and _is_foreign(document, language):
            opening = Extract(document, tuple(_opening(_sentences(document))))
            room -= opening.size
            if room < 0:
                return
            yield opening


def _is_foreign(document: Document, language: str | None) -> bool:
    return primary(document.language or language) != primary(language)


def _in_order(document: Document, own: Sequence[Span]) -> Iterator[Extract]:
    """All sentences of a document, in parts that are no longer than one document that is shown whole."""
    part: list[Span] = []
    for sentence in own:
        if part and sum(len(one.text) for one in part) + len(sentence.text) > WHOLE:
            yield Extract(document, tuple(part))
            part = []
        part.append(sentence)
    yield Extract(document, tuple(part))


def _opening(own: Sequence[Span]) -> Iterator[Span]:
    held = 0
    for sentence in own:
        held += len(sentence.text)
        if held > OPENING:
            return
        yield sentence


# ---------------------------------------------------------------- a document by passages


def _parts(document: Document, called: Sequence[Passage]) -> Iterator[Extract]:
    """The called passages in their order, as many as make one part, each part with what it takes to follow it."""
    own = _sentences(document)
    people = _People(own)
    part: list[Passage] = []
    for passage in sorted(called, key=lambda one: one.span.start):
        if part and sum(len(one.span.text) for one in (*part, passage)) > PART:
            yield _in_context(document, own, people, part)
            part = []
        part.append(passage)
    if part:
        yield _in_context(document, own, people, part)


def _in_context(document: Document, own: Sequence[Span], people: "_People", part: Sequence[Passage]) -> Extract:
    """Passages with their neighbours, the document's first sentence, and those that name whom they speak of."""
    spans = [passage.span for passage in part]
    called = [number for number, sentence in enumerate(own) if any(sentence.overlaps(span) for span in spans)]
    around = {near for number in called for near in range(number - BEFORE, number + AFTER + 1)}
    wanted = {0, *around, *people.named_for(called, around)} & set(range(len(own)))
    return Extract(document, tuple(own[number] for number in sorted(wanted)))


class _People:
    """In which sentence each word of a full name (two capitalised words or more) first stands in one."""

    def __init__(self, own: Sequence[Span]) -> None:
        self._own = own
        self._first: dict[str, int] = {}
        self._naming: list[int] = []
        for number, sentence in enumerate(own):
            if full := _full_names(sentence.text):
                self._naming.append(number)
            for word in full:
                self._first.setdefault(word, number)

    def named_for(self, called: Iterable[int], around: set[int]) -> tuple[int, ...]:
        """The sentences outside `around` that name the people of the called ones: those whom a part of a name or a
        title stands for ("Quist", "the colonel"), and the last who was named before, for "he" and "they"."""
        found: dict[int, None] = {}
        for number in called:
            if not self._named_within(number):
                found |= dict.fromkeys(self._last_before(number))
            words = {word.casefold() for word in _WORD.findall(self._own[number].text)}
            found |= dict.fromkeys(sorted({self._first[word] for word in words & self._first.keys()}))
        return tuple(number for number in found if number not in around)[:NAMING]

    def _named_within(self, number: int) -> bool:
        return any(number - BEFORE <= naming <= number for naming in self._naming)

    def _last_before(self, number: int) -> list[int]:
        return [naming for naming in self._naming if naming < number][-1:]


def _full_names(text: str) -> set[str]:
    """The words of the names in a sentence that are two capitalised words or more, in one case."""
    found: set[str] = set()
    run: list[str] = []
    end = -1
    for match in _WORD.finditer(text):
        joined = run and _JOINED.fullmatch(text, end, match.start())
        if not joined or not match[0][0].isupper():
            found |= set(run) if len(run) > 1 else set()
            run = []
        if match[0][0].isupper():
            run.append(match[0].casefold())
        end = match.end()
    return found | (set(run) if len(run) > 1 else set())


# ---------------------------------------------------------------- sheets


class _Piled(NamedTuple):
    sheets: tuple[tuple[Extract, ...], ...]
    left: tuple[Extract, ...]


def _piled(extracts: Sequence[Extract], shared: int) -> _Piled:
    """Excerpts on as few sheets as hold them, all of about one size: each goes where least stands so far."""
    whole = sum(extract.size for extract in extracts)
    limit = min(WHOLE, max(shared, whole / EVEN_SHEETS))
    piles: list[list[Extract]] = [[] for _ in range(min(MOST_SHEETS, math.ceil(whole / limit)))]
    left = []
    for extract in extracts:
        pile = min(piles, key=_held)
        if pile and _held(pile) + extract.size > SLACK * limit:
            if len(piles) == MOST_SHEETS:
                left.append(extract)
                continue
            piles.append(pile := [])
        pile.append(extract)
    return _Piled(tuple(tuple(pile) for pile in piles if pile), tuple(left))


def _held(pile: Sequence[Extract]) -> int:
    return sum(extract.size for extract in pile)
