"""What others have published of a claim's truth."""

from datetime import date

from service.domain.values import Frozen


class FactCheck(Frozen):
    """A published fact-check of what a claim says: by whom and where, the words that it reviews and who is said to have
    said them, and its rating in its publisher's own words. `by_meaning`: it is near to the claim by a model's vectors,
    while its words alone do not make it one of the claim. Shown beside the claim; no evidence, and in no verdict."""

    claim_id: str
    publisher: str
    url: str
    title: str | None = None
    rating: str
    reviewed_at: date | None = None
    reviewed: str
    claimant: str | None = None
    language: str | None = None
    by_meaning: bool = False
