"""The story: the way of one article through the house, from text to report.

The pipeline owns the protocols it needs; analysts and sources fit themselves to them. Nobody else orchestrates.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Protocol, TypeVar

from service.domain import (
    Article,
    Basis,
    Claim,
    Coverage,
    Document,
    Evidence,
    Failure,
    Finding,
    Found,
    Frozen,
    Judging,
    LeftOut,
    Looked,
    Media,
    Reading,
    Receipt,
    Report,
    Run,
    Suspicion,
    Unanchored,
)
from service.errors import Claimtrace, Outside
from service.languages.words import stems
from service.text.quoting import quoting
from service.weighing import reprints
from service.weighing.changes import changes, with_known_ids
from service.weighing.findings import Weighing
from service.weighing.sides import found_ties, stated
from service.weighing.summary import summarised

Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
Item = TypeVar("Item")


class Analyst(Protocol):
    """Who reads. One analyst serves one article. Both methods yield as they go, and what cannot be read is yielded as
    a failure; how a text is cut, and what is read at once, is the analyst's own business."""

    def read(self, article: Article) -> Iterator[Reading]:
        """Every passage of the article, in its order."""
        ...

    def judge(self, article: Article, documents: Mapping[str, Document], claims: Sequence[Claim]) -> Iterator[Judging]:
        """What the documents say of the claims."""
        ...

    def receipt(self) -> Receipt:
        """What was spent so far."""
        ...


class Source(Protocol):
    """Where documents are sought."""

    name: str

    def find(self, article: Article, claims: Sequence[Claim]) -> Found:
        """Raises Outside when it cannot be asked at all; a look that failed among others is told in `looked`."""
        ...


class Screen(Protocol):
    """Takes orders to a machine out of a text: what is left stands where it stood."""

    def __call__(self, text: str, end: int, document_id: str | None) -> tuple[str, tuple[Suspicion, ...]]:
        """`text` with blanks for what is suspected in `text[:end]`, and each suspicion with its reason."""
        ...


class Screened(NamedTuple):
    """A text and its title without the orders to a machine that were in them, and each of those with its reason."""

    text: str
    suspected: tuple[Suspicion, ...]
    title: str | None = None

    @classmethod
    def of(cls, text: str, end: int, title: str | None, screen: Screen, document_id: str | None = None) -> "Screened":
        """As `screen` leaves `text[:end]` and the title."""
        shown, suspected = screen(text, end, document_id)
        headed, in_title = screen(title, len(title), document_id) if title else (title, ())
        apart = tuple(one.model_copy(update={"part": "title"}) for one in in_title)
        return cls(shown, (*apart, *suspected), headed)


class Desk(NamedTuple):
    """What holds for one article: what it is weighed by, what is known of publishers and of claimants' accounts, and
    how texts are screened."""

    basis: Basis
    know: Callable[[Document], Document]
    own_accounts: Callable[[Claim], Claim]
    screen: Screen


class ArticleFetched(Frozen):
    """The article's text came from its address."""

    article: Article


class PassageRead(Frozen):
    """One of the article's passages was read. `spent`: all that the analyst took so far."""

    reading: Reading
    spent: Receipt


class ClaimsFound(Frozen):
    claims: tuple[Claim, ...]


class DocumentsGathered(Frozen):
    """What the sources gave, how they looked, and which documents nobody reads."""

    documents: tuple[Document, ...]
    looked: tuple[Looked, ...]
    left_out: tuple[LeftOut, ...] = ()


class EvidenceJudged(Frozen):
    """One part of the documents was judged. `spent`: all that the analyst took so far."""

    judging: Judging
    spent: Receipt


class FindingReady(Frozen):
    finding: Finding


class ReportReady(Frozen):
    report: Report


Event = ArticleFetched | PassageRead | ClaimsFound | DocumentsGathered | EvidenceJudged | FindingReady | ReportReady


