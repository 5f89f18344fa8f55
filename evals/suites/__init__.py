"""One module a benchmark. Each reads a folder or file that the user has; ours stand in `evals/cases`."""

from collections.abc import Callable, Mapping
from pathlib import Path

from evals.suite import About, Pinnable, Suite
from evals.suites.averitec import Averitec
from evals.suites.cases import Cases
from evals.suites.markkula import Markkula
from evals.suites.pairs import Independence, Slots
from evals.suites.polnear import PolNeAR
from evals.suites.seer import Seer
from evals.suites.several import Several
from evals.suites.story_chains import StoryChains
from evals.suites.support import climate_fever, factcheck_bench, wice, wiki_citations
from evals.suites.tails import Tails

# Many desks, and between them every kind of channel, verdict and trick that the cases have.
SMOKE = (
    "brennick-results",
    "carrow-referendum",
    "dunmere-trial",
    "halvora-quake",
    "kestmoor-striker",
    "lakri-fever",
    "ozhin-depot",
    "tel-arun",
)


def smoke() -> Pinnable:
    about = About(
        source=f"{len(SMOKE)} of our own cases, and our pairs",
        licence="Apache-2.0",
        split="what changes first when something breaks, in seconds",
        comparable="with other runs of this suite only",
    )
    return Several("smoke", about, (Cases(only=SMOKE), Independence(), Slots()))


OURS: Mapping[str, Callable[[], Pinnable]] = {
    "smoke": smoke,
    "cases": Cases,
    "independence": Independence,
    "slots": Slots,
    "tails": Tails,
}
# From the folder that holds the benchmarks, each in a folder of its own.
BENCHMARKS: Mapping[str, Callable[[Path], Suite]] = {
    "polnear": PolNeAR,
    "seer": Seer,
    "markkula": Markkula,
    "wice": wice,
    "wiki-citations": wiki_citations,
    "factcheck-bench": factcheck_bench,
    "climate-fever": climate_fever,
    "story-chains": StoryChains,
    "averitec": Averitec,
}
SUITES = (*OURS, *BENCHMARKS)


def metrics_of(suite: str) -> Suite:
    """A suite by name, to know its metrics: its data are not read."""
    return OURS[suite]() if suite in OURS else BENCHMARKS[suite](Path())
