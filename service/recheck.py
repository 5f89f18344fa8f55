"""The way of a report that is brought up to date: what is new is sought and judged, what was read before stays read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from service.domain import (
    Article,
    Claim,
    Coverage,
    Document,
    Evidence,
    FactCheck,
    Failure,
    Found,
    Judging,
    LeftOut,
    Looked,
    Report,
    Run,
    Suspicion,
)
from service.pipeline import (
    Analyst,
    ClaimsFound,
    Desk,
    DocumentsGathered,
    Each,
    Event,
    EvidenceJudged,
    FindingReady,
    ReportReady,
    Source,
    as_shown,
    ask,
    by_claim,
    by_source,
    distinct,
    judge,
    known,
    looks,
    not_anchored,
    screened,
    since,
    without,
)
from service.text.urls import page_of
from service.weighing import reprints
from service.weighing.findings import Weighing, unweighed
from service.weighing.sides import found_ties, stated
from service.weighing.summary import summarised

JUDGING = "judge"  # the stage of a failure whose subject is a claim


@dataclass
class _Judged:
    """What came of judging: the claims that only what is new was held against, and those that all was."""

    judgings: list[Judging] = field(default_factory=list)
    suspected: list[Suspicion] = field(default_factory=list)


def recheck(
    report: Report,
    analyst: Analyst,
    sources: Sequence[Source],
    desk: Desk,
    *,
    report_id: str,
    clock: Callable[[], float],
    each: Each = map,
) -> Iterator[Event]:
    """The last event is the report as it is now: a new one, or `report` itself where nothing was found. A claim whose
    judging failed before is judged again, on all documents; one whose judging fails now stays as it was, and the
    report's coverage says so. Raises BadInput for a report that does not hold what was read."""
    started, article = clock(), report.article
    claims = tuple(one.claim for one in report.findings)
    yield ClaimsFound(claims=claims)
    found = tuple(_new(one, report) for one in each(lambda source: ask(source, article, claims), sources))
    new = {one.id: known(one, article, desk) for given in found for one in given.documents}
    original = reprints.Original(article)
    unread = reprints.left_out(original, new.values(), claims)
    yield DocumentsGathered(documents=tuple(new.values()), looked=looks(found), left_out=unread)
    again = _failed_before(report)
    fact_checks = _fact_checks(report, found)
    if not new and not again and fact_checks == report.fact_checks:
        yield ReportReady(report=report)
        return

    before = without({one.id: one for one in report.documents}, report.coverage.left_out)
    judged = _Judged()
    for part in _judgings(article, claims, again, (before, without(new, unread)), (analyst, desk), judged):
        judged.judgings.append(part)
        yield EvidenceJudged(judging=part, spent=analyst.receipt())
    unread = (*unread, *_left_out(judged.judgings, new))
    whole = before | without(new, unread)
    ties = stated(found_ties(article, tuple(whole.values()), claims), desk.basis.alliances, article.published_at)
    weighing = Weighing(original, whole, ties, desk.basis)
    findings = []
    for claim, evidence, failure in _evidence(report, judged.judgings, again):
        findings.append(weighing.finding(claim, evidence, failure))
        yield FindingReady(finding=findings[-1])
    spent = analyst.receipt()
    added = by_source(found, (), tuple(new.values()), judged.judgings, unread, spent.warnings)
    made = {
        "id": report_id,
        "documents": (*report.documents, *new.values()),
        "findings": tuple(findings),
        "unanchored": distinct((*report.unanchored, *not_anchored((), judged.judgings))),
        "suspicions": distinct((*report.suspicions, *judged.suspected)),
        "ties": ties,
        "fact_checks": fact_checks,
        "summary": summarised(article, findings),
        "coverage": _together(report.coverage, added, again),
        "run": Run(**spent.model_dump(), seconds=round(clock() - started, 3), ruleset=desk.basis.ruleset.version),
        "basis": desk.basis,
    }
    yield ReportReady(report=since(report, report.model_copy(update=made)))


# ---------------------------------------------------------------- what is new


