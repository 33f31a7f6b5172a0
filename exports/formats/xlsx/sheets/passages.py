"""The sheet of coded segments: words, place, code and coder."""

from __future__ import annotations

from exports.export import Export
from exports.formats.xlsx.book import Table
from exports.formats.xlsx.cells import fit
from exports.formats.xlsx.looks import Column
from exports.formats.xlsx.rows import Value
from exports.formats.xlsx.sheets.groups import group_columns
from exports.formats.xlsx.sheets.responses import mark
from exports.project import Passage
from exports.wording import Say, language_name


def sheet(export: Export, say: Say) -> Table:
    """All passages; where words are left out, their code still stands."""
    heads, groups = group_columns(export, say)
    book, language = export.project.book, export.language
    left_out = mark(say("left out"))
    cut = say(" … (cut here: the whole text is in the sheet “{sheet}”)", sheet=say("Open answers"))

    def row(passage: Passage) -> list[Value]:
        code = book.by_key.get(passage.code)
        above = book.parent(code) if code else None
        source = passage.source
        return [
            source.label,
            source.question,
            left_out if passage.quote is None else fit(passage.quote, cut),
            passage.start,
            passage.stop,
            passage.code,
            code.named(language) if code else passage.code,
            above.named(language) if above else None,
            passage.coder,
            language_name(source.language),
            *groups(source),
        ]

    return Table(
        title=say("Coded segments"),
        heads=(
            (
                say("Label"),
                say("Variable"),
                say("Passage"),
                say("Start"),
                say("Stop"),
                say("Code key"),
                say("Code"),
                say("Part of"),
                say("Coder"),
                say("Language"),
                *heads,
            ),
        ),
        columns=(
            Column.SHORT,
            Column.NAME,
            Column.LONG,
            Column.SHORT,
            Column.SHORT,
            Column.NAME,
            Column.LONG,
            Column.LONG,
            Column.SHORT,
            Column.SHORT,
            *(Column.LONG,) * len(heads),
        ),
        widths=(9, 22, 80, 8, 8, 32, 28, 24, 14, 12, *(20,) * len(heads)),
        rows=[row(passage) for passage in export.project.passages],
    )
