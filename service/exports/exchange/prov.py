"""Where one claim and its verdict come from, as PROV (W3C, 2013) in PROV-JSON."""

import json
from collections import defaultdict
from itertools import count
from typing import Any

from service.domain import ClaimantKind, Document, FetchRecord, Finding, Report
from service.exports.exchange.names import NOBODY, address_of, asserted, claim_urn, label, moment, urn, verdict_urn
from service.exports.exchange.reviews import found
from service.exports.safe import one_line, web_address

PREFIXES = {"ct": "urn:claimtrace:term:", "schema": "https://schema.org/"}

Attributes = dict[str, Any]


class Record:
    """A PROV document as it grows: statements by kind. Names are URIs, written as they are: PROV-JSON takes a qualified
    name, for which each URI gets a name of our own in `ct`."""

    def __init__(self) -> None:
        self._told: dict[str, dict[str, Attributes]] = defaultdict(dict)
        self._names: dict[str, str] = {}
        self._numbers = count(1)

    def node(self, kind: str, uri: str, **attributes: Any) -> str:
        """An `entity`, an `agent` or an `activity`; its name in the document."""
        name = self._names.setdefault(uri, f"ct:{kind}{len(self._names) + 1}")
        told = {key.replace("__", ":"): value for key, value in attributes.items() if value is not None}
        self._told[kind].setdefault(name, {"prov:location": {"$": uri, "type": "xsd:anyURI"}, **told})
        return name

    def edge(self, kind: str, **told: Any) -> None:
        """A relation between nodes, by PROV-JSON's names of its ends."""
        self._told[kind][f"_:r{next(self._numbers)}"] = {f"prov:{role}": end for role, end in told.items()}

    def derived(self, later: str, earlier: str, how: str | None = None) -> None:
        """One entity from another; `how` is a `Quotation`, a `PrimarySource` or a `Revision`."""
        more = {"type": _kind(how)} if how else {}
        self.edge("wasDerivedFrom", generatedEntity=later, usedEntity=earlier, **more)

    def json(self) -> str:
        return json.dumps({"prefix": PREFIXES, **self._told}, ensure_ascii=False)


def provenance(report: Report, claim: str) -> str:
    """The claim, who made it, the article and documents that it stands in and is judged by, who read, weighed and
    reviewed. Raises NotFound."""
    finding, record = found(report, claim), Record()
    article = _text(record, address_of(report.article), report.article.title, report.article.fetched)
    reader = record.node("agent", urn("analyst", report.run.analyst), prov__type=_kind("SoftwareAgent"))
    read = _activity(record, report, "reading", reader)
    record.edge("used", activity=read, entity=article)
    told = record.node("entity", claim_urn(report, finding), prov__type="ct:Claim", prov__value=asserted(finding))
    record.edge("wasGeneratedBy", entity=told, activity=read)
    record.derived(told, article, "Quotation" if finding.claim.spans else None)
    _sources(record, finding, told)
    verdict = _verdict(record, report, finding, told, reader)
    _review(record, report, finding, verdict)
    return record.json()


def _verdict(record: Record, report: Report, finding: Finding, told: str, reader: str) -> str:
    """The judgement, with the documents that bear on it."""
    weighing = _activity(record, report, "weighing", reader)
    record.edge("used", activity=weighing, entity=told)
    documents = {document.id: document for document in report.documents}
    for id in dict.fromkeys(item.document_id for item in finding.evidence):
        if document := documents.get(id):
            record.edge("used", activity=weighing, entity=_document(record, document))
    uri = urn("judgement", report.id, finding.claim.id)
    content = finding.content
    verdict = record.node(
        "entity",
        uri,
        prov__type="ct:Judgement",
        prov__label=label(finding),
        ct__verdict=verdict_urn(content.verdict),
        ct__ruleset=one_line(content.ruleset),
    )
    record.edge("wasGeneratedBy", entity=verdict, activity=weighing)
    record.derived(verdict, told)
    return verdict


def _review(record: Record, report: Report, finding: Finding, verdict: str) -> None:
    """What an editor made of it: a revision."""
    if (reviewed := finding.review) and reviewed.by and reviewed.at:
        editor = record.node(
            "agent", urn("person", reviewed.by), prov__type=_kind("Person"), prov__label=one_line(reviewed.by)
        )
        act = _activity(record, report, f"review:{finding.claim.id}", editor, prov__endTime=moment(reviewed.at))
        after = record.node(
            "entity",
            urn("review", report.id, finding.claim.id),
            prov__type="ct:Review",
            prov__label=str(reviewed.state),
        )
        record.edge("wasGeneratedBy", entity=after, activity=act)
        record.derived(after, verdict, "Revision")
        record.edge("wasAttributedTo", entity=after, agent=editor)


def _sources(record: Record, finding: Finding, told: str) -> None:
    """Who made the claim, and where it was made first."""
    claimant = finding.claim.claimant
    if claimant.kind not in NOBODY:
        kind = "Person" if claimant.kind is ClaimantKind.PERSON else "Organization"
        name = one_line(claimant.name)
        agent = record.node("agent", urn("source", name), prov__type=_kind(kind), prov__label=name)
        record.edge("wasAttributedTo", entity=told, agent=agent)
    for known in finding.claim.provenance:
        if address := web_address(known.locator):
            first = record.node("entity", address, ct__channel=str(known.channel))
            record.derived(told, first, "PrimarySource")


def _document(record: Record, document: Document) -> str:
    return _text(record, address_of(document), document.title, document.fetched, ct__sha256=document.sha256)


def _text(record: Record, uri: str, title: str | None, fetched: FetchRecord | None, **more: Any) -> str:
    """A text as it was read: the copy that was fetched derives from what stands at its address."""
    name = record.node("entity", uri, prov__label=one_line(title) if title else None, **more)
    if fetched is None:
        return name
    copy = record.node(
        "entity",
        urn("copy", fetched.sha256),
        ct__sha256=fetched.sha256,
        prov__generatedAtTime=_at(fetched),
    )
    record.derived(copy, name)
    return copy


def _at(fetched: FetchRecord) -> Attributes:
    return {"$": moment(fetched.at), "type": "xsd:dateTime"}


def _activity(record: Record, report: Report, what: str, agent: str, **more: Any) -> str:
    activity = record.node("activity", urn("activity", report.id, what), prov__label=what.partition(":")[0], **more)
    record.edge("wasAssociatedWith", activity=activity, agent=agent)
    return activity


def _kind(name: str) -> Attributes:
    return {"$": f"prov:{name}", "type": "prov:QUALIFIED_NAME"}
