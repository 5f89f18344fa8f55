"""Pick the passages of documents that may bear on a claim. Lexical and pure; says nothing of stance."""

import math
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from service.domain import Candidate, Claim, Document, Passage
from service.languages.names import generic
from service.languages.words import content, stems
from service.text.passages import document_passages

# BM25 with the usual constants: Robertson and Zaragoza, "The Probabilistic Relevance Framework" (2009).
K1, B = 1.2, 0.75
MOST = 3  # passages of one document for one claim
ENOUGH = 0.34  # share of a claim's words that a passage off the article's topic must hold
TOPIC_NAMES = 2  # names of the article that put a passage on its topic
_NAME = re.compile(r"\b[A-ZÀ-ÞΑ-ΩЀ-ЯҐ][\w’']*")


class Entry(NamedTuple):
    """A passage in the index, its number of words, and those of the article's names that it holds."""

    passage: Passage
    length: int
    topical: frozenset[str]


class Copy(NamedTuple):
    """A document of a text, how many passages stand before its own, and the article's names in its title."""

    document: Document
    place: int
    topical: frozenset[str]


class Text(NamedTuple):
    """Where a text's passages stand in the index, first and behind the last; the documents that have it; and of each
    title that these have the passages on the article's topic."""

    first: int
    last: int
    copies: list[Copy]
    topical: dict[frozenset[str], tuple[int, ...]]


def retrieve(
    claims: Sequence[Claim], documents: Sequence[Document], language: str | None = "en"
) -> tuple[Candidate, ...]:
    """For each claim the passages that may bear on it, best first, at most three of a document.

    A passage is kept when it holds a third of the claim's words, or when it is on the article's topic:
    it shares two of the names that the claims hold together. Claims with no such passage are left out. `language` is
    that of the claims. All words are compared by its rules, so that a name is the same one in documents of any.
    """
    index = _Index(claims, documents, language)
    found = ((claim, index.best(claim)) for claim in claims)
    return tuple(Candidate(claim=claim, passages=passages) for claim, passages in found if passages)


class _Index:
    """Passages by word, those of copies once. Built once for one call."""

    def __init__(self, claims: Sequence[Claim], documents: Sequence[Document], language: str | None) -> None:
        self.language = language
        self.topic = _names(claims, language)
        self.sought = frozenset(word for claim in claims for word in stems(claim.text, language))
        self.entries: list[Entry] = []
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self.impacts: dict[str, list[tuple[int, float]]] = {}
        self.texts: dict[tuple[str, str | None], Text] = {}
        self.copied: dict[str, Passage] = {}
        self.within: Counter[str] = Counter()  # passages, each as often as documents have it
        self.count = 0
        for document in documents:
            self._add(document)
        mean = self._words() / max(1, self.count) or 1.0
        self.saturation = [K1 * (1 - B + B * entry.length / mean) for entry in self.entries]

    def _add(self, document: Document) -> None:
        key = document.text, document.language
        if key not in self.texts:
            first = len(self.entries)
            for passage in document_passages(document):
                words = content(passage.span.text, self.language)
                for word in self.sought.intersection(words):
                    self.postings[word].append((len(self.entries), words.count(word)))
                self.entries.append(Entry(passage, len(words), self.topic.intersection(words)))
            self.texts[key] = Text(first, len(self.entries), [], {})
        text, title = self.texts[key], self.topic & stems(document.title or "", self.language)
        text.copies.append(Copy(document, self.count, title))
        if title not in text.topical:
            places = range(text.first, text.last)
            text.topical[title] = tuple(p for p in places if len(self.entries[p].topical | title) >= TOPIC_NAMES)
        self.count += text.last - text.first

    def _words(self) -> int:
        """How many words all passages have; counts within how many of them each word that is sought stands."""
        often = [len(text.copies) for text in self.texts.values() for _ in range(text.first, text.last)]
        for word, places in self.postings.items():
            self.within[word] = sum(often[place] for place, _ in places)
        return sum(entry.length * times for entry, times in zip(self.entries, often, strict=True))

    def best(self, claim: Claim) -> tuple[Passage, ...]:
        own = stems(claim.text, self.language)
        scores = defaultdict[int, float](float)
        held: dict[int, int] = defaultdict(int)
        for word in sorted(own):
            weight = self.rarity(word)
            for place, impact in self._impacts(word):
                scores[place] += weight * impact
                held[place] += 1
        bearing = sorted(place for place, shared in held.items() if shared >= 2 and shared >= ENOUGH * len(own))
        ranked = sorted(found for text in self.texts.values() for found in self._of_each(text, scores, bearing))
        return tuple(self._of(document, passage) for _, _, document, passage in ranked)

    def _impacts(self, word: str) -> Sequence[tuple[int, float]]:
        """The places of the passages that hold a word, and what it counts for there before it is weighed."""
        if word not in self.impacts:
            places = self.postings.get(word, ())
            self.impacts[word] = [(at, times * (K1 + 1) / (times + self.saturation[at])) for at, times in places]
        return self.impacts[word]

    def _of_each(
        self, text: Text, scores: defaultdict[int, float], bearing: Sequence[int]
    ) -> Iterator[tuple[float, int, Document, Passage]]:
        """The best few passages of each document that has the text, with what they are ranked by."""
        own = bearing[bisect_left(bearing, text.first) : bisect_left(bearing, text.last)]
        best = {
            title: sorted(sorted({*own, *topical}), key=scores.__getitem__, reverse=True)[:MOST]  # of equals the first
            for title, topical in text.topical.items()
        }
        for document, before, title in text.copies:
            for place in best[title]:
                at = before + place - text.first
                yield -scores[place], at, document, self.entries[place].passage

    def _of(self, document: Document, passage: Passage) -> Passage:
        """The passage as the document's own."""
        if passage.document_id == document.id:
            return passage
        id = f"{document.id}#{passage.id.rpartition('#')[2]}"
        if id not in self.copied:
            self.copied[id] = passage.model_copy(update={"id": id, "document_id": document.id})
        return self.copied[id]

    def rarity(self, word: str) -> float:
        """Inverse document frequency over passages; a word that no passage holds weighs most."""
        within = self.within[word]
        return math.log(1 + (self.count - within + 0.5) / (within + 0.5))


def _names(claims: Sequence[Claim], language: str | None) -> frozenset[str]:
    """The stems of the telling words of all names in the claims, and of their claimants'. The first word of a claim
    is left out: it is capitalised whatever it is."""
    inner = (match.group() for claim in claims for match in _NAME.finditer(claim.text) if match.start())
    claimants = (name for claim in claims for name in _named(claim.claimant.name))
    return stems(" ".join((*inner, *claimants)), language) - stems(" ".join(generic()), language)


def _named(claimant: str) -> list[str]:
    """The names in a claimant's: the whole of it in a script that has no capitals."""
    return [claimant] if claimant.upper() == claimant.lower() else _NAME.findall(claimant)
