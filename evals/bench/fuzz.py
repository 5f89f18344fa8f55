"""Whatever is sent to it, a server as it ships answers, in time, and is as it was: half of the requests are drawn from
the OpenAPI document by schemathesis, right and wrong ones, half are our own, spoilt.

Run `python -m evals.bench.fuzz [COUNT]` in a checkout; 20,000 unless told. After every 1,000 requests it prints what
was answered by then, and memory, threads and open files of the server and its worker; at the end every fault: an answer
of 500 and above but for those that say that there is no room just now, a request that had no answer, or none within 30
seconds, and each trace in the log.
"""

import http.client
import json
import random
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Ok

from evals.bench.connections import HOST, JSON, serving
from evals.bench.mutations import ARTICLE, DOCUMENTS, spoilt
from evals.bench.processes import Sizes, sizes
from tests.fleet import GUARD_S

COUNT, STEP, AT_ONCE, SEED = 20_000, 1_000, 8, 2026
LATE_S = 30.0
DRAWN_AT_ONCE = 20  # of one operation and mode
NO_ROOM = {"busy", "no_process", "temporary-reduced-capacity"}
# Nothing is to leave for addresses that were drawn, and what stalls is let go of soon.
SETTINGS = {"fetch": "off", "body_s": 5, "stall_s": 3, "head_s": 5, "queue_room": 100_000}


class Answer(NamedTuple):
    """What came of a request: its status, or what broke; the kind of the problem, if it was one; seconds."""

    what: str
    status: str
    problem: str
    seconds: float

    @property
    def faulty(self) -> bool:
        told = self.status.startswith("5") and self.problem not in NO_ROOM
        return told or not self.status.isdigit() or self.seconds > LATE_S


class Fuzz(NamedTuple):
    """How many of each answer, the faults among them, traces in the log, and the sizes after every 1,000."""

    answers: Counter[str]
    faults: list[Answer]
    traces: list[str]
    held: list[Sizes]


def fuzz(folder: Path, count: int, step: int = STEP) -> Fuzz:
    told = Fuzz(Counter(), [], [], [])
    with serving(folder, **SETTINGS) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = deque[Future[Answer]]()
        for number, send in enumerate(islice(_requests(server.port), count), 1):
            waiting.append(pool.submit(send))
            while len(waiting) > AT_ONCE or (waiting and number % step == 0):
                _note(told, waiting.popleft().result())
            if number % step == 0:
                _take_away(server.port)
                told.held.append(sizes(server.pid))
                _say(f"{number:>6} {dict(sorted(told.answers.items()))}\n       {told.held[-1]}\n")
        while waiting:
            _note(told, waiting.popleft().result())
        told.traces.extend(_traces(folder / "workers.log"))
    return told


def _requests(port: int) -> Iterator[partial[Answer]]:
    """One of each kind after the other."""
    drawn, own = _drawn(port), spoilt(SEED, _kept(port))
    while True:
        yield next(drawn)
        yield partial(_sent, port, *next(own))


def _kept(port: int) -> dict[str, list[str]]:
    """Something of each kind that is kept, by its id."""
    report = _asked(port, "POST", "/v1/articles", ARTICLE, {"Prefer": "wait=100"})
    documents = _asked(port, "POST", "/v1/documents", DOCUMENTS)
    webhook = _asked(port, "POST", "/v1/webhooks", {"url": "https://desk.example/h", "events": ["report.ready"]})
    jobs = _asked(port, "GET", "/v1/jobs")["jobs"]
    return {
        "jobs": [one["id"] for one in jobs],
        "reports": [report["id"]],
        "documents": [one["id"] for one in documents["documents"]],
        "webhooks": [webhook["id"]],
    }


def _take_away(port: int) -> None:
    """All webhooks but the first: what each event is sent to would grow with every thousand."""
    while made := _asked(port, "GET", "/v1/webhooks")["webhooks"][:-1]:
        for one in made:
            _asked(port, "DELETE", f"/v1/webhooks/{one['id']}")


def _asked(port: int, method: str, path: str, value: Any = None, headers: dict[str, str] | None = None) -> Any:
    wire = http.client.HTTPConnection(HOST, port, timeout=GUARD_S)
    wire.request(method, path, json.dumps(value), JSON | (headers or {}))
    return json.loads(wire.getresponse().read() or "null")


