"""One request, as its bytes come: whether it is whole, and whether it is too much. Knows nothing of sockets or time."""

import re
from typing import Any

from gunicorn.http.body import ChunkedReader
from gunicorn.http.message import Request
from gunicorn.http.unreader import Unreader

from service.api.bodies import too_large
from service.errors import HeadTooLarge, Malformed, TooLarge
from service.intake.reading import REQUEST_BYTES

# Bytes: of a request line and its headers together; of a line that tells a chunk's size, or of all trailers; and of
# what gunicorn reads at once, which copies the rest of it at each chunk.
HEAD_BYTES, LINE_BYTES, PIECE = 65_536, 8_190, 8_192
# Each costs the same, however little it holds.
CHUNKS = 100_000
SIZE = re.compile(rb"([0-9a-fA-F]{1,16})(?:[ \t]*;[^\r\n]*)?\r\n")
END_OF_HEAD = b"\r\n\r\n"


class Incoming:
    """A request that is received. For gunicorn it is a parser, which has one request to give and never waits for it."""

    def __init__(self, config: Any, peer: Any) -> None:
        self._config, self._peer = config, peer
        self._head, self._source = bytearray(), HeldBytes()
        self._body: Length | Chunks | None = None
        self.request: Any = None

    @property
    def size(self) -> int:
        """Bytes that are kept of it."""
        return len(self._head) + len(self._source.held)

    @property
    def path(self) -> str:
        return self.request.path if self.request else ""

    @property
    def whole(self) -> bool:
        return self._body is not None and self._body.whole

    @property
    def asks_to_go_on(self) -> bool:
        """Whether the client waits for `100 Continue` before it sends the body; asks once."""
        asked: bool = self.request is not None and self.request._expected_100_continue
        if asked:
            self.request._expected_100_continue = False  # gunicorn would say so once the body is here
        return asked and not self.whole

    def take(self, data: bytes) -> bytes:
        """Add what came; gives what is left of it once the request is whole. Raises HeadTooLarge, TooLarge, Malformed,
        and what gunicorn says to a head that is none."""
        if self._body is None:
            data = self._to_the_end_of_the_head(data)
            if self._body is None:
                return b""
        taken = self._body.take(data)
        self._source.held += data[:taken]
        return data[taken:]

    def __next__(self) -> Any:
        return self.request

    def finish_body(self, **_bounds: float) -> bool:
        """Whether another request may follow: not after a body that gunicorn reads otherwise."""
        return not self.request.body.failed

    def _to_the_end_of_the_head(self, data: bytes) -> bytes:
        """What of `data` is behind it."""
        searched = max(0, len(self._head) - len(END_OF_HEAD))
        self._head += data
        while self._head.startswith(b"\r\n"):  # an empty line may come before a request (RFC 9112, 2.2)
            del self._head[:2]
        end = self._head.find(END_OF_HEAD, min(searched, len(self._head)))
        if end > HEAD_BYTES or (end < 0 and len(self._head) > HEAD_BYTES):
            raise HeadTooLarge(f"A request's line and headers may take {HEAD_BYTES:,} bytes.")
        if end < 0:
            return b""
        behind = bytes(self._head[end + len(END_OF_HEAD) :])
        self._source.held += self._head[: end + len(END_OF_HEAD)]
        self._head.clear()
        self.request = Request(self._config, self._source, self._peer)
        reader = self.request.body.reader
        self._body = Chunks() if isinstance(reader, ChunkedReader) else Length(reader.length)
        return behind


class HeldBytes(Unreader):  # type: ignore[misc]
    """What was received, for gunicorn to read. Behind it is nothing: no thread waits for more."""

    def __init__(self) -> None:
        super().__init__()
        self.held, self._at = bytearray(), 0

    def chunk(self, size_hint: int | None = None) -> bytes:
        with memoryview(self.held) as held:
            piece = bytes(held[self._at : self._at + max(size_hint or 0, PIECE)])
        self._at += len(piece)
        return piece


class Length:
    """A body of known length."""

    def __init__(self, length: int) -> None:
        """Raises TooLarge."""
        if length > REQUEST_BYTES:
            raise too_large()
        self._left = length

    @property
    def whole(self) -> bool:
        return self._left == 0

    def take(self, data: bytes) -> int:
        taken = min(self._left, len(data))
        self._left -= taken
        return taken


class Chunks:
    """A body that comes in chunks: its end is looked for, and gunicorn reads it. Raises TooLarge, Malformed."""

    def __init__(self) -> None:
        self.whole = False
        self._line, self._in_chunk, self._in_trailers = bytearray(), 0, False
        self._bytes = self._chunks = 0

    def take(self, data: bytes) -> int:
        at = 0
        while at < len(data) and not self.whole:
            if self._in_chunk:
                step = min(self._in_chunk, len(data) - at)
                self._in_chunk -= step
                at += step
            else:
                at += self._take_line(data, at)
        return at

    def _take_line(self, data: bytes, at: int) -> int:
        end = data.find(b"\n", at) + 1
        piece = data[at : end or len(data)]
        self._line += piece
        if len(self._line) > LINE_BYTES:
            raise Malformed(f"Between two chunks stand more than {LINE_BYTES:,} bytes.")
        if end and self._in_trailers:
            self.whole = self._line.endswith(END_OF_HEAD) or self._line == b"\r\n"
        elif end:
            self._begin_chunk(bytes(self._line))
            self._line.clear()
        return len(piece)

    def _begin_chunk(self, line: bytes) -> None:
        told = SIZE.fullmatch(line)
        if told is None:
            raise Malformed("The request's body broke off, or its chunks do not hold.")
        size = int(told[1], 16)
        self._bytes += size
        self._chunks += 1
        if self._bytes > REQUEST_BYTES:
            raise too_large()
        if self._chunks > CHUNKS:
            raise TooLarge(f"A request may come in at most {CHUNKS:,} chunks.")
        self._in_chunk = size + len(b"\r\n") if size else 0
        self._in_trailers = not size
