"""From a workbook to a questionnaire, with every fault at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from questionnaires.checks import Inspection, inspect
from questionnaires.instrument import Questionnaire
from questionnaires.problems import Problem, Severity
from questionnaires.spelling import nearest
from questionnaires.texts import Text
from questionnaires.wording import marked, say
from questionnaires.workbook.choices import read_choices
from questionnaires.workbook.headers import READ, language_code
from questionnaires.workbook.opening import RefusedError, Sheet, open_workbook
from questionnaires.workbook.survey import SurveySheet
from questionnaires.workbook.table import Findings, Row, Table, read_table

#: Sheets of XLSForm that this program does not act on yet.
_OTHER_SHEETS = frozenset({"external_choices", "entities", "osm"})
_ORDER = {"settings": 0, "survey": 1, "choices": 2}


@dataclass(frozen=True)
class WorkbookReading:
    """What came of a workbook: the questionnaire, or None when no model can be built, and all problems by sheet, row and column."""

    questionnaire: Questionnaire | None
    problems: tuple[Problem, ...]


def read_workbook(source: Path | BinaryIO, *, language: str = "en") -> WorkbookReading:
    """The questionnaire of an XLSForm workbook (.xlsx). Never raises for what is in the file; problems are said in the language.

    A question whose type is not known is left out; an expression that cannot be read stays as BrokenExpression.
    """
    findings = Findings(language)
    try:
        sheets = open_workbook(source)
    except RefusedError as refusal:
        said = say(refusal.template, language=language, **refusal.values)
        return WorkbookReading(None, (Problem(code=refusal.code, severity=Severity.ERROR, message=said),))
    tables = _tables(sheets, findings)
    if "survey" not in tables:
        findings.add(
            "no-survey",
            Severity.ERROR,
            marked("The workbook has no sheet “survey”, where the questions stand."),
            hint="survey",
        )
        return WorkbookReading(None, tuple(findings.problems))
    if ("type", "") not in tables["survey"].by_meaning:
        findings.add(
            "no-type-column",
            Severity.ERROR,
            marked("The sheet “{name}” has no column “type” in its first row."),
            sheet=tables["survey"].sheet,
            row=1,
            hint="type",
            name=tables["survey"].sheet,
        )
        return WorkbookReading(None, tuple(findings.problems))
    return _built(tables, findings, file_name=source.stem if isinstance(source, Path) else "")


def _tables(sheets: Sequence[Sheet], findings: Findings) -> dict[str, Table]:
    """The sheets that are read, by kind; the others are passed over, near misspellings with a warning."""
    found = {kind: sheet for sheet in sheets if (kind := sheet.name.strip().casefold()) in READ}
    for sheet in sheets:
        kind = sheet.name.strip().casefold()
        close = nearest(kind, set(READ) - set(found))
        if kind in READ or sheet.name.startswith("_") or not any(sheet.rows):
            continue
        if kind in _OTHER_SHEETS:
            template = marked("The sheet “{name}” is not read yet.")
        elif close:
            template = marked("The sheet “{name}” is not read. Should it be called “{close}”?")
        else:
            continue
        findings.add("sheet-not-read", Severity.WARNING, template, sheet=sheet.name, hint=close, name=sheet.name, close=close)
    return {kind: read_table(sheet, kind, findings) for kind, sheet in found.items()}


def _built(tables: dict[str, Table], findings: Findings, *, file_name: str) -> WorkbookReading:
    settings = next(tables["settings"].lines(), None) if "settings" in tables else None
    default = language_code(settings.cell("default_language")) if settings and settings.cell("default_language") else ""
    tables = {kind: replace(table, default_language=default) for kind, table in tables.items()}
    languages = _languages(tables, default)
    survey = SurveySheet(tables["survey"], languages, findings)
    items = survey.read()
    lists = read_choices(tables["choices"], languages, findings) if "choices" in tables else ()
    questionnaire = _settled(
        Questionnaire(name="", title=Text(), default_language=default, languages=languages, items=items, lists=lists),
        Row(tables["settings"], settings.number, settings.cells) if settings else None,
        findings,
        file_name=file_name,
    )
    letters = {meaning: letter for table in tables.values() for meaning, letter in table.letters().items()}
    inspection = Inspection(
        questionnaire, findings.language, letters, frozenset(survey.left_out), settings.number if settings else 0
    )
    sheets = {table.sheet: _ORDER[kind] for kind, table in tables.items()}
    names = {kind: table.sheet for kind, table in tables.items()}
    problems = [
        *findings.problems,
        *(replace(problem, sheet=names.get(problem.sheet, problem.sheet)) for problem in inspect(inspection)),
    ]
    problems.sort(key=lambda problem: (sheets.get(problem.sheet, -1), problem.row, len(problem.column), problem.column))
    return WorkbookReading(questionnaire, tuple(problems))


def _languages(tables: dict[str, Table], default: str) -> tuple[str, ...]:
    """Languages in the order of columns; the default one is among them when columns without a language speak it."""
    spoken = [language for kind in ("survey", "choices", "settings") if kind in tables for language in tables[kind].languages]
    if default and default not in spoken:
        spoken.insert(0, default)
    return tuple(dict.fromkeys(spoken))


def _settled(questionnaire: Questionnaire, settings: Row | None, findings: Findings, *, file_name: str) -> Questionnaire:
    """The questionnaire with what the settings say; only their first row counts."""
    name = settings.cell("form_id") if settings else ""
    if not name:
        name = "_".join(file_name.split())[:64] or "questionnaire"
        findings.add(
            "no-form-id",
            Severity.WARNING,
            marked("The settings have no form_id, so the questionnaire is called “{name}”."),
            sheet=settings.table.sheet if settings else "",
            row=settings.number if settings else 0,
            column=settings.letter("form_id") if settings else "",
            hint=name,
            name=name,
        )
    if settings is None:
        return replace(questionnaire, name=name, title=_made_up(questionnaire, name, None, findings))
    for surplus in list(settings.table.lines())[1:]:
        findings.add(
            "more-settings",
            Severity.WARNING,
            marked("Only the first row of the settings is read."),
            sheet=settings.table.sheet,
            row=surplus.number,
        )
    title = settings.text("form_title", questionnaire.languages)
    return replace(
        questionnaire,
        name=name,
        title=title or _made_up(questionnaire, name, settings, findings),
        version=settings.cell("version"),
        settings=settings.extra(),
    )


def _made_up(questionnaire: Questionnaire, name: str, settings: Row | None, findings: Findings) -> Text:
    """The form id as the title in all languages, where the settings have none."""
    findings.add(
        "no-title",
        Severity.WARNING,
        marked("The settings have no form_title, so experts would read “{name}” as the title."),
        sheet=settings.table.sheet if settings else "",
        row=settings.number if settings else 0,
        column=settings.letter("form_title") if settings else "",
        name=name,
    )
    return Text.of(dict.fromkeys(questionnaire.languages or ("",), name))
