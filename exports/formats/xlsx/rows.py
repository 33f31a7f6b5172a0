"""Rows of a sheet as XML, streamed: every text an inline string, so that none can be a formula and no table of strings grows in memory."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from xml.sax.saxutils import escape

from exports.formats.xlsx.cells import FORMULA_STARTS, escape_text


class Mark(str):
    """A text that stands for an absent value, such as "[not asked]": drawn in grey, and no answer."""

    __slots__ = ()


Value = str | int | float | date | None

#: Excel counts days from here; its false 29 February 1900 lies before every date we write.
_EPOCH = date(1899, 12, 30).toordinal()
#: Beyond 15 digits Excel rounds: such numbers are written as texts.
_EXACT = 10**15
#: Rows joined before they are encoded, and the length up to which a text is expected to come again (choices do, answers do not).
_BATCH = 200
_OFTEN = 64
_MOST_KEPT = 5_000
#: A line of 11-point text, the air around a text, the highest row, in points; and how much of a column's width words fill before they wrap.
_LINE, _AIR, _HIGHEST, _FILLED = 15.0, 2.0, 409.0, 0.9


@dataclass(frozen=True, kw_only=True)
class Styles:
    """Numbers of cell styles for one column: plain texts and numbers, texts that look like formulas, marks, dates."""

    plain: int
    quoted: int
    mark: int
    date: int


@cache
def column_letters(number: int) -> str:
    """The letters of a column, from 1: A, Z, AA, XFD."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _text(value: str, style: int) -> str:
    safe = escape(escape_text(value))
    space = ' xml:space="preserve"' if safe[:1] <= " " or safe[-1:] <= " " else ""
    return f'" s="{style}" t="inlineStr"><is><t{space}>{safe}</t></is></c>'


def _tail(value: Value, styles: Styles) -> str:
    """What follows the address in the cell's XML."""
    if isinstance(value, Mark):
        return _text(value, styles.mark)
    if isinstance(value, str):
        return _text(value, styles.quoted if value[:1] in FORMULA_STARTS else styles.plain)
    if isinstance(value, date):
        return f'" s="{styles.date}"><v>{value.toordinal() - _EPOCH}</v></c>'
    if isinstance(value, bool) or value is None:
        raise TypeError(f"a cell holds texts, numbers and dates, not {type(value).__name__}")
    if (isinstance(value, float) and not math.isfinite(value)) or abs(value) >= _EXACT:
        return _text(str(value), styles.plain)
    return f'" s="{styles.plain}"><v>{value!r}</v></c>'


def _keep(known: dict[str | int, str], value: str | int, tail: str) -> None:
    if len(known) < _MOST_KEPT:
        known[value] = tail


def text_height(text: str, width: float) -> float:
    """About how high a wrapped text stands in a column of that width, in points: spreadsheets keep what they are told until a cell changes."""
    lines = sum(-(-len(line) // max(1, int(width * _FILLED))) or 1 for line in text.split("\n"))
    return min(_HIGHEST, lines * _LINE + _AIR)


def rows_xml(
    rows: Iterable[Sequence[Value]],
    *,
    first: int,
    styles: Sequence[Styles],
    height: int | None = None,
    wrapped: Mapping[int, float] = MappingProxyType({}),
) -> Iterator[bytes]:
    """The `<row>` elements in batches, UTF-8; `first` is the number of the first row from 1.

    None and "" leave a cell empty. Each row has at most as many values as there are column styles. Rows are `height` points high, or as
    high as the texts in `wrapped` columns (index from 0, width in characters) need.
    """
    kept: dict[Styles, dict[str | int, str]] = {style: {} for style in styles}
    columns = [(f'<c r="{column_letters(number)}', kept[style].get, style) for number, style in enumerate(styles, 1)]
    fixed = f' ht="{height}" customHeight="1"' if height else ""
    waiting: list[str] = []
    for number, row in enumerate(rows, first):
        at = str(number)
        if wrapped and not height:
            needed = max(
                (text_height(text, width) for place, width in wrapped.items() if isinstance(text := row[place], str)), default=_LINE
            )
            fixed = f' ht="{needed:g}"'
        parts = [f'<row r="{at}"{fixed}>']
        for (address, known, style), value in zip(columns, row, strict=False):
            if value is None or value == "":
                continue
            # Only texts and whole numbers themselves are looked up: a mark equals its text, and 1.0 equals 1.
            kind = value.__class__
            tail = known(value) if kind is str or kind is int else None  # type: ignore[arg-type]
            if tail is None:
                tail = _tail(value, style)
                if kind is int or (kind is str and len(value) <= _OFTEN):  # type: ignore[arg-type]
                    _keep(kept[style], value, tail)  # type: ignore[arg-type]
            parts += (address, at, tail)
        parts.append("</row>")
        waiting.append("".join(parts))
        if len(waiting) == _BATCH:
            yield "".join(waiting).encode()
            waiting.clear()
    if waiting:
        yield "".join(waiting).encode()
