"""Labelled ends of articles: where do the article's own words end?"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from time import thread_time

from evals.figures import Metric, share
from evals.gold import CASES
from evals.suite import About, Miss, Result
from service.domain import Frozen
from service.text.tails import body_end
from service.verification import Verification

NOTHING = "nothing follows"
SHOWN = 120  # characters of what follows an end, in a miss


class Ending(Frozen):
    """A text, and the first words that are no longer the article; None where it is the article to its last word. The
    `half` that rules are tuned on, or that is held apart, begins the id."""

    id: str
    kind: str
    half: str
    text: str
    after: str | None

    @property
    def end(self) -> int:
        """Characters of the text that are the article, without white space behind them. Raises ValueError."""
        return len(self.text[: self.text.index(self.after) if self.after else None].rstrip())


class Tails:
    """Each text through `body_end`; no analyst reads."""

    name = "tails"
    about = About(
        source="evals/cases/tails.jsonl: invented articles, written and labelled for this project",
        licence="Apache-2.0",
        split="all of them; rules are tuned on tune*, held* is kept apart",
        comparable="with other runs of this suite only",
    )
    metrics = (
        Metric("body_end", "what follows an article is none of its claims", share("right", "texts")),
        Metric("cut_short", "words of the story that are lost", share("short", "texts"), less=True),
        Metric("overrun", "of texts with a tail, those that keep some of it", share("long", "tails"), less=True),
    )

    def __init__(self, path: Path = CASES / "tails.jsonl") -> None:
        self._path = path

    @cached_property
    def _endings(self) -> Mapping[str, Ending]:
        return {ending.id: ending for ending in map(Ending.model_validate_json, self.contents())}

    def items(self) -> Sequence[str]:
        return list(self._endings)

    def contents(self) -> Sequence[str]:
        """What is measured, as text: its digest tells whether the labels or the texts changed."""
        return [line for line in self._path.read_text(encoding="utf-8").splitlines() if line.strip()]

    def measure(self, item: str, verification: Verification) -> Result:  # noqa: ARG002 - nothing is read here
        ending = self._endings[item]
        started = thread_time()
        found = len(ending.text[: body_end(ending.text)].rstrip())
        seconds = thread_time() - started
        counts = {
            "texts": 1,
            "tails": ending.after is not None,
            "right": found == ending.end,
            "short": found < ending.end,
            "long": found > ending.end,
        }
        if found == ending.end:
            return Result(item=item, counts=counts, seconds=seconds)
        gold, told = (ending.text[end:].strip()[:SHOWN] or NOTHING for end in (ending.end, found))
        miss = Miss(what="after the end", gold=gold, found=told, text=ending.text)
        return Result(item=item, counts=counts, misses=(miss,), seconds=seconds)
