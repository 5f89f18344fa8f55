"""Fetches on the cassette: what decides what stands at an address, and the door that replaying never opens."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import ClassVar, Protocol

import httpx

from service.cassette import CallKind, Cassette, Question
from service.domain import fingerprint
from service.sources.fetch import NEGOTIATE, Fetched, read_url


class FetchQuestion(Question):
    """What decides what is fetched: the whole address and the headers that choose what it gives, by hash, and what is
    taken. Who asks, and with what key, does not. `page` is the address without its query, which may hold a secret."""

    kind: ClassVar[CallKind] = CallKind.FETCH

    host: str
    page: str
    url_hash: str
    headers_hash: str
    accepts: tuple[str, ...]
    most_bytes: int

    @classmethod
    def of(cls, url: str, headers: Mapping[str, str], most_bytes: int, accepts: Collection[str]) -> "FetchQuestion":
        """Raises AddressRefused for what is no URL."""
        to, sent = read_url(url).copy_with(fragment=None), httpx.Headers(headers)
        return cls(
            host=to.host,
            page=str(to.copy_with(query=None, userinfo=b"")),
            url_hash=fingerprint(str(to), length=32),
            headers_hash=fingerprint([sent.get(name) for name in NEGOTIATE]),
            accepts=tuple(sorted(accepts)),
            most_bytes=most_bytes,
        )

    @property
    def key(self) -> str:
        return fingerprint([self.kind, self.url_hash, self.headers_hash, self.accepts, self.most_bytes], length=32)

    @property
    def named(self) -> str:
        return f"GET {self.page}"

    @property
    def family(self) -> str:
        return self.host

    def likeness(self, kept: "FetchQuestion") -> tuple[bool, ...]:
        return (kept.url_hash == self.url_hash, kept.page == self.page, kept.headers_hash == self.headers_hash)

    def difference(self, kept: "FetchQuestion") -> str:
        if kept.page != self.page:
            return f"the address was {kept.page}"
        if kept.url_hash != self.url_hash:
            return "the address had another query"
        return "the headers, the types or the size that are taken were others"


class Gets(Protocol):
    """What fetches: a `Door`, or what stands before one."""

    def get(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        timeout_s: float,
        most_bytes: int,
        accepts: Collection[str],
    ) -> Fetched: ...


class TapedDoor:
    """A door whose every GET goes through a cassette."""

    def __init__(self, door: Gets, cassette: Cassette) -> None:
        self._door, self._cassette = door, cassette

    def get(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        timeout_s: float,
        most_bytes: int,
        accepts: Collection[str],
    ) -> Fetched:
        """As `Door.get`, or as it was taped. Raises a `FetchFault`, or CassetteMiss."""
        ask = partial(self._door.get, url, headers, timeout_s=timeout_s, most_bytes=most_bytes, accepts=accepts)
        return self._cassette.answer(FetchQuestion.of(url, headers, most_bytes, accepts), ask, Fetched)
