"""Texts in cells (T12): whatever a person wrote comes back as that text, and is nothing else."""

from __future__ import annotations

import re
import zipfile
from datetime import date
from io import BytesIO

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from exports.formats.xlsx.book import Drawn, Table, put, write_book
from exports.formats.xlsx.cells import LONGEST, escape_text, fit, pieces, unescape_text, units
from exports.formats.xlsx.looks import Column, words
from exports.formats.xlsx.rows import Mark, Styles, Value, column_letters, rows_xml

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ANY_TEXT = st.text(st.characters(), max_size=60)  # every code point, lone surrogates and controls included
FORMULAS = ["=1+1", "+7 701", "-5", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","ә")', "=cmd|'/c calc'!A0"]


def workbook(rows: list[list[Value]], *, columns: int = 1) -> bytes:
    """A workbook with one table of these rows, its texts wrapped."""
    stream = BytesIO()
    heads = (tuple(f"c{n}" for n in range(columns)),)
    table = Table(title="T", heads=heads, columns=(Column.LONG,) * columns, widths=(40,) * columns, rows=rows)
    write_book([table], stream)
    return stream.getvalue()


def read_as_excel_does(content: bytes, *, sheet: int = 1) -> list[list[object]]:
    """The cells of a sheet below its head, from the XML itself, with _xHHHH_ read back; empty texts are left out."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        root = fromstring(archive.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert not list(root.iter(MAIN + "f")), "a cell is a formula"
    rows = []
    for row in list(root.iter(MAIN + "row"))[1:]:
        cells: list[object] = []
        for cell in row.iter(MAIN + "c"):
            assert cell.get("t") in {"inlineStr", None}
            text = cell.find(f"{MAIN}is/{MAIN}t")
            number = cell.find(f"{MAIN}v")
            cells.append(unescape_text(text.text or "") if text is not None else float(number.text))
        rows.append(cells)
    return rows


@settings(max_examples=120, deadline=None)
@given(st.lists(ANY_TEXT.filter(bool), min_size=1, max_size=8))
@example(FORMULAS)
@example(["_x0041_", "_x0041_x0042_", "_x005F_", "_X0041_", "_x00e9_", "_xZZZZ_"])
@example(["\x00", "\x0b\x0c", "\r\n", "\ud800", "\ufffe", "\uffff", "\x7f", "\x85", "\u2028"])
@example([" пробел ", "\n", "ә ғ қ ң ө ұ ү һ і 🙂", "<b>&amp;</b>", "]]>", "#N/A", "TRUE", "1e5", "'quoted"])
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    """Any Unicode string, written and read the way Excel reads, is identical; the sheet holds not one formula."""
    assert read_as_excel_does(workbook([[text] for text in texts])) == [[text] for text in texts]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=80).filter(bool))
def test_openpyxl_reads_a_text_of_type_text(text: str) -> None:
    """openpyxl finds the same text, escapes left as they stand in the file, and calls it a text."""
    cell = load_workbook(BytesIO(workbook([[text]])))["T"]["A2"]
    assert (cell.value, cell.data_type) == (escape_text(text), "s")


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_quoted(text: str) -> None:
    """Such a cell carries Excel's quote prefix, so that it stays a text when somebody edits it; others do not."""
    book = load_workbook(BytesIO(workbook([[text], ["plain"]])))
    assert book["T"]["A2"].quotePrefix
    assert not book["T"]["A3"].quotePrefix


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT.filter(bool))
@example("=1+1")
@example("#REF!")
def test_drawn_cells_keep_texts_as_well(text: str) -> None:
    """What openpyxl draws (titles, heads) obeys the same rule: no formula, no error value, no illegal character."""
    stream = BytesIO()
    write_book([Drawn("T", lambda page: put(page, 1, 1, text, words) and None)], stream)
    cell = load_workbook(BytesIO(stream.getvalue()))["T"]["A1"]
    assert unescape_text(str(cell.value)).replace("\r\n", "\n") == text.replace("\r\n", "\n")
    assert cell.data_type == "s"


def test_escapes_are_those_of_excel() -> None:
    """U+0000 is _x0000_, a CR _x000D_; a literal _x0041_ keeps its letters; line feeds and tabs stay."""
    assert escape_text("a\x00b\r\n\t") == "a_x0000_b_x000D_\n\t"
    assert escape_text("_x0041_") == "_x005F_x0041_"
    assert escape_text("snake_xylophone_") == "snake_xylophone_"


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_escaping_has_an_inverse(text: str) -> None:
    """Reading back gives the text, and an escaped text holds no character that XML refuses."""
    escaped = escape_text(text)
    assert unescape_text(escaped) == text
    escaped.encode("utf-8")


@pytest.mark.parametrize("text", ["ә" * 40_000, "🙂" * 20_000, "a" * LONGEST, "a🙂" * 15_000, ""])
def test_long_texts_are_cut_into_pieces_that_fit(text: str) -> None:
    """Each piece has at most 32,767 UTF-16 units, none is cut inside an emoji, and together they are the text."""
    parts = list(pieces(text))
    assert "".join(parts) == text
    assert all(units(part) <= LONGEST for part in parts)
    assert len(parts) == max(1, -(-units(text) // LONGEST))


def test_a_text_that_does_not_fit_says_where_its_rest_is() -> None:
    """Nothing is lost silently: the notice stands at the end of what a cell can hold."""
    shown = fit("ө" * 40_000, " … (the rest is in the sheet “Open answers”)")
    assert units(shown) == LONGEST
    assert shown.endswith("(the rest is in the sheet “Open answers”)")
    assert fit("ө" * 100, " …") == "ө" * 100


def test_numbers_and_days_are_numbers() -> None:
    """Whole numbers, fractions and days are cells to reckon with; a number beyond 15 digits is a text, since Excel would round it."""
    rows: list[list[Value]] = [[0, -7, 2.5, date(2026, 11, 22), 10**15, float("inf"), None, "", "x"]]
    cells = load_workbook(BytesIO(workbook(rows, columns=9)))["T"][2]
    assert [cell.value for cell in cells[:3]] == [0, -7, 2.5]
    assert cells[3].value.date() == date(2026, 11, 22)
    assert [cell.value for cell in cells[4:]] == ["1000000000000000", "inf", None, None, "x"]


def test_one_and_one_point_nought_and_a_mark_are_told_apart() -> None:
    """Equal things of different kinds do not borrow each other's cells from the writer's memory."""
    rows: list[list[Value]] = [["[covered]"], [Mark("[covered]")], [1], [1.0], ["1"]]
    book = load_workbook(BytesIO(workbook(rows)))["T"]
    assert [book.cell(row, 1).value for row in range(2, 7)] == ["[covered]", "[covered]", 1, 1, "1"]
    assert [book.cell(row, 1).font.i for row in (2, 3)] == [False, True]
    with zipfile.ZipFile(BytesIO(workbook(rows))) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r"<v>([^<]*)</v>", xml) == ["1", "1.0"]


def test_a_truth_value_is_refused() -> None:
    """A bool in a cell is a slip of the program: it would read 1 in one place and TRUE in another."""
    style = Styles(plain=0, quoted=0, mark=0, date=0)
    with pytest.raises(TypeError, match="bool"):
        list(rows_xml([[True]], first=1, styles=[style]))


@pytest.mark.parametrize(("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")])
def test_columns_have_their_letters(number: int, letters: str) -> None:
    """The last column of a spreadsheet is XFD."""
    assert column_letters(number) == letters
