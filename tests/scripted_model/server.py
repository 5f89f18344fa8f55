"""The HTTP server: a thread a request, a log of what was asked, faults by count."""

import hashlib
import json
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from tests.scripted_model import faults, shapes
from tests.scripted_model.faults import PAGES, WAYS, Fault, Way, When
from tests.scripted_model.oddities import Oddity, odd, speaks
from tests.scripted_model.script import Script, blank
from tests.scripted_model.shapes import Answer, Asked, Finish, Shape, estimate_tokens

STRUCTURED = ("json_schema", "json_object")


@dataclass(frozen=True)
class Call:
    """One request: when it came (seconds of a monotonic clock), its path and body, and what became of it.
    `status` is None when no HTTP reply was given."""

    at: float
    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    body_hash: str
    text: str
    status: int | None
    fault: Fault | None


@dataclass(frozen=True)
class Completion:
    """One call that was carried out to its end: when it began and ended, by a monotonic clock, and under what name."""

    began: float
    ended: float
    body_hash: str
    name: str


class Hold:
    """Keeps calls from being carried out, all but the first so many, until it is let go. `come`: one is kept."""

    def __init__(self, after: int) -> None:
        self.come, self._over = threading.Event(), threading.Event()
        self._free, self._lock = after, threading.Lock()

    def keep(self) -> None:
        with self._lock:
            self._free -= 1
            kept = self._free < 0
        if kept:
            self.come.set()
            self._over.wait()

    def let_go(self) -> None:
        self._over.set()


