"""What the command line does with questionnaires, without printing anything."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

from questionnaires.problems import Problem


class ProblemRecord(TypedDict):
    """A problem as `questionnaire check --json` prints it."""

    code: str
    severity: str
    sheet: str
    row: int
    column: str
    message: str
    hint: str


def check_file(path: Path, language: str = "en") -> list[Problem]:
    """All problems of a workbook, in words of the language."""
    from questionnaires.workbook import read_workbook

    return list(read_workbook(path, language=language).problems)


def record(problem: Problem) -> ProblemRecord:
    """The problem as JSON values; row 0 and column "" where it concerns no single cell."""
    return {
        "code": problem.code,
        "severity": str(problem.severity),
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "message": problem.message,
        "hint": problem.hint,
    }


def exit_code(problems: list[Problem]) -> int:
    """1 when one of the problems keeps the questionnaire from being published, else 0."""
    return int(any(problem.hinders for problem in problems))
