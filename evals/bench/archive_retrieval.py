"""How often the archive finds a claim's own evidence among that of all claims: recall@10, beside plain BM25 in the same
run. `python -m evals.bench.archive_retrieval FOLDER [--database URL]`; FOLDER holds `wice` and `climate_fever`. Where
CLAIMTRACE_EMBEDDINGS_MODEL is set, it is searched by meaning as well, and by both.

WiCE (dev): the page that a claim of Wikipedia cites, of 349. CLIMATE-FEVER: the five sentences beside each claim. Plain
BM25 ranks the same passages by their words as they are, without case, and no word is left out.
"""

import json
import math
import re
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import click

from service.bootstrap.embedding import embedder
from service.domain import Document, Hit, Within
from service.settings import settings_from_environment
from service.sources.archive import fused
from service.sources.nearest import HybridIndex
from service.store.database import Database
from service.store.documents import DocumentStore
from service.store.incoming import IncomingDocument
from service.store.vectors import VectorStore
from service.text.searching import stretches, telling
from service.work.embedding import embed_waiting

K1, B = 1.2, 0.75
TEN, PASSAGES = 10, 60


class Sought(NamedTuple):
    """A claim, and the texts that are to be found."""

    claim: str
    own: frozenset[str]


def wice(folder: Path) -> Iterator[tuple[Sought, list[Document]]]:
    for row in _rows(folder / "wice" / "claim_dev.jsonl"):
        text = "\n".join(row["evidence"])
        yield Sought(row["claim"], frozenset({text})), [Document(id="", text=text, language="en")]


def climate_fever(folder: Path) -> Iterator[tuple[Sought, list[Document]]]:
    for row in _rows(folder / "climate_fever" / "climate_fever.jsonl"):
        texts = {one["evidence"]: one["article"] for one in row["evidences"]}
        told = [Document(id="", text=text, title=title, language="en") for text, title in texts.items()]
        yield Sought(row["claim"], frozenset(texts)), told


class PlainBm25:
    """BM25 over passages; a document is where its best passage is."""

    def __init__(self, documents: Sequence[Document]) -> None:
        cut = [(one.text, f"{one.title or ''} {span.text}") for one in documents for span in stretches(one)]
        self.texts = [text for text, _ in cut]
        words = [Counter(_words(passage)) for _, passage in cut]
        self.lengths = [sum(one.values()) for one in words]
        self.mean = sum(self.lengths) / len(self.lengths)
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, counts in enumerate(words):
            for word, times in counts.items():
                self.postings[word].append((place, times))

    def best(self, claim: str) -> list[str]:
        scores: dict[int, float] = defaultdict(float)
        for word in set(_words(claim)):
            held = self.postings.get(word, [])
            rarity = math.log(1 + (len(self.texts) - len(held) + 0.5) / (len(held) + 0.5))
            for place, times in held:
                size = K1 * (1 - B + B * self.lengths[place] / self.mean)
                scores[place] += rarity * times * (K1 + 1) / (times + size)
        ranked = sorted(scores, key=lambda place: (-scores[place], place))
        return list(dict.fromkeys(self.texts[place] for place in ranked[:PASSAGES]))[:TEN]


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--database", "url", help="An empty database instead of a SQLite file.")
def main(folder: Path, url: str | None) -> None:
    """Pool each benchmark's evidence, and look for each claim's own."""
    for name, pairs in (("wice", wice(folder)), ("climate_fever", climate_fever(folder))):
        with tempfile.TemporaryDirectory() as place:
            database = Database(url or f"sqlite:///{Path(place) / 'archive.db'}")
            with closing(database):
                database.upgrade()
                told(name, DocumentStore(database), list(pairs))


def told(name: str, archive: DocumentStore, pairs: list[tuple[Sought, list[Document]]]) -> None:
    documents = list({one.text: one for _, some in pairs for one in some}.values())
    kept = list(archive.add(IncomingDocument(document=one) for one in documents))
    ids = {one.text: added.id for one, added in zip(documents, kept, strict=True)}
    plain, near = PlainBm25(documents), _near(archive, [sought.claim for sought, _ in pairs])
    found, of = Counter[str](), 0
    for place, (sought, _) in enumerate(pairs):
        own = {ids[text] for text in sought.own}
        words = _documents(archive.search(telling(sought.claim, "en"), Within(), PASSAGES))
        ways = {"archive": words, "plain BM25": [ids[text] for text in plain.best(sought.claim)]}
        if near:
            together = fused([words, _documents(near[place])])
            ways |= {
                "by meaning": _documents(near[place]),
                "by both": sorted(together, key=lambda id: (-together[id], id)),
            }
        found += Counter({way: len(own & set(ranked[:TEN])) for way, ranked in ways.items()})
        of += len(own)
    recall = ", ".join(f"{way} {count / of:.3f}" for way, count in found.items())
    click.echo(f"{name}: {len(pairs)} claims, {len(documents):,} documents; recall@10: {recall}")


def _near(archive: DocumentStore, claims: Sequence[str]) -> list[list[Hit]]:
    """What is nearest to each claim by meaning, where a model is set."""
    settings = settings_from_environment()
    if not settings.embeddings_model:
        return []
    asked, started = embedder(settings), time.perf_counter()
    tally = embed_waiting(VectorStore(archive.database), asked)
    click.echo(f"{tally.passages:,} passages embedded in {time.perf_counter() - started:.0f} s")
    return HybridIndex(archive, asked).nearest(claims, Within(), PASSAGES)


def _documents(hits: Sequence[Hit]) -> list[str]:
    return list(dict.fromkeys(hit.document_id for hit in hits))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


if __name__ == "__main__":
    main()
