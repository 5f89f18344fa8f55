"""How well attributions are found, measured on PolNeAR (brat stand-off: `text/*.txt`, `attributions/*.ann`).

Run `python -m evals.suites.polnear FOLDER`, where FOLDER is one split of the corpus.
"""

import re
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from service.analysts.attribution import Told, attributions
from service.domain import Frozen

# Verbs and phrases of saying, from general knowledge and apart from the analyst's own lexicon.
SPEECH = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|stat(?:e|es|ed|ing)|announc(?:e|es|ed|ing)|according to"
    r"|claim(?:s|ed|ing)?|report(?:s|ed|ing)?|add(?:s|ed|ing)?|wr(?:ite|ites|ote|iting|itten)|tweet(?:s|ed|ing)?"
    r"|argu(?:e|es|ed|ing)|ask(?:s|ed|ing)?|den(?:y|ies|ied|ying)|warn(?:s|ed|ing)?|call(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
# Content matches when at least this share of the tokens of both is common to both.
JACCARD = 0.5

Offsets = tuple[tuple[int, int], ...]


class Gold(NamedTuple):
    """An attribution as an annotator marked it: parts of source, cue and content as pairs of offsets."""

    source: Offsets
    cue: str
    content: Offsets


class Scores(Frozen):
    """Linked attributions on one corpus: precision, recall and F1 in 0-1, processor time in milliseconds an article."""

    articles: int
    precision: float
    recall: float
    f1: float
    speech_recall: float
    milliseconds: float


def score(folder: Path) -> Scores:
    """Micro scores over every article of a split. An article with several annotators counts once: each of its
    annotators' counts is divided by their number."""
    found = gold = hits = speech = speech_hits = seconds = 0.0
    texts = sorted((folder / "text").glob("*.txt"))
    for path in texts:
        text = path.read_text(encoding="utf-8")
        started = time.process_time()
        told = attributions(text)
        seconds += time.process_time() - started
        annotators = sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))
        for annotator in annotators:
            marked = read(annotator)
            linked = link(text, told, marked)
            share = 1 / len(annotators)
            found, gold, hits = found + share * len(told), gold + share * len(marked), hits + share * len(linked)
            spoken = [index for index, item in enumerate(marked) if SPEECH.search(item.cue)]
            speech += share * len(spoken)
            speech_hits += share * sum(index in linked.values() for index in spoken)
    return Scores(
        articles=len(texts),
        precision=_ratio(hits, found),
        recall=_ratio(hits, gold),
        f1=_ratio(2 * hits, found + gold),
        speech_recall=_ratio(speech_hits, speech),
        milliseconds=1000 * _ratio(seconds, len(texts)),
    )


def read(path: Path) -> list[Gold]:
    """The attributions of one annotation file that have content and a cue."""
    spans: dict[str, tuple[Offsets, str]] = {}
    relations: list[list[str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        key, _, rest = line.partition("\t")
        if key.startswith("T"):
            label, _, words = rest.partition("\t")
            parts = label.split(" ", 1)[1].split(";")
            spans[key] = tuple((int(a), int(b)) for a, b in (part.split() for part in parts)), words
        elif key.startswith("E"):
            relations.append(rest.split())
    return list(_relations(spans, relations))


def link(text: str, told: Sequence[Told], gold: Sequence[Gold]) -> dict[int, int]:
    """Greedy one-to-one pairs of found and marked attributions, best content first: index of found → of gold."""
    marked = [(_tokens(text, item.content), item.source) for item in gold]
    pairs: list[tuple[float, int, int]] = []
    for index, one in enumerate(told):
        own = _tokens(text, tuple((span.start, span.end) for span in one.content))
        for other, (tokens, source) in enumerate(marked):
            share = len(own & tokens) / max(1, len(own | tokens))
            if share >= JACCARD and _same_source(one, source):
                pairs.append((-share, index, other))
    linked: dict[int, int] = {}
    for _, index, other in sorted(pairs):
        if index not in linked and other not in linked.values():
            linked[index] = other
    return linked


def _relations(spans: dict[str, tuple[Offsets, str]], relations: list[list[str]]) -> Iterator[Gold]:
    for arguments in relations:
        roles: dict[str, tuple[Offsets, str]] = {}
        for argument in arguments:
            role, _, key = argument.partition(":")
            if key in spans:
                roles.setdefault(role, spans[key])
        if "Cue" in roles and "Content" in roles:
            yield Gold(roles.get("Source", ((), ""))[0], roles["Cue"][1], roles["Content"][0])


def _tokens(text: str, parts: Offsets) -> set[int]:
    return {found.start() + a for a, b in parts for found in re.finditer(r"\w+", text[a:b])}


def _same_source(told: Told, source: Offsets) -> bool:
    if told.source is None or not source:
        return told.source is None and not source
    return any(told.source.start < b and a < told.source.end for a, b in source)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


if __name__ == "__main__":
    result = score(Path(sys.argv[1]))
    sys.stdout.write(
        f"{result.articles} articles  P {result.precision:.3f}  R {result.recall:.3f}  F1 {result.f1:.3f}"
        f"  speech recall {result.speech_recall:.3f}  {result.milliseconds:.1f} ms an article\n"
    )
