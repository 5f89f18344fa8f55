"""A client's connection: what it waits for, until when, and how much must move meanwhile."""

import errno
import socket
import struct
from array import array
from collections import deque
from contextlib import suppress
from enum import StrEnum
from fcntl import ioctl
from math import inf
from termios import TIOCOUTQ
from typing import Any, NamedTuple

from service.cli.receiving import Incoming
from service.settings import Settings

# Seconds: that a connection is kept without a request; and without a byte, once all is said, for the client to hang up.
KEPT_ALIVE_S, LINGER_S = 2.0, 2.0
# Bytes that are heard of a request that is refused: one still sending would see a broken pipe and not the reason.
HEARD_OUT = 20_000_000
AT_ONCE = struct.pack("ii", 1, 0)


class Phase(StrEnum):
    """What a connection waits for."""

    IDLE = "the next request"
    HEAD = "the end of a request's headers"
    BODY = "the end of a request's body"
    ANSWER = "its answer, which a thread makes"
    SENDING = "its client, which is to take the answer"
    CLOSING = "its client, which is to hang up"


class Pace(NamedTuple):
    """Seconds in all, and the bytes that must move within each so many of them."""

    seconds: float
    least: float = 0
    within_s: float = inf


def deadlines(settings: Settings) -> dict[Phase, Pace]:
    """Of each phase but ANSWER, which takes what it takes."""
    least = settings.least_rate * settings.stall_s
    return {
        Phase.IDLE: Pace(KEPT_ALIVE_S),
        Phase.HEAD: Pace(settings.head_s),
        Phase.BODY: Pace(settings.body_s, least, settings.stall_s),
        Phase.SENDING: Pace(settings.answer_s, least, settings.stall_s),
        Phase.CLOSING: Pace(settings.body_s, 1, LINGER_S),
    }


class ClientSocket(socket.socket):
    """A client's socket, which does not block: what the client does not take at once waits in `unsent`. A stream sets
    a timeout, and then its own thread waits for the client."""

    def __init__(self, accepted: socket.socket) -> None:
        super().__init__(accepted.family, accepted.type, accepted.proto, fileno=accepted.detach())
        self.unsent: deque[memoryview] = deque()
        self._sent = 0
        self.setblocking(False)

    @property
    def answers(self) -> dict[int, int]:
        """The sizes of what is kept for the client's sake, by identity: many may wait for the same bytes."""
        return {id(piece.obj): memoryview(piece.obj).nbytes for piece in self.unsent}

    @property
    def taken(self) -> int:
        """Bytes that have arrived at the client's machine."""
        on_the_way = array("i", [0])
        with suppress(OSError):
            ioctl(self, TIOCOUTQ, on_the_way)
        return self._sent - on_the_way[0]

    def sendall(self, data: Any, flags: int = 0) -> None:
        self.unsent.append(memoryview(data))
        if self.gettimeout() == 0:
            self.send_unsent()
            return
        try:
            while self.unsent:
                super().sendall(self.unsent.popleft(), flags)
        except TimeoutError as error:
            raise BrokenPipeError(errno.EPIPE, "The client takes nothing.") from error

    def send_unsent(self) -> None:
        """As much as is taken now. Raises OSError."""
        with suppress(BlockingIOError):
            while self.unsent:
                count = self.send(self.unsent[0])
                self._sent += count
                rest = self.unsent.popleft()[count:]
                if rest:
                    self.unsent.appendleft(rest)


class Connection:
    """One client, as gunicorn's threads know it, and what it waits for."""

    initialized = data_ready = True
    is_http2 = False

    def __init__(self, config: Any, accepted: socket.socket, client: Any, server: Any) -> None:
        self.sock, self.client, self.server = ClientSocket(accepted), client, server
        self._config = config
        self.parser = Incoming(config, client)
        self.ahead = b""
        self.phase, self.kept_alive = Phase.ANSWER, False
        self.until = self._look_at = inf
        self._pace = Pace(inf)
        self.received = self._moved_before = 0

    @property
    def moved(self) -> int:
        """Bytes that came, or were taken."""
        return self.sock.taken if self.phase is Phase.SENDING else self.received

    @property
    def silent(self) -> bool:
        """Whether nothing of a request has come."""
        return self.phase is Phase.IDLE or (self.phase is Phase.HEAD and not self.parser.size)

    @property
    def requested(self) -> int:
        """Bytes that are kept of what the client said."""
        return self.parser.size + len(self.ahead)

    @property
    def held(self) -> int:
        """These, and what it has not taken."""
        return self.requested + sum(map(len, self.sock.unsent))

    def enter(self, phase: Phase, pace: Pace, now: float) -> None:
        self.phase, self._pace = phase, pace
        self.until, self._look_at = now + pace.seconds, now + pace.within_s
        self.received, self._moved_before = 0, self.moved if phase is Phase.SENDING else 0

    def late(self, now: float) -> bool:
        """Whether its time is up, or too little moved of late."""
        if now >= self.until:
            return True
        if now < self._look_at:
            return False
        moved, before = self.moved, self._moved_before
        self._look_at, self._moved_before = now + self._pace.within_s, moved
        return moved - before < self._pace.least

    def forget_request(self) -> None:
        self.parser = Incoming(self._config, self.client)

    def init(self) -> None:
        """gunicorn calls it in the thread that answers, having set the socket to block."""
        self.sock.setblocking(False)

    def close(self) -> None:
        """What the client has not taken by now is taken back from the operating system as well."""
        with suppress(OSError):
            if self.phase is Phase.SENDING:
                self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
            self.sock.close()
