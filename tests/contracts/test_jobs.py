"""Jobs, workers, places and totals keep their promises on SQLite and on PostgreSQL alike."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock

import pytest

from service.cassette import CallKind, CallRecord
from service.domain import EventType, Failure, JobEvent, JobState, Progress
from service.errors import Conflict, KeyReused, NotFound, QueueFull, StoreUnavailable, Superseded
from service.models import Finish, Reply
from service.models.rate_limit import Limit
from service.models.taped import ModelQuestion
from service.sources.fetch import Fetched
from service.sources.taped import FetchQuestion
from service.store import Store, store_on
from service.store.database import Database
from service.store.jobs import Key, NewJob
from service.work.engine import Engine
from service.work.jobs import Runner
from service.work.worker import Buried, Worker
from tests.building import report
from tests.fleet import wait_until

FAILURE = Failure(stage="job", subject="job_1", kind="bad_input", detail="No text.")


class Noted:
    """An outbox that remembers what was put there."""

    def __init__(self) -> None:
        self.put_there: list[str] = []

    def put(self, _connection: object, _kind: str, id: str, _argument: str, **_when: float) -> None:
        self.put_there.append(id)

    def prune(self, _before: datetime) -> int:
        return 0


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox() -> Noted:
    return Noted()


@pytest.fixture
def store(tables_url: str, clock: Clock, outbox: Noted) -> Iterator[Store]:
    database = Database(tables_url, clock)
    database.upgrade()
    store = store_on(database, outbox)
    yield store
    store.close()


def job(number: int = 1, fingerprint: str = "same") -> NewJob:
    return NewJob(id=f"job_{number}", article_id="art_1", title="Pier", request="{}", fingerprint=fingerprint)


def told(number: int, type: EventType = EventType.PASSAGE_READ) -> JobEvent:
    return JobEvent(number=number, type=type, data={"n": number})


def submit(store: Store, number: int = 1, **more: object) -> JobState:
    return store.jobs.submit(job(number, f"own {number}"), room=100, **more)[0].state


# ---------------------------------------------------------------- coming in


def test_a_job_is_put_on_its_queue_when_it_is_made(store, outbox):
    made, new = store.jobs.submit(job(), room=1)
    assert (made.state, new, outbox.put_there) == (JobState.QUEUED, True, ["job_1"])
    assert store.jobs.get("job_1") == made


def test_a_job_that_cannot_be_put_on_its_queue_is_not_made(store, outbox, monkeypatch):
    def lost(*_, **_when):
        raise StoreUnavailable("away")

    monkeypatch.setattr(outbox, "put", lost)
    with pytest.raises(StoreUnavailable):
        store.jobs.submit(job(), room=1)
    with pytest.raises(NotFound):
        store.jobs.get("job_1")


def test_the_same_article_finds_its_job_unless_another_is_asked_for(store, outbox):
    store.jobs.submit(job(1), room=9)
    assert store.jobs.submit(job(2), room=9)[0].id == "job_1"
    assert store.jobs.submit(job(3), room=9, refresh=True)[0].id == "job_3"
    assert store.jobs.submit(job(4, "another"), room=9)[0].id == "job_4"
    assert outbox.put_there == ["job_1", "job_3", "job_4"]


@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_a_job_that_gave_no_report_is_not_found_again(store, end):
    store.jobs.submit(job(1), room=9)
    if end == "cancelled":
        store.jobs.cancel("job_1")
    else:
        store.jobs.end("job_1", store.jobs.begin("job_1", "w").attempt, FAILURE, None)
    assert store.jobs.submit(job(2), room=9) == (store.jobs.get("job_2"), True)


def test_fifty_tries_under_one_key_at_once_make_one_job(store, outbox):
    def send(number: int) -> str:
        return store.jobs.submit(job(number, str(number)), Key(name="k", fingerprint="f"), room=100)[0].id

    with ThreadPoolExecutor(25) as pool:
        ids = set(pool.map(send, range(50)))
    assert len(ids) == 1
    assert outbox.put_there == [*ids]


def test_a_key_that_comes_with_another_request_is_refused(store):
    store.jobs.submit(job(1), Key(name="k", fingerprint="f"), room=9)
    with pytest.raises(KeyReused):
        store.jobs.submit(job(2), Key(name="k", fingerprint="g"), room=9)


def test_a_key_is_forgotten_after_a_day(store, clock):
    store.jobs.submit(job(1), Key(name="k", fingerprint="f"), room=9)
    clock.now += timedelta(hours=25)
    assert store.jobs.submit(job(2), Key(name="k", fingerprint="g"), room=9)[1]


def test_no_more_wait_than_there_is_room_for(store):
    submit(store, 1)
    with pytest.raises(QueueFull, match="1 articles"):
        store.jobs.submit(job(2, "other"), room=1)
    store.jobs.begin("job_1", "w")
    assert store.jobs.submit(job(2, "other"), room=1)[1]


def test_room_is_counted_exactly_however_many_come_at_once(store):
    def send(number: int) -> bool:
        try:
            return store.jobs.submit(job(number, str(number)), room=5)[1]
        except QueueFull:
            return False

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(send, range(40))) == 5


# ---------------------------------------------------------------- running


def test_only_the_last_run_of_a_job_is_heard(store):
    submit(store)
    first, second = (store.jobs.begin("job_1", worker).attempt for worker in ("a", "b"))
    with pytest.raises(Superseded):
        store.jobs.tell("job_1", first, Progress(), [told(1)])
    with pytest.raises(Superseded):
        store.jobs.end("job_1", first, report(), None)
    store.jobs.end("job_1", second, report(), None)
    assert store.jobs.get("job_1").report_id == "rep_1"
    with pytest.raises(Superseded):
        store.jobs.end("job_1", second, report("rep_2"), None)


def test_a_job_that_has_ended_is_not_begun_again(store):
    submit(store)
    store.jobs.end("job_1", store.jobs.begin("job_1", "w").attempt, FAILURE, None)
    assert store.jobs.begin("job_1", "w") is None
    assert store.jobs.get("job_1").failure == FAILURE


def test_what_a_second_run_tells_again_is_told_once(store):
    submit(store)
    store.jobs.tell("job_1", store.jobs.begin("job_1", "a").attempt, Progress(claims=1), [told(1), told(2)])
    again = store.jobs.begin("job_1", "b").attempt
    changed = told(2).model_copy(update={"data": {"n": "changed"}})
    store.jobs.tell("job_1", again, Progress(claims=2), [told(1), changed, told(3)])
    store.jobs.end("job_1", again, report(), None, [told(4)])
    events = store.jobs.events({"job_1": 0})["job_1"]
    assert [event.number for event in events] == [1, 2, 3, 4, 5]
    assert events[1].data == {"n": 2}
    assert events[-1].type is EventType.REPORT_READY
    assert store.jobs.get("job_1").progress == Progress(claims=2)
    assert [event.number for event in store.jobs.events({"job_1": 3, "job_2": 0})["job_1"]] == [4, 5]


def test_the_last_event_comes_last_though_a_second_run_tells_less(store):
    submit(store)
    store.jobs.tell("job_1", store.jobs.begin("job_1", "a").attempt, Progress(), [told(n) for n in range(1, 6)])
    store.jobs.end("job_1", store.jobs.begin("job_1", "b").attempt, FAILURE, None, [told(1)])
    assert [(event.number, event.type.ends) for event in store.jobs.events({"job_1": 4})["job_1"]] == [
        (5, False),
        (6, True),
    ]


def test_what_belongs_to_an_end_is_done_with_it_or_not_at_all(store):
    def fails(*_):
        raise RuntimeError

    submit(store)
    attempt = store.jobs.begin("job_1", "w").attempt
    with pytest.raises(RuntimeError):
        store.jobs.end("job_1", attempt, report(), None, (), fails)
    assert store.jobs.get("job_1").state is JobState.RUNNING


def test_a_job_is_cancelled_once_and_not_after_its_end(store):
    submit(store, 1)
    store.jobs.begin("job_1", "w")
    assert store.jobs.cancelled_of(["job_1"]) == frozenset()
    assert store.jobs.cancel("job_1") == store.jobs.cancel("job_1")
    assert store.jobs.cancelled_of(["job_1", "job_2"]) == {"job_1"}
    submit(store, 2)
    store.jobs.end("job_2", store.jobs.begin("job_2", "w").attempt, report(), None)
    with pytest.raises(Conflict):
        store.jobs.cancel("job_2")
    with pytest.raises(NotFound):
        store.jobs.cancel("job_3")


def test_jobs_are_listed_page_by_page_and_none_twice(store):
    for number in range(7):
        submit(store, number)
    store.jobs.cancel("job_3")
    seen, cursor = [], None
    while True:
        page, cursor = store.jobs.page(before=cursor, limit=3)
        seen += [one.id for one in page]
        if cursor is None:
            break
    assert seen == [f"job_{number}" for number in reversed(range(7))]
    assert [one.id for one in store.jobs.page(JobState.CANCELLED)[0]] == ["job_3"]
    assert store.jobs.page(article_id="art_2") == ((), None)


def test_the_queue_tells_how_many_wait_and_for_how_long_though_the_clock_is_set_back(store, clock):
    submit(store, 1)
    submit(store, 2)
    store.jobs.begin("job_1", "w")
    clock.now += timedelta(seconds=30)
    assert store.jobs.queued().model_dump() == {"queued": 1, "running": 1, "oldest_s": 30.0}
    clock.now -= timedelta(hours=1)
    assert store.jobs.queued().oldest_s == 0.0


def test_what_is_old_is_forgotten_and_what_runs_is_not(store, clock):
    for number in (1, 2):
        submit(store, number)
    store.jobs.end("job_1", store.jobs.begin("job_1", "w").attempt, report(), None, [told(1)])
    store.reports.save(report())
    clock.now += timedelta(days=40)
    gone = store.prune(clock.now - timedelta(days=30), None)
    assert gone.model_dump(include={"jobs", "reports"}) == {"jobs": 1, "reports": 1}
    assert store.jobs.get("job_2").state is JobState.QUEUED
    assert store.jobs.events({"job_1": 0}) == {}


def test_the_calls_of_a_job_that_runs_are_kept_however_old(store, clock):
    asked = ModelQuestion.of("read", "f", "m", (), {}, 9, 0.0)
    reply = Reply(text="{}", finish=Finish.STOP, input_tokens=1, output_tokens=1, model="m", seconds=0.1)
    submit(store)
    attempt = store.jobs.begin("job_1", "w").attempt
    log = store.calls.of("job_1", lambda act: act())
    log.put(CallRecord.of(asked, reply, clock.now))
    clock.now += timedelta(days=2)
    assert store.prune(None, clock.now).calls == 0
    assert store.calls.of("job_1", lambda act: act()).replies() == log.replies()
    store.jobs.end("job_1", attempt, FAILURE, None)
    assert store.prune(None, clock.now).calls == 1


def test_what_a_job_fetched_is_kept_and_counts_as_no_reply(store, clock):
    asked = FetchQuestion.of("https://a.example/", {}, 9, ("text/html",))
    page = Fetched(url="https://a.example/", status=200, body=b"\xffSnow.", at=clock.now)
    submit(store)
    store.calls.of("job_1", lambda act: act()).put(CallRecord.of(asked, page, clock.now))
    log = store.calls.of("job_1", lambda act: act())
    assert log.get(asked.key).answer(Fetched) == page
    assert [record.asked(FetchQuestion) for record in log.of_kind(CallKind.FETCH)] == [asked]
    assert (log.replies(), log.of_kind(CallKind.MODEL)) == ((), ())


# ---------------------------------------------------------------- workers and places


def test_a_buried_worker_does_not_beat_and_its_places_go_when_it_is_gone(store):
    for id in ("a", "b"):
        store.workers.join(id)
    assert store.workers.beat("a")
    place = store.places.take("p", "b", Limit(at_once=1))
    store.workers.bury(["b"])
    assert not store.workers.beat("b")
    assert store.workers.beats() == {"a": (1, False), "b": (0, True)}
    assert store.workers.living() == 1
    assert place
    assert store.places.take("p", "a", Limit(at_once=1)) is None
    store.workers.leave(["b"])
    assert store.places.take("p", "a", Limit(at_once=1))
    assert not store.workers.beat("b")


def test_a_worker_that_wakes_after_it_was_forgotten_leaves_what_it_took_up_to_others(store):
    asleep = iter([False])

    def awakes(_seconds):
        store.workers.leave(["a"])
        return next(asleep)

    idle = {"beat_s": 1, "grace_s": 1, "longest_call_s": 1, "prune": lambda: None}
    woken = Worker("a", store, Mock(Engine), Mock(Runner), threading.Event(), **idle)
    with pytest.raises(Buried):
        woken.run(awakes)
    assert store.workers.beats() == {"a": (0, True)}


def test_no_more_places_are_held_than_there_are_however_many_ask_at_once(store):
    limit = Limit(at_once=5)
    with ThreadPoolExecutor(20) as pool:
        taken = list(filter(None, pool.map(lambda _: store.places.take("p", "w", limit), range(60))))
    assert len(taken) == 5
    store.places.give_back(taken[0], limit)
    assert store.places.take("p", "w", limit)
    assert store.places.take("p", "w", limit) is None
    assert store.places.take("another", "w", limit)


def test_a_place_counts_for_the_rate_until_a_period_after_its_return(store):
    limit, brief = Limit(rate=2, period_s=3_600), Limit(rate=2, period_s=0.2)
    first, second = store.places.take("p", "w", limit), store.places.take("p", "w", limit)
    assert store.places.take("p", "w", limit) is None
    before = time.monotonic()
    store.places.give_back(first, limit)
    assert store.places.take("p", "w", limit) is None
    assert wait_until(lambda: store.places.take("p", "w", brief) is not None)
    assert time.monotonic() - before >= 0.9 * brief.period_s  # two clocks
    assert store.places.take("p", "w", limit) is None
    assert second


def test_a_place_counts_for_the_rate_though_its_worker_stopped(store):
    limit = Limit(rate=1)
    store.workers.join("w")
    store.places.give_back(store.places.take("p", "w", limit), limit)
    store.workers.leave(["w"])
    assert store.places.take("p", "another", limit) is None


def test_totals_add_up_however_many_count_at_once(store):
    key = ("calls", (("model", "m"),))

    def count(_: int) -> None:
        with store.database.writing() as connection:
            store.totals.add(connection, {key: 1.0, ("jobs", (("state", "done"),)): 2.0})

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(40)))
    assert store.totals.all() == {key: 40.0, ("jobs", (("state", "done"),)): 80.0}
