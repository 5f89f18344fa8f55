"""Watch feeds: ask each when it is due, have the pages that it tells of, and keep them in the archive.

Everything that is seen is kept before anything is done about it, so that a watch that was killed goes on where it was.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from http import HTTPStatus
from threading import Event
from typing import Any, TypeVar
from urllib.parse import urlsplit

from service.domain import Added, AddedState, FeedItem, Frozen, ParsedFeed, WaitingItem, WatchedFeed
from service.errors import Claimtrace, FetchFault, HostResting, Malformed, Refused, Unfinished
from service.intake.archiving import document_at, own_text
from service.intake.feeds import FEED_BYTES, feed_from
from service.intake.fetched import ARCHIVE_TYPES
from service.sources.fetch import Fetched
from service.sources.polite import PoliteDoor
from service.sources.web_pages import succeeded
from service.store.documents import DocumentStore
from service.store.feeds import FeedStore
from service.store.incoming import IncomingDocument
from service.text.pdf_text import PDF_BYTES

ASKED_S = 30.0  # for one feed or page, from the first question to the last byte
AT_ONCE = 8  # hosts
DEEPEST, MOST_SITEMAPS = 3, 200  # sitemaps below the one that was named, and of one feed in all
TRIES, FIRST_PAUSE, LONGEST_PAUSE = 3, timedelta(minutes=10), timedelta(days=1)
FEED_TYPES = (
    "application/rss+xml",
    "application/atom+xml",
    "application/feed+json",
    "application/json",
    "application/xml",
    "text/xml",
    "application/rdf+xml",
    "application/gzip",
    "application/x-gzip",
    "application/octet-stream",
    "text/plain",
    "text/html",
)
FAULTS = (FetchFault, Refused, Unfinished)
Given = TypeVar("Given")
Tell = Callable[[str], None]
# Runs a function on a stranger's text, aside: `service.sandbox.Sandbox.run`.
RunAside = Callable[..., Any]


class WatchTally(Frozen):
    """What came of one look at feeds: how many were asked, had not changed, or could not be had; and how many items
    were new, and of the pages that waited how many came into the archive, were there already, are tried again later, or
    could not be had."""

    asked: int = 0
    unchanged: int = 0
    feeds_failed: int = 0
    items: int = 0
    kept: int = 0
    there: int = 0
    later: int = 0
    failed: int = 0

    def __add__(self, other: "WatchTally") -> "WatchTally":
        names = WatchTally.model_fields
        return WatchTally(**{name: getattr(self, name) + getattr(other, name) for name in names})


class FeedWatch:
    """Serves one watch; its own threads share it."""

    def __init__(
        self,
        feeds: FeedStore,
        archive: DocumentStore,
        door: PoliteDoor,
        aside: RunAside,
        *,
        every: timedelta,
        newest: int,
        now: Callable[[], datetime],
    ) -> None:
        """Each feed is asked `every` so often, and of what it tells the `newest` items are looked at."""
        self._feeds, self._archive, self._door, self._aside = feeds, archive, door, aside
        self._every, self._newest, self._now = every, newest, now
        self._stopping = Event()

    def look(self, urls: Sequence[str], tell: Tell, *, all_due: bool) -> WatchTally:
        """Ask the feeds that are due (or all of them), and have the pages that wait. What cannot be had is told, one
        line each, and leaves the rest. Raises StoreUnavailable."""
        due = [url for url in urls if all_due or (self._feeds.known(url).next_at or self._now()) <= self._now()]
        asked = self._by_host(due, lambda url: url, lambda url: self._asked(url, tell))
        waiting = self._feeds.waiting(urls)
        had = self._by_host(waiting, lambda one: one.item.url or one.feed, lambda one: self._had(one, tell))
        return sum([*asked, *had], WatchTally())

    def due_at(self, urls: Sequence[str]) -> datetime:
        """When the first of the feeds is due again."""
        return min((self._feeds.known(url).next_at or self._now()) for url in urls)

    def _by_host(
        self, what: Iterable[Given], address: Callable[[Given], str], act: Callable[[Given], WatchTally]
    ) -> list[WatchTally]:
        """One of each host at a time, hosts side by side."""
        hosts = defaultdict[str, list[Given]](list)
        for one in what:
            hosts[urlsplit(address(one)).netloc].append(one)
        with ThreadPoolExecutor(AT_ONCE, "claimtrace-watch") as pool, closing(self):
            self._stopping.clear()
            return [tally for part in pool.map(lambda all_: self._each(all_, act), hosts.values()) for tally in part]

    def _each(self, what: Sequence[Given], act: Callable[[Given], WatchTally]) -> list[WatchTally]:
        return [act(one) for one in what if not self._stopping.is_set()]

    def close(self) -> None:
        """Nothing new is begun: whoever interrupts waits for what is under way alone."""
        self._stopping.set()

    # ------------------------------------------------------------ feeds

    def _asked(self, url: str, tell: Tell) -> WatchTally:
        """A feed and the sitemaps below it, each once, however they lead to one another."""
        tally, seen, level = WatchTally(), {url}, [url]
        for _ in range(1 + DEEPEST):
            named: list[str] = []
            for one in level:
                came, sitemaps = self._feed(one, url, tell)
                tally += came
                named += sitemaps
            level = [one for one in dict.fromkeys(named) if one not in seen][: MOST_SITEMAPS - len(seen)]
            seen |= set(level)
        return tally

    def _feed(self, url: str, listed_by: str, tell: Tell) -> tuple[WatchTally, tuple[str, ...]]:
        known = self._feeds.known(url)
        try:
            feed, read = self._read(known)
        except FAULTS as error:
            self._feeds.told(self._failed(known, error))
            tell(f"{url}: {error.detail}")
            return WatchTally(asked=1, feeds_failed=1), ()
        if read is None:
            self._feeds.told(feed, listed_by=listed_by)
            return WatchTally(asked=1, unchanged=1), feed.sitemaps
        new = self._feeds.told(feed, read.items, listed_by)
        return WatchTally(asked=1, items=new), feed.sitemaps

    def _read(self, known: WatchedFeed) -> tuple[WatchedFeed, ParsedFeed | None]:
        """How a feed stands, and what it tells (None: it has not changed). Raises one of FAULTS."""
        asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        headers = {name: told for name, told in asked.items() if told}
        came = self._door.get(known.url, headers, timeout_s=ASKED_S, most_bytes=FEED_BYTES, accepts=FEED_TYPES)
        stands = known.model_copy(update={"failures": 0, "next_at": self._now() + self._every})
        if came.status == HTTPStatus.NOT_MODIFIED:
            return stands, None
        read: ParsedFeed = self._read_aside(feed_from, succeeded(came).body, came.url, self._newest)
        told = {"etag": came.etag, "last_modified": came.last_modified, "sitemaps": read.sitemaps}
        return stands.model_copy(update=told), read

    def _failed(self, known: WatchedFeed, error: Claimtrace) -> WatchedFeed:
        """Asked again later and later, or when its host asks for it."""
        after = min(self._every * 2 ** min(known.failures, 10), LONGEST_PAUSE)
        next_at = max(error.until, self._now() + self._every) if isinstance(error, HostResting) else self._now() + after
        return known.model_copy(update={"failures": known.failures + 1, "next_at": next_at})

    def _read_aside(self, act: Callable[..., Given], *arguments: Any) -> Given:
        """What `act` reads. Raises Refused or Unfinished; what nobody foresaw a text to do leaves the others."""
        try:
            return self._aside(act, *arguments)  # type: ignore[no-any-return]
        except RuntimeError as error:
            raise Malformed(f"It cannot be read: {error}") from error

    # ------------------------------------------------------------ pages

    def _had(self, waiting: WaitingItem, tell: Tell) -> WatchTally:
        item = waiting.item
        try:
            came = self._page(item) if item.url else None
            document = self._read_aside(document_at, came, item) if came else None
        except HostResting as error:
            self._feeds.later(item, error.until, tried=False)
            return WatchTally(later=1)
        except FAULTS as error:
            if isinstance(error, FetchFault) and error.retryable and waiting.tries + 1 < TRIES:
                self._feeds.later(item, FIRST_PAUSE * 6**waiting.tries, tried=True)
                return WatchTally(later=1)
            return self._without_page(item, tell, f"{item.url}: {error.detail}")
        if document is None or came is None:
            return self._without_page(item, tell, None)
        return self._kept(item, IncomingDocument(document=document, fetched_at=came.at))

    def _page(self, item: FeedItem) -> Fetched:
        address = item.url or ""
        return succeeded(self._door.get(address, {}, timeout_s=ASKED_S, most_bytes=PDF_BYTES, accepts=ARCHIVE_TYPES))

    def _without_page(self, item: FeedItem, tell: Tell, reason: str | None) -> WatchTally:
        """An item by its own text, where its feed brings that in full."""
        try:
            document = self._read_aside(own_text, item, self._now())
        except (Refused, Unfinished) as error:
            document, reason = None, f"{item.url or item.title}: {error.detail}"
        if reason:
            tell(f"{reason} It is kept by its feed's own text." if document else reason)
        if document:  # what a feed says of a page is no other version of it
            return self._kept(item, IncomingDocument(document=document, replaces=False))
        self._feeds.done(item, None)
        return WatchTally(failed=1)

    def _kept(self, item: FeedItem, incoming: IncomingDocument) -> WatchTally:
        added: Added = next(self._archive.add((incoming,)))
        self._feeds.done(item, added.id)
        return WatchTally(there=1) if added.state is AddedState.DUPLICATE else WatchTally(kept=1)
