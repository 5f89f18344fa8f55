"""Keep the desk's own archive of documents, and search it by words."""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, inspect, select, update

from service.domain import MAIN_DESK, Added, AddedState, Archived, Hit, Span, Within
from service.errors import NotFound
from service.languages.called import primary
from service.store import versions
from service.store.copies import NearCopies
from service.store.database import Database, paged
from service.store.full_text import (
    COUNTED,
    GROWTH,
    FullText,
    Terms,
    fewest,
    index_of,
    rarity,
)
from service.store.full_text import place_of as stands_at
from service.store.incoming import (
    Cut,
    IncomingDocument,
    apart,
    document_in,
    indexed_as,
    made_ready,
    marked_as,
    page_for,
    passages_of,
    with_id,
)
from service.store.tables import DOCUMENTS, PASSAGE_VECTORS
from service.text.searching import telling

BATCH = 200  # documents of one transaction: others wait for it a tenth of a second
LAST_DAY = date.max.toordinal()
UNDATED = (0, 0)
HITS = 3  # passages for each document of a page
ENGLISH = "en"  # whose words that tell nothing are left out of a question in no language


class DocumentsHeld(NamedTuple):
    """Documents that are there, by id, and by page those that are searched."""

    by_id: dict[str, Row[Any]]
    by_page: dict[str, Row[Any]]

    @classmethod
    def of(cls, connection: Connection, given: Sequence[IncomingDocument]) -> "DocumentsHeld":
        ids, pages = [one.document.id for one in given], [page for one in given if (page := page_for(one.document))]
        last = DOCUMENTS.c.page.in_(pages) & DOCUMENTS.c.replaced_by.is_(None)
        rows = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id.in_(ids) | last)).all()
        by_page = {row.page: row for row in rows if row.page and row.replaced_by is None}
        return cls({row.id: row for row in rows}, by_page)

    def answer(self, one: IncomingDocument) -> Added | None:
        """What became of a document of which nothing is to be done; None where something is."""
        page = page_for(one.document) or ""
        row, last = self.by_id.get(one.document.id), self.by_page.get(page)
        if last is not None and last.id != one.document.id and not one.replaces:
            return Added(id=last.id, state=AddedState.DUPLICATE)
        stood_here = row is not None and last is not None and row.page == page and row.id != last.id
        if row is None or (stood_here and last is not None and versions.is_later(one.fetched_at, last)):
            return None
        return Added(id=row.id, state=AddedState.DUPLICATE)


