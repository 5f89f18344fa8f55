"""From a claim and what was read of it to its finding, and a whole report weighed again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from service.domain import (
    Article,
    Basis,
    Claim,
    Corroboration,
    Document,
    Evidence,
    Failure,
    Finding,
    FindingReview,
    Match,
    Report,
    ReviewState,
    Ruleset,
    SetAside,
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


class Unweighed(NamedTuple):
    """A claim and what was read of it, with what the desk says of it."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    failure: Failure | None = None
    review: FindingReview | None = None


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

    def finding(
        self,
        claim: Claim,
        evidence: Sequence[Evidence],
        failure: Failure | None = None,
        review: FindingReview | None = None,
    ) -> Finding:
        """Two judgements on one claim: compare slots, place each speaker, weigh, group by origin. The article's own
        words, and what the desk set aside, are kept beside, and weigh nothing."""
        article, ruleset = self._original.article, self._ruleset
        weighed, own = [], []
        for item in evidence:
            document = self._documents[item.document_id]
            placed = independence.place(claim, item, document, self._sides)
            if item.set_aside:
                own.append(placed.model_copy(update={"reasons": (*placed.reasons, _why_aside(item.set_aside))}))
            elif reprints.is_own_word(claim, placed, self._original, document):
                own.append(placed.model_copy(update={"reasons": (*placed.reasons, reprints.OWN_WORD)}))
            else:
                weighed.append(scoring.weigh(_annotated(claim, placed, article, document), ruleset))
        origins = independence.group(claim, weighed, self._documents, self._sides, self._copies)
        content = (
            scoring.undetermined(claim, failure, ruleset)
            if failure
            else scoring.corroborate(claim, origins, ruleset, looked=self._with_text)
        )
        content, review = _decided(content, review, ruleset)
        return Finding(
            claim=claim,
            attribution=said(claim, article, self._basis.outlet_grade, origins.evidence, ruleset),
            content=content,
            evidence=(*origins.evidence, *own),
            failure=failure,
            review=review,
        )


def reweighed(report: Report, basis: Basis | None = None) -> Report:
    """The report with every finding weighed again, by what it was weighed by before or by `basis`: what was read stays.

    Raises BadInput for a report that does not hold what was read, or by what it was weighed.
    """
    return weighed_anew(report, (unweighed(one) for one in report.findings), basis)


def unweighed(one: Finding) -> Unweighed:
    """What was read of a claim. Raises BadInput for a finding that does not hold it."""
    return Unweighed(one.claim, tuple(_read(one)), one.failure, one.review)


def weighed_anew(report: Report, claims: Iterable[Unweighed], basis: Basis | None = None) -> Report:
    """The report with findings on these claims, weighed by `basis`, or by what it was weighed by before. Raises
    BadInput for a report that does not hold that."""
    basis = basis or report.basis
    if basis is None:
        raise BadInput("The report was made before reports kept what they were weighed by.", "/basis")
    unread = {one.document_id for one in report.coverage.left_out}
    documents = {document.id: document for document in report.documents if document.id not in unread}
    weighing = Weighing(Original(report.article), documents, report.ties, basis)
    seen = {one.claim.id: one.seen for one in report.findings}
    weighed = (weighing.finding(*one) for one in claims)
    findings = tuple(one.model_copy(update={"seen": seen.get(one.claim.id)}) for one in weighed)
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


def _decided(
    content: Corroboration, review: FindingReview | None, ruleset: Ruleset
) -> tuple[Corroboration, FindingReview | None]:
    """The desk's own verdict where it gave one. A claim that was accepted under another verdict is accepted no more."""
    if review is None:
        return content, None
    weighed, content = content.verdict, scoring.overridden(content, review, ruleset) if review.verdict else content
    told: dict[str, object] = {"weighed": weighed if review.verdict else None}
    if review.state is ReviewState.ACCEPTED and review.accepted not in {None, content.verdict}:
        told |= {"state": ReviewState.EDITED, "reason": f"Accepted as {review.accepted}, which it is no longer."}
    return content, review.model_copy(update=told)


def _why_aside(aside: SetAside) -> str:
    reason = f": {aside.reason}" if aside.reason else ""
    return f"Set aside by {aside.by} as {aside.mark}{reason}. It weighs nothing."


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
