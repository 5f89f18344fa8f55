"""Run a suite: item by item, side by side, resumed where it stopped; one bad item never ends the run."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from fnmatch import fnmatchcase
from pathlib import Path

from pydantic import Field

from evals.figures import Figure, figures
from evals.suite import About, Result, Suite
from service.domain import Frozen
from service.verification import Verification

Progress = Callable[[int, int], None]


class Reader(Frozen):
    """Who read: the analyst, its model, and its prompts by name and fingerprint; `code` changes with the service."""

    analyst: str
    code: str = ""
    model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)


class Outcome(Frozen):
    """A run: who read what, every item's counts and misses, and the figures they add up to.

    `digest` tells whether two runs saw the same items; `failed` items are in no figure and are named.
    """

    suite: str
    about: About
    reader: Reader
    digest: str
    figures: dict[str, Figure]
    reasons: dict[str, str]
    results: tuple[Result, ...]
    failed: tuple[str, ...]
    seconds: float


def run(
    suite: Suite,
    reader: Reader,
    verification: Verification,
    *,
    kept: Path | None = None,
    only: str = "*",
    limit: int | None = None,
    jobs: int = 1,
    progress: Progress = lambda _done, _of: None,
) -> Outcome:
    """Measure the first `limit` items whose names match `only` ("[a-n]*"), with `jobs` at a time. Results are added to
    the file `kept` as they come, and those that stand in it already are not measured again."""
    items = [item for item in suite.items() if fnmatchcase(item, only)][:limit]
    done = {result.item: result for result in _earlier(kept) if result.item in set(items)}
    for result in _measured(suite, [item for item in items if item not in done], verification, jobs):
        done[result.item] = result
        if kept and not result.failure:
            _keep(kept, result)
        progress(len(done), len(items))
    return outcome(suite, reader, [done[item] for item in items])


def outcome(suite: Suite, reader: Reader, results: Sequence[Result]) -> Outcome:
    """What the results add up to. Failed items are left out of the figures and told."""
    read = [result.counts for result in results if not result.failure]
    return Outcome(
        suite=suite.name,
        about=suite.about,
        reader=reader,
        digest=hashlib.sha256("\n".join(result.item for result in results).encode()).hexdigest()[:12],
        figures=figures(suite.metrics, read, [result.part for result in results if not result.failure]),
        reasons={metric.name: metric.reason for metric in suite.metrics},
        results=tuple(results),
        failed=tuple(result.item for result in results if result.failure),
        seconds=round(sum(result.seconds for result in results), 3),
    )


def _measured(suite: Suite, items: Sequence[str], verification: Verification, jobs: int) -> Iterator[Result]:
    """Results as they come. What was not begun is let go when nobody takes them any more."""
    pool = ThreadPoolExecutor(max_workers=jobs)
    try:
        begun = {pool.submit(suite.measure, item, verification): item for item in items}
        for future in as_completed(begun):
            yield _settled(future, begun[future])
    finally:
        pool.shutdown(cancel_futures=True)


def _settled(future: "Future[Result]", item: str) -> Result:
    error = future.exception()
    if isinstance(error, Exception):
        return Result(item=item, failure=f"{type(error).__name__}: {error}")
    return future.result()


def _earlier(kept: Path | None) -> Iterator[Result]:
    """What an interrupted run left. A last line that it tore is let go."""
    if kept and kept.exists():
        lines = kept.read_text(encoding="utf-8").splitlines(keepends=True)
        whole = [line for line in lines if line.endswith("\n")]
        if len(whole) < len(lines):
            kept.write_text("".join(whole), encoding="utf-8")
        yield from map(Result.model_validate_json, whole)


def _keep(kept: Path, result: Result) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    with kept.open("a", encoding="utf-8") as file:
        file.write(result.model_dump_json() + "\n")
