"""Feeds that a desk watches, and what they tell of."""

from datetime import datetime
from enum import StrEnum

from service.domain.values import Frozen


class FeedKind(StrEnum):
    RSS = "rss"
    ATOM = "atom"
    JSON = "json"
    SITEMAP = "sitemap"
    SITEMAP_INDEX = "sitemap_index"


class FeedItem(Frozen):
    """A page that a feed tells of. `key` is the page by the one name that its addresses share, or, where it has no
    address, the feed's own id for it; `stamp` changes when its feed says that it was changed. `html` or `text` is the
    item's own full text, where the feed brings it."""

    key: str
    stamp: str = ""
    url: str | None = None
    title: str | None = None
    published_at: datetime | None = None
    language: str | None = None
    html: str | None = None
    text: str | None = None


class ParsedFeed(Frozen):
    """A feed as it was read: its items, or the addresses of the sitemaps that an index names."""

    kind: FeedKind
    items: tuple[FeedItem, ...] = ()
    sitemaps: tuple[str, ...] = ()


class WatchedFeed(Frozen):
    """What is known of a feed: what its server is asked by whether it changed since (`etag`, `last_modified`), the
    sitemaps that it named, when it may be asked again, and how often in a row it could not be had."""

    url: str
    etag: str | None = None
    last_modified: str | None = None
    sitemaps: tuple[str, ...] = ()
    next_at: datetime | None = None
    failures: int = 0


class ItemState(StrEnum):
    """What became of an item: its page is yet to be had; it is in the archive; it could not be had."""

    WAITING = "waiting"
    KEPT = "kept"
    FAILED = "failed"


class WaitingItem(Frozen):
    """An item whose page is yet to be had, after so many `tries`."""

    feed: str
    item: FeedItem
    tries: int = 0
