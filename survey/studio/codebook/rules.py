"""The rules of a code as the page prints them: a wording in the best language there is, and other codes that it names as links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from coding.codes import Book, CodeEntry
from questionnaires.texts import Text

#: A name in quotation marks with the code's key in brackets after it, or a key alone: “Formal reporting” (3), «Формальная отчётность», (A).
_NAMED = re.compile(r"[“«„]([^”»“]+)[”»“](?:\s*\(([0-9A-Z])\))?|\(([0-9A-Z])\)")


@dataclass(frozen=True)
class Piece:
    """Words of a rule; `code` is the code that they name."""

    words: str
    code: CodeEntry | None = None


@dataclass(frozen=True, kw_only=True)
class Wording:
    """Lines of a wording and the language that they are in."""

    language: str
    lines: tuple[tuple[Piece, ...], ...] = ()


def wording(said: Mapping[str, str] | Mapping[str, list[str]], language: str, book: Book) -> Wording:
    """What a code says in a language or in the next best one, line by line."""
    texts = {code: text if isinstance(text, str) else "\n".join(text) for code, text in said.items()}
    text = Text.of(texts)
    return Wording(
        language=text.language_of(language) if text else language,
        lines=tuple(tuple(pieces(line, book)) for line in text.in_(language).split("\n") if line.strip()),
    )


def pieces(line: str, book: Book) -> list[Piece]:
    """A rule cut where it names another code: by its name in any language first, since keys may have changed since it was written."""
    by_name = {name.casefold(): code for code in book.codes for name in code.name.values()}
    by_key = {code.hotkey: code for code in book.live if code.hotkey}
    cut: list[Piece] = []
    end = 0
    for found in _NAMED.finditer(line):
        quoted, key, alone = found.groups()
        code = by_name.get(quoted.strip().casefold()) if quoted else None
        code = code or by_key.get(key or alone)
        if code is None:
            continue
        cut += [Piece(line[end : found.start()]), Piece(found[0], code)]
        end = found.end()
    return [piece for piece in (*cut, Piece(line[end:])) if piece.words]
