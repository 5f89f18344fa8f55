"""One article's reports side by side: which claims are the same, and what became of each. Pure."""

from collections.abc import Callable, Sequence
from typing import Any

from service.domain import (
    Article,
    ChangedPart,
    Changes,
    Claim,
    ClaimChange,
    Finding,
    LapsedClaim,
    Report,
)
from service.languages.names import name_tokens
from service.text.same_claim import ToldClaim, told_before

# What is held against what, by what it is called where it differs.
PARTS: dict[ChangedPart, Callable[[Finding], Any]] = {
    ChangedPart.TEXT: lambda one: one.claim.text,
    ChangedPart.CLAIMANT: lambda one: (one.claim.claimant.name, one.claim.claimant.kind),
    ChangedPart.PROVENANCE: lambda one: sorted(
        (how.channel, how.platform or "", str(how.official)) for how in one.claim.provenance
    ),
    ChangedPart.MODALITY: lambda one: one.claim.modality,
    ChangedPart.EVIDENCE: lambda one: {(item.document_id, item.stance, item.span.text) for item in one.evidence},
    ChangedPart.VERDICT: lambda one: one.content.verdict,
}


def with_known_ids(claims: Sequence[Claim], article: Article, earlier: Report) -> tuple[Claim, ...]:
    """The claims of an article's new version, those that its earlier report has under the ids that they have there: in
    the same words, by which they are found without this, or in others that make the same claim of the same claimant."""
    ids = {one.id for one in claims}
    before = {one.claim.id: one.claim for one in earlier.findings if one.claim.id not in ids}
    known = []
    for claim in claims:
        same = next((one for one in before.values() if _same(claim, article, one, earlier.article)), None)
        if same is not None and not any(one.claim.id == claim.id for one in earlier.findings):
            del before[same.id]
            claim = claim.model_copy(update={"id": same.id})  # noqa: PLW2901
        known.append(claim)
    return tuple(known)


def changes(earlier: Report, report: Report) -> Changes:
    """How a report of an article differs from an earlier one. Where a claim stands in its text is no difference."""
    before = {one.claim.id: one for one in earlier.findings}
    now = {one.claim.id: one for one in report.findings}
    both = [(before[id], one) for id, one in now.items() if id in before]
    changed = [told for old, new in both if (told := _changed(old, new))]
    held = {one.id for one in earlier.documents}
    return Changes(
        previous_report_id=earlier.id,
        body=earlier.article.body != report.article.body,
        new=tuple(id for id in now if id not in before),
        changed=tuple(changed),
        lapsed=tuple(_lapsed(one) for id, one in before.items() if id not in now),
        unchanged=len(both) - len(changed),
        documents=tuple(one.id for one in report.documents if one.id not in held),
    )


def _same(claim: Claim, article: Article, earlier: Claim, as_of: Article) -> bool:
    """Two versions of an article are of one day: what "on Monday" means there is what it meant before."""
    if name_tokens(claim.claimant.name) != name_tokens(earlier.claimant.name):
        return False
    day = article.published_at or as_of.published_at
    ours = ToldClaim(claim.text, article.language, claim.claimant.name, day)
    return told_before(ours, ToldClaim(earlier.text, as_of.language, earlier.claimant.name, day))


def _changed(old: Finding, new: Finding) -> ClaimChange | None:
    parts = tuple(part for part, told in PARTS.items() if told(old) != told(new))
    if not parts:
        return None
    return ClaimChange(
        claim_id=new.claim.id,
        parts=parts,
        text_before=old.claim.text,
        text=new.claim.text,
        verdict_before=old.content.verdict,
        verdict=new.content.verdict,
    )


def _lapsed(one: Finding) -> LapsedClaim:
    claim = one.claim
    return LapsedClaim(claim_id=claim.id, text=claim.text, claimant=claim.claimant.name, verdict=one.content.verdict)
