"""What `saraptama questionnaire check` works with."""

from __future__ import annotations

import json
from pathlib import Path

from questionnaires.commands import check_file, exit_code, record
from tests.questionnaires.markdown import workbook


def test_a_file_is_checked_in_the_language_asked_for(tmp_path: Path) -> None:
    """Each problem is one JSON object with the seven fields of the door; blocking ones end with 1."""
    path = tmp_path / "сауалнама.xlsx"
    path.write_bytes(
        workbook("| survey | |\n| | type | name | label |\n| | integr | a | Жасы |\n| | text | b | Неге? |").getvalue()
    )
    problems = check_file(path, "kk")
    records = json.loads(json.dumps([record(problem) for problem in problems], ensure_ascii=False))
    assert {
        "code": "unknown-type",
        "severity": "blocking",
        "sheet": "survey",
        "row": 2,
        "column": "A",
        "message": "«integr» түрі белгісіз, сондықтан бұл жол қалдырылды.",
        "hint": "integer",
    } in records
    assert exit_code(problems) == 1


def test_warnings_alone_end_with_nought(tmp_path: Path) -> None:
    """A questionnaire without settings can be published; it is told what it lacks."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook("| survey | |\n| | type | name | label |\n| | text | b | Неге? |").getvalue())
    problems = check_file(path)
    assert [problem.code for problem in problems] == ["no-form-id", "no-title"]
    assert exit_code(problems) == 0


def test_a_file_that_is_no_workbook_ends_with_one(tmp_path: Path) -> None:
    """A severity of error counts as well."""
    path = tmp_path / "a.xlsx"
    path.write_text("бос", encoding="utf-8")
    assert exit_code(check_file(path)) == 1
