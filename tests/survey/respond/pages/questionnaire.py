"""A small questionnaire with every kind of question that the pages draw, in three languages."""

from __future__ import annotations

from questionnaires.expressions import parse
from questionnaires.instrument import Questionnaire
from questionnaires.questions import (
    Acknowledge,
    Choice,
    ChoiceList,
    DateQuestion,
    DecimalQuestion,
    Group,
    IntegerQuestion,
    Missing,
    Note,
    RangeQuestion,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from questionnaires.texts import Text


def said(en: str, ru: str = "", kk: str = "") -> Text:
    return Text.of({"kk": kk, "ru": ru, "en": en})


def choices(name: str, *labels: Text, missing: tuple[str, Missing, Text] | None = None, alone: str = "") -> ChoiceList:
    made = [Choice(name=str(number), label=label) for number, label in enumerate(labels, 1)]
    if missing:
        made.append(Choice(name=missing[0], label=missing[2], missing=missing[1]))
    if alone:
        made.append(Choice(name="none", label=said(alone, "Ничего из этого", "Осылардың ешқайсысы"), exclusive=True))
    return ChoiceList(name, tuple(made))


CANNOT_SAY = ("cannot_say", Missing.DONT_KNOW, said("Cannot say", "Не могу оценить", "Бағалай алмаймын"))
FIVE = (
    said("Not at all", "Совсем нет", "Мүлдем емес"),
    said("Slightly", "В малой мере", "Аздап"),
    said("Partly", "Отчасти", "Ішінара"),
    said("Largely", "Во многом", "Едәуір"),
    said("Fully", "В полной мере", "Толық"),
)

LISTS = (
    choices("five", *FIVE, missing=CANNOT_SAY),
    choices("yes", said("Yes", "Да", "Иә"), said("No", "Нет", "Жоқ")),
    choices("places", said("West", "Запад", "Батыс"), said("South", "Юг", "Оңтүстік"), said("Other", "Другое", "Басқа")),
    choices("help", said("Talks", "Беседы", "Әңгіме"), said("Books", "Книги", "Кітаптар"), alone="None of these"),
    choices(
        "risks", said("Poverty", "Бедность", "Жоқшылық"), said("Blame", "Осуждение", "Айыптау"), said("Kin", "Родные", "Туыстары")
    ),
    ChoiceList("ten", tuple(Choice(name=str(n), label=said(str(n), str(n), str(n))) for n in range(11))),
)

ABOUT = Group(
    name="about",
    label=said("About you", "О вас", "Сіз туралы"),
    items=(
        SelectOne(
            name="place", label=said("Which part of the country?", "В какой части страны?", "Елдің қай бөлігі?"), list_name="places"
        ),
        TextQuestion(
            name="place_other", label=said("Which one?", "Какая это часть?", "Қай бөлігі?"), relevant=parse("${place} = '3'")
        ),
        SelectMultiple(name="help", label=said("What helps?", "Что помогает?", "Не көмектеседі?"), list_name="help"),
        SelectOne(
            name="trained", label=said("Trained?", "Есть ли обучение?", "Оқыдыңыз ба?"), list_name="yes", required=parse("true()")
        ),
    ),
)
GRID = Group(
    name="change",
    label=said("How achievable is each?", "Насколько достижимо каждое?", "Әрқайсысына қаншалықты қол жетеді?"),
    items=(
        Group(
            name="ach",
            label=said(
                "How achievable is each in your practice?", "Насколько достижимо в вашей практике?", "Тәжірибеңізде қаншалықты?"
            ),
            appearance=("table-list",),
            items=(
                SelectOne(name="takfir", label=said("No takfir", "Нет такфира", "Тәкфир жоқ"), list_name="five"),
                SelectOne(
                    name="state", label=said("The secular state", "Светское государство", "Зайырлы мемлекет"), list_name="five"
                ),
            ),
        ),
        SelectOne(
            name="fit",
            label=said("How well do tools fit?", "Насколько подходят?", "Қаншалықты сай?"),
            list_name="five",
            appearance=("likert",),
        ),
        SelectOne(
            name="overstated",
            label=said("How many of ten?", "Сколько из десяти?", "Онның нешеуі?"),
            list_name="ten",
            appearance=("columns-pack",),
        ),
        TextQuestion(
            name="why",
            label=said("Why does this happen?", "Почему так происходит?", "Неге бұлай болады?"),
            hint=said("Who sets the indicators?", "Кто задаёт показатели?", "Көрсеткішті кім белгілейді?"),
            appearance=("multiline",),
            relevant=parse("${overstated} != '' and ${overstated} != '0'"),
        ),
    ),
)
NUMBERS = Group(
    name="numbers",
    label=said("Specialists", "Специалисты", "Мамандар"),
    items=(
        IntegerQuestion(name="total", label=said("In all", "Всего", "Барлығы"), constraint=parse(". >= 0 and . <= 200")),
        Group(
            name="parts",
            label=said("Of them", "Из них", "Оның ішінде"),
            total="total",
            items=(
                IntegerQuestion(name="women", label=said("Women", "Женщины", "Әйелдер"), constraint=parse(". >= 0 and . <= 200")),
                IntegerQuestion(name="men", label=said("Men", "Мужчины", "Ерлер"), constraint=parse(". >= 0 and . <= 200")),
            ),
        ),
        DecimalQuestion(name="share", label=said("Share of time", "Доля времени", "Уақыт үлесі")),
        DateQuestion(name="since", label=said("Since when?", "С какого дня?", "Қай күннен бері?")),
        RangeQuestion(
            name="sure",
            label=said("How sure?", "Насколько вы уверены?", "Қаншалықты сенімдісіз?"),
            parameters=(("start", "0"), ("end", "5"), ("step", "1")),
        ),
    ),
)
CHILDREN = Group(
    name="children",
    label=said("Children", "Дети", "Балалар"),
    relevant=parse("${trained} = '1'"),
    items=(
        TextQuestion(
            name="children_open",
            label=said("What helps them?", "Что им помогает?", "Оларға не көмектеседі?"),
            appearance=("multiline",),
        ),
    ),
)
RISKS = Group(
    name="risks",
    label=Text(),
    items=(
        Rank(
            name="risks_ranked",
            label=said("What could draw a woman back?", "Что может вернуть к прежнему?", "Бұрынғыға не қайтаруы мүмкін?"),
            hint=said("Two at most.", "Не больше двух.", "Ең көбі екеуі."),
            list_name="risks",
            limit=2,
        ),
    ),
)
LAST = Group(
    name="last",
    label=said("At the end", "В конце", "Соңында"),
    items=(
        Note(name="thanks", label=said("One more thing.", "И ещё одно.", "Тағы бірі.")),
        SelectOne(name="region", label=said("Region", "Регион", "Өңір"), list_name="places", appearance=("minimal",)),
        Acknowledge(name="read", label=said("The leaflet", "Памятка", "Жадынама")),
    ),
)

QUESTIONNAIRE = Questionnaire(
    name="small",
    title=said("A small survey", "Небольшой опрос", "Шағын сауалнама"),
    version="1",
    default_language="ru",
    languages=("kk", "ru", "en"),
    items=(ABOUT, GRID, NUMBERS, CHILDREN, RISKS, LAST),
    lists=LISTS,
)
