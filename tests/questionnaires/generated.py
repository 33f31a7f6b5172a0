"""Questionnaires as chance makes them, with everything in them that a workbook can say."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import strategies as st

from questionnaires.expressions import BrokenExpression, parse
from questionnaires.instrument import Questionnaire
from questionnaires.questions import TYPES, Calculate, Choice, ChoiceList, ChoiceQuestion, Group, Missing, Question, Rank
from questionnaires.texts import Text

LETTERS = string.ascii_lowercase + "әғқңөұүһіжю"
NAMES = st.text(LETTERS, min_size=1, max_size=6).map(lambda name: f"q{name}")
#: What people write, formulas, escapes and emoji among it; what no XML holds is left to the writer's own test.
WORDINGS = st.one_of(
    st.sampled_from(
        ["=1+1", "+7 701", "-5", "@сарапшы", "_x0041_", "a\nb", "🌾 дала", "'", '"', "<b>&amp;</b>", " x ", "1.0", "TRUE"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=12),
).filter(lambda words: bool(words.strip()) and words not in {"#REF!", "#N/A"})
CELLS = st.text(LETTERS + string.digits, min_size=1, max_size=8).filter(lambda cell: cell not in {"yes", "no"})
LOGIC = st.sampled_from(
    [
        None,
        None,
        parse("${qa} = 'ә'"),
        parse(". > 1 and true()"),
        parse("1 +  2"),
        BrokenExpression("slected("),
        BrokenExpression("=1"),
    ]
)
LANGUAGES = st.lists(st.sampled_from(["kk", "ru", "en", "de", "Deutsch"]), unique=True, max_size=3).map(tuple)


def texts(languages: tuple[str, ...]) -> st.SearchStrategy[Text]:
    """A wording that is missing in any of the languages."""
    return st.tuples(*[st.one_of(st.just(""), WORDINGS) for _ in languages or ("",)]).map(
        lambda words: Text.of(dict(zip(languages or ("",), words, strict=True)))
    )


EXTRA = st.sampled_from([(), (("note to self", "x"),), (("note to self", "=1"), ("Zweck", "ә"))])


@st.composite
def questions(draw: Any, languages: tuple[str, ...], lists: tuple[str, ...]) -> Question:
    """One question of any type."""
    kind = TYPES[draw(st.sampled_from(sorted(TYPES)))]
    fields: dict[str, Any] = {}
    if issubclass(kind, ChoiceQuestion):
        fields = {"list_name": draw(st.sampled_from(lists)), "choice_filter": draw(LOGIC)}
    if kind is Rank:
        fields["limit"] = draw(st.sampled_from([None, 1, 3]))
    if kind is Calculate:
        fields["calculation"] = draw(LOGIC)
    return kind(
        name=draw(NAMES),
        label=draw(texts(languages)),
        hint=draw(texts(languages)),
        relevant=draw(LOGIC),
        appearance=draw(st.sampled_from([(), ("multiline",), ("w1", "likert")])),
        extra=draw(EXTRA),
        required=draw(st.one_of(LOGIC, st.just(parse("true()")))),
        required_message=draw(texts(languages)),
        constraint=draw(LOGIC),
        constraint_message=draw(texts(languages)),
        read_only=draw(st.one_of(LOGIC, st.just(parse("true()")))),
        default=draw(st.one_of(st.just(""), WORDINGS)),
        parameters=draw(st.sampled_from([(), (("start", "1"), ("end", "5"))])),
        identifying=draw(st.sampled_from(["", *lists])),
        **fields,
    )


@st.composite
def groups(draw: Any, languages: tuple[str, ...], lists: tuple[str, ...], levels: int = 2) -> Group:
    """A group with questions and groups in it."""
    inside = questions(languages, lists)
    if levels:
        inside = st.one_of(inside, groups(languages, lists, levels - 1))
    return Group(
        name=draw(NAMES),
        label=draw(texts(languages)),
        hint=draw(texts(languages)),
        relevant=draw(LOGIC),
        appearance=draw(st.sampled_from([(), ("table-list",)])),
        extra=draw(EXTRA),
        items=tuple(draw(st.lists(inside, max_size=3))),
        total=draw(st.sampled_from(["", "qall"])),
    )


@st.composite
def choices(draw: Any, languages: tuple[str, ...]) -> Choice:
    """One option."""
    return Choice(
        name=draw(CELLS),
        label=draw(texts(languages)),
        missing=draw(st.sampled_from([None, Missing.REFUSED, Missing.DONT_KNOW, Missing.NOT_APPLICABLE])),
        exclusive=draw(st.booleans()),
        coarse=draw(st.one_of(st.just(""), CELLS)),
        extra=draw(st.sampled_from([(), (("region", "оңтүстік"),)])),
    )


@st.composite
def questionnaires(draw: Any) -> Questionnaire:
    """A questionnaire, sound or not."""
    languages = draw(LANGUAGES)
    names = ("бір", "two")
    lists = tuple(ChoiceList(name, tuple(draw(st.lists(choices(languages), min_size=1, max_size=3)))) for name in names)
    item = st.one_of(questions(languages, names), groups(languages, names))
    title = draw(texts(languages).filter(bool))
    return Questionnaire(
        name=draw(NAMES),
        title=title,
        version=draw(st.sampled_from(["", "2026-1", "007"])),
        default_language=draw(st.sampled_from(languages)) if languages else "",
        languages=languages,
        items=tuple(draw(st.lists(item, max_size=4))),
        lists=lists,
        settings=draw(st.sampled_from([(), (("style", "pages"),)])),
    )
