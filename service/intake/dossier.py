"""A request becomes a dossier, once, at the door: whatever is wrong with it is said here, and never in the job."""

from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from urllib.parse import urlsplit

from service.domain import Alliance, Article, Document, Dossier, article_id
from service.errors import BadInput, Malformed, TooLarge
from service.intake.fields import LINE, TEXT, YEARS
from service.intake.reading import json_object, request_from
from service.intake.request import ArticleIn, Request, SourceIn
from service.text.detecting import detected
from service.text.layout import headline, media
from service.text.pages import Page, holds_markup, looks_like_page, read_page, read_piece
from service.text.tails import body_end
from service.text.urls import site_of

# BCP 47 for a language that nobody named, of a text that nobody has seen yet.
UNDETERMINED = "und"


def dossier_of(request: Request) -> Dossier:
    """All that the request brings, as it will be read. Raises Refused, which names the field, for a page that cannot be
    read."""
    dossier = Dossier(
        article=_article(request.article),
        alliances=tuple(Alliance(**dict(one)) for one in request.alliances),
        grades=request.grades,
        model=request.model,
        fetch_article=_to_fetch(request.article.html, request.article.body),
        fetch_documents=tuple(one.id or "" for one in request.sources if _to_fetch(one.html, one.text)),
    )
    documents = (source_document(source, f"/sources/{place}") for place, source in enumerate(request.sources))
    return dossier.model_copy(update={"documents": tuple(graded(one, dossier) for one in documents)})


def graded(document: Document, dossier: Dossier) -> Document:
    """The document with the grade that the request gives it, by itself or by its publisher."""
    grade = document.grade or dossier.grade_of(document.publisher or site_of(document.url))
    return document.model_copy(update={"grade": grade})


def dossier_from(kept: str, read: Callable[[Request], Dossier] = dossier_of) -> Dossier:
    """A dossier as a job keeps it, in JSON. Where its pages were not read at the door, the job keeps the request
    itself, which `read` reads. Raises Refused for one whose pages cannot be read."""
    fields = json_object(kept)
    return Dossier.model_validate_json(kept) if "documents" in fields else read(request_from(fields))


def _to_fetch(html: str | None, text: str | None) -> bool:
    return html is None and text is None


def _article(given: ArticleIn) -> Article:
    """The article as the house reads it: its text unchanged. Raises Refused for a page that holds none."""
    if _to_fetch(given.html, given.body):
        unread = article_of(given, given.language or UNDETERMINED, Page(body=""))
        return unread.model_copy(update={"language_detected": given.language is None})
    return article_of(given, given.language, _read(given.html, given.body, "/article/html", "/article/body"))


def article_of(given: ArticleIn | Article, language: str | None, page: Page) -> Article:
    """What is known of an article with what its page says; `language` is the one that somebody named."""
    first_line = headline(page.body)
    title = given.title or page.title or (first_line.text if first_line else None)
    outlet, url = given.outlet or page.outlet, given.url or page.url
    named = language or page.language
    told = None if named else detected(page.text)
    language = named or told or "en"
    end = body_end(page.text, language)
    shown = {item.id: item for item in (*page.media, *media(page.body, end, language))}
    return Article(
        id=article_id(url, title, outlet, page.text),
        title=title,
        body=page.body,
        outlet=outlet,
        url=url,
        published_at=given.published_at or page.published_at,
        language=language,
        language_detected=told is not None,
        body_end=end,
        media=tuple(shown.values()),
        external_id=given.external_id,
        author=given.author,
        section=given.section,
        tags=given.tags,
    )


def source_document(given: SourceIn, at: str) -> Document:
    """A document as it will be read. Raises Refused for a page that cannot be read, by its field below `at`."""
    page = Page(body="")
    with suppress(Malformed):  # a page without text is a document without text, which the report tells of
        page = _read(given.html, given.text, f"{at}/html", f"{at}/text")
    return document_of(given, page)


def document_of(given: SourceIn | Document, page: Page) -> Document:
    """What is known of a document with what its page says."""
    named = given.language or page.language
    told = None if named else detected(page.text)
    return Document(
        id=given.id or "",
        title=given.title or page.title,
        publisher=given.publisher or page.outlet,
        url=given.url or page.url,
        published_at=given.published_at or page.published_at,
        text=page.text,
        language=named or told,
        language_detected=told is not None,
        canonical_url=given.canonical_url or page.url,
        media=given.media or tuple(item.id for item in page.media),
        integrity=given.integrity,
        sha256=sha256(page.text.encode()).hexdigest(),
        grade=given.grade,
        owner=given.owner,
    )


def _read(html: str | None, text: str | None, html_field: str, text_field: str) -> Page:
    return page_of_html(html, html_field) if html is not None else page_of_text(text or "", text_field)


def page_of_html(html: str, field: str) -> Page:
    """What a page says. Raises Refused, which names the field, for one that cannot be read."""
    return _page(html, field, read_page)


def page_of_text(text: str, field: str) -> Page:
    """What a plain text says, or a page that came as one, or a piece of one. Raises Refused, which names the field."""
    if looks_like_page(text):
        return _page(text, field, read_page)
    return _page(text, field, read_piece) if holds_markup(text) else Page(body=text)


def _page(html: str, field: str, read: Callable[[str], Page]) -> Page:
    """The page's own text and what it says of itself; a refusal names the field that the page came in."""
    try:
        page = read(html)
    except TooLarge as error:
        raise BadInput(error.detail, field) from error
    except Malformed as error:
        raise Malformed(error.detail, field) from error
    if len(page.body) > TEXT:
        raise BadInput(f"Should hold at most {TEXT:,} characters of text.", field)
    return page.model_copy(update=_believable(page))


def _believable(page: Page) -> dict[str, object]:
    """What a page says of itself, within the bounds of what a request may say of it."""
    date, url = page.published_at, page.url
    return {
        "title": page.title[:LINE] if page.title else None,
        "outlet": page.outlet[:LINE] if page.outlet else None,
        "url": url if url and len(url) <= LINE and "@" not in urlsplit(url).netloc else None,
        "published_at": date if date and date.year in YEARS else None,
    }
