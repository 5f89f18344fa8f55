"""The server's loop in a thread of the test, on loopback, and clients that say and hear bytes."""

import json
import os
import selectors
import signal
import socket
import threading
from contextlib import contextmanager

from gunicorn.glogging import Logger

from service.cli.serving import Server
from service.settings import Settings

GUARD_S = 20.0  # only against hanging
POST = b"POST /v1/articles HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


@contextmanager
def serving(app, application, **settings):
    """The port that `app` is served at; no process of its own, and no workers."""
    door = socket.create_server(("127.0.0.1", 0), backlog=2048)
    bound = os.dup(door.fileno())  # for gunicorn's arbiter, which is not here
    server = Server(app, application, Settings(workers=0, **settings), socket.socket(fileno=bound))
    worker = server.cfg.worker_class(1, os.getppid(), [door], server, GUARD_S, server.cfg, Logger(server.cfg))
    worker.wsgi = app
    worker.tpool = worker.get_thread_pool()
    worker.poller = selectors.DefaultSelector()
    worker.method_queue.init()
    loop = threading.Thread(target=worker.run, daemon=True)
    loop.start()
    try:
        yield door.getsockname()[1]
    finally:
        worker.handle_exit(signal.SIGTERM, None)
        loop.join(GUARD_S)
        worker.tmp.close()
        os.close(bound)
        assert not loop.is_alive(), "the server stops"


class Wire:
    """One connection, and what came over it."""

    def __init__(self, port, said=b"", timeout=GUARD_S):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        self.heard = b""
        self.say(said)

    def say(self, said):
        self.socket.sendall(said)
        return self

    def answer(self):
        """Status, headers and body of the next answer; None where the server hangs up without one."""
        while b"\r\n\r\n" not in self.heard:
            if not self._hear():
                return None
        head, _, self.heard = self.heard.partition(b"\r\n\r\n")
        status, *lines = head.decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        length = int(headers.get("content-length", 0))
        while len(self.heard) < length:
            if not self._hear():
                return None
        body, self.heard = self.heard[:length], self.heard[length:]
        return int(status.split()[1]), headers, body

    def problem(self, status):
        """What the next answer tells, if it has this status, and ends the connection."""
        told, headers, body = self.answer()
        assert (told, headers["content-type"], headers["connection"]) == (status, "application/problem+json", "close")
        assert self.closed()
        return json.loads(body) | {"retry_after": headers.get("retry-after")}

    def closed(self):
        """Whether the server hangs up, and says nothing more."""
        return not self.heard and not self._hear()

    def _hear(self):
        try:
            heard = self.socket.recv(65_536)
        except ConnectionError:
            return b""
        self.heard += heard
        return heard
