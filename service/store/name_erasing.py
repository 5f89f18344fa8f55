"""Erase a person's name from all that a desk keeps. Each thing is done by itself, and done again does nothing: what was
broken off goes on where it was."""

import json
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, delete, func, insert, or_, select, update

from service.domain import MAIN_DESK, JobState, NameErasure, NamePlace, NamePreview
from service.errors import NotFound
from service.store.access_tables import API_KEYS, AUDIT, PEOPLE
from service.store.audit import Telling, untold
from service.store.claims import ClaimStore
from service.store.database import Database, Outbox
from service.store.documents import DocumentStore
from service.store.name_places import PLACES, NamePlaces
from service.store.tables import CLAIMS_SEEN, DOCUMENTS, JOBS, NAME_ERASURES, REGISTRY_EDITS, REPORTS, REVIEW_ACTS
from service.text.personal_names import Bodies, Change, PersonalName, in_values, strings, texts_of

# What the engine calls the erasing of a name.
KIND = "erase_name"
LATER_S = 20.0  # until runs that were under way are looked at again
# Places that a preview shows, characters before and behind a name there, and forms that are near to it.
SHOWN, AROUND, NEAR = 100, 40, 20
AT_ONCE = 50  # things of one transaction
PASSES = 5  # over all that is kept, until one finds nothing
BY, WHY = "claimtrace", "A name was erased."

Elsewhere = Callable[[PersonalName, int], int]


class _Held(NamedTuple):
    """A row that holds the name: its texts, and whether other forms of the name stand for the person there."""

    where: NamePlaces
    row: Row[Any]
    texts: tuple[str, ...]
    also: bool


