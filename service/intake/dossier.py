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


def dossier_of(request: Request) -> Dossier:
    """All that the request brings, as it will be read. Raises Refused, which names the field, for a page that cannot be
    read."""
    documents = (source_document(source, f"/sources/{place}") for place, source in enumerate(request.sources))
    dossier = Dossier(
        article=_article(request.article),
        alliances=tuple(Alliance(**dict(one)) for one in request.alliances),
        grades=request.grades,
        model=request.model,
    )
    graded = (
        one.model_copy(update={"grade": one.grade or dossier.grade_of(one.publisher or site_of(one.url))})
        for one in documents
    )
    return dossier.model_copy(update={"documents": tuple(graded)})


def dossier_from(kept: str) -> Dossier:
    """A dossier as a job keeps it, in JSON. The first jobs kept the request itself. Raises Refused for one of those
    whose pages cannot be read."""
    fields = json_object(kept)
    return Dossier.model_validate_json(kept) if "documents" in fields else dossier_of(request_from(fields))


def _article(given: ArticleIn) -> Article:
    """The article as the house reads it: its text unchanged. Raises Refused for a page that holds none."""
    page = _read(given.html, given.body, "/article/html", "/article/body")
    first_line = headline(page.body)
    title = given.title or page.title or (first_line.text if first_line else None)
    outlet, url = given.outlet or page.outlet, given.url or page.url
    named = given.language or page.language
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
    """What a page, a piece of one, or a plain text says."""
    if html is not None:
        return _page(html, html_field, read_page)
    if text and looks_like_page(text):
        return _page(text, text_field, read_page)
    return _page(text, text_field, read_piece) if text and holds_markup(text) else Page(body=text or "")


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