class ScriptedModel:
    """A model server on loopback, to be used in a `with` block.

    `script` decides replies; `faults` spoil some of them; `first_token_s` and `per_token_s` are its pace; `structured`
    lists the reply formats it takes and `unsupported` the parameters it refuses, as smaller servers do; `key` is the
    only key it accepts and `models` the only models it has (None: any); `payloads` are planted orders that
    `Fault.OBEYS` looks for; `oddity` is how it writes chat completions otherwise than OpenAI (on the first `odd_calls`
    only, or on all). It heeds `Idempotency-Key`: a call that comes again under its name is answered with the
    reply that it had, and is no completion.
    """

    def __init__(
        self,
        script: Script = blank,
        faults: Iterable[When | Fault] = (),
        *,
        port: int = 0,
        first_token_s: float = 0.0,
        per_token_s: float = 0.0,
        retry_after_s: float = 1.0,
        structured: Sequence[str] = STRUCTURED,
        unsupported: Sequence[str] = (),
        key: str | None = None,
        models: Sequence[str] | None = None,
        stages: Mapping[str, str] | None = None,
        payloads: Sequence[str] = (),
        ways: Sequence[Way] = WAYS,
        oddity: Oddity | None = None,
        odd_calls: int | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.script = script
        self.rules = tuple(When(rule) if isinstance(rule, Fault) else rule for rule in faults)
        self.first_token_s, self.per_token_s, self.retry_after_s = first_token_s, per_token_s, retry_after_s
        self.structured, self.unsupported, self.key = structured, unsupported, key
        self.models, self.stages, self.payloads, self.ways = models, stages or {}, payloads, ways
        self.oddity, self._odd_left, self.odd_answers = oddity, odd_calls, 0
        self.sleep = sleep
        self.most_at_once = 0
        self._at_once = 0
        self._seen: Counter[tuple[When, str]] = Counter()
        self._calls: list[Call] = []
        self._completions: list[Completion] = []
        self._remembered: dict[str, threading.Event] = {}
        self._hold: Hold | None = None
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.model = self

    @property
    def url(self) -> str:
        """The root, without `/v1`: what the Anthropic and Gemini shapes are pointed at."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def base_url(self) -> str:
        """What an OpenAI client is pointed at."""
        return f"{self.url}/v1"

    @property
    def calls(self) -> tuple[Call, ...]:
        """Every request so far, in the order they were decided."""
        with self._lock:
            return tuple(self._calls)

    @property
    def completions(self) -> tuple[Completion, ...]:
        """Every call that was carried out, in the order they ended: what a provider would bill."""
        with self._lock:
            return tuple(self._completions)

    def __enter__(self) -> "ScriptedModel":
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stop answering, and let go of every connection that was kept waiting."""
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()

    def serve_forever(self) -> None:
        self._server.serve_forever()

    # ------------------------------------------------------------ one request

    def fault_for(self, text: str, body_hash: str) -> Fault | None:
        """The first rule that falls on this call. Every rule counts the calls that match it."""
        with self._lock:
            due = [rule for rule in self.rules if self._matches(rule, text) and self._is_due(rule, body_hash)]
        return due[0].fault if due else None

    def _matches(self, rule: When, text: str) -> bool:
        marks = (rule.containing, self.stages[rule.stage] if rule.stage else "")
        return all(mark in text for mark in marks)

    def _is_due(self, rule: When, body_hash: str) -> bool:
        self._seen[rule, ""] += 1
        self._seen[rule, body_hash] += 1
        count, tries = self._seen[rule, ""], self._seen[rule, body_hash]
        return (
            (rule.first is None or count <= rule.first)
            and (rule.every is None or count % rule.every == 0)
            and (rule.attempts is None or tries <= rule.attempts)
        )

    def answer(self, asked: Asked, fault: Fault | None, body_hash: str) -> Answer:
        """What the script says, spoilt by the fault, cut at the limit that was asked for."""
        said = self.script(asked.messages, asked.schema)
        text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)
        plain = Answer(
            id=f"scripted-{body_hash[:12]}",
            text=text,
            finish=Finish.STOP,
            input_tokens=estimate_tokens(asked.text),
            output_tokens=estimate_tokens(text),
        )
        return _cut(faults.spoil(fault, asked, plain, self.payloads, self.ways), asked.max_tokens)

    def objection(
        self, shape: Shape, asked: Asked, body: dict[str, Any], key: str
    ) -> tuple[int, dict[str, Any]] | None:
        """Why this server would not take the request, fault or no fault."""
        if self.key is not None and key != self.key:
            return 401, shapes.complaint(shape, 401, "invalid_api_key", "The key is not accepted.")
        if self.models is not None and asked.model not in self.models:
            return 404, shapes.complaint(shape, 404, "model_not_found", f"There is no model {asked.model!r}.")
        refused = [name for name in self.unsupported if name in body]
        if asked.structured in STRUCTURED and asked.structured not in self.structured:
            refused.append("response_format")
        if not refused:
            return None
        words = f"Unsupported parameter: '{refused[0]}' is not supported with this model."
        return 400, shapes.complaint(shape, 400, "unsupported_parameter", words, refused[0])

    def written(self, asked: Asked, answer: Answer) -> tuple[int, Any]:
        """Status and body of a whole reply."""
        body = shapes.write(asked.shape, asked, answer)
        with self._lock:
            left = self._odd_left
            self._odd_left = None if left is None else max(0, left - 1)
        if self.oddity is None or left == 0 or not speaks(asked.shape, self.oddity):
            return 200, body
        told = odd(self.oddity, asked, body)
        with self._lock:
            self.odd_answers += told != (200, body)
        return told

    def log(self, call: Call) -> None:
        with self._lock:
            self._calls.append(call)

    @contextmanager
    def holding(self, after: int = 0) -> Iterator[threading.Event]:
        """Carry out no call but so many while the block lasts, so that what waits for one cannot end in between. What
        is yielded is set once a call is held."""
        hold = self._hold = Hold(after)
        try:
            yield hold.come
        finally:
            self._hold = None
            hold.let_go()

    def take_time(self, seconds: float) -> None:
        """As long as a call takes to be carried out."""
        if hold := self._hold:
            hold.keep()
        self.sleep(seconds)

    @contextmanager
    def carried_out(self, name: str, body_hash: str) -> Iterator[bool]:
        """True to whoever is to carry a call out, at the model's pace; False, once that is done, to whoever sends it
        again."""
        with self._lock:
            mine = not name or name not in self._remembered
            done = self._remembered.setdefault(name, threading.Event()) if name else threading.Event()
        if not mine:
            done.wait()
            yield False
            return
        began = time.monotonic()
        try:
            yield True
        finally:
            with self._lock:
                self._completions.append(Completion(began, time.monotonic(), body_hash, name))
            done.set()

    @contextmanager
    def counted(self) -> Iterator[Callable[[], None]]:
        """Count the requests that are being answered at once. One is over when what is yielded is called, before its
        client can have the answer and send another; at the end at the latest."""
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        left = [1]

        def over() -> None:
            with self._lock:
                self._at_once -= left.pop() if left else 0

        try:
            yield over
        finally:
            over()

    def wait_for_closing(self) -> None:
        self._closing.wait()


