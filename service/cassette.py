"""The taped door: whatever goes out is kept, and what is kept can be answered from the tape.

Knows no model and no source: what was asked and what came back are values of whoever asks, kept as JSON.
"""

import threading
from abc import abstractmethod
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from shutil import copymode
from typing import Any, ClassVar, Protocol, TypeVar

from pydantic import JsonValue, ValidationError

from service.domain import Frozen
from service.errors import (
    CassetteMiss,
    CircuitOpen,
    Claimtrace,
    DeadlinePassed,
    FetchFault,
    HostResting,
    Malformed,
    ModelFault,
)

Value = TypeVar("Value", bound=Frozen)

# What a call that failed for good raises, so that it is kept. One that was not made for the article's own sake,
# cancelled or over budget, says nothing of who was to be asked.
FAILED = (ModelFault, FetchFault, CircuitOpen, DeadlinePassed)


class TapeMode(StrEnum):
    """`replay`: only the tape answers. `record`: the tape answers what it holds, the rest is asked and kept.
    `live`: everything is asked, and kept."""

    REPLAY = "replay"
    RECORD = "record"
    LIVE = "live"


class CallKind(StrEnum):
    """What a call goes out to: a language model, an address on the web, a search engine."""

    MODEL = "model"
    FETCH = "fetch"
    SEARCH = "search"


class Question(Frozen):
    """What decides an answer, by hash: nothing in it depends on the clock."""

    kind: ClassVar[CallKind]

    @property
    @abstractmethod
    def key(self) -> str:
        """32 hex digits: the same question has the same key, and no other has."""

    @property
    @abstractmethod
    def named(self) -> str:
        """What is said of it where the tape holds no answer; no secret."""

    @property
    @abstractmethod
    def family(self) -> str:
        """What it shares with the recorded questions that it is compared with."""

    @abstractmethod
    def likeness(self, kept: Any) -> tuple[bool, ...]:
        """How much a question of its family is like it, the weightiest first."""

    @abstractmethod
    def difference(self, kept: Any) -> str:
        """What sets it apart from a question of its family."""


class Fault(Frozen):
    """A call that failed for good: the error's kind and detail, so that replaying fails the same way."""

    kind: str
    detail: str


class CallRecord(Frozen):
    """One call as it was: what was asked (by hash), what came back, and when. Holds no word of a prompt.

    `question` and `reply` are what `asked` and `answer` make values of.
    """

    key: str
    kind: CallKind = CallKind.MODEL  # models were the first that were taped, and their lines name no kind
    question: dict[str, JsonValue]
    reply: dict[str, JsonValue] | None = None
    fault: Fault | None = None
    at: datetime

    @classmethod
    def of(cls, question: Question, came: Frozen, at: datetime) -> "CallRecord":
        """A record of what came of a question: an answer, or a `Fault`."""
        return cls(
            key=question.key,
            kind=question.kind,
            question=_told(question),
            reply=None if isinstance(came, Fault) else _told(came),
            fault=came if isinstance(came, Fault) else None,
            at=at,
        )

    def asked(self, as_type: type[Value]) -> Value:
        """The question. Raises Malformed where it was none of this type."""
        return self._read(as_type, self.question)

    def answer(self, as_type: type[Value]) -> Value | None:
        """What came back; None: nothing did. Raises Malformed where it was none of this type."""
        return None if self.reply is None else self._read(as_type, self.reply)

    def as_json(self) -> str:
        """One line. What has its default is left out: a model's call reads as it always has."""
        return self.model_dump_json(exclude_defaults=True)

    def _read(self, as_type: type[Value], told: dict[str, JsonValue]) -> Value:
        try:
            return as_type.model_validate(told)
        except ValidationError as error:
            raise Malformed(f"{self.key} on the cassette holds no {as_type.__name__}.") from error


class CallLog(Protocol):
    """Where calls are kept. Used from several threads."""

    def get(self, key: str) -> CallRecord | None:
        """The newest record under a key."""
        ...

    def put(self, record: CallRecord) -> None: ...

    def of_kind(self, kind: CallKind) -> Sequence[CallRecord]:
        """Records of calls of this kind, newest first."""
        ...


class NoLog:
    """Keeps nothing."""

    def get(self, key: str) -> CallRecord | None:  # noqa: ARG002
        return None

    def put(self, record: CallRecord) -> None:
        """Let go of it."""

    def of_kind(self, kind: CallKind) -> Sequence[CallRecord]:  # noqa: ARG002
        return ()


