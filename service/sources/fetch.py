"""The HTTP door out of the house. It opens only on addresses that may be called, and shuts in time.

What is judged is the address that is connected to, not its spelling: a name is resolved once, every address it has is
judged, and the connection goes to one of those.
"""

import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from types import TracebackType
from typing import Any, TypeAlias

import httpx

from service.domain import Frozen
from service.errors import AddressRefused, BadInput, FetchFault, FetchTimeout, Unreachable

Address: TypeAlias = IPv4Address | IPv6Address
# As socket.getaddrinfo: rows whose last member begins with the address.
Resolve: TypeAlias = Callable[..., Sequence[tuple[Any, ...]]]

SCHEMES = {"https": 443, "http": 80}
# Below 1024 stand the services that never meant to read HTTP: mail, remote shells, directories.
PORTS = (range(80, 81), range(443, 444), range(1024, 65_536))
NAME = re.compile(r"([a-z0-9_-]{1,63}\.)*[a-z0-9_-]{1,63}\.?")
# The C library reads 2130706433, 0x7f.1 and 0177.0.0.1 as 127.0.0.1; no public name ends in a number.
ENDS_IN_A_NUMBER = re.compile(r"(.*\.)?(\d+|0x[0-9a-f]*)\.?")

BODY_BYTES = 65_536
EXCERPT = 2_000
KEPT = ("content-type", "location", "retry-after")
RESOLVERS = 16
NO_URL = (httpx.InvalidURL, UnicodeError)
PLAIN = "Should begin with https://: what is sent is not for others to read."

# The IANA registries of special-purpose addresses, written out because each Python knows another part of them.
NOT_PUBLIC = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this host
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # public by its number only: Azure's agent on every host
        "169.254.0.0/16",  # link-local, and the clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
PUBLIC_V6 = IPv6Network("2000::/3")
NOT_PUBLIC_V6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments, Teredo among them
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4
        "3fff::/20",  # documentation
    )
)
NAT64 = IPv6Network("64:ff9b::/96")


class Guard(Frozen):
    """Which addresses may be called: the public ones, and the private networks that the operator lets through."""

    allowed: tuple[IPv4Network | IPv6Network, ...] = ()

    def lets_through(self, address: Address) -> bool:
        return any(_meant(address) in network for network in self.allowed)

    def may_reach(self, address: Address) -> bool:
        return self.lets_through(address) or is_public(address)

    def objection(self, scheme: str, address: Address) -> str | None:
        """Why this address is not called by this scheme; None if it is."""
        if not self.may_reach(address):
            return "Should lead to a public address."
        return PLAIN if scheme != "https" and not self.lets_through(address) else None


class Answer(Frozen):
    """What another server said: its status, the headers that tell what to do next, and how its body begins."""

    status: int
    headers: dict[str, str]
    excerpt: str
    seconds: float


def is_public(address: Address) -> bool:
    """Can anybody on the internet reach it?"""
    meant = _meant(address)
    if isinstance(meant, IPv4Address):
        return not any(meant in network for network in NOT_PUBLIC)
    return meant in PUBLIC_V6 and not meant.scope_id and not any(meant in network for network in NOT_PUBLIC_V6)


def check_url(url: str, guard: Guard, field: str = "/url") -> None:
    """What can be said of a URL before anybody asks the network. Raises BadInput."""
    try:
        objection = _objection(httpx.URL(url), guard)
    except NO_URL as error:
        raise BadInput("Should be a URL that begins with https://.", field) from error
    if objection:
        raise BadInput(objection, field)


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
            with _Fuse(timeout_s) as fuse:
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


def _request(to: httpx.URL, body: bytes, headers: Mapping[str, str], timeout_s: float, fuse: "_Fuse") -> httpx.Request:
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
            extensions={**request.extensions, "sni_hostname": _host(url).rstrip(".")},
        )
        return self._inner.handle_request(pinned)

    def close(self) -> None:
        self._inner.close()
        self._resolvers.shutdown(wait=False)

    def _judged(self, url: httpx.URL, within_s: float | None) -> Address:
        """The address to connect to. One that is refused among several is an attempt to slip in, or soon will be."""
        host = _host(url)
        _heed(_objection(url, self._guard), host)
        literal = _spelt(host)
        addresses = [literal] if literal else self._resolved(host, _port(url), within_s)
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


class _Fuse:
    """Cuts a call's connection when its time is up: httpx bounds each read, and a receiver may drip for ever."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._burnt = seconds, False
        self._grip: socket.socket | None = None
        self._lock = threading.Lock()
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "_Fuse":
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

    def watch(self, event: str, info: Mapping[str, Any]) -> None:
        """As httpx's `trace`: take hold of the connection once it stands."""
        if event != "connection.connect_tcp.complete":
            return
        with self._lock:
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


# ---------------------------------------------------------------- spellings


def _objection(url: httpx.URL, guard: Guard) -> str | None:
    """Why a URL is not called, as far as its spelling tells."""
    if url.scheme not in SCHEMES:
        return "Should begin with https://."
    if url.userinfo:
        return "Should hold no user name and no password."
    if not any(_port(url) in ports for ports in PORTS):
        return "Should use port 443 or 80, or one from 1024 to 65535."
    host = _host(url)
    address = _spelt(host)
    if address:
        return guard.objection(url.scheme, address)
    if not NAME.fullmatch(host) or ENDS_IN_A_NUMBER.fullmatch(host):
        return "Should hold a host's name, or an IP address in its usual spelling."
    return PLAIN if url.scheme != "https" and not guard.allowed else None


def _spelt(host: str) -> Address | None:
    """The address that a host spells by itself."""
    name = host.rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):  # RFC 6761: loopback, whatever a name server says
        return IPv4Address("127.0.0.1")
    try:
        return ip_address(host)
    except ValueError:
        return None


def _meant(address: Address) -> Address:
    """The IPv4 address that an IPv6 one stands for, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:  # public to Python 3.11, though a translator sends it on to the IPv4 address inside
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address


def _host(url: httpx.URL) -> str:
    return url.raw_host.decode("ascii")


def _port(url: httpx.URL) -> int:
    return SCHEMES[url.scheme] if url.port is None else url.port
