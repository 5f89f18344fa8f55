"""What a report has that the one before it had not, in words."""

from collections.abc import Iterator

from service.domain import Changes, ClaimChange, LapsedClaim, Report
from service.exports.words import VERDICTS, count


def in_short(changes: Changes) -> str:
    """How much is not as it was, in one line."""
    told = (
        f"{len(changes.new)} new" if changes.new else "",
        f"{len(changes.changed)} changed" if changes.changed else "",
        f"{len(changes.lapsed)} lapsed" if changes.lapsed else "",
        f"{changes.unchanged} as before" if changes.unchanged else "",
    )
    claims = ", ".join(filter(None, told)) or "none"
    documents = f"; {count(len(changes.documents), 'document')} more" if changes.documents else ""
    return f"Since report {changes.previous_report_id}: claims {claims}{documents}."


def in_full(report: Report, changes: Changes) -> Iterator[str]:
    """A line for each claim that is new, that changed, and that lapsed."""
    numbers = {one.claim.id: number for number, one in enumerate(report.findings, start=1)}
    texts = {one.claim.id: one.claim.text for one in report.findings}
    yield from (f"New, claim {numbers[id]}: {texts[id]}" for id in changes.new if id in numbers)
    yield from (f"Changed, claim {numbers.get(one.claim_id, 0)}: {difference(one)}" for one in changes.changed)
    yield from (f"Lapsed: {lapsed(one)}" for one in changes.lapsed)


def difference(one: ClaimChange) -> str:
    """In which of its parts a claim differs, with its verdict and words before where those do."""
    told = [str(part) for part in one.parts]
    if one.verdict_before is not one.verdict:
        told[-1] = f"verdict, {VERDICTS[one.verdict_before]} before and {VERDICTS[one.verdict]} now"
    before = f" (before: {one.text_before})" if one.text_before != one.text else ""
    return f"{', '.join(told)}: {one.text}{before}"


def lapsed(one: LapsedClaim) -> str:
    return f"{one.claimant}: {one.text} ({VERDICTS[one.verdict]})"
