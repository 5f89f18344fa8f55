"""Connections that lead only where they may, and end in time.

What is judged is the address that is connected to, not its spelling: a name is resolved once, every address it has is
judged, and the connection goes to one of those.
"""

import socket
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from ipaddress import ip_address
from types import TracebackType
from typing import Any, TypeAlias

import httpx

from service.errors import AddressRefused, FetchTimeout, Unreachable
from service.sources.addresses import Address, Guard, host_of, objection_to, port_of, spelt

# As socket.getaddrinfo: rows whose last member begins with the address.
Resolve: TypeAlias = Callable[..., Sequence[tuple[Any, ...]]]

RESOLVERS = 16


class GuardedTransport(httpx.BaseTransport):
    """Judges where a request leads before it goes there. TLS and `Host` keep the name; the address is pinned."""

    def __init__(
        self, guard: Guard, inner: httpx.BaseTransport | None = None, *, resolve: Resolve = socket.getaddrinfo
    ) -> None:
        self._guard, self._resolve = guard, resolve
        self._inner = inner or httpx.HTTPTransport(trust_env=False, limits=httpx.Limits(max_connections=None))
        # A name is asked for in a thread of its own, for asking knows no time limit, and a name server may be slow.
        self._resolvers = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="resolve")

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The inner transport's response. Raises AddressRefused, Unreachable, FetchTimeout, or what httpx raises."""
        url = request.url
        address = self._judged(url, request.extensions.get("timeout", {}).get("connect"))
        headers = request.headers.copy()
        headers["Host"] = url.netloc.decode("ascii")
        # A connection that is kept is found again by its address alone, and TLS vouched for one name on it.
        headers["Connection"] = "close"
        pinned = httpx.Request(
            request.method,
            url.copy_with(host=str(address)),
            headers=headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host_of(url).rstrip(".")},
        )
        return self._inner.handle_request(pinned)

    def close(self) -> None:
        self._inner.close()
        self._resolvers.shutdown(wait=False)

    def _judged(self, url: httpx.URL, within_s: float | None) -> Address:
        """The address to connect to. One that is refused among several is an attempt to slip in, or soon will be."""
        host = host_of(url)
        _heed(objection_to(url, self._guard), host)
        literal = spelt(host)
        addresses = [literal] if literal else self._resolved(host, port_of(url), within_s)
        for address in addresses:
            _heed(self._guard.objection(url.scheme, address), host)
        return addresses[0]

    def _resolved(self, host: str, port: int, within_s: float | None) -> list[Address]:
        asking = self._resolvers.submit(self._resolve, host, port, type=socket.SOCK_STREAM)
        try:
            rows = asking.result(within_s)
        except TimeoutError as error:
            asking.cancel()
            raise FetchTimeout(f"{host}: its address was not found in time.") from error
        except OSError as error:
            raise Unreachable(f"{host}: {error}") from error
        if not rows:
            raise Unreachable(f"{host}: it has no address.")
        return [ip_address(row[4][0]) for row in rows]


def _heed(objection: str | None, host: str) -> None:
    if objection:
        raise AddressRefused(f"{host}: {objection}")


class Fuse:
    """Cuts a call's connection when its time is up: httpx bounds each read, and a receiver may drip for ever."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._burnt = seconds, False
        self._until = time.monotonic() + seconds
        self._grip: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Fuse":
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Raises httpx.ReadTimeout when the time was up, whatever a cut connection looked like from within."""
        self._timer.cancel()
        with self._lock:
            if self._grip:
                self._grip.close()
            if self._burnt:
                raise httpx.ReadTimeout(f"no whole answer within {self._seconds:g} s.") from error

    @property
    def left_s(self) -> float:
        """The seconds that are left; some always are, for a socket takes none for not waiting at all."""
        return max(0.001, self._until - time.monotonic())

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """As httpx's `trace`: take hold of the connection once it stands."""
        if event != "connection.connect_tcp.complete":
            return
        with self._lock:
            if self._grip:  # of the server that led to this one
                self._grip.close()
            # A second handle, for TLS takes the first one over.
            self._grip = info["return_value"].get_extra_info("socket").dup()
        if self._burnt:
            self._cut()

    def _cut(self) -> None:
        with self._lock:
            self._burnt = True
            if self._grip:
                with suppress(OSError):  # the other side was quicker
                    self._grip.shutdown(socket.SHUT_RDWR)
