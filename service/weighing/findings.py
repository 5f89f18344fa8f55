"""From a claim and what was read of it to its finding, and a whole report weighed again."""

from collections.abc import Mapping, Sequence

from service.domain import (
    Article,
    Basis,
    Claim,
    Document,
    Evidence,
    Failure,
    Finding,
    Match,
    Report,
    Ruleset,
    Stance,
    Tie,
    Weighed,
)
from service.errors import BadInput
from service.weighing import independence, reprints, scoring, slots
from service.weighing.copies import Copies
from service.weighing.reprints import Original
from service.weighing.said import said
from service.weighing.sides import Sides, stated
from service.weighing.summary import summarised


class Weighing:
    """What holds for all claims of one report: `documents` are all that were read, each compared with the others and
    with the article once."""

    def __init__(
        self, original: Original, documents: Mapping[str, Document], ties: Sequence[Tie], basis: Basis
    ) -> None:
        self._original, self._documents, self._basis = original, documents, basis
        self._ruleset = _held(basis)
        self._sides = Sides.of(basis.alliances, ties, original.article.published_at)
        self._with_text = sum(bool(document.text.strip()) for document in documents.values())
        self._copies = Copies(document.text for document in documents.values())

    def finding(self, claim: Claim, evidence: Sequence[Evidence], failure: Failure | None = None) -> Finding:
        """Two judgements on one claim: compare slots, place each speaker, weigh, group by origin. The article's own
        words are kept beside, and weigh nothing."""
        article, ruleset = self._original.article, self._ruleset
        weighed, own = [], []
        for item in evidence:
            document = self._documents[item.document_id]
            placed = independence.place(claim, item, document, self._sides)
            if reprints.is_own_word(claim, placed, self._original, document):
                own.append(placed.model_copy(update={"reasons": (*placed.reasons, reprints.OWN_WORD)}))
            else:
                weighed.append(scoring.weigh(_annotated(claim, placed, article, document), ruleset))
        origins = independence.group(claim, weighed, self._documents, self._sides, self._copies)
        content = (
            scoring.undetermined(claim, failure, ruleset)
            if failure
            else scoring.corroborate(claim, origins, ruleset, looked=self._with_text)
        )
        return Finding(
            claim=claim,
            attribution=said(claim, article, self._basis.outlet_grade, origins.evidence, ruleset),
            content=content,
            evidence=(*origins.evidence, *own),
            failure=failure,
        )


def reweighed(report: Report, basis: Basis | None = None) -> Report:
    """The report with every finding weighed again, by what it was weighed by before or by `basis`: what was read stays.

    Raises BadInput for a report that does not hold what was read, or by what it was weighed.
    """
    basis = basis or report.basis
    if basis is None:
        raise BadInput("The report was made before reports kept what they were weighed by.", "/basis")
    unread = {one.document_id for one in report.coverage.left_out}
    documents = {document.id: document for document in report.documents if document.id not in unread}
    weighing = Weighing(Original(report.article), documents, report.ties, basis)
    findings = tuple(weighing.finding(one.claim, _read(one), one.failure) for one in report.findings)
    run = report.run.model_copy(update={"ruleset": basis.ruleset.version})
    update = {
        "findings": findings,
        "ties": stated(report.ties, basis.alliances, report.article.published_at),
        "summary": summarised(report.article, findings),
        "run": run,
        "basis": basis,
    }
    return report.model_copy(update=update)


def _held(basis: Basis) -> Ruleset:
    if isinstance(basis.ruleset, Ruleset):
        return basis.ruleset
    raise BadInput(
        f"The report was weighed under ruleset {basis.ruleset.version}, whose table is no longer held: name another.",
        "/basis/ruleset",
    )


def _read(one: Finding) -> list[Evidence]:
    read = [item.read() for item in one.evidence]
    whole = [item for item in read if item is not None]
    if len(whole) < len(read):
        raise BadInput("The report was made before reports kept what was read.", "/findings")
    return whole


def _annotated(claim: Claim, item: Weighed, article: Article, document: Document) -> Weighed:
    """Support whose slots clash with the claim's says so, and is no exact match. The stance stays the reader's."""
    if item.stance is not Stance.SUPPORTS:
        return item
    languages = article.language, document.language or article.language
    dates = article.published_at, document.published_at
    compared = slots.compare(claim.text, item.span.text, languages, dates)
    told = compared.abstained, *(clash.reason for clash in compared.clashes)
    match = Match.PARTIAL if compared.clashes and item.match is Match.EXACT else item.match
    reasons = dict.fromkeys((*item.reasons, *filter(None, told)))
    return item.model_copy(update={"match": match, "reasons": tuple(reasons)})
