"""How many lines one server holds while articles are verified, and how quickly it answers others meanwhile.

Run `python -m evals.bench.lines` in a checkout: it starts `claimtrace serve` with a worker, and the scripted model at a
model's pace. 200 readers of events and 100 requests that wait for their report are held at once while 100 jobs run.
"""

import http.client
import json
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from evals.bench.processes import sizes
from service.domain import Frozen
from service.intake.request import Request
from tests.fleet import articles, fleet, wait_until
from tests.scripted_model import ScriptedModel, read_closely

READERS, WAITERS, JOBS, BEYOND = 200, 100, 100, 100
PROBES_S = 0.1
JSON = {"Content-Type": "application/json"}


class Lines(Frozen):
    """Statuses of each kind of request; seconds that the health page took; megabytes of the server and its worker once
    all were answered: neither gives back what it once took."""

    readers: dict[str, int]
    readers_to_the_end: int
    waiters: dict[str, int]
    beyond: dict[str, int]
    health_median_s: float
    health_worst_s: float
    probes: int
    seconds: float
    server_mb: float
    worker_mb: float


def measure() -> Lines:
    folder = Path(tempfile.mkdtemp())
    with ScriptedModel(read_closely, first_token_s=1.0, per_token_s=0.002) as model:
        settings = {
            "database_url": f"sqlite:///{folder / 'claimtrace.db'}",
            "model": "openai/scripted",
            "base_url": model.base_url,
            "port": 0,
            "beat_s": 2,
        }
        with fleet(settings, folder) as processes:
            log = folder / "serve.log"
            with log.open("wb") as out:
                server = processes.begin("serve", stdout=out)
            wait_until(lambda: b"listens on" in log.read_bytes(), 30)
            port = int(log.read_text().strip().rpartition(":")[2])
            return _load(port, server.pid)


def _load(port: int, pid: int) -> Lines:
    """Every waiter brings an article of its own; the readers follow those jobs, two to each."""
    requests = articles(JOBS)
    started, over, took = time.monotonic(), threading.Event(), list[float]()
    probing = threading.Thread(target=_probe, args=(port, over, took))
    probing.start()
    with ThreadPoolExecutor(READERS + WAITERS + BEYOND) as pool:
        waiting = [pool.submit(_wait, port, request) for request in requests[:WAITERS]]
        wait_until(lambda: len(_jobs(port)) == JOBS, 60)
        ids = _jobs(port)
        reading = [pool.submit(_read, port, ids[number % JOBS]) for number in range(READERS)]
        time.sleep(1)
        beyond = [pool.submit(_read, port, ids[number % JOBS]) for number in range(BEYOND)]
        read, waited = [one.result() for one in reading], [one.result() for one in waiting]
        turned_away = [one.result() for one in beyond]
        held = sizes(pid)
    over.set()
    probing.join()
    return Lines(
        readers=Counter(status for status, _ in read),
        readers_to_the_end=sum(whole for _, whole in read),
        waiters=Counter(waited),
        beyond=Counter(status for status, _ in turned_away),
        health_median_s=round(statistics.median(took), 4),
        health_worst_s=round(max(took), 3),
        probes=len(took),
        seconds=round(time.monotonic() - started, 1),
        server_mb=held.server_mb,
        worker_mb=held.worker_mb,
    )


def _wait(port: int, request: Request) -> str:
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=180)
    wire.request("POST", "/v1/articles", request.model_dump_json(exclude_none=True), JSON | {"Prefer": "wait=120"})
    answer = wire.getresponse()
    answer.read()
    return str(answer.status)


def _read(port: int, id: str) -> tuple[str, bool]:
    """The status, and whether the events came without a gap to the last."""
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=180)
    wire.request("GET", f"/v1/jobs/{id}/events")
    answer = wire.getresponse()
    told = answer.read().decode()
    numbers = [int(line[4:]) for line in told.splitlines() if line.startswith("id: ")]
    return str(answer.status), "report.ready" in told and numbers == list(range(1, len(numbers) + 1))


def _jobs(port: int) -> list[str]:
    wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    wire.request("GET", "/v1/jobs?limit=500")
    return [job["id"] for job in json.loads(wire.getresponse().read())["jobs"]]


def _probe(port: int, over: threading.Event, took: list[float]) -> None:
    while not over.wait(PROBES_S):
        asked = time.perf_counter()
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        wire.request("GET", "/healthz")
        wire.getresponse().read()
        took.append(time.perf_counter() - asked)
        wire.close()


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name:<20} {value}\n" for name, value in measure().model_dump().items()))
