"""Files as documents: text, pages, PDF, JSON of a request's sources, one or many, ninjs, web archives."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from service.domain import Document
from service.errors import BadInput, Claimtrace, Malformed, Refused, Unfinished
from service.intake import warc
from service.intake.archiving import Read, document_at, document_from, document_from_pdf
from service.intake.ninjs import is_ninjs, source_from
from service.intake.reading import REQUEST_BYTES, json_value, text_from
from service.text.pages import looks_like_html
from service.text.pdf_text import PDF_BYTES, is_pdf

WEB_PAGES = (".html", ".htm", ".xhtml")
TEXTS = (".txt", ".text", ".md")
LINES = (".jsonl", ".ndjson")
KINDS = (*TEXTS, *WEB_PAGES, *LINES, ".json", ".pdf", *warc.NAMES)
LISTS = ("sources", "documents", "items")  # under which an object may bring several
BEGINNING = 1_024
# Runs a function on a stranger's text, aside: `service.sandbox.Sandbox.run`.
Aside = Callable[..., Any]


def files_in(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those below it, in one order, without hidden ones."""
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden:
            yield path


def documents_at(path: Path, aside: Aside) -> Iterator[tuple[str, Read]]:
    """The documents of a file, or of every file of a folder, each with the name of where it stood. What cannot be read
    is told in its place."""
    for file in files_in(path) if path.is_dir() else (path,):
        if path.is_dir() and not file.name.lower().endswith(KINDS):
            yield str(file), (BadInput(f"Not a kind of file that is read: {', '.join(KINDS)}."),)
            continue
        try:
            with file.open("rb") as opened:
                yield from documents_from(str(file), opened, aside)
        except OSError as error:
            yield str(file), (BadInput(f"{error.strerror}."),)


def documents_from(name: str, opened: IO[bytes], aside: Aside) -> Iterator[tuple[str, Read]]:
    """The documents of an open file. Lines of JSON and the pages of a web archive are read as they come, however many
    there are; PDF and such pages are read `aside`."""
    lowered = name.lower()
    if lowered.endswith(warc.NAMES):
        yield from _web_archive(name, opened, aside)
        return
    told = lowered.endswith((*TEXTS, *WEB_PAGES))
    first = opened.readline(REQUEST_BYTES + 1)
    if lowered.endswith(".pdf") or is_pdf(first[:BEGINNING]):
        yield name, _aside(aside, document_from_pdf, first + opened.read(PDF_BYTES + 1))
        return
    if lowered.endswith(LINES) or (not told and _is_object(first)):
        yield from _by_line(name, _lines(first, opened))
        return
    raw = first + opened.read(REQUEST_BYTES + 1)
    try:
        text = text_from(raw).replace("\r\n", "\n").replace("\r", "\n")
        if lowered.endswith(".json") or (
            not lowered.endswith((*TEXTS, *WEB_PAGES)) and text.lstrip()[:1] in {"{", "["}
        ):
            yield from _json(name, json_value(text))
        else:
            page = lowered.endswith(WEB_PAGES) or looks_like_html(text)
            yield name, document_from({"html" if page else "text": text}, "")
    except Refused as error:
        yield name, (error,)


def _web_archive(name: str, opened: IO[bytes], aside: Aside) -> Iterator[tuple[str, Read]]:
    try:
        for url, fetched in warc.pages_in(opened):
            yield f"{name}, {url}", _aside(aside, document_at, fetched)
    except Malformed as error:
        yield name, (error,)


def _aside(aside: Aside, act: Callable[..., Document], *arguments: Any) -> Read:
    """A document that is read in a process of its own, or why there is none."""
    try:
        document: Document = aside(act, *arguments)
    except Refused as error:
        return (error,)
    except (Unfinished, RuntimeError) as error:
        return (Malformed(f"It cannot be read: {error.detail if isinstance(error, Claimtrace) else error}"),)
    return document


def _lines(first: bytes, opened: IO[bytes]) -> Iterator[bytes]:
    """Every line; one that is longer than may be read is cut where it is too long, and is then refused."""
    line = first
    while line:
        yield line
        line = opened.readline(REQUEST_BYTES + 1)


def _by_line(name: str, lines: Iterable[bytes]) -> Iterator[tuple[str, Read]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        at = f"{name}, line {number}"
        try:
            yield at, _document(json_value(text_from(line)))
        except Refused as error:
            yield at, (error,)


def _json(name: str, value: object) -> Iterator[tuple[str, Read]]:
    if isinstance(value, Mapping):
        value = next((value[part] for part in LISTS if isinstance(value.get(part), list)), value)
    if not isinstance(value, list):
        yield name, _document(value)
        return
    for place, one in enumerate(value):
        yield f"{name}, {place}", _document(one)


def _document(value: object) -> Document | tuple[Refused, ...]:
    return document_from(source_from(value) if isinstance(value, Mapping) and is_ninjs(value) else value, "")


def _is_object(line: bytes) -> bool:
    """Whether a line is a JSON object by itself: then the file has one a line."""
    if not line.lstrip().startswith(b"{") or not line.endswith(b"\n"):
        return False
    try:
        return isinstance(json_value(text_from(line)), dict)
    except Refused:
        return False
