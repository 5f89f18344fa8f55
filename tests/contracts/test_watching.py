"""Feeds are watched over real HTTP on loopback: politely, durably, and whatever one of
them holds."""

import gzip
import threading
from datetime import UTC, datetime, timedelta

import pytest

from service.domain import Within
from service.sources.addresses import Guard
from service.sources.fetch import Door
from service.sources.polite import PoliteDoor
from service.store.database import Database
from service.store.documents import DocumentStore
from service.store.feeds import FeedStore
from service.work.watching import FeedWatch, WatchTally
from tests.feeds import Site, article, index, rss, sitemap
from tests.loopback import moved, said

LOOPBACK = Guard(allowed=("127.0.0.0/8",), plain=True)
AGENT = "Claimtrace/1 (desk.example)"
FULL = "The whole lighthouse stood dark for a week, the keeper told the harbour board of Orvel."


class Desk:
    """A watch whose clock is the test's: who sleeps moves it on."""

    def __init__(self, database):
        self.database, self.said, self.slept = database, [], []
        database.now = self.now
        self.moment = datetime(2024, 7, 1, tzinfo=UTC)
        self.feeds, self.archive = FeedStore(database), DocumentStore(database)
        self.begin()

    def begin(self, newest=50):
        """As a process that was just started: it knows what the store knows."""
        door = PoliteDoor(
            Door(LOOPBACK, now=self.now),
            AGENT,
            aside,
            sleep=self.sleep,
            clock=self.seconds,
            now=self.now,
        )
        every = timedelta(minutes=15)
        self.watch = FeedWatch(self.feeds, self.archive, door, aside, every=every, newest=newest, now=self.now)

    def now(self):
        return self.moment

    def seconds(self):
        return self.moment.timestamp()

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)

    def look(self, *urls, all_due=True):
        self.said.clear()
        return self.watch.look(urls, self.said.append, all_due=all_due)

    def titles(self):
        return sorted(one.document.title or "" for one in self.archive.page(Within(), None, 100)[0])


def aside(act, *arguments):
    return act(*arguments)


def opened(url):
    database = Database(url)
    database.upgrade()
    yield Desk(database)
    database.close()


@pytest.fixture
def desk(tmp_path):
    yield from opened(f"sqlite:///{tmp_path / 'claimtrace.db'}")


@pytest.fixture
def either(tables_url):
    """A desk on each kind of database, for what the store alone decides."""
    yield from opened(tables_url)


@pytest.fixture
def site():
    with Site() as site:
        site.parts["/pier"], site.parts["/quay"] = article("pier"), article("quay")
        site.parts["/feed"] = rss("/pier", "/quay")
        yield site


# ---------------------------------------------------------------- what is had


def test_pages_that_a_feed_tells_of_are_had_once(either, site):
    assert either.look(site.at("/feed")) == WatchTally(asked=1, items=2, kept=2)
    assert either.titles() == ["The pier is shut", "The quay is shut"]
    kept = either.archive.page(Within(), None, 1)[0][0]
    assert kept.fetched_at is not None
    assert kept.document.fetched.url.startswith(site.at("/"))
    assert either.look(site.at("/feed")) == WatchTally(asked=1, unchanged=1)
    site.parts["/tower"], site.parts["/feed"] = article("tower"), rss("/tower", "/pier", "/quay")
    either.begin()
    assert either.look(site.at("/feed")) == WatchTally(asked=1, items=1, kept=1)
    assert site.asked("/pier", "/quay", "/tower").count("/pier") == 1


@pytest.mark.parametrize("kind", ["atom", "json", "sitemap", "packed"])
def test_every_kind_of_feed_leads_to_its_pages(desk, site, kind):
    told = {
        "atom": said(b'<feed><entry><link href="/pier"/></entry></feed>', type="application/atom+xml"),
        "json": said(b'{"version": "https://jsonfeed.org/version/1", "items": [{"url": "/pier"}]}', type="text/plain"),
        "sitemap": sitemap("/pier"),
        "packed": said(gzip.compress(b"<urlset><url><loc>/pier</loc></url></urlset>"), type="application/x-gzip"),
    }
    site.parts["/feed"] = told[kind]
    assert desk.look(site.at("/feed")).kept == 1
    assert desk.titles() == ["The pier is shut"]