def _drawn(port: int) -> Iterator[partial[Answer]]:
    """From the server's own document: a few of each operation, right and wrong, in turn, and then again."""
    base = f"http://{HOST}:{port}"
    schema = schemathesis.openapi.from_dict(_asked(port, "GET", "/openapi.json"))
    operations: list[Any] = [one.ok() for one in schema.get_all_operations() if isinstance(one, Ok)]
    kinds = [(one, mode) for one in operations for mode in GenerationMode]
    chance = random.Random(SEED)  # noqa: S311 - no secret
    while kinds:
        chance.shuffle(kinds)
        for kind in tuple(kinds):
            cases = _cases(*kind, chance.randrange(1 << 32))
            if not cases:
                kinds.remove(kind)  # nothing of this operation can be wrong
            for case in cases:
                yield partial(_called, base, case)


def _cases(operation: Any, mode: GenerationMode, start: int) -> list[Any]:
    cases: list[Any] = []

    @seed(start)
    @settings(
        max_examples=DRAWN_AT_ONCE,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def draw(case: Any) -> None:
        cases.append(case)

    try:
        draw()
    except Unsatisfiable:
        return []
    return cases


def _called(base: str, case: Any) -> Answer:
    if isinstance(case.body, dict) and str(case.body.get("url", "")).startswith("http"):
        case.body["url"] = "https://desk.example/hook"  # nobody else is to be called
    told = case.as_transport_kwargs(base_url=base)
    began = time.monotonic()
    try:
        answer = requests.request(**told, timeout=2 * LATE_S, allow_redirects=False)
    except (requests.exceptions.RequestException, UnicodeError, ValueError) as error:
        if isinstance(error, requests.exceptions.ConnectionError | requests.exceptions.Timeout):
            return Answer(f"{case.operation.label} {told!r}"[:600], type(error).__name__, "", time.monotonic() - began)
        return Answer(case.operation.label, "0", "not sent", 0.0)  # the client cannot write it
    what = f"{case.operation.label} {told!r}"[:600]
    return Answer(what, str(answer.status_code), _problem(answer.content), time.monotonic() - began)


def _sent(port: int, method: str, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
    wire = http.client.HTTPConnection(HOST, port, timeout=2 * LATE_S)
    began, what = time.monotonic(), f"{method} {path} {headers} {body!r}"[:600]
    try:
        wire.putrequest(method, path)
        for name, value in headers.items():
            wire.putheader(name, value)
        if body is not None:
            wire.putheader("Content-Length", str(len(body)))
        wire.endheaders(body)
        answer = wire.getresponse()
        told = answer.read()
    except (http.client.InvalidURL, UnicodeError, ValueError):
        return Answer(what, "0", "not sent", 0.0)
    except (OSError, http.client.HTTPException) as error:
        return Answer(what, type(error).__name__, "", time.monotonic() - began)
    finally:
        wire.close()
    return Answer(what, str(answer.status), _problem(told), time.monotonic() - began)


def _problem(body: bytes) -> str:
    try:
        told = json.loads(body)
    except ValueError:
        return ""
    kind = told.get("type", "") if isinstance(told, dict) else ""
    return str(kind).replace("#", ":").rpartition(":")[2]


def _note(told: Fuzz, answer: Answer) -> None:
    known = answer.problem if answer.status.startswith("5") else ""
    told.answers[f"{answer.status} {known}".strip()] += 1
    if answer.faulty:
        told.faults.append(answer)


def _traces(log: Path) -> list[str]:
    """Lines that tell of what nobody foresaw."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    return [line for line in lines if "Traceback" in line or '"level": "critical"' in line]


def _say(words: str) -> None:
    sys.stdout.write(words)
    sys.stdout.flush()


if __name__ == "__main__":
    found = fuzz(Path(tempfile.mkdtemp()), int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)
    _say(f"{dict(found.answers)}\n{len(found.faults)} faults, {len(found.traces)} traces\n")
    _say("".join(f"{one}\n" for one in (*found.faults[:20], *found.traces[:20])))
