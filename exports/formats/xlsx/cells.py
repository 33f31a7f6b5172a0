"""What a text must go through to stand in a cell as it is: never a formula, never an illegal character, never silently cut."""

from __future__ import annotations

import re
from collections.abc import Iterator

#: Excel's own limit, counted in UTF-16 code units.
LONGEST = 32_767

#: Characters that XML cannot hold or would change (CR becomes LF), and underscores that would be read back as such an escape.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

#: A text that begins so would become a formula when somebody edits its cell: such cells carry Excel's quote prefix.
FORMULA_STARTS = frozenset("=+-@\t\r")


def escape_text(text: str) -> str:
    r"""The text with characters that XML cannot hold written _xHHHH_, the way Excel does (ECMA-376 part 1, 22.9.2.19).

    `escape_text("a\x00b")` is "a_x0000_b"; a literal "_x0041_" keeps its letters as "_x005F_x0041_".
    """
    return _UNSAFE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def unescape_text(text: str) -> str:
    """The text as a spreadsheet shows it: the inverse of `escape_text`."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def units(text: str) -> int:
    """How many UTF-16 code units Excel counts: a letter is one, an emoji two."""
    return len(text) + sum(character > "\uffff" for character in text)


def pieces(text: str, *, longest: int = LONGEST) -> Iterator[str]:
    """The text in parts that each fit into a cell, at least one; joined they are the text, and no character is cut in two."""
    if len(text) * 2 <= longest or units(text) <= longest:
        yield text
        return
    start = used = 0
    for at, character in enumerate(text):
        width = 2 if character > "\uffff" else 1
        if used + width > longest:
            yield text[start:at]
            start, used = at, 0
        used += width
    yield text[start:]


def fit(text: str, notice: str) -> str:
    """The text if it fits into a cell, else its beginning with the notice, which must say where the rest is."""
    if len(text) * 2 <= LONGEST or units(text) <= LONGEST:
        return text
    return next(pieces(text, longest=LONGEST - units(notice))) + notice