def _cut(answer: Answer, max_tokens: int | None) -> Answer:
    if max_tokens is None or answer.output_tokens <= max_tokens:
        return answer
    text = answer.text.encode()[: max_tokens * 4].decode(errors="ignore")
    return replace(answer, text=text, finish=Finish.LENGTH, output_tokens=max_tokens)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256
    model: ScriptedModel

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def _over(self) -> None:
        """What a request is told to be over by; one that is not counted needs nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """The log is `ScriptedModel.calls`."""

    def do_GET(self) -> None:
        names = self.server.model.models or ("scripted",)
        listed = {"object": "list", "data": [{"id": name, "object": "model", "owned_by": "tests"} for name in names]}
        self._send(200 if self.path.endswith("/models") else 404, listed)

    def do_POST(self) -> None:
        with self.server.model.counted() as self._over:
            self._converse()

    def _converse(self) -> None:
        model, shape = self.server.model, shapes.shape_of(self.path)
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if shape is None:
            self._send(404, shapes.complaint(Shape.OPENAI, 404, "not_found", "Nothing is served here."))
            return
        body, body_hash = json.loads(raw), hashlib.sha256(raw).hexdigest()
        asked = shapes.read(shape, self.path, body)
        objection = model.objection(shape, asked, body, self._key())
        fault = None if objection else model.fault_for(asked.text, body_hash)
        complaint = faults.complaint(fault, shape, model.retry_after_s) if fault else None
        status = objection[0] if objection else complaint.status if complaint else _status(fault)
        headers = dict(self.headers.items())
        model.log(Call(time.monotonic(), self.path, headers, body, body_hash, asked.text, status, fault))
        if objection:
            self._send(*objection)
        elif complaint:
            said = shapes.complaint(shape, complaint.status, complaint.code, complaint.message)
            self._send(complaint.status, said, complaint.headers)
        elif fault in PAGES:
            page_status, kind, page = PAGES[fault]
            self._send_bytes(page_status, page, kind)
        elif fault in (Fault.RESET, Fault.SILENCE):
            self._break(fault)
        else:
            answer = model.answer(asked, fault, body_hash)
            with model.carried_out(self.headers.get("Idempotency-Key", ""), body_hash) as anew:
                if anew:
                    model.take_time(model.first_token_s + (not asked.stream) * model.per_token_s * answer.output_tokens)
            self._say(asked, answer)

    def _break(self, fault: Fault) -> None:
        """The faults below HTTP."""
        if fault is Fault.SILENCE:
            self.server.model.wait_for_closing()
        # Lingering for zero seconds makes closing send a reset.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
        self.close_connection = True

    def _say(self, asked: Asked, answer: Answer) -> None:
        if asked.stream:
            self._stream(asked, answer)
        else:
            self._send(*self.server.model.written(asked, answer), {"x-request-id": answer.id})

    def _stream(self, asked: Asked, answer: Answer) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        for event, tokens in shapes.stream(asked.shape, asked, answer):
            self.server.model.sleep(self.server.model.per_token_s * tokens)
            self.wfile.write(event.encode())
            self.wfile.flush()
        self.close_connection = True

    def _send(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        self._send_bytes(status, json.dumps(body).encode(), "application/json", headers)

    def _send_bytes(self, status: int, body: bytes, kind: str, headers: Mapping[str, str] | None = None) -> None:
        self._over()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _key(self) -> str:
        bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
        return bearer or self.headers.get("x-api-key") or self.headers.get("x-goog-api-key") or ""


def _status(fault: Fault | None) -> int | None:
    if fault in PAGES:
        return PAGES[fault][0]
    return None if fault in (Fault.RESET, Fault.SILENCE) else 200
