"""The two instruments as workbooks: what a person who edits a cell of them must keep.

Read with plain openpyxl, so that a fault of the reader cannot hide a fault of a workbook.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

import questionnaires

NAMES = ("theologians", "psychologists")
OWN_SECTION = {"theologians": "theological_work", "psychologists": "psychological_work"}
LANGUAGES = {"kk": "Қазақша (kk)", "ru": "Русский (ru)", "en": "English (en)"}
WORDED = ("label", "hint", "constraint_message")

#: Words that Kazakh and Russian write alike: names of places and professions.
SAME_IN_BOTH = {"Теолог", "Психолог", "Жамбыл", "Атырау", "Шымкент", "Павлодар", "Астана"}

SCALES = {
    "achievability": (
        ("Мүлдем емес", "Аздап", "Ішінара", "Едәуір", "Толық"),
        ("Совсем нет", "В малой мере", "Отчасти", "Во многом", "В полной мере"),
        ("Not at all", "Slightly", "Partly", "Largely", "Fully"),
    ),
    "frequency": (
        ("Ешқашан", "Сирек", "Кейде", "Жиі", "Әрдайым"),
        ("Никогда", "Редко", "Иногда", "Часто", "Всегда"),
        ("Never", "Rarely", "Sometimes", "Often", "Always"),
    ),
    "difficulty": (
        ("Өте оңай", "Оңай", "Орташа", "Қиын", "Өте қиын"),
        ("Очень легко", "Легко", "Средне", "Трудно", "Очень трудно"),
        ("Very easy", "Easy", "In between", "Hard", "Very hard"),
    ),
    "agreement": (
        ("Мүлдем келіспеймін", "Келіспеуге бейіммін", "Екеуі де емес", "Келісуге бейіммін", "Толық келісемін"),
        ("Совсем не согласны", "Скорее не согласны", "Ни то ни другое", "Скорее согласны", "Полностью согласны"),
        ("Fully disagree", "Rather disagree", "Neither", "Rather agree", "Fully agree"),
    ),
}
#: Options outside a scale: name of the choice -> why it is no answer, wording.
OFF_SCALE = {
    "cannot_say": ("dont_know", ("Бағалай алмаймын", "Не могу оценить", "Cannot say")),
    "dont_know": ("dont_know", ("Білмеймін", "Не знаю", "Don’t know")),
    "refused": ("refused", ("Жауап бергім келмейді", "Предпочитаю не отвечать", "Prefer not to say")),
    "not_seen": (
        "not_applicable",
        ("Қорытынды есептерді көрген жоқпын", "Итоговые отчёты мне не встречались", "I have not seen final reports"),
    ),
}
NO_NAMES = (
    "Кісі аттары мен шағын елді мекендерді атамауыңызды сұраймыз.",
    "Пожалуйста, не называйте имён и небольших населённых пунктов.",
    "Please leave out names and small places.",
)
#: First person of the past and the short adjective tell the sex of the one who answers.
TELLS_SEX = re.compile(
    r"\(а\)|\(ла\)|\bя\s+(?:\w+\s+)?\w+(?:л|ла|лся|лась)\b|\b(?:согласен|согласна|уверен|уверена|готов|готова|должен|должна|рад|рада)\b"
    r"|\b(?:видел|видела|встречал|встречала|работал|работала|знал|знала|замечал|замечала|обращался|обращалась|сталкивался|сталкивалась)\b",
    re.IGNORECASE,
)
FUNCTIONS = {"not", "selected", "count-selected", "coalesce", "string-length", "regex", "if", "and", "or"}
CORE_NAMES = {
    "profession", "region", "region_other", "years", "sex", "works_with", "training", "reports_overstated", "reports_why", "indicators_open",
    "tools_women", "tools_prison", "trust_difference", "gender_open", "staff_total", "staff_women_theologians", "staff_men_theologians",
    "staff_psychologists", "staff_social", "staff_others", "need_specialists", "need_women_theologians", "staff_open", "social_open",
    "info_open", "risks_ranked", "first_change",
    *(f"{grid}_{row}" for grid in ("ach", "freq", "ver") for row in ("takfir", "taghut", "madhhab", "traditions", "state")),
}  # fmt: skip
NARRATIVES = ("jihad", "era", "jamaat", "division", "takfir", "taghut", "death", "tawhid")
OWN_NAMES = {
    "theologians": {"correction_open", "narratives_open", *(f"nar_{g}_{n}" for g in ("met", "hard") for n in NARRATIVES)},
    "psychologists": {"psy_trauma", "psy_trust_start", "psy_family_kin", "children_open", "referral", "referral_open", "caseload"},
}

Cells = dict[str, str]


def three(cells: Cells, column: str) -> tuple[str, str, str]:
    """One wording in Kazakh, Russian and English."""
    kk, ru, en = (cells[f"{column}::{language}"] for language in LANGUAGES.values())
    return kk, ru, en


@dataclass(frozen=True)
class Line:
    """One line of the survey sheet that is no end of a group, with the names of the groups around it, outermost first."""

    cells: Cells
    groups: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.cells["name"]

    @property
    def kind(self) -> str:
        return self.cells["type"].split()[0]

    @property
    def list_name(self) -> str:
        return self.cells["type"].partition(" ")[2]

    @property
    def is_question(self) -> bool:
        return self.kind != "begin_group"


@dataclass(frozen=True)
class Instrument:
    """A workbook as text: lines of the survey sheet in order, choices by list, the one line of settings."""

    name: str
    lines: tuple[Line, ...]
    lists: dict[str, tuple[Cells, ...]]
    settings: Cells
    headers: dict[str, tuple[str, ...]]

    @property
    def questions(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.is_question)

    def members(self, group: str) -> tuple[Line, ...]:
        return tuple(line for line in self.questions if line.groups and line.groups[-1] == group)

    def groups(self, appearance: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if not line.is_question and line.cells["appearance"] == appearance)

    def of_section(self, section: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if (*line.groups, line.name)[0] == section)


def place(name: str) -> Path:
    return Path(questionnaires.__file__).parent / "instruments" / name / f"{name}.xlsx"


@cache
def instrument(name: str) -> Instrument:
    book = load_workbook(place(name))
    headers: dict[str, tuple[str, ...]] = {}
    sheets: dict[str, list[Cells]] = {}
    for sheet in ("survey", "choices", "settings"):
        rows = list(book[sheet].iter_rows(values_only=True))
        headers[sheet] = tuple(str(cell) for cell in rows[0])
        for row in rows[1:]:
            kinds = {type(cell) for cell in row if cell is not None}
            assert kinds == {str}, f"{name}, {sheet}: a cell of {row[:2]} is no text, or the row is empty"
        sheets[sheet] = [{h: str(v or "") for h, v in zip(headers[sheet], row, strict=True)} for row in rows[1:]]
    lines: list[Line] = []
    groups: list[str] = []
    for cells in sheets["survey"]:
        if cells["type"] == "end_group":
            assert groups.pop() == cells["name"], f"{name}: end of {cells['name']} stands in another group"
            continue
        lines.append(Line(cells, tuple(groups)))
        if cells["type"] == "begin_group":
            groups.append(cells["name"])
    assert not groups
    lists: dict[str, tuple[Cells, ...]] = {}
    for cells in sheets["choices"]:
        lists[cells["list_name"]] = (*lists.get(cells["list_name"], ()), cells)
    return Instrument(name, tuple(lines), lists, sheets["settings"][0], headers)


@pytest.fixture(params=NAMES)
def one(request: pytest.FixtureRequest) -> Instrument:
    return instrument(str(request.param))


def wordings(one: Instrument) -> Iterator[tuple[str, str, tuple[str, str, str]]]:
    """Where, which column, and the wording in three languages, for every wording of an instrument."""
    for line in one.lines:
        for column in WORDED:
            if any(three(line.cells, column)):
                yield f"survey, {line.name}", column, three(line.cells, column)
    for name, choices in one.lists.items():
        for choice in choices:
            yield f"choices, {name}, {choice['name']}", "label", three(choice, "label")
    yield "settings", "form_title", three(one.settings, "form_title")


def test_core_is_the_same_question_by_question() -> None:
    """Theologians and psychologists answer the same core: same names, types, choices, words, conditions, order."""
    first, second = instrument("theologians"), instrument("psychologists")
    core = [[line for line in one.lines if line not in one.of_section(OWN_SECTION[one.name])] for one in (first, second)]
    assert [line.cells for line in core[0]] == [line.cells for line in core[1]]
    for name in first.lists.keys() & second.lists.keys():
        assert first.lists[name] == second.lists[name]
    used = {line.list_name for line in core[0] if line.list_name} | {line.cells["saraptama::identifying"] for line in core[0]} - {
        ""
    }
    assert used <= first.lists.keys() & second.lists.keys()


def test_names_that_others_build_on_are_there(one: Instrument) -> None:
    """Tables, codebook and demo answers know these names; a renamed question would lose its past."""
    names = {line.name for line in one.questions}
    assert names >= CORE_NAMES | OWN_NAMES[one.name]
    assert {line.list_name for line in one.questions if line.name.startswith("nar_met")} <= {"frequency"}


def test_names_are_short_ascii_and_unique(one: Instrument) -> None:
    """A name is a column of a table in every program: ASCII, at most 28 characters, once in the workbook."""
    names = [line.name for line in one.lines]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,27}", name) for name in names)
    for name, choices in one.lists.items():
        short = [choice["name"] for choice in choices]
        assert len(short) == len(set(short)), name
        assert all(re.fullmatch(r"[a-z0-9_]{1,28}", each) for each in short)


def test_every_wording_exists_in_three_languages(one: Instrument) -> None:
    """No expert meets an empty label: each wording is there in Kazakh, Russian and English, without stray spaces."""
    for where, column, words in wordings(one):
        assert all(words), f"{where}: {column} lacks a language"
        assert all(word == " ".join(word.split()) for word in words), f"{where}: {column} has stray spaces"
    assert all(all(three(line.cells, "label")) for line in one.lines)


def test_kazakh_is_not_left_in_russian(one: Instrument) -> None:
    """A Kazakh wording equal to the Russian one was never translated, names of places and professions apart."""
    for where, column, (kk, ru, en) in wordings(one):
        if ru in SAME_IN_BOTH or ru.isdigit():
            continue
        assert kk != ru, f"{where}: {column}"
        assert en not in (kk, ru), f"{where}: {column}"


def test_alphabets_do_not_mix(one: Instrument) -> None:
    """A Latin "i" inside a Kazakh word looks right and is found by no search; no Cyrillic letter stands in English either."""
    for where, _, (kk, ru, en) in wordings(one):
        assert not re.search(r"[A-Za-zÀ-ɏ]", kk + ru), where
        assert not re.search(r"[әғқңөұүһіӘҒҚҢӨҰҮҺІ]", ru), where
        assert not re.search(r"[\u0400-\u04ff]", en), where


def test_kazakh_numbers_carry_no_case_ending_and_address_is_polite(one: Instrument) -> None:
    """Case endings follow the sound of a number, so none is written on digits; "Сіз" has a capital."""
    for where, _, (kk, ru, _en) in wordings(one):
        assert not re.search(r"\d-?[а-яәғқңөұүһі]", kk), where
        assert not re.search(r"\bсіз(?:дің|ді|ге|ден|бен|де)?\b", kk), where
        assert not re.search(r"\bВы\b(?<!^Вы)|\bВаш", ru[1:]), where


def test_languages_are_of_like_length(one: Instrument) -> None:
    """A page has one height in all languages: over the whole workbook within 6 %, no single label twice as long as another."""
    totals = [sum(len(words[at]) for _, _, words in wordings(one)) for at in range(3)]
    assert max(totals) / min(totals) < 1.06
    for where, _, words in wordings(one):
        assert max(map(len, words)) <= 2 * min(map(len, words)) + 8, where


def test_russian_does_not_tell_the_sex_of_the_answerer(one: Instrument) -> None:
    """Choices and questions avoid the first person of the past and short adjectives: «согласен», «я видела», «(а)»."""
    assert all(TELLS_SEX.search(bad) for bad in ("Я согласна", "видел отчёты", "я не замечала", "сталкивался(ась)"))
    for where, _, (_kk, ru, _en) in wordings(one):
        assert not TELLS_SEX.search(ru), f"{where}: {ru}"


def test_scales_are_worded_as_in_the_glossary(one: Instrument) -> None:
    """One scale has one wording in all questions: names 1 to 5 in order, then "Cannot say", stored as "don't know"."""
    for name, (kk, ru, en) in SCALES.items():
        fives, off = one.lists[name][:5], one.lists[name][5:]
        assert [choice["name"] for choice in fives] == ["1", "2", "3", "4", "5"]
        assert [three(choice, "label") for choice in fives] == list(zip(kk, ru, en, strict=True))
        assert [(choice["name"], choice["saraptama::missing"]) for choice in off] == [("cannot_say", "dont_know")]


def test_scale_words_fit_five_columns_of_a_phone(one: Instrument) -> None:
    """65 px hold eight letters: no word of a five-column scale is longer, in any language."""
    columns = {line.list_name for line in one.questions if line.cells["appearance"] == "likert"}
    columns |= {line.list_name for grid in one.groups("table-list") for line in one.members(grid.name)}
    assert columns == {"achievability", "frequency", "difficulty", "verification"}
    for name in columns:
        for choice in one.lists[name][:5]:
            words = {word for label in three(choice, "label") for word in label.split()} - {"Sometimes"}  # nine narrow letters
            assert all(len(word) <= 8 for word in words), words


def test_options_that_are_no_answer_say_so(one: Instrument) -> None:
    """The options "Cannot say", "Don't know", "Prefer not to say" and "I have not seen final reports" never count as answers."""
    for name, choices in one.lists.items():
        for choice in choices:
            reason, words = OFF_SCALE.get(choice["name"], ("", ()))
            assert choice["saraptama::missing"] == reason, (name, choice["name"])
            assert not words or three(choice, "label") == words, (name, choice["name"])


def test_exclusive_options_stand_in_lists_with_several_answers(one: Instrument) -> None:
    """The options "None of these", "Nobody" and "Don't know" exclude all else where several answers are allowed, and only there."""
    several = {line.list_name for line in one.questions if line.kind == "select_multiple"}
    for name, choices in one.lists.items():
        for choice in choices:
            alone = name in several and choice["name"] in {"none", "nobody", "dont_know"}
            assert choice["saraptama::exclusive"] == ("yes" if alone else ""), (name, choice["name"])


def test_grids_have_one_scale(one: Instrument) -> None:
    """A grid stands inside a section and all its lines are select_one over one list with an option outside the scale."""
    grids = one.groups("table-list")
    assert len(grids) == (8 if one.name == "theologians" else 9)
    for grid in grids:
        assert len(grid.groups) == 1
        lines = one.members(grid.name)
        assert 5 <= len(lines) <= 8
        assert {line.kind for line in lines} == {"select_one"}
        (scale,) = {line.list_name for line in lines}
        assert one.lists[scale][-1]["name"] == "cannot_say"


def test_indicators_are_worded_alike_in_three_grids(one: Instrument) -> None:
    """Achievable, reached, checked: three questions about the same five indicators in the same words."""
    grids = [[three(line.cells, "label") for line in one.members(name)] for name in ("ach", "freq", "ver")]
    assert len(grids[0]) == 5
    assert grids[0] == grids[1] == grids[2]


def test_sections_are_pages_in_reading_order(one: Instrument) -> None:
    """Every question stands in one of eight sections; the part of one's own profession comes before the risks."""
    sections = one.groups("field-list")
    assert [line.name for line in sections] == [
        "about_you", "indicators", "final_reports", "women_tools", "specialists", "daily_life", OWN_SECTION[one.name], "risks_and_change",
    ]  # fmt: skip
    assert all(not line.groups for line in sections)
    assert {line.groups[0] for line in one.questions} == {line.name for line in sections}


