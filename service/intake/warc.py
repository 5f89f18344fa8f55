"""Web archives (WARC): each page that one holds, as it was fetched then."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import IO, Any

from service.errors import Malformed
from service.intake.fetched import ARCHIVE_TYPES
from service.sources.fetch import Fetched
from service.text.pdf_text import PDF_BYTES

NAMES = (".warc", ".warc.gz")
KINDS = frozenset({"response", "resource"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)


def pages_in(opened: IO[bytes]) -> Iterator[tuple[str, Fetched]]:
    """The pages of an archive that were answered with success, as they come, each with its address. Raises Malformed
    where the file breaks off or is no WARC."""
    from warcio.archiveiterator import ArchiveIterator  # noqa: PLC0415
    from warcio.exceptions import ArchiveLoadFailed  # noqa: PLC0415

    faults = (ArchiveLoadFailed, EOFError, ValueError, OSError, AttributeError, LookupError)
    records, read = ArchiveIterator(opened), 0
    while True:
        try:
            record = next(records, None)
            if record is None:
                break
            read += 1
            fetched = _fetched(record) if record.rec_type in KINDS else None
        except faults as error:
            raise Malformed(f"The WARC cannot be read further: {' '.join(str(error).split())[:200]}") from error
        if fetched:
            yield fetched.url, fetched
    if not read:
        raise Malformed("The WARC holds no record.")


def _fetched(record: Any) -> Fetched | None:
    """What was fetched; None for what is no page, or was no success."""
    headers = record.rec_headers
    url = headers.get_header("WARC-Target-URI") or ""
    status, told = int(HTTPStatus.OK), headers.get_header("Content-Type") or ""
    if record.http_headers is not None:
        status = int(record.http_headers.get_statuscode() or 0)
        told = record.http_headers.get_header("Content-Type") or ""
    media_type = told.partition(";")[0].strip().lower()
    if status != HTTPStatus.OK or media_type not in ARCHIVE_TYPES or not url.startswith(("http://", "https://")):
        return None
    charset = _CHARSET.search(told)
    moment = datetime.fromisoformat(headers.get_header("WARC-Date") or "")
    return Fetched(
        url=url,
        status=status,
        media_type=media_type,
        charset=charset[1] if charset else None,
        body=record.content_stream().read(PDF_BYTES + 1),  # one that is longer is refused where it is read
        at=moment if moment.tzinfo else moment.replace(tzinfo=UTC),
    )
