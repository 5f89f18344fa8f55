"""Pick the passages of documents that may bear on a claim. Lexical and pure; says nothing of stance."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    """A passage in the index, its number of words, and whether it is on the article's topic."""

    passage: Passage
    length: int
    on_topic: bool


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
    """Passages by word. Built once for one call."""

    def __init__(self, claims: Sequence[Claim], documents: Sequence[Document], language: str | None) -> None:
        self.language = language
        self.topic = _names(claims, language)
        self.entries: list[Entry] = []
        self.postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for document in documents:
            title = stems(document.title or "", language)
            for passage in document_passages(document):
                self._add(passage, Counter(content(passage.span.text, language)), title)
        self.mean = sum(entry.length for entry in self.entries) / max(1, len(self.entries))

    def _add(self, passage: Passage, words: Mapping[str, int], title: frozenset[str]) -> None:
        for word, times in words.items():
            self.postings[word].append((len(self.entries), times))
        on_topic = len(self.topic & (words.keys() | title)) >= TOPIC_NAMES
        self.entries.append(Entry(passage, sum(words.values()), on_topic))

    def best(self, claim: Claim) -> tuple[Passage, ...]:
        own = stems(claim.text, self.language)
        scores: dict[int, float] = defaultdict(float)
        held: dict[int, list[str]] = defaultdict(list)
        for word in sorted(own):
            weight = self.rarity(word)
            for place, times in self.postings.get(word, ()):
                scores[place] += weight * self._saturated(times, self.entries[place].length)
                held[place].append(word)
        kept = [place for place, shared in held.items() if self._bears(place, shared, own)]
        kept += [place for place, entry in enumerate(self.entries) if entry.on_topic and place not in held]
        ranked = sorted(kept, key=lambda place: (-scores.get(place, 0.0), place))
        return tuple(_few_of_each(self.entries[place].passage for place in ranked))

    def rarity(self, word: str) -> float:
        """Inverse document frequency over passages; a word that no passage holds weighs most."""
        within = len(self.postings.get(word, ()))
        return math.log(1 + (len(self.entries) - within + 0.5) / (within + 0.5))

    def _saturated(self, times: int, length: int) -> float:
        return times * (K1 + 1) / (times + K1 * (1 - B + B * length / self.mean))

    def _bears(self, place: int, held: Sequence[str], own: frozenset[str]) -> bool:
        return self.entries[place].on_topic or (len(held) >= 2 and len(held) >= ENOUGH * len(own))


def _names(claims: Sequence[Claim], language: str | None) -> frozenset[str]:
    """The stems of the telling words of all names in the claims, and of their claimants'. The first word of a claim
    is left out: it is capitalised whatever it is."""
    inner = (match.group() for claim in claims for match in _NAME.finditer(claim.text) if match.start())
    claimants = (name for claim in claims for name in _named(claim.claimant.name))
    return stems(" ".join((*inner, *claimants)), language) - stems(" ".join(generic()), language)


def _named(claimant: str) -> list[str]:
    """The names in a claimant's: the whole of it in a script that has no capitals."""
    return [claimant] if claimant.upper() == claimant.lower() else _NAME.findall(claimant)


def _few_of_each(passages: Iterable[Passage]) -> list[Passage]:
    taken: Counter[str | None] = Counter()
    few = []
    for passage in passages:
        taken[passage.document_id] += 1
        if taken[passage.document_id] <= MOST:
            few.append(passage)
    return few