def test_there_are_about_45_questions(one: Instrument) -> None:
    """Twelve to twenty minutes on a phone: about 45 questions as an expert counts them, a grid is one, and about 55 lines in grids."""
    grids = [line for line in one.lines if not line.is_question and line.groups]
    single = [line for line in one.questions if len(line.groups) == 1]
    assert len(single) + len(grids) == {"theologians": 42, "psychologists": 46}[one.name]
    assert len(one.questions) - len(single) <= 56
    assert 9 <= sum(line.cells["appearance"] == "multiline" for line in one.questions) <= 10


def test_any_question_may_be_left_empty(one: Instrument) -> None:
    """The consent page promises it, so nothing is required."""
    assert not any(line.cells["required"] for line in one.lines)


def test_logic_refers_to_what_stands_before_it(one: Instrument) -> None:
    """Conditions and bounds name earlier questions, existing choices and known functions only."""
    seen: dict[str, Line] = {}
    conditions = 0
    for line in one.lines:
        for column in ("relevant", "constraint", "calculation", "saraptama::total"):
            text = line.cells[column]
            conditions += bool(text) and column == "relevant"
            for name in re.findall(r"\$\{([^}]*)\}", text):
                assert name in seen, f"{line.name}: {column} names {name}"
            said = re.findall(r"\$\{(\w+)\}\s*!?=\s*'([^']*)'", text) + re.findall(r"selected\(\$\{(\w+)\},\s*'([^']*)'\)", text)
            assert len(said) == text.count("'") // 2, f"{line.name}: {column} compares in a way that this test cannot follow"
            for name, choice in said:
                assert choice in {each["name"] for each in one.lists[seen[name].list_name]}, f"{line.name}: {choice}"
            assert set(re.findall(r"([a-z-]+)\s*\(", text)) <= FUNCTIONS, f"{line.name}: {column}"
            assert text.count("(") == text.count(")")
        assert bool(line.cells["constraint"]) == bool(three(line.cells, "constraint_message")[0]), line.name
        seen[line.name] = line
    assert conditions >= 6


