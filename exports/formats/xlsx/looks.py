"""How cells look: the design's colours in a spreadsheet, each look made once a workbook."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import cached_property

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from exports.formats.xlsx.rows import Styles

INK, QUIET, PETROL, SOFT, LINE = "1B1D20", "5C6269", "0B5A6F", "E2EEF1", "CBC8C1"
#: Shades of a share of people, from none to nearly all: those of the results page, light theme.
SHADES = ("FFFFFF", "EEF4F6", "DCEAEE", "C9E0E6", "B5D5DD", "A0C9D4")


def _font(color: str = INK, *, size: float = 11, bold: bool = False, italic: bool = False, name: str = "Calibri") -> Font:
    return Font(name=name, size=size, bold=bold, italic=italic, color=color)


_TOP = Alignment(vertical="top")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_RULE = Border(bottom=Side(style="thin", color=LINE))


class Column(Enum):
    """What stands in a column: short values, texts that wrap, or fixed names such as codes and variables."""

    SHORT = "short"
    LONG = "long"
    NAME = "name"


class Looks:
    """The styles of one workbook, by number, for cells that are streamed; and for cells that openpyxl writes."""

    def __init__(self, book: Workbook) -> None:
        self._sheet = book.create_sheet("looks")

    def done(self, book: Workbook) -> None:
        """The sheet that lent its cells is gone."""
        book.remove(self._sheet)

    def _number(
        self, *, alignment: Alignment, font: Font | None = None, quoted: bool = False, number_format: str = "General"
    ) -> int:
        cell = WriteOnlyCell(self._sheet)
        cell.alignment = alignment
        cell.font = font or _font()
        cell.number_format = number_format
        cell.quotePrefix = quoted
        return int(cell.style_id)

    @cached_property
    def columns(self) -> dict[Column, Styles]:
        """Style numbers by kind of column."""
        return {column: self._styles(column) for column in Column}

    def _styles(self, column: Column) -> Styles:
        alignment = _WRAPPED if column is Column.LONG else _TOP
        font = _font(size=10, name="Consolas") if column is Column.NAME else None
        return Styles(
            plain=self._number(alignment=alignment, font=font),
            quoted=self._number(alignment=alignment, font=font, quoted=True),
            mark=self._number(alignment=_TOP, font=_font(QUIET, italic=True)),
            date=self._number(alignment=_TOP, number_format="yyyy-mm-dd"),
        )


def name_head(cell: Cell) -> None:
    """The cell is in the first row of a head: names of columns."""
    cell.fill, cell.font = PatternFill("solid", fgColor=PETROL), _font("FFFFFF", bold=True)
    cell.alignment, cell.border = _WRAPPED, _RULE


def word_head(cell: Cell) -> None:
    """The cell is in the second row of a head: what the column is in words."""
    cell.fill, cell.font = PatternFill("solid", fgColor=SOFT), _font()
    cell.alignment, cell.border = _WRAPPED, _RULE


def title(cell: Cell) -> None:
    """The cell is the heading of a page."""
    cell.font = _font(PETROL, size=16, bold=True)


def section(cell: Cell) -> None:
    """The cell is a heading inside a page."""
    cell.font = _font(size=12, bold=True)
    cell.border = _RULE


def term(cell: Cell) -> None:
    """The cell names what stands beside it."""
    cell.font = _font(QUIET)
    cell.alignment = _WRAPPED


def words(cell: Cell) -> None:
    """The cell holds sentences."""
    cell.font = _font()
    cell.alignment = _WRAPPED


def caption(cell: Cell) -> None:
    """The cell says in a line what a table shows."""
    cell.font = _font(QUIET)


def warning(cell: Cell) -> None:
    """The cell holds a sentence that nobody may miss."""
    cell.font = _font("775000", bold=True)


def link(cell: Cell) -> None:
    """The cell leads to a sheet."""
    cell.font = _font(PETROL)


def part(cell: Cell) -> None:
    """The cell names a part of the theme above it."""
    cell.font, cell.alignment = _font(), Alignment(horizontal="left", vertical="top", wrap_text=True, indent=2)


def quiet_figure(cell: Cell) -> None:
    """The cell holds a share in per cent."""
    cell.font, cell.alignment = _font(QUIET), Alignment(horizontal="right", vertical="top")


def figure(shade: int | None) -> Callable[[Cell], None]:
    """A look for numbers of people, on a shade from 0 to 5 for their share; None is a covered one."""

    def look(cell: Cell) -> None:
        cell.alignment = Alignment(horizontal="right", vertical="top")
        cell.font = _font() if shade is not None else _font(QUIET, italic=True)
        if shade:
            cell.fill = PatternFill("solid", fgColor=SHADES[shade])

    return look
