"""What the desk's own archive holds, and what becomes of what is added to it."""

from datetime import date, datetime
from enum import StrEnum

from service.domain.article import Document, Span
from service.domain.values import Frozen


class AddedState(StrEnum):
    """What was added: a document the archive did not hold, one that it held, one that is new and all but a copy of
    another, or another text of a page that it held."""

    NEW = "new"
    DUPLICATE = "duplicate"
    NEAR_COPY = "near_copy"
    VERSION = "version"


class Added(Frozen):
    """What became of one document: its id in the archive; of a near-copy, the id of the first of its kind; and of a
    version, that of the one before it."""

    id: str
    state: AddedState
    copy_of: str | None = None
    replaces: str | None = None


class Archived(Frozen):
    """A document of the archive. `copy_of`: the first document of which it is all but a copy; `fetched_at`: when it was
    taken from its address, where that is known. `replaces` and `replaced_by`: the texts that stood at its address
    before and after it; one that was replaced is kept, and not searched."""

    document: Document
    copy_of: str | None = None
    added_at: datetime
    fetched_at: datetime | None = None
    replaces: str | None = None
    replaced_by: str | None = None


class Within(Frozen):
    """Which documents are searched: of a language (a BCP 47 tag; a region is not looked at), published from one day to
    another, both included, in UTC. A document without a date counts as within unless `dated`."""

    language: str | None = None
    since: date | None = None
    until: date | None = None
    dated: bool = False


class Hit(Frozen):
    """A passage that holds words that were looked for. `score` ranks hits, and is larger the better; `of` is what a
    passage scores that holds each of the words once; `rare` is what a word scores that nothing else holds."""

    document_id: str
    span: Span
    score: float
    of: float = 1.0
    rare: float = 1.0
