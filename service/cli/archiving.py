"""`claimtrace archive`: documents go into the desk's archive, and are searched there."""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from service.bootstrap import open_store
from service.domain import AddedState, Archived, Document, Hit, Within
from service.errors import BadInput, Refused
from service.exports.safe import one_line
from service.intake.files import documents_at, documents_from
from service.settings import settings_from_environment
from service.store.documents import DocumentStore, IncomingDocument

SHOWN = 300  # characters of a passage
TOLD = 20  # documents that cannot be read and are told, each in a line


def add(name: str) -> None:
    """Every document of a file, a folder or standard input. Raises BadInput where none can be read."""
    if name != "-" and not Path(name).exists():
        raise BadInput(f"{name}: No such file or directory.")
    archive, refused = _archive(), Counter[str]()
    told: Counter[AddedState] = Counter()
    for one in archive.add(_coming(name, refused)):
        told[one.state] += 1
        _progress(told.total())
    _progress(None)
    click.echo(_summary(told, refused))
    if refused and not told:
        raise BadInput(f"{name}: holds no document that can be read.")
    if refused:
        raise SystemExit(1)


def search(words: str, language: str | None, since: str | None, until: str | None, limit: int) -> None:
    within = Within(language=language, since=_day("--from", since), until=_day("--to", until))
    found, _ = _archive().find(words, within, 0, limit)
    for kept, hits in found:
        click.echo(_found(kept, hits))
    if not found:
        click.echo("Nothing in the archive holds any of these words.")


def _coming(name: str, refused: Counter[str]) -> Iterator[IncomingDocument]:
    """The documents that can be read; of the others it is said why not."""
    for place, read in documents_from("-", sys.stdin.buffer) if name == "-" else documents_at(Path(name)):
        if isinstance(read, Document):
            yield IncomingDocument(document=read)
            continue
        refused[place] += 1
        if len(refused) <= TOLD:
            _progress(None)
            click.echo(one_line(f"{place}: {_reason(read)}"), err=True)


def _reason(errors: tuple[Refused, ...]) -> str:
    told = (f"{error.field.strip('/')}: {error.detail}" if error.field else error.detail for error in errors)
    return " ".join(told)


def _archive() -> DocumentStore:
    return open_store(settings_from_environment().database_url).documents


def _progress(done: int | None) -> None:
    """How many so far, on standard error, if that is a terminal; None wipes the line."""
    if sys.stderr.isatty() and (done is None or done % 100 == 0):
        click.echo("\r\x1b[K" if done is None else f"\r{done:,} documents", err=True, nl=False)


def _summary(told: Counter[AddedState], refused: Counter[str]) -> str:
    new, copies = told[AddedState.NEW], told[AddedState.NEAR_COPY]
    there = told[AddedState.DUPLICATE]
    return (
        f"Added {new + copies:,}, of them {copies:,} near-copies; {there:,} were there already;"
        f" {len(refused):,} could not be read."
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
