"""Which document of the archive another one is all but a copy of."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nsmallest
from typing import NamedTuple
from zlib import crc32

from sqlalchemy import Connection, delete, func, insert, select, update

from service.store.tables import DOCUMENT_RUNS, DOCUMENTS
from service.weighing.copies import COPY, RUN, containment

# Runs by which a text is known: a copy shares some of eight. One that so many documents hold is no longer kept of more:
# it is a formula of theirs, or those that hold it are found by others.
MARKS, FORMULA = 8, 20
ODD, MASK = 0x9E3779B1, (1 << 62) - 1  # any odd number spreads the hashes of five words over 62 bits
# Documents that a new one is compared with, word by word: those that share most of its marks.
COMPARED = 3


class Marked(NamedTuple):
    """A text and the few runs of words that it is known by: texts that share most runs share some of these."""

    text: str
    marks: tuple[int, ...]

    @classmethod
    def of(cls, text: str, words: Iterable[str]) -> "Marked":
        """`words` are those of the text, folded."""
        return cls(text, _marks(words))


class NearCopies:
    """Finds, for each new document, the first of which it is a copy. Everything is done in somebody's transaction."""

    def put(self, connection: Connection, documents: Sequence[tuple[int, str, Marked]]) -> dict[str, str]:
        """Keep the marks of new documents, given by number and id, and tell those that are copies: from id to the id of
        the first."""
        wanted = {mark for _, _, one in documents for mark in one.marks}
        holders = _holders(connection, wanted)
        texts = {number: one.text for number, _, one in documents}
        firsts: dict[str, str] = {}
        known: dict[int, str] = {number: id for number, id, _ in documents}
        rows = []
        for number, id, one in documents:
            shared = Counter(other for mark in one.marks for other in holders[mark])
            for other in _nearest(shared):
                if containment(one.text, _text(connection, other, texts)) >= COPY:
                    firsts[id] = firsts.get(known.get(other, "")) or _first(connection, other, known)
                    break
            for mark in one.marks:
                if len(holders[mark]) < FORMULA:
                    holders[mark].append(number)
                    rows.append({"run": mark, "document": number})
        if rows:
            connection.execute(insert(DOCUMENT_RUNS), rows)
        return firsts

    def mark_anew(self, connection: Connection, number: int, one: Marked) -> None:
        """Know a document by other words than before; of which it is a copy stays."""
        connection.execute(delete(DOCUMENT_RUNS).where(DOCUMENT_RUNS.c.document == number))
        holders = _holders(connection, set(one.marks))
        rows = [{"run": mark, "document": number} for mark in one.marks if len(holders[mark]) < FORMULA]
        if rows:
            connection.execute(insert(DOCUMENT_RUNS), rows)

    def hand_on(self, connection: Connection, number: int, id: str, heir: str | None) -> None:
        """A document is searched no more: its copies are those of its heir, or (None) of the eldest among them."""
        if heir is None:
            self.forget(connection, number, id)
        connection.execute(delete(DOCUMENT_RUNS).where(DOCUMENT_RUNS.c.document == number))
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.copy_of == id).values(copy_of=heir))
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.number == number).values(copy_of=None))

    def forget(self, connection: Connection, number: int, id: str) -> None:
        """Take a document's marks out; the eldest of its copies becomes the first of the others."""
        connection.execute(delete(DOCUMENT_RUNS).where(DOCUMENT_RUNS.c.document == number))
        copies = DOCUMENTS.c.copy_of == id
        eldest = connection.scalar(select(func.min(DOCUMENTS.c.number)).where(copies))
        if eldest is not None:
            heir = connection.scalar(select(DOCUMENTS.c.id).where(DOCUMENTS.c.number == eldest))
            connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.number == eldest).values(copy_of=None))
            connection.execute(update(DOCUMENTS).where(copies).values(copy_of=heir))


def _marks(words: Iterable[str]) -> tuple[int, ...]:
    """The smallest hashes of runs of five words."""
    hashes = [crc32(word.encode()) for word in words]
    runs = zip(*(hashes[start:] for start in range(RUN)), strict=False)
    return tuple(nsmallest(MARKS, {((((a * ODD ^ b) * ODD ^ c) * ODD ^ d) * ODD ^ e) & MASK for a, b, c, d, e in runs}))


def _holders(connection: Connection, marks: set[int]) -> dict[int, list[int]]:
    holders: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(select(DOCUMENT_RUNS).where(DOCUMENT_RUNS.c.run.in_(marks))):
        holders[row.run].append(row.document)
    return holders


def _nearest(shared: Counter[int]) -> list[int]:
    """Those that share the most marks, and among them the eldest."""
    return [number for number, _ in sorted(shared.items(), key=lambda one: (-one[1], one[0]))][:COMPARED]


def _text(connection: Connection, number: int, texts: Mapping[int, str]) -> str:
    return texts.get(number) or connection.scalar(select(DOCUMENTS.c.text).where(DOCUMENTS.c.number == number)) or ""


def _first(connection: Connection, number: int, known: Mapping[int, str]) -> str:
    """The first of a document's kind: itself, unless it is a copy."""
    if number in known:
        return known[number]
    row = connection.execute(select(DOCUMENTS.c.id, DOCUMENTS.c.copy_of).where(DOCUMENTS.c.number == number)).one()
    return str(row.copy_of or row.id)