def test_other_is_asked_in_words(one: Instrument) -> None:
    """Wherever "other" can be chosen, the next question asks which, only of those who chose it; or_other is never used."""
    lines = list(one.questions)
    found = 0
    for at, line in enumerate(lines):
        assert not line.cells["type"].endswith("or_other")
        if line.list_name and "other" in {choice["name"] for choice in one.lists[line.list_name]}:
            follow = lines[at + 1]
            condition = f"selected(${{{line.name}}}, 'other')" if line.kind == "select_multiple" else f"${{{line.name}}} = 'other'"
            assert (follow.name, follow.kind, follow.cells["relevant"]) == (f"{line.name}_other", "text", condition)
            found += 1
    assert found == 3


def test_numbers_have_bounds_that_the_message_says(one: Instrument) -> None:
    """A whole number has a least and a greatest value, and the message in each language names both."""
    integers = [line for line in one.questions if line.kind == "integer"]
    assert len(integers) == (8 if one.name == "theologians" else 10)
    for line in integers:
        bounds = re.findall(r"\d+", line.cells["constraint"])
        assert len(bounds) == 2
        for words in three(line.cells, "constraint_message"):
            assert re.findall(r"\d+", words) == bounds, f"{line.name}: {words}"


def test_staff_parts_must_make_the_total(one: Instrument) -> None:
    """The five kinds of specialists are parts of the number of all; the women theologians needed fit into all needed."""
    (parts,) = [line for line in one.lines if line.cells["saraptama::total"]]
    assert parts.cells["saraptama::total"] == "${staff_total}"
    assert parts.cells["appearance"] == ""
    assert [line.name.removeprefix("staff_") for line in one.members(parts.name)] == [
        "women_theologians", "men_theologians", "psychologists", "social", "others",
    ]  # fmt: skip
    assert {line.kind for line in one.members(parts.name)} == {"integer"}
    (need,) = [line for line in one.questions if line.name == "need_women_theologians"]
    assert need.cells["constraint"] == ". >= 0 and . <= coalesce(${need_specialists}, 200)"


