"""Numbers as people type them: 3,5 and 3.5, 12 000, −5."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from questionnaires.answers.faults import UnreadableError
from questionnaires.wording import marked

#: Above it a JSON number in a browser is no longer exact.
LARGEST = 10**15
#: Longer than any number that fits under it, with as many digits after the comma.
MOST_DIGITS = 40

_GROUPED = re.compile(r"([+-]?\d{1,3})((?:[ '’]\d{3})+)((?:[.,]\d*)?)\Z")
_PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)\Z")
_BOTH = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3})+\.\d+|(?:\.\d{3})+,\d+)\Z")


def read_number(typed: str) -> Decimal:
    """The number that was typed, with a comma or a point, spaces between thousands, digits of any script.

    Raises UnreadableError "not-a-number" or "too-large".
    """
    text = " ".join(typed.split()).replace("−", "-").replace("–", "-")
    grouped = _GROUPED.match(text)
    if grouped:
        text = grouped[1] + re.sub(r"\D", "", grouped[2]) + grouped[3]
    if _BOTH.match(text):
        decimal_sign = max(",.", key=text.rfind)
        text = text.replace("." if decimal_sign == "," else ",", "")
    if len(text) > MOST_DIGITS or not _PLAIN.match(text):
        raise UnreadableError("not-a-number", marked("Write a number in digits, such as 12."))
    number = Decimal(text.replace(",", "."))
    if abs(number) > LARGEST:
        raise UnreadableError("too-large", marked("This number is too large. Check how many digits it has."))
    return number


def read_whole(typed: str) -> int:
    """The whole number that was typed. Raises UnreadableError, "not-whole" among others."""
    if len(typed) < 10 and typed.isascii() and typed.isdigit():  # as nearly everybody types it
        return int(typed)
    number = read_number(typed)
    if number != number.to_integral_value():
        raise UnreadableError(
            "not-whole",
            marked("Write a whole number: {low} or {high}, not {typed}."),
            low=math.floor(number),
            high=math.floor(number) + 1,
            typed=typed.strip(),
        )
    return int(number)