def verify(
    article: Article,
    analyst: Analyst,
    sources: Sequence[Source],
    desk: Desk,
    *,
    report_id: str,
    clock: Callable[[], float],
    each: Each = map,
    earlier: Report | None = None,
) -> Iterator[Event]:
    """The way of one article through the house. The last event is the report; `clock` counts seconds. `earlier` is the
    article's last report: claims that it has keep the ids that they have there, and the report says what changed."""
    started = clock()
    shown, suspected = as_shown(article, desk.screen)
    readings: list[Reading] = []
    for reading in analyst.read(shown):
        readings.append(quoting(reading, article.body) if suspected else reading)
        yield PassageRead(reading=readings[-1], spent=analyst.receipt())
    claims = _claims(readings, article, desk, earlier)
    yield ClaimsFound(claims=claims)

    found = tuple(each(lambda source: ask(source, article, claims), sources))
    documents = {one.id: known(one, article, desk) for given in found for one in given.documents}
    original = reprints.Original(article)
    unread = reprints.left_out(original, documents.values(), claims)
    yield DocumentsGathered(documents=tuple(documents.values()), looked=looks(found), left_out=unread)
    read = without(documents, unread)
    texts = screened(read, desk.screen)
    judgings: list[Judging] = []
    for judging in judge(shown, read, claims, analyst, texts):
        judgings.append(judging)
        yield EvidenceJudged(judging=judging, spent=analyst.receipt())
    unread = (*unread, *(one for judging in judgings for one in judging.left_out))
    read = without(read, unread)

    ties = stated(found_ties(article, tuple(read.values()), claims), desk.basis.alliances, article.published_at)
    findings: list[Finding] = []
    for finding in _weighed(claims, judgings, Weighing(original, read, ties, desk.basis)):
        findings.append(finding)
        yield FindingReady(finding=finding)

    spent = analyst.receipt()
    made = Report(
        id=report_id,
        article=article,
        documents=tuple(documents.values()),
        findings=tuple(findings),
        unanchored=not_anchored(readings, judgings),
        suspicions=(*suspected, *(one for text in texts.values() for one in text.suspected)),
        media=_with_claims(article.media, claims, article.language),
        ties=ties,
        fact_checks=tuple(one for given in found for one in given.fact_checks),
        summary=summarised(article, findings),
        coverage=by_source(found, readings, tuple(documents.values()), judgings, unread, spent.warnings),
        run=Run(**spent.model_dump(), seconds=round(clock() - started, 3), ruleset=desk.basis.ruleset.version),
        basis=desk.basis,
    )
    yield ReportReady(report=since(earlier, made) if earlier else made)


def since(earlier: Report, report: Report) -> Report:
    """The report with how it differs from an earlier one of the same article."""
    return report.model_copy(update={"changes": changes(earlier, report)})


def as_shown(article: Article, screen: Screen) -> tuple[Article, tuple[Suspicion, ...]]:
    """The article without what was suspected in its text and title, and that."""
    found = Screened.of(article.body, article.body_end, article.title, screen)
    shown = article.model_copy(update={"body": found.text, "title": found.title}) if found.suspected else article
    return shown, found.suspected


def screened(documents: Mapping[str, Document], screen: Screen) -> dict[str, Screened]:
    """The documents' texts, by id, as they are shown to an analyst."""
    clean: set[str] = set()  # copies of a text without any order are looked at once
    shown = {}
    for id, document in documents.items():
        text = document.text
        end = 0 if text in clean else len(text)
        shown[id] = Screened.of(text, end, document.title, screen, id)
        clean |= set() if shown[id].suspected else {text}
    return shown


def judge(
    article: Article,
    documents: Mapping[str, Document],
    claims: Sequence[Claim],
    analyst: Analyst,
    texts: Mapping[str, Screened],
) -> Iterator[Judging]:
    """What documents say of claims, quoting each document as it was given; `texts` are theirs as they are shown."""
    shown = {
        id: document.model_copy(update={"text": texts[id].text, "title": texts[id].title})
        for id, document in documents.items()
    }
    for judging in analyst.judge(article, shown, claims):
        evidence = tuple(
            quoting(item, documents[item.document_id].text) if texts[item.document_id].suspected else item
            for item in judging.evidence
        )
        yield judging.model_copy(update={"evidence": evidence})


def covered(
    readings: Sequence[Reading] = (),
    documents: Sequence[Document] = (),
    looked: Sequence[Looked] = (),
    judgings: Sequence[Judging] = (),
    left_out: Sequence[LeftOut] = (),
    warnings: Sequence[Failure] = (),
) -> Coverage:
    """How much was read so far: a passage with a failure was not, nor was a document without text, nor one left out."""
    lost = distinct(failure for judging in judgings for failure in judging.failures)
    unlooked = tuple(look.failure for look in looked if look.failure)
    told = {failure.subject for failure in unlooked}
    blank = [document.id for document in documents if not document.text.strip()]
    empty = tuple(
        Failure(stage="documents", subject=id, kind="empty", detail="The document has no text.")
        for id in blank
        if id not in told
    )
    unread = {*blank, *(failure.subject for failure in lost if failure.stage == "documents")}
    unread -= {one.document_id for one in left_out}
    return Coverage(
        passages=readings[0].of if readings else 0,
        read=sum(not reading.failures for reading in readings),
        documents=len(documents),
        documents_read=len(documents) - len(unread) - len(left_out),
        looked=tuple(looked),
        left_out=tuple(left_out),
        failures=(
            *(failure for reading in readings for failure in reading.failures),
            *unlooked,
            *lost,
            *empty,
            *warnings,
        ),
    )


