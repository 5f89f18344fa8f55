"""Keep the desk's own archive of documents, and search it by words."""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, delete, func, insert, inspect, select

from service.domain import MAIN_DESK, Added, AddedState, Archived, Document, Frozen, Hit, Integrity, Span, Within
from service.errors import NotFound
from service.languages.called import primary
from service.store.copies import Marked, NearCopies
from service.store.database import Database, paged
from service.store.full_text import (
    COUNTED,
    GROWTH,
    PLACES,
    FullText,
    Place,
    Terms,
    fewest,
    index_of,
    numbered,
    rarity,
)
from service.store.full_text import place_of as stands_at
from service.store.tables import DOCUMENTS
from service.text.searching import indexed, stretches, telling
from service.text.urls import domain_of, page_of

BATCH = 200  # documents of one transaction: others wait for it a tenth of a second
LAST_DAY = date.max.toordinal()
UNDATED = (0, 0)
HITS = 3  # passages for each document of a page
ENGLISH = "en"  # whose words that tell nothing are left out of a question in no language


class Cut(NamedTuple):
    """A document made ready: its row without a number, what it is known by among its copies, its passages as they are
    indexed."""

    row: dict[str, Any]
    marked: Marked
    words: tuple[str, ...]


class IncomingDocument(Frozen):
    """A document that is to be kept, and when it was taken from its address, where that is known."""

    document: Document
    fetched_at: datetime | None = None


