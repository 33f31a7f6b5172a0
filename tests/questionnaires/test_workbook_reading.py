"""Reading XLSForm workbooks: what each cell means, and every fault at once with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

import questionnaires
from questionnaires.expressions import BrokenExpression, parse
from questionnaires.questions import (
    Choice,
    Group,
    IntegerQuestion,
    Missing,
    Note,
    Place,
    RangeQuestion,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from questionnaires.storage import from_text, to_text
from questionnaires.texts import Text
from questionnaires.workbook import Severity, read_workbook
from tests.questionnaires.markdown import found, read
from tests.questionnaires.small import NOW

INSTRUMENTS = ("theologians", "psychologists")


def instrument(slug: str) -> Path:
    """The workbook of a shipped instrument."""
    return Path(questionnaires.__file__).parent / "instruments" / slug / f"{slug}.xlsx"


@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_the_instruments_of_the_study_read_without_a_problem(slug: str) -> None:
    """They are what everybody sees first: nothing blocking, nothing to warn of."""
    reading = read_workbook(instrument(slug))
    assert reading.problems == ()
    assert reading.questionnaire is not None
    form = reading.questionnaire
    assert form.name == slug
    assert form.languages == ("kk", "ru", "en")
    assert form.default_language == "ru"
    assert set(dict(form.title)) == {"kk", "ru", "en"}
    assert len(form.sections) == 8
    assert form.chains["staff_others"][-1].total == "staff_total"
    assert form.by_name["region"].identifying == "region_coarse"
    assert form.path("ach_takfir") == "ach.ach_takfir"
    assert len(form.open_questions) >= 8
    assert form.by_name["region"].place == Place("survey", 4)


@pytest.mark.parametrize("slug", INSTRUMENTS)
def test_the_instruments_can_be_answered(slug: str) -> None:
    """An empty questionnaire has no fault, since any question may be left empty, and each has a reason."""
    from questionnaires.answers import check

    form = read_workbook(instrument(slug)).questionnaire
    assert form is not None
    assert from_text(to_text(form)) == form
    checked = check(form, {}, now=NOW)
    assert checked.faults == {}
    assert checked.values == {}
    assert set(checked.missing.values()) == {Missing.SKIPPED, Missing.NOT_ASKED}
    beyond = check(form, {"staff_total": "3", "staff_women_theologians": "4"}, now=NOW, language="ru")
    assert beyond.faults["staff_women_theologians"][0].code == "total"


WHOLE = """
| survey   |                 |       |                    |                   |          |                |            |                 |            |                         |                  |                  |
|          | type            | name  | label::Қазақша (kk) | label::Русский (ru) | Required | relevance     | constraint | appearance      | parameters | saraptama::identifying  | saraptama::total | saraptama::limit |
|          | begin_group     | work  | Жұмыс              | Работа            |          |                |            | field-list      |            |                         |                  |                  |
|          | integer         | all   | Барлығы            | Всего             | yes      |                | . >= 0     |                 |            |                         |                  |                  |
|          | begin group     | parts | Бөліктер           | Части             |          | ${all} > 0     |            |                 |            |                         | ${all}           |                  |
|          | int             | a     | А                  | А                 |          |                |            |                 |            |                         |                  |                  |
|          | end group       |       |                    |                   |          |                |            |                 |            |                         |                  |                  |
|          | select one sex  | sex   | Жынысы             | Пол               | ${all}>1 |                |            | w1  likert      |            | sex                     |                  |                  |
|          |                 |       |                    |                   |          |                |            |                 |            |                         |                  |                  |
|          | select_multiple   with | w | Кіммен          | С кем             | no       |                |            |                 |            |                         |                  |                  |
|          | rank with       | r     | Ретімен            | По порядку        |          |                |            |                 |            |                         |                  | 2                |
|          | range           | s     | Шкала              | Шкала             |          |                |            |                 | start=0 end = 10, step=2 |           |                  |                  |
|          | note            |       | Рақмет             | Спасибо           |          |                |            |                 |            |                         |                  |                  |
|          | end_group       | work  |                    |                   |          |                |            |                 |            |                         |                  |                  |
| choices  |                 |       |                    |                   |                    |                      |        |
|          | list name       | value | label::Қазақша (kk) | label::Русский (ru) | saraptama::missing | saraptama::exclusive | region |
|          | sex             | f     | Әйел               | Женский           |                    |                      |        |
|          | sex             | x     | Жауап бергім келмейді | Предпочитаю не отвечать | refused   |                      |        |
|          | with            | women | Әйелдер            | Женщины           |                    |                      | оңтүстік |
|          | with            | none  | Ешқайсысы          | Никто             |                    | yes                  |        |
| settings |                 |       |                    |                   |                    |                      |        |
|          | title           | id_string | version        | default_language  | style              |                      |        |
|          | Анкета          | small | 2026-1             | Русский (ru)      | pages              |                      |        |
"""


def test_a_workbook_becomes_a_questionnaire() -> None:
    """Aliases of headers and types, groups, yes and no, parameters, the house's own columns."""
    reading = read(WHOLE)
    form = reading.questionnaire
    assert form is not None
    assert [problem.code for problem in reading.problems] == ["missing-language-column", "unknown-column-header"]
    assert (form.name, form.version, form.title, form.default_language) == ("small", "2026-1", Text((("ru", "Анкета"),)), "ru")
    assert form.languages == ("kk", "ru")
    assert form.settings == (("style", "pages"),)
    (work,) = form.items
    assert isinstance(work, Group)
    everything, group, sex, with_, rank, scale, note = work.items
    assert everything == IntegerQuestion(
        name="all",
        label=Text((("kk", "Барлығы"), ("ru", "Всего"))),
        required=parse("true()"),
        constraint=parse(". >= 0"),
    )
    assert isinstance(group, Group)
    assert (group.total, group.relevant, [item.name for item in group.items]) == ("all", parse("${all} > 0"), ["a"])
    assert isinstance(sex, SelectOne)
    assert (sex.list_name, sex.identifying, sex.appearance, sex.required) == ("sex", "sex", ("w1", "likert"), parse("${all}>1"))
    assert isinstance(with_, SelectMultiple)
    assert (with_.list_name, with_.required, with_.place) == ("with", None, Place("survey", 9))
    assert isinstance(rank, Rank)
    assert rank.limit == 2
    assert isinstance(scale, RangeQuestion)
    assert scale.parameters == (("start", "0"), ("end", "10"), ("step", "2"))
    assert isinstance(note, Note)
    assert note.name == "note_12"
    assert form.choices("sex").choices[1].missing == Missing.REFUSED
    assert form.choices("with").choices == (
        Choice(name="women", label=Text((("kk", "Әйелдер"), ("ru", "Женщины"))), extra=(("region", "оңтүстік"),)),
        Choice(name="none", label=Text((("kk", "Ешқайсысы"), ("ru", "Никто"))), exclusive=True),
    )


