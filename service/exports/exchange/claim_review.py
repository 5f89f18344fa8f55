"""One claim that an editor has accepted, as ClaimReview (schema.org) in JSON-LD, for the page that publishes it."""

import json
from typing import Any

from service.domain import AcceptedClaim, Report, Verdict
from service.errors import Conflict
from service.exports.excerpts import cut
from service.exports.exchange.accepted_claims import accepted_claim
from service.exports.exchange.publishing import organisation, page_address, without_nothing
from service.exports.exchange.reviews import accepted, found
from service.exports.options import FormOptions

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
    return review_of(accepted_claim(report, finding), asked)


def review_of(claim: AcceptedClaim, asked: FormOptions) -> dict[str, Any]:
    """The fragment for the page that is asked for. Raises BadInput for the page's address."""
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": page_address(asked, "ClaimReview"),
        "claimReviewed": cut(claim.text, LONGEST_CLAIM, len),
        "itemReviewed": _claim(claim),
        "reviewRating": _rating(claim),
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


def _rating(claim: AcceptedClaim) -> dict[str, Any]:
    number = RATINGS.get(claim.verdict)
    told: dict[str, Any] = {"@type": "Rating", "alternateName": claim.label}
    return told | {"ratingValue": number, **SCALE} if number else told


def _claim(claim: AcceptedClaim) -> dict[str, Any]:
    appearance = {"@type": "NewsArticle", "url": claim.url, "headline": claim.title}
    first = claim.first_appearance
    return without_nothing(
        {
            "@type": "Claim",
            "author": _author(claim),
            "datePublished": claim.published_on.isoformat() if claim.published_on else None,
            "firstAppearance": {"@type": "CreativeWork", "url": first} if first else None,
            "appearance": without_nothing(appearance) if claim.url else None,
        }
    )


def _author(claim: AcceptedClaim) -> dict[str, str] | None:
    return {"@type": "Person" if claim.person else "Organization", "name": claim.claimant} if claim.claimant else None
