"""Search engines behind one protocol: what is asked, what comes back, and how both stand on the tape."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import ClassVar, Protocol, TypeVar

from service.cassette import CallKind, CallLog, Cassette, Question, TapeMode
from service.domain import Frozen, fingerprint
from service.errors import Cancelled
from service.text.queries import Query

Came = TypeVar("Came", bound=Frozen)


class Within(Frozen):
    """What counts: of a language (a BCP 47 tag), published from one day to another, both included, in UTC (None: from
    ever, to ever)."""

    language: str | None = None
    since: date | None = None
    until: date | None = None


class Result(Frozen):
    """One page that an engine names, with what it says of it; `published` has a zone."""

    url: str
    title: str = ""
    snippet: str = ""
    published: datetime | None = None


class Results(Frozen):
    """What an engine gave, best first."""

    found: tuple[Result, ...] = ()


class Search(Protocol):
    """A search engine. Safe to share between threads. `at_once`: questions of one article that it is asked side by
    side; `most`: those that it is asked for one article."""

    @property
    def name(self) -> str: ...

    @property
    def at_once(self) -> int: ...

    @property
    def most(self) -> int: ...

    def find(self, query: Query, within: Within, within_s: float) -> Results:
        """Raises a `FetchFault`, or DeadlinePassed where no answer can come in so many seconds."""
        ...


class SearchQuestion(Question):
    """What decides what is found: who is asked, and the words and days by hash. No key, and no address, is in it."""

    kind: ClassVar[CallKind] = CallKind.SEARCH

    engine: str
    words_hash: str
    within_hash: str

    @classmethod
    def of(cls, engine: str, query: Query, within: Within) -> "SearchQuestion":
        return cls(
            engine=engine,
            words_hash=fingerprint([query.words, query.names]),
            within_hash=fingerprint(within.model_dump(mode="json")),
        )

    @property
    def key(self) -> str:
        return fingerprint([self.kind, self.engine, self.words_hash, self.within_hash], length=32)

    @property
    def named(self) -> str:
        return f"A search by {self.engine}"

    @property
    def family(self) -> str:
        return self.engine

    def likeness(self, kept: "SearchQuestion") -> tuple[bool, ...]:
        return (kept.words_hash == self.words_hash, kept.within_hash == self.within_hash)

    def difference(self, kept: "SearchQuestion") -> str:
        return "other words were looked for" if kept.words_hash != self.words_hash else "other days were looked at"


@dataclass(frozen=True)
class Asked:
    """How engines are asked for one article: through the tape, and not once it is cancelled."""

    cassette: Cassette
    cancelled: threading.Event
    log: CallLog | None = None

    def answer(self, question: SearchQuestion, ask: Callable[[], Came], as_type: type[Came]) -> Came:
        """As it was taped, or as it is. Raises what `ask` raises, Cancelled, or CassetteMiss."""
        tape = Cassette(self.log, TapeMode.RECORD, _now, behind=self.cassette) if self.log else self.cassette
        return tape.answer(question, partial(self._unless_cancelled, ask), as_type)

    def _unless_cancelled(self, ask: Callable[[], Came]) -> Came:
        if self.cancelled.is_set():
            raise Cancelled("The article was cancelled.")
        return ask()


def _now() -> datetime:
    return datetime.now(UTC)