def test_twelve_faults_are_reported_at_once() -> None:
    """Each with its sheet, row and column, in the order of the workbook."""
    table = """
    | survey   |                  |        |           |                   |                     |             |             |                  |
    |          | type             | name   | label     | relevant          | constraint          | calculation | parameters  | saraptama::limit |
    |          | text             | a b    | А         |                   |                     |             |             |                  |
    |          | Text             | b      | Ә         |                   |                     |             |             |                  |
    |          | integer          | c      |           | slected(${d},'1'  |                     |             |             |                  |
    |          | select_one yesno | d      | Б         | ${cc} > 1         |                     |             |             |                  |
    |          | geopoint         | e      | В         |                   |                     |             |             |                  |
    |          | calculate        | f      |           |                   |                     |             |             |                  |
    |          | range            | g      | Г         |                   |                     |             | start:1     |                  |
    |          | integer          |        | Ғ         |                   |                     |             |             |                  |
    |          | integer          | c      | Д         |                   | . > 1 andd . < 5    |             |             |                  |
    |          | rank yes_no      | h      | Е         |                   |                     |             |             | три              |
    |          | begin_group      | i      | Ж         |                   |                     |             |             |                  |
    | choices  |                  |        |           |                   |
    |          | list_name        | name   | label     | saraptama::missing |
    |          | yes_no           | yes    | Иә        |                   |
    |          | yes_no           |        | Жоқ       |                   |
    |          | yes_no           | yes    | Иә        | donno             |
    | settings |                  |        |           |                   |
    |          | form_id          |        |           |                   |
    |          | twelve           |        |           |                   |
    """
    assert found(table) == [
        ("bad-name", "survey", 2, "B"),
        ("unknown-type", "survey", 3, "A"),
        ("no-label", "survey", 4, "C"),
        ("broken-expression", "survey", 4, "D"),
        ("unknown-list", "survey", 5, "A"),
        ("unknown-reference", "survey", 5, "D"),
        ("type-not-supported", "survey", 6, "A"),
        ("no-calculation", "survey", 7, "F"),
        ("parameters", "survey", 8, "G"),
        ("no-name", "survey", 9, "B"),
        ("duplicate-name", "survey", 10, "B"),
        ("broken-expression", "survey", 10, "E"),
        ("limit", "survey", 11, "H"),
        ("unclosed-group", "survey", 12, "A"),
        ("empty-group", "survey", 12, "B"),
        ("choice-without-name", "choices", 3, "B"),
        ("duplicate-choice", "choices", 4, "B"),
        ("unknown-reason", "choices", 4, "D"),
    ]
    hints = {(problem.row, problem.code): problem.hint for problem in read(table).problems}
    assert hints[2, "bad-name"] == "a_b"
    assert hints[3, "unknown-type"] == "text"
    assert hints[4, "broken-expression"] == "selected"
    assert hints[5, "unknown-list"] == "yes_no"
    assert hints[10, "broken-expression"] == "and"


