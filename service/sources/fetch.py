"""The HTTP door out of the house. It opens only on addresses that may be called, and shuts in time and in size."""

import hashlib
import re
import socket
import time
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

import httpx
from pydantic import BeforeValidator, PlainSerializer

from service.domain import Frozen
from service.errors import AddressRefused, AnswerRefused, FetchFault, FetchTimeout, Unreachable
from service.sources.addresses import NO_URL, Guard
from service.sources.transport import Fuse, GuardedTransport, Resolve

BODY_BYTES = 65_536
EXCERPT = 2_000
KEPT = ("content-type", "location", "retry-after")

REDIRECTS = 3
LEADS_ON = frozenset((301, 302, 303, 307, 308))
# The headers by which a server chooses what to give, and those that may be told to whomever it sends us to.
NEGOTIATE = ("accept", "accept-language")
TO_ANYBODY = (*NEGOTIATE, "accept-encoding", "user-agent")
# RFC 9110, 8.4.1. What zlib is told of each: the header to look for, and that up to 32 kB are looked back on.
CODINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
RAW_DEFLATE = -15
# Of a server that asks to be left alone for a while.
SECONDS, LONGEST_WAIT_S = re.compile(r"\d+"), 86_400
DIGITS = 12  # more of them are no other wait, and thousands no number to Python
HTTP_DATE = "%a, %d %b %Y %H:%M:%S GMT"
# Characters of a stranger's word in what is said of it, and of one that is kept to be told back.
NAMED, VALIDATOR = 40, 500

# As it is in Python, in base64 in JSON.
Body = Annotated[
    bytes,
    BeforeValidator(lambda told: b64decode(told) if isinstance(told, str) else told),
    PlainSerializer(lambda body: b64encode(body).decode(), when_used="json"),
]


class Answer(Frozen):
    """What another server said: its status, the headers that tell what to do next, and how its body begins."""

    status: int
    headers: dict[str, str]
    excerpt: str
    seconds: float


class Fetched(Frozen):
    """What stood at an address, whatever its status: `url` is where redirects ended, `media_type` and `charset` are as
    its header says (None: it says nothing), `body` is whole and unpacked, `at` is when it had come. `wait_s`: seconds
    that its server asks to be left alone for. By `etag` and `last_modified` it may be asked whether it changed."""

    url: str
    status: int
    media_type: str | None = None
    charset: str | None = None
    body: Body
    at: datetime
    wait_s: float | None = None
    etag: str | None = None
    last_modified: str | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


