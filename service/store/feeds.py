"""Keep what is known of the feeds that are watched: what they told of, what became of it, and when they are due."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, select, update

from service.domain import FeedItem, ItemState, WaitingItem, WatchedFeed
from service.store.database import Database
from service.store.tables import FEED_ITEMS, FEEDS

AT_ONCE = 500  # keys in one question to the database


class FeedStore:
    """Feeds by address. Each change is one transaction, so that whoever is killed goes on where it was. Serves many
    threads. Raises StoreUnavailable whenever the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def known(self, url: str) -> WatchedFeed:
        """What is known of a feed; of one that was never asked, its address."""
        with self._database.reading() as connection:
            row = connection.execute(select(FEEDS).where(FEEDS.c.id == _id(url))).one_or_none()
        return _feed(row) if row else WatchedFeed(url=url)

    def told(self, feed: WatchedFeed, items: Sequence[FeedItem] = (), listed_by: str | None = None) -> int:
        """Keep how a feed stands now, and those of its items that are new, or were changed since: these wait from now
        on. Gives how many. Those of a sitemap are kept with the index that it was `listed_by`."""
        owner = _id(listed_by or feed.url)
        with self._database.writing() as connection:
            self._database.alone(connection, "claimtrace feeds")
            self._keep(connection, feed)
            stamps = self._stamps(connection, owner, [item.key for item in items])
            new = [item for item in items if stamps.get(item.key) != item.stamp]
            for item in new:
                row = {
                    "stamp": item.stamp,
                    "state": ItemState.WAITING,
                    "tries": 0,
                    "item": item.model_dump_json(exclude_defaults=True),
                    "next_at": None,
                    "seen_at": self._database.now(),
                }
                put = self._database.insert(FEED_ITEMS).values(feed=owner, key=item.key, **row)
                connection.execute(put.on_conflict_do_update(index_elements=["desk", "feed", "key"], set_=row))
        return len(new)

    def waiting(self, urls: Iterable[str]) -> list[WaitingItem]:
        """The items of feeds that wait and are due, each page once, in the order in which they were seen first."""
        feeds = {_id(url): url for url in urls}
        query = select(FEED_ITEMS).where(FEED_ITEMS.c.feed.in_(feeds), FEED_ITEMS.c.state == ItemState.WAITING)
        due = FEED_ITEMS.c.next_at.is_(None) | (FEED_ITEMS.c.next_at <= self._database.now())
        with self._database.reading() as connection:
            rows = connection.execute(query.where(due).order_by(FEED_ITEMS.c.seen_at, FEED_ITEMS.c.key)).all()
        once = {row.key: row for row in reversed(rows)}
        return [
            WaitingItem(feed=feeds[row.feed], item=FeedItem.model_validate_json(row.item), tries=row.tries)
            for row in reversed(once.values())
        ]

    def done(self, item: FeedItem, document_id: str | None) -> None:
        """The page of an item is in the archive, or cannot be had (None), for every feed that told of it alike."""
        state = ItemState.KEPT if document_id else ItemState.FAILED
        self._set(item, state=state, document_id=document_id, item=None, next_at=None)

    def later(self, item: FeedItem, after: timedelta | datetime, tried: bool) -> None:
        """Try the page of an item again after so long, or at a moment; `tried`: this counts as a try."""
        next_at = after if isinstance(after, datetime) else self._database.now() + after
        self._set(item, next_at=next_at, **({"tries": FEED_ITEMS.c.tries + 1} if tried else {}))

    def _set(self, one: FeedItem, **values: Any) -> None:
        told = (FEED_ITEMS.c.key == one.key) & (FEED_ITEMS.c.state == ItemState.WAITING)
        with self._database.writing() as connection:
            connection.execute(update(FEED_ITEMS).where(told).values(**values))

    def _keep(self, connection: Connection, feed: WatchedFeed) -> None:
        row = {
            "url": feed.url,
            "etag": feed.etag,
            "last_modified": feed.last_modified,
            "sitemaps": json.dumps(feed.sitemaps),
            "failures": feed.failures,
            "next_at": feed.next_at,
            "asked_at": self._database.now(),
        }
        put = self._database.insert(FEEDS).values(id=_id(feed.url), **row)
        connection.execute(put.on_conflict_do_update(index_elements=["desk", "id"], set_=row))

    def _stamps(self, connection: Connection, owner: str, keys: Sequence[str]) -> dict[str, str]:
        stamps: dict[str, str] = {}
        for start in range(0, len(keys), AT_ONCE):
            wanted = FEED_ITEMS.c.key.in_(keys[start : start + AT_ONCE])
            query = select(FEED_ITEMS.c.key, FEED_ITEMS.c.stamp).where(FEED_ITEMS.c.feed == owner, wanted)
            stamps |= {row.key: row.stamp for row in connection.execute(query)}
        return stamps


def _id(url: str) -> str:
    return sha256(url.encode()).hexdigest()[:32]


def _feed(row: Row[Any]) -> WatchedFeed:
    names = ("url", "etag", "last_modified", "failures", "next_at")
    return WatchedFeed(**{name: getattr(row, name) for name in names}, sitemaps=tuple(json.loads(row.sitemaps)))
