"""Keep vectors of the archive's passages, and find those that are nearest to a question's: every one is looked at, in
blocks, within the days that are asked for."""

from collections.abc import Collection, Iterator, Sequence
from hashlib import sha256
from heapq import nlargest
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from sqlalchemy import Connection, Row, delete, exists, func, insert, select, true

from service.domain import Within
from service.languages.called import primary
from service.store.database import Database
from service.store.documents import days_of
from service.store.full_text import Place, numbered, ranges
from service.store.incoming import document_in, passages_told
from service.store.tables import DOCUMENTS, PASSAGE_VECTORS

BLOCK = 4_096  # passages that are looked at together
VECTORS = PASSAGE_VECTORS.c
NUMBER = np.dtype("<f2")
Numbers: TypeAlias = np.ndarray[tuple[int, ...], np.dtype[np.float32]]


class UnembeddedPassage(NamedTuple):
    """A passage without a vector: its number, its document's, its text as it is embedded, and that text's hash."""

    number: int
    document: int
    text: str
    hash: str


class Neighbour(NamedTuple):
    """A passage by its number, and the cosine of the angle between its vector and the question's."""

    number: int
    cosine: float


class VectorStore:
    """Vectors by model and passage. Serves many threads. Raises StoreUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def made_by(self, model: str) -> str | None:
        """The model, where there are vectors of it; else another of which there are; None where there are none."""
        with self._database.reading() as connection:
            own = connection.scalar(select(VECTORS.model).where(VECTORS.model == model).limit(1))
            return own or connection.scalar(select(VECTORS.model).limit(1))

    def length(self, model: str) -> int | None:
        """Bytes of a vector of a model, where there is one."""
        with self._database.reading() as connection:
            return connection.scalar(select(func.length(VECTORS.vector)).where(VECTORS.model == model).limit(1))

    def waiting(self, model: str, most: int, after: int = 0) -> list[UnembeddedPassage]:
        """All passages of so many documents that are searched and have no vectors of a model, from a number on."""
        its = exists().where(VECTORS.document == DOCUMENTS.c.number, VECTORS.model == model)
        last = DOCUMENTS.c.replaced_by.is_(None) & (DOCUMENTS.c.number > after)
        query = select(DOCUMENTS).where(last, ~its).order_by(DOCUMENTS.c.number).limit(most)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return [passage for row in rows for passage in _passages(row)]

    def known(self, model: str, hashes: Collection[str]) -> dict[str, bytes]:
        """The vectors of texts that were embedded before, by their hashes."""
        query = select(VECTORS.hash, VECTORS.vector).where(VECTORS.hash.in_(hashes), VECTORS.model == model)
        with self._database.reading() as connection:
            return {row.hash: row.vector for row in connection.execute(query)}

    def put(self, model: str, passages: Sequence[tuple[UnembeddedPassage, bytes]]) -> None:
        """Keep the vectors of all passages of documents, at once; those of documents that went away meanwhile, or got
        theirs from somebody else, are left."""
        numbers = {passage.document for passage, _ in passages}
        stand = select(DOCUMENTS).where(DOCUMENTS.c.number.in_(numbers), DOCUMENTS.c.replaced_by.is_(None))
        had = select(VECTORS.document).where(VECTORS.document.in_(numbers), VECTORS.model == model)
        with self._database.writing() as connection:
            self._database.alone(connection, "claimtrace vectors")
            hashes = {(one.number, one.hash) for row in connection.execute(stand) for one in _passages(row)}
            theirs = set(connection.scalars(had))
            rows = [
                {**passage._asdict(), "model": model, "vector": vector}
                for passage, vector in passages
                if passage.document not in theirs and (passage.number, passage.hash) in hashes
            ]
            for row in rows:
                del row["text"]
            if rows:
                connection.execute(insert(PASSAGE_VECTORS), rows)

    def forget_others(self, model: str) -> None:
        """Take out what other models made."""
        with self._database.writing() as connection:
            connection.execute(delete(PASSAGE_VECTORS).where(VECTORS.model != model))

    def nearest(self, model: str, questions: Sequence[bytes], within: Within, most: int) -> list[list[Neighbour]]:
        """For each question's vector the passages nearest to it, the nearest first. Vectors of another length are not
        looked at."""
        asked = np.stack([_read([one])[0] for one in questions])
        best: list[list[Neighbour]] = [[] for _ in questions]
        with self._database.reading() as connection:
            for numbers, vectors in self._blocks(connection, model, within, asked.shape[1]):
                for place, cosines in enumerate(asked @ vectors.T):
                    nearest = np.argpartition(cosines, -most)[-most:] if len(cosines) > most else range(len(cosines))
                    came = [Neighbour(numbers[at], float(cosines[at])) for at in nearest]
                    best[place] = nlargest(most, [*best[place], *came], key=lambda one: (one.cosine, -one.number))
        return best

    def _blocks(
        self, connection: Connection, model: str, within: Within, length: int
    ) -> Iterator[tuple[list[int], Numbers]]:
        language = primary(within.language) if within.language else None
        spoken = (
            exists().where(
                DOCUMENTS.c.number == VECTORS.document,
                DOCUMENTS.c.language == language,
            )
            if language
            else true()
        )
        size = func.length(VECTORS.vector) == length * NUMBER.itemsize
        for first, last in ranges(days_of(within)):
            query = select(VECTORS.number, VECTORS.vector).where(
                VECTORS.model == model, VECTORS.number.between(first, last), size, spoken
            )
            for rows in connection.execute(query.execution_options(yield_per=BLOCK)).partitions():
                yield [row.number for row in rows], _read([row.vector for row in rows])


def _passages(row: Row[Any]) -> Iterator[UnembeddedPassage]:
    for place, text in enumerate(passages_told(document_in(row), row.cuts)):
        number = numbered(row.published_on, Place(row.number, place))
        yield UnembeddedPassage(number, row.number, text, sha256(text.encode()).hexdigest())


def _read(vectors: Sequence[bytes]) -> Numbers:
    flat = np.frombuffer(b"".join(vectors), dtype=NUMBER)
    return flat.reshape(len(vectors), -1).astype(np.float32)