class NameEraser:
    """Erases names from what is one desk's. Serves many threads. Raises StoreUnavailable whenever the database does not
    answer."""

    def __init__(self, database: Database, outbox: Outbox, documents: DocumentStore) -> None:
        self._database, self._outbox, self._documents = database, outbox, documents
        self._claims = ClaimStore(database)

    # ------------------------------------------------------------ what is asked

    def preview(self, name: PersonalName) -> NamePreview:
        """Where a name stands. Raises BadInput for what is none."""
        name.check()
        things, places, near = Counter[str](), Counter[str](), Counter[str]()
        shown: list[NamePlace] = []
        with self._database.reading() as connection:
            for held in self._held(connection, name, self._articles(connection, name)):
                kind = held.where.table.name
                things[kind] += 1
                for text in held.texts:
                    found = name.places(text, also=held.also)
                    places[kind] += len(found)
                    near += name.near_forms(text)
                    shown += [_shown(kind, held.row, text, one) for one in found[: SHOWN - len(shown)]]
            accounts = tuple(self._accounts(connection, name, standing=True))
        most = dict(near.most_common(NEAR))
        return NamePreview(
            things=dict(things), places=dict(places), shown=tuple(shown), near_forms=most, accounts=accounts
        )

    def begin(self, name: PersonalName, also: Telling = untold, *, queued: bool = True) -> NameErasure:
        """The erasure of a name, put on its way for a worker if it is to be `queued`; one that was begun for the same
        name and has not ended goes on. Raises BadInput for what is no name."""
        name.check()
        told, table = name.model_dump_json(), NAME_ERASURES
        with self._database.writing() as connection:
            id = connection.scalar(select(table.c.id).where(table.c.name == told))
            if id is None:
                id = f"ers_{secrets.token_hex(12)}"
                row = {"id": id, "name": told, "things": "{}", "created_at": self._database.now()}
                connection.execute(insert(table).values(row))
            also(connection, id)
            if queued:
                self._put(connection, id, 0.0)
            return self._get(connection, id)

    def get(self, id: str) -> NameErasure:
        """Raises NotFound."""
        with self._database.reading() as connection:
            return self._get(connection, id)

    def under_way(self, name: PersonalName) -> bool:
        """Whether its erasure was begun and has not ended."""
        with self._database.reading() as connection:
            told = select(NAME_ERASURES.c.id).where(NAME_ERASURES.c.name == name.model_dump_json())
            return connection.scalar(told) is not None

    def stamp(self) -> str:
        """Another whenever a name was erased: what was written out before is not shown after it."""
        with self._database.reading() as connection:
            row = connection.execute(select(func.count(), func.count(NAME_ERASURES.c.ended_at))).one()
        return f"{row[0]}.{row[1]}"

    # ------------------------------------------------------------ what is done

    def go_on(self, id: str, elsewhere: Elsewhere = lambda *_: 0) -> NameErasure:
        """Erase the name wherever it stands, and with `elsewhere`, given the name and the erasure's number, what is not
        in the database. It has not ended after it where runs that were under way may still bring the name; then it is
        to be gone on with. Raises NotFound."""
        with self._database.reading() as connection:
            row = self._row(connection, id)
        if row.name is None:
            return self.get(id)
        name = PersonalName.model_validate_json(row.name)
        articles = self._of_articles(row, name)
        for _ in range(PASSES):
            found = self._pass(name, row.number, articles)
            left = self._note(id, found)
            if not found:
                break
        if not left:
            elsewhere(name, row.number)
            self._finish(id, row.number, name)
        return self.get(id)

    def later(self, id: str) -> None:
        """Have it gone on with after a while."""
        with self._database.writing() as connection:
            self._put(connection, id, LATER_S)

    def _of_articles(self, row: Row[Any], name: PersonalName) -> frozenset[str]:
        """The articles that name the person, as they were found first: later on the name is gone from some."""
        if row.articles is not None:
            return frozenset(json.loads(row.articles))
        with self._database.reading() as connection:
            found = self._articles(connection, name)
        with self._database.writing() as connection:
            kept = {"articles": json.dumps(sorted(found)), "waits": json.dumps(_running(connection))}
            connection.execute(update(NAME_ERASURES).where(NAME_ERASURES.c.id == row.id).values(kept))
        return found

    def _pass(self, name: PersonalName, number: int, articles: frozenset[str]) -> Counter[str]:
        """Once over all that is kept; how many things of each kind were changed."""
        with self._database.reading() as connection:
            keys = {
                (held.where, tuple(getattr(held.row, one.name) for one in held.where.key)): held.also
                for held in self._held(connection, name, articles)
            }
        things = Counter[str]()
        found = list(keys.items())
        for start in range(0, len(found), AT_ONCE):
            with self._database.writing() as connection:
                for (where, key), also in found[start : start + AT_ONCE]:
                    change = partial(name.taken_out, number=number, also=also)
                    if self._change(connection, where, key, change):
                        things[where.table.name] += 1
        return things

    def _note(self, id: str, found: Counter[str]) -> dict[str, int]:
        """Keep what was done so far. Gives the runs that are still to be waited for."""
        with self._database.writing() as connection:
            row = self._row(connection, id)
            running = _running(connection)
            left = {job: attempt for job, attempt in json.loads(row.waits).items() if running.get(job) == attempt}
            things = dict(Counter(json.loads(row.things)) + found)
            told = {"things": json.dumps(things), "waits": json.dumps(left)}
            connection.execute(update(NAME_ERASURES).where(NAME_ERASURES.c.id == id).values(told))
        return left

    def _finish(self, id: str, number: int, name: PersonalName) -> None:
        ended = {"name": None, "articles": None, "waits": "{}", "ended_at": self._database.now()}
        with self._database.writing() as connection:
            self._close_accounts(connection, number, name)
            self._mend_trail(connection, number, name)
            connection.execute(update(NAME_ERASURES).where(NAME_ERASURES.c.id == id).values(ended))
        self._documents.settle()

    # ------------------------------------------------------------ where it stands

    def _articles(self, connection: Connection, name: PersonalName) -> frozenset[str]:
        """The articles of which anything holds the whole name."""
        whole = name.model_copy(update={"also": ()})
        held = _Owners(connection)
        found = (held.article(one.where.table, one.row) for one in self._held(connection, whole, frozenset()))
        return frozenset(one for one in found if one is not None)

    def _held(self, connection: Connection, name: PersonalName, articles: frozenset[str]) -> Iterator[_Held]:
        """Every row in which the name stands, or another form of it where the whole one stands with its article."""
        owners = _Owners(connection)
        for where in PLACES:
            for row in where.rows(connection):
                texts = tuple(_texts(where, row, name))
                if texts:
                    also = owners.article(where.table, row) in articles or any(map(name.stands_in, texts))
                    told = tuple(text for text in texts if name.places(text, also=also))
                    if told:
                        yield _Held(where, row, told, also)

    # ------------------------------------------------------------ one thing

    def _change(self, connection: Connection, where: NamePlaces, key: Sequence[Any], change: Change) -> bool:
        """Whether it was changed: what was erased meanwhile, or was done before, is not."""
        table = where.table
        if table in (REPORTS, REVIEW_ACTS):
            return self._change_report(connection, key[0], change)
        which = and_(*(column == value for column, value in zip(where.key, key, strict=True)))
        row = connection.execute(select(table).where(which)).one_or_none()
        changed = _changed(where, row, change, {}) if row is not None else {}
        if row is None or not changed:
            return False
        if table is DOCUMENTS:
            self._documents.change(connection, row, changed)
            return True
        anew = {one.name: changed.get(one.name, value) for one, value in zip(where.key, key, strict=True)}
        there = select(func.count()).select_from(table).where(*(table.c[name] == told for name, told in anew.items()))
        if anew.keys() & changed.keys() and connection.scalar(there):
            connection.execute(delete(table).where(which))
            return True
        connection.execute(update(table).where(which).values(changed))
        if table is CLAIMS_SEEN:
            self._claims.index_anew(connection, row.number)
        elif table is REGISTRY_EDITS:
            _stand_anew(connection, row.number)
        return True

    def _change_report(self, connection: Connection, id: str, change: Change) -> bool:
        """A report and what its desk did with it, whose spans point into the report's texts."""
        reports, acts = (one for table in (REPORTS, REVIEW_ACTS) for one in PLACES if one.table is table)
        row = connection.execute(select(REPORTS).where(REPORTS.c.id == id)).one_or_none()
        bodies = texts_of(json.loads(row.body), change) if row is not None else {}
        changed = _changed(reports, row, change, bodies) if row is not None else {}
        if changed:
            connection.execute(update(REPORTS).where(REPORTS.c.id == id).values(changed))
        for act in connection.execute(select(REVIEW_ACTS).where(REVIEW_ACTS.c.report_id == id)).all():
            if told := _changed(acts, act, change, bodies):
                which = REVIEW_ACTS.c.report_id == id, REVIEW_ACTS.c.number == act.number
                connection.execute(update(REVIEW_ACTS).where(*which).values(told))
                changed |= told
        return bool(changed)

    # ------------------------------------------------------------ keys, people, the trail

    def _accounts(self, connection: Connection, name: PersonalName, *, standing: bool) -> list[str]:
        """The ids of keys and people of the desk that are called so, and let in or (not `standing`) no more."""
        ids: list[str] = []
        for table, gone in ((API_KEYS, API_KEYS.c.revoked_at), (PEOPLE, PEOPLE.c.removed_at)):
            which = gone.is_(None) if standing else gone.is_not(None)
            rows = connection.execute(select(table.c.id, table.c.name).where(self._own(table), which))
            ids += [row.id for row in rows if name.stands_in(row.name)]
        return ids

    def _close_accounts(self, connection: Connection, number: int, name: PersonalName) -> None:
        """Keys and people who are let in no more are called by marks."""
        for id in self._accounts(connection, name, standing=False):
            for table, more in ((API_KEYS, {}), (PEOPLE, {"login": f"erased {id}"})):
                called = connection.scalar(select(table.c.name).where(table.c.id == id))
                if called is not None:
                    anew = {"name": name.taken_out(called, number, also=False), **more}
                    connection.execute(update(table).where(table.c.id == id).values(anew))

    def _mend_trail(self, connection: Connection, number: int, name: PersonalName) -> None:
        """The trail is never changed: an entry whose target holds the name, as the path of a registry's entry does,
        makes room for the same without it. Who did something stays, for that is what the trail is for."""
        for row in connection.execute(select(AUDIT).where(self._own(AUDIT))).all():
            target = name.taken_out(row.target, number, also=False)
            if target != row.target:
                connection.execute(delete(AUDIT).where(AUDIT.c.number == row.number))
                connection.execute(insert(AUDIT).values({**row._mapping, "target": target}))

    def _own(self, table: Table) -> ColumnElement[bool]:
        """What is this desk's, and at the main one what is all desks'."""
        desk = self._database.desk
        own: ColumnElement[bool] = table.c.desk == desk
        return or_(own, table.c.desk.is_(None)) if desk == MAIN_DESK else own

    # ------------------------------------------------------------

    def _put(self, connection: Connection, id: str, delay_s: float) -> None:
        task = f"{KIND}-{id}-{secrets.token_hex(4)}"
        self._outbox.put(connection, KIND, task, f"{self._database.desk} {id}", delay_s)

    def _row(self, connection: Connection, id: str) -> Row[Any]:
        row = connection.execute(select(NAME_ERASURES).where(NAME_ERASURES.c.id == id)).one_or_none()
        if row is None:
            raise NotFound(f"There is no erasure {id[:80]!r}.")
        return row

    def _get(self, connection: Connection, id: str) -> NameErasure:
        row = self._row(connection, id)
        return NameErasure(
            id=row.id,
            things=json.loads(row.things),
            waits=len(json.loads(row.waits)),
            created_at=row.created_at,
            ended_at=row.ended_at,
        )


