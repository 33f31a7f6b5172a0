"""Columns for the groups of whoever wrote a text, shared by the sheets of answers and passages."""

from __future__ import annotations

from collections.abc import Callable

from exports.export import Export
from exports.formats.xlsx.rows import Value
from exports.formats.xlsx.sheets.responses import mark
from exports.project import Source
from exports.statements import variable_title
from exports.themes import group_variables
from exports.wording import Say


def group_columns(export: Export, say: Say) -> tuple[list[str], Callable[[Source], list[Value]]]:
    """The heads, and a function from a source to its cells. Only groups that some source of this file tells have a column."""
    keys = dict.fromkeys(key for source in export.project.sources for key in source.attributes)
    variables = [variable for variable in group_variables(export.dataset) if variable.key in keys]
    covered = mark(say("covered"))
    language = export.language

    def cells(source: Source) -> list[Value]:
        values = [source.attributes.get(variable.key) for variable in variables]
        return [
            covered if value is None else variable.label(value, language) for variable, value in zip(variables, values, strict=True)
        ]

    return [variable_title(variable, language, say) for variable in variables], cells
