"""PolNeAR: source, cue and content of every attribution in political news (brat stand-off)."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import thread_time
from typing import NamedTuple

from evals.figures import Metric, f1, share
from evals.matching import TOKEN, pair, tokens
from evals.reading import reported_claims
from evals.suite import About, Miss, Result
from service.domain import Claim
from service.verification import Verification

# Verbs and phrases of saying, from general knowledge and apart from the analyst's own lexicon.
SPEECH = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|stat(?:e|es|ed|ing)|announc(?:e|es|ed|ing)|according to"
    r"|claim(?:s|ed|ing)?|report(?:s|ed|ing)?|add(?:s|ed|ing)?|wr(?:ite|ites|ote|iting|itten)|tweet(?:s|ed|ing)?"
    r"|argu(?:e|es|ed|ing)|ask(?:s|ed|ing)?|den(?:y|ies|ied|ying)|warn(?:s|ed|ing)?|call(?:s|ed|ing)?)\b",
    re.IGNORECASE,
)
Offsets = tuple[tuple[int, int], ...]


class Gold(NamedTuple):
    """An attribution as an annotator marked it: parts of source, cue and content as pairs of offsets."""

    source: Offsets
    cue: str
    content: Offsets


class PolNeAR:
    """Linked attributions of one split, `text/*.txt` and `attributions/*.ann`: content by tokens, claimant by overlap
    with the source, or both absent. An article with several annotators counts once: each one's counts are divided by
    their number."""

    name = "polnear"
    about = About(
        source="PolNeAR 1.0 (Newell, Margolin & Ruths 2018)",
        licence="none stated: measurement alone",
        split="dev: 84 articles; rules were tuned on it",
        comparable="floor of cue words alone: F1 .595; human pairs .75. Its guidelines ask that test be used once",
    )
    metrics = (
        Metric("precision", "an attribution nobody made", share("linked", "found")),
        Metric("recall", "an attribution that vanishes", share("linked", "gold")),
        Metric("f1", "linked attributions: content and claimant at once", f1("linked", "found", "gold")),
        Metric("speech_recall", "of what is said, not thought or wished", share("speech_linked", "speech")),
    )

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "polnear" / "dev"

    def items(self) -> Sequence[str]:
        return sorted(path.stem for path in (self._folder / "text").glob("*.txt"))

    def measure(self, item: str, verification: Verification) -> Result:
        text = (self._folder / "text" / f"{item}.txt").read_text(encoding="utf-8")
        counts: Counter[str] = Counter()
        misses: list[Miss] = []
        started = thread_time()
        claims = reported_claims(text, verification)
        seconds = thread_time() - started
        annotators = sorted((self._folder / "attributions").glob(f"{item}_*.ann"))
        for annotator in annotators:
            gold = read(annotator)
            linked = set(link(claims, text, gold).values())
            share_of = 1 / len(annotators)
            spoken = {index for index, one in enumerate(gold) if SPEECH.search(one.cue)}
            for name, number in (
                ("found", len(claims)),
                ("gold", len(gold)),
                ("linked", len(linked)),
                ("speech", len(spoken)),
                ("speech_linked", len(spoken & linked)),
            ):
                counts[name] += share_of * number  # type: ignore[assignment]
            misses += [_miss(text, one) for index, one in enumerate(gold) if index not in linked]
        return Result(item=item, counts=dict(counts), misses=tuple(misses), seconds=seconds)


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


def link(claims: Sequence[Claim], text: str, gold: Sequence[Gold]) -> dict[int, int]:
    """Index of claim → index of gold."""
    marked = [{a + word.start() for a, b in one.content for word in TOKEN.finditer(text[a:b])} for one in gold]
    return pair([tokens(claim.spans) for claim in claims], marked, lambda a, b: _same_source(claims[a], gold[b].source))


def _relations(spans: dict[str, tuple[Offsets, str]], relations: list[list[str]]) -> Iterator[Gold]:
    for arguments in relations:
        roles: dict[str, tuple[Offsets, str]] = {}
        for argument in arguments:
            role, _, key = argument.partition(":")
            if key in spans:
                roles.setdefault(role, spans[key])
        if "Cue" in roles and "Content" in roles:
            yield Gold(roles.get("Source", ((), ""))[0], roles["Cue"][1], roles["Content"][0])


def _same_source(claim: Claim, source: Offsets) -> bool:
    mention = claim.claimant.mention
    if mention is None or not source:
        return mention is None and not source
    return any(mention.start < b and a < mention.end for a, b in source)


def _miss(text: str, gold: Gold) -> Miss:
    source = " … ".join(text[a:b] for a, b in gold.source) or "nobody"
    content = " … ".join(text[a:b] for a, b in gold.content)
    return Miss(what="attribution", gold=f"{source} ({gold.cue})", found="none", text=content)
