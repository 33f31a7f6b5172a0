"""The sheet of responses: one row for each, two rows of head, names and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exports.columns import Cell, Part, columns_of, reader
from exports.columns import Column as DataColumn
from exports.dataset import Record
from exports.export import Export
from exports.formats.xlsx.book import Table
from exports.formats.xlsx.cells import fit
from exports.formats.xlsx.looks import Column
from exports.formats.xlsx.rows import Mark, Value
from exports.wording import Say, language_name, missing_words
from questionnaires.questions import Missing

#: Two lines of text: long answers stay in their row, and the sheet can be scanned.
ROW_HEIGHT = 32


def mark(words: str) -> Mark:
    """How an absent value is written: in brackets, so that no answer is taken for it."""
    return Mark(f"[{words}]")


def sheet(export: Export, say: Say) -> Table:
    """All records of the dataset."""
    dataset, language = export.dataset, export.language
    columns = columns_of(dataset)
    words = {reason: mark(missing_words(reason, say)) for reason in Missing}
    codes = {reason: mark(reason.value) for reason in Missing}
    read = [_writer(column, language, words if column.part is Part.ANSWER else codes, say) for column in columns]
    covered = words[Missing.COVERED]
    titles = {name: title.in_(language) for name, title in dataset.questionnaires.items()}
    rows = [
        [
            record.label,
            covered if record.questionnaire is None else titles.get(record.questionnaire, record.questionnaire),
            covered if record.language is None else language_name(record.language),
            *(_attribute(record, name, covered) for name in dataset.attributes),
            *(cell(record) for cell in read),
        ]
        for record in dataset.records
    ]
    return Table(
        title=say("Responses"),
        heads=(
            (
                "meta:response",
                "meta:questionnaire",
                "meta:language",
                *(f"invitation:{name}" for name in dataset.attributes),
                *(column.name for column in columns),
            ),
            (
                say("Response"),
                say("Questionnaire"),
                say("Language"),
                *(say("{name}, from the invitation", name=name) for name in dataset.attributes),
                *(_head(column, language, say) for column in columns),
            ),
        ),
        columns=(
            Column.SHORT,
            Column.LONG,
            *(Column.SHORT,) * (1 + len(dataset.attributes)),
            *(_kind(column) for column in columns),
        ),
        widths=(16, 32, 16, *(20,) * len(dataset.attributes), *(_width(column) for column in columns)),
        rows=rows,
        height=ROW_HEIGHT,
    )


def _attribute(record: Record, name: str, covered: Mark) -> Value:
    value = record.attributes.get(name, "")
    return covered if value is None else value


def _writer(column: DataColumn, language: str, marks: Mapping[Missing, Mark], say: Say) -> Callable[[Record], Value]:
    read = reader(column, language)
    notice = say(" … (cut here: the whole text is in the sheet “{sheet}”)", sheet=say("Open answers"))
    if not column.variable.open:
        notice = say(" … (cut here: a cell holds no more)")

    def cell(record: Record) -> Value:
        value: Cell = read(record)
        if isinstance(value, Missing):
            return marks[value]
        return fit(value, notice) if isinstance(value, str) else value

    return cell


def _head(column: DataColumn, language: str, say: Say) -> str:
    question = column.variable.words(language) or column.variable.name
    option = column.variable.value_label(column.option, language)
    if column.part is Part.CODE:
        return say("{question} (code)", question=question)
    if column.part is Part.OPTION:
        return say("{question} – {option} (1 chosen, 0 not)", question=question, option=option)
    if column.part is Part.POSITION:
        return say("{question} – {option} (place in the order)", question=question, option=option)
    return question


def _kind(column: DataColumn) -> Column:
    if column.part is Part.CODE:
        return Column.NAME
    return (
        Column.LONG if column.part is Part.ANSWER and column.variable.kind in {"text", "select_multiple", "rank"} else Column.SHORT
    )


def _width(column: DataColumn) -> float:
    wanted = {"text": 60 if column.variable.open else 28, "select_multiple": 36, "rank": 36}.get(column.variable.kind, 22)
    return max(wanted if column.part is Part.ANSWER else 15, min(36, len(column.name) + 4))
