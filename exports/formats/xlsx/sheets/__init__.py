"""The sheets of the workbook, in their order."""

from __future__ import annotations

from exports.export import Export
from exports.formats.xlsx.book import Drawn, Table
from exports.formats.xlsx.sheets import answers, codebook, dictionary, passages, readme, responses, themes
from exports.wording import sayer


def sheets_of(export: Export) -> list[Table | Drawn]:
    """Read me first, then what people answered, what was read in it, and what explains both."""
    say = sayer(export.language)
    described: list[tuple[Table | Drawn, str]] = [
        (
            responses.sheet(export, say),
            say("One row for each response, a column for each question, choices as words and as codes."),
        ),
        (answers.sheet(export, say), say("What people wrote in their own words, one row for each answer.")),
        (passages.sheet(export, say), say("What was coded: the words, where they stand in the answer, the code, the coder.")),
        (codebook.sheet(export, say), say("What each code means, what belongs to it and what does not.")),
        (themes.sheet(export, say), say("How many people wrote about a theme, in all and by group; small numbers are covered.")),
        (dictionary.sheet(export, say), say("Every column of the responses: the question, its values, when it was shown.")),
    ]
    return [readme.sheet(export, say, described), *(sheet for sheet, _ in described)]
