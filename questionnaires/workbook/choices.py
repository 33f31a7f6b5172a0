"""The sheet of choices: lists in the order of their first options."""

from __future__ import annotations

from questionnaires.problems import Severity
from questionnaires.questions import Choice, ChoiceList, Missing
from questionnaires.spelling import nearest
from questionnaires.wording import marked
from questionnaires.workbook.table import Findings, Row, Table
from questionnaires.workbook.values import NO, YES

#: Reasons that an option can stand for; the others are found by the program itself.
REASONS = (Missing.REFUSED, Missing.DONT_KNOW, Missing.NOT_APPLICABLE)


def read_choices(table: Table, languages: tuple[str, ...], findings: Findings) -> tuple[ChoiceList, ...]:
    """All lists. Rows without a list or a name are reported and left out."""
    lists: dict[str, list[Choice]] = {}
    for row in table.lines():
        list_name, name = row.cell("list_name"), row.cell("name")
        if not list_name or not name:
            findings.add(
                "choice-without-name" if list_name else "choice-without-list",
                Severity.BLOCKING,
                marked("This option has no name.") if list_name else marked("This option does not say to which list it belongs."),
                sheet=table.sheet,
                row=row.number,
                column=row.letter("name" if list_name else "list_name"),
            )
            continue
        lists.setdefault(list_name, []).append(
            Choice(
                name=name,
                label=row.text("label", languages),
                missing=_reason(row, findings),
                exclusive=_switch(row, findings),
                coarse=row.cell("saraptama::coarse"),
                extra=row.extra(),
                place=row.place,
            )
        )
    return tuple(ChoiceList(name, tuple(choices)) for name, choices in lists.items())


def _reason(row: Row, findings: Findings) -> Missing | None:
    written = row.cell("saraptama::missing")
    if not written:
        return None
    if written in set(REASONS):
        return Missing(written)
    findings.add(
        "unknown-reason",
        Severity.BLOCKING,
        marked("“{written}” is no reason for a missing answer. Write one of: {reasons}."),
        sheet=row.table.sheet,
        row=row.number,
        column=row.letter("saraptama::missing"),
        hint=nearest(written, REASONS),
        written=written,
        reasons=", ".join(REASONS),
    )
    return None


def _switch(row: Row, findings: Findings) -> bool:
    written = row.cell("saraptama::exclusive")
    if written.casefold() not in YES | NO:
        findings.add(
            "yes-or-no",
            Severity.BLOCKING,
            marked("Write yes or no here, not “{written}”."),
            sheet=row.table.sheet,
            row=row.number,
            column=row.letter("saraptama::exclusive"),
            hint="yes",
            written=written,
        )
    return written.casefold() in YES
