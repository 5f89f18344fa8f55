"""The story: the way of one article through the house, from text to report.

The pipeline owns the protocols it needs; analysts and sources fit themselves to them. Nobody else orchestrates.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from service.domain import (
    Alliance,
    Article,
    Candidate,
    Claim,
    Coverage,
    Document,
    Evidence,
    Failure,
    Finding,
    Frozen,
    Judging,
    Media,
    Passage,
    Reading,
    Receipt,
    Report,
    Run,
    Suspicion,
)
from service.errors import Claimtrace, Outside
from service.text import injection
from service.text.passages import passages
from service.text.retrieval import content_words, retrieve
from service.weighing import independence, scoring, slots
from service.weighing.scoring import Ruleset

Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
Item = TypeVar("Item")


class Analyst(Protocol):
    """Who reads. One analyst serves one article; `read` and `judge` may be called from several threads.

    `passage_size`: the most characters of the article that one `read` takes.
    """

    passage_size: int

    def read(self, article: Article, passage: Passage) -> Reading: ...

    def batches(self, candidates: Sequence[Candidate]) -> Sequence[Sequence[Candidate]]:
        """Cut the candidates into what one `judge` takes at once."""
        ...

    def judge(
        self, article: Article, documents: Mapping[str, Document], candidates: Sequence[Candidate]
    ) -> Judging: ...

    def receipt(self) -> Receipt: ...


class Source(Protocol):
    """Where documents are sought."""

    name: str

    def documents(self, article: Article, claims: Sequence[Claim]) -> Sequence[Document]: ...


class Stand(Frozen):
    """Where the desk stands on this request: the alliances that are declared, and the grade of the article's outlet."""

    alliances: tuple[Alliance, ...] = ()
    grade: scoring.Grade = scoring.Grade.F


class PassageRead(Frozen):
    """One of the article's `of` passages was read. `spent`: all that the analyst took so far."""

    passage: Passage
    reading: Reading
    of: int
    spent: Receipt


class ClaimsFound(Frozen):
    claims: tuple[Claim, ...]


class DocumentsGathered(Frozen):
    """What the sources gave, and in how many batches it will be judged."""

    documents: tuple[Document, ...]
    failures: tuple[Failure, ...]
    batches: int


class EvidenceJudged(Frozen):
    """One batch was judged. `spent`: all that the analyst took so far."""

    judging: Judging
    spent: Receipt


class FindingReady(Frozen):
    finding: Finding


class ReportReady(Frozen):
    report: Report


Event = PassageRead | ClaimsFound | DocumentsGathered | EvidenceJudged | FindingReady | ReportReady


def verify(
    article: Article,
    analyst: Analyst,
    sources: Sequence[Source],
    stand: Stand,
    ruleset: Ruleset,
    *,
    report_id: str,
    clock: Callable[[], float],
    each: Each = map,
) -> Iterator[Event]:
    """The way of one article through the house. The last event is the report; `clock` counts seconds."""
    started = clock()
    parts = passages(article, analyst.passage_size)
    suspected = list(injection.suspicions(article.body, article.body_end))
    readings: list[Reading] = []
    for passage, reading in zip(parts, each(lambda part: _read(analyst, article, part, suspected), parts), strict=True):
        readings.append(reading)
        yield PassageRead(passage=passage, reading=reading, of=len(parts), spent=analyst.receipt())
    claims = merge_told_twice(claim for reading in readings for claim in reading.claims)
    yield ClaimsFound(claims=claims)

    gathered = [_ask(source, article, claims) for source in sources]
    documents = {document.id: document for found, _ in gathered for document in found}
    for document in documents.values():
        suspected += injection.suspicions(document.text, len(document.text), document.id)
    batches = analyst.batches(retrieve(claims, tuple(documents.values())))
    lost = tuple(failure for _, failures in gathered for failure in failures)
    yield DocumentsGathered(documents=tuple(documents.values()), failures=lost, batches=len(batches))
    judgings: list[Judging] = []
    for judging in each(lambda batch: _judge(analyst, article, documents, batch, suspected), batches):
        judgings.append(judging)
        yield EvidenceJudged(judging=judging, spent=analyst.receipt())

    evidence = _by_claim(item for judging in judgings for item in judging.evidence)
    failed = {failure.subject: failure for judging in judgings for failure in judging.failures}
    findings = []
    for claim in claims:
        finding = weigh(claim, evidence[claim.id], failed.get(claim.id), article, documents, stand, ruleset)
        findings.append(finding)
        yield FindingReady(finding=finding)

    yield ReportReady(
        report=Report(
            id=report_id,
            article=article,
            documents=tuple(documents.values()),
            findings=tuple(findings),
            unanchored=_distinct(
                [item for reading in readings for item in reading.unanchored]
                + [item for judging in judgings for item in judging.unanchored]
            ),
            suspicions=tuple(suspected),
            media=_with_claims(article.media, claims),
            coverage=covered(len(parts), tuple(documents.values()), _failures(readings, lost, judgings)),
            run=Run(**analyst.receipt().model_dump(), seconds=round(clock() - started, 3), ruleset=ruleset.version),
        )
    )