class DocumentStore:
    """Documents by id, and their passages by words. Serves many threads. Raises StoreUnavailable whenever the database
    does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._index: FullText = index_of(database.desk or MAIN_DESK, lite=database.lite)
        self._copies = NearCopies()
        self._there = False
        self._lock = threading.Lock()
        self._counts: dict[str, int] = {}
        self._size, self._counted_at = 0, 0

    # ------------------------------------------------------------ what is kept

    def add(self, documents: Iterable[IncomingDocument]) -> Iterator[Added]:
        """Keep documents, and tell of each what became of it, in their order. Nothing is kept twice: the same text, or
        the same address, is the document that is there. Each 200 are kept at once, as the answers are taken."""
        rest = iter(documents)
        while batch := tuple(islice(rest, BATCH)):
            yield from self._added(batch)

    def get(self, id: str) -> Archived:
        """Raises NotFound."""
        with self._database.reading() as connection:
            row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == id)).one_or_none()
        if row is None:
            raise NotFound(f"The archive holds no document {id[:80]!r}.")
        return _archived(row)

    def all_of(self, ids: Sequence[str]) -> dict[str, Archived]:
        """Those of the documents that are there, by id."""
        with self._database.reading() as connection:
            rows = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id.in_(ids))).all()
        return {row.id: _archived(row) for row in rows}

    def delete(self, id: str) -> None:
        """Take a document out. Its copies stay, and are copies of the eldest among them. Raises NotFound."""
        with self._database.writing() as connection:
            self._database.alone(connection, "claimtrace archive")
            row = connection.execute(select(DOCUMENTS).where(DOCUMENTS.c.id == id)).one_or_none()
            if row is None:
                raise NotFound(f"The archive holds no document {id[:80]!r}.")
            self._index.remove(connection, _passages(row.number, row.published_on, _words(_document(row), row.cuts)))
            self._copies.forget(connection, row.number, id)
            connection.execute(delete(DOCUMENTS).where(DOCUMENTS.c.number == row.number))

    def page(self, within: Within, before: int | None, limit: int) -> tuple[list[Archived], int | None]:
        """Documents, those first that were added last, and where the next page begins (None: this is the last)."""
        query = select(DOCUMENTS)
        if within.language:
            query = query.where(DOCUMENTS.c.language == primary(within.language))
        days = _days(within)
        if days != ((0, LAST_DAY),):
            on = DOCUMENTS.c.published_on
            told = on.between(*days[0])
            query = query.where(told if len(days) == 1 else told | (on == 0))
        with self._database.reading() as connection:
            rows, following = paged(connection, query, DOCUMENTS.c.number, before, limit)
        return [_archived(row) for row in rows], following

    def newest(self) -> int:
        """A number that is larger whenever documents were added; 0 where the archive is empty, or is not there."""
        with self._database.reading() as connection:
            self._there = self._there or inspect(connection).has_table(DOCUMENTS.name)
            return _newest(connection) if self._there else 0

    # ------------------------------------------------------------ what is searched

    def search(self, words: Sequence[str], within: Within, most: int) -> list[Hit]:
        """The passages that hold any of the words, as they are indexed, best first, `most` at most."""
        with self._database.reading() as connection:
            counts = self._counted(connection, words)
            chosen = fewest(words, counts)
            if not chosen:
                return []
            language = primary(within.language) if within.language else None
            asked = Terms(chosen, _days(within), language, most)
            found = sorted(self._index.best(connection, asked, counts, self._size), key=lambda one: (-one[1], one[0]))
            of, rare = sum(rarity(counts[word], self._size) for word in chosen), rarity(1, self._size)
            return _hits(connection, found[:most], of, rare)

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
        for word in words:
            if word not in known:
                known[word] = self._index.count(connection, word)
        return known

    # ------------------------------------------------------------ how it is kept

    def _added(self, batch: Sequence[IncomingDocument]) -> list[Added]:
        """What costs time is done before the transaction begins."""
        given = [_with_id(one) for one in batch]
        with self._database.reading() as connection:
            held = self._held(connection, given)
        first = {one.document.id: one for one in reversed(given)}
        ready = {id: _ready(one) for id, one in first.items() if not _same(held, one.document)}
        with self._database.writing() as connection:
            self._database.alone(connection, "claimtrace archive")
            held = self._held(connection, given)
            told: list[Added] = []
            new: dict[str, Cut] = {}
            for one in given:
                document = one.document
                if id := _same(held, document):
                    told.append(Added(id=id, state=AddedState.DUPLICATE))
                    continue
                cut = new[document.id] = ready.get(document.id) or _ready(one)
                held |= {key: document.id for key in (document.id, cut.row["page"]) if key}
                told.append(Added(id=document.id, state=AddedState.NEW))
            return self._kept(connection, new, told)

    def _kept(self, connection: Connection, new: dict[str, Cut], told: list[Added]) -> list[Added]:
        """Numbers for what is new, its rows, its passages, and of which documents it is a copy."""
        first = _newest(connection) + 1
        numbers = {id: number for number, id in enumerate(new, first)}
        firsts = self._copies.put(connection, [(numbers[id], id, cut.marked) for id, cut in new.items()])
        rows = [cut.row | {"number": numbers[id], "copy_of": firsts.get(id)} for id, cut in new.items()]
        if rows:
            moment = self._database.now()
            connection.execute(insert(DOCUMENTS), [row | {"added_at": moment} for row in rows])
        passages = [
            passage for id, cut in new.items() for passage in _passages(numbers[id], cut.row["published_on"], cut.words)
        ]
        if passages:
            self._index.put(connection, passages)
        return [
            Added(id=one.id, state=AddedState.NEAR_COPY, copy_of=firsts[one.id])
            if one.state is AddedState.NEW and one.id in firsts
            else one
            for one in told
        ]

    def _held(self, connection: Connection, given: Sequence[IncomingDocument]) -> dict[str, str]:
        """The ids of documents that are there, by id and by page."""
        ids, pages = [one.document.id for one in given], [page for one in given if (page := page_for(one.document))]
        either = DOCUMENTS.c.id.in_(ids) | DOCUMENTS.c.page.in_(pages)
        rows = connection.execute(select(DOCUMENTS.c.id, DOCUMENTS.c.page).where(either))
        return {key: row.id for row in rows for key in (row.id, row.page) if key}


def page_for(document: Document) -> str | None:
    """The page that a document is, by the one name that its addresses share: the one it calls canonical, where that is
    on its own site; what another site published first is another document. A whole site is no page."""
    own, canonical = document.url, document.canonical_url
    if canonical and (own is None or domain_of(canonical) == domain_of(own)):
        own = canonical
    page = page_of(own)
    return page if page and ("/" in page or "?" in page) else None


def _with_id(one: IncomingDocument) -> IncomingDocument:
    """With an id that its words alone decide, whatever white space stands between them, and the hash of its text."""
    text = one.document.text
    id = f"doc_{sha256(' '.join(text.split()).encode()).hexdigest()[:24]}"
    given = {"id": id, "integrity": Integrity.PRESERVED, "sha256": sha256(text.encode()).hexdigest()}
    return one.model_copy(update={"document": one.document.model_copy(update=given)})


def _ready(one: IncomingDocument) -> Cut:
    document = one.document
    cuts = [(span.start, span.end) for span in stretches(document)][:PLACES]
    published = document.published_at
    told = json.dumps(cuts, separators=(",", ":"))
    row = {
        "id": document.id,
        "page": page_for(document),
        "published_on": published.astimezone(UTC).date().toordinal() if published else 0,
        "language": primary(document.language),
        "facts": document.model_dump_json(exclude={"text"}, exclude_defaults=True),
        "text": document.text,
        "cuts": told,
        "fetched_at": one.fetched_at,
    }
    words = _words(document, told)
    body = document.text[: cuts[-1][1] if cuts else 0]
    return Cut(row, Marked.of(body, " ".join(words).split()), words)


def _words(document: Document, cuts: str) -> tuple[str, ...]:
    """The passages as they are indexed; the title stands before the first, so that it is found as well."""
    title = document.title or ""
    texts = [document.text[start:end] for start, end in json.loads(cuts)]
    return tuple(indexed(f"{title} {text}" if place == 0 else text) for place, text in enumerate(texts or [""]))


def _passages(number: int, day: int, words: Sequence[str]) -> list[tuple[int, str]]:
    return [(numbered(day, Place(number, place)), text) for place, text in enumerate(words)]


def _same(held: Mapping[str, str], document: Document) -> str | None:
    """The id of the document that is there with this one's text or address."""
    return held.get(document.id) or held.get(page_for(document) or "")


def _newest(connection: Connection) -> int:
    return connection.scalar(select(func.max(DOCUMENTS.c.number))) or 0


def _days(within: Within) -> tuple[tuple[int, int], ...]:
    """Ranges of days; those without a date are day 0."""
    if within.since is None and within.until is None:
        return ((1 if within.dated else 0, LAST_DAY),)
    first = within.since.toordinal() if within.since else 1
    last = within.until.toordinal() if within.until else LAST_DAY
    return ((first, last),) if within.dated else ((first, last), UNDATED)


def _document(row: Row[Any]) -> Document:
    return Document.model_validate({**json.loads(row.facts), "text": row.text})


def _archived(row: Row[Any]) -> Archived:
    return Archived(document=_document(row), copy_of=row.copy_of, added_at=row.added_at, fetched_at=row.fetched_at)


def _hits(connection: Connection, found: Sequence[tuple[int, float]], of: float, rare: float) -> list[Hit]:
    """The passages of these numbers, in their order."""
    numbers = {stands_at(number).document for number, _ in found}
    wanted = (DOCUMENTS.c.number, DOCUMENTS.c.id, DOCUMENTS.c.text, DOCUMENTS.c.cuts)
    rows = {row.number: row for row in connection.execute(select(*wanted).where(DOCUMENTS.c.number.in_(numbers)))}
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
        for start, end in [cuts[at.document][at.passage]]
    ]
