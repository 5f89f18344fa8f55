"""How a request becomes an article, documents and alliances."""

from contextlib import suppress
from urllib.parse import urlsplit

from service.domain import Alliance, Article, Document, article_id
from service.errors import BadInput, Malformed, Refused
from service.intake.fields import LINE, TEXT, YEARS
from service.intake.request import ArticleIn, Request, SourceIn
from service.text.layout import headline, media
from service.text.pages import Page, read_page
from service.text.tails import body_end


def article(given: ArticleIn) -> Article:
    """The article as the house reads it: its text unchanged. Raises Refused for a page that holds none."""
    page = _page(given.html, "/article/html") if given.html is not None else Page(body=given.body or "")
    first_line = headline(page.body)
    title = given.title or page.title or (first_line.text if first_line else None)
    outlet, url = given.outlet or page.outlet, given.url or page.url
    end = body_end(page.body)
    shown = {item.id: item for item in (*page.media, *media(page.body, end))}
    return Article(
        id=article_id(url, title, outlet, page.body),
        title=title,
        body=page.body,
        outlet=outlet,
        url=url,
        published_at=given.published_at or page.published_at,
        language=given.language or page.language or "en",
        body_end=end,
        media=tuple(shown.values()),
    )


def documents(request: Request) -> tuple[Document, ...]:
    """The documents that the request brought, in its order, with the grades it gives."""
    return tuple(_document(place, source, request) for place, source in enumerate(request.sources))


def alliances(request: Request) -> tuple[Alliance, ...]:
    return tuple(Alliance(**dict(one)) for one in request.alliances)


def _document(place: int, given: SourceIn, request: Request) -> Document:
    page = Page(body=given.text or "")
    if given.html is not None:
        with suppress(Malformed):  # a page without text is a document without text, which the report tells of
            page = _page(given.html, f"/sources/{place}/html")
    publisher = given.publisher or page.outlet
    return Document(
        id=given.id,
        title=given.title or page.title,
        publisher=publisher,
        url=given.url or page.url,
        published_at=given.published_at or page.published_at,
        text=page.body,
        canonical_url=given.canonical_url or page.url,
        media=given.media or tuple(item.id for item in page.media),
        integrity=given.integrity,
        grade=given.grade or request.grade_of(publisher),
        owner=given.owner,
    )


def _page(html: str, field: str) -> Page:
    """The page's own text and what it says of itself; a refusal names the field that the page came in."""
    try:
        page = read_page(html)
    except Refused as error:
        raise type(error)(error.detail, field) from error
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
