"""What a suite is: a benchmark that is read item by item, each counted on its own."""

from collections.abc import Sequence
from typing import Protocol

from pydantic import Field

from evals.figures import Metric
from service.domain import Frozen
from service.verification import Verification


class About(Frozen):
    """Where a benchmark comes from, under what licence, which part is measured, and what it can be compared with."""

    source: str
    licence: str
    split: str
    comparable: str


class Miss(Frozen):
    """One thing that gold and the analyst see differently: what was asked, the gold, what was found, the text."""

    what: str
    gold: str
    found: str
    text: str


class Result(Frozen):
    """One item's counts and misses, in `seconds` of its thread's processor time; or the failure that ended it.
    `part` names the suite it comes from where a run has several."""

    item: str
    part: str = ""
    counts: dict[str, float] = Field(default_factory=dict)
    misses: tuple[Miss, ...] = ()
    seconds: float = 0.0
    failure: str | None = None


class Suite(Protocol):
    """A benchmark. `items` are names, in a fixed order; `measure` may be called from several processes."""

    name: str
    about: About

    @property
    def metrics(self) -> Sequence[Metric]: ...

    def items(self) -> Sequence[str]: ...

    def measure(self, item: str, verification: Verification) -> Result: ...


class Pinnable(Suite, Protocol):
    """A suite of our own labels, whose floors are kept."""

    def contents(self) -> Sequence[str]:
        """What is measured, as text: its digest tells whether the labels or the texts changed."""
        ...
