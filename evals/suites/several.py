"""Several suites as one run: each keeps its items, its counts and its metrics, under its own name."""

from collections.abc import Callable, Sequence

from evals.figures import Counts, Metric
from evals.suite import About, Pinnable, Result
from service.verification import Verification


class Several:
    """`claimtrace eval smoke`. A metric is called by its suite's name and its own: `cases.claim_f1`."""

    def __init__(self, name: str, about: About, parts: Sequence[Pinnable]) -> None:
        self.name, self.about = name, about
        self._parts = {part.name: part for part in parts}
        self.metrics = tuple(
            metric._replace(name=f"{part.name}.{metric.name}", of=_of(part.name, metric))
            for part in parts
            for metric in part.metrics
        )

    def items(self) -> Sequence[str]:
        return [f"{name}/{item}" for name, part in self._parts.items() for item in part.items()]

    def contents(self) -> Sequence[str]:
        return [content for part in self._parts.values() for content in part.contents()]

    def measure(self, item: str, verification: Verification) -> Result:
        name, _, own = item.partition("/")
        result = self._parts[name].measure(own, verification)
        counts = {f"{name}.{count}": value for count, value in result.counts.items()}
        return result.model_copy(update={"item": item, "part": name, "counts": counts})


def _of(part: str, metric: Metric) -> Callable[[Counts], float | None]:
    prefix = f"{part}."
    return lambda counts: metric.of(
        {name.removeprefix(prefix): value for name, value in counts.items() if name.startswith(prefix)}
    )
