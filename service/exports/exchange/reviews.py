"""What a desk says of a claim, as exports heed it."""

from collections.abc import Iterator

from service.domain import Finding, Report, ReviewState
from service.errors import NotFound
from service.exports.safe import one_line

STATES = {
    ReviewState.NONE: "not reviewed",
    ReviewState.ACCEPTED: "accepted",
    ReviewState.EDITED: "edited, not accepted",
    ReviewState.REJECTED: "rejected",
}


def state(finding: Finding) -> ReviewState:
    return finding.review.state if finding.review else ReviewState.NONE


def accepted(finding: Finding) -> bool:
    """Whether an editor has accepted the claim: nothing else goes out as a fact-check."""
    return state(finding) is ReviewState.ACCEPTED


def shown(report: Report) -> Iterator[Finding]:
    """The claims that the desk has not rejected."""
    return (finding for finding in report.findings if state(finding) is not ReviewState.REJECTED)


def standing(finding: Finding) -> str:
    """How far a claim's review has come, and by whom, in words."""
    told = STATES[state(finding)]
    by = finding.review.by if finding.review else None
    return f"{told} by {one_line(by)}" if by else told


def found(report: Report, claim: str) -> Finding:
    """The claim of this id. Raises NotFound."""
    for finding in report.findings:
        if finding.claim.id == claim:
            return finding
    raise NotFound(f"The report has no claim {one_line(claim)[:80]!r}.")