def test_a_page_that_cannot_be_had_is_kept_by_its_feed_s_own_text_and_that_is_told(desk, site):
    site.parts["/feed"] = rss(("/gone", "Mon, 10 Jun 2024 06:00:00 GMT", FULL), "/nowhere", "/pier")
    assert desk.look(site.at("/feed")) == WatchTally(asked=1, items=3, kept=2, failed=1)
    assert "/gone" in desk.titles()
    assert sorted("own text" in line for line in desk.said) == [False, True]
    (kept,) = (one for one in desk.archive.page(Within(), None, 9)[0] if one.document.title == "/gone")
    assert (kept.document.text, kept.fetched_at) == (FULL, None)
    assert kept.document.published_at == datetime(2024, 6, 10, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "own", "kept"),
    [
        (None, None, None),
        ("never", None, None),
        ("Mon, 10 Jun 2024 06:00:00 GMT", None, datetime(2024, 6, 10, 6, tzinfo=UTC)),
        ("Mon, 10 Jun 2034 06:00:00 GMT", None, None),
        ("Mon, 10 Jun 2034 06:00:00 GMT", "2024-06-09T06:00:00Z", datetime(2024, 6, 9, 6, tzinfo=UTC)),
        ("Mon, 10 Jun 2024 06:00:00 GMT", "2031-06-09T06:00:00Z", datetime(2024, 6, 10, 6, tzinfo=UTC)),
        ("Tue, 02 Jul 2024 00:00:00 +1400", None, datetime(2024, 7, 1, 10, tzinfo=UTC)),
    ],
)
def test_a_date_that_is_missing_wrong_or_ahead_counts_for_none(desk, site, told, own, kept):
    site.parts["/pier"] = article("pier", own)
    site.parts["/feed"] = rss(("/pier", told))
    desk.look(site.at("/feed"))
    assert desk.archive.page(Within(), None, 1)[0][0].document.published_at == kept


def test_a_page_that_its_feed_says_was_changed_is_had_again_and_replaces_what_it_was(desk, site):
    site.parts["/feed"] = rss(("/pier", "Mon, 10 Jun 2024 06:00:00 GMT", FULL))
    desk.look(site.at("/feed"))
    site.parts["/pier"] = article("mole")
    assert desk.look(site.at("/feed")).items == 0
    site.parts["/feed"] = rss(("/pier", "Tue, 11 Jun 2024 06:00:00 GMT", FULL))
    assert desk.look(site.at("/feed")) == WatchTally(asked=1, items=1, kept=1)
    (now,), _ = desk.archive.page(Within(), None, 9)
    former = desk.archive.get(now.replaces).document
    assert (now.document.title, former.title) == ("The mole is shut", "The pier is shut")
    del site.parts["/pier"]
    site.parts["/feed"] = rss(("/pier", "Wed, 12 Jun 2024 06:00:00 GMT", FULL))
    assert desk.look(site.at("/feed")).there == 1, "what a feed says of a page is no version of it"


# ---------------------------------------------------------------- what is made to harm


