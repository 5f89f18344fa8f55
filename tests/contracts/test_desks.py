"""Desks share a database and see nothing of each other: neither what is kept, nor how much, nor that it is there."""

import random
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, event, exists, func, insert, select, update

from service.domain import Failure, MessageType, RegistryKind, Within
from service.errors import Claimtrace, Conflict, NotFound
from service.store import Store, store_on
from service.store.database import Database
from service.store.documents import IncomingDocument
from service.store.jobs import Key, NewJob
from service.store.owning import OF_ALL
from service.store.registry import Change
from service.store.tables import CALLS, JOBS, METADATA, REPORTS
from tests import building

BEGAN = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
OPERATIONS = 200
FAILURE = Failure(stage="job", subject="job", kind="internal", detail="Lost.")
WORDS = "pier ferry harbour tide crane dock buoy ledger signal beacon".split()
RANDOM = re.compile(r"\b(whk|dlv|msg)_[0-9a-f]{24}\b")


class Nowhere:
    """An outbox that takes everything; it remembers in which turn jobs are to be taken up."""

    def __init__(self) -> None:
        self.turns: dict[str, int] = {}

    def put(self, _connection: object, _kind: str, id: str, _argument: str, _delay_s: float = 0.0, turn: int = 0):
        self.turns[id] = turn

    def prune(self, _before: datetime) -> int:
        return 0


@pytest.fixture
def outbox() -> Nowhere:
    return Nowhere()


@pytest.fixture
def store(tables_url: str, outbox: Nowhere) -> Iterator[Store]:
    database = Database(tables_url, lambda: BEGAN)
    database.upgrade()
    store = store_on(database, outbox)
    for name in ("harbour", "hill"):
        store.desks.add(name)
    yield store
    store.close()


class Newsroom:
    """Does at random what a desk does, always the same for one seed, and notes what it is told."""

    def __init__(self, store: Store, seed: int) -> None:
        self._store, self._chance = store, random.Random(seed)  # noqa: S311
        self._clock = BEGAN
        self._jobs: list[str] = []
        self._hooks: list[str] = []
        self._documents: list[str] = []
        self._names: dict[str, str] = {}
        self.told: list[str] = []
        self.ids: set[str] = set()
        store.database.now = lambda: self._clock

    def act(self) -> None:
        self._clock += timedelta(minutes=1)
        act = self._chance.choice(
            (self._submit, self._look, self._run, self._cancel, self._document, self._search, self._edit, self._hook)
        )
        try:
            told = act()
        except Claimtrace as refusal:
            told = refusal.kind
        self.told.append(f"{act.__name__}: {RANDOM.sub(self._named, str(told))}")

    def _named(self, found: re.Match[str]) -> str:
        return self._names.setdefault(found[0], f"{found[1]} {len(self._names)}")

    def _words(self) -> str:
        return " ".join(self._chance.choices(WORDS, k=6))

    def _submit(self):
        number = self._chance.randrange(30)
        id = f"job_{self._store.desk}_{len(self._jobs)}"
        key = self._chance.choice((None, Key(name=f"k{number}", fingerprint=f"{number}")))
        new = NewJob(id=id, article_id=f"art_{number}", title=None, request="{}", fingerprint=f"f{number}")
        job, made = self._store.jobs.submit(new, key, room=12)
        if made:
            self._jobs.append(id)
            self.ids.add(id)
        return self._jobs.index(job.id), made

    def _look(self):
        jobs, more = self._store.jobs.page(limit=5)
        seen = [(self._jobs.index(job.id), job.state, job.article_id) for job in jobs]
        queued, hooks = self._store.jobs.queued(), self._store.webhooks.page()
        reports = self._store.reports.articles(), self._store.reports.newest(3)
        return seen, bool(more), queued, reports, hooks, self._store.totals.all(), self._store.counted()

    def _run(self):
        id = self._chance.choice(self._jobs or ["job_never"])
        begun = self._store.jobs.begin(id, "w")
        if begun is None:
            return None
        report = building.report(f"rep_{id}", article=building.article(self._words(), id=begun.article_id))
        outcome = self._chance.choice((report, FAILURE))

        def also(connection, _job):
            self._settle(connection, outcome)

        self._store.jobs.end(id, begun.attempt, outcome, None, also=also)
        return self._store.jobs.get(id).state, self._store.jobs.events({id: 0})[id][-1].type

    def _settle(self, connection, outcome):
        self._store.webhooks.announce(connection, MessageType.JOB_FAILED, {"job_id": "j"})
        self._store.totals.add(connection, {("jobs", (("state", "done"),)): 1})
        if not isinstance(outcome, Failure):
            self._store.reports.put(connection, outcome)
            self.ids.add(outcome.id)

    def _cancel(self):
        return self._store.jobs.cancel(self._chance.choice(self._jobs or ["job_never"])).state

    def _document(self):
        if self._documents and self._chance.random() < 0.3:
            return self._store.documents.delete(self._documents.pop())
        words = [*WORDS] * 4  # near-copies of one another
        words[self._chance.randrange(len(words))] = self._chance.choice(WORDS)
        given = building.document(" ".join(words), published_at=BEGAN, language="en")
        (added,) = self._store.documents.add([IncomingDocument(document=given)])
        self._documents.append(added.id)
        return added

    def _search(self):
        within = Within(language=self._chance.choice((None, "en")), since=date(2026, 1, 1))
        found, more = self._store.documents.find(self._words(), within, 0, 3)
        page, _ = self._store.documents.page(within, None, 4)
        hits = [(kept.document.id, [(hit.span, hit.score, hit.of, hit.rare) for hit in hits]) for kept, hits in found]
        return hits, more, [(kept.document.id, kept.copy_of) for kept in page], self._store.documents.newest()

    def _edit(self):
        name = self._chance.choice(WORDS)
        entry = self._chance.choice((None, {"name": name, "grade": "B"}))
        self._store.registry.edit([Change(kind=RegistryKind.OUTLETS, name=name, entry=entry)], "Lena", "why")
        standing, history = self._store.registry.standing(), self._store.registry.history(RegistryKind.OUTLETS, name)
        return [one.model_dump(exclude={"number"}) for one in (*standing, *history)]

    def _hook(self):
        if self._hooks and self._chance.random() < 0.4:
            id = self._chance.choice(self._hooks)
            return self._store.webhooks.change(id, description=self._words()), self._store.webhooks.deliveries(id)
        webhook, _ = self._store.webhooks.create("https://desk.example/", (), None)
        self._hooks.append(webhook.id)
        self.ids.add(webhook.id)
        return webhook


