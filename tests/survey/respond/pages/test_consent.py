"""The consent text: composed from the settings of the study, complete, in three languages, and no promise beyond them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from questionnaires.models import Study
from survey.respond.consent import compose, last_day

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def study(**settings: Any) -> Study:
    made: dict[str, Any] = {
        "slug": "oralu", "title": {"en": "Return", "ru": "Возвращение", "kk": "Оралу"}, "readers": 4, "k": 5, "plan": "closing", "under_k": "coarsen",
        "travelling": ["profession"], "withdraw_until": date(2027, 1, 31), "mode": "anonymous", "contact": "", "created_at": NOW,
    }  # fmt: skip
    return Study(**{**made, **settings})


def text(shown: dict[str, Any]) -> str:
    return " ".join(words for fact in shown["facts"] for words in fact)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ru", "до 31 января 2027 года включительно"),
        ("kk", "2027 жылғы 31 қаңтарға дейін (сол күнді қоса алғанда)"),
        ("en", "until 31 January 2027, that day included"),
    ],
)
def test_the_last_day_is_included_and_the_text_says_so(language: str, said: str) -> None:
    """A date given as the last day includes that day, in words of each language."""
    assert last_day(date(2027, 1, 31), language) == said
    assert said in text(compose(study())[language])


@pytest.mark.parametrize(
    ("readers", "said"),
    [(1, "Ответы читает 1 исследователь."), (3, "Ответы читают 3 исследователя."), (11, "Ответы читают 11 исследователей.")],
)
def test_how_many_read_is_said_in_the_right_form(readers: int, said: str) -> None:
    """Russian has three forms of the plural."""
    assert said in text(compose(study(readers=readers))["ru"])


def test_the_same_facts_in_the_same_order_in_every_language() -> None:
    """Eight facts, three boxes of which only the first is needed; nothing of another language is left in a text."""
    composed = compose(study())
    assert list(composed) == ["kk", "ru", "en"]
    assert {len(shown["facts"]) for shown in composed.values()} == {8}
    for shown in composed.values():
        assert [tick["name"] for tick in shown["ticks"]] == ["take_part", "may_quote", "may_archive"]
        assert [tick["required"] for tick in shown["ticks"]] == [True, False, False]
        assert all(words and "%" not in words for fact in shown["facts"] for words in fact)
    assert composed["kk"]["title"] == "Оралу"
    for ours, theirs in zip(composed["kk"]["facts"], composed["en"]["facts"], strict=True):
        assert ours[0] != theirs[0]
        assert ours[1] != theirs[1]


def test_every_setting_that_is_a_promise_changes_the_text() -> None:
    """k, release plan, what happens to small groups, last day, readers, what travels, contact, mode: none is said without being set."""
    plain = {language: text(shown) for language, shown in compose(study()).items()}
    changes: list[dict[str, Any]] = [
        {"k": 7}, {"plan": "interim"}, {"under_k": "discard"}, {"withdraw_until": None}, {"readers": 2}, {"travelling": []},
        {"contact": "team@example.org"}, {"mode": "confidential"},
    ]  # fmt: skip
    for change in changes:
        for language, shown in compose(study(**change)).items():
            assert text(shown) != plain[language], (change, language)


def test_the_consent_says_what_can_still_betray_and_never_anonymous() -> None:
    """Own words, the time of a visit, a taken server; "we cannot link", never "anonymous"."""
    shown = compose(study())["en"]
    for words in ("Your own words", "the time when your phone visited", "took the running server together with its key"):
        assert words in text(shown)
    assert "anonym" not in json.dumps(compose(study()), ensure_ascii=False).lower()
    assert "аноним" not in json.dumps(compose(study()), ensure_ascii=False).lower()


def test_attributes_are_named_as_people_call_them() -> None:
    """A label of the team wins, a common attribute has a name, another stands as it is."""
    shown = compose(study(travelling=["profession", "wave", "centre"]), labels={"wave": {"ru": "волна опроса"}})["ru"]
    assert "профессия, волна опроса, центр" in text(shown)


def test_days_of_backups_are_said_when_they_are_known() -> None:
    """Deleted answers live on in backups for so many days: only said where the operator has said it."""
    assert "Backups keep deleted answers for 14 more days." in text(compose(study(), backup_days=14)["en"])
    assert "Backups" not in text(compose(study())["en"])


def test_the_text_can_be_stored_and_hashed() -> None:
    """Plain data: what comes back from JSON is equal."""
    composed = compose(study())
    assert json.loads(json.dumps(composed, ensure_ascii=False)) == composed
