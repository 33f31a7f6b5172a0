"""The sheet of themes by group: people and their share, small numbers covered."""

from __future__ import annotations

from openpyxl.worksheet.worksheet import Worksheet

from exports.export import Export
from exports.formats.xlsx import looks
from exports.formats.xlsx.book import Drawn, put, set_paper
from exports.formats.xlsx.rows import column_letters, text_height
from exports.statements import group_names, variable_title
from exports.themes import shade
from exports.wording import Say
from questionnaires.disclosure import Line, share

#: Rows of the head: what the table says, the variables, their groups, the size of each group.
HEAD = 4
#: Of a column of people.
WIDTH = 16


def sheet(export: Export, say: Say) -> Drawn:
    """Two columns for everyone and for each group: how many people, and per cent of the group."""
    return Drawn(say("Themes by group"), lambda page: _draw(page, export, say))


def _draw(page: Worksheet, export: Export, say: Say) -> None:
    themes, language = export.themes, export.language
    table = themes.table
    page.column_dimensions["A"].width = 38
    if table.people is None:
        put(page, 1, 1, say("Fewer than {k} people: nothing is counted.", k=table.k), looks.words)
        return
    put(
        page,
        1,
        1,
        say(
            "People whose answers have the code or a part of it, and their share of the group. [{covered}]: fewer than {k} people,"
            " all but fewer than {k}, or a number from which such a one could be worked out.",
            k=table.k,
            covered=say("covered"),
        ),
        looks.caption,
    )
    columns = [(say("Everyone"), "", table.people)]
    for split in table.splits:
        title = variable_title(themes.variable(split), language, say)
        columns += [(title, name, size) for name, size in zip(group_names(themes, split, language, say), split.sizes, strict=True)]
    for row, words in ((2, say("Theme")), (3, ""), (HEAD, say("People in the group"))):
        put(page, row, 1, words, looks.name_head if row == 2 else looks.word_head)
    for number, (variable, group, size) in enumerate(columns):
        at = 2 + 2 * number
        repeated = number > 0 and columns[number - 1][0] == variable
        put(page, 2, at, "" if repeated else variable, looks.name_head)
        put(page, 2, at + 1, "", looks.name_head)
        put(page, 3, at, group, looks.word_head)
        put(page, 3, at + 1, say("%"), looks.word_head)
        put(page, HEAD, at, size, looks.word_head)
        put(page, HEAD, at + 1, "", looks.word_head)
        page.column_dimensions[column_letters(at)].width = WIDTH
        page.column_dimensions[column_letters(at + 1)].width = 6
    page.row_dimensions[2].height = max(text_height(variable, WIDTH) for variable, _, _ in columns)
    page.row_dimensions[3].height = max(text_height(group, WIDTH) for _, group, _ in columns)
    sizes = [size for _, _, size in columns]
    covered = f"[{say('covered')}]"
    for row, line in enumerate(table.lines, HEAD + 1):
        _draw_line(page, line, row=row, name=export.project.code_name(line.name, language), sizes=sizes, covered=covered)
    set_paper(page, landscape=True)
    last = column_letters(1 + 2 * len(columns))
    page.freeze_panes = f"B{HEAD + 1}"
    page.auto_filter.ref = f"A{HEAD}:{last}{HEAD + len(table.lines)}"


def _draw_line(page: Worksheet, line: Line, *, row: int, name: str, sizes: list[int], covered: str) -> None:
    put(page, row, 1, name, looks.part if line.above else looks.words)
    for number, (count, size) in enumerate(zip(line.cells(), sizes, strict=True)):
        per_cent = share(count, size)
        put(page, row, 2 + 2 * number, covered if count is None else count, looks.figure(shade(count, size)))
        if per_cent is not None:
            put(page, row, 3 + 2 * number, per_cent, looks.quiet_figure)
