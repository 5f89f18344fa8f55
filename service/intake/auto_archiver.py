"""What auto-archiver (1.2) kept of addresses: its API's submissions, its results, its sheet when it is filled in."""

import csv
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import StringIO
from typing import Any

from service.domain import Frozen, KeptCopy, Preserve
from service.errors import BadInput, Malformed
from service.exports.safe import web_address
from service.intake.feeds import moment_from
from service.intake.fields import LINE, Url
from service.intake.reading import json_object, shaped

MOST = 50  # copies of one address
ROWS = 10_000
LAST_S = 32_503_680_000  # the year 3000
HASHES = {"SHA-256": 64, "SHA3-512": 128}  # hex digits
NOTHING = "It holds no copy of anything: there is nothing to preserve."


class _Address(Frozen):
    url: Url


class Submitted(Frozen):
    """One address that was archived, whom auto-archiver did it for, and how it was told to call it."""

    act: Preserve
    author: str | None = None
    tags: tuple[str, ...] = ()


def submitted(raw: str) -> Submitted:
    """What `interop/submit-archive` is sent. Raises Malformed or BadInput."""
    told = json_object(raw)
    result = told.get("result")
    if isinstance(result, str):
        try:
            result = json_object(result)
        except Malformed as error:
            raise BadInput(error.detail, "/result") from error
    if not isinstance(result, Mapping):
        raise BadInput("Missing: auto-archiver's result, as JSON.", "/result")
    address = shaped(_Address, {"url": told.get("url")}).url
    copies = tuple(_copies(result))
    if not copies:
        raise BadInput(NOTHING, "/result/media")
    tags = told.get("tags")
    return Submitted(
        act=Preserve(address=address, copies=copies, preserved_at=_moment(_metadata(result))),
        author=_line(told.get("author_id")),
        tags=tuple(tag for tag in map(_line, tags[:MOST]) if tag) if isinstance(tags, list) else (),
    )


def sheet_rows(text: str) -> Iterator[tuple[str, Preserve]]:
    """What a sheet's rows say was kept, with the folder of each; rows that tell of no copy are passed over. Raises
    BadInput, which names the row."""
    for number, row in enumerate(csv.DictReader(StringIO(text)), 2):
        if number > ROWS:
            raise BadInput(f"A sheet has at most {ROWS:,} rows.")
        told = {(name or "").strip().lower(): (value or "").strip() for name, value in row.items() if _plain(value)}
        where, hash = web_address(told.get("archive location")), _hash(told.get("hash"))
        if not (told.get("archive status") and where):
            continue
        if (address := web_address(told.get("link"))) is None:
            raise BadInput(f"Row {number} tells of a copy, and of no address that it is of.")
        kept_at = moment_from(told.get("archive date"))
        yield (
            told.get("destination folder", ""),
            Preserve(address=address, copies=(KeptCopy(url=where, hash=hash),), preserved_at=kept_at),
        )


def result_of(acts: list[Preserve]) -> dict[str, Any]:
    """What was kept of an address, as auto-archiver reads its own results."""
    copies = dict.fromkeys(copy for act in acts for copy in act.copies)
    at = next((act.preserved_at for act in reversed(acts) if act.preserved_at), None)
    when = {"_processed_at": at.isoformat()} if at else {}
    return {
        "status": "claimtrace: success",
        "metadata": {"url": acts[-1].address, **when},
        "media": [
            {
                "filename": copy.name or "",
                "_key": copy.name or "",
                "urls": [copy.url] if copy.url else [],
                "properties": {"hash": copy.hash} if copy.hash else {},
                "_mimetype": "",
            }
            for copy in copies
        ],
    }


def _copies(result: Mapping[str, Any]) -> Iterator[KeptCopy]:
    media = result.get("media")
    for one in media[:MOST] if isinstance(media, list) else ():
        if not isinstance(one, Mapping):
            continue
        properties, urls = one.get("properties"), one.get("urls")
        told = urls if isinstance(urls, list) else []
        where = next((url for url in told[:MOST] if isinstance(url, str) and web_address(url)), None)
        name = _line(one.get("_key")) or _line(one.get("filename"))
        hash = _hash(properties.get("hash") if isinstance(properties, Mapping) else None)
        if where or hash:
            yield KeptCopy(url=where, name=name[:400] if name else None, hash=hash)


def _hash(told: object) -> str | None:
    """The hash as `SHA-256:` and hex; None for what is none of those that auto-archiver makes."""
    name, _, digits = told.partition(":") if isinstance(told, str) else ("", "", "")
    name, digits = name.strip().upper(), digits.strip().lower()
    whole = len(digits) == HASHES.get(name) and not set(digits) - set("0123456789abcdef")
    return f"{name}:{digits}" if whole else None


def _metadata(result: Mapping[str, Any]) -> Mapping[str, Any]:
    told = result.get("metadata")
    return told if isinstance(told, Mapping) else {}


def _moment(metadata: Mapping[str, Any]) -> datetime | None:
    """When it was done: its results have seconds since 1970, what others write in their place a date."""
    told = metadata.get("_processed_at")
    if isinstance(told, int | float) and 0 <= told < LAST_S:
        return datetime.fromtimestamp(told, UTC)
    return moment_from(told) if isinstance(told, str) else None


def _line(told: object) -> str | None:
    """A stranger's word on one line; None for nothing."""
    return " ".join(told.split())[:LINE] or None if isinstance(told, str) else None


def _plain(value: object) -> bool:
    return value is None or isinstance(value, str)
