"""What analysts and sources give back."""

from pydantic import Field

from service.domain.article import Document, Passage
from service.domain.claim import Claim, Unanchored
from service.domain.evidence import Evidence
from service.domain.fact_check import FactCheck
from service.domain.values import Frozen


class Failure(Frozen):
    """What could not be done, on what, and why. `kind` is an error's short name from `errors`."""

    stage: str
    subject: str
    kind: str
    detail: str
    retryable: bool = False


class Reading(Frozen):
    """What one of the article's `of` passages says: its claims, what could not be located, what went wrong."""

    passage: Passage
    of: int
    claims: tuple[Claim, ...] = ()
    unanchored: tuple[Unanchored, ...] = ()
    failures: tuple[Failure, ...] = ()


class Candidate(Frozen):
    """A claim and the passages of documents that may bear on it, best first."""

    claim: Claim
    passages: tuple[Passage, ...]


class LeftOut(Frozen):
    """A document that was not read, and why not."""

    document_id: str
    reason: str


class Judging(Frozen):
    """What documents say of claims, one of `of` parts: evidence not yet weighed, what could not be located, what could
    not be judged (a failure's `subject` is a claim's id), and the documents that no part of the judging looks at."""

    of: int = 1
    evidence: tuple[Evidence, ...] = ()
    unanchored: tuple[Unanchored, ...] = ()
    failures: tuple[Failure, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


class Looked(Frozen):
    """One look for documents: at which source, for what (queries, in its own words), how many it found, how many of
    those it gave were `read` (None: that is not known yet, or not of this look alone), how many of them could not be
    had (`failed`), and what went wrong. "Not looked", "looked and found nothing" and "could not look" differ.
    `documents` are the ids of those it gave, until it is told how many of them were read."""

    source: str
    queries: tuple[str, ...] = ()
    found: int = 0
    read: int | None = None
    failed: int = 0
    failure: Failure | None = None
    documents: tuple[str, ...] = Field((), exclude=True)


class Found(Frozen):
    """What a source gave, and how it looked. `fact_checks` are shown beside claims, and never weighed."""

    documents: tuple[Document, ...] = ()
    fact_checks: tuple[FactCheck, ...] = ()
    looked: tuple[Looked, ...] = ()
