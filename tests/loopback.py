"""What stands beyond the door, on loopback: a server that says whatever bytes it is told to, and a name server."""

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from itertools import takewhile

import httpx

OK = b"HTTP/1.1 200 OK\r\n"


def said(body=b"<p>Snow.</p>", status="200 OK", type="text/html", **headers):
    """A whole answer as a server says it."""
    told = {"Content-Type": type, "Content-Length": str(len(body))} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in told.items() if value is not None), "", ""]
    return ["\r\n".join(lines).encode() + body]


def moved(to, status=302):
    return said(b"Elsewhere.", f"{status} Moved", Location=to)


class Names:
    """A name server that gives its answers in turn, the last one for ever."""

    def __init__(self, *answers):
        self.answers, self.asked = list(answers), []

    def __call__(self, host, port, **_):
        self.asked.append(host)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [(None, None, 0, "", (address, port)) for address in answer]


class Elsewhere(httpx.BaseTransport):
    """Stands in for the network, and keeps what it was handed."""

    def __init__(self):
        self.requests = []

    def handle_request(self, request):
        self.requests.append(request)
        return httpx.Response(204)


class RawServer:
    """A server on loopback that says `parts` byte for byte, `pause_s` apart, and keeps what it heard.

    `parts` may be a mapping from paths to what is said at each.
    """

    def __init__(self, parts, pause_s=0.0):
        self.parts, self.pause_s, self.heard = parts, pause_s, []
        self.cut = threading.Event()

    def __enter__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.socket.shutdown(socket.SHUT_RDWR)  # closing alone does not wake the thread that listens
        self.socket.close()

    def _listen(self):
        with suppress(OSError):
            while True:
                threading.Thread(target=self._serve, args=self.socket.accept()[:1], daemon=True).start()

    def _serve(self, connection):
        with connection, connection.makefile("rb") as lines:
            try:
                request = whole(lines)
                self.heard.append(request)
                for part in self._said_to(request):
                    connection.sendall(part)
                    time.sleep(self.pause_s)
            except OSError:
                self.cut.set()

    def _said_to(self, request):
        if not isinstance(self.parts, Mapping):
            return self.parts
        try:
            return self.parts[request.split()[1].decode()]
        except KeyError:
            return said(b"", "404 Not Found")


def whole(lines):
    """A request to its last byte: whoever hangs up on unread words takes back what he said."""
    head = b"".join(takewhile(bytes.strip, lines))
    length = next((int(line.split()[1]) for line in head.splitlines() if line.startswith(b"Content-Length")), 0)
    return head + b"\r\n" + lines.read(length)
