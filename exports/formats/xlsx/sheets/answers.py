"""The sheet of open answers: every text whole, over several rows where a cell could not hold it."""

from __future__ import annotations

from collections import defaultdict

from exports.export import Export
from exports.formats.xlsx.book import Table
from exports.formats.xlsx.cells import fit, pieces
from exports.formats.xlsx.looks import Column
from exports.formats.xlsx.rows import Value
from exports.formats.xlsx.sheets.groups import group_columns
from exports.wording import Say, language_name


def sheet(export: Export, say: Say) -> Table:
    """Sources with their texts; those whose words are left out have no row here."""
    heads, groups = group_columns(export, say)
    memos: defaultdict[int, list[str]] = defaultdict(list)
    for memo in export.project.memos:
        if memo.source is not None:
            memos[id(memo.source)].append(f"{memo.coder}: {memo.text}")
    told = [source for source in export.project.sources if source.text is not None]
    parts = {id(source): list(pieces(source.text or "")) for source in told}
    long = any(len(texts) > 1 for texts in parts.values())
    wording = export.question_words
    rows: list[list[Value]] = []
    for source in told:
        for number, text in enumerate(parts[id(source)], 1):
            row: list[Value] = [source.label, source.question, wording.get(source.question or "", ""), text]
            row += [language_name(source.language), *groups(source)]
            row += [fit("\n".join(memos[id(source)]), " …")] if memos else []
            row += [say("{number} of {whole}", number=number, whole=len(parts[id(source)]))] if long else []
            rows.append(row)
    return Table(
        title=say("Open answers"),
        heads=(
            (
                say("Label"),
                say("Variable"),
                say("Question"),
                say("Answer"),
                say("Language"),
                *heads,
                *([say("Memos")] if memos else []),
                *([say("Part")] if long else []),
            ),
        ),
        columns=(
            Column.SHORT,
            Column.NAME,
            Column.LONG,
            Column.LONG,
            Column.SHORT,
            *(Column.LONG,) * len(heads),
            *([Column.LONG] if memos else []),
            *([Column.SHORT] if long else []),
        ),
        widths=(9, 20, 36, 90, 12, *(20,) * len(heads), *([40] if memos else []), *([9] if long else [])),
        rows=rows,
    )
