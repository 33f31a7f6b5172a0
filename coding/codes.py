"""What a code is, and a codebook as a tree of them: frozen, without a database."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from questionnaires.texts import Text

#: Colours `.k1` to `.k48` of the design sheet: twelve hues by four patterns.
COLOURS = 48
#: Keys that codes may have, in the order in which they are offered: codes first, then parts of codes. The other letters are commands.
CODE_KEYS = "1234567890QWERTYUIP"
PART_KEYS = "ABCDF"


@dataclass(frozen=True, kw_only=True)
class CodeContent:
    """What a code says. Wordings are language -> text; `include`, `exclude` language -> list; `parent` is an id in hexadecimal, or None."""

    key: str
    name: Mapping[str, str]
    parent: str | None = None
    hotkey: str | None = None
    position: int = 0
    colour: int = 1
    definition: Mapping[str, str] = field(default_factory=dict)
    include: Mapping[str, list[str]] = field(default_factory=dict)
    exclude: Mapping[str, list[str]] = field(default_factory=dict)
    examples: Mapping[str, str] = field(default_factory=dict)
    retired: bool = False


@dataclass(frozen=True, kw_only=True)
class CodeEntry(CodeContent):
    """A code as it stands: its id and revision with what it says."""

    id: uuid.UUID
    revision: int

    def named(self, language: str) -> str:
        """Its name in a language, or in the next best one."""
        return Text.of(self.name).in_(language)

    @property
    def content(self) -> CodeContent:
        """What it says, without id and revision."""
        return CodeContent(**{name: getattr(self, name) for name in CodeContent.__dataclass_fields__})


@dataclass(frozen=True)
class Book:
    """All codes of a study, parts after the code they belong to; version 0 is a study without a codebook."""

    version: int
    codes: tuple[CodeEntry, ...]

    @cached_property
    def by_id(self) -> dict[uuid.UUID, CodeEntry]:
        """Code by id, retired ones too."""
        return {code.id: code for code in self.codes}

    @cached_property
    def by_key(self) -> dict[str, CodeEntry]:
        """Code by key, retired ones too."""
        return {code.key: code for code in self.codes}

    @cached_property
    def live(self) -> tuple[CodeEntry, ...]:
        """Codes in use."""
        return tuple(code for code in self.codes if not code.retired)

    @cached_property
    def retired(self) -> tuple[CodeEntry, ...]:
        """Codes that take no new passages."""
        return tuple(code for code in self.codes if code.retired)

    def parts(self, code: CodeEntry) -> tuple[CodeEntry, ...]:
        """The codes in use that belong to this one."""
        return tuple(part for part in self.live if part.parent == code.id.hex)

    def parent(self, code: CodeContent) -> CodeEntry | None:
        """The code that this one belongs to."""
        return self.by_id.get(uuid.UUID(code.parent)) if code.parent else None

    @property
    def free_keys(self) -> list[str]:
        """Keys that no code in use has, in the order in which they are offered."""
        used = {code.hotkey for code in self.live}
        return [sign for sign in CODE_KEYS + PART_KEYS if sign not in used]


def in_tree_order(entries: Iterable[CodeEntry]) -> Iterator[CodeEntry]:
    """Codes by position, each followed by its parts; a part whose code is missing comes last."""
    ordered = sorted(entries, key=lambda code: (code.position, code.key))
    known = {code.id.hex for code in ordered}

    def below(parent: str | None) -> Iterator[CodeEntry]:
        for code in ordered:
            if code.parent == parent:
                yield code
                yield from below(code.id.hex)

    yield from below(None)
    yield from (code for code in ordered if code.parent is not None and code.parent not in known)


def placed(wanted: CodeContent, among: Iterable[CodeEntry], parent: CodeEntry | None) -> CodeContent:
    """The same code as the last among its neighbours, in its parent's colour or in the first colour that no other code has."""
    entries = list(among)
    position = 1 + max((code.position for code in entries if code.parent == wanted.parent), default=-1)
    if parent is not None:
        return replace(wanted, position=position, colour=parent.colour)
    used = {code.colour for code in entries if code.parent is None}
    free = next((colour for colour in range(1, COLOURS + 1) if colour not in used), position % COLOURS + 1)
    return replace(wanted, position=position, colour=free)
