"""Read a bare text with an analyst, as benchmarks of attribution do."""

from evals.suite import Making
from service.domain import Article, Claim, Mode
from service.text.passages import passages


def reported_claims(body: str, making: Making) -> tuple[Claim, ...]:
    """The claims that somebody in the text is said to have made; what the article says itself is left out."""
    article = Article(id="art_eval", body=body, body_end=len(body))
    analyst = making()
    parts = passages(article, analyst.passage_size)
    claims = (claim for passage in parts for claim in analyst.read(article, passage).claims)
    return tuple(claim for claim in claims if claim.attribution.mode is not Mode.OWN_VOICE)
