"""What was fetched becomes the text of what was waiting for it, read as a page that a request brings."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from service.domain import Article, Document, Dossier, FetchRecord, Integrity
from service.errors import Malformed, NoPage, Outside, Refused, TooLarge
from service.intake.dossier import article_of, document_of, graded, page_of_html, page_of_text
from service.intake.fields import TEXT, readable
from service.text.charsets import page_from
from service.text.pages import Page
from service.text.pdf_text import is_pdf, read_pdf

if TYPE_CHECKING:
    from service.sources.fetch import Fetched

PLAIN_TEXT = "text/plain"
PAGE_TYPES = ("text/html", "application/xhtml+xml", PLAIN_TEXT)
ARCHIVE_TYPES = (*PAGE_TYPES, "application/pdf")


def article_with(article: Article, fetched: "Fetched") -> Article:
    """The article with the text that stood at its address. Its id stays that of the address it was asked for by.

    Raises Malformed or TooLarge for what holds no article.
    """
    named = None if article.language_detected else article.language
    at_its_end = article.model_copy(update={"url": fetched.url})
    whole = article_of(at_its_end, named, _page(fetched))
    return whole.model_copy(update={"id": article.id, "fetched": _record(article, fetched)})


def document_with(document: Document, fetched: "Fetched", dossier: Dossier) -> Document:
    """The document with the text that stood at its address, graded, as the article's request knows of it. Raises
    Malformed or TooLarge."""
    return graded(fetched_document(document, fetched), dossier)


def fetched_document(document: Document, fetched: "Fetched", page: Page | None = None) -> Document:
    """The document with the text that stood at its address, which is kept; `page` where it was read already. Raises
    Malformed or TooLarge."""
    at_its_end = document.model_copy(update={"url": fetched.url})
    whole = document_of(at_its_end, page or _page(fetched))
    told = {"integrity": Integrity.PRESERVED, "fetched": _record(document, fetched)}
    return whole.model_copy(update=told)


def without_text(document: Document, error: Outside | Refused) -> Document:
    """The document whose text could not be had: it is missing where its server says so, else nobody here holds it."""
    integrity = Integrity.MISSING if isinstance(error, NoPage) else Integrity.LIVE
    return document.model_copy(update={"integrity": integrity, "sha256": None})


def _record(one: Article | Document, fetched: "Fetched") -> FetchRecord:
    return FetchRecord(asked=one.url or "", url=fetched.url, at=fetched.at, sha256=fetched.sha256)


def _page(fetched: "Fetched") -> Page:
    """What the page says. Raises Malformed or TooLarge, which name the host."""
    return _named(fetched, _read)


def page_or_pdf(fetched: "Fetched") -> Page:
    """What the page says, or the PDF. Raises Malformed or TooLarge, which name the host."""
    return _named(fetched, lambda one: read_pdf(one.body) if is_pdf(one.body) else _read(one))


def _read(fetched: "Fetched") -> Page:
    text = _text(fetched)
    return page_of_text(text, "") if fetched.media_type == PLAIN_TEXT else page_of_html(text, "")


def _named(fetched: "Fetched", read: Callable[["Fetched"], Page]) -> Page:
    host = urlsplit(fetched.url).hostname
    try:
        page = read(fetched)
    except Refused as error:
        kind = Malformed if isinstance(error, Malformed) else TooLarge
        raise kind(f"{host}: {error.detail}") from error
    if not page.text.strip():
        raise Malformed(f"{host}: The page holds no readable text.")
    if len(page.body) > TEXT:
        raise TooLarge(f"{host}: It holds more than {TEXT:,} characters of text.")
    return page


def _text(fetched: "Fetched") -> str:
    """The characters of what came. Raises Malformed for what is no text, whatever its server calls it."""
    if is_pdf(fetched.body):
        raise Malformed("It is a PDF, whatever its server calls it, and these are read for the archive alone.")
    try:
        text = readable(page_from(fetched.body, fetched.charset))
    except ValueError as error:
        raise Malformed(str(error)) from error
    return text.replace("\r\n", "\n").replace("\r", "\n")
