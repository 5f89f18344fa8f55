"""What a report has that an earlier one of the same article had not."""

from enum import StrEnum

from service.domain.judgement import Verdict
from service.domain.values import Frozen


class ChangedPart(StrEnum):
    """What of a claim is not as it was."""

    TEXT = "text"
    CLAIMANT = "claimant"
    PROVENANCE = "provenance"
    MODALITY = "modality"
    EVIDENCE = "evidence"
    VERDICT = "verdict"


class ClaimChange(Frozen):
    """A claim that both reports have, in which of its parts they differ, and its words and verdict in each."""

    claim_id: str
    parts: tuple[ChangedPart, ...]
    text_before: str
    text: str
    verdict_before: Verdict
    verdict: Verdict


class LapsedClaim(Frozen):
    """A claim that the earlier report had and this one has not, as it stood there."""

    claim_id: str
    text: str
    claimant: str
    verdict: Verdict


class Changes(Frozen):
    """How a report differs from the one that it follows, `previous_report_id`, of the same article: the ids of claims
    that are `new`, claims that changed and that lapsed, and how many are as they were (`unchanged`); whether the
    article's own words are others (`body`), and the ids of documents that were not there before."""

    previous_report_id: str
    body: bool = False
    new: tuple[str, ...] = ()
    changed: tuple[ClaimChange, ...] = ()
    lapsed: tuple[LapsedClaim, ...] = ()
    unchanged: int = 0
    documents: tuple[str, ...] = ()
