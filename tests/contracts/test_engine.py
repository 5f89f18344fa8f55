"""Tasks run once they are committed, are taken over from the dead, and are never lost between engine and worker."""

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from service.store.database import Database
from service.work import engine
from service.work.engine import Engine, EngineOutbox, Lane
from tests.fleet import GUARD_S, wait_until

PAUSE_S = 0.05
LOOKS_S = 10 * PAUSE_S  # in which the engine looks often enough to have taken up what it should not


class Work:
    """A task that notes what it was given, and waits until it is let go."""

    def __init__(self) -> None:
        self.given: list[str] = []
        self.at: dict[str, float] = {}
        self.free = threading.Event()
        self.free.set()

    def __call__(self, argument: str) -> None:
        self.given.append(argument)
        self.at[argument] = time.monotonic()
        self.free.wait(GUARD_S)


@pytest.fixture
def database(tables_url: str) -> Iterator[Database]:
    database = Database(tables_url)
    database.upgrade()
    engine.upgrade(database)
    yield database
    database.close()


@pytest.fixture
def work() -> Work:
    return Work()


@pytest.fixture
def running(database: Database, work: Work) -> Iterator[Engine]:
    own = Engine(database, "me", {"task": (Lane(at_once=4, pause_s=PAUSE_S), work)})
    own.start()
    with ExitStack() as stack:
        stack.callback(own.stop, 1)
        stack.callback(work.free.set)
        yield own


def put(database: Database, id: str, **more: float) -> None:
    with database.writing() as connection:
        EngineOutbox(database).put(connection, "task", id, f"of {id}", **more)


def test_a_task_runs_when_it_is_committed_and_not_when_it_is_not(database, running, work):
    with pytest.raises(RuntimeError), database.writing() as connection:
        EngineOutbox(database).put(connection, "task", "a", "of a")
        raise RuntimeError
    put(database, "b")
    assert wait_until(lambda: work.given == ["of b"])


def test_a_task_that_is_put_twice_runs_once(database, running, work):
    for _ in range(3):
        put(database, "a")
    put(database, "b")
    assert wait_until(lambda: sorted(work.given) == ["of a", "of b"])


def test_threads_are_no_more_than_tasks_that_may_run_at_once(database, running, work):
    work.free.clear()
    for number in range(20):
        put(database, str(number))
    assert wait_until(lambda: len(work.given) == 4)
    running.adopt(["me"])  # put back what runs, as after a fault between the two
    work.free.set()
    assert wait_until(lambda: len(work.given) >= 20)
    executors = [one for one in threading.enumerate() if one.name.startswith("dbos-executor-")]
    assert 4 <= len(executors) <= 4 + engine.OTHER_THREADS


def test_a_task_may_be_put_off(database, running, work):
    before = time.monotonic()
    put(database, "late", delay_s=1.5)
    put(database, "much later", delay_s=3_600)
    put(database, "soon")
    assert wait_until(lambda: set(work.given) == {"of soon", "of late"})
    assert work.at["of late"] - before >= 1.4  # two clocks


def test_what_a_dead_worker_had_begun_is_run_by_another_however_often_it_is_adopted(database, running, work):
    work.free.clear()
    put(database, "a")
    assert wait_until(lambda: work.given == ["of a"])
    _held_by(database, "dead")
    for _ in range(3):
        running.adopt(["dead"])
    work.free.set()
    assert wait_until(lambda: len(work.given) == 2)
    running.adopt(["dead"])
    assert not wait_until(lambda: len(work.given) > 2, LOOKS_S)


def test_what_lives_is_not_taken_over(database, running, work):
    work.free.clear()
    put(database, "a")
    assert wait_until(lambda: work.given == ["of a"])
    running.adopt(["dead"])
    running.mend()
    running.mend()
    assert not wait_until(lambda: len(work.given) > 1, LOOKS_S)


def test_a_task_that_is_held_to_run_here_and_does_not_is_begun_again(database, running, work):
    _held_by(database, "me", "lost")
    running.mend()
    assert not wait_until(lambda: work.given, 0.5)
    running.mend()
    assert wait_until(lambda: work.given == ["of lost"])


def test_ended_tasks_are_forgotten_and_others_are_not(database, running, work):
    put(database, "a")
    assert wait_until(lambda: work.given == ["of a"])
    put(database, "late", delay_s=60)
    outbox = EngineOutbox(database)
    assert wait_until(lambda: outbox.prune(database.now()) == 1)


def test_an_engine_at_rest_stops_without_a_wait_and_one_at_work_lets_it_end(database, work, monkeypatch):
    graces, destroy = [], engine.DBOS.destroy

    def noted(**told):
        graces.append(told["workflow_completion_timeout_sec"])
        work.free.set()
        destroy(**told)

    monkeypatch.setattr(engine.DBOS, "destroy", noted)
    for id in ("", "a"):
        own = Engine(database, "me", {"task": (Lane(at_once=4, pause_s=PAUSE_S), work)})
        own.start()
        if id:
            work.free.clear()
            put(database, id)
            assert wait_until(lambda: work.given == ["of a"])
        own.stop(5)
    assert graces == [0, 5]
    assert EngineOutbox(database).prune(database.now()) == 1


def _held_by(database: Database, worker: str, lost: str | None = None) -> None:
    """As the engine's table has it when a worker began a task and died."""
    if lost:
        put(database, lost, delay_s=60)
    table = "workflow_status" if database.lite else "dbos.workflow_status"
    with database.writing() as connection:
        which = f"workflow_uuid = '{lost}'" if lost else "status = 'PENDING'"
        connection.exec_driver_sql(
            f"update {table} set status = 'PENDING', executor_id = '{worker}' where {which}"  # noqa: S608
        )
