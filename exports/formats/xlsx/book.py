"""A workbook from sheets: openpyxl draws the shells, rows are streamed into them, and the file says nothing of who made it and when."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from exports.formats.limits import TooLargeError
from exports.formats.xlsx import looks
from exports.formats.xlsx.cells import escape_text, fit
from exports.formats.xlsx.looks import Column, Looks
from exports.formats.xlsx.rows import Styles, Value, column_letters, rows_xml, text_height

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
#: Sheets wider than so many characters are printed over several pages: smaller, nobody could read them.
PRINTABLE = 340
#: Fast and nearly as small as the slower ones, measured on answer sheets.
_COMPRESSION = 3

_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties'
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    "<dc:creator/></cp:coreProperties>"  # empty, not absent: readers put a name of their own where it is absent
)
_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties'
    ' xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"\s*/>')
_END = b"</sheetData>"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A sheet with a frozen head and a filter. `heads` are one or two rows; `rows` follow; `height` fixes that of each row, in points."""

    title: str
    heads: tuple[tuple[str, ...], ...]
    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    rows: Sequence[Sequence[Value]] = field(repr=False)
    frozen: int = 1
    height: int | None = None

    @property
    def wrapped(self) -> dict[int, float]:
        """Widths of the columns whose texts wrap, by index."""
        return {at: width for at, (kind, width) in enumerate(zip(self.columns, self.widths, strict=True)) if kind is Column.LONG}


@dataclass(frozen=True)
class Drawn:
    """A sheet that is drawn cell by cell."""

    title: str
    draw: Callable[[Worksheet], None]


def write_book(sheets: Sequence[Table | Drawn], stream: BinaryIO) -> None:
    """The stream holds an .xlsx workbook; equal sheets give equal bytes. Raises TooLargeError before anything is written."""
    for sheet in sheets:
        if isinstance(sheet, Table):
            _check_size(sheet)
    book = Workbook()
    book.calculation.fullCalcOnLoad = False
    book.remove(book.worksheets[0])
    styles = Looks(book)
    numbers = {column: styles.columns[column] for column in Column}
    streams: dict[str, Table] = {}
    for number, sheet in enumerate(sheets, 1):
        page = book.create_sheet(sheet.title)
        if isinstance(sheet, Table):
            _draw_shell(page, sheet)
            streams[f"xl/worksheets/sheet{number}.xml"] = sheet
        else:
            sheet.draw(page)
    styles.done(book)
    shell = BytesIO()
    book.save(shell)
    _pack(shell, streams, numbers, stream)


def put(page: Worksheet, row: int, column: int, value: str | float, look: Callable[[Cell], None]) -> Cell:
    """The cell, which holds the value in that look, a text always as text."""
    cell = page.cell(row, column)
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} is covered by a merged cell")
    if isinstance(value, str):
        cell.value = escape_text(fit(value, " …"))
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@\t\r" and value != ""
    else:
        cell.value = value
    look(cell)
    return cell


def set_paper(page: Worksheet, *, landscape: bool, fit: bool = True) -> None:
    """The sheet prints on A4, as wide as the paper if `fit`."""
    page.page_setup.orientation = "landscape" if landscape else "portrait"
    page.page_setup.paperSize = page.PAPERSIZE_A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=fit)


def _check_size(sheet: Table) -> None:
    if len(sheet.rows) + len(sheet.heads) > MOST_ROWS or len(sheet.columns) > MOST_COLUMNS:
        raise TooLargeError(
            f"The sheet {sheet.title} would have {len(sheet.rows)} rows and {len(sheet.columns)} columns; a spreadsheet holds"
            f" {MOST_ROWS} and {MOST_COLUMNS}. Export fewer questionnaires at once."
        )


def _draw_shell(page: Worksheet, sheet: Table) -> None:
    for row, words in enumerate(sheet.heads, 1):
        for column, word in enumerate(words, 1):
            put(page, row, column, word, looks.name_head if row == 1 else looks.word_head)
        page.row_dimensions[row].height = max(text_height(word, width) for word, width in zip(words, sheet.widths, strict=True))
    last, high = column_letters(len(sheet.columns)), len(sheet.heads)
    for number, width in enumerate(sheet.widths, 1):
        page.column_dimensions[column_letters(number)].width = width
    page.freeze_panes = f"{column_letters(sheet.frozen + 1)}{high + 1}"
    page.auto_filter.ref = f"A{high}:{last}{high + len(sheet.rows)}"
    page.print_title_rows = f"1:{high}"
    set_paper(page, landscape=True, fit=sum(sheet.widths) <= PRINTABLE)


def _pack(shell: BytesIO, streams: Mapping[str, Table], numbers: Mapping[Column, Styles], stream: BinaryIO) -> None:
    """Every part of the shell, sheets filled with their rows, properties emptied; a part opened by name has the zip's first date, 1980."""
    with zipfile.ZipFile(shell) as drawn, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=_COMPRESSION) as packed:
        for name in drawn.namelist():
            content = {"docProps/core.xml": _CORE.encode(), "docProps/app.xml": _APP.encode()}.get(name) or drawn.read(name)
            with packed.open(name, "w", force_zip64=name in streams) as target:
                if name not in streams:
                    target.write(content)
                    continue
                sheet = streams[name]
                high = len(sheet.heads)
                extent = f'<dimension ref="A1:{column_letters(len(sheet.columns))}{high + len(sheet.rows)}"/>'.encode()
                before, end, after = _DIMENSION.sub(extent, content, count=1).partition(_END)
                target.write(before)
                styles = [numbers[column] for column in sheet.columns]
                for batch in rows_xml(sheet.rows, first=high + 1, styles=styles, height=sheet.height, wrapped=sheet.wrapped):
                    target.write(batch)
                target.write(end + after)
