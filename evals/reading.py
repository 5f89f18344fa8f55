"""Read a bare text with an analyst, as benchmarks of attribution do."""

from service.domain import Article, Claim, Dossier, Mode
from service.verification import Verification


def reported_claims(body: str, verification: Verification) -> tuple[Claim, ...]:
    """The claims that somebody in the text is said to have made; what the article says itself is left out."""
    article = Article(id="art_eval", body=body, body_end=len(body))
    report = verification.report(Dossier(article=article))
    claims = (finding.claim for finding in report.findings)
    return tuple(claim for claim in claims if claim.attribution.mode is not Mode.OWN_VOICE)