class Door:
    """Calls to servers that others name. One for the process; its threads share it, its calls share nothing."""

    def __init__(
        self,
        guard: Guard,
        *,
        resolve: Resolve = socket.getaddrinfo,
        clock: Callable[[], float] = time.perf_counter,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        # No httpx.Client stands here, so that nothing keeps cookies, reads proxies or follows redirects unjudged.
        self._transport = GuardedTransport(guard, resolve=resolve)
        self._clock, self._now = clock, now

    def post(self, url: str, body: bytes, headers: Mapping[str, str], timeout_s: float) -> Answer:
        """The first answer, be it a redirect, whole within `timeout_s`. Raises a `FetchFault`."""
        started = self._clock()
        to, sent = read_url(url), httpx.Headers(headers)
        sent["Accept-Encoding"] = "identity"  # a small body may unpack to a very large one
        with _told_of(to.host), Fuse(timeout_s) as fuse:
            status, told, words = self._said(_request("POST", to, sent, body, timeout_s, fuse))
        return Answer(status=status, headers=told, excerpt=_excerpt(words), seconds=self._clock() - started)

    def get(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        timeout_s: float,
        most_bytes: int,
        accepts: Collection[str],
    ) -> Fetched:
        """What stands at the end of at most three redirects, each judged as the first address is, all within
        `timeout_s`. Of what succeeds only the media types `accepts` are taken. Raises a `FetchFault`.

        Keys go in headers: an address is kept and shown, and another host is not told them.
        """
        to, sent = read_url(url), _asking(headers, accepts)
        with _told_of(to.host), Fuse(timeout_s) as fuse:
            for _ in range(1 + REDIRECTS):
                answer = self._found(_request("GET", to, sent, b"", fuse.left_s, fuse), most_bytes, accepts)
                if isinstance(answer, Fetched):
                    return answer
                sent = sent if _origin(answer) == _origin(to) else _for_anybody(sent)
                to = answer
        raise AnswerRefused(f"{to.host}: It was led to by more than {REDIRECTS} redirects.")

    def ask(
        self,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        *,
        timeout_s: float,
        most_bytes: int,
        accepts: Collection[str],
        method: str = "POST",
    ) -> Fetched:
        """What is answered to a POST, or another method, whole, within `timeout_s`; whoever leads elsewhere is not
        followed. Raises a `FetchFault`."""
        to = read_url(url)
        with _told_of(to.host), Fuse(timeout_s) as fuse:
            request = _request(method, to, _asking(headers, accepts), body, timeout_s, fuse)
            answer = self._found(request, most_bytes, accepts)
        if isinstance(answer, Fetched):
            return answer
        raise AnswerRefused(f"{to.host}: It leads elsewhere.")

    def _said(self, request: httpx.Request) -> tuple[int, dict[str, str], bytes]:
        with closing(self._transport.handle_request(request)) as response:
            told = {name: response.headers[name][:EXCERPT] for name in KEPT if name in response.headers}
            return response.status_code, told, _beginning(response.iter_raw())

    def _found(self, request: httpx.Request, most_bytes: int, accepts: Collection[str]) -> Fetched | httpx.URL:
        """What stands at one address, or where it leads on to."""
        with _told_of(request.url.host), closing(self._transport.handle_request(request)) as response:
            response.request = request
            where = response.headers.get("location")
            if where and response.status_code in LEADS_ON:
                return read_url(where, seen_from=request.url)
            _check_type(response, accepts)
            return Fetched(
                url=str(request.url),
                status=response.status_code,
                media_type=_media_type(response),
                charset=response.charset_encoding,
                body=_body(response, most_bytes),
                at=(now := self._now()),
                wait_s=wait_asked(response.headers.get("retry-after"), now) or None,
                etag=_short(response.headers.get("etag")),
                last_modified=_short(response.headers.get("last-modified")),
            )


# Each error from beyond and what it is called here, the first that fits.
FAULTS: dict[type[Exception], type[FetchFault]] = {
    httpx.TimeoutException: FetchTimeout,
    httpx.NetworkError: Unreachable,
    httpx.RemoteProtocolError: FetchFault,
    zlib.error: FetchFault,
}


@contextmanager
def _told_of(host: str) -> Iterator[None]:
    """Errors from beyond become a `FetchFault` that names the host alone, for paths hold secrets."""
    try:
        yield
    except tuple(FAULTS) as error:
        fault = next(fault for known, fault in FAULTS.items() if isinstance(error, known))
        raise fault(f"{host}: {error}") from error


def read_url(url: str, seen_from: httpx.URL | None = None) -> httpx.URL:
    """A URL, that of `seen_from` filling in what it leaves out. Raises AddressRefused."""
    try:
        return seen_from.join(url) if seen_from else httpx.URL(url)
    except NO_URL as error:
        raise AddressRefused("Should be a URL that begins with https://.") from error


def _request(
    method: str, to: httpx.URL, headers: httpx.Headers, body: bytes, timeout_s: float, fuse: Fuse
) -> httpx.Request:
    # Half to find the address, half to connect, so that both stay within the whole; the fuse sees to what follows.
    timeout = httpx.Timeout(timeout_s, connect=timeout_s / 2)
    extensions = {"timeout": timeout.as_dict(), "trace": fuse.watch}
    return httpx.Request(method, to, headers=headers, content=body, extensions=extensions)


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


def wait_asked(retry_after: str | None, now: datetime) -> float:
    """The seconds of a Retry-After header (RFC 9110), as far as they are honoured. What nobody can read is none."""
    told = (retry_after or "").strip()
    if SECONDS.fullmatch(told):
        return min(int(told[:DIGITS]), LONGEST_WAIT_S)
    try:
        until = datetime.strptime(told, HTTP_DATE).replace(tzinfo=UTC)
    except ValueError:
        return 0.0
    return min(max(0.0, (until - now).total_seconds()), LONGEST_WAIT_S)


# ---------------------------------------------------------------- what is asked, and of whom


def _asking(headers: Mapping[str, str], accepts: Collection[str]) -> httpx.Headers:
    sent = httpx.Headers(headers)
    sent.setdefault("Accept", ", ".join(accepts))
    sent["Accept-Encoding"] = "gzip, deflate"
    sent.pop("Cookie", None)
    return sent


def _for_anybody(sent: httpx.Headers) -> httpx.Headers:
    return httpx.Headers({name: sent[name] for name in TO_ANYBODY if name in sent})


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


# ---------------------------------------------------------------- what is taken of an answer


def _check_type(response: httpx.Response, accepts: Collection[str]) -> None:
    """Raises AnswerRefused where a success is of another type; what a failure looks like is nobody's concern."""
    empty = response.status_code == HTTPStatus.NO_CONTENT or response.headers.get("content-length") == "0"
    stated = _media_type(response)
    if response.is_success and not empty and stated not in accepts:
        raise _refused(response, f"It is {stated[:NAMED] if stated else 'of no type'}, not {', '.join(accepts)}.")


def _short(header: str | None) -> str | None:
    """A header that is to be sent back; one that is too long for that is none."""
    return header if header and len(header) <= VALIDATOR else None


def _media_type(response: httpx.Response) -> str | None:
    return response.headers.get("content-type", "").partition(";")[0].strip().lower() or None


def _body(response: httpx.Response, most_bytes: int) -> bytes:
    """The whole body, unpacked. Raises AnswerRefused once it is longer than `most_bytes`, packed or unpacked."""
    packed = bytearray()
    for part in response.iter_raw():
        packed += part
        if len(packed) > most_bytes:
            raise _refused(response, f"It is longer than {most_bytes} bytes.")
    body = _unpacked(response, bytes(packed), most_bytes + 1)
    if len(body) > most_bytes:
        raise _refused(response, f"It unpacks to more than {most_bytes} bytes.")
    return body


def _unpacked(response: httpx.Response, packed: bytes, most_bytes: int) -> bytes:
    """The body as it was before it was packed, or as many bytes of it. Raises AnswerRefused, or zlib.error."""
    coding = response.headers.get("content-encoding", "").strip().lower() or "identity"
    if not packed or coding == "identity":
        return packed
    if coding not in CODINGS:
        raise _refused(response, f"It is packed as {coding[:NAMED]}, which nobody asked for.")
    raw = coding == "deflate" and not _has_zlib_header(packed)  # RFC 9110 tells of servers that leave it out
    unpacker = zlib.decompressobj(RAW_DEFLATE if raw else CODINGS[coding])
    body = unpacker.decompress(packed, most_bytes)
    if len(body) < most_bytes and (unpacker.unused_data or not unpacker.eof):
        raise zlib.error("its packed body is cut off, or goes on after its end.")
    return body


def _has_zlib_header(packed: bytes) -> bool:
    """RFC 1950, 2.2: method 8, and a checksum."""
    return packed[0] & 0x0F == 8 and int.from_bytes(packed[:2], "big") % 31 == 0


def _refused(response: httpx.Response, reason: str) -> AnswerRefused:
    return AnswerRefused(f"{response.request.url.host}: {reason}")
