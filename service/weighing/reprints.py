"""The article in print again: a document that is the article, or a copy of it, is no evidence for it. Pure.

Strict: whatever a document tells beyond the article is read, for it may be a correction.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from service.domain import Article, Claim, Document, LeftOut, Mode, Relation, Stance, Weighed, normalised
from service.languages.names import names_one_of, same_name
from service.languages.scripts import shingles, units
from service.languages.words import content
from service.text.sentences import sentences
from service.text.tails import body_end
from service.text.urls import page_of
from service.weighing.copies import COPY, RUN, RUNS

NEARLY = 0.90  # share of a document's five-word runs: what is left over are the seams between sentences and their edges
OWN_WORD = "This is another version of the article: its support is the article's own word, and weighs nothing."


class Overlap(NamedTuple):
    """What a document and the article share: the page; of the document's five-word runs those that stand in the
    article, and the other way round, 0 to 1. A document of few words is no copy by its words."""

    page: bool
    taken: float
    covered: float


class Original:
    """The article as others may have printed it. Made once for a report; each text is held against it once."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.told = f"{article.title or ''}\n{article.body[: article.body_end]}"
        self._shares: dict[tuple[str, str], tuple[float, float]] = {}

    @cached_property
    def plain(self) -> str:
        """Its words without case and punctuation, with a space on either side."""
        return f" {normalised(self.told)} "

    def overlap(self, document: Document) -> Overlap:
        """What a document shares with it."""
        page = not _pages(self.article.url).isdisjoint(_pages(document.url, document.canonical_url))
        key = document.text, document.language or self.article.language
        if key not in self._shares:
            self._shares[key] = self._shared(*key)
        return Overlap(page, *self._shares[key])

    @cached_property
    def _words(self) -> list[str]:
        return units(self.told)

    @cached_property
    def _runs(self) -> frozenset[tuple[str, ...]]:
        return frozenset(shingles(self._words, RUN))

    def _shared(self, text: str, language: str) -> tuple[float, float]:
        """Of the runs of a text above its comments, notices and links those that the article holds, and the other way
        round. The text's own runs are not kept: it may be long, and there may be many."""
        words = units(text)
        if words == self._words:
            return 1.0, 1.0
        both = _held(words, self._runs)
        if len(both) < RUNS:
            return 0.0, 0.0
        own = units(text[: body_end(text, language)])
        both, among = both if own == words else _held(own, self._runs), len(list(shingles(own, RUN)))
        return (len(both) / among, len(set(both)) / len(self._runs)) if among >= RUNS else (0.0, 0.0)


def left_out(original: Original, documents: Iterable[Document], claims: Iterable[Claim]) -> tuple[LeftOut, ...]:
    """The documents that hold the article's words and nothing else, each with the reason. What a speaker in the article
    published, or what was published before and is only a part of it, the article has from there."""
    speakers = [one.claimant.name for one in claims if one.attribution.mode is not Mode.OWN_VOICE]
    return tuple(
        LeftOut(document_id=document.id, reason=reason)
        for document in documents
        if document.text.strip() and (reason := _reprint(original, document, speakers))
    )


def is_own_word(claim: Claim, item: Weighed, original: Original, document: Document) -> bool:
    """Whether support for the claim is the article's own word in another version of it: whatever stands on its page,
    and its very words in a text that is taken from it or holds most of it. What such a version says against the article
    is no word of the article's."""
    if item.stance is not Stance.SUPPORTS or item.relation is Relation.ADVERSARY:
        return False
    shared = original.overlap(document)
    if shared.page:
        return True
    return (
        (shared.taken >= NEARLY or shared.covered >= COPY)
        and f" {normalised(item.span.text)} " in original.plain
        and not _is_basis(original.article, document, shared, [claim.claimant.name])
    )


def _reprint(original: Original, document: Document, speakers: list[str]) -> str | None:
    """What of the article the document is, if it is nothing else."""
    shared = original.overlap(document)
    if not shared.page and (shared.taken < COPY or _is_basis(original.article, document, shared, speakers)):
        return None
    if not _holds_all(original, document):
        return None
    if shared.page:
        return "It is the article itself."
    return "It is a copy of the article." if shared.covered >= COPY else "It is an excerpt of the article."


def _is_basis(article: Article, document: Document, shared: Overlap, speakers: list[str]) -> bool:
    """Whether the article has these words from the document: a speaker's own publication, or an earlier one that is a
    part of the article or the article a part of it."""
    published = [name for name in (document.publisher, document.owner) if name]
    if any(names_one_of(name, speakers) for name in published if not same_name(name, article.outlet or "")):
        return True
    ours, theirs = article.published_at, document.published_at
    part = min(shared.taken, shared.covered) < COPY
    return part and ours is not None and theirs is not None and theirs < ours


def _held(words: list[str], own: frozenset[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [run for run in shingles(words, RUN) if run in own]


def _holds_all(original: Original, document: Document) -> bool:
    """Whether every sentence of the document is one of the article's, word for word: within another it may be denied.
    Below the document's end a line may be its own that touches nothing in the article: a link, but no correction."""
    article = original.article
    language = document.language or article.language
    end = body_end(document.text, language)
    printed = sentences(f"{article.title or ''}\n{article.body}", language=article.language)
    own = [normalised(one.text) for one in printed]
    # A text that lost its line breaks runs a headline or a heading into what follows.
    known = {" ".join(own[at : at + run]) for run in (1, 2, 3) for at in range(len(own))}
    topic = frozenset(content(original.told, article.language))
    return all(
        normalised(one.text) in known or (one.start >= end and topic.isdisjoint(content(one.text, language)))
        for one in sentences(document.text, language=language)
        if normalised(one.text)
    )


def _pages(*urls: str | None) -> frozenset[str]:
    """The pages at these addresses; a whole site is no page."""
    return frozenset(page for page in map(page_of, urls) if page and ("/" in page or "?" in page))
