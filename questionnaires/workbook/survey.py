"""The survey sheet: questions and groups, row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from questionnaires.problems import Severity
from questionnaires.questions import TYPES, ChoiceQuestion, Group, Note, Question, Rank
from questionnaires.texts import Text
from questionnaires.wording import marked
from questionnaires.workbook.table import Findings, Row, Table
from questionnaires.workbook.types import Type, read_type
from questionnaires.workbook.values import NO, read_logic, read_parameters, read_reference, read_switch

#: Groups deeper than this are a slip: pages, grids and parts need two or three.
MOST_LEVELS = 10

_EVERYWHERE = frozenset({"type", "name", "label", "hint", "relevant", "appearance", "disabled"})
_QUESTIONS = frozenset(
    {
        "required", "required_message", "constraint", "constraint_message", "read_only", "default", "calculation", "parameters",
        "saraptama::identifying",
    }
)  # fmt: skip


@dataclass
class _Open:
    """A group that has begun. A repeat is read like one and then left out, so that its rows are not each a problem."""

    fields: Mapping[str, Any]
    row: int
    kept: bool = True
    items: list[Question | Group] = field(default_factory=list)


@dataclass
class SurveySheet:
    """Reads the rows of the survey sheet. `left_out` are names of rows that were not kept."""

    table: Table
    languages: tuple[str, ...]
    findings: Findings
    left_out: set[str] = field(default_factory=set)

    def read(self) -> tuple[Question | Group, ...]:
        """All items in order."""
        stack = [_Open({}, 0)]
        for row in self.table.lines():
            self.row(row, stack)
        while len(stack) > 1:
            unclosed = stack[-1]
            self.findings.add(
                "unclosed-group",
                Severity.BLOCKING,
                marked("The group “{name}” begins here and never ends. Add a row end_group."),
                sheet=self.table.sheet,
                row=unclosed.row,
                column=self.table.by_meaning["type", ""].letter,
                hint="end_group",
                name=unclosed.fields["name"],
            )
            self.end(stack)
        return tuple(stack[0].items)

    def row(self, row: Row, stack: list[_Open]) -> None:
        """One row: a question, or the begin or end of a group."""
        written = row.cell("type")
        if not written or row.cell("disabled").casefold() not in NO:
            self.not_read(row, disabled=bool(written))
            return
        kind = read_type(written)
        if kind.name == "end group" or kind.not_yet.startswith("end"):
            self.end_row(row, stack, repeat=kind.name != "end group")
            return
        if kind.name == "begin group" or kind.not_yet in {"begin_repeat", "begin repeat"}:
            self.begin(row, stack, kept=kind.name == "begin group")
            return
        if not kind.name:
            self.unknown_type(row, kind, written)
            return
        question = self.question(row, kind)
        if question is not None and stack[-1].kept:
            stack[-1].items.append(question)
        elif question is not None:
            self.left_out.add(question.name)

    # Rows that are not read -----------------------------------------------------------------------------------------------------

    def not_read(self, row: Row, *, disabled: bool) -> None:
        """A row without a type, or one that is switched off."""
        self.left_out.add(row.cell("name"))
        self.findings.add(
            "disabled-row" if disabled else "no-type",
            Severity.NOTICE if disabled else Severity.BLOCKING,
            marked("This row is switched off and not asked.") if disabled else marked("This row has no type, so it is left out."),
            sheet=self.table.sheet,
            row=row.number,
            column=row.letter("disabled" if disabled else "type"),
        )

    def unknown_type(self, row: Row, kind: Type, written: str) -> None:
        """A row whose type is not known, or not supported yet."""
        self.left_out.add(row.cell("name"))
        self.findings.add(
            "type-not-supported" if kind.not_yet else "unknown-type",
            Severity.BLOCKING,
            marked("The type “{written}” is not supported yet, so this row is left out.")
            if kind.not_yet
            else marked("The type “{written}” is not known, so this row is left out."),
            sheet=self.table.sheet,
            row=row.number,
            column=row.letter("type"),
            hint=kind.hint,
            written=written,
        )

    # Groups -----------------------------------------------------------------------------------------------------------------------

    def begin(self, row: Row, stack: list[_Open], *, kept: bool) -> None:
        """A group begins, inside those that are open."""
        fields = self.shared(row)
        if not kept:
            self.unknown_type(row, Type("", not_yet="repeat"), row.cell("type"))
        elif not fields["name"]:
            fields["name"] = f"group_{row.number}"
            self.no_name(row)
        if len(stack) > MOST_LEVELS:
            self.findings.add(
                "deep-group",
                Severity.BLOCKING,
                marked("Groups stand inside each other more than {most} levels deep. This one is left out."),
                sheet=self.table.sheet,
                row=row.number,
                column=row.letter("type"),
                most=MOST_LEVELS,
            )
            kept = False
        if kept:
            fields["total"] = read_reference(row.cell("saraptama::total"))
            self.without_effect(row, _EVERYWHERE | {"saraptama::total"})
        stack.append(_Open(fields, row.number, kept=kept and stack[-1].kept))

    def end_row(self, row: Row, stack: list[_Open], *, repeat: bool) -> None:
        """A group ends."""
        if len(stack) == 1:
            self.findings.add(
                "end-without-begin",
                Severity.BLOCKING,
                marked("This row ends a group, but none is open."),
                sheet=self.table.sheet,
                row=row.number,
                column=row.letter("type"),
            )
            return
        begun, named = stack[-1].fields["name"], row.cell("name")
        if named and named != begun and not repeat:
            self.findings.add(
                "other-group-ends",
                Severity.WARNING,
                marked("This row ends the group “{begun}”, not “{named}”."),
                sheet=self.table.sheet,
                row=row.number,
                column=row.letter("name"),
                hint=begun,
                begun=begun,
                named=named,
            )
        self.end(stack)

    def end(self, stack: list[_Open]) -> None:
        """The innermost group is complete."""
        done = stack.pop()
        if done.kept:
            stack[-1].items.append(Group(**done.fields, items=tuple(done.items)))
        else:
            self.left_out.add(done.fields["name"])

    # Questions --------------------------------------------------------------------------------------------------------------------

    def shared(self, row: Row) -> dict[str, Any]:
        """What questions and groups have in common."""
        return {
            "name": row.cell("name"),
            "label": row.text("label", self.languages),
            "hint": row.text("hint", self.languages),
            "relevant": read_logic(row.cell("relevant")),
            "appearance": tuple(row.cell("appearance").split()),
            "extra": row.extra(),
            "place": row.place,
        }

    def question(self, row: Row, kind: Type) -> Question | None:
        """The question of a row; None when it has no name to be known by."""
        made = TYPES[kind.name]
        fields = self.shared(row)
        if not fields["name"]:
            if made is not Note:
                self.no_name(row)
                return None
            fields["name"] = f"note_{row.number}"
        allowed = _EVERYWHERE | _QUESTIONS
        if issubclass(made, ChoiceQuestion):
            allowed |= {"choice_filter"}
            fields |= {"list_name": kind.list_name, "choice_filter": read_logic(row.cell("choice_filter"))}
        if made is Rank:
            allowed |= {"saraptama::limit"}
            fields["limit"] = self.limit(row)
        self.without_effect(row, allowed)
        parameters, rest = read_parameters(row.cell("parameters"))
        if rest:
            self.findings.add(
                "parameters",
                Severity.BLOCKING,
                marked("“{rest}” cannot be read. Parameters are written start=1 end=10, with spaces between them."),
                sheet=self.table.sheet,
                row=row.number,
                column=row.letter("parameters"),
                rest=rest,
            )
        return made(
            **fields,
            required=read_switch(row.cell("required")),
            required_message=self.text(row, "required_message"),
            constraint=read_logic(row.cell("constraint")),
            constraint_message=self.text(row, "constraint_message"),
            read_only=read_switch(row.cell("read_only")),
            default=row.raw("default") if row.cell("default") else "",
            calculation=read_logic(row.cell("calculation")),
            parameters=parameters,
            identifying=row.cell("saraptama::identifying"),
        )

    def text(self, row: Row, name: str) -> Text:
        """A wording of the row in the languages of the questionnaire."""
        return row.text(name, self.languages)

    def limit(self, row: Row) -> int | None:
        """How many options may be placed at most."""
        written = row.cell("saraptama::limit")
        if not written:
            return None
        if written.isascii() and written.isdigit() and len(written) < 4:
            return int(written)
        self.findings.add(
            "limit",
            Severity.BLOCKING,
            marked("Write how many options may be placed at most as a whole number, not “{written}”."),
            sheet=self.table.sheet,
            row=row.number,
            column=row.letter("saraptama::limit"),
            hint="3",
            written=written,
        )
        return None

    def no_name(self, row: Row) -> None:
        """A row that nothing can refer to."""
        self.findings.add(
            "no-name",
            Severity.BLOCKING,
            marked("This row has no name. Write one that expressions and files can use."),
            sheet=self.table.sheet,
            row=row.number,
            column=row.letter("name"),
        )

    def without_effect(self, row: Row, allowed: frozenset[str]) -> None:
        """Cells that mean something, but not in a row of this type."""
        for (name, language), column in self.table.by_meaning.items():
            if (
                name in (_QUESTIONS | {"choice_filter", "saraptama::limit", "saraptama::total"}) - allowed
                and row.raw(name, language).strip()
            ):
                self.findings.add(
                    "no-effect",
                    Severity.WARNING,
                    marked("“{header}” means nothing in a row of the type “{kind}”."),
                    sheet=self.table.sheet,
                    row=row.number,
                    column=column.letter,
                    header=column.written,
                    kind=row.cell("type"),
                )
