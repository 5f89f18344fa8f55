"""Pages at addresses that somebody names: fetched through the guarded door, tried again where it may help, and taped.

A named address is fetched whatever its site's robots.txt says, for a person asks for that one page. Feeds and crawls,
where nobody has named the page, heed it: `service.sources.polite`.
"""

import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from tenacity import RetryCallState, Retrying, retry_if_exception, wait_random_exponential

from service.cassette import CallLog, Cassette, TapeMode
from service.errors import AnswerRefused, Cancelled, DeadlinePassed, FetchFault, NoPage
from service.intake.fetched import PAGE_TYPES
from service.intake.fields import LINE, PAGE
from service.sources.addresses import Guard, check_url
from service.sources.fetch import Door, Fetched
from service.sources.taped import TapedDoor

# Seconds: for one try, from the first question to the last byte, and for all tries at one address.
TRY_S, ADDRESS_S = 20.0, 45.0
TRIES = 3
# What may pass: it was too early, too much, or too soon. Whatever the server's own fault is may pass too.
MAY_PASS = frozenset((HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS))
GONE = frozenset((HTTPStatus.NOT_FOUND, HTTPStatus.GONE))


@dataclass(frozen=True)
class PageFetcher:
    """One for the process; its threads share it. `agent` is how it names itself, `first_pause_s` how long it waits at
    most before a second try, and twice as long before the third."""

    door: Door
    guard: Guard
    cassette: Cassette
    agent: str
    first_pause_s: float = 2.0
    clock: Callable[[], float] = time.monotonic

    def check(self, url: str, field: str) -> None:
        """What can be said of an address before anybody asks the network. Raises BadInput, which names the field."""
        check_url(url, self.guard, field)

    def fetch(
        self,
        url: str,
        cancelled: threading.Event,
        log: CallLog | None = None,
        within_s: float = ADDRESS_S,
        accepts: Collection[str] = PAGE_TYPES,
        most_bytes: int = PAGE,
    ) -> Fetched:
        """The page that stands at an address, or that stood there when the log was written. Raises a `FetchFault`,
        DeadlinePassed, Cancelled, or CassetteMiss."""
        patient = _Patient(self, cancelled, self.clock() + min(within_s, ADDRESS_S))
        tape = Cassette(log, TapeMode.RECORD, _now, behind=self.cassette) if log else self.cassette
        headers = {"User-Agent": self.agent}
        return TapedDoor(patient, tape).get(url, headers, timeout_s=TRY_S, most_bytes=most_bytes, accepts=accepts)


class _Patient:
    """The fetcher's door for one address, until a moment: what may pass is tried again, as late as its server asks for,
    and only pages come of it."""

    def __init__(self, fetcher: PageFetcher, cancelled: threading.Event, until: float) -> None:
        self._fetcher, self._cancelled, self._until = fetcher, cancelled, until
        self._asked_s = 0.0

    def get(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        timeout_s: float,
        most_bytes: int,
        accepts: Collection[str],
    ) -> Fetched:
        def once() -> Fetched:
            if self._cancelled.is_set():
                raise Cancelled("The article was cancelled.")
            within = min(timeout_s, self._left_s())
            if within <= 0:
                raise DeadlinePassed(f"{urlsplit(url).hostname}: no time was left to ask it.")
            came = self._fetcher.door.get(url, headers, timeout_s=within, most_bytes=most_bytes, accepts=accepts)
            self._asked_s = came.wait_s or 0.0
            return succeeded(came)

        usual = wait_random_exponential(multiplier=self._fetcher.first_pause_s)
        retrying = Retrying(
            retry=retry_if_exception(lambda error: isinstance(error, FetchFault) and error.retryable),
            wait=lambda state: max(usual(state), self._asked_s),
            stop=self._gives_up,
            sleep=self._rest,
            reraise=True,
        )
        return retrying(once)

    def _rest(self, seconds: float) -> None:
        self._cancelled.wait(seconds)

    def _left_s(self) -> float:
        return self._until - self._fetcher.clock()

    def _gives_up(self, state: RetryCallState) -> bool:
        return state.attempt_number >= TRIES or state.upcoming_sleep >= self._left_s()


def succeeded(answer: Fetched) -> Fetched:
    """The answer, if it is a page. Raises FetchFault for what may pass, NoPage or AnswerRefused for what will not."""
    host, status = urlsplit(answer.url).hostname, answer.status
    if status in MAY_PASS or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise FetchFault(f"{host}: It answered {_named(status)}.")
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        raise (NoPage if status in GONE else AnswerRefused)(f"{host}: It answered {_named(status)}.")
    if len(answer.url) > LINE:
        raise AnswerRefused(f"{host}: It led to an address of more than {LINE:,} characters.")
    return answer


def _named(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _now() -> datetime:
    return datetime.now(UTC)
