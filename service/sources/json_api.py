"""Questions to other houses' JSON interfaces, through the guarded door: an answer is a JSON object, or a fault.

What they say of a fault is not repeated, for it may hold the key that they were asked with; where a desk has to know it
is, unless it does.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit

from pydantic_core import to_json

from service.errors import AnswerRefused, DeadlinePassed, FetchFault, Malformed, NoPage, QuotaSpent
from service.exports.safe import one_line
from service.intake.reading import json_object
from service.sources.fetch import Door, Fetched

JSON_TYPES = ("application/json", "text/json")
BYTES = 2_000_000  # of one answer
CALL_S = 10.0  # for one answer
# Tavily says 432 and 433 where what a plan pays for is used up.
USED_UP = frozenset((HTTPStatus.PAYMENT_REQUIRED, HTTPStatus.TOO_MANY_REQUESTS, 432, 433))
# How Google's interfaces say it beside a 403.
USED_UP_WORDS = frozenset("RESOURCE_EXHAUSTED rateLimitExceeded dailyLimitExceeded quotaExceeded".split())
NOT_ALLOWED = frozenset((HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN))
GONE = frozenset((HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
# Characters: of what is repeated of a fault, and of a header's part that may be a key.
SAID, KEY = 300, 8


@dataclass
class CallPace:
    """So many seconds from one question to the next, for all who ask in this process."""

    pause_s: float
    clock: Callable[[], float] = time.monotonic
    rest: Callable[[float], object] = time.sleep
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _next: float = 0.0

    def wait(self, most_s: float) -> None:
        """Raises DeadlinePassed where its turn comes later than `most_s` from now."""
        if not self.pause_s:
            return
        with self._lock:
            now = self.clock()
            turn = max(now, self._next)
            if turn - now > most_s:
                raise DeadlinePassed("Its turn would have come too late.")
            self._next = turn + self.pause_s
        self.rest(turn - now)


@dataclass(frozen=True)
class JsonApi:
    """One interface: where it answers (`base`, to which paths are added), and what it is told in `headers`, keys among
    them. `hint`: what may be wrong where it allows nothing."""

    door: Door
    base: str
    headers: Mapping[str, str] = field(repr=False)
    hint: str
    pace: CallPace = field(default_factory=lambda: CallPace(0.0))
    tells: bool = False

    def get(self, path: str, query: Mapping[str, str], within_s: float = CALL_S) -> dict[str, Any]:
        """Raises a `FetchFault`, or DeadlinePassed."""
        self.pace.wait(within_s)
        url = f"{self._at(path)}?{urlencode(query)}"
        return self._object(
            self.door.get(url, self.headers, timeout_s=min(within_s, CALL_S), most_bytes=BYTES, accepts=JSON_TYPES)
        )

    def post(self, path: str, body: Mapping[str, object], within_s: float = CALL_S) -> dict[str, Any]:
        """Raises a `FetchFault`, or DeadlinePassed."""
        return self.call("POST", path, body, within_s)

    def call(
        self, method: str, path: str, body: Mapping[str, object] | None, within_s: float = CALL_S
    ) -> dict[str, Any]:
        """What is answered to a method that brings JSON, or nothing (None). Raises a `FetchFault`, or
        DeadlinePassed."""
        self.pace.wait(within_s)
        headers = {**self.headers, **({} if body is None else {"Content-Type": "application/json"})}
        return self._object(
            self.door.ask(
                self._at(path),
                b"" if body is None else to_json(body),
                headers,
                timeout_s=min(within_s, CALL_S),
                most_bytes=BYTES,
                accepts=JSON_TYPES,
                method=method,
            )
        )

    def _at(self, path: str) -> str:
        return self.base.rstrip("/") + path

    def _object(self, came: Fetched) -> dict[str, Any]:
        host, status = urlsplit(came.url).hostname, came.status
        told = _read(came)
        said = self._said(told)
        if status in USED_UP or _is_used_up(told):
            spent = QuotaSpent(f"{host}: It answers no more for now ({status}).{said}")
            spent.wait_s = came.wait_s or 0.0
            raise spent
        if status in NOT_ALLOWED:
            raise AnswerRefused(f"{host}: It answered {status}: {self.hint}{said}")
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise FetchFault(f"{host}: It answered {status}.{said}")
        if status in GONE:
            raise NoPage(f"{host}: It answered {status}.{said}")
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise AnswerRefused(f"{host}: It answered {status}.{said}")
        if told is None:
            raise AnswerRefused(f"{host}: What it answered is no JSON object.")
        if told.get("error") or told.get("errors"):
            raise AnswerRefused(f"{host}: It answered {status}, and an error in it.{said}")
        return told

    def _said(self, told: dict[str, Any] | None) -> str:
        """What an answer says of its fault, as far as it may be repeated."""
        words = " ".join(_messages(told)) if self.tells and told else ""
        keys = (part for value in self.headers.values() for part in value.split() if len(part) >= KEY)
        return "" if not words or any(key in words for key in keys) else f" It says: {one_line(words)[:SAID]}"


def _messages(told: dict[str, Any]) -> Iterator[str]:
    """The messages of errors: one object, or a list of them, as GraphQL has it."""
    for name in ("error", "errors"):
        listed = told.get(name)
        for one in listed if isinstance(listed, list) else (listed,):
            words = one.get("message") if isinstance(one, dict) else one
            if isinstance(words, str):
                yield words


def _read(came: Fetched) -> dict[str, Any] | None:
    try:
        return json_object(came.body.decode())
    except (Malformed, UnicodeDecodeError):
        return None


def _is_used_up(told: dict[str, Any] | None) -> bool:
    """Whether an error of Google's shape says that its quota is spent, whatever the status beside it."""
    error = (told or {}).get("error")
    if not isinstance(error, dict):
        return False
    listed = error.get("errors")
    inner = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    return error.get("code") in USED_UP or any(
        str(one.get("reason", one.get("status"))) in USED_UP_WORDS for one in (error, *inner)
    )
