"""How many claims are shown a published fact-check, and how many of those are of them, by words and by meaning as well.

`python -m evals.bench.fact_check_matches [FOLDER]`, with the settings of the service for embeddings and for nearness
(`CLAIMTRACE_EMBEDDINGS_MODEL`, `CLAIMTRACE_FACT_CHECK_NEARNESS`). Without a folder: our own paraphrases, the half that
shaped the rule and the half apart, each among the reviews of its half. FOLDER holds data as CheckThat! 2020 gives it
for task 2: `verified_claims.docs.tsv`, and `tweets.queries.tsv` with `tweet-vclaim-pairs.qrels`; their words are
followed as a claim's, without who sent them.
"""

import csv
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import click

from service.bootstrap import open_application
from service.domain import Within
from service.settings import settings_from_environment
from service.sources.factchecks import of_claim
from service.sources.searching import FactChecks
from service.text.queries import MOST, Query, words_of
from tests.unit.text import paraphrased_claims

SECONDS = 60.0
_SENT = re.compile(r"https?:\S+|pic\.twitter\.com/\S+|—[^—]*\(@\w+\)[^—]*\Z|#")


class Told(NamedTuple):
    """A claim, and the reviewed claims that are its own."""

    claim: str
    own: frozenset[str]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True), required=False)
def main(folder: Path | None) -> None:
    """Ask for each claim, and tell."""
    if folder:
        told, reviewed = tweets(folder)
        tell(folder.name, told, reviewed)
        return
    for name, pairs in (("tuned", paraphrased_claims.TUNED), ("apart", paraphrased_claims.APART)):
        tell(name, paraphrases(pairs), [review for _, _, review in pairs])
        near_misses = [review for same, _, review in pairs if not same]
        tell(f"{name}, near misses alone", paraphrases(pairs), near_misses)


def tell(name: str, told: Sequence[Told], reviewed: Iterable[str]) -> None:
    with place_of(reviewed) as place:
        shown = [(one, review) for one in told for review in _shown(place, one.claim)]
    right = sum(review in one.own for one, review in shown)
    helped = len({one.claim for one, review in shown if review in one.own})
    click.echo(f"{name}: {len(told)} claims; {len(shown)} reviews shown, {right} of the claim; {helped} claims found")


def paraphrases(pairs: Sequence[tuple[bool, str, str]]) -> list[Told]:
    return [Told(claim, frozenset({review})) for same, claim, review in pairs if same]


def tweets(folder: Path) -> tuple[list[Told], list[str]]:
    reviewed = {id: claim for id, claim, *_ in _rows(folder / "verified_claims.docs.tsv")}
    own: dict[str, set[str]] = defaultdict(set)
    for line in (folder / "tweet-vclaim-pairs.qrels").read_text(encoding="utf-8").splitlines():
        tweet, _, review, _ = line.split("\t")
        own[tweet].add(reviewed[review])
    told = [
        Told(" ".join(_SENT.sub(" ", text).split()), frozenset(own[id]))
        for id, text in _rows(folder / "tweets.queries.tsv")
        if own[id]
    ]
    return told, list(reviewed.values())


@contextmanager
def place_of(reviewed: Iterable[str]) -> Iterator[FactChecks]:
    """These claims as files of ClaimReview, searched as the service does."""
    with tempfile.TemporaryDirectory() as folder:
        nodes = [
            {
                "@type": "ClaimReview",
                "url": f"https://checks.example/{place}",
                "claimReviewed": claim,
                "author": {"name": "Check"},
                "reviewRating": {"alternateName": "Rated"},
            }
            for place, claim in enumerate(reviewed)
        ]
        (Path(folder) / "reviews.json").write_text(json.dumps(nodes), encoding="utf-8")
        settings = settings_from_environment(fact_checks=("claimreview",), fact_check_files=(folder,))
        asked = open_application(settings).verification.searches
        if asked:
            yield asked.places["claimreview"]


def _shown(place: FactChecks, claim: str) -> list[str]:
    asked = Query(words=tuple(dict.fromkeys(words_of(claim, "en")))[:MOST], about=claim)
    return [one.reviewed for one in of_claim(claim, place.find(asked, Within(language="en"), SECONDS), "en")]


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t")
        next(rows)
        yield from rows


if __name__ == "__main__":
    main()
