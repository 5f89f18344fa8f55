"""News story chains: are two articles one story? Our copy rule (R2) finds what was copied or written from one text, not
what tells of one event in other words."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from time import thread_time

from evals.figures import Metric, f1, share
from evals.suite import About, Miss, Result
from service.verification import Verification
from service.weighing.copies import COPY, RETOLD, Copies

FILE = "gedikli-business_energy_news_dataset-2021-06-29"


class StoryChains:
    """Every pair of articles, counted first article by first article. No analyst reads here: text is compared."""

    name = "story-chains"
    about = About(
        source="Gedikli et al. 2021, business energy news: 100 articles, all 4,950 pairs",
        licence="CC BY-NC 4.0: measurement alone",
        split="all pairs",
        comparable="floor of six-word overlap: P 1.00, R .69, F1 .82. A chain is a story, ours is a copy",
    )
    metrics = (
        Metric("precision", "a false tie hides an independent source", share("both", "found")),
        Metric("recall", "copies that pass for independent sources", share("both", "gold")),
        Metric("f1", "both at once", f1("both", "found", "gold")),
    )

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "news_story_chains"

    @cached_property
    def _texts(self) -> Mapping[str, str]:
        with (self._folder / f"{FILE}-article_texts.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row["url"]: row["text"] for row in csv.DictReader(file)}

    @cached_property
    def _pairs(self) -> Mapping[str, Sequence[tuple[str, bool]]]:
        gathered: dict[str, list[tuple[str, bool]]] = {}
        with (self._folder / f"{FILE}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file, delimiter=";"):
                gathered.setdefault(row["url1"], []).append((row["url2"], row["relation"] == "1"))
        return gathered

    def items(self) -> Sequence[str]:
        return list(self._pairs)

    def measure(self, item: str, verification: Verification) -> Result:  # noqa: ARG002 - nothing is read here
        counts: Counter[str] = Counter()
        misses: list[Miss] = []
        started, copies = thread_time(), Copies(())
        for other, gold in self._pairs[item]:
            shared, retold = (way(self._texts[item], self._texts[other]) for way in (copies.containment, copies.retold))
            found = shared >= COPY or retold >= RETOLD
            counts.update(both=gold and found, found=found, gold=gold)
            if gold != found:
                told = f"{shared:.0%} of five-word runs shared, {retold:.0%} outside of quotation marks"
                misses.append(Miss(what="one story", gold=str(gold), found=told, text=f"{item} ⟷ {other}"))
        return Result(item=item, counts=dict(counts), misses=tuple(misses), seconds=thread_time() - started)
