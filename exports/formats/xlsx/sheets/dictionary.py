"""The data dictionary: every variable, so that the responses can be read without the program."""

from __future__ import annotations

from exports.columns import columns_of
from exports.dataset import Dataset, Measure, Variable
from exports.export import Export
from exports.formats.xlsx.book import Table
from exports.formats.xlsx.cells import fit
from exports.formats.xlsx.looks import Column
from exports.formats.xlsx.rows import Value
from exports.wording import Say, missing_words
from questionnaires.questions import Missing


def type_words(variable: Variable, say: Say) -> str:
    """What kind of question it is."""
    kinds = {
        "text": say("open answer") if variable.open else say("words"),
        "integer": say("whole number"),
        "decimal": say("number"),
        "range": say("number on a scale"),
        "date": say("day"),
        "select_one": say("one choice"),
        "select_multiple": say("several choices"),
        "rank": say("choices in order"),
        "acknowledge": say("box to tick"),
        "calculate": say("calculated"),
        "hidden": say("fixed value"),
    }
    return kinds.get(variable.kind, variable.kind)


def measure_words(measure: Measure, say: Say) -> str:
    """What may be reckoned with the values."""
    return {
        Measure.NOMINAL: say("names"),
        Measure.ORDINAL: say("order"),
        Measure.SCALE: say("numbers"),
        Measure.TEXT: say("text"),
    }[measure]


def missing_of(variable: Variable) -> list[Missing]:
    """The reasons for which the variable can have no value."""
    reasons = {Missing.SKIPPED, Missing.NOT_ASKED, *(value.missing for value in variable.values if value.missing)}
    return [reason for reason in Missing if reason in reasons or (reason is Missing.COVERED and variable.identifying)]


def sheet(export: Export, say: Say) -> Table:
    """Every variable of the dataset, in the order of the questionnaires."""
    dataset, language = export.dataset, export.language

    def row(variable: Variable) -> list[Value]:
        return [
            variable.name,
            fit(variable.words(language), " …"),
            variable.section.in_(language),
            type_words(variable, say),
            measure_words(variable.measure, say),
            fit(_values(variable, language), " …"),
            "\n".join(f"[{missing_words(reason, say)}] = [{reason.value}]" for reason in missing_of(variable)),
            _questionnaires(variable, dataset, language),
            fit(variable.shown_when, " …") or say("always"),
            say("yes") if variable.identifying else say("no"),
            columns[variable.name],
        ]

    columns: dict[str, str] = {}
    for column in columns_of(dataset):
        before = columns.get(column.variable.name)
        columns[column.variable.name] = f"{before}\n{column.name}" if before else column.name
    return Table(
        title=say("Data dictionary"),
        heads=(
            (
                say("Variable"),
                say("Question"),
                say("Section"),
                say("Kind"),
                say("Level"),
                say("Values"),
                say("Without an answer: mark = code"),
                say("Asked in"),
                say("Shown when"),
                say("Can point to a person"),
                say("Columns"),
            ),
        ),
        columns=(
            Column.NAME,
            Column.LONG,
            Column.LONG,
            Column.LONG,
            Column.SHORT,
            Column.LONG,
            Column.LONG,
            Column.LONG,
            Column.LONG,
            Column.SHORT,
            Column.NAME,
        ),
        widths=(26, 50, 24, 16, 10, 40, 34, 30, 36, 11, 34),
        rows=[row(variable) for variable in dataset.variables],
    )


def _values(variable: Variable, language: str) -> str:
    return "\n".join(
        f"{value.name} = {value.label.in_(language) or value.name}" for value in variable.values if value.missing is None
    )


def _questionnaires(variable: Variable, dataset: Dataset, language: str) -> str:
    titles = dataset.questionnaires
    return "\n".join(titles[name].in_(language) if name in titles else name for name in variable.questionnaires)
