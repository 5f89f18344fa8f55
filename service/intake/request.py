"""What a request may bring."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import FailFast, Field, field_validator, model_validator

from service.domain import Grade, Integrity, normalised
from service.intake.fields import (
    Brought,
    Html,
    Id,
    Language,
    LastMoment,
    Line,
    Lines,
    Moment,
    Name,
    Text,
    Url,
    called,
    given,
    told,
)

SOURCES = 200


class ArticleIn(Brought):
    """The article: its text as `body`, its page as `html`, or the address alone as `url`, which is then fetched. What
    the page says of itself fills the gaps. An empty text and a null are absent fields; `text` is taken for `body`."""

    title: Line | None = None
    url: Url | None = Field(
        None, description="Its address. Without `body` and `html` the job fetches what stands there."
    )
    html: Html | None = Field(None, description="The page. Give this or `body`.")
    body: Text | None = Field(
        None, validate_default=True, description="The text, plain or as a piece of HTML. Give this or `html`."
    )
    outlet: Line | None = None
    published_at: Moment | None = Field(None, description="A date without a zone is taken as UTC.")
    language: Language | None = Field(
        None, description="A BCP 47 tag. The page's own, else what its words tell, else English."
    )

    external_id: Id | None = Field(None, description="Your own id. It goes with the report and its messages.")
    author: Line | None = Field(None, description="The byline. It goes with the report and its messages.")
    section: Line | None = Field(None, description="The desk or section. It goes with the report and its messages.")
    tags: Lines = Field((), description="Your own keywords. They go with the report and its messages.")

    @model_validator(mode="before")
    @classmethod
    def _as_sent(cls, fields: object) -> object:
        return called(given(fields), "text", "body")

    @field_validator("html")
    @classmethod
    def _html_is_told(cls, html: str | None) -> str | None:
        return html if html is None else told(html)

    @field_validator("body")
    @classmethod
    def _body_or_html(cls, body: str | None, info: Any) -> str | None:
        if body is not None and info.data.get("html") is not None:
            raise ValueError("Give the text as body or the page as html, not both.")
        if body is None and _neither(info.data):
            raise ValueError("Missing: give the article's text as body, its page as html, or its address as url.")
        return body if body is None else told(body)


class SourceIn(Brought):
    """A document that may bear on the article's claims: its `text`, its page as `html`, or the address alone as `url`,
    which is then fetched. A blank text is kept and shows up as unread; other empty texts, and nulls, are absent fields;
    `body` is taken for `text`."""

    id: Id | None = Field(None, description="Without one it is called by its place: `source-1`.")
    title: Line | None = None
    publisher: Line | None = None
    url: Url | None = Field(
        None, description="Its address. Without `text` and `html` the job fetches what stands there."
    )
    published_at: Moment | None = Field(None, description="A date without a zone is taken as UTC.")
    html: Html | None = Field(None, description="The page. Give this or `text`.")
    text: Text | None = Field(
        None, validate_default=True, description="The text, plain or as a piece of HTML. Give this or `html`."
    )
    language: Language | None = Field(
        None, description="A BCP 47 tag. The page's own, else what its words tell, else the article's."
    )
    canonical_url: Url | None = Field(None, description="The address that this copy names as its original.")
    media: Lines = Field((), description="Ids of the pictures and videos it shows.")
    grade: Grade | None = Field(None, description="Admiralty reliability of the publisher, before what the desk knows.")
    owner: Line | None = Field(None, description="Who owns the publisher.")
    integrity: Integrity = Field(Integrity.PRESERVED, description="Its words are kept, with their SHA-256.")

    @model_validator(mode="before")
    @classmethod
    def _as_sent(cls, fields: object) -> object:
        sent = called(given(fields, kept=("text", "body")), "body", "text")
        return given(sent) if isinstance(sent, dict) and "html" in sent else sent

    @field_validator("text")
    @classmethod
    def _text_or_html(cls, text: str | None, info: Any) -> str | None:
        if text is not None and info.data.get("html") is not None:
            raise ValueError("Give the text as text or the page as html, not both.")
        if text is None and _neither(info.data):
            raise ValueError("Missing: give the document's text as text, its page as html, or its address as url.")
        return text


class AllianceIn(Brought):
    """Parties declared to stand together: none of them corroborates another. Or declared not to, whatever texts say."""

    name: Name
    denied: bool = Field(False, description="They do not stand together, nor with the one that is named.")
    members: Annotated[tuple[Name, ...], FailFast()] = Field(max_length=100)
    opponents: Annotated[tuple[Name, ...], FailFast()] = Field((), max_length=100)
    valid_from: Moment | None = None
    valid_to: LastMoment | None = Field(None, description="Not before `valid_from`. A day is meant to its end.")
    source_url: Url | None = None

    @model_validator(mode="before")
    @classmethod
    def _as_sent(cls, fields: object) -> object:
        return given(fields)

    @field_validator("members")
    @classmethod
    def _at_least_two(cls, members: tuple[str, ...], info: Any) -> tuple[str, ...]:
        if len({normalised(member) for member in members}) < (1 if info.data.get("denied") else 2):
            raise ValueError("An alliance needs two members at least: one party alone stands with nobody.")
        return members

    @field_validator("valid_to")
    @classmethod
    def _ends_after_it_began(cls, end: datetime | None, info: Any) -> datetime | None:
        begin = info.data.get("valid_from")
        if begin and end and end < begin:
            raise ValueError("Should not be before valid_from.")
        return end


class Request(Brought):
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

    @model_validator(mode="before")
    @classmethod
    def _as_sent(cls, fields: object) -> object:
        return given(fields)

    @field_validator("sources")
    @classmethod
    def _ids_differ(cls, sources: tuple[SourceIn, ...]) -> tuple[SourceIn, ...]:
        named = Counter(source.id for source in sources if source.id is not None)
        twice = [id for id, count in named.items() if count > 1]
        if twice:
            raise ValueError(f"Two sources have the id {twice[0][:80]!r}.")
        return tuple(
            source if source.id is not None else source.model_copy(update={"id": _by_place(place, named)})
            for place, source in enumerate(sources, 1)
        )


def _neither(fields: Mapping[str, object]) -> bool:
    """Whether neither a page nor an address is there; what is wrong with one of them is told by itself."""
    return fields.get("html", "") is None and fields.get("url", "") is None


def _by_place(place: int, named: Collection[str]) -> str:
    """An id for the source at a place, counted from 1, that none has been given."""
    id = f"source-{place}"
    while id in named:
        id += "-unnamed"
    return id
