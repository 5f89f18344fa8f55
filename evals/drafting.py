"""From the desk to the evals: a report that an editor corrected, as the draft of a labelled case."""

from pathlib import Path

from evals.gold import Case, Gold, GoldClaim, GoldEvidence, GoldMedia, GoldProvenance, check, load
from service.bootstrap import open_desk
from service.domain import Article, Document, Finding, Report, ReviewState, Ruleset, Span, Stance, Weighed
from service.errors import Conflict
from service.intake.request import ArticleIn, Request, SourceIn
from service.settings import settings_from_environment
from service.text.locating import occurrences
from service.weighing.reviewed import reviewed

UNKNOWN = "draft: name the desk"
SHOWN = 60  # code points of what stands after the body: enough to be found once


def accepted(report: Report) -> Report:
    """The report, if an editor accepted each of its claims: nothing else is learnt from. Raises Conflict."""
    states = [one.review.state if one.review else ReviewState.NONE for one in report.standing]
    open_ = sum(state is not ReviewState.ACCEPTED for state in states)
    if open_ or not states:
        raise Conflict(f"{open_} of {len(states)} claims are not accepted: `claimtrace review` accepts them.")
    return report


def kept(report_id: str, desk: str | None) -> Report:
    """A report of the store that is set, as its desk sees and accepted it. Raises NotFound or Conflict."""
    application = open_desk(settings_from_environment(desk=desk))
    machine, events = application.store.reports.get(report_id), application.store.reviews.of(report_id)
    return accepted(reviewed(machine, events, application.verification.ruleset))


def draft(report: Report) -> Case:
    """The report's article and documents as a request, and its findings as labels. Alliances are not in a report."""
    article, title = report.article, report.article.title or report.id
    request = Request(article=_article(article), sources=tuple(map(_source, report.documents)))
    rest = article.body[article.body_end :].strip()
    gold = Gold(
        desk=UNKNOWN,
        style=UNKNOWN,
        tricks=(),
        after_body=rest[:SHOWN].splitlines()[0] if rest else None,
        media=tuple(
            GoldMedia(id=item.id, kind=item.kind, caption=item.caption.text if item.caption else None)
            for item in report.media
            if item.id in article.body
        ),
        claims=tuple(_claim(finding, article) for finding in report.standing if finding.claim.spans),
    )
    return Case(_slug(title), request, gold)


def write(case: Case, folder: Path) -> None:
    """Raises OSError; FileExistsError where a case stands there."""
    folder.mkdir(parents=True)
    request = case.request.model_dump_json(indent=1, exclude_none=True, exclude_defaults=True)
    (folder / "request.json").write_text(request + "\n", encoding="utf-8")
    gold = case.gold.model_dump_json(indent=1, exclude_defaults=True)
    (folder / "gold.json").write_text(gold + "\n", encoding="utf-8")


def faults(folder: Path, ruleset: Ruleset) -> tuple[str, ...]:
    """What the checker says of the draft as it was written."""
    return check(load(folder), ruleset)


def _article(article: Article) -> ArticleIn:
    fields = article.model_dump(include={"title", "body", "outlet", "url", "published_at", "language"})
    return ArticleIn.model_validate(fields)


def _source(document: Document) -> SourceIn:
    return SourceIn.model_validate(document.model_dump(include=set(SourceIn.model_fields) & set(Document.model_fields)))


def _claim(finding: Finding, article: Article) -> GoldClaim:
    claim, content = finding.claim, finding.content
    span, cue, mention = claim.spans[0], claim.attribution.cue, claim.claimant.mention
    return GoldClaim(
        anchor=span.text,
        occurrence=_occurrence(span, article.body),
        claimant=claim.claimant.name,
        kind=claim.claimant.kind,
        mention=mention.text if mention else None,
        mode=claim.attribution.mode,
        cue=cue.text if cue else None,
        relayers=tuple(relayer.name for relayer in claim.attribution.relayers),
        provenance=tuple(
            GoldProvenance(
                channel=known.channel,
                platform=known.platform,
                official=known.official,
                words=known.span.text if known.span else None,
            )
            for known in claim.provenance
        ),
        modality=claim.modality,
        type=claim.type,
        checkworthy=claim.checkworthy,
        evidence=tuple(
            _evidence(item) for item in finding.evidence if item.stance is not Stance.NEUTRAL and not item.set_aside
        ),
        verdict=content.verdict,
        independent_support=content.independent_support,
        independent_refute=content.independent_refute,
    )


def _occurrence(span: Span, body: str) -> int:
    starts = [found.start for found in occurrences(span.text, body)]
    return starts.index(span.start) + 1 if span.start in starts else 1


def _evidence(item: Weighed) -> GoldEvidence:
    return GoldEvidence(
        document=item.document_id,
        words=item.span.text,
        stance=item.stance,
        match=item.match,
        access=item.access,
        relation=item.relation,
        origin=item.group or item.document_id,
    )


def _slug(title: str) -> str:
    words = "".join(c if c.isalnum() else " " for c in title.casefold()).split()
    return "-".join(words[:6]) or "draft"
