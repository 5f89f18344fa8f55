"""Whether an act can be done to a report as it stands. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from service.domain import (
    Accept,
    AddClaim,
    AddDocument,
    Article,
    Assign,
    Claimant,
    Correct,
    DecideTie,
    Finding,
    JudgeMedia,
    MarkEvidence,
    MergeClaims,
    Note,
    Override,
    Preserve,
    Provenance,
    Reject,
    Report,
    ReviewEvent,
    Span,
    SplitClaim,
    Undo,
)
from service.domain.review_acts import Act, MediaCategory
from service.errors import BadInput, Conflict
from service.weighing.addresses import holds
from service.weighing.desk_claims import added_claim, one_claimant, part_ids, stands_at
from service.weighing.reviewed import standing

Fault = tuple[str, str]
CHANGED = frozenset({MediaCategory.EDITED_OR_CROPPED, MediaCategory.STAGED, MediaCategory.TRANSFORMED})


def check(report: Report, events: Sequence[ReviewEvent], act: Act) -> None:
    """`report` is as the desk sees it after `events`. Raises BadInput for an act that cannot be done to it, whose field
    is a pointer within the act; Conflict for the undoing of what does not stand."""
    if isinstance(act, Undo):
        _check_undo(events, act)
        return
    for pointer, detail in FAULTS[type(act)](report, act):
        raise BadInput(detail, pointer)


def _check_undo(events: Sequence[ReviewEvent], act: Undo) -> None:
    undone = next((one for one in events if one.number == act.number), None)
    if undone is None:
        raise BadInput(f"The report has no act {act.number}.", "/number")
    stands = undone in standing(events) if not isinstance(undone.act, Undo) else _holds(events, undone)
    if not stands:
        raise Conflict(f"Act {act.number} is undone already.")


def _holds(events: Sequence[ReviewEvent], undoing: ReviewEvent) -> bool:
    """Whether an undoing was not undone itself."""
    later = [one for one in events if one.number > undoing.number]
    own = [one for one in later if isinstance(one.act, Undo) and one.act.number == undoing.number]
    return not any(_holds(later, one) for one in own)


# ---------------------------------------------------------------- what is wrong with each act


def _claim(report: Report, act: Any) -> Iterator[Fault]:
    if act.claim is not None and _finding(report, act.claim) is None:
        yield "/claim", _unknown(report, act.claim)


def _correct(report: Report, act: Correct) -> Iterator[Fault]:
    yield from _claim(report, act)
    if not act.fields():
        yield "", "Nothing is corrected: give the field that is another."
    yield from _claim_fields(report.article, act)


def _merge(report: Report, act: MergeClaims) -> Iterator[Fault]:
    for place, id in enumerate(act.claims):
        if id in act.claims[:place]:
            yield f"/claims/{place}", "Is named twice: two claims are made one."
        if _finding(report, id) is None:
            yield f"/claims/{place}", _unknown(report, id)
    if not one_claimant(one.claim for one in report.findings if one.claim.id in act.claims):
        yield "/claims", "They are by different claimants: two who say the same make two claims."


def _split(report: Report, act: SplitClaim) -> Iterator[Fault]:
    yield from _claim(report, act)
    for place, part in enumerate(act.parts):
        yield from _spans(report.article, part.spans, f"/parts/{place}/spans")
    one = _finding(report, act.claim)
    ids = part_ids(report.article, one.claim, act) if one else ()
    for place, id in enumerate(ids[1:], 1):
        if id in ids[:place] or _finding(report, id):
            yield f"/parts/{place}", f"The claimant has this very claim already: {id}."


def _add(report: Report, act: AddClaim) -> Iterator[Fault]:
    yield from _claim_fields(report.article, act)
    id = added_claim(report.article, act).id
    merged = report.review.merged.get(id) if report.review else None
    if _finding(report, id) or merged:
        yield "", f"The report has this claim already, by this claimant: {merged or id}."


def _evidence(report: Report, act: MarkEvidence) -> Iterator[Fault]:
    yield from _claim(report, act)
    one = _finding(report, act.claim)
    if one and not any(stands_at(item, act) for item in one.evidence):
        yield "/evidence", "The claim has no evidence there."


def _tie(report: Report, act: DecideTie) -> Iterator[Fault]:
    if not any((one.parties, one.kind) == (act.parties, act.tie) for one in report.ties):
        yield "/parties", f"No text of the report says so: {act.parties[0][:80]!r}, {act.parties[1][:80]!r}, {act.tie}."


def _media(report: Report, act: JudgeMedia) -> Iterator[Fault]:
    if all(one.id != act.media for one in report.media):
        yield "/media", f"The article shows nothing of this id: {act.media[:80]!r}."
    if MediaCategory.ORIGINAL in act.categories and not CHANGED.isdisjoint(act.categories):
        yield "/categories", "What is staged, edited or transformed is not original as well."


def _preserve(report: Report, act: Preserve) -> Iterator[Fault]:
    if not holds(report, act.address):
        yield "/address", f"The report does not rest on this address: {act.address[:200]!r}."


def _document(report: Report, act: AddDocument) -> Iterator[Fault]:
    yield from _claim(report, act)
    if any(one.id == act.document.id for one in report.documents):
        yield "/document/id", "The report has a document of this id."


FAULTS: Mapping[type, Callable[[Report, Any], Iterator[Fault]]] = {
    Accept: _claim,
    Correct: _correct,
    Reject: _claim,
    MergeClaims: _merge,
    SplitClaim: _split,
    AddClaim: _add,
    Note: _claim,
    Assign: _claim,
    Override: _claim,
    MarkEvidence: _evidence,
    DecideTie: _tie,
    JudgeMedia: _media,
    Preserve: _preserve,
    AddDocument: _document,
}


# ---------------------------------------------------------------- words that stand where they are said to


def _claim_fields(article: Article, act: Correct | AddClaim) -> Iterator[Fault]:
    yield from _spans(article, act.spans or (), "/spans")
    if act.claimant:
        yield from _claimant(article, act.claimant, "/claimant")
    for place, one in enumerate(act.relayers or ()):
        yield from _claimant(article, one, f"/relayers/{place}")
    for place, known in enumerate(act.provenance or ()):
        yield from _provenance(article, known, f"/provenance/{place}")


def _claimant(article: Article, one: Claimant, at: str) -> Iterator[Fault]:
    if not one.name.strip():
        yield f"{at}/name", "Should not be blank."
    told = {"mention": one.mention, "antecedent": one.antecedent, "title": one.title}
    for name, span in told.items():
        yield from _span(article, span, f"{at}/{name}")
    yield from _span(article, one.standing.span if one.standing else None, f"{at}/standing/span")


def _provenance(article: Article, known: Provenance, at: str) -> Iterator[Fault]:
    yield from _span(article, known.span, f"{at}/span")


def _spans(article: Article, spans: Sequence[Span], at: str) -> Iterator[Fault]:
    for place, span in enumerate(spans):
        yield from _span(article, span, f"{at}/{place}")


def _span(article: Article, span: Span | None, at: str) -> Iterator[Fault]:
    if span is None:
        return
    if not 0 <= span.start < span.end <= article.body_end:
        yield at, f"Stands outside the article's body, which ends at {article.body_end}."
    elif not span.stands_in(article.body):
        yield f"{at}/text", "Does not stand there in the article's body."


def _finding(report: Report, id: str) -> Finding | None:
    return next((one for one in report.findings if one.claim.id == id), None)


def _unknown(report: Report, id: str) -> str:
    into = report.review.merged.get(id) if report.review else None
    return f"Was made one with {into}." if into else f"The report has no claim {id[:64]!r}."