def looks(found: Iterable[Found]) -> tuple[Looked, ...]:
    """Every look of every source."""
    return tuple(look for one in found for look in one.looked)


def by_source(
    found: Sequence[Found],
    readings: Sequence[Reading],
    documents: Sequence[Document],
    judgings: Sequence[Judging],
    left_out: Sequence[LeftOut],
    warnings: Sequence[Failure],
) -> Coverage:
    """How much was read in the end, with how many documents of each look."""
    coverage = covered(readings, documents, looks(found), judgings, left_out, warnings)
    unread = {failure.subject for failure in coverage.failures if failure.stage == "documents"}
    unread |= {one.document_id for one in coverage.left_out} | {one.id for one in documents if not one.text.strip()}
    told = (_part(look, given, unread) for given in found for look in given.looked)
    return coverage.model_copy(update={"looked": tuple(told)})


def _part(look: Looked, given: Found, unread: Collection[str]) -> Looked:
    """A look with how many of the documents that it gave were read, as far as it can be told apart from others."""
    ids = look.documents
    if not ids and look.read is None and len(given.looked) == 1:
        ids = tuple(one.id for one in given.documents)
    elif not ids:
        return look
    return look.model_copy(update={"read": sum(id not in unread for id in ids), "documents": ()})


def merge_told_twice(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """One claim for each id, in order of telling, with every span and every provenance it was told with."""
    merged: dict[str, Claim] = {}
    for claim in claims:
        first = merged.get(claim.id, claim)
        merged[claim.id] = first.model_copy(
            update={
                "spans": distinct((*first.spans, *claim.spans)),
                "provenance": distinct((*first.provenance, *claim.provenance)),
            }
        )
    return tuple(merged.values())


def failed(stage: str, subject: str, error: Claimtrace, detail: str | None = None) -> Failure:
    """What an error says of what could not be done; `detail` where the error's own words do not tell enough."""
    return Failure(
        stage=stage, subject=subject, kind=error.kind, detail=detail or error.detail, retryable=error.retryable
    )


def _claims(readings: Sequence[Reading], article: Article, desk: Desk, earlier: Report | None) -> tuple[Claim, ...]:
    told = merge_told_twice(one for reading in readings for one in reading.claims)
    claims = tuple(map(desk.own_accounts, told))
    return with_known_ids(claims, article, earlier) if earlier else claims


def _weighed(claims: Sequence[Claim], judgings: Sequence[Judging], weighing: Weighing) -> Iterator[Finding]:
    evidence = by_claim(item for judging in judgings for item in judging.evidence)
    lost = {failure.subject: failure for judging in judgings for failure in judging.failures}
    return (weighing.finding(claim, evidence[claim.id], lost.get(claim.id)) for claim in claims)


def without(documents: Mapping[str, Document], left_out: Iterable[LeftOut]) -> dict[str, Document]:
    gone = {one.document_id for one in left_out}
    return {id: document for id, document in documents.items() if id not in gone}


def ask(source: Source, article: Article, claims: Sequence[Claim]) -> Found:
    try:
        return source.find(article, claims)
    except Outside as error:
        return Found(looked=(Looked(source=source.name, failure=failed("gather", source.name, error)),))


def known(document: Document, article: Article, desk: Desk) -> Document:
    """The document with what the desk knows of its publisher, and a language: the article's where nobody named one."""
    told = document.model_copy(update={"language": document.language or article.language})
    return desk.know(told)


def by_claim(evidence: Iterable[Evidence]) -> dict[str, list[Evidence]]:
    kept: dict[str, list[Evidence]] = defaultdict(list)
    for item in evidence:
        kept[item.claim_id].append(item)
    return kept


def _with_claims(media: Iterable[Media], claims: Sequence[Claim], language: str) -> tuple[Media, ...]:
    """Tie each picture to the claims its caption shares at least two content words with."""
    words = {claim.id: stems(claim.text, language) for claim in claims}
    return tuple(
        item.model_copy(update={"claims": tuple(id for id, own in words.items() if len(own & shown) >= 2)})
        for item in media
        for shown in [stems(item.caption.text, language) if item.caption else frozenset()]
    )


def not_anchored(readings: Sequence[Reading], judgings: Sequence[Judging]) -> tuple[Unanchored, ...]:
    read = (item for reading in readings for item in reading.unanchored)
    return distinct((*read, *(item for judging in judgings for item in judging.unanchored)))


def distinct(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))
