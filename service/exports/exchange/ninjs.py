"""The report as a news item: IPTC's ninjs 2.2 and 3.1, and Superdesk's own."""

import json
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from service.domain import Finding, Report
from service.exports.exchange.names import NOBODY, address_of, asserted, label, moment, urn, verdict_urn
from service.exports.exchange.reviews import accepted, shown, standing
from service.exports.runs import Mark, TextRun, paragraphs
from service.exports.safe import one_line, visible, web_address

CREATOR = urn("analyst", "claimtrace")
TRUST = urn("trustindicator", "claim")
VERDICTS = "claimcheck_verdict"  # the vocabulary of Superdesk that our verdicts belong to
# What ninjs 3 writes otherwise; all else is as in 2.2.
CAMEL = {
    "contenttype": "contentType",
    "representationtype": "representationType",
    "firstcreated": "firstCreated",
    "contentcreated": "contentCreated",
    "ednote": "edNote",
    "pubstatus": "pubStatus",
    "altids": "altIds",
    "infosources": "infoSources",
    "trustindicators": "trustIndicators",
}


def ninjs_2(report: Report) -> str:
    """ninjs 2.2. The item is withheld as long as an editor has not accepted every claim in it."""
    return json.dumps(_item(report), ensure_ascii=False)


def ninjs_3(report: Report) -> str:
    """ninjs 3.1, which writes the same names otherwise."""
    return json.dumps(_renamed(_item(report)) | {"standard": _standard("3.1")}, ensure_ascii=False)


def superdesk(report: Report) -> str:
    """Superdesk's ninjs: the article itself under its own `guid`, with a note on the words of each claim."""
    article, findings = report.article, list(shown(report))
    numbers = {finding.claim.id: number for number, finding in enumerate(findings, start=1)}
    marks = [
        Mark(claim=finding.claim.id, telling=nth, span=span)
        for finding in findings
        for nth, span in enumerate(finding.claim.spans, start=1)
    ]
    cut = paragraphs(article.body, article.body_end, marks)
    told = {
        "guid": article.external_id or address_of(article),
        "type": "text",
        "headline": one_line(article.title or ""),
        "source": one_line(article.outlet or ""),
        "language": article.language,
        "firstpublished": moment(article.published_at) if article.published_at else None,
        "pubstatus": _status(findings),
        "ednote": _note(findings),
        "body_html": "".join(f"<p>{''.join(_annotated(run, numbers) for run in runs)}</p>" for runs in cut),
        "annotations": [
            {"id": numbers[finding.claim.id], "type": "claim", "body": _note_on(finding)} for finding in findings
        ],
        "subject": [
            {"name": name, "code": code, "scheme": VERDICTS}
            for code, name in {finding.content.verdict: label(finding) for finding in findings}.items()
        ],
        "extra": {"claimtracereport": report.id},
    }
    return json.dumps({name: value for name, value in told.items() if value not in (None, "")}, ensure_ascii=False)


# ---------------------------------------------------------------- ninjs 2 and 3


def _item(report: Report) -> dict[str, Any]:
    article, findings = report.article, list(shown(report))
    title = one_line(article.title or "Untitled article")
    told: dict[str, Any] = {
        "uri": urn("report", report.id),
        "type": "text",
        "representationtype": "full",
        "profile": "claim-verification",
        "standard": _standard("2.2"),
        "pubstatus": _status(findings),
        "language": article.language,
        "title": title,
        "headlines": [{"role": "main", "contenttype": "text/plain", "value": title}],
        "ednote": _note(findings),
        "bodies": [{"role": "main", "contenttype": "text/html", "value": _body(findings)}],
        "trustindicators": [_trust(report, finding) for finding in findings],
        "infosources": list(_sources(findings)),
        "subjects": [_subject(finding) for finding in findings],
        "associations": [{"name": "article", "uri": address_of(article), "type": "text", "title": title}],
        "altids": [{"role": "guid", "value": article.external_id}] if article.external_id else [],
        "contentcreated": moment(article.published_at) if article.published_at else None,
    }
    return {name: value for name, value in told.items() if value not in (None, [])}


def _standard(version: str) -> dict[str, str]:
    schema = f"https://iptc.org/std/ninjs/ninjs-schema_{version}.json"
    return {"name": "ninjs", "version": version, "schema": schema}


def _renamed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {CAMEL.get(name, name): _renamed(one) for name, one in value.items()}
    return [_renamed(one) for one in value] if isinstance(value, list) else value


def _trust(report: Report, finding: Finding) -> dict[str, str]:
    told = {"role": TRUST, "title": f"{asserted(finding)} — {label(finding)} ({standing(finding)})"}
    address = web_address(report.article.url)
    return told | ({"href": address} if address else {})


def _subject(finding: Finding) -> dict[str, Any]:
    """A verdict, with the index that sorts claims as its confidence."""
    content = finding.content
    return {
        "name": label(finding),
        "rel": "verdict",
        "uri": verdict_urn(content.verdict),
        "literal": content.verdict,
        "creator": CREATOR,
        "confidence": content.index,
    }


def _sources(findings: list[Finding]) -> Iterator[dict[str, str]]:
    """Who says things in the article, each once, and by what ways."""
    told: dict[str, dict[str, None]] = {}
    for claim in (finding.claim for finding in findings if finding.claim.claimant.kind not in NOBODY):
        channels = told.setdefault(one_line(claim.claimant.name), {})
        channels.update(dict.fromkeys(str(known.channel) for known in claim.provenance))
    for name, channels in told.items():
        yield {"name": name, "role": urn("role", "claimant"), "uri": urn("source", name), "literal": ",".join(channels)}


def _body(findings: list[Finding]) -> str:
    rows = (f"<li>{escape(asserted(one))} <b>{escape(label(one))}</b> ({standing(one)})</li>" for one in findings)
    return f"<ol>{''.join(rows)}</ol>" if findings else "<p>No checkable claim was found.</p>"


# ---------------------------------------------------------------- what all have in common


def _status(findings: list[Finding]) -> str:
    return "usable" if all(map(accepted, findings)) and findings else "withheld"


def _note(findings: list[Finding]) -> str:
    done = sum(map(accepted, findings))
    return f"Claim verification by Claimtrace: {done} of {len(findings)} claims accepted by an editor."


def _note_on(finding: Finding) -> str:
    reasons = "".join(f"<li>{escape(one_line(told))}</li>" for told in finding.content.rationale)
    listed = f"<ul>{reasons}</ul>" if reasons else ""
    return f"<p>{escape(asserted(finding))}</p><p><b>{escape(label(finding))}</b> ({standing(finding)})</p>{listed}"


def _annotated(run: TextRun, numbers: Mapping[str, int]) -> str:
    """The run's words within the marks of all claims that they belong to."""
    told = escape(visible(run.text)).replace("\n", "<br/>")
    for claim in reversed(run.claims):
        told = f'<span annotation-id="{numbers[claim]}">{told}</span>'
    return told
