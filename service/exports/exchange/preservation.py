"""Addresses that a report rests on and that nobody has kept, as auto-archiver takes them."""

from service.domain import Report
from service.exports.exchange.spreadsheets import csv_of
from service.exports.safe import web_address
from service.weighing.addresses import to_keep

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
    known = dict.fromkeys(address for told in to_keep(report) if (address := web_address(told)))
    blank = [""] * (len(COLUMNS) - 3)
    return csv_of([COLUMNS, *([address, "", report.id, *blank] for address in known)])
