"""Excel: one workbook that explains itself. `write` is the door; sheets stand in `sheets`, one a file."""

from __future__ import annotations

from typing import BinaryIO

from exports.export import Export
from exports.formats.xlsx.book import write_book
from exports.formats.xlsx.sheets import sheets_of


def write(export: Export, stream: BinaryIO) -> None:
    """The stream holds the workbook. Equal exports give equal bytes; no cell is a formula; raises TooLargeError for too many rows."""
    write_book(sheets_of(export), stream)
