"""What is sought beyond the house: who is asked, how far, what comes back, and how it stands on the tape. Opens no line
itself."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import ClassVar, NamedTuple, Protocol, TypeVar

from service.cassette import CallKind, CallLog, Cassette, Question, TapeMode
from service.domain import Failure, Frozen, Within, fingerprint
from service.errors import Cancelled, DeadlinePassed
from service.text.queries import Query

Came = TypeVar("Came", bound=Frozen)

# ---------------------------------------------------------------- what is asked, and what comes back


class Result(Frozen):
    """One page that an engine names, with what it says of it; `published` has a zone."""

    url: str
    title: str = ""
    snippet: str = ""
    published: datetime | None = None


class Results(Frozen):
    """What an engine gave, best first."""

    found: tuple[Result, ...] = ()


class Review(Frozen):
    """A fact-check as it is published, of whatever claim; and whether, of all that were found, it is the nearest by
    meaning to what was asked about. The fields are those of a `FactCheck`."""

    publisher: str
    url: str
    title: str | None = None
    rating: str
    reviewed_at: date | None = None
    reviewed: str
    claimant: str | None = None
    language: str | None = None
    by_meaning: bool = False


class Reviews(Frozen):
    """What a place of fact-checks gave, best first; and why nobody could tell which of them is near by meaning, where
    that was asked."""

    found: tuple[Review, ...] = ()
    failure: Failure | None = None


class Search(Protocol):
    """A search engine. Safe to share between threads."""

    def find(self, query: Query, within: Within, within_s: float) -> Results:
        """Raises a `FetchFault`, or DeadlinePassed where no answer can come in so many seconds."""
        ...


class FactChecks(Protocol):
    """Where fact-checks are published. Safe to share between threads."""

    def find(self, query: Query, within: Within, within_s: float) -> Reviews:
        """Of a language alone. Raises a `FetchFault`, or DeadlinePassed."""
        ...


# ---------------------------------------------------------------- how far


class Engaged(NamedTuple):
    """A search engine by name: questions of one article that it is asked side by side, and those that it is asked."""

    name: str
    at_once: int = 1
    most: int = 40


class WebReach(NamedTuple):
    """How far the web is searched: by which engines, with how many questions for one article, at most so many pages
    read, published so many days before the article or after it; `by_prompt`: an analyst that can
    writes the questions."""

    engines: tuple[Engaged, ...]
    queries: int = 8
    documents: int = 10
    days_before: int = 30
    days_after: int = 30
    by_prompt: bool = False


class FactCheckReach(NamedTuple):
    """Where fact-checks are sought, by name, and of how many claims of one article."""

    places: tuple[str, ...]
    claims: int = 8


class Beyond(NamedTuple):
    """What is sought beyond the house. Can be pickled."""

    web: WebReach | None = None
    fact_checks: FactCheckReach | None = None


# ---------------------------------------------------------------- who is asked, and the tape before them


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
class Searches:
    """All who are asked beyond the house, by name. One for the process; its threads share it."""

    beyond: Beyond
    engines: Mapping[str, Search]
    places: Mapping[str, FactChecks]
    cassette: Cassette

    def results(
        self,
        cancelled: threading.Event,
        log: CallLog | None,
        name: str,
        query: Query,
        within: Within,
        within_s: float,
    ) -> Results:
        """What an engine gives, or gave when the log was written. Raises as `Search.find` does, Cancelled, or
        CassetteMiss."""
        find = self.engines[name].find
        ask = partial(_in_time, cancelled, partial(find, query, within), within_s)
        return self._answer(log, SearchQuestion.of(name, query, within), ask, Results)

    def reviews(
        self,
        cancelled: threading.Event,
        log: CallLog | None,
        name: str,
        query: Query,
        within: Within,
        within_s: float,
    ) -> Reviews:
        """As `results`, of a place of fact-checks."""
        find = self.places[name].find
        ask = partial(_in_time, cancelled, partial(find, query, within), within_s)
        return self._answer(log, SearchQuestion.of(name, query, within), ask, Reviews)

    def _answer(
        self, log: CallLog | None, question: SearchQuestion, ask: Callable[[], Came], as_type: type[Came]
    ) -> Came:
        tape = Cassette(log, TapeMode.RECORD, _now, behind=self.cassette) if log else self.cassette
        return tape.answer(question, ask, as_type)


def _in_time(cancelled: threading.Event, find: Callable[[float], Came], within_s: float) -> Came:
    """What is found. Raises Cancelled, or DeadlinePassed, which is taped: replaying takes less time than asking."""
    if cancelled.is_set():
        raise Cancelled("The article was cancelled.")
    if within_s <= 0:
        raise DeadlinePassed("The time for searches was used up before it was asked.")
    return find(within_s)


def _now() -> datetime:
    return datetime.now(UTC)