class _Owners:
    """Which article a row is about."""

    def __init__(self, connection: Connection) -> None:
        self._of = {
            name: {row.id: row.article_id for row in connection.execute(select(table.c.id, table.c.article_id))}
            for name, table in (("job_id", JOBS), ("report_id", REPORTS))
        }

    def article(self, table: Table, row: Row[Any]) -> str | None:
        if "article_id" in table.c:
            own: str = row.article_id
            return own
        return next((self._of[name].get(getattr(row, name)) for name in self._of if name in table.c), None)


def _running(connection: Connection) -> dict[str, int]:
    rows = connection.execute(select(JOBS.c.id, JOBS.c.attempt).where(JOBS.c.state == JobState.RUNNING))
    return {row.id: row.attempt for row in rows}


def _texts(where: NamePlaces, row: Row[Any], name: PersonalName) -> Iterator[str]:
    """The texts of a row in which the name may stand."""
    for column in where.columns:
        told = getattr(row, column)
        if told and name.may_stand_in(told, also=True):
            yield from strings(json.loads(told)) if column in where.coded else (told,)


def _changed(where: NamePlaces, row: Row[Any], change: Change, bodies: Bodies) -> dict[str, str]:
    """The columns of a row that are others now. `bodies` are the texts that its spans point into, beside its own."""
    changed = {name: change(told) for name in where.plain if (told := getattr(row, name))}
    for name in where.coded:
        if told := getattr(row, name):
            value = json.loads(told)
            anew = in_values(value, change, {**bodies, **texts_of(value, change)})
            if anew != value:
                changed[name] = json.dumps(anew, ensure_ascii=False, separators=(",", ":"))
    return {name: told for name, told in changed.items() if told != getattr(row, name)}


def _stand_anew(connection: Connection, number: int) -> None:
    """An edit that stands and was changed is made again: whoever knows the registry by its last edit reads it anew."""
    row = connection.execute(select(REGISTRY_EDITS).where(REGISTRY_EDITS.c.number == number)).one()
    own = REGISTRY_EDITS.c.kind == row.kind, REGISTRY_EDITS.c.key == row.key
    if connection.scalar(select(func.max(REGISTRY_EDITS.c.number)).where(*own)) == number:
        told: Mapping[str, Any] = {**row._mapping, "who": BY, "why": WHY}
        connection.execute(insert(REGISTRY_EDITS).values({name: told[name] for name in told if name != "number"}))


def _shown(kind: str, row: Row[Any], text: str, place: tuple[int, int]) -> NamePlace:
    start, end = place
    id = next(
        str(getattr(row, name))
        for name in ("id", "report_id", "job_id", "article_id", "number", "key", "feed")
        if hasattr(row, name)
    )
    words = text[max(0, start - AROUND) : end + AROUND]
    return NamePlace(kind=kind, id=id, words=" ".join(words.split()))
