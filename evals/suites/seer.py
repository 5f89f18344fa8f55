"""SEER's CED-1K: how many of the claims people marked in news articles are found, and with the right claimant."""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from service.analysts.claims import claims
from service.domain import Article, Claim, ClaimantKind, Frozen, Mode, Span
from service.names import same_name


class Gold(NamedTuple):
    """A claim as people marked it: who, and the sentences that carry it."""

    agent: str
    source: Span


class Score(Frozen):
    """Shares between 0 and 1; `milliseconds` of CPU for one article.

    `found`: gold claims whose sentences an attributed claim overlaps. `claimant`: those of the found whose overlapping
    claims include one by the same name. `marked`: attributed claims that overlap some gold sentence.
    """

    articles: int
    gold: int
    found: float
    claimant: float
    claimant_named: float
    marked: float
    milliseconds: float


def score(path: Path) -> Score:
    """Read every article of a CED-1K file and compare. Claims in the article's own voice are not annotated there."""
    articles = _articles(path)
    gold = found = right = named = right_named = ours = marked = 0
    started = time.process_time()
    for body, marks in articles.items():
        told = [
            placed.claim for placed in claims(_article(body)) if placed.claim.attribution.mode is not Mode.OWN_VOICE
        ]
        ours += len(told)
        marked += sum(any(_overlaps(claim, mark.source) for mark in marks) for claim in told)
        for mark in marks:
            over = [claim for claim in told if _overlaps(claim, mark.source)]
            hit = any(same_name(mark.agent, claim.claimant.name) for claim in over)
            proper = any(claim.claimant.kind is not ClaimantKind.UNNAMED for claim in over)
            gold, found, right = gold + 1, found + bool(over), right + hit
            named, right_named = named + proper, right_named + (hit and proper)
    seconds = time.process_time() - started
    return Score(
        articles=len(articles),
        gold=gold,
        found=_share(found, gold),
        claimant=_share(right, found),
        claimant_named=_share(right_named, named),
        marked=_share(marked, ours),
        milliseconds=round(1000 * seconds / max(1, len(articles)), 1),
    )


def main(arguments: Sequence[str]) -> int:
    """`python -m evals.suites.seer FILE` prints each figure of the score on a line."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m evals.suites.seer FILE\n")
        return 2
    for name, value in score(Path(arguments[0])).model_dump().items():
        sys.stdout.write(f"{name:<16}{value}\n")
    return 0


def _articles(path: Path) -> dict[str, list[Gold]]:
    """Bodies with the gold claims that can be located in them."""
    articles: dict[str, list[Gold]] = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        source, body = row["SourceText"].strip(), row["Body"]
        start = body.find(source)
        if source and start >= 0:
            articles[body].append(Gold(row["Agent"].strip(), Span.of(body, start, start + len(source))))
    return articles


def _article(body: str) -> Article:
    return Article(id="art_seer", body=body, body_end=len(body))


def _overlaps(claim: Claim, source: Span) -> bool:
    return any(span.overlaps(source) for span in claim.spans)


def _share(part: int, whole: int) -> float:
    return round(part / whole, 3) if whole else 0.0


def misses(path: Path) -> Iterable[tuple[Gold, tuple[Claim, ...]]]:
    """The gold claims that were not found or have another claimant, with what was read there: for a look by eye."""
    for body, marks in _articles(path).items():
        told = [
            placed.claim for placed in claims(_article(body)) if placed.claim.attribution.mode is not Mode.OWN_VOICE
        ]
        for mark in marks:
            over = tuple(claim for claim in told if _overlaps(claim, mark.source))
            if not any(same_name(mark.agent, claim.claimant.name) for claim in over):
                yield mark, over


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
