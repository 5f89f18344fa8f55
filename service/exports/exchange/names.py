"""How what a report holds is named where it is read elsewhere."""

from datetime import UTC, datetime
from urllib.parse import quote

from service.domain import Article, ClaimantKind, Document, Finding, Modality, Report, Verdict
from service.exports import words
from service.exports.safe import one_line, web_address

# Claimants that are no party of their own elsewhere.
NOBODY = frozenset({ClaimantKind.AUTHOR, ClaimantKind.UNNAMED})


def urn(kind: str, *names: str) -> str:
    """A name that is a URI, whatever ids were given: `urn:claimtrace:claim:rep_1:clm_2`."""
    return ":".join(("urn:claimtrace", kind, *(quote(name, safe="", errors="replace") for name in names)))


def address_of(text: Article | Document) -> str:
    """Where an article or a document stands, as a URI: its web address, else a name."""
    return web_address(text.url) or urn("article" if isinstance(text, Article) else "document", text.id)


def claim_urn(report: Report, finding: Finding) -> str:
    return urn("claim", report.id, finding.claim.id)


def moment(at: datetime) -> str:
    """A moment as RFC 3339 has it, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def verdict_urn(verdict: Verdict) -> str:
    return urn("verdict", verdict)


def label(finding: Finding) -> str:
    """What is concluded of a claim, as its ruleset has it, on one line."""
    return one_line(finding.content.label) or words.VERDICTS[finding.content.verdict]


def asserted(finding: Finding) -> str:
    """Who says what, on one line: `Harbour Union: The port is shut.`; a denial says that it is one."""
    claim = finding.claim
    denies = " denies" if claim.modality is Modality.DENIED else ""
    return one_line(f"{claim.claimant.name}{denies}: {claim.text}")
