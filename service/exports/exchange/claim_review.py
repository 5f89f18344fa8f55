"""One claim that an editor has accepted, as ClaimReview (schema.org) in JSON-LD, for the page that publishes it."""

import json
from typing import Any

from service.domain import Claimant, ClaimantKind, Finding, Modality, Report, Verdict
from service.errors import Conflict
from service.exports.excerpts import cut
from service.exports.exchange.names import NOBODY, asserted, label
from service.exports.exchange.publishing import organisation, page_address, without_nothing
from service.exports.exchange.reviews import accepted, found
from service.exports.options import FormOptions
from service.exports.safe import one_line, web_address

LONGEST_CLAIM = 74  # characters of `claimReviewed`; Google takes less than 75
SCALE = {"bestRating": 5, "worstRating": 1}
# Google's scale, false to true. What is claimed, contested or unverified has no honest number.
RATINGS = {
    Verdict.CONTRADICTED: 1,
    Verdict.DOUBTFUL: 2,
    Verdict.PARTLY_CORROBORATED: 4,
    Verdict.CORROBORATED: 5,
}


def claim_review(report: Report, claim: str, asked: FormOptions) -> dict[str, Any]:
    """The fragment for the page that is asked for. Raises NotFound, Conflict where no editor has accepted the claim, or
    BadInput for the page's address."""
    finding = found(report, claim)
    if not accepted(finding):
        raise Conflict("No editor has accepted this claim: it is no fact-check yet.")
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": page_address(asked, "ClaimReview"),
        "claimReviewed": cut(_reviewed(finding), LONGEST_CLAIM, len),
        "itemReviewed": _claim(report, finding),
        "reviewRating": _rating(finding),
    }
    return told | without_nothing({"author": organisation(asked)})


def fragment(report: Report, claim: str, asked: FormOptions) -> str:
    """The JSON-LD alone."""
    return json.dumps(claim_review(report, claim, asked), ensure_ascii=False)


def snippet(report: Report, claim: str, asked: FormOptions) -> str:
    """The same as an element to put into the page; nothing in it ends the element."""
    told = fragment(report, claim, asked)
    for sign in "<>&":
        told = told.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/ld+json">{told}</script>\n'


def _reviewed(finding: Finding) -> str:
    """What is reviewed; of a denial, that it is one."""
    claim = finding.claim
    return asserted(finding) if claim.modality is Modality.DENIED else one_line(claim.text)


def _rating(finding: Finding) -> dict[str, Any]:
    number = RATINGS.get(finding.content.verdict)
    told: dict[str, Any] = {"@type": "Rating", "alternateName": label(finding)}
    return told | {"ratingValue": number, **SCALE} if number else told


def _claim(report: Report, finding: Finding) -> dict[str, Any]:
    article, claim = report.article, finding.claim
    appearance = {
        "@type": "NewsArticle",
        "url": web_address(article.url),
        "headline": one_line(article.title) if article.title else None,
    }
    first = next((address for known in claim.provenance if (address := web_address(known.locator))), None)
    return without_nothing(
        {
            "@type": "Claim",
            "author": _author(claim.claimant),
            "datePublished": f"{article.published_at:%Y-%m-%d}" if article.published_at else None,
            "firstAppearance": {"@type": "CreativeWork", "url": first} if first else None,
            "appearance": without_nothing(appearance) if appearance["url"] else None,
        }
    )


def _author(claimant: Claimant) -> dict[str, str] | None:
    if claimant.kind in NOBODY:
        return None
    kind = "Person" if claimant.kind is ClaimantKind.PERSON else "Organization"
    return {"@type": kind, "name": one_line(claimant.name)}
