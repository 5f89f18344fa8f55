"""Who lives and who is dead is told by counts alone."""

from service.work.worker import Watch

ALIVE, BURIED = False, True


def looks(watch: Watch, *censuses: dict[str, tuple[int, bool]]) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    return [watch.look(census) for census in censuses]


def test_a_worker_that_counts_on_lives():
    watch = Watch("me", dead_looks=2, gone_looks=4)
    assert looks(watch, *({"a": (beats, ALIVE)} for beats in range(6))) == [((), ())] * 6


def test_a_worker_that_stands_still_for_long_enough_is_dead_and_later_gone():
    watch = Watch("me", dead_looks=2, gone_looks=4)
    dead = [found for found, _ in looks(watch, *[{"a": (7, ALIVE)}] * 5)]
    assert dead == [(), (), ("a",), ("a",), ("a",)]
    assert watch.look({"a": (7, BURIED)}) == (("a",), ("a",))


def test_one_beat_in_time_is_enough():
    watch = Watch("me", dead_looks=3, gone_looks=9)
    beats = [0, 0, 0, 1, 1, 1, 2]
    assert all(dead == () for dead, _ in looks(watch, *({"a": (beat, ALIVE)} for beat in beats)))


def test_one_that_left_its_work_is_dead_at_once_and_gone_only_when_its_calls_are_over():
    watch = Watch("me", dead_looks=5, gone_looks=7)
    found = looks(watch, *[{"a": (3, BURIED)}] * 8)
    assert [dead for dead, _ in found] == [("a",)] * 8
    assert [gone for _, gone in found] == [()] * 7 + [("a",)]


def test_nobody_takes_itself_for_dead():
    watch = Watch("me", dead_looks=1, gone_looks=2)
    assert looks(watch, *[{"me": (1, ALIVE)}] * 4) == [((), ())] * 4


def test_a_lost_store_shows_nobody_standing_still():
    """Looks are counted, and there are none while the store is away, however long."""
    watch = Watch("me", dead_looks=3, gone_looks=9)
    looks(watch, {"a": (1, ALIVE)}, {"a": (2, ALIVE)})
    assert watch.look({"a": (2, ALIVE)}) == ((), ())
    assert watch.look({"a": (3, ALIVE)}) == ((), ())
