"""What is counted of jobs, and how Prometheus reads it. Counts stand in the store: every server tells the same ones."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from service.domain import DayBudget, Failure, JobState, Report
from service.models import Reply
from service.store import Store
from service.store.totals import Labels

Key = tuple[str, Labels]

# What each count is, by its name in the store; Prometheus sees it with `claimtrace_` before and `_total` behind.
COUNTERS = {
    "jobs": "Jobs that ended, by how.",
    "verdicts": "Findings, by verdict.",
    "failures": "What could not be done, by stage and kind.",
    "calls": "Calls to models that were answered, by model.",
    "tokens": "Tokens that calls took, by model and direction.",
    "cost_usd": "US dollars that calls cost, by model.",
    "deliveries": "Tries to deliver to webhooks, by outcome.",
}
# Seconds; the upper ends of the buckets, and above the last all the rest.
SECONDS = {
    "call_seconds": ("Seconds that a call to a model took.", (0.25, 0.5, 1, 2, 5, 10, 20, 40, 80, 160)),
    "job_seconds": ("Seconds from a job's coming to its end.", (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600)),
}
MORE = "+Inf"


def counts(outcome: Report | Failure, waited_s: float, replies: Iterable[tuple[str, Reply]]) -> dict[Key, float]:
    """What one job that ended adds to the counts. `replies` come with the name of the model that was asked."""
    told: defaultdict[Key, float] = defaultdict(float)
    state = JobState.DONE if isinstance(outcome, Report) else JobState.FAILED
    told["jobs", (("state", state),)] += 1
    _observe(told, "job_seconds", waited_s)
    for failure in outcome.coverage.failures if isinstance(outcome, Report) else (outcome,):
        told["failures", (("kind", failure.kind), ("stage", failure.stage))] += 1
    for finding in outcome.findings if isinstance(outcome, Report) else ():
        told["verdicts", (("verdict", finding.content.verdict),)] += 1
    for model, reply in replies:
        asked = ("model", model)
        told["calls", (asked,)] += 1
        told["tokens", (("direction", "in"), asked)] += reply.input_tokens
        told["tokens", (("direction", "out"), asked)] += reply.output_tokens
        told["cost_usd", (asked,)] += reply.cost_usd
        _observe(told, "call_seconds", reply.seconds)
    return told


def exposition(store: Store, usual: DayBudget) -> bytes:
    """All that is known now, as Prometheus reads it; `usual` is the budget of a desk that has none of its own. Raises
    StoreUnavailable."""
    registry = CollectorRegistry()
    registry.register(_Collected((*_families(store), *_spending(store, usual))))
    return generate_latest(registry)


class _Collected:
    """Fits prometheus_client's collector."""

    def __init__(self, families: tuple[Metric, ...]) -> None:
        self._families = families

    def collect(self) -> tuple[Metric, ...]:
        return self._families


def _families(store: Store) -> Iterator[Metric]:
    queue = store.jobs.queued()
    yield GaugeMetricFamily("claimtrace_queue_depth", "Jobs that wait for a worker.", queue.queued)
    yield GaugeMetricFamily("claimtrace_queue_age_seconds", "For how long the oldest has waited.", queue.oldest_s)
    yield GaugeMetricFamily("claimtrace_jobs_running", "Jobs that a worker runs.", queue.running)
    living = store.workers.living()
    yield GaugeMetricFamily("claimtrace_workers", "Workers that are known to live.", living)
    totals = store.totals.all()
    for name, meaning in COUNTERS.items():
        kept = [(dict(labels), value) for (kind, labels), value in totals.items() if kind == name]
        family = CounterMetricFamily(f"claimtrace_{name}", meaning, labels=tuple(kept[0][0]) if kept else ())
        for labels, value in kept:
            family.add_metric(tuple(labels.values()), value)
        yield family
    for name, (meaning, _) in SECONDS.items():
        yield _histogram(name, meaning, {labels: value for (kind, labels), value in totals.items() if kind == name})


def _spending(store: Store, usual: DayBudget) -> Iterator[Metric]:
    desks = [one for one in store.spending.today(usual) if one.api_key is None]
    for unit, words in (("tokens", "Tokens"), ("usd", "US dollars")):
        spent = GaugeMetricFamily(f"claimtrace_spent_today_{unit}", f"{words} spent since midnight.", labels=("desk",))
        most = GaugeMetricFamily(f"claimtrace_budget_{unit}", f"{words} that may be spent in a day.", labels=("desk",))
        for one in desks:
            spent.add_metric([one.desk], getattr(one, unit))
            if (bound := getattr(one.budget, unit)) is not None:
                most.add_metric([one.desk], bound)
        yield from (spent, most)


def _histogram(name: str, meaning: str, counted: dict[Labels, float]) -> HistogramMetricFamily:
    """`counted` by the upper end of a bucket, and by what comes after it: the desk, where there are several."""
    own: defaultdict[Labels, dict[str, float]] = defaultdict(dict)
    for ((_, end), *desk), value in counted.items():
        own[tuple(desk)][end] = value
    labels = [label for label, _ in next(iter(own), ())]
    family = HistogramMetricFamily(f"claimtrace_{name}", meaning, labels=labels)
    for whose, ends in (own or {(): {}}).items():
        family.add_metric([told for _, told in whose], _buckets(name, ends), ends.get("sum", 0.0))
    return family


def _observe(told: defaultdict[Key, float], name: str, seconds: float) -> None:
    _, ends = SECONDS[name]
    bucket = next((f"{end:g}" for end in ends if seconds <= end), MORE)
    told[name, (("le", bucket),)] += 1
    told[name, (("le", "sum"),)] += seconds


def _buckets(name: str, own: dict[str, float]) -> list[tuple[str, float]]:
    """Prometheus wants each bucket to hold those below it as well."""
    ends = [*(f"{end:g}" for end in SECONDS[name][1]), MORE]
    return list(zip(ends, accumulate(own.get(end, 0.0) for end in ends), strict=True))
