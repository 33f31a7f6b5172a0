"""Words of an expression: references, numbers, texts, names and signs, each with its column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from questionnaires.expressions.tree import ExpressionError
from questionnaires.wording import marked

Kind = Literal["ref", "num", "str", "name", "sign", "end"]

#: A word processor turns straight quotation marks into these; they open and close a text as well.
_CLOSERS = {"'": "'", '"': '"', "“": "”“", "”": "”“", "„": "”“", "‘": "’‘", "’": "’‘"}
#: The no-break and narrow spaces that come along with a copied text separate words as a space does (\s knows them all).
_SPACE = re.compile(r"[\s\u200b\ufeff]*")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?|\.[0-9]+")
_NAME = re.compile(r"[^\W\d](?:[\w.\-]|:(?=[^\W\d]))*")
_SIGN = re.compile(r"//|\.\.|!=|<=|>=|::|==|&&|\|\||<>|[()\[\],=<>+\-−*|/.@]")
_REFERENCE = re.compile(r"\$\{\s*(last-saved#)?([^{}'\"$]*?)\s*\}")
_LOOKS_LIKE_NAME = re.compile(r"[^\W\d][\w.\-]*\Z")

#: What people write who know another language of formulas, and what stands here instead.
FOREIGN = {"==": "=", "&&": "and", "||": "or", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">=", "%": "mod", "!": "not(...)", "^": "pow(...)", "÷": "div", "×": "*", ";": ","}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `text` is the name of a reference, the content of a text, otherwise what was written; `column` from 1."""

    kind: Kind
    text: str
    column: int


def _reference(text: str, at: int) -> tuple[Token, int]:
    found = _REFERENCE.match(text, at)
    if found is None:
        name = re.match(r"\$\{?\s*([\w.\-]*)", text[at:])
        raise ExpressionError.of(
            "reference",
            at + 1,
            marked("A reference to a question is written ${{name}}."),
            f"${{{name[1]}}}" if name and name[1] else "",
        )
    if found[1]:
        raise ExpressionError.of(
            "last-saved",
            at + 1,
            marked("Answers of another person are never filled in here: ${{last-saved#{name}}} cannot be used."),
            f"${{{found[2]}}}",
            name=found[2],
        )
    if not _LOOKS_LIKE_NAME.match(found[2]):
        raise ExpressionError.of("reference", at + 1, marked("A reference to a question is written ${{name}}."))
    return Token("ref", found[2], at + 1), found.end()


def _quoted(text: str, at: int) -> tuple[Token, int]:
    closers = _CLOSERS[text[at]]
    ends = [place for closer in closers if (place := text.find(closer, at + 1)) >= 0]
    if not ends:
        raise ExpressionError.of("unclosed-text", at + 1, marked("The quotation mark that opens here is never closed."))
    end = min(ends)
    return Token("str", text[at + 1 : end], at + 1), end + 1


def next_token(text: str, at: int) -> tuple[Token, int]:
    """The word that begins at or after `at`, and where reading goes on. Raises ExpressionError for what no expression holds."""
    at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # the pattern fits everywhere
    if at >= len(text):
        return Token("end", "", len(text) + 1), at
    first = text[at]
    if first == "$":
        return _reference(text, at)
    if first in _CLOSERS:
        return _quoted(text, at)
    number = _NUMBER.match(text, at)
    if number:
        return Token("num", number[0], at + 1), number.end()
    name = _NAME.match(text, at)
    if name:
        return Token("name", name[0], at + 1), name.end()
    sign = _SIGN.match(text, at)
    if sign is None or sign[0] in FOREIGN:
        wrong = sign[0] if sign else first
        raise ExpressionError.of("sign", at + 1, marked("The sign {sign} has no meaning here."), FOREIGN.get(wrong, ""), sign=wrong)
    return Token("sign", "-" if sign[0] == "−" else sign[0], at + 1), sign.end()