def test_a_broken_expression_is_kept() -> None:
    """Nothing that was written is lost; the message says where it breaks, in the language asked for."""
    table = """
    | survey |      |      |       |                  |
    |        | type | name | label | relevant         |
    |        | text | a    | А     | slected(${a},'1' |
    """
    reading = read(table, language="ru")
    assert reading.questionnaire is not None
    assert reading.questionnaire.by_name["a"].relevant == BrokenExpression("slected(${a},'1'")
    (problem,) = [problem for problem in reading.problems if problem.code == "broken-expression"]
    assert problem.message == "Выражение не читается, знак 1: Функции slected нет."
    assert (problem.severity, problem.sheet, problem.row, problem.column) == (Severity.BLOCKING, "survey", 2, "D")


def test_rows_that_are_not_kept_are_no_further_fault() -> None:
    """A reference to a question of a type that is not supported yet is not reported a second time."""
    table = """
    | survey |              |      |       |            |
    |        | type         | name | label | relevant   |
    |        | begin_repeat | kids | Балалар |          |
    |        | integer      | age  | Жасы  |            |
    |        | end_repeat   |      |       |            |
    |        | text         | b    | Б     | ${age} > 3 |
    |        | time         | t    | Уақыт |            |
    |        | text         | c    | В     | ${t} != '' |
    """
    assert found(table) == [("type-not-supported", "survey", 2, "A"), ("type-not-supported", "survey", 6, "A")]
    form = read(table).questionnaire
    assert form is not None
    assert list(form.by_name) == ["b", "c"]


@pytest.mark.parametrize(
    ("written", "code", "hint"),
    [
        ("SELECT_ONE yes_no", "unknown-type", "select_one yes_no"),
        ("integr", "unknown-type", "integer"),
        ("hologram", "unknown-type", ""),
        ("select_one yes_no or_other", "type-not-supported", ""),
        ("select_one ${a}", "type-not-supported", ""),
        ("select_one_from_file towns.csv", "type-not-supported", ""),
        ("dateTime", "type-not-supported", ""),
        ("start", "type-not-supported", ""),
    ],
)
def test_types_that_are_not_read(written: str, code: str, hint: str) -> None:
    """Types are spelt exactly; what XLSForm knows and this program does not yet is never called unknown."""
    problems = read(f"""
    | survey |           |      |       |
    |        | type      | name | label |
    |        | {written} | q    | Сұрақ |
    """).problems
    assert [(problem.code, problem.hint) for problem in problems if problem.row == 2] == [(code, hint)]


def test_headers_are_understood_in_any_case_and_reported_when_they_are_not() -> None:
    """Case and spaces do not count; one colon separates where no header has two; slips and doubles are named."""
    table = """
    | survey |      |      |           |              |      |                     |         |
    |        | Type | NAME | Label:Қазақша | hint:Deutsch | Labelx | saraptama:totall   | name    |
    |        | text | a    | Неге?     | Warum        | x    | y                   | b       |
    """
    reading = read(table)
    assert reading.questionnaire is not None
    question = reading.questionnaire.by_name["a"]
    assert question.label == Text((("kk", "Неге?"),))
    assert question.hint == Text((("Deutsch", "Warum"),))
    assert [(problem.code, problem.column, problem.severity) for problem in reading.problems if problem.row == 1] == [
        ("language-without-code", "D", "warning"),
        ("unknown-column-header", "E", "warning"),
        ("unknown-column-header", "F", "blocking"),
        ("duplicate-column", "G", "blocking"),
    ]
    assert dict(question.extra) == {"Labelx": "x", "saraptama:totall": "y"}


def test_columns_without_a_language_speak_the_default_one() -> None:
    """An unsuffixed label is in the default language; without one it is in no language."""
    table = """
    | survey   |      |      |       |                     |
    |          | type | name | label | label::English (en) |
    |          | text | a    | Неге? | Why?                |
    | settings |         |                  |
    |          | form_id | default_language |
    |          | x       | {default}        |
    """
    spoken = read(table.replace("{default}", "Қазақша (kk)")).questionnaire
    silent = read(table.replace("{default}", "")).questionnaire
    assert spoken is not None
    assert silent is not None
    assert spoken.languages == ("kk", "en")
    assert spoken.by_name["a"].label == Text((("kk", "Неге?"), ("en", "Why?")))
    assert silent.languages == ("en",)
    assert silent.by_name["a"].label == Text((("", "Неге?"), ("en", "Why?")))


