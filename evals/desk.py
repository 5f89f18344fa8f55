"""Where a desk and the machine differ: what the desk did with the claims of the reports that it looked at."""

from collections import Counter
from collections.abc import Iterable, Iterator

from service.bootstrap import open_desk
from service.domain import Claim, Frozen, Report, ReviewState
from service.settings import settings_from_environment
from service.weighing.reviewed import reviewed

WHAT = {
    "accepted": "claims accepted as they stood",
    "rejected": "claims rejected",
    "corrected": "claims whose words, claimant, sourcing or modality are another",
    "text": "of them, in their words",
    "claimants": "of them, in who says so",
    "channels": "of them, in how it is known",
    "merged": "claims that were a part of another one",
    "verdicts": "claims with another verdict than the machine's, by the desk's or by what it did",
    "added": "claims that the machine missed",
}


class Differences(Frozen):
    """How many reports a desk looked at, how many claims the machine found in them and the desk looked at, and, of
    these claims, how many of each of `WHAT`."""

    reports: int
    claims: int
    looked_at: int
    counts: dict[str, int]

    def rate(self, what: str) -> float | None:
        """Of the claims that the desk looked at; of those that it added, of the machine's and its own together."""
        of = self.looked_at + (self.counts["added"] if what == "added" else 0)
        return self.counts[what] / of if of else None


def differences(pairs: Iterable[tuple[Report, Report]]) -> Differences:
    """Of reports as the machine had them, each beside the same as its desk sees it."""
    counts: Counter[str] = Counter()
    reports = claims = 0
    for machine, desk in pairs:
        reports, claims = reports + 1, claims + len(machine.findings)
        counts.update(_told(machine, desk))
    looked_at = counts.pop("looked at", 0)
    return Differences(
        reports=reports, claims=claims, looked_at=looked_at, counts={name: counts[name] for name in WHAT}
    )


def kept(desk: str | None) -> Iterator[tuple[Report, Report]]:
    """The reports of the store that is set with which a desk did something, each as it was read and as it is seen.
    Raises StoreUnavailable, or NotFound for a desk that there is not."""
    application = open_desk(settings_from_environment(desk=desk))
    for id in application.store.reviews.reports():
        machine, events = application.store.reports.get(id), application.store.reviews.of(id)
        yield machine, reviewed(machine, events, application.verification.ruleset)


def _told(machine: Report, desk: Report) -> Iterator[str]:
    """What happened to each claim, by the names of `WHAT`, and that somebody looked at it."""
    before = {one.claim.id: one for one in machine.findings}
    merged = desk.review.merged if desk.review else {}
    yield from (name for id in merged if id in before for name in ("looked at", "merged"))
    for one in desk.findings:
        former, state = before.get(one.claim.id), one.review.state if one.review else ReviewState.NONE
        if former is None:
            yield from ("added",) if one.review and one.review.added and state is not ReviewState.REJECTED else ()
            continue
        changed = list(_changed(former.claim, one.claim))
        judged = former.content.verdict is not one.content.verdict
        if state is not ReviewState.NONE or judged:
            yield "looked at"
        if state is ReviewState.REJECTED:
            yield "rejected"
            continue
        if changed:
            yield from ("corrected", *(name for name in changed if name in WHAT))
        elif state is ReviewState.ACCEPTED and not judged:
            yield "accepted"
        if judged:
            yield "verdicts"


def _changed(before: Claim, after: Claim) -> Iterator[str]:
    if (before.text, before.spans) != (after.text, after.spans):
        yield "text"
    if before.claimant.name != after.claimant.name or before.attribution.relayers != after.attribution.relayers:
        yield "claimants"
    if before.provenance != after.provenance:
        yield "channels"
    if (before.modality, before.checkworthy) != (after.modality, after.checkworthy):
        yield "manner"
