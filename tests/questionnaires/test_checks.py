"""Checks over a whole questionnaire: each finds its fault at its cell, and nothing in a sound one."""

from __future__ import annotations

import pytest

from questionnaires.checks import CHECKS, Inspection, blocking_problems, inspect
from questionnaires.problems import Problem
from questionnaires.questions import Calculate, Group, IntegerQuestion, SelectOne, TextQuestion
from tests.questionnaires.markdown import found, read
from tests.questionnaires.small import asks, parse, said

CHOICES = """
| choices |           |       |       |        |
|         | list_name | name  | label | region |
|         | yes_no    | yes   | Иә    | north  |
|         | yes_no    | no    | Жоқ   | south  |
|         | scale     | 1     | Аз    |        |
|         | scale     | 2     | Көп   |        |
"""


def survey(*rows: str, header: str = "type | name | label | relevant | constraint | calculation | choice_filter") -> str:
    """A table with these rows and two lists."""
    lines = "\n".join(f"| | {row} |" for row in rows)
    return f"| survey | |\n| | {header} |\n{lines}\n{CHOICES}"


def problems(
    *rows: str, header: str = "type | name | label | relevant | constraint | calculation | choice_filter"
) -> list[Problem]:
    """What is found, but for lists that these few rows do not use and for missing settings."""
    quiet = {"unused-list", "no-form-id", "no-title"}
    return [problem for problem in read(survey(*rows, header=header)).problems if problem.code not in quiet]


def codes(
    *rows: str, header: str = "type | name | label | relevant | constraint | calculation | choice_filter"
) -> list[tuple[str, int, str, str]]:
    """Code, row, column, hint."""
    return [(problem.code, problem.row, problem.column, problem.hint) for problem in problems(*rows, header=header)]


def test_a_sound_questionnaire_has_no_problem() -> None:
    """Conditions, filters, calculations and totals as they should be."""
    assert (
        codes(
            "select_one yes_no | a | А",
            "select_one yes_no | b | Ә | ${a} = 'yes' | | | region = ${a} or name = 'no'",
            "integer | n | Б | selected(${b}, 'no') | . >= 0",
            "calculate | c | | | | ${n} * 2",
            "text | t | В | ${c} > 4 and not(${b} = '') | regex(., '[а-я]+')",
        )
        == []
    )


def test_references_to_nothing() -> None:
    """The nearest name is offered; groups and notes have no answer."""
    assert codes("integer | саны | А", "text | b | Ә | ${саны1} > 3") == [("unknown-reference", 3, "D", "${саны}")]
    assert codes("text | b | Ә | ${zzzz} > 3") == [("unknown-reference", 2, "D", "")]
    assert codes("begin_group | g | Г", "note | n | Н", "end_group | | ", "text | b | Ә | ${g} = 1 or ${n} = 1") == [
        ("unknown-reference", 5, "D", ""),
        ("unknown-reference", 5, "D", ""),
    ]
    assert codes("text | b | Ә | jr:choice-name('x', '${b1}') = 'x'")[0][:3] == ("unknown-reference", 2, "D")


def test_names_twice_and_nearly_twice() -> None:
    """The same name blocks; capital letters alone are warned of; the row of the first is said."""
    found_problems = problems("text | a | А", "text | A | Ә", "text | a | Б")
    assert [(problem.code, problem.row, problem.severity) for problem in found_problems] == [
        ("similar-name", 3, "warning"),
        ("duplicate-name", 4, "blocking"),
    ]
    assert "row 2" in found_problems[1].message


def test_a_name_that_is_the_way_to_a_grid_line() -> None:
    """grid.line is how a line is posted: no question may be called so."""
    rows = ("begin_group | g | Г | table-list", "select_one yes_no | x | X", "end_group | |", "text | g.x | Т")
    assert [row[:3] for row in codes(*rows, header="type | name | label | appearance")] == [("confused-name", 5, "B")]


def test_words_without_meaning() -> None:
    """A forgotten ${}, forgotten quotation marks, a forgotten pair of parentheses."""
    assert codes("select_one yes_no | a | А", "text | b | Ә | a = 'yes'") == [("bare-name", 3, "D", "${a}")]
    assert codes("select_one yes_no | a | А", "text | b | Ә | ${a} = yes") == [("bare-name", 3, "D", "'yes'")]
    assert codes("text | b | Ә | true") == [("bare-name", 2, "D", "true()")]
    assert codes("select_one yes_no | a | А | | | | regiom = 'north'") == [("unknown-column", 2, "G", "region")]


