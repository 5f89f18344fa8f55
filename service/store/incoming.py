"""Documents made ready for the archive: by what they are known, and in what passages they are indexed."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import Row

from service.domain import Document, Frozen, Integrity
from service.languages.called import primary
from service.store.copies import Marked
from service.store.full_text import PLACES, Place, numbered
from service.text.searching import indexed, stretches
from service.text.urls import domain_of, page_of


class IncomingDocument(Frozen):
    """A document that is to be kept, and when it was taken from its address, where that is known. `replaces`: another
    text at the same address is kept as another version of it; else what is there stays."""

    document: Document
    fetched_at: datetime | None = None
    replaces: bool = True


class Cut(NamedTuple):
    """A document made ready: its row without a number, what it is known by among its copies, its passages as they are
    indexed."""

    row: dict[str, Any]
    marked: Marked
    words: tuple[str, ...]


def page_for(document: Document) -> str | None:
    """The page that a document is, by the one name that its addresses share: the one it calls canonical, where that is
    on its own site; what another site published first is another document. A whole site is no page."""
    own, canonical = document.url, document.canonical_url
    if canonical and (own is None or domain_of(canonical) == domain_of(own)):
        own = canonical
    page = page_of(own)
    return page if page and ("/" in page or "?" in page) else None


def with_id(one: IncomingDocument) -> IncomingDocument:
    """The document with an id that its words alone decide, whatever white space stands between them, and the hash of
    its text."""
    text = one.document.text
    id = f"doc_{sha256(' '.join(text.split()).encode()).hexdigest()[:24]}"
    given = {"id": id, "integrity": Integrity.PRESERVED, "sha256": sha256(text.encode()).hexdigest()}
    return one.model_copy(update={"document": one.document.model_copy(update=given)})


def apart(batch: Sequence[IncomingDocument]) -> Iterator[list[IncomingDocument]]:
    """Documents in their order, parted where one is another text at an address that one before it has."""
    part: list[IncomingDocument] = []
    pages: dict[str, str] = {}
    for one in batch:
        page = page_for(one.document)
        if page and pages.get(page, one.document.id) != one.document.id:
            yield part
            part, pages = [], {}
        part.append(one)
        if page:
            pages[page] = one.document.id
    if part:
        yield part


def made_ready(one: IncomingDocument) -> Cut:
    document = one.document
    cuts = [(span.start, span.end) for span in stretches(document)][:PLACES]
    published = document.published_at
    told = json.dumps(cuts, separators=(",", ":"))
    row = {
        "id": document.id,
        "page": page_for(document),
        "published_on": published.astimezone(UTC).date().toordinal() if published else 0,
        "language": primary(document.language),
        "facts": document.model_dump_json(exclude={"text"}, exclude_defaults=True),
        "text": document.text,
        "cuts": told,
        "fetched_at": one.fetched_at,
    }
    words = _words(document, told)
    return Cut(row, _marked(document, cuts, words), words)


def document_in(row: Row[Any]) -> Document:
    """A document that is kept."""
    return Document.model_validate({**json.loads(row.facts), "text": row.text})


def indexed_as(row: Row[Any]) -> list[tuple[int, str]]:
    """The passages of a document that is kept, as they are indexed."""
    return passages_of(row.number, row.published_on, _words(document_in(row), row.cuts))


def marked_as(row: Row[Any]) -> Marked:
    """What a document that is kept is known by among its copies."""
    document = document_in(row)
    return _marked(document, json.loads(row.cuts), _words(document, row.cuts))


def passages_told(document: Document, cuts: str) -> list[str]:
    """The passages' texts; the title stands before the first, so that it is found as well."""
    title = document.title or ""
    texts = [document.text[start:end] for start, end in json.loads(cuts)]
    return [f"{title} {text}".strip() if place == 0 else text for place, text in enumerate(texts or [""])]


def passages_of(number: int, day: int, words: Sequence[str]) -> list[tuple[int, str]]:
    return [(numbered(day, Place(number, place)), text) for place, text in enumerate(words)]


def _marked(document: Document, cuts: Sequence[Sequence[int]], words: Sequence[str]) -> Marked:
    return Marked.of(document.text[: cuts[-1][1] if cuts else 0], " ".join(words).split())


def _words(document: Document, cuts: str) -> tuple[str, ...]:
    """The passages as they are indexed."""
    return tuple(map(indexed, passages_told(document, cuts)))
