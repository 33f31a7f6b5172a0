"""Questionnaires as JSON: nothing is lost, nothing depends on where cells stood."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from questionnaires.expressions import BrokenExpression, parse
from questionnaires.instrument import Questionnaire
from questionnaires.questions import IntegerQuestion, Place, SelectOne, TextQuestion
from questionnaires.storage import from_json, from_text, to_json, to_text
from tests.questionnaires.generated import questionnaires
from tests.questionnaires.small import asks, said


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(questionnaires())
def test_nothing_is_lost(questionnaire: Questionnaire) -> None:
    """Through JSON text and back it is the same questionnaire with the same hash."""
    back = from_text(to_text(questionnaire))
    assert back == questionnaire
    assert back.content_hash == questionnaire.content_hash
    assert from_json(json.loads(json.dumps(to_json(questionnaire), ensure_ascii=True))) == questionnaire


def test_defaults_and_places_are_left_out() -> None:
    """The stored form is what was said, and no more; where a cell stood is not part of it."""
    question = IntegerQuestion(
        name="n", label=said("Қанша?", "Сколько?", "How many?"), constraint=parse(". >= 0"), place=Place("survey", 7)
    )
    stored = to_json(asks(question))
    assert stored["format"] == 1
    assert stored["items"] == [
        {"name": "n", "label": {"kk": "Қанша?", "ru": "Сколько?", "en": "How many?"}, "constraint": ". >= 0", "type": "integer"}
    ]
    assert asks(question).content_hash == asks(replace(question, place=None)).content_hash


def test_the_hash_changes_with_the_content() -> None:
    """One letter of one wording makes another version."""
    one = asks(TextQuestion(name="t", label=said("Неге?")))
    assert one.content_hash != asks(TextQuestion(name="t", label=said("Неге ?"))).content_hash
    assert len(one.content_hash) == 64


def test_expressions_are_stored_as_written() -> None:
    """A broken expression stays broken and stays whole."""
    form = asks(
        TextQuestion(name="a", relevant=BrokenExpression("slected(${b},'1'")), TextQuestion(name="b", relevant=parse("${a}  =  1"))
    )
    stored = to_json(form)
    assert [item["relevant"] for item in stored["items"]] == [{"broken": "slected(${b},'1'"}, "${a}  =  1"]
    assert from_json(stored) == form


def test_a_later_format_is_refused() -> None:
    """What a later version of the program stored is not guessed at."""
    with pytest.raises(ValueError, match="format 2"):
        from_json({**to_json(asks()), "format": 2})


def test_an_unknown_type_is_refused() -> None:
    """A stored question of a type that this version does not have is not dropped."""
    stored = to_json(asks(SelectOne(name="a", list_name="scale")))
    stored["items"][0]["type"] = "hologram"
    with pytest.raises(ValueError, match="hologram"):
        from_json(stored)