def test_a_question_alone_is_no_condition() -> None:
    """It is true whatever was answered; the comparison that was meant is offered."""
    assert codes("integer | a | А", "text | b | Ә | ${a}") == [("bare-condition", 3, "D", "${a} != ''")]
    assert codes("integer | a | А", "text | b | Ә | not(${a}) and 1 = 1") == [("bare-condition", 3, "D", "${a} != ''")]
    assert codes("integer | a | А | | .") == [("bare-condition", 2, "E", ". != ''")]
    assert codes("integer | a | А", "calculate | b | | | | if(${a} > 1, ${a}, 0)") == []


def test_options_that_are_not_on_the_list() -> None:
    """Compared by = or selected(), on either side, in the question's own constraint too."""
    assert codes("select_one yes_no | a | А", "text | b | Ә | ${a} = 'yess'") == [("unknown-choice", 3, "D", "yes")]
    assert codes("select_one yes_no | a | А", "text | b | Ә | 'nope' != ${a}") == [("unknown-choice", 3, "D", "no")]
    assert codes("select_multiple scale | a | А | | not(selected(., '9'))")[0][:3] == ("unknown-choice", 2, "E")
    assert codes("select_one scale | a | А", "text | b | Ә | ${a} = '' or ${a} = 2") == []


def test_equality_with_several_options() -> None:
    """selected() is offered with the option that was meant."""
    assert codes("select_multiple yes_no | a | А", "text | b | Ә | ${a} = 'yes'") == [
        ("equal-to-several", 3, "D", "selected(${a}, 'yes')")
    ]


def test_circles_are_found_with_their_way() -> None:
    """Two questions, a calculation on itself, a group on its own question; a chain is no circle."""
    two = problems("text | a | А | ${b} = 'x'", "text | b | Ә | ${a} = 'x'")
    assert [(problem.code, problem.row, problem.column) for problem in two] == [("circle", 2, "D")]
    assert "a → b → a" in two[0].message
    assert codes("calculate | a | | | | ${a} + 1", "text | b | Ә") == [("circle", 2, "F", "")]
    assert codes("text | a | А | . = 'x'") == [("circle", 2, "D", "")]
    assert codes("begin_group | g | Г | ${a} = 'x'", "text | a | А", "end_group | |") == [("circle", 2, "D", "")]
    assert codes("text | c | А | ${b} = 'x'", "text | b | Ә | ${a} = 'x'", "text | a | Б") == []
    assert codes("text | a | А | | ${b} = 'x'", "text | b | Ә | | ${a} = 'x'") == []


def test_long_chains_are_walked_without_recursion() -> None:
    """Two thousand conditions, each on the next, are a chain; one more makes them a circle."""
    chain = [TextQuestion(name=f"q{n}", label=said("С"), relevant=parse(f"${{q{n + 1}}} = 'x'")) for n in range(2000)]
    last = TextQuestion(name="q2000", label=said("С"))
    assert blocking_problems(asks(*chain, last)) == ()
    ring = TextQuestion(name="q2000", label=said("С"), relevant=parse("${q0} = 'x'"))
    assert [problem.code for problem in blocking_problems(asks(*chain, ring))] == ["circle"]


def test_totals_name_an_integer_question_and_have_parts() -> None:
    """The number is a question; the parts are questions."""
    header = "type | name | label | saraptama::total"
    assert codes("integer | all | А", "begin_group | g | Г | ${al}", "integer | x | X", "end_group | | |", header=header) == [
        ("unknown-total", 3, "D", "${all}")
    ]
    assert codes("integer | all | А", "begin_group | g | Г | all", "text | x | X", "end_group | | |", header=header) == [
        ("no-parts", 3, "D", "")
    ]


def test_coarse_lists_hold_every_option() -> None:
    """Nothing fine may be left at release by a slip in the workbook."""
    table = """
    | survey  |                   |        |        |                         |
    |         | type              | name   | label  | saraptama::identifying  |
    |         | select_one region | region | Өңір   | coarse                  |
    |         | text              | other  | Басқа  | coarsee                 |
    |         | select_one sex    | sex    | Жынысы | sex                     |
    | choices |                   |        |        |                         |                    |
    |         | list_name         | name   | label  | saraptama::coarse       | saraptama::missing |
    |         | region            | west   | Батыс  | west_all                |                    |
    |         | region            | east   | Шығыс  | eastt                   |                    |
    |         | region            | south  | Оңтүстік |                       |                    |
    |         | region            | none   | Жоқ    |                         | refused            |
    |         | sex               | f      | Әйел   |                         |                    |
    |         | coarse            | west_all | Батыс |                        |                    |
    |         | coarse            | east   | Шығыс  |                         |                    |
    """
    assert found(table) == [
        ("unknown-coarse-list", "survey", 3, "D"),
        ("unknown-coarse", "choices", 3, "D"),
        ("unknown-coarse", "choices", 4, "D"),
    ]


