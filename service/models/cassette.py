"""The taped door: every call is kept, and a kept one can be answered from the tape. Knows no prompt and no provider."""

import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from pydantic import ValidationError

from service.domain import Frozen, fingerprint
from service.errors import CassetteMiss, CircuitOpen, Claimtrace, DeadlinePassed, Malformed, ModelFault
from service.models import ChatMessage, Price, Reply, TapeMode


class Question(Frozen):
    """What decides a reply, by hash: nothing in it depends on the clock. `prompt` and `fingerprint` say what the
    question came from, and are no part of its key."""

    prompt: str
    fingerprint: str
    model: str
    messages: str
    schema_hash: str
    max_tokens: int
    temperature: float

    @property
    def key(self) -> str:
        parts = [self.model, self.messages, self.schema_hash, self.max_tokens, self.temperature]
        return fingerprint(parts, length=32)

    @classmethod
    def of(
        cls,
        prompt: str,
        mark: str,
        model: str,
        messages: Sequence[ChatMessage],
        schema: dict[str, Any] | None,
        max_tokens: int,
        temperature: float,
    ) -> "Question":
        return cls(
            prompt=prompt,
            fingerprint=mark,
            model=model,
            messages=fingerprint([message.model_dump(mode="json") for message in messages], length=32),
            schema_hash=fingerprint(schema),
            max_tokens=max_tokens,
            temperature=temperature,
        )


class Fault(Frozen):
    """A call that failed for good: the error's kind and detail, so that replaying fails the same way."""

    kind: str
    detail: str


class CallRecord(Frozen):
    """One call as it was: what was asked (by hash), what came back, and when. Holds no word of the prompt."""

    key: str
    question: Question
    reply: Reply | None = None
    fault: Fault | None = None
    at: datetime


class CallLog(Protocol):
    """Where calls are kept. Used from several threads."""

    def get(self, key: str) -> CallRecord | None:
        """The newest record under a key."""
        ...

    def put(self, record: CallRecord) -> None: ...

    def of_prompt(self, prompt: str) -> Sequence[CallRecord]:
        """Records made with a prompt of this name, newest first."""
        ...


class NoLog:
    """Keeps nothing."""

    def get(self, key: str) -> CallRecord | None:  # noqa: ARG002
        return None

    def put(self, record: CallRecord) -> None:
        """Let go of it."""

    def of_prompt(self, prompt: str) -> Sequence[CallRecord]:  # noqa: ARG002
        return ()


class FileLog:
    """Calls in a file, a JSON object a line: what tests and evals replay. A last line torn by a crash is let go.

    What was made before `since` is taken out of the file when it is opened; None keeps everything.
    """

    def __init__(self, path: Path, since: datetime | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._records: dict[str, CallRecord] = {}
        self._prompts: defaultdict[str, dict[str, CallRecord]] = defaultdict(dict)
        kept = _records(path)
        for record in kept if since is None else _pruned(path, kept, since):
            self._hold(record)

    def get(self, key: str) -> CallRecord | None:
        with self._lock:
            return self._records.get(key)

    def put(self, record: CallRecord) -> None:
        with self._lock:
            self._hold(record)
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_line(record))

    def of_prompt(self, prompt: str) -> Sequence[CallRecord]:
        with self._lock:
            return tuple(reversed(self._prompts[prompt].values()))

    def first(self) -> CallRecord | None:
        """The oldest record."""
        with self._lock:
            return next(iter(self._records.values()), None)

    def _hold(self, record: CallRecord) -> None:
        self._records[record.key] = record
        self._prompts[record.question.prompt][record.key] = record


class Absent:
    """A model of which there is only the tape: replaying needs neither its library nor its key."""

    provider = "cassette"
    price = Price()

    def __init__(self, name: str) -> None:
        self.name = name

    def complete(self, *_asked: object, **_more: object) -> Reply:
        raise CassetteMiss(f"{self.name} is only replayed.")


class Cassette:
    """Answers a question from the log, or has it asked and keeps what came back. `now` gives the time that is kept.

    `behind`: the cassette that is asked in its turn.
    """

    def __init__(
        self, log: CallLog, mode: TapeMode, now: Callable[[], datetime], behind: "Cassette | None" = None
    ) -> None:
        self._log, self._mode, self._now, self._behind = log, mode, now, behind

    def answer(self, question: Question, ask: Callable[[], Reply]) -> Reply:
        """Raises what `ask` raises, a fault that was taped, or CassetteMiss."""
        kept = None if self._mode is TapeMode.LIVE else self._log.get(question.key)
        if kept and kept.reply:
            return kept.reply
        if self._mode is TapeMode.REPLAY:
            raise _again(kept.fault) if kept and kept.fault else self._miss(question)
        try:
            reply = self._behind.answer(question, ask) if self._behind else ask()
        except (ModelFault, CircuitOpen, DeadlinePassed) as error:
            self._keep(question, fault=Fault(kind=error.kind, detail=error.detail))
            raise
        self._keep(question, reply=reply)
        return reply

    def _keep(self, question: Question, reply: Reply | None = None, fault: Fault | None = None) -> None:
        self._log.put(CallRecord(key=question.key, question=question, reply=reply, fault=fault, at=self._now()))

    def _miss(self, question: Question) -> CassetteMiss:
        return CassetteMiss(f"{question.prompt} for {question.model} was not recorded: {self._nearest(question)}")

    def _nearest(self, question: Question) -> str:
        """What sets the question apart from the recorded one that is most like it."""
        records = self._log.of_prompt(question.prompt)
        if not records:
            return "nothing was, with a prompt of that name."
        nearest = max(records, key=lambda record: _likeness(record.question, question))
        return f"nearest is {nearest.key} of {nearest.at:%Y-%m-%d}, where {_difference(nearest.question, question)}."


def _likeness(kept: Question, asked: Question) -> tuple[bool, ...]:
    return (kept.messages == asked.messages, kept.fingerprint == asked.fingerprint, kept.model == asked.model)


def _difference(kept: Question, asked: Question) -> str:
    if kept.fingerprint != asked.fingerprint:
        return f"the prompt was {kept.fingerprint}: it is {asked.fingerprint} now"
    if kept.model != asked.model:
        return f"the model was {kept.model}"
    if kept.messages != asked.messages:
        return "prompt and model are the same, and the texts filled in are not"
    return "the schema or the limits were others"


def _again(fault: Fault) -> Claimtrace:
    kinds: tuple[type[Claimtrace], ...] = (*ModelFault.__subclasses__(), CircuitOpen, DeadlinePassed)
    made = (kind(fault.detail) for kind in kinds)
    return next((error for error in made if error.kind == fault.kind), ModelFault(fault.detail))


def _records(path: Path) -> list[CallRecord]:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    if lines and not lines[-1].endswith("\n"):
        lines.pop()
        path.write_text("".join(lines), encoding="utf-8")
    try:
        return [CallRecord.model_validate_json(line) for line in lines]
    except ValidationError as error:
        raise Malformed(f"{path.name} is no cassette.") from error


def _pruned(path: Path, records: Sequence[CallRecord], since: datetime) -> list[CallRecord]:
    """The records that are young enough. The file is put in place whole: a crash leaves the old one or the new."""
    young = [record for record in records if record.at >= since]
    if len(young) < len(records):
        fresh = path.with_name(f"{path.name}.new")
        fresh.write_text("".join(_line(record) for record in young), encoding="utf-8")
        fresh.replace(path)
    return young


def _line(record: CallRecord) -> str:
    return record.model_dump_json(exclude_none=True) + "\n"
