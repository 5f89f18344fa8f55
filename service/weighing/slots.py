"""Compare the slots of two sentences by the pack of their language. Judges no truth."""

from datetime import datetime
from typing import NamedTuple

from service.languages import pack_for
from service.languages.called import called
from service.languages.pack import Clash


class Compared(NamedTuple):
    """Where two sentences clash; or why nothing was compared."""

    clashes: tuple[Clash, ...] = ()
    abstained: str | None = None


def compare(
    claim: str,
    evidence: str,
    languages: tuple[str | None, str | None],
    dates: tuple[datetime | None, datetime | None] = (None, None),
) -> Compared:
    """`languages` and `dates` of publication are those of the claim and of the evidence, in this order. Rules compare
    two sentences of one language that has a pack, and abstain from all others."""
    ours, theirs = (pack_for(language) for language in languages)
    if ours is None or ours is not theirs:
        first, second = (called(language) for language in languages)
        between = first if first == second else f"{first} and {second}"
        return Compared(abstained=f"Numbers, dates and negation were not compared: there are no rules for {between}.")
    return Compared(clashes=ours.clashes(claim, evidence, *dates))