class DocumentStore:
    """Documents by id, and their passages by words. Serves many threads. Raises StoreUnavailable whenever the database
    does not answer."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._index: FullText = index_of(database.desk or MAIN_DESK, lite=database.lite)
        self._copies = NearCopies()
        self._there = False
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._size, self._counted_at = 0, 0

    # ------------------------------------------------------------ what is kept

    def add(self, documents: Iterable[IncomingDocument]) -> Iterator[Added]:
        """Keep documents, and tell of each what became of it, in their order. Nothing is kept twice: the same text is
        the document that is there, and another one at the same address a version of it, of which the one that was had
        last is searched. Each 200 are kept at once, as the answers are taken."""
        rest = iter(documents)
        while batch := tuple(map(with_id, islice(rest, BATCH))):
            for part in apart(batch):
                yield from self._added(part)

    def get(self, id: str) -> Archived:
        """Raises NotFound."""
        with self.database.reading() as connection:
            row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == id)).one_or_none()
            former = versions.before(connection, (id,))
        if row is None:
            raise NotFound(f"The archive holds no document {id[:80]!r}.")
        return _archived(row, former)

    def all_of(self, ids: Sequence[str]) -> dict[str, Archived]:
        """Those of the documents that are there, by id."""
        with self.database.reading() as connection:
            rows = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id.in_(ids))).all()
            former = versions.before(connection, ids)
        return {row.id: _archived(row, former) for row in rows}

    def delete(self, id: str) -> None:
        """Take a document out. Its copies stay, and are copies of the eldest among them; where it was the last version,
        the one before it is searched again. Raises NotFound."""
        with self.database.writing() as connection:
            self.database.alone(connection, "claimtrace archive")
            row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == id)).one_or_none()
            if row is None:
                raise NotFound(f"The archive holds no document {id[:80]!r}.")
            last = row.replaced_by is None
            if last:
                self._index.remove(connection, indexed_as(row))
            self._copies.forget(connection, row.number, id)
            connection.execute(delete(DOCUMENTS).where(DOCUMENTS.c.number == row.number))
            connection.execute(delete(PASSAGE_VECTORS).where(PASSAGE_VECTORS.c.document == row.number))
            former = versions.unlink(connection, id, row.replaced_by)
            if former is not None and last:
                self._copies.put(connection, [(former.number, former.id, marked_as(former))])
                self._index.put(connection, indexed_as(former))
        self.settle()

    def change(self, connection: Connection, row: Row[Any], changed: Mapping[str, str]) -> None:
        """Let a document have other words of the same lengths, under its id, within somebody's transaction. What is new
        in it is found by them; the words before are out of the index once it is settled."""
        facts = json.loads(changed.get("facts") or row.facts)
        if facts.get("sha256") and "text" in changed:
            facts["sha256"] = sha256(changed["text"].encode()).hexdigest()
        told = {**changed, "facts": json.dumps(facts, ensure_ascii=False, separators=(",", ":"))}
        one = DOCUMENTS.c.number == row.number
        if row.replaced_by is None:
            self._index.remove(connection, indexed_as(row))
        connection.execute(update(DOCUMENTS).where(one).values(told))
        if "text" in changed:
            connection.execute(delete(PASSAGE_VECTORS).where(PASSAGE_VECTORS.c.document == row.number))
        anew = connection.execute(select(DOCUMENTS).where(one)).one()
        if row.replaced_by is None:
            self._index.put(connection, indexed_as(anew))
            self._copies.mark_anew(connection, anew.number, marked_as(anew))

    def settle(self) -> None:
        """Take the words of what was removed out of the index and the database's files; others write meanwhile."""
        begin, more = True, True
        while more:
            with self.database.writing() as connection:
                more = self._index.settle(connection, begin=begin)
            begin = False
        self.database.scrub()

    def page(self, within: Within, before: int | None, limit: int) -> tuple[list[Archived], int | None]:
        """Documents as they stand now, those first that were added last, and where the next page begins (None: this is
        the last)."""
        query = select(DOCUMENTS).where(DOCUMENTS.c.replaced_by.is_(None))
        if within.language:
            query = query.where(DOCUMENTS.c.language == primary(within.language))
        days = days_of(within)
        if days != ((0, LAST_DAY),):
            on = DOCUMENTS.c.published_on
            told = on.between(*days[0])
            query = query.where(told if len(days) == 1 else told | (on == 0))
        with self.database.reading() as connection:
            rows, following = paged(connection, query, DOCUMENTS.c.number, before, limit)
            former = versions.before(connection, [row.id for row in rows])
        return [_archived(row, former) for row in rows], following

    def newest(self) -> int:
        """A number that is larger whenever documents were added; 0 where the archive is empty, or is not there."""
        with self.database.reading() as connection:
            self._there = self._there or inspect(connection).has_table(DOCUMENTS.name)
            return _newest(connection) if self._there else 0

    # ------------------------------------------------------------ what is searched

    def search(self, words: Sequence[str], within: Within, most: int) -> list[Hit]:
        """The passages that hold any of the words, as they are indexed, best first, `most` at most."""
        with self.database.reading() as connection:
            counts = self._counted(connection, words)
            chosen = fewest(words, counts)
            if not chosen:
                return []
            language = primary(within.language) if within.language else None
            asked = Terms(chosen, days_of(within), language, most)
            found = list(self._index.best(connection, asked, counts, self._size))
            of, rare = sum(rarity(counts[word], self._size) for word in chosen), rarity(1, self._size)
            return _hits(connection, found, of, rare)

    def standing(self, found: Sequence[tuple[int, float]]) -> list[Hit]:
        """The passages of these numbers with their scores, in their order, as far as they are searched."""
        with self.database.reading() as connection:
            return _hits(connection, found, of=1.0, rare=1.0)

    def find(
        self, question: str, within: Within, start: int, limit: int
    ) -> tuple[list[tuple[Archived, list[Hit]]], int | None]:
        """Documents by their best passage that holds any telling word of a question, each with its passages, best
        first; and where the next page starts (None: this is the last)."""
        words = telling(question, within.language or ENGLISH)
        hits = self.search(words, within, (start + limit + 1) * HITS)
        found: dict[str, list[Hit]] = {}
        for hit in hits:
            found.setdefault(hit.document_id, []).append(hit)
        ids = list(found)[start : start + limit]
        kept = self.all_of(ids)
        following = start + limit if len(found) > start + limit else None
        return [(kept[id], found[id]) for id in ids if id in kept], following

    def _counted(self, connection: Connection, words: Sequence[str]) -> Mapping[str, int]:
        """How many passages hold each word. Counts are kept until the archive has grown by a tenth."""
        newest = _newest(connection)
        with self._lock:
            if newest > self._counted_at * GROWTH or newest < self._counted_at or len(self._counts) > COUNTED:
                self._counts, self._counted_at, self._size = {}, newest, self._index.size(connection)
            known = self._counts
        if new := [word for word in words if word not in known]:
            known |= self._index.counts(connection, new, self._size)
        return known

    # ------------------------------------------------------------ how it is kept

    def _added(self, given: Sequence[IncomingDocument]) -> list[Added]:
        """What costs time is done before the transaction begins. No two of them have one address and two texts."""
        with self.database.reading() as connection:
            held = DocumentsHeld.of(connection, given)
        first = {one.document.id: one for one in reversed(given)}
        ready = {id: made_ready(one) for id, one in first.items() if id not in held.by_id}
        with self.database.writing() as connection:
            self.database.alone(connection, "claimtrace archive")
            held = DocumentsHeld.of(connection, given)
            new: dict[str, Cut] = {}
            told: list[Added | None] = []
            for one in given:
                answer = held.answer(one)
                if answer is None and (row := held.by_id.get(one.document.id)) is not None:
                    answer = self._again(connection, row, held.by_page[row.page], one)
                elif answer is None and one.document.id in new:
                    answer = Added(id=one.document.id, state=AddedState.DUPLICATE)
                elif answer is None:
                    new[one.document.id] = ready.get(one.document.id) or made_ready(one)
                told.append(answer)
            kept = self._kept(connection, new, held)
            return [answer or kept[one.document.id] for one, answer in zip(given, told, strict=True)]

    def _again(self, connection: Connection, row: Row[Any], last: Row[Any], one: IncomingDocument) -> Added:
        """A text that stood at its address before, and does again: it is searched in place of the one between."""
        versions.unlink(connection, row.id, row.replaced_by)
        firsts = self._copies.put(connection, [(row.number, row.id, marked_as(row))])
        first = self._taken_over(connection, row.id, last, firsts)
        had = {"fetched_at": one.fetched_at or self.database.now(), "copy_of": first, "replaced_by": None}
        connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.id == row.id).values(**had))
        versions.link(connection, last.id, row.id)
        self._index.put(connection, indexed_as(row))
        return Added(id=row.id, state=AddedState.VERSION, copy_of=first, replaces=last.id)

    def _kept(self, connection: Connection, new: dict[str, Cut], held: "DocumentsHeld") -> dict[str, Added]:
        """Numbers for what is new, its rows, its passages, of which documents it is a copy, and where among the
        versions of its page it stands."""
        moment = self.database.now()
        numbers = {id: number for number, id in enumerate(new, _newest(connection) + 1)}
        places = {
            id: versions.place(connection, last, cut.row["fetched_at"] or moment)
            for id, cut in new.items()
            if (last := held.by_page.get(cut.row["page"])) is not None
        }
        searched = {id: cut for id, cut in new.items() if id not in places or places[id].after is None}
        firsts = self._copies.put(connection, [(numbers[id], id, cut.marked) for id, cut in searched.items()])
        for id in searched.keys() & places.keys():
            if first := self._taken_over(connection, id, held.by_page[new[id].row["page"]], firsts):
                firsts[id] = first
            else:
                firsts.pop(id, None)
        rows = [
            cut.row
            | {"number": numbers[id], "copy_of": firsts.get(id), "added_at": moment}
            | {"replaced_by": places[id].after if id in places else None}
            for id, cut in new.items()
        ]
        if rows:
            connection.execute(insert(DOCUMENTS), rows)
        for id, place in places.items():
            if place.before:
                versions.link(connection, place.before, id)
        passages = [
            passage
            for id, cut in searched.items()
            for passage in passages_of(numbers[id], cut.row["published_on"], cut.words)
        ]
        if passages:
            self._index.put(connection, passages)
        return {id: _told(id, firsts.get(id), places.get(id)) for id in new}

    def _taken_over(self, connection: Connection, id: str, last: Row[Any], firsts: Mapping[str, str]) -> str | None:
        """A version takes the place of the last one, in the index and among its copies. Gives the first document of
        which it is a copy."""
        self._index.remove(connection, indexed_as(last))
        near = firsts.get(id) == last.id
        self._copies.hand_on(connection, last.number, last.id, id if near else None)
        return None if near else firsts.get(id)


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(DOCUMENTS.c.number))) or 0


