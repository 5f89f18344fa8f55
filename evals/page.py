"""A run as one self-contained page: no script, nothing fetched, everything escaped."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from evals.figures import Counts, Figure, summed
from evals.runner import Outcome
from evals.suite import Result
from evals.tables import interval, number
from service.domain import Frozen
from service.exports.safe import anchor, visible

if TYPE_CHECKING:
    from jinja2 import Template

OWN = Path(__file__).parent
REPORTS = OWN.parent / "service" / "exports" / "page"  # the reports' style is the house's style
INDEX = "index"
BORNE_OUT = "borne out"
LABELS = 24  # a table with more labels than this is a list of names, not a table


class Row(Frozen):
    """A metric as the page shows it; `low`, `value` and `high` of the plot in percent, None off the scale 0 to 1."""

    name: str
    reason: str
    figure: Figure
    plot: tuple[float, float, float] | None


class Confusion(Frozen):
    """How often gold was found as what: `cells[gold][found]`, rows and columns in the order of `labels`."""

    name: str
    labels: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]


class Point(Frozen):
    """A bin of the index: where it begins, how many claims stand in it, and the share that gold has borne out."""

    index: int
    claims: int
    share: float


def page(outcome: Outcome) -> str:
    """The whole run as an HTML document that needs nothing else: one string, UTF-8 when written."""
    counts = summed([result.counts for result in outcome.results if not result.failure])
    tables = _tables(counts)
    return _template().render(
        outcome=outcome,
        rows=[_row(name, figure, outcome.reasons[name]) for name, figure in outcome.figures.items()],
        confusions=[one for name, cells in tables.items() if not _is_index(name) and (one := _confusion(name, cells))],
        curves={name: _curve(cells) for name, cells in tables.items() if _is_index(name)},
        missed=[result for result in outcome.results if result.misses],
        failed=[result for result in outcome.results if result.failure],
        misses=sum(len(result.misses) for result in outcome.results),
    )


def _row(name: str, figure: Figure, reason: str) -> Row:
    ends = (figure.low, figure.value, figure.high)
    told = tuple(end for end in ends if end is not None and 0 <= end <= 1)
    plot = (100 * told[0], 100 * told[1], 100 * told[2]) if len(told) == len(ends) else None
    return Row(name=name, reason=reason, figure=figure, plot=plot)


def _tables(counts: Counts) -> dict[str, dict[tuple[str, str], float]]:
    """Every table of counts named "table|gold|found", by its name."""
    tables: dict[str, dict[tuple[str, str], float]] = {}
    for name, count in counts.items():
        parts = name.split("|")
        if len(parts) == 3:
            tables.setdefault(parts[0], {})[parts[1], parts[2]] = count
    return tables


def _confusion(name: str, cells: Mapping[tuple[str, str], float]) -> Confusion | None:
    labels = tuple(sorted({label for pair in cells for label in pair}))
    if len(labels) > LABELS:
        return None
    rows = tuple(tuple(round(cells.get((gold, found), 0)) for found in labels) for gold in labels)
    return Confusion(name=name, labels=labels, cells=rows)


def _is_index(name: str) -> bool:
    return name.rpartition(".")[2] == INDEX


def _curve(cells: Mapping[tuple[str, str], float]) -> Sequence[Point]:
    points = []
    for index in sorted({int(found) for _, found in cells}):
        claims = sum(count for (_, found), count in cells.items() if int(found) == index)
        share = cells.get((BORNE_OUT, str(index)), 0) / claims
        points.append(Point(index=index, claims=round(claims), share=share))
    return points


def _by_kind(result: Result) -> str:
    """How many misses of each kind an item has: "2 claim, 1 stance"."""
    kinds = [miss.what for miss in result.misses]
    return ", ".join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))


def _template() -> "Template":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - slow; tables do without

    house = Environment(
        loader=FileSystemLoader([OWN, REPORTS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    house.globals.update(number=number, interval=interval, anchor=anchor, by_kind=_by_kind)
    return house.get_template("page.html.j2")


def _shown(value: Any) -> Any:
    """What the template prints: text without controls; markup of the template's own macros as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