def worked(newsrooms: list[Newsroom], seed: int, operations: int = OPERATIONS) -> None:
    """Each does its operations; whose turn it is is left to chance."""
    turns = [newsroom for newsroom in newsrooms for _ in range(operations)]
    random.Random(seed).shuffle(turns)  # noqa: S311
    for newsroom in turns:
        newsroom.act()


@pytest.fixture
def alone(tables_url: str, tmp_path, request) -> Iterator[Store]:
    """A desk in a database of its own, of the same kind."""
    lite = tables_url.startswith("sqlite")
    url = f"sqlite:///{tmp_path / 'alone.db'}" if lite else request.getfixturevalue("postgres_server").database()
    database = Database(url, lambda: BEGAN)
    database.upgrade()
    alone = store_on(database, Nowhere())
    alone.desks.add("harbour")
    yield alone.of("harbour")
    alone.close()


def test_what_a_desk_is_told_is_the_same_whatever_another_one_does(store, alone, seed=1):
    harbour, hill = Newsroom(store.of("harbour"), seed), Newsroom(store.of("hill"), seed + 100)
    worked([harbour, hill], seed)
    by_itself = Newsroom(alone, seed)
    worked([by_itself], seed)
    assert len(harbour.told) == OPERATIONS
    assert harbour.told == by_itself.told
    for mine, others in ((store.of("harbour"), hill.ids), (store.of("hill"), harbour.ids)):
        assert len(others) > 10
        for id in others:
            for ask in (mine.jobs.get, mine.jobs.cancel, mine.reports.get, mine.webhooks.get, mine.webhooks.delete):
                with pytest.raises(NotFound):
                    ask(id)


# ---------------------------------------------------------------- statements


def filled(store: Store) -> None:
    for name in ("harbour", "hill"):
        own = store.of(name)
        for number in range(2):
            new = NewJob(id=f"job_{name}_{number}", article_id="art", title=None, request="{}", fingerprint=name)
            own.jobs.submit(new, refresh=True, room=9)
            with own.database.writing() as connection:
                row = {"job_id": new.id, "key": "k", "record": "{}", "created_at": BEGAN}
                connection.execute(insert(CALLS), [row])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (select(func.count()).select_from(JOBS), 2),
        (select(func.count(JOBS.c.id)), 2),
        (select(JOBS.c.id).where(JOBS.c.desk == "hill"), None),
        (select(JOBS.c.id).where(JOBS.c.id == "job_hill_0"), None),
        (select(exists().where(JOBS.c.id == "job_hill_0")), False),
        (select(func.count()).select_from(JOBS.join(CALLS, CALLS.c.job_id == JOBS.c.id)), 2),
        (select(func.count()).select_from(JOBS.alias("j")), 2),
        (select(func.count(JOBS.alias("j").c.id)), 2),
        (select(func.count()).where(JOBS.c.id.in_(select(CALLS.c.job_id))), 2),
        (select(func.count()).select_from(select(JOBS.c.id).union(select(CALLS.c.job_id)).subquery()), 2),
        (select(select(func.count()).select_from(CALLS).scalar_subquery()), 2),
        (select(func.max(select(JOBS.c.id).subquery().c.id)), "job_harbour_1"),
    ],
)
def test_a_query_of_any_shape_finds_what_is_the_desks_own(store, query, found):
    filled(store)
    with store.of("harbour").database.reading() as connection:
        assert connection.scalar(query) == found


