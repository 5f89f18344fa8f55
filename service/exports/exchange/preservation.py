"""Addresses that a report rests on and that nobody has kept, as auto-archiver takes them."""

from collections.abc import Iterator

from service.domain import Integrity, Report
from service.exports.exchange.spreadsheets import csv_of
from service.exports.safe import web_address

# The columns of auto-archiver's sheet, 1.2; it fills in all but the first, and skips a row that has a status.
COLUMNS = (
    "link",
    "archive status",
    "destination folder",
    "archive location",
    "archive date",
    "upload timestamp",
    "upload title",
    "text content",
    "screenshot",
    "hash",
    "perceptual hashes",
    "wacz",
    "replaywebpage",
    "thumbnail",
)


def to_preserve(report: Report) -> str:
    """A row for each address, once: posts and records by which claims are known, pictures, documents whose text is not
    kept, and the article. The destination folder is the report's."""
    known = dict.fromkeys(address for told in _addresses(report) if (address := web_address(told)))
    blank = [""] * (len(COLUMNS) - 3)
    return csv_of([COLUMNS, *([address, "", report.id, *blank] for address in known)])


def _addresses(report: Report) -> Iterator[str | None]:
    for finding in report.findings:
        for known in finding.claim.provenance:
            yield known.locator
    for media in report.media:
        yield media.id
    for document in report.documents:
        if document.integrity is not Integrity.PRESERVED:
            yield document.url
    if report.article.fetched is None:
        yield report.article.url
