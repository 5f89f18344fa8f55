"""An article that comes as an item of RSS or Atom, alone or in a feed that holds no other."""

from itertools import islice
from typing import Any

from service.errors import Malformed
from service.intake.feeds import entries_from, moment_from
from service.intake.ninjs import as_page
from service.intake.reading import request_from
from service.intake.request import Request


def request_from_item(raw: bytes) -> Request:
    """The request that an item brings: its full text where it holds one, else its address; a summary is no article.
    Raises Malformed where it holds neither, or where there is not exactly one; or BadInput."""
    entries = list(islice(entries_from(raw), 2))
    if len(entries) != 1:
        raise Malformed("One item is verified at a time: `claimtrace archive watch` reads whole feeds.")
    (entry,) = entries
    if not (entry.html or entry.text or entry.link):
        raise Malformed("The item holds neither a text nor an address.")
    published = moment_from(entry.published)
    fields: dict[str, Any] = {
        "html": as_page(entry.html),
        "body": None if entry.html else entry.text,
        "url": entry.link,
        "title": entry.title,
        "author": entry.author,
        "external_id": entry.id,
        "published_at": published.isoformat() if published else None,
        "language": entry.language,
    }
    return request_from({"article": {name: value for name, value in fields.items() if value}})
