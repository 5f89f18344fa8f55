"""What of a report may go out as fact-checks: its claims as an editor accepted them, and what changed of that."""

from service.domain import Acceptance, AcceptanceState, AcceptedClaim, Finding, Modality, Report, ReviewState
from service.domain.claim import ClaimantKind
from service.exports.exchange.names import NOBODY, asserted, label
from service.exports.exchange.reviews import accepted, state
from service.exports.safe import one_line, web_address

SAID = 4_000  # characters of a line that an article's sender gave


def accepted_claim(report: Report, finding: Finding) -> AcceptedClaim:
    """A claim as it goes out."""
    article, claim = report.article, finding.claim
    return AcceptedClaim(
        claim_id=claim.id,
        article_id=article.id,
        report_id=report.id,
        text=asserted(finding) if claim.modality is Modality.DENIED else one_line(claim.text),
        claimant=None if claim.claimant.kind in NOBODY else one_line(claim.claimant.name),
        person=claim.claimant.kind is ClaimantKind.PERSON,
        denied=claim.modality is Modality.DENIED,
        verdict=finding.content.verdict,
        label=label(finding),
        support=finding.content.independent_support,
        refute=finding.content.independent_refute,
        first_appearance=next((url for known in claim.provenance if (url := web_address(known.locator))), None),
        title=_line(article.title),
        url=web_address(article.url),
        outlet=_line(article.outlet),
        published_on=article.published_at.date() if article.published_at else None,
        language=article.language,
        external_id=article.external_id,
        accepted_at=finding.review.at if finding.review else None,
    )


def acceptances(report: Report) -> tuple[Acceptance, ...]:
    """What stands of each claim of a report: those that may go out, and those that may no longer, or never might."""
    return tuple(_acceptance(report, one) for one in report.findings)


def acceptances_changed(before: Report, after: Report) -> tuple[Acceptance, ...]:
    """What stands otherwise after than before. A claim that is gone, as one that became part of another, may not go
    out."""
    former = {one.claim_id: one for one in acceptances(before)}
    now = {one.claim_id: one for one in acceptances(after)}
    gone = (Acceptance(claim_id=id, article_id=after.article.id, state=WITHDRAWN) for id in former if id not in now)
    unlike = (one for id, one in now.items() if one != former.get(id, _never(one)))
    return (*unlike, *gone)


WITHDRAWN = AcceptanceState.WITHDRAWN


def _acceptance(report: Report, finding: Finding) -> Acceptance:
    id, article = finding.claim.id, report.article.id
    if accepted(finding):
        whole = accepted_claim(report, finding)
        return Acceptance(claim_id=id, article_id=article, state=AcceptanceState.ACCEPTED, claim=whole)
    edited = state(finding) is ReviewState.EDITED and finding.review is not None and finding.review.accepted is not None
    return Acceptance(claim_id=id, article_id=article, state=AcceptanceState.EDITED if edited else WITHDRAWN)


def _never(one: Acceptance) -> Acceptance:
    return Acceptance(claim_id=one.claim_id, article_id=one.article_id, state=WITHDRAWN)


def _line(told: str | None) -> str | None:
    return one_line(told[:SAID]) or None if told else None
