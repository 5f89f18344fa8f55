"""Texts: the article, documents, and the stretches of them that things are said in."""

from datetime import datetime
from enum import StrEnum

from service.domain.values import Frozen


class Span(Frozen):
    """Exact words and where they stand, in Unicode code points, end exclusive."""

    text: str
    start: int
    end: int

    def stands_in(self, body: str) -> bool:
        return body[self.start : self.end] == self.text

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    @classmethod
    def of(cls, body: str, start: int, end: int) -> "Span":
        """The span `body[start:end]`."""
        return cls(text=body[start:end], start=start, end=end)


class MediaKind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"


class Media(Frozen):
    """A photo, video or recording the article shows: its id or address, its caption, the claims it goes with."""

    id: str
    kind: MediaKind
    caption: Span | None = None
    claims: tuple[str, ...] = ()


class FetchRecord(Frozen):
    """How a text was fetched: the address that was `asked` for, the one where redirects ended (`url`), when it had
    come, and the SHA-256 of the page's bytes."""

    asked: str
    url: str
    at: datetime
    sha256: str


class Article(Frozen):
    """The text under analysis. `body` is kept whole and unchanged; analysis stops at `body_end`. `language_detected`:
    nobody named the language, its words told. `external_id`, `author`, `section` and `tags` are its sender's own.
    `fetched`: its text came from its address, and not with the request."""

    id: str
    title: str | None = None
    body: str
    outlet: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    language: str = "en"
    language_detected: bool = False
    body_end: int
    media: tuple[Media, ...] = ()
    external_id: str | None = None
    author: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    fetched: FetchRecord | None = None


class Integrity(StrEnum):
    """Whether a document can still be shown: archived with its hash, only live, or gone."""

    PRESERVED = "preserved"
    LIVE = "live"
    MISSING = "missing"


class Grade(StrEnum):
    """Admiralty reliability of a source. F, cannot be judged, is every new source; it is not worse than E."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"


class Document(Frozen):
    """Something a source returned, or that the request brought. `language` is a BCP 47 tag; None: as the article's.
    `language_detected`: nobody named it, its words told. `sha256` is of the text, in UTF-8, where it is kept.
    `fetched`: its text came from its address."""

    id: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    published_at: datetime | None = None
    text: str
    wire: str | None = None
    canonical_url: str | None = None
    media: tuple[str, ...] = ()
    language: str | None = None
    language_detected: bool = False
    integrity: Integrity = Integrity.LIVE
    sha256: str | None = None
    grade: Grade | None = None
    owner: str | None = None
    fetched: FetchRecord | None = None


class Passage(Frozen):
    """A stretch of an article (`document_id` is None) or of a document that is read at once or retrieved."""

    id: str
    document_id: str | None = None
    span: Span
