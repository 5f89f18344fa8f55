"""Our cases with all their sources moved into an archive among other documents, and none in the request: the figures of
stance and verdict beside those with the documents given, by the embedded analyst; and what one article of 600 words
takes against that archive.

`python -m evals.bench.archive_cases [OTHERS] [--before DAYS] [--after DAYS] [--most N] [--only PATTERN]…`. The others
are invented news of the same days.
"""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import partial
from itertools import chain
from pathlib import Path
from typing import ParamSpec, TypeVar

import click

from evals.bench.texts import news
from evals.figures import figures
from evals.gold import CASES, Case, load
from evals.readers import by_rules
from evals.suites.cases import METRICS, compared
from service.domain import Archived, Document, Hit, Report, Stance, Within
from service.intake.dossier import dossier_of
from service.intake.request import Request
from service.sources.archive import Index, Reach
from service.store.database import Database
from service.store.documents import DocumentStore
from service.store.incoming import IncomingDocument
from service.verification import Verification

ARTICLE = Path(__file__).with_name("port-senna.json")
TOLD = ("stance", "support", "refute", "contradict", "false", "counts", "verdict", "count_error", "grouping")
CHARACTERS = 2_000  # of one of the other documents
P = ParamSpec("P")
Came = TypeVar("Came")


@click.command()
@click.argument("others", type=int, default=10_000)
@click.option("--before", type=int, default=30, show_default=True, help="Days before the article.")
@click.option("--after", type=int, default=30, show_default=True, help="Days after it.")
@click.option("--most", type=int, default=20, show_default=True, help="Documents for one article.")
@click.option("--only", multiple=True, default=["*"], help="The cases of such a name, as [a-n]* is; each set is told.")
def main(others: int, before: int, after: int, most: int, only: tuple[str, ...]) -> None:
    """Measure both ways, and tell."""
    cases = [load(path.parent) for path in sorted(CASES.glob("*/gold.json"))]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'archive.db'}")
        with closing(database):
            database.upgrade()
            archive = DocumentStore(database)
            _fill(archive, cases, others)
            reach = Reach(most, before, after)
            for pattern in only:
                click.echo(pattern)
                _tell([one for one in cases if fnmatchcase(one.name, pattern)], archive, reach)
            _tell_article(archive, reach)


def _fill(archive: DocumentStore, cases: list[Case], others: int) -> None:
    given = [one for case in cases for one in dossier_of(case.request).documents]
    started = time.process_time()
    kept = sum(1 for _ in archive.add(IncomingDocument(document=one) for one in chain(given, _others(cases, others))))
    spent = time.process_time() - started
    click.echo(f"{len(given)} documents of {len(cases)} cases among {kept:,}, taken in {spent:.0f} processor seconds")


def _others(cases: list[Case], number: int) -> Iterator[Document]:
    draw = random.Random(1)  # noqa: S311
    for place in range(number):
        moment = draw.choice(cases).request.article.published_at
        day = moment + timedelta(days=draw.randint(-30, 30)) if moment else None
        url = f"https://paper.example/{place}"
        yield Document(id=url, url=url, text=news(1_000 + place, CHARACTERS), published_at=day, language="en")


def _tell(cases: list[Case], archive: DocumentStore, reach: Reach) -> None:
    verification = by_rules()
    given = _figures(cases, verification)
    sought = _figures(cases, replace(verification, archive=lambda: archive, reach=reach))
    for name, (one, other) in {name: (given[name], sought[name]) for name in given}.items():
        if name.startswith(TOLD) and one is not None and other is not None:
            click.echo(f"{name:32} given {one:.3f}  archive {other:.3f}  {other - one:+.3f}")


class _Timed:
    """Fits `sources.archive.Index`. Knows how long it was asked, by the clock and in the processor's time."""

    def __init__(self, index: Index) -> None:
        self._index, self.wall_s, self.processor_s = index, 0.0, 0.0

    def newest(self) -> int:
        return self._took(self._index.newest)

    def search(self, words: Sequence[str], within: Within, most: int) -> list[Hit]:
        return self._took(self._index.search, words, within, most)

    def all_of(self, ids: Sequence[str]) -> dict[str, Archived]:
        return self._took(self._index.all_of, ids)

    def _took(self, ask: Callable[P, Came], *told: P.args, **named: P.kwargs) -> Came:
        wall, processor = time.perf_counter(), time.process_time()
        try:
            return ask(*told, **named)
        finally:
            self.wall_s += time.perf_counter() - wall
            self.processor_s += time.process_time() - processor


def _itself(index: _Timed) -> Index:
    return index


def _tell_article(archive: DocumentStore, reach: Reach) -> None:
    """An article that no document is about, twice: words that were counted once are known the second time."""
    dossier = dossier_of(Request.model_validate_json(ARTICLE.read_text(encoding="utf-8")))
    words, rules = len(dossier.article.body.split()), by_rules()
    for index in (_Timed(archive), _Timed(archive)):
        verification = replace(rules, archive=partial(_itself, index), reach=reach)
        wall, processor = time.perf_counter(), time.process_time()
        report = verification.report(dossier)
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
        click.echo(
            f"{words} words, {len(report.findings)} claims, {len(report.documents)} documents:"
            f" {wall:.2f} s, {index.wall_s / wall:.2f} of it to search; {processor:.2f} s of processor time,"
            f" {index.processor_s / processor:.2f} of it to search"
        )


def _figures(cases: list[Case], verification: Verification) -> dict[str, float | None]:
    counted, spent = [], 0.0
    for case in cases:
        counts: Counter[str] = Counter()
        started = time.process_time()
        report = _report(case, verification, counts)
        spent += time.process_time() - started
        list(compared(case, report, counts))
        counted.append(counts)
    whole = sum(counted, Counter[str]())
    if whole["of"]:
        click.echo(f"sought: {whole['held']} of {whole['of']} documents found, {whole['foreign']} others read")
    click.echo(f"{spent / len(cases):.2f} s an article")
    return {name: figure.value for name, figure in figures(METRICS, counted, draws=1).items()}


def _report(case: Case, verification: Verification, counts: Counter[str]) -> Report:
    """By what the case's documents give, or the archive: then under the names that the labels know them by, with those
    that were not found as documents that say nothing, and without others that say nothing."""
    dossier = dossier_of(case.request)
    if not verification.reach.documents:
        return verification.report(dossier)
    report = verification.report(dossier.model_copy(update={"documents": ()}))
    names = {one.sha256: one.id for one in dossier.documents}
    told = report.model_dump_json()
    for one in report.documents:
        told = told.replace(one.id, names.get(one.sha256, one.id))
    renamed = Report.model_validate_json(told)
    found = {one.id for one in renamed.documents}
    speaking = {
        item.document_id
        for finding in renamed.findings
        for item in finding.evidence
        if item.stance is not Stance.NEUTRAL
    }
    own = set(names.values())
    counts.update(of=len(own), held=len(own & found), foreign=len(found - own))
    shown = [one for one in renamed.documents if one.id in own | speaking]
    findings = tuple(
        finding.model_copy(
            update={"evidence": tuple(item for item in finding.evidence if item.document_id in own | speaking)}
        )
        for finding in renamed.findings
    )
    missing = [one for one in dossier.documents if one.id not in found]
    return renamed.model_copy(update={"documents": (*shown, *missing), "findings": findings})


if __name__ == "__main__":
    main()
