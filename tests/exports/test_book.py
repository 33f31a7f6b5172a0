"""The file around the sheets: nothing of who and when, equal bytes for equal sheets, refused when too large."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path
from xml.dom import minidom

import pytest
from openpyxl import load_workbook

from exports.formats.limits import TooLargeError
from exports.formats.xlsx.book import Drawn, Table, put, write_book
from exports.formats.xlsx.looks import Column, title


def sheets(rows: int = 3) -> list[Table | Drawn]:
    return [
        Drawn("О файле", lambda page: put(page, 1, 1, "Оралған әйелдер", title) and None),
        Table(
            title="Жауаптар",
            heads=(("name", "text"), ("Аты", "Мәтін")),
            columns=(Column.NAME, Column.LONG),
            widths=(12, 60),
            rows=[[f"q{n}", "ә ғ қ ң ө ұ ү һ і 🙂"] for n in range(rows)],
        ),
    ]


def packed(content: list[Table | Drawn]) -> bytes:
    stream = BytesIO()
    write_book(content, stream)
    return stream.getvalue()


def test_equal_sheets_give_equal_bytes_at_any_time() -> None:
    """The file is the same, byte for byte, and its parts are dated 1980, the first year that a zip knows."""
    first = packed(sheets())
    assert packed(sheets()) == first
    with zipfile.ZipFile(BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_properties_name_no_author_and_no_time() -> None:
    """docProps hold neither a creator, nor who changed it last, nor a date, nor a program."""
    with zipfile.ZipFile(BytesIO(packed(sheets()))) as archive:
        core, app = (minidom.parseString(archive.read(f"docProps/{name}.xml")).documentElement for name in ("core", "app"))
        assert [node.tagName for node in core.childNodes] == ["dc:creator"]
        assert not core.firstChild.childNodes
        assert not app.childNodes
        assert not any("comment" in name or "vba" in name.lower() for name in archive.namelist())
    assert load_workbook(BytesIO(packed(sheets()))).properties.creator is None


def test_heads_stay_in_sight_and_can_be_filtered() -> None:
    """Panes are frozen under the head and beside the first column; the filter spans all rows."""
    page = load_workbook(BytesIO(packed(sheets())))["Жауаптар"]
    assert page.freeze_panes == "B3"
    assert page.auto_filter.ref == "A2:B5"
    assert page.dimensions == "A1:B5"
    assert page.column_dimensions["B"].width == 60
    assert page["B3"].alignment.wrap_text
    assert page.print_title_rows == "$1:$2"


def test_nothing_is_left_of_the_sheet_that_lent_its_styles() -> None:
    """The workbook has the sheets asked for, in their order, and no hidden one."""
    book = load_workbook(BytesIO(packed(sheets())))
    assert book.sheetnames == ["О файле", "Жауаптар"]
    assert {page.sheet_state for page in book} == {"visible"}


def test_a_sheet_without_rows_is_whole() -> None:
    """A study without responses gives heads, a filter of nothing, and a file that opens."""
    page = load_workbook(BytesIO(packed(sheets(0))))["Жауаптар"]
    assert page.max_row == 2


def test_more_rows_than_a_spreadsheet_holds_are_refused_before_writing() -> None:
    """The sentence says which sheet, how many, and what to do; the stream stays empty."""
    large = Table(title="Жауаптар", heads=(("a",),), columns=(Column.SHORT,), widths=(9,), rows=range(1_048_576))  # type: ignore[arg-type]
    stream = BytesIO()
    with pytest.raises(TooLargeError, match="Жауаптар would have 1048576 rows"):
        write_book([large], stream)
    assert stream.getvalue() == b""


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_reads_every_text(tmp_path: Path) -> None:
    """A second reader, not of our making, finds the same texts, escapes read back, and a formula nowhere."""
    texts = ["=1+1", "-5", "@x", "a\x0bb", "_x0041_", "ә ғ қ ң ө ұ ү һ і 🙂", " a  b ", 'say "x", y', "two\nlines", "<&>"]
    stream = tmp_path / "in.xlsx"
    table = Table(title="T", heads=(("text",),), columns=(Column.LONG,), widths=(40,), rows=[[text] for text in texts])
    with stream.open("wb") as target:
        write_book([table], target)
    done = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "fods",
            "--outdir",
            tmp_path,
            stream,
        ],
        check=True,
        capture_output=True,
        env={**os.environ, "HOME": str(tmp_path)},
        timeout=120,
    )
    assert b"Error" not in done.stderr
    document = minidom.parseString((tmp_path / "in.fods").read_bytes())
    cells = [cell for cell in document.getElementsByTagName("table:table-cell") if cell.getElementsByTagName("text:p")]
    assert not any(cell.hasAttribute("table:formula") for cell in cells)
    assert {cell.getAttribute("office:value-type") for cell in cells} == {"string"}
    found = ["\n".join(_text(line) for line in cell.getElementsByTagName("text:p")) for cell in cells][1:]
    assert found == [text.replace("\x0b", "") for text in texts]  # an OpenDocument has no place for a vertical tab


def _text(node: minidom.Element) -> str:
    """The words of a paragraph of an OpenDocument: runs of spaces are elements there."""
    parts = []
    for child in node.childNodes:
        if child.nodeType == child.TEXT_NODE:
            parts.append(child.data)
        elif child.tagName == "text:s":
            parts.append(" " * int(child.getAttribute("text:c") or 1))
        elif child.tagName == "text:tab":
            parts.append("\t")
        else:
            parts.append(_text(child))
    return "".join(parts)