def _failures(readings: Sequence[Reading], lost: Sequence[Failure], judgings: Sequence[Judging]) -> tuple[Failure, ...]:
    return (
        *(failure for reading in readings for failure in reading.failures),
        *lost,
        *(failure for judging in judgings for failure in judging.failures),
    )


def covered(passages: int, documents: Sequence[Document], failures: Sequence[Failure]) -> Coverage:
    """How much of so many passages was read: one with a failure was not, nor was a document without text."""
    unread = {failure.subject for failure in failures if failure.stage == "read"}
    empty = [
        Failure(stage="documents", subject=document.id, kind="empty", detail="The document has no text.")
        for document in documents
        if not document.text.strip()
    ]
    return Coverage(
        passages=passages,
        read=passages - len(unread),
        documents=len(documents),
        documents_read=len(documents) - len(empty),
        failures=(*failures, *empty),
    )


def merge_told_twice(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """One claim for each id, in order of telling, with every span and every provenance it was told with."""
    merged: dict[str, Claim] = {}
    for claim in claims:
        first = merged.get(claim.id, claim)
        merged[claim.id] = first.model_copy(
            update={
                "spans": _distinct((*first.spans, *claim.spans)),
                "provenance": _distinct((*first.provenance, *claim.provenance)),
            }
        )
    return tuple(merged.values())


def weigh(
    claim: Claim,
    evidence: Sequence[Evidence],
    failure: Failure | None,
    article: Article,
    documents: Mapping[str, Document],
    stand: Stand,
    ruleset: Ruleset,
) -> Finding:
    """Two judgements on one claim: compare slots, place each speaker, group by origin, weigh."""
    moment = article.published_at
    believed = [slots.believe(claim, item, moment, documents[item.document_id].published_at) for item in evidence]
    placed = [
        independence.place(claim, item, documents[item.document_id], stand.alliances, moment) for item in believed
    ]
    weighed = [scoring.weigh(item, ruleset) for item in placed]
    origins = independence.group(claim, weighed, documents, stand.alliances, moment)
    content = (
        scoring.undetermined(claim, failure, ruleset)
        if failure
        else scoring.corroborate(claim, origins, ruleset, looked=len(documents))
    )
    said = scoring.said(claim, article, stand.grade, origins.evidence, ruleset)
    return Finding(claim=claim, attribution=said, content=content, evidence=origins.evidence, failure=failure)


def _read(analyst: Analyst, article: Article, passage: Passage, suspected: Sequence[Suspicion]) -> Reading:
    try:
        return injection.without_orders(analyst.read(article, passage), suspected, article.body, passage.id)
    except Outside as error:
        return Reading(failures=(_failure("read", passage.id, error),))


def _judge(
    analyst: Analyst,
    article: Article,
    documents: Mapping[str, Document],
    batch: Sequence[Candidate],
    suspected: Sequence[Suspicion],
) -> Judging:
    try:
        return injection.without_ordered(analyst.judge(article, documents, batch), suspected)
    except Outside as error:
        return Judging(failures=tuple(_failure("judge", candidate.claim.id, error) for candidate in batch))


def _ask(source: Source, article: Article, claims: Sequence[Claim]) -> tuple[Sequence[Document], tuple[Failure, ...]]:
    try:
        return source.documents(article, claims), ()
    except Outside as error:
        return (), (_failure("gather", source.name, error),)


def _failure(stage: str, subject: str, error: Claimtrace) -> Failure:
    return Failure(stage=stage, subject=subject, kind=error.kind, detail=error.detail, retryable=error.retryable)


def _by_claim(evidence: Iterable[Evidence]) -> dict[str, list[Evidence]]:
    kept: dict[str, list[Evidence]] = defaultdict(list)
    for item in evidence:
        kept[item.claim_id].append(item)
    return kept


def _with_claims(media: Iterable[Media], claims: Sequence[Claim]) -> tuple[Media, ...]:
    """Tie each picture to the claims its caption shares at least two content words with."""
    words = {claim.id: content_words(claim.text) for claim in claims}
    return tuple(
        item.model_copy(update={"claims": tuple(id for id, own in words.items() if len(own & shown) >= 2)})
        for item in media
        for shown in [content_words(item.caption.text) if item.caption else frozenset()]
    )


def _distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))
