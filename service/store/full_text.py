"""Ranked full-text search over passages: FTS5 of SQLite, or tsvector of PostgreSQL, behind one interface.

Each desk has an index of its own, so that what one keeps weighs nothing in what another one finds.

A passage's number holds the day of its document, the document's number and its own place, in this order: so a window of
days is a range of numbers, which both indexes heed without looking at any document.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from sqlalchemy import Connection, text

from service.domain import MAIN_DESK

DOCUMENT_BITS, PLACE_BITS = 30, 10
PLACES, DOCUMENTS = 1 << PLACE_BITS, 1 << DOCUMENT_BITS
# Passages that one search may score; it leaves out its commonest words where all would score more. At half a
# microsecond each a search among millions takes a twentieth of a second.
SCORED = 60_000
# Words whose counts are kept, and by how much an index may grow before they are counted anew.
COUNTED, GROWTH = 50_000, 1.1
MERGED = 500  # pages that FTS5 merges in one step: a twentieth of a second
# Passages whose lengths are looked at, for each that is wanted.
MEASURED = 4
# Of BM25 (Robertson and Zaragoza 2009): how soon a word has said all it can, how much a passage's length counts; and
# the words of a passage of usual length.
K1, B, USUAL = 1.2, 0.75, 80


class Place(NamedTuple):
    """Where a passage stands: its document's number, and its place among that one's passages, from 0 on."""

    document: int
    passage: int


class Terms(NamedTuple):
    """One search: words as they are indexed, ranges of days (both ends included), the language, and how many."""

    words: tuple[str, ...]
    days: tuple[tuple[int, int], ...]
    language: str | None
    most: int


class FullText(Protocol):
    """A desk's index in one kind of database: passages by number, and their words as they are indexed."""

    table: str

    def create(self, connection: Connection) -> None: ...

    def put(self, connection: Connection, passages: Sequence[tuple[int, str]]) -> None: ...

    def remove(self, connection: Connection, passages: Sequence[tuple[int, str]]) -> None: ...

    def settle(self, connection: Connection, *, begin: bool) -> bool:
        """Go some way to where the words of what was removed stand nowhere in the index; whether there is more to do.
        `begin` with the first step."""
        ...

    def counts(self, connection: Connection, words: Sequence[str], of: int) -> dict[str, int]:
        """How many passages hold each word, or about so many; `of`: the index's size."""
        ...

    def size(self, connection: Connection) -> int:
        """How many passages there are."""
        ...

    def best(
        self, connection: Connection, asked: Terms, counts: Mapping[str, int], of: int
    ) -> Iterable[tuple[int, float]]:
        """The best passages that hold any of the words, with their scores, best first. `of`: the index's size."""
        ...


def numbered(day: int, place: Place) -> int:
    return (day << DOCUMENT_BITS | place.document) << PLACE_BITS | place.passage


def place_of(number: int) -> Place:
    return Place(number >> PLACE_BITS & DOCUMENTS - 1, number & PLACES - 1)


def fewest(words: Sequence[str], counts: Mapping[str, int]) -> tuple[str, ...]:
    """The words to search by, rarest first: as many as may be scored, and two at least. A word that nothing holds is
    left out."""
    chosen: list[str] = []
    scored = 0
    for word in sorted((word for word in words if counts[word]), key=lambda word: (counts[word], word)):
        scored += counts[word]
        if scored > SCORED and len(chosen) >= 2:
            break
        chosen.append(word)
    return tuple(chosen)


def index_of(desk: str, *, lite: bool) -> FullText:
    return Fts5(desk) if lite else TextVectors(desk)


def _table_of(desk: str) -> str:
    """A name that no table beside an index of FTS5 has, whatever the desk is called."""
    if not re.fullmatch(r"[a-z0-9-]{1,32}", desk):
        raise ValueError(f"{desk!r} is no name of a desk.")
    return "passage_index" if desk == MAIN_DESK else f"desk_{desk.replace('-', '_')}_passage_index"