def test_of_seven_risks_three_are_ranked(one: Instrument) -> None:
    """The limit of the ranking, its constraint and its words agree."""
    (ranking,) = [line for line in one.questions if line.kind == "rank"]
    assert len(one.lists[ranking.list_name]) == 7
    assert ranking.cells["saraptama::limit"] == "3"
    assert ranking.cells["constraint"] == "count-selected(.) <= 3"
    assert all("3" in words for words in three(ranking.cells, "constraint_message"))


def test_overstated_reports_are_counted_from_none_to_ten(one: Instrument) -> None:
    """Of ten reports 0 to 10 can be overstated; who has seen none has an option of his own, apart from 0."""
    assert [choice["name"] for choice in one.lists["of_ten"]] == [*map(str, range(11)), "not_seen"]
    (counted,) = [line for line in one.questions if line.list_name == "of_ten"]
    assert (counted.name, counted.cells["appearance"]) == ("reports_overstated", "columns-pack")


def test_open_questions_ask_to_leave_out_names(one: Instrument) -> None:
    """In a group of five a name or a village points to a person, so every open question asks to leave them out."""
    for line in one.questions:
        if line.cells["appearance"] == "multiline":
            assert line.kind == "text"
            for words, ask in zip(three(line.cells, "hint"), NO_NAMES, strict=True):
                assert words.endswith(ask), line.name


