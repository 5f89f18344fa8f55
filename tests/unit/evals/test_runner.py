"""A run goes on where it stopped, and one bad item never ends it."""

import pytest

from evals.figures import Metric, share
from evals.readers import by_rules
from evals.runner import Reader, run
from evals.suite import About, Result
from evals.suites.several import Several

ABOUT = About(source="invented", licence="Apache-2.0", split="all", comparable="nothing")
READER = Reader(analyst="embedded")


class Sums:
    """Right on every item but those in `wrong`, broken on those in `broken`; remembers what it measured."""

    about = ABOUT
    metrics = (Metric("right", "a share", share("right", "all")),)

    def __init__(self, name="sums", wrong=(), broken=(), size=4):
        self.name, self.wrong, self.broken, self.size = name, wrong, broken, size
        self.measured = []

    def items(self):
        return [f"item {number}" for number in range(self.size)]

    def contents(self):
        return self.items()

    def measure(self, item, _making):
        self.measured.append(item)
        if item in self.broken:
            raise RuntimeError("cannot be read")
        return Result(item=item, counts={"right": item not in self.wrong, "all": 1})


def test_one_bad_item_is_told_and_left_out():
    outcome = run(Sums(wrong=["item 0"], broken=["item 1"]), READER, by_rules())
    assert outcome.failed == ("item 1",)
    assert outcome.results[1].failure == "RuntimeError: cannot be read"
    assert outcome.figures["right"].value == pytest.approx(2 / 3)


def test_a_run_goes_on_where_it_stopped(tmp_path):
    kept = tmp_path / "kept" / "sums.part"
    first, second = Sums(broken=["item 2"]), Sums()
    run(first, READER, by_rules(), kept=kept)
    whole = kept.read_text(encoding="utf-8")
    kept.write_text(f'{whole}{{"item": "item 3", "cou', encoding="utf-8")
    outcome = run(second, READER, by_rules(), kept=kept)
    assert second.measured == ["item 2"]
    assert (outcome.failed, outcome.figures["right"].value) == ((), 1.0)
    assert [result.item for result in outcome.results] == second.items()


def test_the_order_does_not_hang_on_how_many_are_measured_at_once():
    one, many = (run(Sums(wrong=["item 3"]), READER, by_rules(), jobs=jobs) for jobs in (1, 4))
    assert (one.results, one.figures) == (many.results, many.figures)


def test_progress_is_told_and_a_limit_kept():
    told = []
    run(Sums(), READER, by_rules(), limit=2, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_several_suites_keep_their_own_metrics():
    suite = Several("both", ABOUT, (Sums("left", wrong=["item 0"]), Sums("right", size=1)))
    outcome = run(suite, READER, by_rules())
    assert [result.item for result in outcome.results][-1] == "right/item 0"
    assert {name: figure.value for name, figure in outcome.figures.items()} == {"left.right": 0.75, "right.right": 1.0}
    assert (outcome.figures["right.right"].low, outcome.figures["right.right"].high) == (1.0, 1.0)
    assert suite.contents() == [*Sums().items(), "item 0"]


def test_a_half_is_measured_by_its_names():
    suite = Sums()
    outcome = run(suite, READER, by_rules(), only="item [0-1]", limit=3)
    assert [result.item for result in outcome.results] == ["item 0", "item 1"]
