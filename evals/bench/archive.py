"""How fast the archive takes documents in and finds passages, beside raw use of the same engine in the same run.

`python -m evals.bench.archive [PASSAGES] [--database URL]`: invented words, eight passages of 80 words a document, an
empty database (a SQLite file that goes away, unless told). Raw use is the engine's own index of the same passages,
asked by the same words for the same number of passages, and nothing else: no text, no document, no window. Loading is
told for each fifth, for it must not slow down as the archive grows. Loading, and queries of SQLite, are told in the
processor's time, those of PostgreSQL by the clock.
"""

import itertools
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
import psycopg

from service.domain import Document, Within
from service.store.database import Database
from service.store.documents import DocumentStore
from service.store.incoming import IncomingDocument
from service.text.searching import indexed, stretches, telling

PASSAGES, WORDS, SENTENCE = 8, 80, 16
VOCABULARY, DAYS = 60_000, 2_000
COMMONEST = 100  # makes the commonest word one of 650: beyond stopwords none is more common in news
QUERIES, WARM, WANTED = 220, 20, 20
NEWEST = datetime(2024, 6, 10, tzinfo=UTC)
Ask = Callable[[tuple[str, ...]], object]
SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "or", "il", "est")]


def vocabulary(draw: random.Random) -> list[str]:
    """Invented words, the commonest first, each once."""
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(draw.choices(SYLLABLES, k=draw.randint(2, 4)))] = None
    return list(words)


def documents(number: int, draw: random.Random) -> Iterator[Document]:
    """So many documents, whose words are as unevenly common as those of a language (Zipf), over 2,000 days."""
    words = vocabulary(draw)
    weights = list(itertools.accumulate(1 / (rank + COMMONEST) for rank in range(VOCABULARY)))
    for place in range(number):
        drawn = draw.choices(words, cum_weights=weights, k=PASSAGES * WORDS)
        sentences = [" ".join(drawn[at : at + SENTENCE]).capitalize() + "." for at in range(0, len(drawn), SENTENCE)]
        by_passage = WORDS // SENTENCE
        text = "\n".join(" ".join(sentences[at : at + by_passage]) for at in range(0, len(sentences), by_passage))
        moment = NEWEST - timedelta(days=draw.randrange(DAYS))
        url = f"https://paper.example/{place}"
        yield Document(id=url, title=sentences[0], text=text, url=url, published_at=moment, language="en")


def claims(texts: Sequence[str], draw: random.Random) -> list[tuple[str, ...]]:
    """Ten words that stand together somewhere, as a claim's do."""
    asked = []
    for _ in range(QUERIES):
        words = draw.choice(texts).split()
        at = draw.randrange(len(words) - 10)
        asked.append(telling(" ".join(words[at : at + 10]), "en"))
    return asked


def timed(
    ways: Mapping[str, Ask], asked: Sequence[tuple[str, ...]], clock: Callable[[], float]
) -> dict[str, list[float]]:
    """Milliseconds of each query in each way, sorted. The ways take turns, for others use the machine as well."""
    spent: dict[str, list[float]] = {name: [] for name in ways}
    for words in asked:
        for name, ask in ways.items():
            started = clock()
            ask(words)
            spent[name].append(1000 * (clock() - started))
    return {name: sorted(times[WARM:]) for name, times in spent.items()}


class RawFts5:
    """FTS5 alone."""

    def __init__(self, folder: Path, _url: str | None) -> None:
        self._connection = sqlite3.connect(folder / "raw.db")
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute(
            "CREATE VIRTUAL TABLE raw USING fts5(words, content='', tokenize='porter unicode61 remove_diacritics 0')"
        )

    def load(self, passages: Sequence[str]) -> None:
        with self._connection:
            self._connection.executemany("INSERT INTO raw (words) VALUES (?)", [(one,) for one in passages])

    def ask(self, words: tuple[str, ...]) -> object:
        statement = "SELECT rowid, rank FROM raw WHERE raw MATCH ? ORDER BY rank LIMIT ?"
        return self._connection.execute(statement, (" OR ".join(f'"{one}"' for one in words), WANTED)).fetchall()


