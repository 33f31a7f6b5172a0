"""The neutral tree of reading: sources, coded passages, codes, as a format may write them. No format is known here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from coding.codes import Book


@dataclass(frozen=True, kw_only=True)
class Source:
    """A text that was read. `label` is that of its response in the team's files, and of nothing else in others.

    `attributes` are the groups of whoever wrote it, None where they are covered. `text` is None where it is left out.
    """

    label: str
    question: str | None
    language: str | None
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    text: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A code on the characters start to stop of a source; offsets count code points, half-open. `quote` is None where it is left out."""

    source: Source
    code: str
    coder: str
    start: int | None
    stop: int | None
    quote: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Note:
    """A memo, on a source, on a code (its key) or on the study."""

    coder: str
    source: Source | None
    code: str | None
    text: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Project:
    """What was read and how it was coded."""

    book: Book
    sources: tuple[Source, ...] = ()
    passages: tuple[Passage, ...] = ()
    memos: tuple[Note, ...] = ()

    def code_name(self, key: str, language: str) -> str:
        """The name of a code, or its key."""
        code = self.book.by_key.get(key)
        return code.named(language) if code else key
