"""Run what reads a stranger's text in a process of its own, which the operating system bounds and which can be ended.

Each run is forked off a process that has everything imported, and goes away with its end: nothing it kept stays. Knows
no article and no report.
"""

import logging
import math
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from contextvars import copy_context
from multiprocessing import connection, forkserver
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from multiprocessing.reduction import ForkingPickler
from operator import attrgetter
from types import TracebackType
from typing import Any, Literal, NamedTuple, TypeVar

from service.errors import Cancelled, Claimtrace, MemorySpent, NoProcess, NotInstalled, ProcessDied, TimeSpent
from service.errors.trace import trace

Given = TypeVar("Given")
LOG = logging.getLogger(__name__)

# Seconds between two looks at whether the run is still wanted.
LOOK_S = 0.1
# A process that neither said a word nor used the processor for so many times its limit stands still.
STILL = 2
OUT_OF_MEMORY = 79  # the exit status of one that could not get what it asked for
MOST_BYTES = 100_000_000  # of one message: the largest request's report has 20 MB

_CONTEXT = multiprocessing.get_context("forkserver")
# A start looks after all other processes, and of two threads that look at one, one learns nothing of its end.
_ONE_AT_A_TIME = threading.Lock()


class Limits(NamedTuple):
    """What one run may take: seconds of processor time and megabytes of memory, each kept by the operating system."""

    processor_s: float
    memory_mb: int


class Message(NamedTuple):
    """What a process says: a value it gives, an error it ended with, a question, or that it is over."""

    kind: Literal["given", "raised", "asked", "over"]
    value: Any = None
    number: int = 0


class Asked(NamedTuple):
    """A function within `asked`, by the names that lead to it, and what it is called with."""

    names: str
    arguments: tuple[Any, ...]
    more: dict[str, Any]


class Sandbox:
    """Runs functions of modules, whose arguments and results can be pickled. Serves many threads."""

    def __init__(
        self,
        limits: Limits,
        preload: Sequence[str] = (),
        *,
        nice: int = 0,
        longest_s: float = math.inf,
        at_once: int | None = None,
        patience_s: float = 0.0,
    ) -> None:
        """`preload` names what is imported once for all. Runs stand back for others by `nice`; `longest_s` is what one
        may take by the clock; `at_once` bounds those that are under way (None: somebody else does), and one waits
        `patience_s` for its turn."""
        self.limits, self._preload, self._nice, self._longest_s = limits, preload, nice, longest_s
        self._at_once, self._patience_s = at_once, patience_s
        self._free = threading.Semaphore(at_once) if at_once else None

    def start(self) -> None:
        """Import what runs need, aside, so that the first does not wait for it."""
        threading.Thread(target=_ensure_forkserver, args=(self._preload,), daemon=True).start()

    def run(self, act: Callable[..., Given], *arguments: Any) -> Given:
        """What `act` gives. Raises what it raises; TimeSpent, MemorySpent or ProcessDied when it was ended; NoProcess
        when none is free."""
        with closing(self._messages(_once, (act, *arguments))) as given:
            return next(given)  # type: ignore[no-any-return]

    def follow(
        self,
        act: Callable[..., Iterator[Given]],
        *arguments: Any,
        asked: object = None,
        at_once: int = 1,
        cancelled: threading.Event | None = None,
    ) -> Iterator[Given]:
        """All that `act(asked, *arguments)` gives, as it comes. What `act` asks `asked` is answered here, so many
        questions at once, and takes none of its time. Raises as `run` does, and Cancelled once `cancelled` is set."""
        pool = ThreadPoolExecutor(at_once + 1, "claimtrace-answers")  # one more, for what is answered at once
        try:
            yield from self._messages(act, arguments, _Answers(asked, pool), cancelled)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _messages(
        self,
        act: Callable[..., Any],
        arguments: tuple[Any, ...],
        answers: "_Answers | None" = None,
        cancelled: threading.Event | None = None,
    ) -> Generator[Any, None, None]:
        with self._turn(), self._begun() as (process, line):
            with suppress(BrokenPipeError):  # of one that died at once, its end tells more
                _send(line, (act, arguments, bool(answers and answers.asked is not None)))
            watch = _Watch(process.pid or 0, STILL * self.limits.processor_s, self._longest_s)
            while True:
                if cancelled and cancelled.is_set():
                    raise Cancelled("The article was cancelled while it was read.")
                if not connection.wait([line, process.sentinel], LOOK_S):
                    watch.look(asking=bool(answers and answers.pending))
                    continue
                watch.heard()
                message = _received(line) or self._death_of(process)
                if message.kind == "asked" and answers:
                    answers.answer(line, message)
                elif message.kind == "given":
                    yield message.value
                elif message.kind == "raised":
                    raise message.value
                else:
                    return

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._free is None:
            yield
            return
        if not self._free.acquire(timeout=self._patience_s):
            raise NoProcess(f"{self._at_once} texts are read or written at once, and no process came free.")
        try:
            yield
        finally:
            self._free.release()

    @contextmanager
    def _begun(self) -> Iterator[tuple[ForkServerProcess, Connection]]:
        """A process that waits for what it is to do, and is ended with the block, whatever it does."""
        _ensure_forkserver(self._preload)
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_work, args=(theirs, self.limits, self._nice), daemon=True)
        try:
            try:
                with theirs, _ONE_AT_A_TIME:
                    process.start()
            except (OSError, EOFError) as error:
                raise NoProcess(f"No process could be begun: {error}.") from error
            yield process, ours
        finally:
            ours.close()
            if process.pid is not None:
                if not connection.wait([process.sentinel], 0):
                    process.kill()
                _ended(process)

    def _death_of(self, process: ForkServerProcess) -> Message:
        """What its end says of a process that did not say itself that it was over."""
        status = _ended(process)
        LOG.error("process %d ended with %s", process.pid or 0, status)
        if status == -signal.SIGXCPU:
            told: Claimtrace = TimeSpent(
                f"It took more than {self.limits.processor_s:g} s of processor time, and was ended."
            )
        elif status == OUT_OF_MEMORY:
            told = MemorySpent(f"It wanted more than {self.limits.memory_mb:,} MB of memory, and was ended.")
        else:
            told = ProcessDied("The process that it was in died.")
        return Message("raised", told)


