"""Functions of dates and times; the day is that of the time zone of `now`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from questionnaires.expressions.compilation import text, value
from questionnaires.expressions.registry import Closure, Context, Kind, function
from questionnaires.expressions.tree import Node
from questionnaires.expressions.values import NAN, day_of, days_of

#: Short names of months and days (Monday first), as calendars print them.
_MONTHS = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "ru": ("янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "kk": ("қаң", "ақп", "нау", "сәу", "мам", "мау", "шіл", "там", "қыр", "қаз", "қар", "жел"),
}
_WEEKDAYS = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "ru": ("пн", "вт", "ср", "чт", "пт", "сб", "вс"),
    "kk": ("дс", "сс", "ср", "бс", "жм", "сб", "жс"),
}
_SIGNS = re.compile(r"%([YymnbdeHhMS3a])")


@function("today", 0, 0, Kind.DAY)
def today(arguments: Sequence[Node]) -> Closure:  # noqa: ARG001
    """The day of `now`, without a time."""
    return lambda context: context.now.date()


@function("now", 0, 0, Kind.DAY)
def now(arguments: Sequence[Node]) -> Closure:  # noqa: ARG001
    """The moment of `now`, with its offset."""
    return lambda context: context.now


def _local(found: date, zone: tzinfo) -> date:
    return found.astimezone(zone) if isinstance(found, datetime) and found.tzinfo else found


@function("date", 1, 1, Kind.DAY)
def date_(arguments: Sequence[Node]) -> Closure:
    """The day in a text or in a number of days since 1970-01-01, without a time; "" where there is none."""
    run = value(arguments[0])

    def day(context: Context) -> date | str:
        found = day_of(run(context), context.zone)
        if found is None:
            return ""
        local = _local(found, context.zone)
        return local.date() if isinstance(local, datetime) else local

    return day


@function("decimal-date-time", 1, 1, Kind.NUMBER)
def decimal_date_time(arguments: Sequence[Node]) -> Closure:
    """Days since 1970-01-01T00:00Z with a fraction."""
    run = value(arguments[0])

    def days(context: Context) -> float:
        found = day_of(run(context), context.zone)
        return NAN if found is None else days_of(found, context.zone)

    return days


def _written(found: date, pattern: str, language: str) -> str:
    moment = found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)  # noqa: DTZ001  # a day has no zone
    signs = {
        "Y": f"{moment.year:04}", "y": f"{moment.year % 100:02}", "m": f"{moment.month:02}", "n": f"{moment.month}",
        "b": _MONTHS.get(language, _MONTHS["en"])[moment.month - 1], "d": f"{moment.day:02}", "e": f"{moment.day}",
        "H": f"{moment.hour:02}", "h": f"{moment.hour}", "M": f"{moment.minute:02}", "S": f"{moment.second:02}",
        "3": f"{moment.microsecond // 1000:03}", "a": _WEEKDAYS.get(language, _WEEKDAYS["en"])[moment.weekday()],
    }  # fmt: skip
    return _SIGNS.sub(lambda sign: signs[sign[1]], pattern)


def _format(arguments: Sequence[Node]) -> Closure:
    run, pattern = value(arguments[0]), text(arguments[1])

    def written(context: Context) -> str:
        found = day_of(run(context), context.zone)
        return "" if found is None else _written(_local(found, context.zone), pattern(context), context.language)

    return written


function("format-date", 2, 2, Kind.TEXT)(_format)
function("format-date-time", 2, 2, Kind.TEXT)(_format)
