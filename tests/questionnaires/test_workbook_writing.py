"""Writing XLSForm workbooks: what was written reads back the same, every cell is safe, nothing tells who or when."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from openpyxl import load_workbook

import questionnaires as package
from questionnaires.instrument import Questionnaire
from questionnaires.questions import Choice, ChoiceList, IntegerQuestion, TextQuestion
from questionnaires.workbook import read_workbook, write_workbook
from tests.questionnaires.generated import questionnaires
from tests.questionnaires.small import asks, said


def written(questionnaire: Questionnaire) -> bytes:
    """The workbook's bytes."""
    stream = io.BytesIO()
    write_workbook(questionnaire, stream)
    return stream.getvalue()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(questionnaires())
def test_what_was_written_reads_back_the_same(questionnaire: Questionnaire) -> None:
    """Sound or not, with formulas, escapes, emoji, broken expressions and unknown columns in it."""
    assert read_workbook(io.BytesIO(written(questionnaire))).questionnaire == questionnaire


@pytest.mark.parametrize("slug", ["theologians", "psychologists"])
def test_the_instruments_survive(slug: str) -> None:
    """A shipped instrument that was exported and read again is the same instrument, by its hash too."""
    path = Path(package.__file__).parent / "instruments" / slug / f"{slug}.xlsx"
    form = read_workbook(path).questionnaire
    assert form is not None
    again = read_workbook(io.BytesIO(written(form)))
    assert again.questionnaire == form
    assert again.questionnaire.content_hash == form.content_hash
    assert again.problems == ()


def hostile() -> Questionnaire:
    """Wordings that a spreadsheet would take for something else."""
    form = asks(
        TextQuestion(name="a", label=said('=HYPERLINK("http://x")', "+7 701", "@SUM(A1)"), default="-1"),
        IntegerQuestion(name="b", label=said("_x0007_ емес", "\x07 қоңырау", "a\r\nb"), extra=(("=1+1", "=2+2"),)),
    )
    return replace(form, lists=(ChoiceList("l", (Choice(name="=x", label=said("=1")),)),))


def test_no_cell_is_a_formula() -> None:
    """Whatever sign a wording begins with, the cell is a text."""
    book = load_workbook(io.BytesIO(written(hostile())))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert len(cells) > 20
    assert {cell.data_type for cell in cells} == {"s"}


def test_signs_that_xml_cannot_hold_survive() -> None:
    """Control characters are written as Excel writes them, and what looks like such an escape stays what it was."""
    form = read_workbook(io.BytesIO(written(hostile()))).questionnaire
    assert form is not None
    assert dict(form.by_name["b"].label) == {"kk": "_x0007_ емес", "ru": "\x07 қоңырау", "en": "a\nb"}
    assert form.by_name["b"].extra == (("=1+1", "=2+2"),)


def test_the_file_tells_neither_author_nor_clock() -> None:
    """The same questionnaire gives the same bytes, whoever writes them and when."""
    content = written(hostile())
    assert content == written(hostile())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        properties = archive.read("docProps/core.xml").decode()
        assert not re.search(r"creator|created|modified|\d{4}-\d\d-\d\d", properties)
        assert archive.testzip() is None


def test_the_workbook_is_kind_to_its_editor() -> None:
    """Header in sight and bold, columns wide enough, words wrapped."""
    book = load_workbook(io.BytesIO(written(hostile())))
    survey = book["survey"]
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert survey.freeze_panes == "C2"
    assert [cell.value for cell in survey[1]][:5] == [
        "type",
        "name",
        "label::Қазақша (kk)",
        "label::Русский (ru)",
        "label::English (en)",
    ]
    assert survey["A1"].font.bold
    assert survey["C2"].alignment.wrap_text
    assert survey.column_dimensions["C"].width > 30
