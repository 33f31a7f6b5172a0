"""What is read from the database before anything is cleared or written: whole, with ids, never handed out as it is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from coding.codes import Book
from coding.queries import Coding, MemoShown
from exports.dataset import Dataset, Record
from exports.manifest import VersionUsed
from exports.themes import Themes
from questionnaires.disclosure import cover_combinations


@dataclass(frozen=True, kw_only=True)
class Person:
    """A released response with what its writer allowed. `label` is the one by which the team speaks of it."""

    id: uuid.UUID
    label: str
    language: str
    may_quote: bool
    may_archive: bool
    record: Record = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Text:
    """An open answer as it was taken to be read."""

    id: uuid.UUID
    person: uuid.UUID
    label: str
    question: str
    language: str
    sha256: str
    text: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Material:
    """A study as a viewer may read it. People, texts and codings are in the order of random ids and labels, which is no order."""

    slug: str
    k: int
    versions: tuple[VersionUsed, ...]
    dataset: Dataset
    people: Mapping[uuid.UUID, Person]
    texts: tuple[Text, ...]
    codings: tuple[Coding, ...]
    memos: tuple[MemoShown, ...]
    book: Book
    themes: Themes
    blind: tuple[str, ...]

    @cached_property
    def groups_told(self) -> Mapping[uuid.UUID, str | None]:
        """The group of each person by the first split of the themes table, None where fewer than k share it and the language.

        Words show their language, so that it is part of the combination whether it is written beside them or not.
        """
        if not self.themes.table.splits:
            return {}
        variable = self.themes.variable(self.themes.table.splits[0])
        people = list(self.people.values())
        rows = [(person.language, variable.value_of(person.record)) for person in people]
        shown = cover_combinations(rows, k=self.k)
        return {person.id: group if language else None for person, (language, group) in zip(people, shown, strict=True)}