def test_answers_that_point_to_a_person_can_be_made_coarse(one: Instrument) -> None:
    """Profession, region, years and sex name a coarse list, and each of their options names its place in it."""
    marked = {line.name: line.cells["saraptama::identifying"] for line in one.questions if line.cells["saraptama::identifying"]}
    assert marked == {
        "profession": "profession_coarse", "region": "region_coarse", "region_other": "region_coarse", "years": "years_coarse", "sex": "sex",
    }  # fmt: skip
    by_name = {line.name: line for line in one.questions}
    for name, coarse in marked.items():
        targets = {choice["name"] for choice in one.lists[coarse]}
        for choice in one.lists.get(by_name[name].list_name, ()):
            assert choice["saraptama::coarse"] in targets, (name, choice["name"])
    joined = {choice["name"]: choice["saraptama::coarse"] for choice in one.lists["region"]}
    assert joined["zhezkazgan"] == joined["karaganda"] == "north_centre"
    assert joined["kaskelen"] == joined["shymkent"] == "south"


def test_no_list_is_left_over(one: Instrument) -> None:
    """Every choice list is used and every used list exists."""
    used = {line.list_name for line in one.questions if line.list_name} | {
        line.cells["saraptama::identifying"] for line in one.questions
    }
    assert used - {""} == one.lists.keys()


