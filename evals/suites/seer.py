"""SEER's CED-1K: claims that people marked in news articles, and who made them."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from time import thread_time
from typing import NamedTuple

from evals.figures import Metric, share
from evals.reading import reported_claims
from evals.suite import About, Miss, Result
from service.domain import Claim, ClaimantKind, Span
from service.languages.names import same_name
from service.verification import Verification


class Gold(NamedTuple):
    """A claim as people marked it: who, and the sentences that carry it."""

    agent: str
    source: Span


class Marked(NamedTuple):
    """An article's body with the gold claims that can be located in it."""

    body: str
    claims: list[Gold]


class Seer:
    """A gold claim is found when a reported claim overlaps its sentences; its claimant is right when one that does has
    the same name. The article's own voice is not annotated there."""

    name = "seer"
    about = About(
        source="SEER, CED-1K gold standard",
        licence="MIT; article bodies belong to their publishers: measurement alone",
        split="every article in the file, claims that can be located; rules were tuned on it",
        comparable="nothing published on claims and claimants together",
    )
    metrics = (
        Metric("found", "a claim that vanishes is never checked", share("found", "gold")),
        Metric("claimant", "the right speaker, of the claims found", share("right", "found")),
        Metric("claimant_named", "the same where somebody is named", share("right_named", "named")),
        Metric("marked", "of our claims, those that people marked too", share("marked", "ours")),
    )

    def __init__(self, folder: Path) -> None:
        self._path = folder / "seer_ced1k" / "ced1k.jsonl"

    @cached_property
    def _articles(self) -> Mapping[str, Marked]:
        articles: dict[str, Marked] = {}
        for line in self._path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            source, body = row["SourceText"].strip(), row["Body"]
            start = body.find(source)
            if source and start >= 0:
                article = articles.setdefault(row["article_id"], Marked(body, []))
                article.claims.append(Gold(row["Agent"].strip(), Span.of(body, start, start + len(source))))
        return articles

    def items(self) -> Sequence[str]:
        return list(self._articles)

    def measure(self, item: str, verification: Verification) -> Result:
        article = self._articles[item]
        counts: Counter[str] = Counter()
        misses: list[Miss] = []
        started = thread_time()
        told = reported_claims(article.body, verification)
        seconds = thread_time() - started
        counts.update(ours=len(told))
        counts.update(marked=sum(any(_overlaps(one, gold.source) for gold in article.claims) for one in told))
        for gold in article.claims:
            over = [claim for claim in told if _overlaps(claim, gold.source)]
            right = any(same_name(gold.agent, claim.claimant.name) for claim in over)
            named = any(claim.claimant.kind is not ClaimantKind.UNNAMED for claim in over)
            counts.update(gold=1, found=bool(over), right=right, named=named, right_named=right and named)
            if not right:
                found = ", ".join(claim.claimant.name for claim in over) or "no claim"
                misses.append(Miss(what="claimant", gold=gold.agent, found=found, text=gold.source.text))
        return Result(item=item, counts=dict(counts), misses=tuple(misses), seconds=seconds)


def _overlaps(claim: Claim, source: Span) -> bool:
    return any(span.overlaps(source) for span in claim.spans)
