"""A sheet as a table: named columns, rows with their numbers, and the problems found on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from questionnaires.problems import Problem, Severity
from questionnaires.questions import Place
from questionnaires.spelling import nearest
from questionnaires.texts import Text
from questionnaires.wording import marked, say
from questionnaires.workbook.headers import NOT_YET, READ, Column, has_code, read_headers
from questionnaires.workbook.opening import Sheet


@dataclass
class Findings:
    """Problems collected in one language, in the order found."""

    language: str
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        code: str,
        severity: Severity,
        template: str,
        *,
        sheet: str = "",
        row: int = 0,
        column: str = "",
        hint: str = "",
        **values: object,
    ) -> None:
        """Another problem."""
        message = say(template, language=self.language, **values)
        self.problems.append(Problem(code=code, severity=severity, message=message, sheet=sheet, row=row, column=column, hint=hint))


@dataclass(frozen=True)
class Table:
    """A sheet whose headers are understood. `kind` is survey, choices or settings; `sheet` the name as the workbook has it."""

    kind: str
    sheet: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    default_language: str = ""

    @cached_property
    def by_meaning(self) -> dict[tuple[str, str], Column]:
        """(field, language) -> column; a column without a language speaks the default one."""
        found: dict[tuple[str, str], Column] = {}
        for column in self.columns:
            if column.field:
                found.setdefault((column.field, column.language), column)
        return found

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages of the columns, in their order."""
        return tuple(dict.fromkeys(column.language for column in self.columns if column.language))

    def letters(self) -> Mapping[tuple[str, str, str], str]:
        """(kind, field, language) -> letter, as problems name columns."""
        letters = {(self.kind, name, language): column.letter for (name, language), column in self.by_meaning.items()}
        for (kind, name, language), letter in list(letters.items()):
            if not language and self.default_language:
                letters.setdefault((kind, name, self.default_language), letter)
        return letters

    def lines(self) -> Iterator[Row]:
        """The rows under the header that hold something."""
        for number, cells in self.rows:
            yield Row(self, number, cells)


@dataclass(frozen=True)
class Row:
    """One row of a table."""

    table: Table
    number: int
    cells: tuple[str, ...]

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.table.sheet, self.number)

    def raw(self, name: str, language: str = "") -> str:
        """The cell of a field as written; "" where the column is missing."""
        column = self.table.by_meaning.get((name, language))
        return self.cells[column.place] if column and column.place < len(self.cells) else ""

    def cell(self, name: str) -> str:
        """The cell of a field without spaces around it, no-break ones included."""
        return self.raw(name).strip()

    def letter(self, name: str, language: str = "") -> str:
        """The letter of a field's column."""
        column = self.table.by_meaning.get((name, language))
        return column.letter if column else ""

    def text(self, name: str, languages: tuple[str, ...]) -> Text:
        """The wording of a field in the languages of the questionnaire; a column without a language speaks the default one."""
        default = self.table.default_language
        wordings = {language: self.raw(name, language) for language in languages}
        plain = self.raw(name)
        if plain.strip() and not wordings.get(default, "").strip():
            wordings = {default: plain, **wordings} if default not in wordings else {**wordings, default: plain}
        return Text.of(wordings)

    def extra(self) -> tuple[tuple[str, str], ...]:
        """Cells of columns that the program does not act on, by header as written."""
        read = READ[self.table.kind]
        return tuple(
            (column.written, self.cells[column.place])
            for column in self.table.columns
            if column.field not in read and column.place < len(self.cells) and self.cells[column.place].strip()
        )


def read_table(sheet: Sheet, kind: str, findings: Findings) -> Table:
    """The table of a sheet; its header is the first row that holds something. Doubled and misspelt headers are reported."""
    filled = [(number, cells) for number, cells in enumerate(sheet.rows, start=1) if cells]
    header_row, header = filled[0] if filled else (1, ())
    columns = read_headers(header, kind)
    seen: dict[tuple[str, str], Column] = {}
    for column in columns:
        _judge_header(column, kind, sheet.name, header_row, findings)
        meaning = (column.field or f"\n{column.written}", column.language)
        first = seen.setdefault(meaning, column)
        if first is not column:
            findings.add(
                "duplicate-column",
                Severity.BLOCKING,
                marked("The columns {first} and {second} mean the same. Take one of them out."),
                sheet=sheet.name,
                row=header_row,
                column=column.letter,
                first=first.letter,
                second=column.letter,
            )
    for number, place in sheet.errors:
        findings.add(
            "cell-error",
            Severity.BLOCKING,
            marked("This cell holds the error {error} instead of a value."),
            sheet=sheet.name,
            row=number,
            column=next((column.letter for column in columns if column.place == place), ""),
            error=sheet.rows[number - 1][place],
        )
    return Table(kind, sheet.name, tuple(columns), tuple(filled[1:]))


def _judge_header(column: Column, kind: str, sheet: str, row: int, findings: Findings) -> None:
    known = READ[kind]
    if column.field in NOT_YET[kind]:
        findings.add(
            "column-not-supported",
            Severity.WARNING,
            marked("The column “{name}” is kept, and nothing is done with it yet."),
            sheet=sheet,
            row=row,
            column=column.letter,
            name=column.written,
        )
    elif not column.field:
        close = nearest(column.written.partition("::")[0] if "saraptama" not in column.written else column.written, known)
        own = column.written.casefold().startswith("saraptama")
        if close or own or kind != "choices":
            findings.add(
                "unknown-column-header",
                Severity.BLOCKING if own else Severity.WARNING if close else Severity.NOTICE,
                marked("The column “{name}” is not known; it is kept, and nothing is done with it."),
                sheet=sheet,
                row=row,
                column=column.letter,
                hint=close,
                name=column.written,
            )
    elif column.language and not has_code(column.language):
        findings.add(
            "language-without-code",
            Severity.WARNING,
            marked("The language “{name}” has no code. Write it with one, such as Қазақша (kk)."),
            sheet=sheet,
            row=row,
            column=column.letter,
            hint=f"{column.field}::{column.language} (xx)",
            name=column.language,
        )