def _new(found: Found, report: Report) -> Found:
    """What a source gave without the documents that the report holds: by id, by text, or by address."""
    held = {key for one in report.documents for key in _keys(one)}
    documents = tuple(one for one in found.documents if held.isdisjoint(_keys(one)))
    ids = {one.id for one in documents}
    looked = (
        look.model_copy(update={"documents": tuple(id for id in look.documents if id in ids)}) for look in found.looked
    )
    return found.model_copy(update={"documents": documents, "looked": tuple(looked)})


def _keys(document: Document) -> Iterator[str]:
    pages = (page_of(document.url), page_of(document.canonical_url))
    yield document.id
    yield from filter(None, (document.sha256, *(page for page in pages if page and ("/" in page or "?" in page))))


def _fact_checks(report: Report, found: Iterable[Found]) -> tuple[FactCheck, ...]:
    shown = {(one.claim_id, one.url): one for one in report.fact_checks}
    for one in (one for given in found for one in given.fact_checks):
        shown.setdefault((one.claim_id, one.url), one)
    return tuple(shown.values())


def _failed_before(report: Report) -> frozenset[str]:
    """The claims that could not be judged, or not on all that was there."""
    told = {failure.subject for failure in report.coverage.failures if failure.stage == JUDGING}
    return frozenset(one.claim.id for one in report.findings if one.failure or one.claim.id in told)


# ---------------------------------------------------------------- what is judged


def _judgings(
    article: Article,
    claims: Sequence[Claim],
    again: frozenset[str],
    documents: tuple[dict[str, Document], dict[str, Document]],
    who: tuple[Analyst, Desk],
    judged: _Judged,
) -> Iterator[Judging]:
    """New documents are held against claims that were judged, and all documents against those that were not."""
    before, new = documents
    analyst, desk = who
    shown, _ = as_shown(article, desk.screen)
    settled = [one for one in claims if one.id not in again]
    open_still = [one for one in claims if one.id in again]
    for held, asked in ((new, settled), (before | new, open_still)):
        if held and asked:
            texts = screened(held, desk.screen)
            judged.suspected += [one for text in texts.values() for one in text.suspected]
            yield from judge(shown, held, asked, analyst, texts)


def _left_out(judgings: Iterable[Judging], new: Iterable[str]) -> Iterator[LeftOut]:
    """The new documents that no part of the judging looked at, each once."""
    told = {one.document_id: one for judging in judgings for one in judging.left_out}
    return (told[id] for id in new if id in told)


def _evidence(
    report: Report, judgings: Sequence[Judging], again: frozenset[str]
) -> Iterator[tuple[Claim, list[Evidence], Failure | None]]:
    """Of each claim what was read before and what is new. What a judging that failed gave is not the whole, and is as
    if it were not there: the claim stays as it was."""
    fresh = by_claim(item for judging in judgings for item in judging.evidence)
    lost = {failure.subject for judging in judgings for failure in judging.failures}
    for finding in report.findings:
        one = unweighed(finding)
        if one.claim.id in lost:
            yield one.claim, list(one.evidence), one.failure
        elif one.claim.id in again:
            yield one.claim, fresh[one.claim.id], None
        else:
            yield one.claim, [*one.evidence, *fresh[one.claim.id]], one.failure


# ---------------------------------------------------------------- what is told of it


def _together(before: Coverage, added: Coverage, again: frozenset[str]) -> Coverage:
    """The coverage of both. A failure that was tried again is told as it ended now."""
    kept = (one for one in before.failures if not (one.stage == JUDGING and one.subject in again))
    return Coverage(
        passages=before.passages,
        read=before.read,
        documents=before.documents + added.documents,
        documents_read=before.documents_read + added.documents_read,
        looked=_looks(before.looked, added.looked),
        left_out=(*before.left_out, *added.left_out),
        failures=distinct((*kept, *added.failures)),
    )


def _looks(before: Iterable[Looked], added: Iterable[Looked]) -> tuple[Looked, ...]:
    """Each look once: what the same one found before and now together, and why it failed now, if it did."""
    told = {(one.source, one.queries): one for one in before}
    for one in added:
        first = told.get((one.source, one.queries))
        told[one.source, one.queries] = one if first is None else _summed(first, one)
    return tuple(told.values())


def _summed(first: Looked, again: Looked) -> Looked:
    read = None if first.read is None or again.read is None else first.read + again.read
    return again.model_copy(
        update={"found": first.found + again.found, "read": read, "failed": first.failed + again.failed}
    )
