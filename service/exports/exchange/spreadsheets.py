"""A row a claim, for spreadsheets: CSV and XLSX."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

from service.domain import Finding, Modality, Report, Stance
from service.exports import words
from service.exports.exchange.names import label
from service.exports.exchange.reviews import standing
from service.exports.safe import one_line
from service.exports.stacks import telling

LONGEST = 32_767  # characters of a cell, in Excel
# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@")
WIDTHS = (6, 26, 60, 24, 24, 16, 22, 8, 10, 10, 40, 60, 20, 20, 40, 24)

Cell = str | int


def as_csv(report: Report) -> str:
    """All claims, rejected ones among them, in the report's order: RFC 4180, the first row names the columns."""
    return csv_of(_table(report))


def as_xlsx(report: Report) -> bytes:
    """The same as a workbook of Excel; no cell is a formula or a link."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - a tenth of a second that no other form needs

    out = BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": one_line(report.article.title or "Untitled article"), "comments": report.id})
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Claims")
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    for row, cells in enumerate(_table(report)):
        for column, cell in enumerate(cells):
            style = wrapped if row else bold
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, style)
            else:
                sheet.write_string(row, column, cell[:LONGEST], style)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(report.findings), len(WIDTHS) - 1)
    book.close()
    return out.getvalue()


def csv_of(rows: Iterable[Sequence[Cell]]) -> str:
    """The rows as CSV, each text with nothing in it that a spreadsheet would carry out."""
    out = StringIO()
    csv.writer(out).writerows([cell if isinstance(cell, int) else _inert(cell) for cell in row] for row in rows)
    return out.getvalue()


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _table(report: Report) -> list[tuple[Cell, ...]]:
    columns = (
        "claim",
        "claimant",
        "text",
        "told as",
        "how known",
        "checkworthy",
        "verdict",
        "index",
        "for",
        "against",
        "best evidence",
        "its words",
        "review",
        "id",
        "quote",
        "address",
    )
    return [columns, *(_row(number, finding, report) for number, finding in enumerate(report.findings, start=1))]


def _row(number: int, finding: Finding, report: Report) -> tuple[Cell, ...]:
    claim, content = finding.claim, finding.content
    best = telling(finding, report)
    sign = {Stance.SUPPORTS: "for: ", Stance.REFUTES: "against: "}.get(best.evidence.stance, "") if best else ""
    denied = f"{words.MODALITIES[Modality.DENIED]}: " if claim.modality is Modality.DENIED else ""
    cells: tuple[Cell, ...] = (
        number,
        words.who(claim.claimant),
        f"{denied}{claim.text}",
        f"{words.MODES[claim.attribution.mode]}, {words.MODALITIES[claim.modality]}",
        "; ".join(map(words.how_known, claim.provenance)),
        "yes" if claim.checkworthy else "no",
        label(finding),
        content.index,
        content.independent_support,
        content.independent_refute,
        f"{sign}{best.publisher}" if best else "",
        best.evidence.span.text if best else "",
        standing(finding),
        claim.id,
        " … ".join(span.text for span in claim.spans),
        best.document.url or "" if best else "",
    )
    return tuple(cell if isinstance(cell, int) else one_line(cell) for cell in cells)
