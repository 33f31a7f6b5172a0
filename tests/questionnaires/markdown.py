"""Workbooks for tests, written as tables: a line with the name of a sheet, then its rows."""

from __future__ import annotations

import io

from openpyxl import Workbook

from questionnaires.workbook import WorkbookReading, read_workbook


def workbook(table: str) -> io.BytesIO:
    """The .xlsx of a table. A line whose first cell is filled begins the sheet of that name; the other cells are the row, from A on.

    An empty line of cells is an empty row; ¦ stands for a stroke inside a cell.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet, row = book.create_sheet("_"), 0
    for line in table.strip().splitlines():
        first, *cells = [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
        if first:
            sheet, row = book.create_sheet(first), 0
        if first and not any(cells):
            continue
        row += 1
        for place, cell in enumerate(cells, start=1):
            if cell:
                sheet.cell(row, place).value = cell.replace("¦", "|")
                sheet.cell(row, place).data_type = "s"
    book.remove(book["_"])
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    return stream


def read(table: str, *, language: str = "en") -> WorkbookReading:
    """What the reader makes of a table."""
    return read_workbook(workbook(table), language=language)


def found(table: str) -> list[tuple[str, str, int, str]]:
    """Code, sheet, row and column of all problems, but for what every short table lacks (translations, settings)."""
    quiet = {"no-form-id", "no-title"}
    return [
        (problem.code, problem.sheet, problem.row, problem.column) for problem in read(table).problems if problem.code not in quiet
    ]
