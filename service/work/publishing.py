"""Publish what a desk accepted: one try after another, until another house's system has it, or will not.

What is told is what stands when the try is made: of two acceptances at once one fact-check is made, and what was edited
or rejected meanwhile is not told as accepted.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from service.destinations import FactCheckDestination, Remote
from service.domain import (
    Acceptance,
    AcceptanceState,
    Destination,
    Publication,
    PublicationState,
    Report,
    ReviewEvent,
    Ruleset,
)
from service.errors import Conflict, Outside
from service.exports.exchange.accepted_claims import acceptances
from service.sandbox import Sandbox
from service.store import Store
from service.store.audit import Telling, untold
from service.store.publications import DuePublication, PublicationOutcome
from service.weighing.reviewed import reviewed
from service.work.jobs import StoreRetries
from service.work.webhooks import RETRY_S

LOG = logging.getLogger(__name__)
COMPLAINT = 1_000  # characters of what is kept of a fault
ABSENT = "This is not set up here any more, or is another desk's."


def ask(
    store: Store,
    writing: Sandbox,
    ruleset: Ruleset,
    report_id: str,
    destination: Destination,
    claims: Sequence[str] = (),
    also: Telling = untold,
) -> tuple[Publication, ...]:
    """Set accepted claims of a report on their way: those that are named, or all (none named); `also` is told of the
    report within the same transaction. Raises NotFound;
    Conflict where nobody has accepted them, or the article has a later report; Unfinished or NoProcess."""
    store.reports.expect_last(report_id)
    kept, events = store.reports.kept(report_id), store.reviews.of(report_id)
    accepted = writing.run(accepted_in, kept, events, ruleset)
    wanted = [one for one in accepted if not claims or one.claim_id in claims]
    missing = set(claims) - {one.claim_id for one in wanted}
    if missing or not wanted:
        told = f": {min(missing)[:80]}" if missing else ""
        raise Conflict(f"No editor has accepted this claim, so that it is no fact-check yet{told}.")
    return store.publications.ask(destination, wanted, lambda connection: also(connection, report_id))


def accepted_in(kept: str, events: Sequence[ReviewEvent], ruleset: Ruleset) -> tuple[Acceptance, ...]:
    """The claims of a report, kept as JSON, that an editor has accepted. Raises BadInput for one that does not hold
    what was read."""
    stands = acceptances(reviewed(Report.model_validate_json(kept), events, ruleset))
    return tuple(one for one in stands if one.state is AcceptanceState.ACCEPTED)


class Publishing:
    """Makes the tries to publish, each when it is due. Serves many threads."""

    def __init__(
        self,
        store: Store,
        destinations: Mapping[tuple[str, Destination], FactCheckDestination],
        keep_trying: StoreRetries,
        *,
        retry_s: Sequence[float] = RETRY_S,
    ) -> None:
        """`destinations` by the desk whose they are; `retry_s` are seconds before each try, the first one among
        them."""
        self._store, self._destinations, self._keep_trying = store, destinations, keep_trying
        self._retry_s = retry_s

    def run(self, task: str) -> None:
        """Make one try, named as `main check clm_… 3`, unless it was made before. Raises Stopped when the process stops
        before it is kept; then it is made again."""
        desk, name, subject, round = task.split()
        destination, store = Destination(name), self._store.of(desk).publications
        due = self._keep_trying(partial(store.due, destination, subject, int(round)))
        if due is None:
            return
        found = dict(due.remote)

        def keep(remote: Remote) -> None:
            found.clear()
            found.update(remote)
            self._keep_trying(partial(store.found, due, remote))

        try:
            outcome = self._published(desk, due, keep)
        except Outside as error:
            outcome = self._failed(due, found, error)
        self._keep_trying(partial(store.record, due, outcome))
        LOG.info("%s to %s: %s", subject, destination, outcome.state)

    def _published(self, desk: str, due: DuePublication, keep: Callable[[Remote], None]) -> PublicationOutcome:
        """Raises Outside."""
        destination = self._destinations.get((desk, due.destination))
        if destination is None:
            return PublicationOutcome(state=PublicationState.FAILED, remote=due.remote, error=ABSENT)
        made = destination.publish(due.subject, due.claims, due.remote, keep)
        return PublicationOutcome(state=made.state, remote=made.remote)

    def _failed(self, due: DuePublication, found: Remote, error: Outside) -> PublicationOutcome:
        """What may pass is tried again, later and later, and no sooner than the other house asks."""
        tries, asked_s = due.tries + 1, float(getattr(error, "wait_s", 0.0))
        again = error.retryable and tries < len(self._retry_s)
        return PublicationOutcome(
            state=PublicationState.FAILED,
            remote=found,
            error=f"{error.title}. {error.detail}"[:COMPLAINT],
            again_s=max(self._retry_s[tries], asked_s) if again else None,
        )