def days_of(within: Within) -> tuple[tuple[int, int], ...]:
    """Ranges of days; those without a date are day 0."""
    if within.since is None and within.until is None:
        return ((1 if within.dated else 0, LAST_DAY),)
    first = within.since.toordinal() if within.since else 1
    last = within.until.toordinal() if within.until else LAST_DAY
    return ((first, last),) if within.dated else ((first, last), UNDATED)


def _archived(row: Row[Any], former: Mapping[str, str]) -> Archived:
    named = {name: getattr(row, name) for name in ("copy_of", "added_at", "fetched_at", "replaced_by")}
    return Archived(document=document_in(row), replaces=former.get(row.id), **named)


def _told(id: str, first: str | None, place: versions.VersionPlace | None) -> Added:
    if place is not None:
        return Added(id=id, state=AddedState.VERSION, copy_of=first, replaces=place.before)
    return Added(id=id, state=AddedState.NEAR_COPY if first else AddedState.NEW, copy_of=first)


def _hits(connection: Connection, found: Sequence[tuple[int, float]], of: float, rare: float) -> list[Hit]:
    """The passages of these numbers, in their order."""
    numbers = {stands_at(number).document for number, _ in found}
    searched = DOCUMENTS.c.number.in_(numbers) & DOCUMENTS.c.replaced_by.is_(None)
    wanted = (DOCUMENTS.c.number, DOCUMENTS.c.id, DOCUMENTS.c.text, DOCUMENTS.c.cuts)
    rows = {row.number: row for row in connection.execute(select(*wanted).where(searched))}
    cuts = {number: json.loads(row.cuts) or [(0, 0)] for number, row in rows.items()}
    return [
        Hit(
            document_id=rows[at.document].id,
            span=Span.of(rows[at.document].text, start, end),
            score=score,
            of=of,
            rare=rare,
        )
        for number, score in found
        for at in [stands_at(number)]
        if at.document in rows
        for start, end in [cuts[at.document][at.passage]]
    ]
