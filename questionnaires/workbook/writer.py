"""A questionnaire as an XLSForm workbook: `read_workbook(write_workbook(q)).questionnaire == q`, cell positions apart."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from questionnaires.expressions import BrokenExpression, Expression, Logic
from questionnaires.instrument import Questionnaire
from questionnaires.languages import OWN_NAMES, Language
from questionnaires.questions import ChoiceQuestion, Group, Question, Rank
from questionnaires.texts import Text

#: One line of a sheet: header -> cell.
_Line = dict[str, str]

_SURVEY_SPOKEN = ("label", "hint", "constraint_message", "required_message")
#: The moment that every entry of the archive bears: the first that the format can say.
_NO_CLOCK = (1980, 1, 1, 0, 0, 0)
_NO_AUTHOR = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    b'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
#: What XML cannot hold, and what a reader would take for the escape of such a character.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WIDTHS = {"type": 30, "name": 24, "list_name": 20, "relevant": 40, "constraint": 40, "calculation": 40, "form_title": 40}


def _header(name: str, language: str) -> str:
    """`label::Қазақша (kk)`; a language that the house does not know stands under its code."""
    if not language:
        return name
    return f"{name}::{OWN_NAMES[Language(language)]} ({language})" if language in set(Language) else f"{name}::{language}"


def _spoken(name: str, text: Text) -> Iterator[tuple[str, str]]:
    for language, wording in text:
        yield _header(name, language), wording


def _logic(logic: Logic) -> str:
    return logic.text if isinstance(logic, (Expression, BrokenExpression)) else ""


def _switch(logic: Logic) -> str:
    return "yes" if _logic(logic) == "true()" else _logic(logic)


def _shared(item: Question | Group) -> _Line:
    return {
        "name": item.name,
        **dict(_spoken("label", item.label)),
        **dict(_spoken("hint", item.hint)),
        "relevant": _logic(item.relevant),
        "appearance": " ".join(item.appearance),
        **dict(item.extra),
    }


def _question(question: Question) -> _Line:
    line = {
        "type": question.type,
        **_shared(question),
        "required": _switch(question.required),
        **dict(_spoken("required_message", question.required_message)),
        "constraint": _logic(question.constraint),
        **dict(_spoken("constraint_message", question.constraint_message)),
        "read_only": _switch(question.read_only),
        "default": question.default,
        "calculation": _logic(question.calculation),
        "parameters": " ".join(f"{name}={said}" for name, said in question.parameters),
        "saraptama::identifying": question.identifying,
    }
    if isinstance(question, ChoiceQuestion):
        line |= {"type": f"{question.type} {question.list_name}".strip(), "choice_filter": _logic(question.choice_filter)}
    if isinstance(question, Rank) and question.limit is not None:
        line["saraptama::limit"] = str(question.limit)
    return line


def _survey(items: Iterable[Question | Group]) -> Iterator[_Line]:
    for item in items:
        if isinstance(item, Group):
            yield {"type": "begin_group", **_shared(item), "saraptama::total": f"${{{item.total}}}" if item.total else ""}
            yield from _survey(item.items)
            yield {"type": "end_group", "name": item.name}
        else:
            yield _question(item)


def _choices(questionnaire: Questionnaire) -> Iterator[_Line]:
    for choices in questionnaire.lists:
        for choice in choices.choices:
            yield {
                "list_name": choices.name,
                "name": choice.name,
                **dict(_spoken("label", choice.label)),
                "saraptama::missing": str(choice.missing) if choice.missing else "",
                "saraptama::exclusive": "yes" if choice.exclusive else "",
                "saraptama::coarse": choice.coarse,
                **dict(choice.extra),
            }


def _settings(questionnaire: Questionnaire) -> _Line:
    language = questionnaire.default_language
    return {
        **dict(_spoken("form_title", questionnaire.title)),
        "form_id": questionnaire.name,
        "version": questionnaire.version,
        "default_language": _header("", language).removeprefix("::") if language else "",
        **dict(questionnaire.settings),
    }


def _headers(
    fixed: Sequence[str], spoken: Sequence[str], languages: Sequence[str], lines: Sequence[_Line], always: frozenset[str]
) -> list[str]:
    """The columns of a sheet: those that are always there or hold something, in a reader's order, then the extra ones."""
    used = {header: None for line in lines for header, cell in line.items() if cell}
    ordered = [
        header for name in fixed for header in ([_header(name, language) for language in languages] if name in spoken else [name])
    ]
    plain = [name for name in spoken if name in used]
    known = [header for header in ordered if header in used or header.partition("::")[0] in always or header in always]
    return list(dict.fromkeys([*known[:2], *plain, *known[2:], *(header for header in used if header not in ordered)]))


def _fill(sheet: Worksheet, headers: Sequence[str], lines: Sequence[_Line]) -> None:
    """Every cell is a text, whatever sign it begins with; the header stays in sight."""
    for row, line in enumerate([dict(zip(headers, headers, strict=True)), *lines], start=1):
        for column, header in enumerate(headers, start=1):
            written = line.get(header, "")
            if not written:
                continue
            cell = sheet.cell(row, column)
            if isinstance(cell, Cell):
                cell.value = _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", written)
                cell.data_type = "s"
                cell.font = Font(bold=row == 1)
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for column, header in enumerate(headers, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = _WIDTHS.get(
            header, 44 if "::" in header and "saraptama" not in header else 18
        )
    sheet.freeze_panes = "C2" if sheet.title != "settings" else "A2"


_SURVEY_ORDER = (
    "type", "name", "label", "hint", "required", "required_message", "relevant", "constraint", "constraint_message", "appearance",
    "parameters", "calculation", "choice_filter", "default", "read_only", "saraptama::identifying", "saraptama::total", "saraptama::limit",
)  # fmt: skip
_CHOICES_ORDER = ("list_name", "name", "label", "saraptama::missing", "saraptama::exclusive", "saraptama::coarse")
_SETTINGS_ORDER = ("form_title", "form_id", "version", "default_language")


def write_workbook(questionnaire: Questionnaire, stream: BinaryIO) -> None:
    """The stream holds the questionnaire as .xlsx: three sheets, no formula, no author, no clock, the same bytes every time."""
    book = Workbook()
    languages = questionnaire.languages or ("",)
    sheets: Mapping[str, tuple[Sequence[str], list[_Line], frozenset[str]]] = {
        "survey": (_SURVEY_ORDER, list(_survey(questionnaire.items)), frozenset({"type", "name", "label"})),
        "choices": (_CHOICES_ORDER, list(_choices(questionnaire)), frozenset({"list_name", "name", "label"})),
        "settings": (_SETTINGS_ORDER, [_settings(questionnaire)], frozenset({"form_title", "form_id"})),
    }
    for number, (name, (order, lines, always)) in enumerate(sheets.items()):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        sheet.title = name
        spoken = _SURVEY_SPOKEN if name == "survey" else ("label",) if name == "choices" else ("form_title",)
        _fill(sheet, _headers(order, spoken, languages, lines, always), lines)
    written = io.BytesIO()
    book.save(written)
    _scrub(written, stream)


def _scrub(written: io.BytesIO, stream: BinaryIO) -> None:
    """The archive again, its entries without a clock and its properties without an author."""
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for part in sorted(before.infolist(), key=lambda part: part.filename != "[Content_Types].xml"):
            entry = zipfile.ZipInfo(part.filename, _NO_CLOCK)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = _NO_AUTHOR if part.filename == "docProps/core.xml" else before.read(part)
            after.writestr(entry, content)
