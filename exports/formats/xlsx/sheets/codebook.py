"""The sheet of the codebook: every code with everything it says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from coding.codes import CodeEntry
from exports.export import Export
from exports.formats.xlsx.book import Table
from exports.formats.xlsx.cells import fit
from exports.formats.xlsx.looks import Column
from exports.formats.xlsx.rows import Value
from exports.wording import Say
from questionnaires.texts import FALLBACKS


def sheet(export: Export, say: Say) -> Table:
    """All codes in the order of the tree, retired ones too."""
    language, book = export.language, export.project.book
    used = Counter(passage.code for passage in export.project.passages)
    memos: defaultdict[str, list[str]] = defaultdict(list)
    for memo in export.project.memos:
        if memo.code is not None:
            memos[memo.code].append(f"{memo.coder}: {memo.text}")

    def row(code: CodeEntry) -> list[Value]:
        above = book.parent(code)
        cells: list[Value] = [
            code.key,
            code.named(language),
            above.named(language) if above else None,
            code.hotkey,
            _wording(code.definition, language),
            _wording(code.include, language),
            _wording(code.exclude, language),
            _wording(code.examples, language),
            say("retired") if code.retired else say("in use"),
            used[code.key],
            code.revision,
        ]
        return [*cells, fit("\n".join(memos[code.key]), " …")] if memos else cells

    return Table(
        title=say("Codebook"),
        heads=(
            (
                say("Code key"),
                say("Code"),
                say("Part of"),
                say("Key on the keyboard"),
                say("What it means"),
                say("Belongs to it"),
                say("Does not belong to it"),
                say("Example"),
                say("State"),
                say("Passages in this file"),
                say("Revision"),
                *([say("Memos")] if memos else []),
            ),
        ),
        columns=(
            Column.NAME,
            Column.LONG,
            Column.LONG,
            Column.SHORT,
            Column.LONG,
            Column.LONG,
            Column.LONG,
            Column.LONG,
            Column.SHORT,
            Column.SHORT,
            Column.SHORT,
            *([Column.LONG] if memos else []),
        ),
        widths=(32, 28, 24, 11, 50, 44, 44, 44, 11, 11, 10, *([40] if memos else [])),
        rows=[row(code) for code in book.codes],
        frozen=2,
    )


def _wording(said: Mapping[str, Any], language: str) -> str:
    """A wording, or the lines of a list, in the language or the next best one that has any."""
    found = next((said[one] for one in (language, *FALLBACKS.get(language, ()), *said) if said.get(one)), "")
    return fit(found if isinstance(found, str) else "\n".join(f"• {line}" for line in found), " …")