POISON = {
    "bomb": said(b'<!DOCTYPE r [<!ENTITY a "ha">]><rss><item><title>&a;</title></item></rss>', type="text/xml"),
    "huge": said(b" " * 20_000_001, type="text/xml"),
    "packed": said(gzip.compress(b" " * 25_000_000), type="text/xml", Content_Encoding="gzip"),
    "page": said(b"<html><body>Welcome</body></html>"),
    "picture": said(b"GIF89a", type="image/gif"),
    "lie": said(b"GIF89a", type="application/rss+xml"),
    "inward": moved("http://10.0.0.1/feed"),
    "metadata": moved("http://169.254.169.254/latest/"),
    "loop": moved("/loop"),
    "gone": said(b"", "410 Gone"),
    "broken": said(b"", "500 Internal Server Error"),
    "endless": [b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: nonsense\r\n\r\n"],
}


@pytest.mark.parametrize("name", POISON)
def test_a_poisoned_feed_is_told_and_the_others_go_on(desk, site, name):
    site.parts[f"/{name}"] = POISON[name]
    poisoned = site.at(f"/{name}")
    assert desk.look(poisoned, site.at("/feed")) == WatchTally(asked=2, feeds_failed=1, items=2, kept=2)
    (line,) = desk.said
    assert line.startswith(f"{poisoned}: ")
    assert desk.feeds.known(poisoned).failures == 1


def test_pages_that_a_feed_leads_to_inside_are_not_had(desk, site):
    site.parts["/inward"] = moved("http://10.0.0.1/")
    site.parts["/feed"] = rss("http://169.254.169.254/latest/meta-data", "http://127.0.0.1:22/", "/inward", "/pier")
    assert desk.look(site.at("/feed")) == WatchTally(asked=1, items=4, kept=1, failed=3)


def test_sitemaps_that_lead_to_one_another_are_read_once(either, site):
    site.parts["/map"] = index("/map", "/deeper", "/one")
    site.parts["/deeper"] = index("/map", "/two")
    site.parts["/one"], site.parts["/two"] = sitemap("/pier", "/quay"), sitemap("/quay")
    assert either.look(site.at("/map")) == WatchTally(asked=4, items=2, kept=2)
    site.parts["/two"] = sitemap("/quay", "/tower")
    site.parts["/tower"] = article("tower")
    assert either.look(site.at("/map")) == WatchTally(asked=4, unchanged=3, items=1, kept=1)


def test_an_index_without_bottom_is_left_at_its_fourth_level(desk, site):
    for level in range(9):
        site.parts[f"/{level}"] = index(f"/{level + 1}")
    assert desk.look(site.at("/0")).asked == 4


# ---------------------------------------------------------------- manners


@pytest.mark.parametrize(
    ("rules", "had"),
    [
        (said(b"User-agent: *\nDisallow: /pier", type="text/plain"), ["The quay is shut"]),
        (said(b"User-agent: Claimtrace\nDisallow: /p*r$", type="text/plain"), ["The quay is shut"]),
        (said(b"User-agent: other\nDisallow: /", type="text/plain"), ["The pier is shut", "The quay is shut"]),
        (said(b"User-agent: *\nDisallow: /\nAllow: /feed\nAllow: /quay", type="text/plain"), ["The quay is shut"]),
        (said(b"<html>Welcome</html>"), ["The pier is shut", "The quay is shut"]),
        (said(b"\xff\xfe\x00 nothing", type="text/plain"), ["The pier is shut", "The quay is shut"]),
        (said(b"User-agent: *\nDisallow: /", type="text/plain"), []),
        (said(b"", "503 Service Unavailable"), []),
    ],
)
def test_robots_txt_is_heeded_for_feeds_and_pages(desk, site, rules, had):
    site.parts["/robots.txt"] = rules
    desk.look(site.at("/feed"))
    assert desk.titles() == had
    assert site.asked("/robots.txt") == ["/robots.txt"]
    assert all(line.count("robots.txt") == 1 for line in desk.said)


def test_a_page_whose_redirect_ends_where_robots_txt_forbids_it_is_not_kept(desk, site):
    with Site() as other:
        other.parts["/robots.txt"] = said(b"User-agent: *\nDisallow: /", type="text/plain")
        other.parts["/pier"] = article("pier")
        site.parts["/pier"] = moved(other.at("/pier"))
        assert desk.look(site.at("/feed")) == WatchTally(asked=1, items=2, kept=1, failed=1)


@pytest.mark.parametrize(("rules", "pause"), [(b"", 1.0), (b"User-agent: *\nCrawl-delay: 7", 7.0)])
def test_a_host_is_asked_one_thing_at_a_time_with_pauses(desk, site, rules, pause):
    site.parts["/robots.txt"] = said(rules, type="text/plain")
    desk.look(site.at("/feed"))
    assert desk.slept == [pause] * 3
    assert site.asked()[0] == "/robots.txt"
    assert all(AGENT.encode() in request for request in site.heard)


def test_a_host_is_never_asked_two_things_at_once(desk, site):
    busy, most = [], []

    class Slow(Site):
        def _said_to(self, request):
            busy.append(1)
            most.append(len(busy))
            threading.Event().wait(0.02)
            busy.pop()
            return super()._said_to(request)

    with Slow() as slow:
        slow.parts |= {f"/{n}": article(f"tower {n}") for n in range(5)}
        slow.parts |= {f"/feed{n}": rss(*(f"/{m}" for m in range(5))) for n in range(3)}
        tally = desk.look(*(slow.at(f"/feed{n}") for n in range(3)))
    assert (tally.items, tally.kept + tally.there, max(most)) == (15, 5, 1)


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Service Unavailable"])
def test_a_host_that_asks_for_it_is_left_alone_by_the_next_process_too(desk, site, status):
    site.parts["/feed"] = said(b"", status, Retry_After="3600")
    assert desk.look(site.at("/feed")).feeds_failed == 1
    site.parts["/feed"] = rss("/pier")
    desk.begin()
    desk.sleep(3500)
    assert desk.look(site.at("/feed"), all_due=False) == WatchTally()
    desk.sleep(200)
    assert desk.look(site.at("/feed"), all_due=False).kept == 1


def test_pages_of_a_host_that_asks_to_be_left_alone_wait_without_a_try(desk, site):
    site.parts["/pier"] = site.parts["/quay"] = said(b"", "429 Too Many Requests", Retry_After="600")
    assert desk.look(site.at("/feed")).later == 2
    assert len(site.asked("/pier", "/quay")) == 1
    site.parts["/pier"], site.parts["/quay"] = article("pier"), article("quay")
    desk.sleep(601)
    assert desk.look(site.at("/feed"), all_due=False).kept == 2


def test_what_may_pass_is_tried_three_times_later_and_later(either, site):
    site.parts["/pier"] = said(b"", "500 Internal Server Error")
    told = [either.look(site.at("/feed"))]
    for _ in range(3):
        either.sleep(3700)
        told.append(either.look(site.at("/feed")))
    assert [(one.later, one.failed) for one in told] == [(1, 0), (1, 0), (0, 1), (0, 0)]
    assert site.asked("/pier") == ["/pier"] * 3


def test_a_feed_is_asked_when_it_is_due_and_later_the_longer_it_cannot_be_had(desk, site):
    feed = site.at("/feed")
    desk.look(feed)
    assert desk.watch.due_at([feed]) == desk.feeds.known(feed).next_at
    assert desk.look(feed, all_due=False) == WatchTally()
    desk.sleep(15 * 60)
    assert desk.look(feed, all_due=False).unchanged == 1
    del site.parts["/feed"]
    waits = []
    for _ in range(12):
        desk.look(feed)
        waits.append(desk.feeds.known(feed).next_at - desk.now())
    assert waits[:3] == [timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=1)]
    assert waits[-1] == timedelta(days=1)


def test_of_a_long_feed_the_newest_items_are_had(desk, site):
    site.parts["/feed"] = rss(("/pier", "Mon, 10 Jun 2024 06:00:00 GMT"), ("/quay", "Tue, 11 Jun 2024 06:00:00 GMT"))
    desk.begin(newest=1)
    desk.look(site.at("/feed"))
    assert desk.titles() == ["The quay is shut"]


def test_a_page_that_two_feeds_tell_of_is_had_once(either, site):
    site.parts["/other"] = sitemap("/pier", "/quay?utm_source=map")
    assert either.look(site.at("/feed"), site.at("/other")) == WatchTally(asked=2, items=4, kept=2)
    assert len(site.asked("/pier", "/quay", "/quay?utm_source=map")) == 2
