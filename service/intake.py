"""What a request may bring, and how it becomes an article, documents and alliances.

Whatever cannot be used is refused here with the field and the reason; nothing further in need doubt its input.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError, field_validator
from pydantic_core import from_json

from service.domain import Alliance, Article, Document, Frozen, Grade, Integrity, article_id, normalised
from service.errors import BadInput, Malformed, Refused, TooLarge
from service.html import Page, read_page
from service.layout import body_end, headline, media

Shape = TypeVar("Shape", bound=Frozen)

REQUEST_BYTES = 5_000_000
SOURCES = 200
# Characters: a long magazine article has 60,000.
TEXT, PAGE, LINE = 200_000, 2_000_000, 4_000
YEARS = range(1600, 3000)  # the first newspaper is of 1605
FAULTS = 20

CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
DATE = re.compile(r"\d{4}-\d\d-\d\d([Tt ]|$)")


# ---------------------------------------------------------------- fields


def _readable(text: str) -> str:
    """Old files hold a stray control character; what is not text holds many, or a NUL."""
    if "\0" in text or len(CONTROL.findall(text)) * 100 > len(text):
        raise ValueError("Should be text: this holds control characters.")
    return text


def _told(text: str) -> str:
    if all(unicodedata.category(sign)[0] in "CZ" for sign in text):  # spaces, controls and what shows nothing
        raise ValueError("Should not be blank.")
    return text


def _web_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        port = parts.port  # read here, for only reading it shows that it is none
    except ValueError as error:
        raise ValueError(f"Should be an address: {error}.") from error
    if "@" in parts.netloc:
        raise ValueError("Should hold no user name and no password: a report shows the address.")
    if port == 0 or parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"\s", url):
        raise ValueError("Should be the address of a web page (http or https).")
    return url


def _written_date(value: object) -> object:
    if isinstance(value, datetime) or (isinstance(value, str) and DATE.match(value)):
        return value
    raise ValueError("Should be a date as ISO 8601 writes it, such as 2015-05-19T14:10:00Z.")


def _with_zone(moment: datetime) -> datetime:
    """A date without a zone is taken as UTC; its own zone is kept, for "Tuesday" means the writer's Tuesday."""
    if moment.year not in YEARS:
        raise ValueError(f"Should be a date of the years {YEARS.start} to {YEARS.stop - 1}.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _whole_day(value: object) -> object:
    """A day alone, as a last one, lasts until midnight."""
    return f"{value}T23:59:59" if isinstance(value, str) and DAY.match(value) else value


Text = Annotated[str, Field(max_length=TEXT), AfterValidator(_readable)]
Html = Annotated[str, Field(max_length=PAGE), AfterValidator(_readable)]
Line = Annotated[str, Field(max_length=LINE), AfterValidator(_readable)]
Name = Annotated[Line, AfterValidator(_told)]
Url = Annotated[Line, AfterValidator(_web_address)]
Moment = Annotated[datetime, BeforeValidator(_written_date), AfterValidator(_with_zone)]
LastMoment = Annotated[Moment, BeforeValidator(_whole_day)]
Language = Annotated[str, Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]


# ---------------------------------------------------------------- shapes


class ArticleIn(Frozen):
    """The article: its plain text as `body`, or its page as `html`. What the page says of itself fills the gaps."""

    title: Line | None = None
    html: Html | None = Field(None, description="The page. Give this or `body`.")
    body: Text | None = Field(None, validate_default=True, description="The plain text. Give this or `html`.")
    outlet: Line | None = None
    url: Url | None = None
    published_at: Moment | None = Field(None, description="A date without a zone is taken as UTC.")
    language: Language | None = Field(None, description="A BCP 47 tag. The page's own, else English.")

    @field_validator("html")
    @classmethod
    def _html_is_told(cls, html: str | None) -> str | None:
        return html if html is None else _told(html)

    @field_validator("body")
    @classmethod
    def _body_or_html(cls, body: str | None, info: Any) -> str | None:
        if body is not None and info.data.get("html") is not None:
            raise ValueError("Give the text as body or the page as html, not both.")
        if body is None and info.data.get("html", "") is None:
            raise ValueError("Missing: give the article's text as body, or its page as html.")
        return body if body is None else _told(body)


class SourceIn(Frozen):
    """A document that may bear on the article's claims: its `text`, or its page as `html`. A blank text is kept
    and shows up as unread."""

    id: Name
    title: Line | None = None
    publisher: Line | None = None
    url: Url | None = None
    published_at: Moment | None = Field(None, description="A date without a zone is taken as UTC.")
    html: Html | None = Field(None, description="The page. Give this or `text`.")
    text: Text | None = Field(None, validate_default=True, description="The plain text. Give this or `html`.")
    canonical_url: Url | None = Field(None, description="The address that this copy names as its original.")
    media: tuple[Line, ...] = Field((), max_length=100, description="Ids of the pictures and videos it shows.")
    grade: Grade | None = Field(None, description="Admiralty reliability of the publisher, before what the desk knows.")
    owner: Line | None = Field(None, description="Who owns the publisher.")
    integrity: Integrity = Integrity.LIVE

    @field_validator("text")
    @classmethod
    def _text_or_html(cls, text: str | None, info: Any) -> str | None:
        if text is not None and info.data.get("html") is not None:
            raise ValueError("Give the text as text or the page as html, not both.")
        if text is None and info.data.get("html", "") is None:
            raise ValueError("Missing: give the document's text as text, or its page as html.")
        return text


class AllianceIn(Frozen):
    """Parties declared to stand together: none of them corroborates another."""

    name: Name
    members: tuple[Name, ...] = Field(max_length=100)
    opponents: tuple[Name, ...] = Field((), max_length=100)
    valid_from: Moment | None = None
    valid_to: LastMoment | None = Field(None, description="Not before `valid_from`. A day is meant to its end.")
    source_url: Url | None = None

    @field_validator("members")
    @classmethod
    def _at_least_two(cls, members: tuple[str, ...]) -> tuple[str, ...]:
        if len({normalised(member) for member in members}) < 2:
            raise ValueError("An alliance needs two members at least: one party alone stands with nobody.")
        return members

    @field_validator("valid_to")
    @classmethod
    def _ends_after_it_began(cls, end: datetime | None, info: Any) -> datetime | None:
        begin = info.data.get("valid_from")
        if begin and end and end < begin:
            raise ValueError("Should not be before valid_from.")
        return end


class Request(Frozen):
    """An article, the documents to hold it against, and what this request knows of outlets and parties."""

    article: ArticleIn
    sources: tuple[SourceIn, ...] = Field((), max_length=SOURCES)
    alliances: tuple[AllianceIn, ...] = Field((), max_length=50)
    grades: dict[Name, Grade] = Field(
        default_factory=dict,
        max_length=500,
        description="Admiralty reliability by publisher, before what the desk knows.",
    )
    model: Name | None = Field(None, description="Who reads, of those that the operator offers.")

    @field_validator("sources")
    @classmethod
    def _ids_differ(cls, sources: tuple[SourceIn, ...]) -> tuple[SourceIn, ...]:
        twice = [id for id, count in Counter(source.id for source in sources).items() if count > 1]
        if twice:
            raise ValueError(f"Two sources have the id {twice[0][:80]!r}.")
        return sources

    def grade_of(self, publisher: str | None) -> Grade | None:
        """The grade that this request gives a publisher."""
        grades = {normalised(name): grade for name, grade in self.grades.items()}
        return grades.get(normalised(publisher or ""))


# ---------------------------------------------------------------- from bytes to a request


def request_from_json(raw: bytes) -> Request:
    """The request that stands in `raw`. Raises Malformed, TooLarge or BadInput; `faults` tells them field by field."""
    return read(Request, raw)


def request_from(fields: Mapping[str, Any]) -> Request:
    """The request of these fields. Raises BadInput, caused by pydantic's error."""
    return _shaped(Request, fields)


def read(shape: type[Shape], raw: bytes) -> Shape:
    """The JSON in `raw`, as what is to stand there. Raises Malformed, TooLarge or BadInput."""
    return _shaped(shape, json_object(text_from(raw)))


def _shaped(shape: type[Shape], fields: Mapping[str, Any]) -> Shape:
    try:
        return shape.model_validate(fields)
    except ValidationError as error:
        first = next(_told_faults(error))
        raise BadInput(first.detail, first.pointer) from error


def text_from(raw: bytes) -> str:
    """The text in UTF-8, without its byte order mark. Raises Malformed or TooLarge."""
    if len(raw) > REQUEST_BYTES:
        raise TooLarge(f"At most {REQUEST_BYTES:,} bytes can be read.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Malformed(f"Not UTF-8: byte {error.start} cannot be read. Save or send it as UTF-8.") from error


def json_object(text: str) -> dict[str, Any]:
    """The JSON object in `text`; never more than 200 levels deep. Raises Malformed."""
    if not text.strip():
        raise Malformed("Empty: a JSON object is expected.")
    value = json_value(text)
    if not isinstance(value, dict):
        raise Malformed("A JSON object is expected.")
    return value


def json_value(text: str) -> object:
    """Any JSON value. Raises Malformed."""
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise Malformed(f"Not JSON that can be read: {error}.") from error


class Fault(Frozen):
    """What is wrong with one field: a JSON pointer (RFC 6901) and the reason."""

    pointer: str
    detail: str


def faults(error: Refused) -> tuple[Fault, ...]:
    """Every field that a refusal complains of, the first twenty at most."""
    if isinstance(error.__cause__, ValidationError):
        return tuple(_told_faults(error.__cause__))[:FAULTS]
    return (Fault(pointer=error.field, detail=error.detail),) if error.field else ()


def _told_faults(error: ValidationError) -> Iterator[Fault]:
    for one in error.errors(include_url=False, include_input=False):
        reason = one.get("ctx", {}).get("error")
        yield Fault(pointer=_pointer(one["loc"]), detail=str(reason) if reason else f"{one['msg']}.")


def _pointer(location: Iterable[str | int]) -> str:
    # pydantic's own last step for a name that is wrong is "[key]"
    steps = (str(step)[:80].replace("~", "~0").replace("/", "~1") for step in location if step != "[key]")
    return "".join(f"/{step}" for step in steps)


# ---------------------------------------------------------------- from a request to the domain


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