class Fts5:
    """SQLite's FTS5, ranked by its own BM25. It keeps no text: what is removed has to be told."""

    def __init__(self, desk: str) -> None:
        self.table, self._desk = _table_of(desk), desk

    def create(self, connection: Connection) -> None:
        """Words come folded, with a space between any two. Signs of Indic and Thai words (M*) are parts of them."""
        told = "\"porter unicode61 remove_diacritics 0 categories 'L* N* Co M*'\""
        connection.exec_driver_sql(f"CREATE VIRTUAL TABLE {self.table} USING fts5(words, content='', tokenize={told})")

    def put(self, connection: Connection, passages: Sequence[tuple[int, str]]) -> None:
        """In the order of their numbers: FTS5 writes out all it holds whenever one comes before the last."""
        connection.exec_driver_sql(f"INSERT INTO {self.table} (rowid, words) VALUES (?, ?)", sorted(passages))

    def remove(self, connection: Connection, passages: Sequence[tuple[int, str]]) -> None:
        statement = f"INSERT INTO {self.table} ({self.table}, rowid, words) VALUES ('delete', ?, ?)"
        connection.exec_driver_sql(statement, sorted(passages))

    def settle(self, connection: Connection, *, begin: bool) -> bool:
        """FTS5 writes down beside a passage's words that they were removed, and lets go of both when it merges all that
        it holds into one: so many pages a step, less than two changes in which say that nothing was left to merge."""
        merge = f"INSERT INTO {self.table} ({self.table}, rank) VALUES ('merge', ?)"
        before = connection.exec_driver_sql("SELECT total_changes()").scalar() or 0
        connection.exec_driver_sql(merge, (-MERGED if begin else MERGED,))
        return int(connection.exec_driver_sql("SELECT total_changes()").scalar() or 0) - before >= 2

    def counts(self, connection: Connection, words: Sequence[str], of: int) -> dict[str, int]:  # noqa: ARG002 - all of it
        counted = f"SELECT count(*) FROM {self.table} WHERE {self.table} MATCH ?"
        return {word: int(connection.exec_driver_sql(counted, (f'"{word}"',)).scalar() or 0) for word in words}

    def size(self, connection: Connection) -> int:
        return int(connection.exec_driver_sql(f"SELECT count(*) FROM {self.table}_docsize").scalar() or 0)

    def best(
        self, connection: Connection, asked: Terms, counts: Mapping[str, int], of: int
    ) -> Iterable[tuple[int, float]]:
        """FTS5's own ranking asks for the length of each passage, a row of another table, and takes four times as
        long."""
        words = [f'"{word}"' for word in asked.words]
        rarities = [rarity(counts[word], of) for word in asked.words]
        one = (
            f"SELECT rowid AS number, ? AS rare FROM {self.table} WHERE {self.table} MATCH ? AND rowid BETWEEN ? AND ?"
        )
        rows = [
            value
            for first, last in ranges(asked.days)
            for word, rare in zip(words, rarities, strict=True)
            for value in (rare, word, first, last)
        ]
        each = " UNION ALL ".join([one] * (len(words) * len(asked.days)))
        named = (
            " WHERE EXISTS (SELECT 1 FROM documents AS d"
            " WHERE d.number = held.number >> ? & ? AND language = ? AND desk = ?)"
        )
        language = (PLACE_BITS, DOCUMENTS - 1, asked.language, self._desk) if asked.language else ()
        summed = (
            f"SELECT number, SUM(rare) AS score FROM ({each}) AS held{named if language else ''}"
            " GROUP BY number ORDER BY score DESC, number LIMIT ?"
        )
        told = f"SELECT number, score, sz FROM ({summed}) CROSS JOIN {self.table}_docsize ON id = number"
        values = (*rows, *language, asked.most * MEASURED)
        found = connection.exec_driver_sql(told, values).all()
        return measured([(row.number, row.score, _varint(row.sz)) for row in found], asked.most)


