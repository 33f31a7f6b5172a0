"""Small questionnaires for tests, and the clock they are read by."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from questionnaires.expressions import parse
from questionnaires.instrument import Questionnaire
from questionnaires.questions import Choice, ChoiceList, Group, Missing, Question
from questionnaires.texts import Text

#: Three in the afternoon in Almaty.
NOW = datetime(2026, 11, 22, 15, 0, tzinfo=timezone(timedelta(hours=5)))


def said(kk: str, ru: str = "", en: str = "") -> Text:
    """A wording in three languages, or the same words in all."""
    return Text.of({"kk": kk, "ru": ru or kk, "en": en or kk})


def options(name: str, *names: str, **reasons: Missing) -> ChoiceList:
    """A list of options; keyword ones stand for no answer."""
    plain = tuple(Choice(name=option, label=said(f"Нұсқа {option}", f"Вариант {option}", f"Option {option}")) for option in names)
    special = tuple(Choice(name=option, label=said(option), missing=reason) for option, reason in reasons.items())
    return ChoiceList(name, plain + special)


YES_NO = options("yes_no", "yes", "no", cannot_say=Missing.DONT_KNOW, rather_not=Missing.REFUSED)
SCALE = options("scale", "1", "2", "3", "4", "5")
WITH = ChoiceList(
    "with",
    (
        Choice(name="women", label=said("Әйелдер", "Женщины", "Women")),
        Choice(name="children", label=said("Балалар", "Дети", "Children")),
        Choice(name="none", label=said("Осылардың ешқайсысы", "Ничего из этого", "None of these"), exclusive=True),
    ),
)


def asks(*items: Question | Group) -> Questionnaire:
    """A questionnaire of these questions."""
    return Questionnaire(
        name="small",
        title=said("Шағын", "Малая", "Small"),
        version="1",
        default_language="ru",
        languages=("kk", "ru", "en"),
        items=items,
        lists=(YES_NO, SCALE, WITH),
    )


__all__ = ["NOW", "asks", "options", "parse", "said"]
