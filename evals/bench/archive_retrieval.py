"""How often the archive finds a claim's own evidence among that of all claims: recall@10, beside plain BM25 in the same
run. `python -m evals.bench.archive_retrieval FOLDER [--database URL]`; FOLDER holds `wice` and `climate_fever`.

WiCE (dev): the page that a claim of Wikipedia cites, of 349. CLIMATE-FEVER: the five sentences beside each claim. Plain
BM25 ranks the same passages by their words as they are, without case, and no word is left out.
"""

import json
import math
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import click

from service.domain import Document, Within
from service.store.database import Database
from service.store.documents import DocumentStore
from service.store.incoming import IncomingDocument
from service.text.searching import stretches, telling

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
    plain = PlainBm25(documents)
    found, beside, of = 0, 0, 0
    for sought, _ in pairs:
        own = {ids[text] for text in sought.own}
        hits = archive.search(telling(sought.claim, "en"), Within(), PASSAGES)
        found += len(own & set(list(dict.fromkeys(hit.document_id for hit in hits))[:TEN]))
        beside += len(own & {ids[text] for text in plain.best(sought.claim)})
        of += len(own)
    recall = f"recall@10 {found / of:.3f}, plain BM25 {beside / of:.3f}"
    click.echo(f"{name}: {len(pairs)} claims, {len(documents):,} documents; {recall}")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


if __name__ == "__main__":
    main()