class TextVectors:
    """PostgreSQL's tsvector with a GIN index, which finds the passages of a word. Its ranking is not asked: it knows no
    rarity of words, and reads every passage."""

    def __init__(self, desk: str) -> None:
        self.table, self._desk = _table_of(desk), desk

    def create(self, connection: Connection) -> None:
        connection.execute(text(f"CREATE TABLE {self.table} (number bigint PRIMARY KEY, words tsvector NOT NULL)"))
        connection.execute(text(f"CREATE INDEX {self.table}_words ON {self.table} USING gin (words)"))

    def put(self, connection: Connection, passages: Sequence[tuple[int, str]]) -> None:
        statement = text(f"INSERT INTO {self.table} VALUES (:number, to_tsvector('english', :words))")
        connection.execute(statement, [{"number": number, "words": words} for number, words in passages])

    def remove(self, connection: Connection, passages: Sequence[tuple[int, str]]) -> None:
        numbers = [number for number, _ in passages]
        connection.execute(text(f"DELETE FROM {self.table} WHERE number = ANY(:numbers)"), {"numbers": numbers})

    def settle(self, connection: Connection, *, begin: bool) -> bool:  # noqa: ARG002 - a row that is gone is gone
        return False

    def counts(self, connection: Connection, words: Sequence[str], of: int) -> dict[str, int]:
        """Common words as often as the server's statistics have them, for to count one takes a hundred times as
        long."""
        common = text(
            "WITH asked AS MATERIALIZED (SELECT word, tsvector_to_array(to_tsvector('english', word)) AS stems"
            " FROM unnest(CAST(:words AS text[])) AS word)"
            " SELECT word, share FROM asked, pg_stats, unnest(CAST(CAST(most_common_elems AS text) AS text[]),"
            " most_common_elem_freqs) AS told(stem, share)"
            " WHERE schemaname = current_schema() AND tablename = :table AND attname = 'words' AND stems = ARRAY[stem]"
        )
        rows = connection.execute(common, {"table": self.table, "words": list(words)})
        known = {row.word: round(row.share * of) for row in rows}
        return known | {word: self._counted(connection, word) for word in words if word not in known}

    def _counted(self, connection: Connection, word: str) -> int:
        """Beyond what a search may score it need not be exact."""
        counted = text(
            f"SELECT count(*) FROM (SELECT 1 FROM {self.table}"
            " WHERE words @@ plainto_tsquery('english', :word) LIMIT :most) AS found"
        )
        return int(connection.scalar(counted, {"word": word, "most": SCORED}) or 0)

    def size(self, connection: Connection) -> int:
        return int(connection.scalar(text(f"SELECT count(*) FROM {self.table}")) or 0)

    def best(
        self, connection: Connection, asked: Terms, counts: Mapping[str, int], of: int
    ) -> Iterable[tuple[int, float]]:
        """Each passage that holds any word is looked at once. The words are parsed apart, once and not for each
        passage."""
        places, spans = range(len(asked.words)), list(ranges(asked.days))
        query = "plainto_tsquery('english', :w{0})".format
        parsed = ", ".join(f"{query(place)} AS q{place}" for place in places)
        score = " + ".join(f"CASE WHEN words @@ q{place} THEN CAST(:r{place} AS float) ELSE 0 END" for place in places)
        within = " OR ".join(f"number BETWEEN :first{place} AND :last{place}" for place in range(len(spans)))
        named = (
            " AND EXISTS (SELECT 1 FROM documents AS d"
            " WHERE d.number = held.number >> :bits & :mask AND language = :of AND desk = :desk)"
        )
        statement = text(
            f"WITH asked AS MATERIALIZED (SELECT {parsed}, {' || '.join(map(query, places))} AS any_of)"
            f" SELECT held.number, {score} AS score, length(words) AS size FROM asked, {self.table} AS held"
            f" WHERE words @@ any_of AND ({within}){named if asked.language else ''}"
            " ORDER BY score DESC, held.number LIMIT :most"
        )
        told: dict[str, object] = {"most": asked.most * MEASURED}
        for place, word in enumerate(asked.words):
            told |= {f"w{place}": word, f"r{place}": rarity(counts[word], of)}
        for place, (first, last) in enumerate(spans):
            told |= {f"first{place}": first, f"last{place}": last}
        mine = {"bits": PLACE_BITS, "mask": DOCUMENTS - 1, "of": asked.language, "desk": self._desk}
        rows = connection.execute(statement, {**told, **(mine if asked.language else {})})
        return measured([(row.number, row.score, row.size) for row in rows], asked.most)


def measured(found: Iterable[tuple[int, float, int]], most: int) -> list[tuple[int, float]]:
    """Passages by number, score and length in words, best first: of two that hold the same words the shorter one."""
    scored = [(number, score * (K1 + 1) / (1 + K1 * (1 - B + B * size / USUAL))) for number, score, size in found]
    return sorted(scored, key=lambda one: (-one[1], one[0]))[:most]


def ranges(days: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Ranges of days as ranges of passages' numbers, both ends included."""
    for first, last in days:
        yield numbered(first, Place(0, 0)), numbered(last + 1, Place(0, 0)) - 1


def _varint(told: bytes) -> int:
    """The first number of a record of SQLite's: seven bits a byte, the last byte without its highest bit."""
    value = 0
    for byte in told:
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return value


def rarity(held: int, of: int) -> float:
    """Inverse document frequency as BM25 has it; never negative."""
    return math.log(1 + (max(of, held) - held + 0.5) / (held + 0.5))