def test_what_is_changed_or_removed_is_the_desks_own(store):
    filled(store)
    with store.of("harbour").database.writing() as connection:
        assert connection.execute(update(JOBS).values(title="Pier")).rowcount == 2
        assert connection.execute(delete(CALLS).where(CALLS.c.job_id.in_(select(JOBS.c.id)))).rowcount == 2
        assert connection.scalar(select(func.count()).select_from(JOBS), execution_options=OF_ALL) == 4
    with store.of("hill").database.reading() as connection:
        assert connection.scalars(select(JOBS.c.title)).all() == [None, None]
        assert len(connection.execute(select(CALLS)).all()) == 2


def test_nothing_is_added_that_is_nobodys(store):
    with store.of(None).database.writing() as connection, pytest.raises(LookupError, match="reports"):
        connection.execute(insert(REPORTS).values(id="rep_1", article_id="a", created_at=BEGAN, body="{}"))


def test_every_statement_on_what_desks_own_names_the_desk(store):
    seen = list[str]()

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        worked([Newsroom(store.of("harbour"), seed=3)], seed=3, operations=100)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    names = "|".join(table.name for table in METADATA.sorted_tables if "desk" in table.c)
    owned = re.compile(rf"\b(?:FROM|INTO|UPDATE|JOIN) ({names})\b")
    about = [statement for statement in seen if owned.search(statement)]
    assert len(about) > 100
    of_all = ("jobs.turn",)  # whose turn it is is about all desks
    assert [one for one in about if "desk" not in one and not any(name in one for name in of_all)] == []


# ---------------------------------------------------------------- whose turn it is


def test_desks_take_turns_however_many_articles_one_of_them_sends(store, outbox):
    def sent(desk: str, number: int) -> str:
        new = NewJob(id=f"job_{desk}_{number}", article_id="a", title=None, request="{}", fingerprint="f")
        return store.of(desk).jobs.submit(new, refresh=True, room=2_000)[0].id

    def taken(times: int) -> list[str]:
        """As the engine takes tasks: the earliest turn first, and of one turn the one that came first."""
        order = []
        for _ in range(times):
            id = min(waiting, key=lambda id: (outbox.turns[id], waiting.index(id)))
            waiting.remove(id)
            store.of_job(id).jobs.begin(id, "w")
            order.append(id.removeprefix("job_"))
        return order

    waiting = [sent("harbour", number) for number in range(100)]
    assert taken(10) == [f"harbour_{number}" for number in range(10)]
    waiting += [sent("hill", number) for number in range(3)]
    assert sorted(taken(6)) == sorted([f"hill_{n}" for n in range(3)] + [f"harbour_{n}" for n in range(10, 13)])
    waiting.append(sent("main", 0))
    assert "main_0" in taken(2)


# ---------------------------------------------------------------- desks come and go


def test_a_desk_is_added_once_and_the_main_one_is_always_there(store):
    assert [desk.name for desk in store.desks.all()] == ["main", "harbour", "hill"]
    for name in ("harbour", "main"):
        with pytest.raises(Conflict):
            store.desks.add(name)
    with pytest.raises(NotFound):
        store.desks.get("valley")


def test_a_desk_that_is_removed_leaves_nothing_and_others_keep_theirs(store):
    for name in ("harbour", "hill"):
        worked([Newsroom(store.of(name), seed=4)], seed=4, operations=60)
    before = store.of("hill").counted()
    assert min(before) > 0
    assert store.desks.remove("harbour") > 30
    assert store.of("harbour").counted() == (0, 0, 0)
    assert store.of("hill").counted() == before
    with pytest.raises(NotFound):
        store.desks.remove("harbour")
    store.desks.add("harbour")
    assert store.of("harbour").documents.find("pier ferry", Within(), 0, 9) == ([], None)


def test_the_main_desk_is_emptied_and_stays(store):
    worked([Newsroom(store, seed=5)], seed=5, operations=30)
    store.desks.remove("main")
    assert store.counted() == (0, 0, 0)
    (added,) = store.documents.add([IncomingDocument(document=building.document("The pier is shut."))])
    assert [kept.document.id for kept, _ in store.documents.find("pier", Within(), 0, 9)[0]] == [added.id]


def test_two_desks_keep_the_same_document_each_for_itself(store):
    given = IncomingDocument(document=building.document("The pier is shut."))
    harbour, hill = store.of("harbour").documents, store.of("hill").documents
    (first,), (second,) = harbour.add([given]), hill.add([given])
    assert first == second
    harbour.delete(first.id)
    assert hill.get(first.id).document.text == "The pier is shut."