class FileLog:
    """Calls in a file, a JSON object a line: what tests and evals replay. A last line torn by a crash is let go.

    What was made before `since` is taken out of the file when it is opened; None keeps everything.
    """

    def __init__(self, path: Path, since: datetime | None = None) -> None:
        self._path = path
        self._lock = threading.Lock()
        kept = _records(path)
        young = kept if since is None else _pruned(path, kept, since)
        self._records = {record.key: record for record in young}

    def get(self, key: str) -> CallRecord | None:
        with self._lock:
            return self._records.get(key)

    def put(self, record: CallRecord) -> None:
        with self._lock:
            self._records[record.key] = record
            with self._path.open("a", encoding="utf-8") as file:
                file.write(_line(record))

    def of_kind(self, kind: CallKind) -> Sequence[CallRecord]:
        with self._lock:
            return tuple(record for record in reversed(self._records.values()) if record.kind is kind)


def rewrite(path: Path, change: Callable[[str], str | None]) -> int:
    """Have each line of a file of calls be as `change` gives it, and go where that is None; how many were others. The
    file is put in place whole, and again where a call was kept meanwhile."""
    while True:
        size = path.stat().st_size
        lines = [line[:-1] for line in _lines(path) if line.endswith("\n")]
        changed = [change(line) for line in lines]
        others = sum(one != line for one, line in zip(changed, lines, strict=True))
        if not others:
            return 0
        fresh = path.with_name(f"{path.name}.new")
        fresh.write_text("".join(f"{line}\n" for line in changed if line is not None), encoding="utf-8")
        copymode(path, fresh)
        if path.stat().st_size == size:
            fresh.replace(path)
            return others


class Cassette:
    """Answers a question from the log, or has it asked and keeps what came back. `now` gives the time that is kept.

    `behind`: the cassette that is asked in its turn.
    """

    def __init__(
        self, log: CallLog, mode: TapeMode, now: Callable[[], datetime], behind: "Cassette | None" = None
    ) -> None:
        self._log, self._mode, self._now, self._behind = log, mode, now, behind

    def answer(self, question: Question, ask: Callable[[], Value], as_type: type[Value]) -> Value:
        """What `ask` gives, or gave when it was taped. Raises what it raises, a taped fault, or CassetteMiss."""
        kept = None if self._mode is TapeMode.LIVE else self._log.get(question.key)
        if kept and (answer := kept.answer(as_type)):
            return answer
        if self._mode is TapeMode.REPLAY:
            raise _again(kept.fault, kept.kind) if kept and kept.fault else self._miss(question)
        try:
            answer = self._behind.answer(question, ask, as_type) if self._behind else ask()
        except FAILED as error:
            self._log.put(CallRecord.of(question, Fault(kind=error.kind, detail=error.detail), self._now()))
            raise
        self._log.put(CallRecord.of(question, answer, self._now()))
        return answer

    def _miss(self, question: Question) -> CassetteMiss:
        return CassetteMiss(f"{question.named} was not recorded: {self._nearest(question)}")

    def _nearest(self, question: Question) -> str:
        """What sets the question apart from the recorded one that is most like it."""
        kept = [(record, record.asked(type(question))) for record in self._log.of_kind(question.kind)]
        family = [(record, asked) for record, asked in kept if asked.family == question.family]
        if not family:
            return f"nothing was, for {question.family}."
        nearest, asked = max(family, key=lambda pair: question.likeness(pair[1]))
        return f"nearest is {nearest.key} of {nearest.at:%Y-%m-%d}, where {question.difference(asked)}."


def _again(fault: Fault, kind: CallKind) -> Claimtrace:
    """The error that was taped; the plain fault of such calls where this version knows no error of that name."""
    known: dict[str, type[Claimtrace]] = {
        error.__name__: error for failed in FAILED for error in (failed, *failed.__subclasses__())
    }
    known.pop(HostResting.__name__)  # raised before a call is made, and so on no tape
    named = fault.kind.title().replace("_", "")
    return known.get(named, ModelFault if kind is CallKind.MODEL else FetchFault)(fault.detail)


def _told(value: Frozen) -> dict[str, Any]:
    return value.model_dump(mode="json", exclude_none=True)


def _records(path: Path) -> list[CallRecord]:
    lines = _lines(path) if path.exists() else []
    if lines and not lines[-1].endswith("\n"):
        lines.pop()
        path.write_text("".join(lines), encoding="utf-8")
    try:
        return [CallRecord.model_validate_json(line) for line in lines]
    except ValidationError as error:
        raise Malformed(f"{path.name} is no cassette.") from error


def _lines(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="\n") as file:  # a reply may hold line separators other than this one
        return list(file)


def _pruned(path: Path, records: Sequence[CallRecord], since: datetime) -> list[CallRecord]:
    """The records that are young enough. The file is put in place whole: a crash leaves the old one or the new."""
    young = [record for record in records if record.at >= since]
    if len(young) < len(records):
        fresh = path.with_name(f"{path.name}.new")
        fresh.write_text("".join(_line(record) for record in young), encoding="utf-8")
        fresh.replace(path)
    return young


def _line(record: CallRecord) -> str:
    return record.as_json() + "\n"
