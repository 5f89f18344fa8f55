"""Claims as notes on the article: W3C Web Annotations, and the file that Hypothesis imports."""

import json
from typing import Any

from service.domain import Finding, Report, Span
from service.exports.excerpts import cut
from service.exports.exchange.names import address_of, asserted, claim_urn, label, moment, urn
from service.exports.exchange.quotations import QuotableText, Quotation
from service.exports.exchange.reviews import shown, standing
from service.exports.safe import one_line

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
HYPOTHESIS_TAG = "claimtrace"
LONGEST_TAG = 60


def web_annotations(report: Report) -> str:
    """An annotation collection (W3C, 2017) as JSON-LD: one annotation for each claim that its editors let stand,
    with a selector for each place that tells it, in code points."""
    text = QuotableText(report.article.body)
    items = [_annotation(report, finding, text) for finding in shown(report)]
    collection = urn("annotations", report.id)
    page = {"id": f"{collection}:1", "type": "AnnotationPage", "partOf": collection, "startIndex": 0, "items": items}
    told = {
        "@context": CONTEXT,
        "id": collection,
        "type": "AnnotationCollection",
        "label": one_line(report.article.title or "Untitled article"),
        "total": len(items),
        "first": page,
        "last": page["id"],
    }
    return json.dumps(told, ensure_ascii=False)


def hypothesis_file(report: Report) -> str:
    """What the Hypothesis client imports: one annotation for each place that tells a claim, in UTF-16 code units. A
    claim that stands nowhere is a note on the page."""
    text = QuotableText(report.article.body)
    uri = address_of(report.article)
    notes = [
        {
            "id": f"{claim_urn(report, finding)}:{nth}",
            "uri": uri,
            "text": _told(finding),
            "tags": [HYPOTHESIS_TAG, cut(label(finding), LONGEST_TAG, len)],
            "target": [{"source": uri} | ({"selector": _in_utf16(text, span)} if span else {})],
            "document": {"title": [one_line(report.article.title or "Untitled article")]},
        }
        for finding in shown(report)
        for nth, span in enumerate(finding.claim.spans or (None,), start=1)
    ]
    return json.dumps({"client_version": "claimtrace", "annotations": notes}, ensure_ascii=False)


def _annotation(report: Report, finding: Finding, text: QuotableText) -> dict[str, Any]:
    source = address_of(report.article)
    targets = [{"source": source, "selector": _in_code_points(text, span)} for span in finding.claim.spans]
    made: dict[str, Any] = {
        "@context": CONTEXT,
        "id": claim_urn(report, finding),
        "type": "Annotation",
        "motivation": "assessing",
        "generator": {"id": urn("analyst", report.run.analyst), "type": "Software", "name": "Claimtrace"},
        "body": [
            {"type": "TextualBody", "purpose": "assessing", "format": "text/plain", "value": _told(finding)},
            {"type": "TextualBody", "purpose": "tagging", "format": "text/plain", "value": finding.content.verdict},
        ],
        "target": targets or source,
    }
    if (reviewed := finding.review) and reviewed.by and reviewed.at:
        by = {"id": urn("person", reviewed.by), "type": "Person", "name": one_line(reviewed.by)}
        made |= {"created": moment(reviewed.at), "creator": by}
    return made


def _told(finding: Finding) -> str:
    return f"{asserted(finding)}\n{label(finding)} ({standing(finding)})"


def _in_code_points(text: QuotableText, span: Span) -> list[dict[str, Any]]:
    return _selectors(text.quotation(span), span.start, span.end)


def _in_utf16(text: QuotableText, span: Span) -> list[dict[str, Any]]:
    return _selectors(text.quotation(span, utf16=True), text.utf16(span.start), text.utf16(span.end))


def _selectors(quotation: Quotation, start: int, end: int) -> list[dict[str, Any]]:
    return [
        {"type": "TextQuoteSelector", **quotation.model_dump()},
        {"type": "TextPositionSelector", "start": start, "end": end},
    ]
