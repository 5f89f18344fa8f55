"""Claims that the desk's reports have seen before."""

from datetime import datetime

from service.domain.judgement import Verdict
from service.domain.values import Frozen


class ClaimSeen(Frozen):
    """A claim as one article's reports have it: its words and who made it, the article, the report and when that was
    made (`seen_at`), and what became of it: `verdict` is the last one that it got there."""

    claim_id: str
    text: str
    claimant: str
    verdict: Verdict
    report_id: str
    article_id: str
    title: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    seen_at: datetime


class SeenBefore(Frozen):
    """That other articles of the desk's have made a claim, as it stood when the report was made: where it was seen
    first and last, and in how many `articles`. No evidence, and in no verdict."""

    first: ClaimSeen
    last: ClaimSeen
    articles: int = 1
