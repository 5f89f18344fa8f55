"""The guarded door for feeds and crawls, where nobody named the page: each host is asked one thing at a time, with
pauses, as far as its robots.txt allows, and is left alone for as long as it asks."""

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from protego import Protego

from service.errors import AddressRefused, AnswerRefused, FetchFault, HostResting, Unfinished
from service.sources.fetch import Door, Fetched

# RFC 9309: at least 500 kibibytes are read, and rules are kept no longer than a day. Where they cannot be had for a
# fault of the server nothing is fetched; that is looked at again after so long.
ROBOTS_BYTES, ROBOTS_TYPES = 512_000, ("text/plain", "text/html", "application/octet-stream")
KEPT_S, LOOK_AGAIN_S = 86_400.0, 600.0
ROBOTS_S, PAUSE_S, LONGEST_PAUSE_S = 20.0, 1.0, 120.0
TOO_MUCH = frozenset((HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE))
LEFT_ALONE_S = 600.0  # where a host asks for it and does not say for how long


class Allowed(NamedTuple):
    """Whether an address may be fetched, and the seconds between two that its host asks for."""

    fetched: bool
    pause_s: float | None


# Runs a function on a stranger's text, aside: `service.sandbox.Sandbox.run`.
Aside = Callable[..., Allowed]


def asked_of(rules: str, url: str, agent: str) -> Allowed:
    """What a robots.txt says of an address."""
    robots = Protego.parse(rules)
    pause = robots.crawl_delay(agent)
    rate = robots.request_rate(agent)
    paced = rate.seconds / rate.requests if rate and rate.requests else None
    return Allowed(robots.can_fetch(url, agent), max((s for s in (pause, paced) if s is not None), default=None))


@dataclass
class _Host:
    """What is known of one host: its rules (None: nothing may be fetched) and until when they hold, when it was asked
    last, and until when it is to be left alone."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: str | None = None
    rules_until_s: float = float("-inf")
    asked_s: float = float("-inf")
    pause_s: float = 0.0
    alone_until: datetime | None = None


class PoliteDoor:
    """One for the process; its threads share it. `agent` is how it names itself; robots.txt knows it by the part before
    the first slash."""

    def __init__(
        self,
        door: Door,
        agent: str,
        aside: Aside,
        *,
        pause_s: float = PAUSE_S,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._door, self._agent, self._aside = door, agent, aside
        self._pause_s, self._sleep, self._clock, self._now = pause_s, sleep, clock, now
        self._hosts: dict[str, _Host] = defaultdict(_Host)
        self._lock = threading.Lock()

    def get(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        timeout_s: float,
        most_bytes: int,
        accepts: Collection[str],
    ) -> Fetched:
        """As `Door.get`. Raises a `FetchFault`: HostResting where the host is to be left alone, AnswerRefused where its
        rules, or those of the host where redirects ended, do not let the page be fetched."""
        with self._turn(url) as host:
            self._heed(host, url)
            self._pause(host)
            try:
                came = self._door.get(
                    url,
                    {"User-Agent": self._agent, **headers},
                    timeout_s=timeout_s,
                    most_bytes=most_bytes,
                    accepts=accepts,
                )
            finally:
                host.asked_s = self._clock()
            if came.status in TOO_MUCH:
                host.alone_until = came.at + timedelta(seconds=came.wait_s or LEFT_ALONE_S)
                raise _resting(url, host.alone_until)
        if _netloc(came.url) != _netloc(url):
            with self._turn(came.url) as other:
                self._heed(other, came.url)
        return came

    @contextmanager
    def _turn(self, url: str) -> Iterator[_Host]:
        """A host, while nobody else asks it. Raises HostResting."""
        with self._lock:
            host = self._hosts[_netloc(url)]
        with host.lock:
            if host.alone_until and host.alone_until > self._now():
                raise _resting(url, host.alone_until)
            yield host

    def _pause(self, host: _Host) -> None:
        left = host.asked_s + min(max(self._pause_s, host.pause_s), LONGEST_PAUSE_S) - self._clock()
        if left > 0:
            self._sleep(left)

    def _heed(self, host: _Host, url: str) -> None:
        """Raises AnswerRefused for what a host does not want fetched."""
        if host.rules_until_s <= self._clock():
            host.rules, kept_s = self._rules(url)
            host.rules_until_s = self._clock() + kept_s
            host.asked_s = self._clock()
        name = urlsplit(url).hostname
        if host.rules is None:
            raise FetchFault(f"{name}: Its robots.txt cannot be had now, and until then nothing of it is fetched.")
        if not host.rules.strip():
            return
        try:
            told = self._aside(asked_of, host.rules, url, self._agent.partition("/")[0])
        except Unfinished as error:
            raise AnswerRefused(f"{name}: Its robots.txt cannot be read: {error.detail}") from error
        host.pause_s = told.pause_s or 0.0
        if not told.fetched:
            raise AnswerRefused(f"{name}: Its robots.txt asks that this is not fetched.")

    def _rules(self, url: str) -> tuple[str | None, float]:
        """The rules of a host, and the seconds that they are kept; None where they cannot be had. Raises
        AddressRefused."""
        try:
            came = self._door.get(
                urljoin(url, "/robots.txt"),
                {"User-Agent": self._agent},
                timeout_s=ROBOTS_S,
                most_bytes=ROBOTS_BYTES,
                accepts=ROBOTS_TYPES,
            )
        except AddressRefused:
            raise
        except AnswerRefused:
            return "", KEPT_S
        except FetchFault:
            return None, LOOK_AGAIN_S
        if came.status >= HTTPStatus.INTERNAL_SERVER_ERROR or came.status == HTTPStatus.TOO_MANY_REQUESTS:
            return None, LOOK_AGAIN_S
        if not HTTPStatus.OK <= came.status < HTTPStatus.MULTIPLE_CHOICES or came.media_type == "text/html":
            return "", KEPT_S
        return came.body.decode("utf-8", errors="replace"), KEPT_S


def _resting(url: str, until: datetime) -> HostResting:
    return HostResting(
        f"{urlsplit(url).hostname}: It asks to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC.", until
    )


def _netloc(url: str) -> str:
    return urlsplit(url).netloc.lower()
