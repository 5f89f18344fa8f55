"""Lines of one width for a terminal: no control characters in them but the colours asked for."""

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from service.exports.excerpts import cut
from service.exports.safe import defanged, one_line

if TYPE_CHECKING:
    from rich.text import Text

NARROWEST = 40  # columns; below it the labels leave no room for words
INDENT, LABEL = 4, 9  # columns before a finding's lines, and of their labels


class Cell(NamedTuple):
    """A part of a row: cleaned text that fits, filled up to `width` columns (0: as it is)."""

    text: str
    width: int = 0
    style: str = ""


class TextSheet:
    """Lines of one width, each cleaned of what a terminal would obey."""

    def __init__(self, width: int, color: bool, suspected_hosts: frozenset[str]) -> None:
        from rich.cells import cell_len  # noqa: PLC0415 - a tenth of a second that JSON output need not wait for
        from rich.console import Console  # noqa: PLC0415 - as above

        self.width = max(width, NARROWEST)
        self.measure = cell_len
        self._hosts = suspected_hosts
        self._out = StringIO()
        self._console = Console(
            file=self._out,
            width=self.width,
            height=1,  # unused, but else it is asked of the terminal for every line
            force_terminal=color,
            color_system="standard" if color else None,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
            _environ={},
        )

    def clean(self, text: str) -> str:
        """The text on one line, with nothing in it that a terminal or a reader would follow by accident."""
        return defanged(one_line(text), self._hosts)

    def short(self, text: str, room: int) -> str:
        """The text, cleaned, in so many columns."""
        return cut(self.clean(text), room, self.measure)

    def line(self, text: str, *, lead: str = "", indent: int = 0, style: str = "") -> None:
        """Text wrapped to the width beside its lead, which stands once and pushes every line in."""
        from rich.text import Text  # noqa: PLC0415 - as above

        hanging = " " * (indent + self.measure(lead))
        room = self.width - len(hanging)
        first = " " * indent + lead
        for wrapped in Text(self.clean(text), style=style).wrap(self._console, room):
            wrapped.rstrip()
            self._put(Text.assemble((first, "dim" if lead.strip() else ""), wrapped))
            first = hanging

    def row(self, cells: Iterable[Cell]) -> None:
        """Cells beside each other, on one line."""
        from rich.text import Text  # noqa: PLC0415 - as above

        whole = Text.assemble(*((one.text.ljust(self._letters(one)), one.style) for one in cells))
        whole.rstrip()
        self._put(whole)

    def field(self, label: str, *texts: str) -> None:
        """Lines of a finding under one label."""
        for nth, text in enumerate(texts):
            self.line(text, lead=("" if nth else label).ljust(LABEL), indent=INDENT)

    def heading(self, text: str) -> None:
        self.gap()
        self.line(text, style="bold")

    def gap(self) -> None:
        self._console.print()

    def text(self) -> str:
        return self._out.getvalue()

    def _letters(self, cell: Cell) -> int:
        """How many letters make the cell as wide as it is to be: fewer where some take two columns."""
        return cell.width - self.measure(cell.text) + len(cell.text)

    def _put(self, text: "Text") -> None:
        self._console.print(text, no_wrap=True, crop=False)
