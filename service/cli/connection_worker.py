"""gunicorn's worker of many threads, in which none waits for a client: requests are received and answers sent by one
loop, under deadlines, and a thread has a request only from its last byte until its answer is made.

Only a stream of events is sent by its own thread. Beyond the bounds, who waited longest or holds most makes room."""

import errno
import logging
import socket
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any, ClassVar

from flask import Response
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine, ParseException
from gunicorn.util import http_date, write_error
from gunicorn.workers.gthread import ThreadWorker

from service.api import errors
from service.cli.connection import HEARD_OUT, Connection, Pace, Phase
from service.errors import Claimtrace, HeadTooLarge, Malformed, RequestTimeout, TooManyConnections

LOG = logging.getLogger(__name__)

# Bytes: read at once; of requests and answers that all connections hold together.
PIECE, HELD_BYTES = 65_536, 64_000_000
# Seconds between two looks at who is late, and bytes that came or are to go meanwhile.
LOOK_S, LOOK_BYTES = 0.25, 8_000_000
# What gunicorn's parser raises, and what a head that nobody foresaw might.
NO_REQUEST = (ParseException, OSError, ValueError, TypeError, LookupError, StopIteration)
OUT_OF_FILES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


class ConnectionWorker(ThreadWorker):  # type: ignore[misc]
    """Its loop is gunicorn's; what the loop does with a connection is here."""

    paces: ClassVar[Mapping[Phase, Pace]]

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        # Who waits in the loop, by the time of its last change of phase; and who waits for a thread or its answer.
        self._waiting: dict[Connection, None] = {}
        self._answering: set[Connection] = set()
        self._look_at, self._moved = 0.0, 0

    def accept(self, listener: socket.socket) -> None:
        try:
            accepted, client = listener.accept()
        except OSError as error:
            if error.errno in OUT_OF_FILES:
                self._make_room()
            elif error.errno not in (errno.EAGAIN, errno.ECONNABORTED):
                raise
            return
        self.nr_conns += 1
        self._wait(Connection(self.cfg, accepted, client, listener.getsockname()), Phase.HEAD)
        if self.nr_conns >= self.worker_connections:
            self._make_room()

    def finish_request(self, connection: Connection, answered: Future[bool]) -> None:
        """gunicorn calls it in the loop, once a thread is done."""
        self._answering.discard(connection)
        if connection.sock.fileno() < 0:
            self.nr_conns -= 1
            return
        connection.sock.setblocking(False)
        connection.kept_alive = not answered.cancelled() and not answered.exception() and answered.result() is True
        connection.forget_request()
        self._moved += connection.held
        self._wait(connection, Phase.SENDING)
        self._send(connection)

    def handle_error(self, _request: Any, sock: socket.socket, client: object, error: BaseException) -> None:
        """gunicorn calls it where an answer cannot be made. What it would log itself holds the query."""
        LOG.error("no answer could be made to %s", client, exc_info=error)
        with suppress(OSError):
            write_error(sock, 500, "Internal Server Error", "")

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        super().wait_for_and_dispatch_events(min(timeout, LOOK_S))

    def murder_keepalived(self, force: bool = False) -> None:
        """gunicorn calls it after each turn of its loop; `force`: it stops."""
        now = time.monotonic()
        if force:
            for connection in list(self._waiting):
                self._drop(connection)
        elif now >= self._look_at or self._moved >= LOOK_BYTES:
            self._look_at, self._moved = now + LOOK_S, 0
            for connection in [one for one in self._waiting if one.late(now)]:
                LOG.info("%s waits for %s: given up", connection.client, connection.phase.value)
                self._give_up(connection, RequestTimeout(f"Too little came: {connection.phase.value} was waited for."))
            self._free_memory()

    def _cap_keepalive(self, deadline: float) -> None:
        """gunicorn calls it as it begins to stop."""
        for connection in self._waiting:
            if connection.silent:
                connection.until = min(connection.until, deadline)

    def _wait(self, connection: Connection, phase: Phase) -> None:
        self._waiting.pop(connection, None)
        self._waiting[connection] = None
        connection.enter(phase, self.paces[phase], time.monotonic())
        watch = self.poller.modify if connection.sock in self.poller.get_map() else self.poller.register
        if phase is Phase.SENDING:
            watch(connection.sock, EVENT_WRITE, self._guarded(self._send, connection))
        else:
            watch(connection.sock, EVENT_READ, self._guarded(self._receive, connection))

    def _guarded(self, act: Callable[[Connection], None], connection: Connection) -> Callable[[Any], None]:
        """`act`, unless what came before it in the same turn of the loop has dropped the connection."""
        return lambda _socket: act(connection) if connection in self._waiting else None

    def _receive(self, connection: Connection) -> None:
        try:
            data = connection.sock.recv(PIECE)
        except BlockingIOError:
            return
        except OSError:
            self._drop(connection)
            return
        connection.received += len(data)
        self._moved += len(data)
        if not data and connection.phase is Phase.BODY:
            self._refuse(connection, Malformed("The request's body broke off."))
        elif not data or (connection.phase is Phase.CLOSING and connection.received > HEARD_OUT):
            self._drop(connection)
        elif connection.phase is not Phase.CLOSING:
            self._take(connection, data)

    def _take(self, connection: Connection, data: bytes) -> None:
        """What came of a request; a thread has it once it is whole."""
        if connection.phase is Phase.IDLE:
            self._wait(connection, Phase.HEAD)
        try:
            connection.ahead = connection.parser.take(data)
            if connection.parser.asks_to_go_on:
                connection.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        except Claimtrace as error:
            self._refuse(connection, error)
        except NO_REQUEST as error:
            LOG.warning("%s sent what is no request: %s", connection.client, type(error).__name__)
            self._refuse(connection, _unread(error))
        else:
            if connection.parser.whole:
                self._answer(connection)
            elif connection.parser.request and connection.phase is Phase.HEAD:
                self._wait(connection, Phase.BODY)

    def _answer(self, connection: Connection) -> None:
        self.poller.unregister(connection.sock)
        del self._waiting[connection]
        connection.phase = Phase.ANSWER
        self._answering.add(connection)
        self.enqueue_req(connection)

    def _send(self, connection: Connection) -> None:
        try:
            connection.sock.send_unsent()
        except OSError:
            self._drop(connection)
            return
        if connection.sock.unsent:
            return
        if not connection.kept_alive:
            self._hear_out(connection)
            return
        self._wait(connection, Phase.IDLE)
        if connection.ahead:
            self._take(connection, connection.ahead)

    def _refuse(self, connection: Connection, error: Claimtrace) -> None:
        connection.kept_alive = False
        answer = spoken(errors.ours(error, connection.parser.path))
        self._hear_out(connection, answer)

    def _hear_out(self, connection: Connection, last: bytes = b"") -> None:
        """Say the last word, and let the client hang up: what it still sends would else take the answer from it
        (RFC 9112, 9.6)."""
        connection.forget_request()
        connection.ahead = b""
        try:
            if last:
                connection.sock.sendall(last)
            connection.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(connection)
        else:
            self._wait(connection, Phase.CLOSING)

    def _give_up(self, connection: Connection, why: Claimtrace) -> None:
        if connection.phase in (Phase.HEAD, Phase.BODY) and not connection.silent:
            self._refuse(connection, why)
        else:
            self._drop(connection)

    def _make_room(self) -> None:
        """Who waited longest is told so, as far as that can be said at once."""
        oldest = next(iter(self._waiting), None)
        if oldest:
            self._give_up(oldest, TooManyConnections(f"{self.worker_connections} connections are open already."))
            self._drop(oldest)

    def _free_memory(self) -> None:
        """Beyond the bound, who holds most makes room; an answer that many wait for is held once."""
        sizes, holders = dict[int, int](), Counter[int]()
        for one in self._waiting:
            sizes |= one.sock.answers
            holders.update(one.sock.answers.keys())
        held = sum(sizes.values()) + sum(one.requested for one in (*self._waiting, *self._answering))
        if held <= HELD_BYTES:
            return
        for connection in sorted(self._waiting, key=lambda one: one.held, reverse=True):
            if held <= HELD_BYTES:
                return
            held -= connection.requested
            for answer in connection.sock.answers:
                holders[answer] -= 1
                held -= 0 if holders[answer] else sizes[answer]
            LOG.warning("%s waits for %s: too much is held", connection.client, connection.phase.value)
            self._give_up(connection, TooManyConnections("As many bytes are held as are let."))

    def _drop(self, connection: Connection) -> None:
        if connection in self._waiting:
            del self._waiting[connection]
            self.poller.unregister(connection.sock)
            connection.close()
            self.nr_conns -= 1


def _unread(error: Exception) -> Claimtrace:
    """Its own words would hold the line that cannot be read, and whatever key stands there."""
    if isinstance(error, LimitRequestLine | LimitRequestHeaders):
        return HeadTooLarge("The request's line, or one of its headers, is too long, or it has too many of them.")
    return Malformed("The request's line or headers cannot be read.")


def spoken(answer: Response) -> bytes:
    """An answer outside of gunicorn's, byte for byte; no other follows it."""
    headers = {**answer.headers, "Date": http_date(), "Connection": "close"}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {answer.status}\r\n{head}\r\n".encode("latin-1") + answer.get_data()
