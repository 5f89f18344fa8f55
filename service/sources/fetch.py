"""The HTTP door out of the house. It opens only on addresses that may be called, and shuts in time."""

import socket
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing

import httpx

from service.domain import Frozen
from service.errors import AddressRefused, FetchFault, FetchTimeout, Unreachable
from service.sources.addresses import NO_URL, Guard
from service.sources.transport import Fuse, GuardedTransport, Resolve

BODY_BYTES = 65_536
EXCERPT = 2_000
KEPT = ("content-type", "location", "retry-after")


class Answer(Frozen):
    """What another server said: its status, the headers that tell what to do next, and how its body begins."""

    status: int
    headers: dict[str, str]
    excerpt: str
    seconds: float


class Door:
    """Calls to servers that others name. One for the process; its threads share it, its calls share nothing."""

    def __init__(
        self,
        guard: Guard,
        *,
        resolve: Resolve = socket.getaddrinfo,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        # No httpx.Client stands here, so that nothing follows redirects, keeps cookies or reads proxies.
        self._transport = GuardedTransport(guard, resolve=resolve)
        self._clock = clock

    def post(self, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Answer:
        """The first answer, be it a redirect, whole within `timeout_s`. Raises a `FetchFault`."""
        started = self._clock()
        to = _read(url)
        try:
            with Fuse(timeout_s) as fuse:
                status, told, words = self._said(_request(to, body, headers, timeout_s, fuse))
        except tuple(FAULTS) as error:
            raise _fault(error)(f"{to.host}: {error}") from error  # the host alone, for paths hold secrets
        return Answer(status=status, headers=told, excerpt=_excerpt(words), seconds=self._clock() - started)

    def _said(self, request: httpx.Request) -> tuple[int, dict[str, str], bytes]:
        with closing(self._transport.handle_request(request)) as response:
            told = {name: response.headers[name][:EXCERPT] for name in KEPT if name in response.headers}
            return response.status_code, told, _beginning(response.iter_raw())


# Each httpx error and what it is called here, the first that fits.
FAULTS: dict[type[Exception], type[FetchFault]] = {
    httpx.TimeoutException: FetchTimeout,
    httpx.NetworkError: Unreachable,
    httpx.RemoteProtocolError: FetchFault,
}


def _fault(error: Exception) -> type[FetchFault]:
    return next(fault for known, fault in FAULTS.items() if isinstance(error, known))


def _read(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except NO_URL as error:
        raise AddressRefused("Should be a URL that begins with https://.") from error


def _request(to: httpx.URL, body: bytes, headers: Mapping[str, str], timeout_s: float, fuse: Fuse) -> httpx.Request:
    sent = httpx.Headers(headers)
    sent["Accept-Encoding"] = "identity"  # a small body may unpack to a very large one
    # Half to find the address, half to connect, so that both stay within the whole; the fuse sees to what follows.
    timeout = httpx.Timeout(timeout_s, connect=timeout_s / 2)
    extensions = {"timeout": timeout.as_dict(), "trace": fuse.watch}
    return httpx.Request("POST", to, headers=sent, content=body, extensions=extensions)


def _beginning(parts: Iterable[bytes]) -> bytes:
    """The first bytes of a body that may have no end."""
    read = bytearray()
    for part in parts:
        read += part
        if len(read) >= BODY_BYTES:
            break
    return bytes(read[:BODY_BYTES])


def _excerpt(body: bytes) -> str:
    return body[: 4 * EXCERPT].decode("utf-8", "replace")[:EXCERPT]  # no character takes more than four bytes
