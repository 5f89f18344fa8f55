"""Where documents and fact-checks were sought, in words."""

from collections.abc import Iterator

from service.domain import Coverage, Looked
from service.exports.words import count

PLACES = {"web": "The web, by {}", "fact_checks": "Published fact-checks, by {}", "archive": "The archive"}


def sought(coverage: Coverage) -> Iterator[str]:
    """A line for each place that was asked, as far as it can be told apart: for how much, what it found, what was read,
    what could not be had. What the request brought was not sought."""
    places = (look for look in coverage.looked if look.read is not None and look.queries)
    return (_in_words(look) for look in places if look.source.partition(":")[0] in PLACES)


def _in_words(look: Looked) -> str:
    kind, _, name = look.source.partition(":")
    place = PLACES[kind].format(name)
    told = (
        f"asked {count(len(look.queries), 'question')}",
        f"found {look.found}",
        f"{'of the same claims' if kind == 'fact_checks' else 'read'} {look.read}",
        f"{look.failed} could not be had" if look.failed else "",
        look.failure.detail.rstrip(".") if look.failure else "",
    )
    return f"{place}: {', '.join(filter(None, told))}."
