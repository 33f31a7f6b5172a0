"""From a file to rows of cells, or a refusal that says what the file is and what to do.

A file is suspect until it has shown that it is a workbook of sensible size without macros, entities, or links to other files.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.exceptions import InvalidFileException

from questionnaires.wording import marked

MOST_BYTES = 10 * 1024 * 1024
MOST_RATIO = 100
MOST_ROWS = 20_000
MOST_COLUMNS = 256
_MOST_PARTS = 1000
#: The last row that the format has.
_LAST_ROW = 1_048_576

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ERRORS = frozenset({"#REF!", "#N/A", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!"})
#: What openpyxl and the standard library raise for parts that are not what they say: a damaged file, whatever the damage.
_DAMAGED = (
    InvalidFileException, zipfile.BadZipFile, zipfile.LargeZipFile, ParseError, DefusedXmlException, LookupError, ValueError,
    zlib.error, TypeError, AttributeError, OverflowError, EOFError, OSError, NotImplementedError, RuntimeError, ArithmeticError,
)  # fmt: skip


class RefusedError(Exception):
    """The file is not read: code, template and values of what to say."""

    def __init__(self, code: str, template: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.template, self.values = code, template, values


@dataclass(frozen=True)
class Sheet:
    """A sheet as texts: rows from 1, each a list of cells from column A, "" where a cell is empty. `errors` are cells like #REF!."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    errors: tuple[tuple[int, int], ...] = ()


def _content(source: Path | BinaryIO) -> bytes:
    if isinstance(source, Path):
        try:
            with source.open("rb") as opened:
                return opened.read(MOST_BYTES + 1)
        except OSError:
            raise RefusedError("unreadable-file", marked("The file {name} cannot be opened."), name=source.name) from None
    return source.read(MOST_BYTES + 1)


def _archive(content: bytes) -> zipfile.ZipFile:
    """The file as an archive, once it has shown that it is safe to unpack."""
    if not content:
        raise RefusedError("empty-file", marked("The file is empty. Choose the workbook again."))
    if len(content) > MOST_BYTES:
        raise RefusedError(
            "large-file", marked("The file is larger than {most} MB. Take pictures and unused sheets out."), most=MOST_BYTES >> 20
        )
    if content.startswith(_OLD_EXCEL):
        raise RefusedError(
            "old-workbook",
            marked("This is a workbook of the old format (.xls), or one with a password. Save it as .xlsx without a password."),
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise RefusedError(
            "no-workbook", marked("This is no Excel workbook. Save the questionnaire as .xlsx and choose that file.")
        ) from None
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.endswith("workbook.xml") for name in names):
        raise RefusedError(
            "no-workbook", marked("This is no Excel workbook. Save the questionnaire as .xlsx and choose that file.")
        )
    if any(part.flag_bits & 1 for part in parts):
        raise RefusedError("password", marked("The workbook has a password. Save it without one."))
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MOST_BYTES or len(parts) > _MOST_PARTS or unpacked > MOST_RATIO * len(content):
        raise RefusedError(
            "unpacks-too-large",
            marked("The workbook unpacks to more than {most} MB. Copy its sheets into a new workbook."),
            most=MOST_BYTES >> 20,
        )
    return archive


def _judge_parts(archive: zipfile.ZipFile) -> None:
    """Refuse what a questionnaire never needs and an attack does: macros, links to other files, definitions inside XML."""
    for part in archive.infolist():
        name = part.filename.casefold()
        if name.endswith("vbaproject.bin") or "/macrosheets/" in name or "/activex/" in name:
            raise RefusedError("macros", marked("The workbook has macros. Save it as .xlsx, without macros."))
        if "externallinks/" in name or name.endswith("connections.xml"):
            raise RefusedError(
                "external-links",
                marked("The workbook takes values from other files. Replace these formulas by their values and save it again."),
            )
        if name.endswith((".xml", ".rels")):
            text = archive.read(part)
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise RefusedError(
                    "entities",
                    marked("The workbook holds definitions that no program for workbooks writes. Copy its sheets into a new one."),
                )
            if name == "[content_types].xml" and b"macroEnabled" in text:
                raise RefusedError("macros", marked("The workbook has macros. Save it as .xlsx, without macros."))


def cell_text(value: Any) -> str:  # noqa: PLR0911  # one line for each kind of cell
    """A cell as text: whole numbers without ".0", days as ISO dates, TRUE and FALSE, line ends as LF."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    text = _ESCAPED.sub(lambda code: chr(int(code[1], 16)), str(value))
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Rows that hold something, with their numbers from 1."""
    sheet.reset_dimensions()  # what the file says of its size may be wrong, and then rows would be lost
    cells = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells += len(row)
        if number > _LAST_ROW:
            raise OverflowError(number)  # no program writes such a row: the file is damaged
        if cells > MOST_ROWS * MOST_COLUMNS or any(value is not None for value in row[MOST_COLUMNS:]):
            raise RefusedError(
                "many-columns", marked("The sheet {name} has more than {most} columns."), name=sheet.title, most=MOST_COLUMNS
            )
        if not any(value is not None and value != "" for value in row):
            continue
        if number > MOST_ROWS:
            raise RefusedError("many-rows", marked("The sheet {name} has more than {most} rows."), name=sheet.title, most=MOST_ROWS)
        yield number, row


def _sheet(sheet: Any) -> Sheet:
    rows: list[tuple[str, ...]] = []
    errors: list[tuple[int, int]] = []
    for number, row in _rows(sheet):
        rows += [()] * (number - 1 - len(rows))
        cells = [cell_text(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        errors += [(number, place) for place, cell in enumerate(cells) if cell in _ERRORS]
        rows.append(tuple(cells))
    return Sheet(sheet.title, tuple(rows), tuple(errors))


def open_workbook(source: Path | BinaryIO) -> list[Sheet]:
    """The sheets of a workbook, in order. Raises RefusedError, and nothing else, for what is not read."""
    content = _content(source)
    archive = _archive(content)
    try:
        _judge_parts(archive)
        with warnings.catch_warnings(category=UserWarning, action="ignore"):  # of drop-down lists and styles, which are not read
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
            try:
                return [_sheet(sheet) for sheet in book.worksheets]
            finally:
                book.close()
    except _DAMAGED:
        raise RefusedError(
            "damaged", marked("The workbook is damaged. Open it in Excel or LibreOffice, save it as .xlsx, and choose that file.")
        ) from None
