"""Four benchmarks of one question: does this document bear the claim out? Each reads a file that the user has."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from time import thread_time
from typing import Any, NamedTuple

from evals.figures import Metric, accuracy, balanced_accuracy, macro_f1, recall, share
from evals.judging import evidence_for, stance_of
from evals.suite import About, Miss, Result
from service.domain import Stance
from service.verification import Verification

EXCERPT = 300


class Pair(NamedTuple):
    """A claim, a text, and whether gold says that the text supports or refutes it, or neither."""

    item: str
    claim: str
    text: str
    gold: str


Pairs = Callable[[Path], Iterator[Pair]]

STANCES = (
    Metric("accuracy", "every pair alike", accuracy("stance")),
    Metric("balanced_accuracy", "every label alike: what the published figures use", balanced_accuracy("stance")),
    Metric("macro_f1", "rare labels count as much", macro_f1("stance")),
    Metric("support_precision", "a false support lends a claim weight that it has not", share("right_s", "said_s")),
    Metric("support_recall", "support that is not seen leaves a claim unverified", recall("stance", "supports")),
    Metric("refute_precision", "a false refutation wrongs a claimant", share("right_r", "said_r")),
    Metric("refute_recall", "a refutation that is not seen is the worst miss", recall("stance", "refutes")),
)


class Support:
    """A benchmark of claim and text pairs, counted claim by claim."""

    metrics = STANCES

    def __init__(self, name: str, path: Path, about: About, pairs: Pairs) -> None:
        self.name, self.about = name, about
        self._path, self._pairs = path, pairs

    @cached_property
    def _by_item(self) -> Mapping[str, Sequence[Pair]]:
        gathered: dict[str, list[Pair]] = {}
        for pair in self._pairs(self._path):
            gathered.setdefault(pair.item, []).append(pair)
        return gathered

    def items(self) -> Sequence[str]:
        return list(self._by_item)

    def measure(self, item: str, verification: Verification) -> Result:
        counts: Counter[str] = Counter()
        misses: list[Miss] = []
        started = thread_time()
        pairs = self._by_item[item]
        found = evidence_for(pairs[0].claim, [pair.text for pair in pairs], verification)
        for number, pair in enumerate(pairs):
            stance = stance_of(found[str(number)])
            counts[f"stance|{pair.gold}|{stance}"] += 1
            for letter, label in (("s", Stance.SUPPORTS), ("r", Stance.REFUTES)):
                counts[f"said_{letter}"] += stance is label
                counts[f"right_{letter}"] += stance is label and pair.gold == label
            if pair.gold != stance:
                text = f"{pair.claim} ⟷ {pair.text[:EXCERPT]}"
                misses.append(Miss(what="stance", gold=pair.gold, found=stance, text=text))
        return Result(item=item, counts=dict(counts), misses=tuple(misses), seconds=thread_time() - started)


def factcheck_bench(folder: Path) -> Support:
    """Factcheck-Bench, subtask 3: the stance of web passages."""
    return Support(
        "factcheck-bench",
        folder / "factcheck_bench" / "claim_evidence_stance.jsonl",
        About(
            source="Factcheck-Bench (Wang et al. 2024), subtask 3",
            licence="Apache-2.0",
            split="all pairs in the file; complete and partial support are one label",
            comparable="a related benchmark's balanced accuracy, 77.9, over three labels",
        ),
        _factcheck_bench,
    )


def climate_fever(folder: Path) -> Support:
    """CLIMATE-FEVER, evidence by evidence."""
    return Support(
        "climate-fever",
        folder / "climate_fever" / "climate_fever.jsonl",
        About(
            source="CLIMATE-FEVER (Diggelmann et al. 2020)",
            licence="none stated; evidence CC BY-SA: measurement alone",
            split="all claims, five evidence sentences each, evidence labels",
            comparable="published accuracy .729 and F1 .723 are of claims; these are of sentences",
        ),
        _climate_fever,
    )


def wice(folder: Path) -> Support:
    """WiCE: does the cited web page support the Wikipedia claim?"""
    return Support(
        "wice",
        folder / "wice" / "claim_dev.jsonl",
        About(
            source="WiCE (Kamoi et al. 2023), claims, dev",
            licence="annotations ODC-BY; text CC BY-SA; pages under Common Crawl's terms",
            split="dev; partial support counts as not supported, as in the published binary task",
            comparable="published balanced accuracy 83.0, binary",
        ),
        _wice,
    )


def wiki_citations(folder: Path) -> Support:
    """Wikipedia statements and the full text that they cite."""
    return Support(
        "wiki-citations",
        folder / "wiki_citation_check" / "rows.jsonl",
        About(
            source="citation-checker's benchmark of Wikipedia statements",
            licence="MIT; source texts belong to their publishers: measurement alone",
            split="rows with a source text; supported and partially supported are one label",
            comparable="published binary accuracy 85.5 at full coverage",
        ),
        _wiki_citations,
    )


# ---------------------------------------------------------------- files


def _factcheck_bench(path: Path) -> Iterator[Pair]:
    labels = {"completely-support": "supports", "partially-support": "supports", "refute": "refutes"}
    for row in _rows(path):
        yield Pair(row["claim"], row["claim"], row["evidence"], labels.get(row["stance"], "neutral"))


def _climate_fever(path: Path) -> Iterator[Pair]:
    labels = {"SUPPORTS": "supports", "REFUTES": "refutes"}
    for row in _rows(path):
        for evidence in row["evidences"]:
            gold = labels.get(evidence["evidence_label"], "neutral")
            yield Pair(row["claim_id"], row["claim"], evidence["evidence"], gold)


def _wice(path: Path) -> Iterator[Pair]:
    for number, row in enumerate(_rows(path)):
        gold = "supports" if row["label"] == "supported" else "neutral"
        yield Pair(f"claim {number}", row["claim"], "\n\n".join(row["evidence"]), gold)


def _wiki_citations(path: Path) -> Iterator[Pair]:
    for row in _rows(path):
        if row["source_text"] and row["ground_truth"] != "Source unavailable":
            gold = "neutral" if row["ground_truth"] == "Not supported" else "supports"
            yield Pair(row["id"], row["claim_text"], row["source_text"], gold)


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