@pytest.mark.parametrize(
    ("parameters", "sound"),
    [("", True), ("start=0 end=10 step=5", True), ("start=10 end=0 step=-1", True), ("start=0 end=1 step=0.1", True),
     ("start=0 end=10 step=3", False), ("start=0 end=0", False), ("step=0", False), ("start=a", False), ("end=nan", False)],
)  # fmt: skip
def test_ranges_lead_from_start_to_end(parameters: str, *, sound: bool) -> None:
    """Numbers, and whole steps."""
    assert [row[0] for row in codes(f"range | r | Р | {parameters}", header="type | name | label | parameters")] == (
        [] if sound else ["range"]
    )


def test_grids_have_one_list() -> None:
    """A line of another kind or with another list cannot be drawn under the same heads."""
    rows = (
        "begin_group | g | Г | table-list",
        "select_one yes_no | a | А",
        "select_one scale | b | Ә",
        "text | c | Б",
        "end_group | | |",
    )
    assert codes(*rows, header="type | name | label | appearance") == [
        ("grid-line", 4, "A", "select_one yes_no"),
        ("grid-line", 5, "A", "select_one yes_no"),
    ]


def test_limits_fit_the_list() -> None:
    """A ranking of two options has one or two places."""
    header = "type | name | label | saraptama::limit"
    assert codes("rank yes_no | r | Р | 2", header=header) == []
    assert [row[:3] for row in codes("rank yes_no | r | Р | 3", header=header)] == [("limit-range", 2, "D")]
    assert [row[:3] for row in codes("rank yes_no | r | Р | 0", header=header)] == [("limit-range", 2, "D")]


def test_answers_in_wordings_are_not_shown_raw() -> None:
    """${name} in a label would be read by experts as it stands."""
    assert codes("text | a | Сәлем ${a}") == [("piped-answer", 2, "C", "")]


def test_what_is_asked_is_not_computed() -> None:
    """A calculation belongs to the type calculate, and calculate needs one."""
    assert codes("integer | a | А | | | 1 + 1") == [("calculated-answer", 2, "F", "calculate")]
    assert codes("calculate | a | | |", "text | b | Ә") == [("no-calculation", 2, "F", "")]


def test_long_names_do_not_fit_the_database() -> None:
    """64 characters are kept."""
    assert [row[0] for row in codes(f"text | {'ұ' * 65} | А")] == ["long-name"]
    assert codes(f"text | {'ұ' * 64} | А") == []


def test_a_questionnaire_asks_something() -> None:
    """Notes alone are no survey."""
    assert [problem.code for problem in problems("note | a | А")] == ["no-questions"]


def test_form_ids_are_one_word() -> None:
    """The form id stands in addresses and files."""
    table = survey("text | a | А") + "| settings | |\n| | form_id | form_title |\n| | бір екі | Т |"
    assert ("form-id", "settings", 2, "A") in found(table)


def test_every_check_can_fail() -> None:
    """A check that finds nothing in any of these is no check."""
    bad = asks(
        TextQuestion(name="a b"),
        TextQuestion(name="a b", label=said("А"), relevant=parse("${x} = 1 and y")),
        Group(name="g", total="zzz"),
        SelectOne(name="s", list_name="none", label=said("Ә")),
        Calculate(name="c", calculation=parse("${c}")),
        IntegerQuestion(name="n", label=said("${n}"), calculation=parse("1"), identifying="none"),
    )
    silent = {check.__name__ for check in CHECKS if not list(check(Inspection(bad)))}
    assert silent == {
        "bare_conditions", "broken_expressions", "choice_names", "confused_keys", "empty_lists", "equal_to_several", "form_id", "grids",
        "limits", "missing_translations", "nothing_asked", "ranges", "unknown_choices", "unlabelled_choices",
    }  # fmt: skip
    assert {problem.sheet for problem in inspect(Inspection(bad))} == {"survey", "choices"}


def test_without_a_workbook_problems_have_no_cell() -> None:
    """A questionnaire made by a program is checked all the same."""
    (problem,) = blocking_problems(asks(TextQuestion(name="a", label=said("А"), relevant=parse("${b} = 1"))), language="ru")
    assert (problem.code, problem.row, problem.column, problem.message) == ("unknown-reference", 0, "", "Вопроса «b» нет.")
