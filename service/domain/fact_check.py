"""What others have published of a claim's truth."""

from datetime import date

from service.domain.values import Frozen


class FactCheck(Frozen):
    """A published fact-check of what a claim says: by whom and where, the words that it reviews and who is said to have
    said them, and its rating in its publisher's own words. Shown beside the claim; no evidence, and in no verdict."""

    claim_id: str
    publisher: str
    url: str
    title: str | None = None
    rating: str
    reviewed_at: date | None = None
    reviewed: str
    claimant: str | None = None
    language: str | None = None
