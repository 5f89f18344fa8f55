"""One stored report, weighed again in a process of its own. Imports no store: each process imports this anew."""

from service.domain import Frozen, Report, Verdict
from service.intake.dossier import dossier_from
from service.run import Conditions
from service.verification import rescored_under


class VerdictChange(Frozen):
    """A claim of a stored report that would be judged otherwise, and how."""

    report_id: str
    article_id: str
    title: str | None
    claim_id: str
    claim: str
    claimant: str
    before: Verdict
    after: Verdict


def weighed_anew(report: str, request: str, conditions: Conditions) -> tuple[Report, Report] | None:
    """A report, kept as JSON as its request is, as it was and as it is now; None where nothing of it changes. Raises
    Refused."""
    read = Report.model_validate_json(report)
    anew = rescored_under(read, dossier_from(request), conditions)
    return None if _judged(anew) == _judged(read) else (read, anew)


def verdicts_under(report: str, request: str, now: Conditions, then: Conditions) -> list[VerdictChange]:
    """The claims of a report, kept as JSON as its request is, that are judged otherwise then than now. Raises
    Refused."""
    read, dossier = Report.model_validate_json(report), dossier_from(request)
    before, after = (rescored_under(read, dossier, one) for one in (now, then))
    return [
        VerdictChange(
            report_id=read.id,
            article_id=read.article.id,
            title=read.article.title,
            claim_id=new.claim.id,
            claim=new.claim.text,
            claimant=new.claim.claimant.name,
            before=old.content.verdict,
            after=new.content.verdict,
        )
        for old, new in zip(before.findings, after.findings, strict=True)
        if old.content.verdict is not new.content.verdict
    ]


def _judged(report: Report) -> object:
    """What of a report the registry decides."""
    return report.findings, report.documents, report.ties
