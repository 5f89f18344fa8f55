"""What the pipeline's events say to somebody who waits: how far it has come, and one line for each step."""

from typing import Any

from service.domain import EventType, Progress, Receipt
from service.pipeline import (
    ArticleFetched,
    ClaimsFound,
    DocumentsGathered,
    Event,
    EvidenceJudged,
    FindingReady,
    PassageRead,
    ReportReady,
    covered,
)


def after(progress: Progress, event: Event, seconds: float) -> Progress:
    """How far it has come with this event; `seconds` since the start."""
    return progress.model_copy(update={**_counted(progress, event), "seconds": round(seconds, 3)})


def told(event: Event) -> tuple[EventType, dict[str, Any]]:  # noqa: PLR0911 - one for each event
    """The event's name, and what it says beside the progress."""
    match event:
        case ArticleFetched(article=article):
            fetched = article.fetched.model_dump(mode="json") if article.fetched else {}
            return EventType.ARTICLE_FETCHED, {"title": article.title, **fetched}
        case PassageRead():
            reading = event.reading
            return EventType.PASSAGE_READ, {"passage_id": reading.passage.id, "claims": len(reading.claims)}
        case ClaimsFound():
            claims = [{"id": one.id, "text": one.text, "claimant": one.claimant.name} for one in event.claims]
            return EventType.CLAIMS_FOUND, {"claims": claims}
        case DocumentsGathered():
            gathered, unread = ([one.id for one in event.documents], [one.document_id for one in event.left_out])
            return EventType.DOCUMENTS_GATHERED, {"documents": gathered, "left_out": unread}
        case EvidenceJudged():
            return EventType.EVIDENCE_JUDGED, {"evidence": len(event.judging.evidence)}
        case FindingReady():
            content = event.finding.content
            return EventType.FINDING_READY, {
                "claim_id": event.finding.claim.id,
                "verdict": content.verdict,
                "label": content.label,
                "index": content.index,
            }
        case ReportReady():
            return EventType.REPORT_READY, {"report_id": event.report.id}


def _counted(progress: Progress, event: Event) -> dict[str, Any]:  # noqa: PLR0911 - one for each event
    coverage = progress.coverage
    match event:
        case ArticleFetched():
            return {}
        case PassageRead(reading=reading):
            read = coverage.read + (not reading.failures)
            seen = {"passages": reading.of, "read": read, "failures": (*coverage.failures, *reading.failures)}
            asked = progress.passages_asked + 1
            return {"passages_asked": asked, "coverage": coverage.model_copy(update=seen), **_spent(event.spent)}
        case ClaimsFound():
            return {"claims": len(event.claims)}
        case DocumentsGathered():
            found = covered(documents=event.documents, looked=event.looked, left_out=event.left_out)
            seen = found.model_dump(include={"documents", "documents_read"})
            seen |= {
                "looked": found.looked,
                "left_out": found.left_out,
                "failures": (*coverage.failures, *found.failures),
            }
            return {"coverage": coverage.model_copy(update=seen)}
        case EvidenceJudged(judging=judging):
            lost = {
                "failures": tuple(dict.fromkeys((*coverage.failures, *judging.failures))),
                "left_out": (*coverage.left_out, *judging.left_out),
                "documents_read": coverage.documents_read - len(judging.left_out),
            }
            counts = {"batches": judging.of, "batches_judged": progress.batches_judged + 1}
            return {**counts, "coverage": coverage.model_copy(update=lost), **_spent(event.spent)}
        case FindingReady():
            return {"findings": progress.findings + 1}
        case ReportReady():
            return {"coverage": event.report.coverage, **_spent(event.report.run)}


def _spent(receipt: Receipt) -> dict[str, Any]:
    return receipt.model_dump(include={"calls", "input_tokens", "output_tokens", "cost_usd"})