def test_missing_translations_are_found_cell_by_cell() -> None:
    """Each empty cell of a language, with its place; a column that is missing altogether once."""
    table = """
    | survey  |                |      |                     |                     |                    |
    |         | type           | name | label::Қазақша (kk) | label::Русский (ru) | hint::Русский (ru) |
    |         | text           | a    | Неге?               |                     | Коротко            |
    |         | select_one l   | b    | Қалай?              | Как?                | Один               |
    | choices |                |      |                     |                     |                    |
    |         | list_name      | name | label::Русский (ru) | label::Қазақша (kk) |                    |
    |         | l              | x    | Икс                 |                     |                    |
    """
    assert found(table) == [
        ("missing-language-column", "survey", 0, ""),
        ("missing-translation", "survey", 2, "D"),
        ("missing-translation", "choices", 2, "D"),
    ]


def test_cells_are_read_as_people_see_them() -> None:
    """Numbers without .0, days as ISO, TRUE as a word, errors of formulas reported."""
    import io
    from datetime import datetime

    from openpyxl import Workbook

    day = datetime.fromisoformat("2026-11-22")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    for row in (
        ["type", "name", "label", "default", "required"],
        ["text", "a", 7.0, day, True],
        ["text", "b", "#REF!", 2.5, 0],
    ):
        sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    reading = read_workbook(stream)
    assert reading.questionnaire is not None
    first, second = reading.questionnaire.items
    assert isinstance(first, TextQuestion)
    assert isinstance(second, TextQuestion)
    assert (first.label.in_(""), first.default, first.required) == ("7", "2026-11-22", parse("true()"))
    assert (second.default, second.required) == ("2.5", None)
    assert [(problem.row, problem.column) for problem in reading.problems if problem.code == "cell-error"] == [(3, "C")]


def test_cells_without_effect_are_named() -> None:
    """A cell that means nothing in its row is a slip worth a word."""
    table = """
    | survey |             |      |       |               |             |                  |
    |        | type        | name | label | choice_filter | constraint  | saraptama::total |
    |        | text        | a    | А     | x = 1         |             | ${b}             |
    |        | begin_group | g    | Г     |               | . > 1       |                  |
    |        | text        | b    | Б     |               |             |                  |
    |        | end_group   | h    |       |               |             |                  |
    |        | end_group   |      |       |               |             |                  |
    """
    assert found(table) == [
        ("no-effect", "survey", 2, "D"),
        ("no-effect", "survey", 2, "F"),
        ("no-effect", "survey", 3, "E"),
        ("other-group-ends", "survey", 5, "B"),
        ("end-without-begin", "survey", 6, "A"),
    ]


def test_sheets_are_found_in_any_case_and_missed_with_a_hint() -> None:
    """Survey is survey; choicess is named; a sheet with an underscore is a private note."""
    reading = read("""
    | Survey  |           |      |       |
    |         | type      | name | label |
    |         | text      | a    | А     |
    | choicess |           |      |       |
    |         | list_name | name | label |
    | _notes  |           |      |       |
    |         | x         |      |       |
    | entities |          |      |       |
    |         | list_name |      |       |
    """)
    assert [(problem.code, problem.sheet, problem.hint) for problem in reading.problems if problem.code == "sheet-not-read"] == [
        ("sheet-not-read", "choicess", "choices"),
        ("sheet-not-read", "entities", ""),
    ]
    misspelt = read("| surey | |\n| | type |")
    assert misspelt.questionnaire is None
    assert [(problem.code, problem.severity, problem.sheet, problem.hint) for problem in misspelt.problems] == [
        ("sheet-not-read", "warning", "surey", "survey"),
        ("no-survey", "error", "", "survey"),
    ]
    without_types = read("| survey | |\n| | name |\n| | a |")
    assert without_types.questionnaire is None
    assert [(problem.code, problem.severity) for problem in without_types.problems] == [("no-type-column", "error")]


def test_deep_groups_are_left_out_and_nothing_breaks() -> None:
    """Ten levels are enough for anybody; a thousand are reported, not followed."""
    rows = "\n".join(f"|        | begin_group | g{level} | Топ |" for level in range(1000))
    reading = read(f"| survey | | | |\n| | type | name | label |\n{rows}\n| | text | a | А |")
    assert reading.questionnaire is not None
    assert {problem.code for problem in reading.problems} >= {"deep-group", "unclosed-group"}


def test_problems_speak_the_language_of_the_reader() -> None:
    """The same problem in three languages."""
    table = "| survey | | | |\n| | type | name | label |\n| | select_one l | a | А |"
    said = {
        language: [p.message for p in read(table, language=language).problems if p.code == "unknown-list"]
        for language in ("kk", "ru", "en")
    }
    assert said == {
        "kk": ["choices парағында «l» тізімі жоқ."],
        "ru": ["На листе choices нет списка «l»."],
        "en": ["There is no list “l” on the sheet of choices."],
    }
