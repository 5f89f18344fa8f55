"""In which order a desk should look at the claims: what speaks against one comes first."""

import re
from collections import Counter
from collections.abc import Sequence

from service.domain import Article, Claim, Finding, Summary, Verdict
from service.languages.words import stems

SEVERITY = (
    Verdict.CONTRADICTED,
    Verdict.DOUBTFUL,
    Verdict.WEAKLY_REFUTED,
    Verdict.CONTESTED,
    Verdict.WEAKLY_SUPPORTED,
    Verdict.PARTLY_CORROBORATED,
    Verdict.CORROBORATED,
)
ONE_PARTY = frozenset({Verdict.CLAIMANT_ONLY, Verdict.UNVERIFIED})
HEADLINE, LEAD, LATER = range(3)
IN_TITLE = 0.5  # share of the title's telling words: a claim with half of them is what the title tells
PARAGRAPH = re.compile(r"[^\n]+")
LEAD_WORDS = 15  # a shorter paragraph before it is a headline, a place or a caption


def summarised(article: Article, findings: Sequence[Finding]) -> Summary:
    """The counts by verdict, and the claims in the order in which to look at them; those that the desk rejected count
    for nothing and come last."""
    ordered = sorted(
        findings, key=lambda one: (one.rejected, *_urgency(one, prominence(article, one.claim)), *_place(one.claim))
    )
    standing = [one for one in ordered if not one.rejected]
    counts = Counter(one.content.verdict for one in standing)
    return Summary(
        counts={verdict: counts[verdict] for verdict in Verdict if counts[verdict]},
        order=tuple(one.claim.id for one in ordered),
        disputed=tuple(one.claim.id for one in standing if one.content.independent_refute),
    )


def prominence(article: Article, claim: Claim) -> int:
    """Whether the headline tells a claim, or the lead, or what comes later."""
    title, told = stems(article.title or "", article.language), stems(claim.text, article.language)
    if title and len(title & told) >= IN_TITLE * len(title):
        return HEADLINE
    paragraphs = PARAGRAPH.finditer(article.body, 0, article.body_end)
    lead = next((one for one in paragraphs if len(one[0].split()) >= LEAD_WORDS), None)
    return LEAD if lead and any(span.start < lead.end() for span in claim.spans) else LATER


def _urgency(finding: Finding, prominent: int) -> tuple[int, int, int]:
    content = finding.content
    if content.independent_refute:
        return 0, (*SEVERITY, content.verdict).index(content.verdict), prominent
    if content.party_dispute:
        return 1, 0, prominent
    if content.verdict in ONE_PARTY and prominent < LATER:
        return 2, 0, prominent
    return 3, 0, 0


def _place(claim: Claim) -> tuple[int, ...]:
    return tuple(span.start for span in claim.spans[:1])
