"""Values as expressions see them: numbers, texts, truth, days, and the ways from one to another.

An unanswered question reads as "", never as 0; a day counts as days since 1970-01-01 in the time zone of `now`.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time, tzinfo
from decimal import Decimal
from typing import Any

NAN = math.nan
_DAY_SECONDS = 86400.0
_NUMBER = re.compile(r"\s*-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\s*\Z")
_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(T.*)?\s*\Z", re.DOTALL)
_EXACT = 1e15


def text_of_number(number: float) -> str:
    """As XPath writes numbers: 1 for 1.0, never an exponent, NaN, Infinity."""
    if number != number:  # noqa: PLR0124  # NaN alone differs from itself
        return "NaN"
    if number in {math.inf, -math.inf}:
        return "Infinity" if number > 0 else "-Infinity"
    if number == int(number):
        return str(int(number))
    return format(Decimal(repr(number)), "f")


def text_of(value: Any) -> str:  # noqa: PLR0911  # one line for each kind of value
    """The string value."""
    if value.__class__ is str:
        return str(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return text_of_number(float(value))
    if isinstance(value, list):
        return " ".join(text_of(part) for part in value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value)


def days_of(day: date, zone: tzinfo) -> float:
    """Days since 1970-01-01T00:00Z, with the time of day as the fraction."""
    if isinstance(day, datetime):
        moment = day if day.tzinfo else day.replace(tzinfo=zone)
    else:
        moment = datetime(day.year, day.month, day.day, tzinfo=zone)
    return moment.timestamp() / _DAY_SECONDS


def day_of_text(text: str) -> date | None:
    """The date or datetime that a text in ISO form says, or None."""
    found = _DAY.match(text)
    if found is None:
        return None
    try:
        return datetime.fromisoformat(text.strip()) if found[2] else date.fromisoformat(found[1])
    except ValueError:
        return None


def day_of(value: Any, zone: tzinfo) -> date | None:
    """The date or datetime in a value: from ISO text, or from a number of days since 1970-01-01."""
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        found = day_of_text(value)
        if found is not None:
            return found
    number = number_of(value, zone)
    if not math.isfinite(number):
        return None
    try:
        return datetime.fromtimestamp(number * _DAY_SECONDS, zone)
    except (OverflowError, ValueError, OSError):
        return None


def number_of_text(text: str, zone: tzinfo) -> float:
    """The number that a text says; a date in ISO form is its days; NaN for everything else, "" included."""
    if _NUMBER.match(text):
        return float(text)
    day = day_of_text(text) if text else None
    return NAN if day is None else days_of(day, zone)


def number_of(value: Any, zone: tzinfo) -> float:
    """The numeric value."""
    kind = value.__class__
    if kind is float or kind is int:
        return float(value)
    if value is None:
        return NAN
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, date):
        return days_of(value, zone)
    return number_of_text(text_of(value), zone)


def truth_of(value: Any) -> bool:
    """The truth of a computed value: "" and 0 and NaN are false, every other text ("false" too) is true."""
    if isinstance(value, (int, float)):
        return bool(value) and value == value  # noqa: PLR0124
    if isinstance(value, date):
        return True
    return bool(value)


def equal(left: Any, right: Any, zone: tzinfo) -> bool:
    """XPath's `=` between computed values: as truths if one is a truth, as numbers if one is a number or a day, else as texts."""
    if left.__class__ is bool or right.__class__ is bool:
        return truth_of(left) == truth_of(right)
    if isinstance(left, (int, float, date)) or isinstance(right, (int, float, date)):
        return number_of(left, zone) == number_of(right, zone)
    return text_of(left) == text_of(right)


def rounded(number: float, places: float) -> float:
    """Half away from zero, on the digits as they are printed: -1.5 gives -2, 1.005 to two places gives 1.01."""
    if not math.isfinite(number) or not math.isfinite(places):
        return NAN if number != number or places != places else number  # noqa: PLR0124
    digits = max(-400, min(400, int(places)))
    if abs(number) >= _EXACT and digits >= 0:
        return number
    scaled = Decimal(repr(number)).scaleb(digits)
    whole = int(abs(scaled) + Decimal("0.5"))
    return float(Decimal(whole if scaled >= 0 else -whole).scaleb(-digits))


def tokens(value: Any) -> list[str]:
    """The options in the value of a question with several."""
    return [text_of(part) for part in value] if isinstance(value, list) else text_of(value).split()