class RawVectors:
    """tsvector, GIN and ts_rank alone."""

    def __init__(self, _folder: Path, url: str | None) -> None:
        self._connection = psycopg.connect(url or "", autocommit=True)
        self._connection.execute("CREATE TABLE raw (number bigserial PRIMARY KEY, words tsvector NOT NULL)")
        self._connection.execute("CREATE INDEX raw_words ON raw USING gin (words)")

    def load(self, passages: Sequence[str]) -> None:
        with self._connection.transaction(), self._connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO raw (words) VALUES (to_tsvector('english', %s))", [(one,) for one in passages]
            )

    def ask(self, words: tuple[str, ...]) -> object:
        statement = (
            "SELECT number, ts_rank(words, query, 1) AS score FROM raw, to_tsquery('english', %s) AS query"
            " WHERE words @@ query ORDER BY score DESC LIMIT %s"
        )
        return self._connection.execute(statement, (" | ".join(words), WANTED)).fetchall()


@click.command()
@click.argument("passages", type=int, default=200_000)
@click.option("--database", "url", help="An empty database instead of a SQLite file.")
def main(passages: int, url: str | None) -> None:
    """Load, ask, and tell."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        database = Database(url or f"sqlite:///{place / 'archive.db'}")
        with closing(database):
            database.upgrade()
            raw = (RawFts5 if database.lite else RawVectors)(place, url)
            told(passages, DocumentStore(database), raw)
        for file in sorted(place.glob("*.db")):
            click.echo(f"{file.name}: {file.stat().st_size / 1e6:,.0f} MB")


def told(passages: int, store: DocumentStore, raw: RawFts5 | RawVectors) -> None:
    texts: list[str] = []
    coming = documents(passages // PASSAGES, random.Random(1))  # noqa: S311
    click.echo(f"memory: {memory_mb():,.0f} MB")
    while part := load(itertools.islice(coming, max(1, passages // PASSAGES // 5)), store, raw):
        texts += part
    asked = claims(texts, random.Random(2))  # noqa: S311
    window = Within(since=(NEWEST - timedelta(days=30)).date(), until=(NEWEST + timedelta(days=30)).date())
    ways: dict[str, Ask] = {
        "raw": raw.ask,
        "archive, new words counted": lambda words: store.search(words, Within(), WANTED),
        "archive": lambda words: store.search(words, Within(), WANTED),
        "archive, 60 days": lambda words: store.search(words, window, WANTED),
    }
    spent = timed(ways, asked, time.process_time if isinstance(raw, RawFts5) else time.perf_counter)
    for name, times in spent.items():
        ratio = statistics.median(times) / statistics.median(spent["raw"])
        p95 = times[int(0.95 * len(times))]
        click.echo(f"{name}: median {statistics.median(times):.1f} ms ({ratio:.2f} of raw), p95 {p95:.1f} ms")
    click.echo(f"memory: {memory_mb():,.0f} MB")


def load(coming: Iterator[Document], store: DocumentStore, raw: RawFts5 | RawVectors) -> list[str]:
    """Keep documents, and tell how fast. Gives every fiftieth passage."""
    number, taken, clock, loaded = 0, 0.0, 0.0, 0.0
    texts: list[str] = []
    while batch := list(itertools.islice(coming, 1000)):
        began, started = time.perf_counter(), time.process_time()
        for _ in store.add(IncomingDocument(document=one) for one in batch):
            pass
        taken, clock = taken + time.process_time() - started, clock + time.perf_counter() - began
        cut = [indexed(span.text) for one in batch for span in stretches(one)]
        started = time.process_time()
        raw.load(cut)
        loaded += time.process_time() - started
        number, texts = number + len(cut), texts + cut[::50]
    if number:
        click.echo(
            f"{number:,} passages: {number / taken:,.0f} taken in a processor second, {number / clock:,.0f} by the"
            f" clock; raw {number / loaded:,.0f} in a processor second; memory {memory_mb():,.0f} MB"
        )
    return texts


def memory_mb() -> float:
    """The most that this process has taken so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    main()
