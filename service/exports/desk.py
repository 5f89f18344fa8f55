"""What the desk did with a report, in words: who, when, why. The same on the page and in the terminal."""

from service.domain import FindingReview, Report, ReviewedAct, ReviewState
from service.exports import words

STATES = {
    ReviewState.ACCEPTED: "Accepted",
    ReviewState.EDITED: "Changed, and not accepted since",
    ReviewState.REJECTED: "Rejected",
}


def said_of(review: FindingReview | None) -> tuple[str, ...]:
    """What the desk says of a claim, a line each: its state, its own verdict, what was read, who is to look, a note."""
    if review is None:
        return ()
    told = []
    if review.state in STATES and review.by and review.at:
        told.append(f"{STATES[review.state]}: {review.by}, {words.day(review.at)}.{_why(review.reason)}")
    if review.verdict and review.weighed:
        told.append(f"The verdict is the desk's. Weighing gives: {words.VERDICTS[review.weighed].lower()}.")
    if review.as_read:
        told.append(f"As it was read: “{review.as_read.text}”, {words.who(review.as_read.claimant)}.")
    if review.added:
        told.append("Added by the desk.")
    if review.assigned:
        told.append(f"To be looked at by {review.assigned}.")
    if review.note:
        told.append(f"Note: {review.note}")
    return tuple(told)


def done(report: Report) -> tuple[str, ...]:
    """Every act that stands, a line each, in the order in which they were done."""
    if report.review is None:
        return ()
    numbers = {one.claim.id: number for number, one in enumerate(report.findings, 1)}
    return tuple(_act(one, numbers) for one in report.review.acts)


def _act(one: ReviewedAct, numbers: dict[str, int]) -> str:
    about = ", ".join(f"claim {numbers[id]}" for id in one.claims if id in numbers)
    lead = f"{one.number}. {f'{about}: ' if about else ''}"
    return f"{lead}{one.told} {one.who}, {words.day(one.at)}.{_why(one.reason)}"


def _why(reason: str | None) -> str:
    return f" {reason}" if reason else ""
