"""A door: a PDF in, its text by paragraphs and its title out. What reads it is imported at first use."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import chain

from service.errors import Malformed, TooLarge
from service.text.pages import Page

PDF = b"%PDF-"
PDF_BYTES = 20_000_000
PAGES, CHARACTERS = 2_000, 1_000_000  # more is no document of a desk
EDGE = 2  # lines at the top and the bottom of a page that may be the same on each
# A line is the last of its paragraph where it ends a sentence this much before the longest ones.
SHORT = 0.8
_ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_NUMBER = re.compile(r"(?:page |p\. ?|[-–— ]*)?\d{1,4}(?:(?: of |/| / )\d{1,4})?[-–— ]*", re.IGNORECASE)
_FILE = re.compile(r"\.(docx?|indd|pdf|odt|rtf|qxp|pptx?)$|^microsoft word|^untitled|^\W*$", re.IGNORECASE)


def is_pdf(raw: bytes) -> bool:
    """Whether bytes are a PDF, whatever they are called; some begin a little below the top."""
    return PDF in raw[:1024]


def read_pdf(raw: bytes) -> Page:
    """The text of a PDF, a paragraph a line with blank lines between, and its title where its maker gave it one. Raises
    Malformed for one that is broken, locked by a password, or holds pictures of text alone, TooLarge beyond bounds."""
    from pypdf import PdfReader  # noqa: PLC0415
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    # What the library is known to raise on broken files beside its own errors.
    faults = (PyPdfError, ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError, OSError)
    try:
        reader = PdfReader(BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Malformed("The PDF is locked by a password.")
        pages = [_lines(text) for text in _texts(reader.pages)]
        title = str((reader.metadata.title if reader.metadata else None) or "")
    except ModuleNotFoundError as error:
        raise Malformed("The PDF is locked in a way that cannot be opened here.") from error
    except faults as error:
        raise Malformed(f"The PDF cannot be read: {' '.join(str(error).split())[:200]}") from error
    body = "\n\n".join(_paragraphs(list(chain.from_iterable(_without_edges(pages)))))
    if not body:
        raise Malformed("The PDF holds no text: its pages may be pictures.")
    return Page(title=" ".join(title.split()) if not _FILE.search(title.strip()) else None, body=body)


def _texts(pages: Sequence[object]) -> Iterator[str]:
    """The text of each page. Raises TooLarge."""
    if len(pages) > PAGES:
        raise TooLarge(f"The PDF has more than {PAGES:,} pages.")
    read = 0
    for page in pages:
        text = page.extract_text()  # type: ignore[attr-defined]
        read += len(text)
        if read > CHARACTERS:
            raise TooLarge(f"The PDF holds more than {CHARACTERS:,} characters of text.")
        yield text


def _lines(text: str) -> list[str]:
    """Lines without control characters; a blank one stands between paragraphs."""
    readable = "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text.replace("\xad\n", "-\n"))
    return [" ".join(line.split()) for line in readable.split("\n")]


def _without_edges(pages: Sequence[list[str]]) -> Iterator[list[str]]:
    """Pages without what stands at the top or the bottom of most of them, but for its numbers, and without page
    numbers."""
    edges = [_edges(lines) for lines in pages]
    often = Counter(_same(lines[at]) for lines, ends in zip(pages, edges, strict=True) for at in ends)
    running = {line for line, times in often.items() if times >= 3 and 2 * times >= len(pages)}
    for lines, ends in zip(pages, edges, strict=True):
        drop = {at for at in ends if _same(lines[at]) in running or _NUMBER.fullmatch(lines[at])}
        yield [line for at, line in enumerate(lines) if at not in drop]


def _edges(lines: Sequence[str]) -> set[int]:
    told = [at for at, line in enumerate(lines) if line]
    return {*told[:EDGE], *told[-EDGE:]}


def _same(line: str) -> str:
    return re.sub(r"\d+", "0", line)


def _paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines put together, and words that a line's end parted."""
    longest = sorted(map(len, lines))[int(0.9 * len(lines))] if lines else 0
    held = ""
    for line in chain(lines, ("",)):
        if not line:
            if held:
                yield held
            held = ""
            continue
        held = _joined(held, line)
        if _ENDS.search(line) and len(line) < SHORT * longest:
            yield held
            held = ""


def _joined(held: str, line: str) -> str:
    if held.endswith("-") and held[-2:-1].isalpha() and line[:1].isalpha():
        return (held[:-1] if line[0].islower() else held) + line
    return f"{held} {line}" if held else line