def test_an_anonymous_study_gets_nothing_that_tells_time_or_device(one: Instrument) -> None:
    """Only plain types of question: no start, end, today, deviceid, audit, file or calculation."""
    assert {line.kind for line in one.questions} == {"text", "integer", "select_one", "select_multiple", "rank"}
    assert not any(line.cells[column] for line in one.lines for column in ("calculation", "default", "parameters"))


def test_settings_name_the_version_and_three_titles(one: Instrument) -> None:
    """The form id is the name of the file; version as year and number; Russian is what other tools fall back to."""
    assert one.settings["form_id"] == one.name
    assert re.fullmatch(r"20\d\d-\d+", one.settings["version"])
    assert one.settings["default_language"] == LANGUAGES["ru"]
    assert one.settings["form_title"] in {words[1] for where, _, words in wordings(one) if where == "settings"}


def test_workbook_is_kind_to_the_editor(one: Instrument) -> None:
    """Headers are frozen, columns wide enough to read, words wrapped, cells kept as text."""
    book = load_workbook(place(one.name))
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert (book["survey"].freeze_panes, book["choices"].freeze_panes, book["settings"].freeze_panes) == ("C2", "C2", "A2")
    for sheet in book.worksheets:
        for at, cell in enumerate(sheet[2], start=1):
            assert cell.alignment.wrap_text
            assert cell.number_format == "@"
            assert sheet.column_dimensions[get_column_letter(at)].width >= 10


def test_workbook_tells_neither_author_nor_clock(one: Instrument) -> None:
    """Document properties and the archive itself hold no name, no program, no time of saving."""
    with zipfile.ZipFile(place(one.name)) as archive:
        core = archive.read("docProps/core.xml").decode()
        application = archive.read("docProps/app.xml").decode()
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 1, 1, 0, 0, 0)}
    assert re.findall(r"<dc:creator>(.*?)</dc:creator>", core) == [""]
    assert "lastModifiedBy" not in core
    assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2026-01-01T00:00:00Z"}
    assert "Application" not in application
