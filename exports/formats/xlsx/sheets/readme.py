"""The first sheet: where the file comes from, what is in it, what is covered, what the marks mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from exports.export import Export
from exports.formats.xlsx import looks
from exports.formats.xlsx.book import Drawn, Table, put, set_paper
from exports.formats.xlsx.rows import text_height
from exports.statements import covered_statements, facts
from exports.wording import Say, missing_words
from questionnaires.questions import Missing

#: Of the columns of terms and of words.
WIDTHS = (36, 100)


def sheet(export: Export, say: Say, described: Sequence[tuple[Table | Drawn, str]]) -> Drawn:
    """`described` are the other sheets, each with a sentence on what it holds."""
    return Drawn(say("Read me"), lambda page: _draw(page, export, say, described))


def _draw(page: Worksheet, export: Export, say: Say, described: Sequence[tuple[Table | Drawn, str]]) -> None:
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = WIDTHS
    page.sheet_view.showGridLines = False
    set_paper(page, landscape=False)
    put(page, 1, 1, export.manifest.title.in_(export.language), looks.title)
    row = 2
    if export.manifest.illustrative:
        put(page, row, 1, say("Illustrative data: no real person answered any of this."), looks.warning)
        row += 1
    titles = {other.title for other, _ in described}
    for heading, lines in _sections(export, say, described):
        row += 1
        put(page, row, 1, heading, looks.section)
        put(page, row, 2, "", looks.section)
        for term, words in lines:
            row += 1
            cell = put(page, row, 1, term, looks.term)
            put(page, row, 2, words, looks.words)
            page.row_dimensions[row].height = max(text_height(term, WIDTHS[0]), text_height(words, WIDTHS[1]))
            if term in titles and heading == say("What is in it"):
                cell.hyperlink = Hyperlink(ref=f"A{row}", location=f"'{term}'!A1")
                looks.link(cell)
        row += 1


def _sections(
    export: Export, say: Say, described: Sequence[tuple[Table | Drawn, str]]
) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    yield say("Where this file comes from"), facts(export.manifest, say)
    yield say("What is in it"), [(sheet.title, words) for sheet, words in described]
    yield say("What is covered or left out"), covered_statements(export.manifest, export.themes, say)
    yield (
        say("Marks where there is no answer"),
        [(f"[{missing_words(reason, say)}]", say("in columns of codes: [{code}]", code=reason.value)) for reason in Missing],
    )
