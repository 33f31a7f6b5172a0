"""Typed answers as the JSON values that are stored, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from questionnaires.questions import DateQuestion, Question


def stored(value: Any) -> Any:
    """The JSON form of a typed answer: days as ISO text, everything else as it is."""
    return value.isoformat() if isinstance(value, date) else value


def restored(question: Question, value: Any) -> Any:
    """The typed answer of its JSON form."""
    return date.fromisoformat(value) if isinstance(question, DateQuestion) and isinstance(value, str) else value
