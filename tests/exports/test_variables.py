"""Variables and columns: one name is one variable in all questionnaires, and every part of an answer has its column."""

from __future__ import annotations

from datetime import date
from typing import Any

from exports.columns import Part, columns_of, reader
from exports.dataset import Dataset, Measure, Record
from exports.variables import variables_of
from questionnaires.expressions import parse
from questionnaires.instrument import Questionnaire
from questionnaires.questions import (
    Choice,
    ChoiceList,
    DateQuestion,
    Group,
    IntegerQuestion,
    Missing,
    Note,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from questionnaires.texts import Text


def say(kk: str, ru: str = "", en: str = "") -> Text:
    return Text.of({"kk": kk, "ru": ru, "en": en})


TIMES = ChoiceList(
    "times",
    (
        Choice(name="1", label=say("Ешқашан", "Никогда", "Never")),
        Choice(name="2", label=say("Кейде", "Иногда", "Sometimes")),
        Choice(name="dk", label=say("Бағалай алмаймын", "Не могу оценить", "Cannot say"), missing=Missing.DONT_KNOW),
    ),
)
PLACES = ChoiceList(
    "places", (Choice(name="a", label=say("Ақтөбе"), coarse="west"), Choice(name="b", label=say("Атырау"), coarse="west"))
)
COARSE = ChoiceList("coarse", (Choice(name="west", label=say("Батыс", "Запад", "West")),))
LISTS = (TIMES, PLACES, COARSE)


def first() -> Questionnaire:
    grid = Group(
        name="grid",
        label=say("Қаншалықты жиі?", "Как часто?", "How often?"),
        appearance=("table-list",),
        relevant=parse("${n} > 0"),
        items=(
            SelectOne(name="met", label=say("Жиһад", "Джихад", "Jihad"), list_name="times", relevant=parse("${place} != ''")),
            SelectOne(name="own", label=say("Ар-намыс"), list_name="times"),
        ),
    )
    items = (
        Note(name="hello", label=say("Сәлем")),
        SelectOne(name="place", label=say("Өңір", "Регион", "Region"), list_name="places", identifying="coarse"),
        IntegerQuestion(name="n", label=say("Қанша?")),
        grid,
        TextQuestion(name="why", label=say("Неге?", "Почему?", "Why?"), appearance=("multiline",)),
    )
    return Questionnaire(
        name="theologians",
        title=say("Теологтар"),
        items=(Group(name="s", label=say("Бөлім", "Раздел", "Section"), items=items),),
        lists=LISTS,
    )


def second() -> Questionnaire:
    items = (
        SelectOne(name="place", label=say("Өңір"), list_name="places"),
        SelectMultiple(name="with", label=say("Кіммен?", "С кем?", "With whom?"), list_name="times"),
        IntegerQuestion(name="n", label=say("Қанша?")),
        Rank(name="risks", label=say("Қауіптер"), list_name="places"),
        DateQuestion(name="day", label=say("Күні")),
        TextQuestion(name="other", label=say("Басқа")),
    )
    return Questionnaire(name="psychologists", title=say("Психологтар"), items=(Group(name="s", items=items),), lists=LISTS)


def test_one_name_is_one_variable_in_the_order_of_asking() -> None:
    """Questions of the second questionnaire stand after the one they follow there; notes are no variables."""
    variables = variables_of([first(), second()])
    assert [variable.name for variable in variables] == ["place", "with", "n", "risks", "day", "other", "met", "own", "why"]
    shared = {variable.name: variable.questionnaires for variable in variables}
    assert shared["n"] == ("theologians", "psychologists")
    assert shared["why"] == ("theologians",)


def test_a_variable_knows_its_words_values_and_conditions() -> None:
    """A line of a grid is said after the question over it; conditions of groups and of the question itself all hold."""
    met = {variable.name: variable for variable in variables_of([first()])}["met"]
    assert met.words("ru") == "Как часто? Джихад"
    assert met.section.in_("en") == "Section"
    assert met.shown_when == "(${n} > 0) and (${place} != '')"
    assert met.measure is Measure.ORDINAL
    assert [(value.name, value.missing) for value in met.values] == [("1", None), ("2", None), ("dk", Missing.DONT_KNOW)]


def test_an_identifying_choice_knows_the_coarse_options_that_replace_it() -> None:
    """After release the value is "west": it has words too, and once marked in one questionnaire it is marked."""
    place = variables_of([second(), first()])[0]
    assert place.identifying
    assert [value.name for value in place.values] == ["a", "b", "west"]
    assert place.value_label("west", "ru") == "Запад"
    assert place.value_label("gone", "ru") == "gone"


def dataset() -> Dataset:
    questionnaires = [first(), second()]
    return Dataset(
        questionnaires={q.name: q.title for q in questionnaires}, attributes=(), variables=variables_of(questionnaires), records=()
    )


def cells(language: str = "kk", **values: Any) -> dict[str, object]:
    """The cells of one record by column name, those of variables that were not asked left out."""
    missing = {name: value for name, value in values.items() if isinstance(value, Missing)}
    record = Record(
        label="R-1",
        questionnaire="theologians",
        language="kk",
        values={k: v for k, v in values.items() if k not in missing},
        missing=missing,
    )
    found = {column.name: reader(column, language)(record) for column in columns_of(dataset())}
    return {name: value for name, value in found.items() if value is not Missing.NOT_ASKED}


def test_a_choice_is_given_by_its_words_and_by_its_code() -> None:
    """`place` says "Запад", `place:code` says west."""
    assert cells("ru", place="west") == {"place": "Запад", "place:code": "west"}


def test_several_choices_are_joined_and_stand_apart() -> None:
    """Chosen options are joined as words, and each option has a column of 1 and 0; "cannot say" is a reason, not an option."""
    assert cells("ru", **{"with": ["2", "1"]}) == {"with": "Иногда; Никогда", "with/1": 1, "with/2": 1}
    assert cells("ru", **{"with": ["2"]}) == {"with": "Иногда", "with/1": 0, "with/2": 1}


def test_a_ranking_gives_each_option_its_place() -> None:
    """First is 1; an option that was not placed has no number."""
    assert cells(risks=["b", "a"]) == {"risks": "Атырау > Ақтөбе", "risks/a": 2, "risks/b": 1}
    assert cells(risks=["b"]) == {"risks": "Атырау", "risks/a": None, "risks/b": 1}


def test_numbers_days_and_words_are_what_they_are() -> None:
    """Nothing is turned into text that can be reckoned with."""
    assert cells(n=0, day=date(2026, 5, 14), why="Себебі көп 🙂") == {"n": 0, "day": date(2026, 5, 14), "why": "Себебі көп 🙂"}


def test_each_reason_for_no_answer_stays_itself_in_all_columns() -> None:
    """Left empty, refused, cannot say and covered are told apart in every column of the variable."""
    for reason in (Missing.SKIPPED, Missing.REFUSED, Missing.DONT_KNOW, Missing.COVERED):
        assert cells(**{"with": reason}) == {"with": reason, "with/1": reason, "with/2": reason}


def test_column_names_are_unique() -> None:
    """No two columns share a name, whatever options are called."""
    names = [column.name for column in columns_of(dataset())]
    assert len(set(names)) == len(names)
    assert sum(column.part is Part.CODE for column in columns_of(dataset())) == 3
