"""Files that are no workbook, or a hostile one: each is refused in words that say what it is and what to do."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from questionnaires.workbook import read_workbook
from tests.questionnaires.markdown import workbook

TABLE = """
| survey |      |      |       |
|        | type | name | label |
|        | text | a    | Неге? |
"""


def with_part(name: str, content: bytes) -> io.BytesIO:
    """A good workbook with one part more, or another content of one."""
    out = io.BytesIO()
    with zipfile.ZipFile(workbook(TABLE)) as good, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bad:
        for part in good.infolist():
            if part.filename != name:
                bad.writestr(part.filename, good.read(part))
        bad.writestr(name, content)
    out.seek(0)
    return out


def part_of(name: str) -> bytes:
    """A part of the good workbook."""
    with zipfile.ZipFile(workbook(TABLE)) as good:
        return good.read(name)


def refused(stream: io.BytesIO) -> str:
    """The code of the one problem of a file of which no model can be built."""
    reading = read_workbook(stream)
    assert reading.questionnaire is None
    (problem,) = reading.problems
    assert problem.severity == "error"
    assert problem.message
    assert (problem.row, problem.column) == (0, "")
    return problem.code


def test_the_good_one_reads() -> None:
    """What the others differ from."""
    assert read_workbook(workbook(TABLE)).questionnaire is not None
    assert read_workbook(with_part("docProps/thumbnail.txt", b"x")).questionnaire is not None


SHEET = "xl/worksheets/sheet1.xml"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    ("stream", "code"),
    [
        (io.BytesIO(b""), "empty-file"),
        (io.BytesIO("type;name;label\ntext;a;Неге?".encode()), "no-workbook"),
        (io.BytesIO(b"%PDF-1.7 ..."), "no-workbook"),
        (io.BytesIO(b"PK\x03\x04 torn"), "no-workbook"),
        (io.BytesIO(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600), "old-workbook"),
        (io.BytesIO(b"x" * (10 * 1024 * 1024 + 1)), "large-file"),
        (io.BytesIO(workbook(TABLE).getvalue()[:-200]), "no-workbook"),
        (with_part("xl/vbaProject.bin", b"x"), "macros"),
        (with_part("xl/macrosheets/sheet1.xml", b"<x/>"), "macros"),
        (with_part("xl/externalLinks/externalLink1.xml", b"<x/>"), "external-links"),
        (with_part("xl/connections.xml", b"<x/>"), "external-links"),
        (with_part(SHEET, ENTITY), "entities"),
        (with_part(SHEET, ENTITY.decode().encode("utf-16")), "damaged"),
        (with_part(SHEET, b"<worksheet>"), "damaged"),
        (with_part(SHEET, part_of(SHEET).replace(b't="inlineStr"><is><t>type</t></is>', b't="n"><v>x</v>')), "damaged"),
        (with_part(SHEET, part_of(SHEET).replace(b't="inlineStr"><is><t>type</t></is>', b't="s"><v>7</v>')), "damaged"),
        (with_part("xl/workbook.xml", b"<x>"), "damaged"),
        (with_part("xl/workbook.xml", b"<x/>"), "no-survey"),
        (with_part("xl/media/zeros.bin", b"\0" * (11 * 1024 * 1024)), "unpacks-too-large"),
        (with_part("xl/media/zeros.bin", b"\0" * (3 * 1024 * 1024)), "unpacks-too-large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_read_is_said_plainly(stream: io.BytesIO, code: str) -> None:
    """One error, with the way on in its words; no traceback."""
    assert refused(stream) == code


def test_a_document_of_words_is_no_workbook() -> None:
    """A .docx is a zip too."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")
    stream.seek(0)
    assert refused(stream) == "no-workbook"


def rows_at(*numbers: int, column: str = "A") -> io.BytesIO:
    """A good workbook whose survey sheet has cells in these rows."""
    cells = b"".join(f'<row r="{n}"><c r="{column}{n}" t="inlineStr"><is><t>x</t></is></c></row>'.encode() for n in numbers)
    return with_part(SHEET, part_of(SHEET).replace(b"</sheetData>", cells + b"</sheetData>"))


def test_rows_and_columns_end_somewhere() -> None:
    """Twenty thousand rows, 256 columns; a stray cell far below is named before memory is spent on it."""
    started = time.perf_counter()
    assert refused(rows_at(20_001)) == "many-rows"
    assert refused(rows_at(1_048_576)) == "many-rows"
    assert refused(rows_at(3, column="XFD")) == "many-columns"
    assert refused(rows_at(4_000_000_000)) == "damaged"
    assert time.perf_counter() - started < 10
    reading = read_workbook(rows_at(20_000))
    assert [(problem.code, problem.row) for problem in reading.problems if problem.row > 2] == [("unknown-type", 20_000)]


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    """The name stands in the message; the folder, which is nobody's business, does not."""
    (problem,) = read_workbook(tmp_path / "жоқ.xlsx", language="kk").problems
    assert (problem.code, problem.message) == ("unreadable-file", "жоқ.xlsx файлы ашылмайды.")


GOOD = workbook(TABLE).getvalue()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_file_with_any_bytes_changed_is_read_or_refused(data: st.DataObject) -> None:
    """Damage of any kind ends in words."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        name = data.draw(st.sampled_from([part.filename for part in archive.infolist()]))
        content = bytearray(archive.read(name))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    for stream in (with_part(name, bytes(content)), io.BytesIO(GOOD[: data.draw(st.integers(0, len(GOOD)))])):
        reading = read_workbook(stream)
        assert reading.questionnaire is not None or [problem.severity for problem in reading.problems].count("error") == 1