class _Watch:
    """Sees that a process goes on, by the processor time that it uses and by the clock."""

    def __init__(self, pid: int, still_s: float, longest_s: float) -> None:
        self._pid, self._still_s, self._longest_s = pid, still_s, longest_s
        self._began = self._since = time.monotonic()
        self._used = 0.0

    def heard(self) -> None:
        self._since = time.monotonic()

    def look(self, *, asking: bool) -> None:
        """Raises TimeSpent for one that stands still, though it is not `asking`, or that takes too long."""
        used, now = _used_s(self._pid), time.monotonic()
        if asking or used > self._used:
            self._used, self._since = used, now
        if now - self._since > self._still_s:
            LOG.error("process %d stood still and was ended", self._pid)
            raise TimeSpent(f"It stood still for {self._still_s:g} s, and was ended.")
        if now - self._began > self._longest_s:
            raise TimeSpent(f"It took longer than {self._longest_s:g} s, and was ended.")


class _Answers:
    """Answers what a process asks, in threads."""

    def __init__(self, asked: object, pool: ThreadPoolExecutor) -> None:
        self.asked, self._pool, self._lock = asked, pool, threading.Lock()
        self.pending: set[int] = set()

    def answer(self, line: Connection, message: Message) -> None:
        self.pending.add(message.number)
        # What is logged in the thread tells of the same job and article.
        self._pool.submit(copy_context().run, self._answer, line, message.number, message.value)

    def _answer(self, line: Connection, number: int, question: Asked) -> None:
        try:
            with _Outcome() as caught:
                caught.value = attrgetter(question.names)(self.asked)(*question.arguments, **question.more)
            with self._lock, suppress(OSError):  # nobody waits for it any more
                _send(line, Message("raised" if caught.error else "given", caught.error or caught.value, number))
        finally:
            self.pending.discard(number)


# ---------------------------------------------------------------- within the process


class _Asking:
    """Stands for what is asked: each function within it sends its question and waits. Serves several threads."""

    def __init__(self, line: Connection) -> None:
        self._line, self._lock = line, threading.Lock()
        self._waiting: dict[int, Future[Any]] = {}
        self._number = 0
        threading.Thread(target=self._hear, daemon=True).start()

    def __getattr__(self, name: str) -> "_Named":
        return _Named(self, name)

    def ask(self, names: str, arguments: tuple[Any, ...], more: dict[str, Any]) -> Any:
        answer: Future[Any] = Future()
        with self._lock:
            self._number += 1
            self._waiting[self._number] = answer
            _send(self._line, Message("asked", Asked(names, arguments, more), self._number))
        told: Message = answer.result()
        if told.kind == "raised":
            raise told.value
        return told.value

    def tell(self, message: Message) -> None:
        with self._lock:
            _send(self._line, message)

    def _hear(self) -> None:
        while message := _received(self._line):
            with self._lock:
                answer = self._waiting.pop(message.number)
            answer.set_result(message)
        os._exit(1)  # who began this is gone


