"""The doors to other houses' systems in which a desk publishes what it accepted: one method wide, `publish`."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from service.domain import AcceptedClaim, Frozen, PublicationState, StandingClaim
from service.errors import AnswerRefused

Remote = dict[str, str]
# The address of the page on which a claim is published; None: none is known.
PageOf = Callable[[AcceptedClaim], str | None]


class Published(Frozen):
    """What stands there now, and by what ids."""

    state: PublicationState
    remote: Remote


class FactCheckDestination(Protocol):
    """Where claims are published. What is there already is changed, and never made a second time, whoever died before
    they could tell that they had made it."""

    def publish(
        self, subject: str, claims: Sequence[StandingClaim], remote: Remote, keep: Callable[[Remote], None]
    ) -> Published:
        """Have there what stands of these claims. `remote` are the ids that are known; new ones are given to `keep` as
        soon as there are any. Raises a `FetchFault`, or DeadlinePassed."""
        ...


def within(told: Any, *names: str) -> Any:
    """What stands in an answer under these names, one within another. Raises AnswerRefused where nothing does."""
    for name in names:
        told = told.get(name) if isinstance(told, dict) else None
    if told is None:
        raise AnswerRefused(f"What it answered has no {'.'.join(names)}.")
    return told
