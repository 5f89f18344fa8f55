"""What is brought for the archive, document by document: a bad one is told, and the others are read."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from service.domain import Document, FeedItem, Integrity, normalised
from service.errors import BadInput, Malformed, Refused, TooLarge
from service.intake.dossier import document_of, source_document
from service.intake.fetched import fetched_document, page_or_pdf
from service.intake.fields import PAGE, TEXT
from service.intake.reading import faults, json_value, shaped, text_from
from service.intake.request import SourceIn
from service.text.pdf_text import PDF_BYTES, is_pdf, read_pdf

if TYPE_CHECKING:
    from service.sources.fetch import Fetched

DOCUMENTS = 1_000  # of one request
LINES, PDF_TYPE = ("application/x-ndjson", "application/jsonl"), "application/pdf"
AHEAD = timedelta(days=1)  # a date that is later than this after the page was had is a mistake
Given = TypeVar("Given")
Read = Document | tuple[Refused, ...]


def all_documents(raw: bytes, media_type: str) -> list[tuple[str, Read]]:
    """All documents in a request's body: JSON, one object a line, or a PDF. Raises as the three below."""
    if media_type in LINES:
        return list(documents_by_line(raw))
    return [("", document_from_pdf(raw))] if media_type == PDF_TYPE else list(documents_in(raw))


def document_from_pdf(raw: bytes) -> Document:
    """A PDF as a document. Raises Malformed or TooLarge."""
    if not is_pdf(raw):
        raise Malformed("It is no PDF, whatever it is called.")
    page = read_pdf(raw)
    if len(page.body) > TEXT:
        raise TooLarge(f"It holds more than {TEXT:,} characters of text.")
    return document_of(Document(id="", text="", integrity=Integrity.PRESERVED), page)


def documents_in(raw: bytes) -> Iterator[tuple[str, Read]]:
    """The documents in JSON, one object or a list of them: each with its JSON pointer, and read, or refused. Raises
    Malformed, TooLarge or BadInput where there are none or too many."""
    value = json_value(text_from(raw))
    if isinstance(value, list):
        yield from _each((f"/{place}", one) for place, one in enumerate(_few(value)))
    else:
        yield "", document_from(value, "")


def documents_by_line(raw: bytes) -> Iterator[tuple[str, Read]]:
    """The same of JSON with one object a line (NDJSON). Lines are counted from 0; blank ones are left out."""
    lines = [(place, line) for place, line in enumerate(text_from(raw).split("\n")) if line.strip()]
    for place, line in _few(lines):
        yield f"/{place}", document_from_line(line, f"/{place}")


def document_from_line(line: str, at: str) -> Read:
    """A document in a line of JSON, or all that is wrong with it, by pointers below `at`."""
    try:
        return document_from(json_value(line), at)
    except Malformed as error:
        return (Malformed(error.detail, at),)


def document_from(value: object, at: str) -> Read:
    """A document in the shape of a request's source, or all that is wrong with it, by pointers below `at`."""
    if not isinstance(value, Mapping):
        return (BadInput("Should be an object: a document.", at),)
    try:
        source = shaped(SourceIn, value)
    except BadInput as error:
        return tuple(BadInput(fault.detail, f"{at}{fault.pointer}") for fault in faults(error))
    try:
        document = source_document(source, at)
    except Refused as error:
        return (error,)
    if not normalised(document.text):
        return (BadInput("Should hold text.", f"{at}/{'text' if source.html is None else 'html'}"),)
    return document


def document_at(fetched: "Fetched", item: FeedItem | None = None) -> Document:
    """What stood at an address; where the page does not say its title or its day, the feed that led there does. Raises
    Malformed or TooLarge."""
    url = item.url if item else fetched.url
    if len(fetched.body) > (most := PDF_BYTES if is_pdf(fetched.body) else PAGE):
        raise TooLarge(f"{urlsplit(fetched.url).hostname}: It is longer than {most:,} bytes.")
    document = fetched_document(Document(id="", url=url, text=""), fetched, page_or_pdf(fetched))
    return _with_facts(document, item, fetched.at) if item else _believable(document, fetched.at)


def own_text(item: FeedItem, at: datetime) -> Document | None:
    """An item of a feed by its own full text, had at a moment; None where the feed brings none that can be read."""
    page = f"<html><body><article>{item.html}</article></body></html>" if item.html else None
    if not page and not item.text:
        return None
    fields = {"html": page, "text": item.text, "url": item.url}
    read = document_from({name: value for name, value in fields.items() if value}, "")
    return _with_facts(read, item, at) if isinstance(read, Document) else None


def _with_facts(document: Document, item: FeedItem, at: datetime) -> Document:
    named = {"title": item.title, "published_at": item.published_at, "language": item.language}
    document = _believable(document, at)
    gaps = {name: value for name, value in named.items() if getattr(document, name) is None}
    return _believable(document.model_copy(update=gaps), at)


def _believable(document: Document, at: datetime) -> Document:
    """Without a date that lies ahead."""
    ahead = document.published_at is not None and document.published_at > at + AHEAD
    return document.model_copy(update={"published_at": None}) if ahead else document


def _each(values: Iterable[tuple[str, object]]) -> Iterator[tuple[str, Read]]:
    return ((at, document_from(value, at)) for at, value in values)


def _few(values: list[Given]) -> list[Given]:
    if not values:
        raise BadInput("Should hold a document at least.", "")
    if len(values) > DOCUMENTS:
        raise BadInput(f"Should hold at most {DOCUMENTS:,} documents.", "")
    return values
