"""`claimtrace archive`: documents go into the desk's archive, and are searched there."""

import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from service.bootstrap import LONGEST_WAIT_S, open_pages, sandbox, store_of
from service.bootstrap.taping import cassette_of
from service.domain import AddedState, Archived, Document, Hit, Within
from service.errors import BadInput, Outside, Refused, Unfinished
from service.exports.safe import one_line
from service.intake.archiving import Read, document_at
from service.intake.fetched import ARCHIVE_TYPES
from service.intake.files import documents_at, documents_from
from service.settings import Settings, settings_from_environment
from service.store.incoming import IncomingDocument
from service.text.pdf_text import PDF_BYTES

SHOWN = 300  # characters of a passage
TOLD = 20  # documents that cannot be read and are told, each in a line


def add(name: str, desk: str | None) -> None:
    """Every document of a file, a folder or standard input, or the page at an address. Raises BadInput where none can
    be read."""
    if name != "-" and not _is_address(name) and not Path(name).exists():
        raise BadInput(f"{name}: No such file or directory.")
    settings, refused = settings_from_environment(desk=desk), Counter[str]()
    archive = store_of(settings).documents
    told: Counter[AddedState] = Counter()
    for one in archive.add(_coming(name, refused, settings)):
        told[one.state] += 1
        _progress(told.total())
    _progress(None)
    click.echo(_summary(told, refused))
    if refused and not told:
        raise BadInput(f"{name}: holds no document that can be read.")
    if refused:
        raise SystemExit(1)


def search(
    words: str, language: str | None, since: str | None, until: str | None, limit: int, desk: str | None
) -> None:
    within = Within(language=language, since=_day("--from", since), until=_day("--to", until))
    archive = store_of(settings_from_environment(desk=desk)).documents
    found, _ = archive.find(words, within, 0, limit)
    for kept, hits in found:
        click.echo(_found(kept, hits))
    if not found:
        click.echo("Nothing in the archive holds any of these words.")


def _coming(name: str, refused: Counter[str], settings: Settings) -> Iterator[IncomingDocument]:
    """The documents that can be read; of the others it is said why not."""
    for place, read in _read(name, settings):
        if isinstance(read, Document):
            yield IncomingDocument(document=read, fetched_at=read.fetched.at if read.fetched else None)
            continue
        refused[place] += 1
        if len(refused) <= TOLD:
            _progress(None)
            click.echo(one_line(f"{place}: {_reason(read)}"), err=True)


def _read(name: str, settings: Settings) -> Iterator[tuple[str, Read]]:
    aside = sandbox(settings, settings.article_processor_s, at_once=1, patience_s=LONGEST_WAIT_S).run
    if not _is_address(name):
        yield from documents_from("-", sys.stdin.buffer, aside) if name == "-" else documents_at(Path(name), aside)
        return
    if not settings.fetch:
        raise BadInput("Nothing is fetched: CLAIMTRACE_FETCH is off.")
    pages = open_pages(settings, cassette_of(settings, settings.desk))
    try:
        fetched = pages.fetch(name, threading.Event(), accepts=ARCHIVE_TYPES, most_bytes=PDF_BYTES)
        yield name, aside(document_at, fetched)
    except (Outside, Refused, Unfinished) as error:
        yield name, (BadInput(error.detail),)


def _is_address(name: str) -> bool:
    return name.startswith(("http://", "https://"))


def _reason(errors: tuple[Refused, ...]) -> str:
    told = (f"{error.field.strip('/')}: {error.detail}" if error.field else error.detail for error in errors)
    return " ".join(told)


def _progress(done: int | None) -> None:
    """How many so far, on standard error, if that is a terminal; None wipes the line."""
    if sys.stderr.isatty() and (done is None or done % 100 == 0):
        click.echo("\r\x1b[K" if done is None else f"\r{done:,} documents", err=True, nl=False)


def _summary(told: Counter[AddedState], refused: Counter[str]) -> str:
    new, copies, versions = told[AddedState.NEW], told[AddedState.NEAR_COPY], told[AddedState.VERSION]
    there = told[AddedState.DUPLICATE]
    other = f" Of those added {versions:,} are another text at an address that was there." if versions else ""
    return (
        f"Added {new + copies + versions:,}, of them {copies:,} near-copies; {there:,} were there already;"
        f" {len(refused):,} could not be read.{other}"
    )


def _found(kept: Archived, hits: list[Hit]) -> str:
    document = kept.document
    on = f"{document.published_at:%Y-%m-%d}" if document.published_at else None
    named = [document.title, document.publisher, on, document.url, document.id]
    words = " ".join(hits[0].span.text.split())
    return "\n".join(
        (
            one_line(" · ".join(part for part in named if part)),
            f"  {one_line(words if len(words) <= SHOWN else f'{words[:SHOWN]}…')}",
        )
    )


def _day(option: str, told: str | None) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise BadInput(f"{option} is a day such as 2024-06-10, not {told!r}.") from error