class _Named:
    """What stands under a name within what is asked: a function, or what holds more of them."""

    def __init__(self, asking: _Asking, names: str) -> None:
        self._asking, self._names = asking, names

    def __getattr__(self, name: str) -> "_Named":
        return _Named(self._asking, f"{self._names}.{name}")

    def __call__(self, *arguments: Any, **more: Any) -> Any:
        return self._asking.ask(self._names, arguments, more)


class _Outcome:
    """Takes whatever is raised within, as something that can be sent."""

    value: Any = None
    error: Exception | None = None

    def __enter__(self) -> "_Outcome":
        return self

    def __exit__(self, _type: object, error: BaseException | None, _trace: TracebackType | None) -> bool:
        if isinstance(error, MemoryError):
            return False
        self.error = _portable(error) if isinstance(error, Exception) else None
        return self.error is not None


def _work(line: Connection, limits: Limits, nice: int) -> None:
    """The process: does what it is told, and says what came of it."""
    os.nice(nice)
    _confine(limits)
    try:
        task = _received(line)
        if task is not None:
            _carry_out(line, *task)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except OSError:  # who began this is gone
        os._exit(1)
    os._exit(0)  # threads that still wait for an answer would hold it up


def _carry_out(line: Connection, act: Callable[..., Any], arguments: tuple[Any, ...], asks: bool) -> None:
    asking = _Asking(line) if asks else None
    tell = asking.tell if asking else lambda message: _send(line, message)
    with _Outcome() as caught:
        given = act(*arguments) if act is _once else act(asking, *arguments)
        for value in given:
            tell(Message("given", value))
    tell(Message("raised", caught.error) if caught.error else Message("over"))


def _once(act: Callable[..., Given], *arguments: Any) -> Iterator[Given]:
    yield act(*arguments)


def _confine(limits: Limits) -> None:
    """Bounds that the system keeps, whatever runs here. Whoever starts it answers to signals, and ends it."""
    with open(os.devnull, "wb") as nowhere:
        for stream in (1, 2):  # what libraries say there of a text may quote it
            os.dup2(nowhere.fileno(), stream)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    seconds = max(1, math.ceil(limits.processor_s))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    # On Linux what is written to counts, and not what a library only sets aside; elsewhere no more than addresses do.
    kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    with suppress(ValueError, OSError):  # macOS takes none
        resource.setrlimit(kind, (limits.memory_mb * 1_000_000,) * 2)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")  # where the machine itself has no memory left, this is what it ends first


# ---------------------------------------------------------------- between the two


def _send(line: Connection, message: object) -> None:
    line.send_bytes(ForkingPickler.dumps(message, pickle.HIGHEST_PROTOCOL))


def _received(line: Connection) -> Any:
    """The next message; None when the other side is gone, or says more than it may."""
    try:
        return pickle.loads(line.recv_bytes(MOST_BYTES))  # noqa: S301 - what our own process wrote
    except (EOFError, OSError):
        return None


def _portable(error: Exception) -> Exception:
    """An error that can be sent. One that nobody foresaw goes as what its trace says."""
    if isinstance(error, ImportError):
        return NotInstalled(error)
    if isinstance(error, Claimtrace):
        return error
    told = RuntimeError("It failed in a process of its own.")
    told.add_note(trace(error))
    return told


def _used_s(pid: int) -> float:
    """Seconds of processor time that a process has used; 0 where that cannot be seen."""
    with suppress(OSError, OverflowError):
        return time.clock_gettime(~pid << 3 | 2)  # as clock_getcpuclockid(3) names its clock on Linux
    return 0.0


def _ended(process: ForkServerProcess) -> int | None:
    """The exit status of a process that ends; waits for it a little."""
    connection.wait([process.sentinel], 5)
    with _ONE_AT_A_TIME:
        process.join(0)
    return process.exitcode


def _ensure_forkserver(preload: Sequence[str]) -> None:
    """The process that others are forked off. It imports what we import, whatever lies in the folder it starts in."""
    with _ONE_AT_A_TIME:
        _CONTEXT.set_forkserver_preload([__name__, *preload])
        kept = os.environ.get("PYTHONPATH")
        os.environ["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
        try:
            forkserver.ensure_running()
        finally:
            del os.environ["PYTHONPATH"]
            os.environ |= {"PYTHONPATH": kept} if kept is not None else {}
