"""A questionnaire as JSON and back, without loss: the content of a published version.

Every part is an object of its fields; a field that has its default is left out, and so is the place in a workbook. A wording is an
object by language, pairs are lists of two, an expression is its text, a broken one {"broken": text}. Nothing depends on the order of
keys except the order of languages in a wording, which JSON texts keep.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

from questionnaires.expressions import BrokenExpression, Expression, parse
from questionnaires.instrument import Questionnaire
from questionnaires.questions import TYPES, Choice, ChoiceList, Group, Missing, Question
from questionnaires.texts import Text

#: Raised when a stored field changes its meaning, never when one is added.
FORMAT = 1

_LOGIC = frozenset({"relevant", "required", "constraint", "read_only", "calculation", "choice_filter"})
_PAIRS = frozenset({"extra", "parameters", "settings"})
_TEXTS = frozenset({"label", "hint", "required_message", "constraint_message", "title"})
_WORDS = frozenset({"appearance", "languages"})


def _stored_fields(part: Any) -> tuple[Field[Any], ...]:
    return tuple(field for field in fields(part) if field.name != "place")


def _encoded(value: Any) -> Any:
    if isinstance(value, Text):
        return dict(value)
    if isinstance(value, Expression):
        return value.text
    if isinstance(value, BrokenExpression):
        return {"broken": value.text}
    if isinstance(value, (Question, Group, Choice, ChoiceList)):
        return _object(value)
    if isinstance(value, tuple):
        return [_encoded(part) for part in value]
    return str(value) if isinstance(value, Missing) else value


def _object(part: Any) -> dict[str, Any]:
    stored: dict[str, Any] = {}
    if isinstance(part, (Question, Group)):
        stored["type"] = part.type if isinstance(part, Question) else "group"
    for place in _stored_fields(part):
        value = getattr(part, place.name)
        if place.default is MISSING or value != place.default:
            stored[place.name] = _encoded(value)
    return stored


def to_json(questionnaire: Questionnaire) -> dict[str, Any]:
    """The questionnaire as JSON values: `from_json(to_json(q)) == q`, and equal questionnaires give equal JSON."""
    return {"format": FORMAT, **_object(questionnaire)}


def to_text(questionnaire: Questionnaire) -> str:
    """The JSON as one line of text: what a published version keeps."""
    return json.dumps(to_json(questionnaire), ensure_ascii=False, separators=(",", ":"))


def _logic(stored: Any) -> Expression | BrokenExpression | None:
    if isinstance(stored, Mapping):
        return BrokenExpression(stored["broken"])
    return None if stored is None else parse(stored)


def _choice(stored: Mapping[str, Any]) -> Choice:
    return Choice(**_arguments(stored))


def _list(stored: Mapping[str, Any]) -> ChoiceList:
    return ChoiceList(stored["name"], tuple(_choice(choice) for choice in stored["choices"]))


def _item(stored: Mapping[str, Any]) -> Question | Group:
    kind = stored["type"]
    if kind == "group":
        return Group(**_arguments(stored))
    if kind not in TYPES:
        raise ValueError(
            f"the stored questionnaire has a question of the type {kind!r}, which this version of the program does not know"
        )
    return TYPES[kind](**_arguments(stored))


_PARTS: dict[str, Callable[[Mapping[str, Any]], Any]] = {"items": _item, "lists": _list}


def _decoded(name: str, value: Any) -> Any:
    if name in _TEXTS:
        return Text(tuple(value.items()))
    if name in _LOGIC:
        return _logic(value)
    if name in _PAIRS:
        return tuple((key, said) for key, said in value)
    if name in _WORDS:
        return tuple(value)
    if name in _PARTS:
        return tuple(_PARTS[name](part) for part in value)
    return Missing(value) if name == "missing" and value is not None else value


def _arguments(stored: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _decoded(name, value) for name, value in stored.items() if name not in {"type", "format"}}


def from_json(stored: Mapping[str, Any]) -> Questionnaire:
    """The questionnaire that `to_json` stored. Raises ValueError when a later version of the program stored it."""
    if stored.get("format") != FORMAT:
        raise ValueError(
            f"the stored questionnaire has the format {stored.get('format')!r}; this version of the program reads {FORMAT}"
        )
    return Questionnaire(**_arguments(stored))


def from_text(stored: str) -> Questionnaire:
    """The questionnaire in a published version's content."""
    return from_json(json.loads(stored))
