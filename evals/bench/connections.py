"""What clients that stall cost everybody else: requests that never come whole, and answers that nobody reads.

Run `python -m evals.bench.connections` in a checkout: it starts `claimtrace serve` as it ships, with the embedded
analyst, and holds 600 connections that send ten bytes of a promised body, 200 that send a header now and then, and 520
that ask for a report of 4.7 MB and read nothing, all at once, until the server has given them up.
"""

import http.client
import json
import resource
import select
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import Any, NamedTuple

from evals.bench.processes import sizes
from service.bootstrap import Application
from service.domain import Frozen, Report
from service.intake.dossier import dossier_of
from service.settings import Settings
from tests.fleet import GUARD_S, application_of, articles, fleet, wait_until

STALLED, SLOW, UNREAD = 600, 200, 520
REPORT_BYTES = 4_700_000
# Seconds between two headers of a slow client, and between two looks at the health page.
DRIP_S, PROBE_S = 1.0, 0.05
FILES = 4_000
# As it ships; trials of workers that die have them beat more often.
BEAT_S = Settings.model_fields["beat_s"].default
HOST = "127.0.0.1"
JSON = {"Content-Type": "application/json"}
ENDED = "closed"


class Server(NamedTuple):
    """Where it listens, its process, and the client's side of its store."""

    port: int
    pid: int
    application: Application


class Trial(Frozen):
    """What the others saw meanwhile: seconds that the health page took, and until an article had its report; megabytes
    of the server's processes at the height. What each kind of client was told last; seconds until all were given up."""

    health_median_s: float
    health_worst_s: float
    probes: int
    report_s: float
    server_mb: float
    stalled: dict[str, int]
    slow: dict[str, int]
    unread: dict[str, int]
    over_s: float


@contextmanager
def serving(folder: Path, **settings: Any) -> Iterator[Server]:
    told = {"database_url": f"sqlite:///{folder / 'claimtrace.db'}", "port": 0, "beat_s": BEAT_S, **settings}
    with fleet(told, folder) as processes:
        log = folder / "serve.log"
        with log.open("wb") as out:
            server = processes.begin("serve", stdout=out)
        wait_until(lambda: b"listens on" in log.read_bytes())
        port = int(log.read_text().strip().rpartition(":")[2])
        application = application_of({"database_url": told["database_url"]})
        try:
            yield Server(port, server.pid, application)
        finally:
            application.store.close()


class Crowd:
    """Clients of one kind that hold their connections open."""

    def __init__(self, port: int, count: int, said: bytes) -> None:
        self.wires = []
        for _ in range(count):
            wire = socket.create_connection((HOST, port), timeout=30)
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            wire.sendall(said)
            wire.setblocking(False)
            self.wires.append(wire)

    def say(self, said: bytes) -> None:
        """As far as they are let."""
        for wire in self.wires:
            try:
                wire.send(said)
            except OSError:
                continue

    def ends(self, patience_s: float) -> Counter[str]:
        """What each was told last: the status of a whole answer, or that the line was closed. Nobody reads before."""
        until = time.monotonic() + patience_s
        told: Counter[str] = Counter()
        for wire in self.wires:
            with wire:
                hung_up = select.poll()
                hung_up.register(wire, select.POLLRDHUP)
                still_open = not hung_up.poll(1000 * max(0.1, until - time.monotonic()))
                told["still open" if still_open else _last_word(wire)] += 1
        return told


def stalled(port: int, count: int) -> Crowd:
    head = ("POST /v1/articles HTTP/1.1", f"Host: {HOST}", "Content-Type: application/json", "Content-Length: 4000000")
    return Crowd(port, count, "\r\n".join((*head, "", '{"article"')).encode())


def slow(port: int, count: int) -> Crowd:
    return Crowd(port, count, f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\n".encode())


def unread(port: int, count: int, report: str) -> Crowd:
    return Crowd(port, count, f"GET /v1/reports/{report} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())


def large_report(application: Application, size: int = REPORT_BYTES) -> Report:
    """A report of about so many bytes, kept."""
    report = application.verification.report(dossier_of(articles(1)[0]))
    filled = report.article.body + "\nThe harbour stayed shut." * (size // 25)
    large = report.model_copy(update={"article": report.article.model_copy(update={"body": filled})})
    application.store.reports.save(large)
    return large


class Probe:
    """Asks for the health page again and again, in a `with` block."""

    def __init__(self, port: int) -> None:
        self._port, self._over, self.took = port, threading.Event(), list[float]()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> "Probe":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    @property
    def median_s(self) -> float:
        return statistics.median(self.took)

    def _ask(self) -> None:
        while not self._over.wait(PROBE_S):
            asked = time.perf_counter()
            wire = http.client.HTTPConnection(HOST, self._port, timeout=60)
            wire.request("GET", "/healthz")
            wire.getresponse().read()
            self.took.append(time.perf_counter() - asked)
            wire.close()


def submitted(port: int, number: int) -> dict[str, Any]:
    """An article of its own, and what came of it once its report was waited for."""
    article = articles(number + 1)[number].model_dump_json(exclude_none=True)
    wire = http.client.HTTPConnection(HOST, port, timeout=180)
    wire.request("POST", "/v1/articles", article, JSON | {"Prefer": "wait=120"})
    told: dict[str, Any] = json.loads(wire.getresponse().read())
    return told


def trial(server: Server, counts: tuple[int, int, int], patience_s: float, drip_s: float = DRIP_S) -> Trial:
    """All of them at once, until the last is given up."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, most), most))
    report, began, over = large_report(server.application), time.monotonic(), threading.Event()
    with Probe(server.port) as probe:
        crowds = (
            stalled(server.port, counts[0]),
            slow(server.port, counts[1]),
            unread(server.port, counts[2], report.id),
        )
        dripping = threading.Thread(target=_drip, args=(crowds[1], over, drip_s))
        dripping.start()
        asked = time.monotonic()
        told = submitted(server.port, 1)
        report_s = time.monotonic() - asked
        held_mb = sizes(server.pid).server_mb
        ends = [crowd.ends(patience_s) for crowd in crowds]
        over_s = time.monotonic() - began
        over.set()
        dripping.join()
    return Trial(
        health_median_s=round(probe.median_s, 4),
        health_worst_s=round(max(probe.took), 3),
        probes=len(probe.took),
        report_s=round(report_s, 2) if "findings" in told else inf,
        server_mb=held_mb,
        stalled=ends[0],
        slow=ends[1],
        unread=ends[2],
        over_s=round(over_s, 1),
    )


def _drip(crowd: Crowd, over: threading.Event, drip_s: float) -> None:
    number = 0
    while not over.wait(drip_s):
        number += 1
        crowd.say(f"X-{number}: 1\r\n".encode())


def _last_word(wire: socket.socket) -> str:
    heard = bytearray()
    wire.settimeout(GUARD_S)
    try:
        while piece := wire.recv(1 << 20):
            heard += piece
    except OSError:
        return ENDED
    head, _, body = bytes(heard).partition(b"\r\n\r\n")
    lengths = [line for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    whole = lengths and len(body) == int(lengths[0].split(b":")[1])
    return head.split()[1].decode() if whole else ENDED


if __name__ == "__main__":
    with serving(Path(tempfile.mkdtemp())) as shipped:
        shown = trial(shipped, (STALLED, SLOW, UNREAD), patience_s=180)
    sys.stdout.write("".join(f"{name:<20} {value}\n" for name, value in shown.model_dump().items()))
