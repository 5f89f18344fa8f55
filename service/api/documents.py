"""The desk's own archive: documents come in, are found, and go."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask import Response, request
from pydantic import RootModel

from service.api.bodies import json_body, written
from service.api.openapi import Parameter, Route
from service.api.queries import CURSOR, LIMIT, which_page
from service.bootstrap import Application
from service.domain import AddedState, Archived, Document, Frozen, Scope, Span, Within
from service.errors import (
    BadInput,
    Malformed,
    NoProcess,
    NotFound,
    Refused,
    StoreUnavailable,
    TooLarge,
    Unfinished,
    WrongMedia,
)
from service.intake.archiving import LINES, PDF_TYPE, Read, all_documents
from service.intake.reading import FieldFault, faults
from service.intake.request import SourceIn
from service.store.incoming import IncomingDocument

PLACE = "/v1/documents"
ID = Parameter(name="id", place="path", description="The document's id.")
DEEPEST = 1_000  # documents that a search goes down to


class DocumentsIn(RootModel[SourceIn | tuple[SourceIn, ...]]):
    """A document, or a list of at most 1,000, each as a source of an article."""


class DocumentAdded(Frozen):
    """What became of a document: where it stood in the request (a JSON pointer; "" where it came alone), its id in the
    archive; of a near-copy, the id of its first; and of another text at an address that was there, that of the one
    before it."""

    pointer: str
    id: str
    state: AddedState
    copy_of: str | None = None
    replaces: str | None = None


class DocumentsAdded(Frozen):
    """What became of each document, and what is wrong with those that were not kept."""

    documents: tuple[DocumentAdded, ...]
    errors: tuple[FieldFault, ...] = ()


class DocumentOut(Document):
    """A document of the archive. `copy_of`: the first document of which it is all but a copy. `replaces` and
    `replaced_by`: the texts that stood at its address before and after it."""

    copy_of: str | None
    added_at: datetime
    fetched_at: datetime | None
    replaces: str | None
    replaced_by: str | None

    @classmethod
    def of(cls, kept: Archived) -> "DocumentOut":
        told = {name: getattr(kept, name) for name in ("copy_of", "added_at", "fetched_at", "replaces", "replaced_by")}
        return cls(**dict(kept.document), **told)


class DocumentFound(Frozen):
    """A document without its text, and its passages that hold words that were looked for, best first."""

    id: str
    title: str | None
    publisher: str | None
    url: str | None
    published_at: datetime | None
    language: str | None
    copy_of: str | None
    added_at: datetime
    passages: tuple[Span, ...]

    @classmethod
    def of(cls, kept: Archived, passages: Iterable[Span] = ()) -> "DocumentFound":
        own = ("id", "title", "publisher", "url", "published_at", "language")
        told: dict[str, Any] = {name: getattr(kept.document, name) for name in own}
        return cls(**told, copy_of=kept.copy_of, added_at=kept.added_at, passages=tuple(passages))


class DocumentPage(Frozen):
    """Documents: those that bear most on what was asked, or those first that were added last. `next_cursor` leads to
    those after them; None: there are none."""

    documents: tuple[DocumentFound, ...]
    next_cursor: int | None


def add_documents(application: Application) -> Response:
    raw = json_body((*LINES, PDF_TYPE))
    read = application.archiving.run(all_documents, raw, request.mimetype)
    good = [(at, one) for at, one in read if isinstance(one, Document)]
    bad = tuple(fault for _, one in read if not isinstance(one, Document) for error in one for fault in _told(error))
    if not good:
        raise _all_refused([one for _, one in read])
    added = application.store.documents.add(IncomingDocument(document=one) for _, one in good)
    told = tuple(DocumentAdded(pointer=at, **dict(one)) for (at, _), one in zip(good, added, strict=True))
    place = f"{PLACE}/{told[0].id}" if len(read) == 1 else PLACE
    new = any(one.state is not AddedState.DUPLICATE for one in told)
    return written(DocumentsAdded(documents=told, errors=bad), 201 if new else 200, {"Location": place})


def list_documents(application: Application) -> Response:
    within = Within(language=request.args.get("language"), since=_day("from"), until=_day("to"))
    cursor, limit = which_page()
    archive = application.store.documents
    if question := request.args.get("q"):
        if (cursor or 0) > DEEPEST:
            raise BadInput(f"A search goes down to {DEEPEST:,} documents: ask for more words, or fewer days.", "cursor")
        found, following = archive.find(question, within, cursor or 0, limit)
        documents = tuple(DocumentFound.of(kept, (hit.span for hit in hits)) for kept, hits in found)
        return written(DocumentPage(documents=documents, next_cursor=following))
    page, following = archive.page(within, cursor, limit)
    return written(DocumentPage(documents=tuple(map(DocumentFound.of, page)), next_cursor=following))


def show_document(application: Application, id: str) -> Response:
    return written(DocumentOut.of(application.store.documents.get(id)))


def delete_document(application: Application, id: str) -> Response:
    application.store.documents.delete(id)
    return Response(status=204)


ROUTES = (
    Route(
        "POST",
        PLACE,
        add_documents,
        "Keep documents in the archive, where claims are looked up. What it holds already is not kept twice; another"
        " text at an address that is there is a version of it, and searched instead.",
        takes=DocumentsIn,
        takes_also=(LINES[0], PDF_TYPE),
        needs=Scope.DOCUMENTS_WRITE,
        gives=DocumentsAdded,
        status=201,
        others={200: DocumentsAdded},
        problems=(Malformed, TooLarge, WrongMedia, BadInput, Unfinished, NoProcess, StoreUnavailable),
    ),
    Route(
        "GET",
        PLACE,
        list_documents,
        "Documents of the archive: those that bear on words, or those that were added last.",
        needs=Scope.REPORTS_READ,
        gives=DocumentPage,
        parameters=(
            Parameter(name="q", place="query", description="Words to look for; the best passages come first."),
            Parameter(name="language", place="query", description="Only documents in it, by its BCP 47 tag."),
            Parameter(name="from", place="query", description="Published on this day (UTC) or later, or undated."),
            Parameter(name="to", place="query", description="Published on this day (UTC) or earlier, or undated."),
            LIMIT,
            CURSOR,
        ),
        problems=(BadInput, StoreUnavailable),
    ),
    Route(
        "GET",
        f"{PLACE}/<id>",
        show_document,
        "A document of the archive, whole.",
        needs=Scope.REPORTS_READ,
        gives=DocumentOut,
        parameters=(ID,),
        problems=(NotFound, StoreUnavailable),
    ),
    Route(
        "DELETE",
        f"{PLACE}/<id>",
        delete_document,
        "Take a document out of the archive. Reports that quote it keep its words.",
        needs=Scope.DOCUMENTS_WRITE,
        gives=None,
        status=204,
        parameters=(ID,),
        problems=(NotFound, StoreUnavailable),
    ),
)


def _all_refused(read: Iterable[Read]) -> Refused:
    """The refusal of a request of which nothing can be kept: it tells of every document, within bounds."""
    errors = [error for one in read if not isinstance(one, Document) for error in one]
    refused = BadInput(errors[0].detail, errors[0].field)
    refused.__cause__ = ExceptionGroup("documents", errors)
    return refused


def _told(error: Refused) -> tuple[FieldFault, ...]:
    return faults(error) or (FieldFault(pointer=error.field or "", detail=error.detail),)


def _day(name: str) -> date | None:
    told = request.args.get(name)
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise BadInput(f"The query's {name} is a day such as 2024-06-10, not {(told or '')[:40]!r}.", name) from error
