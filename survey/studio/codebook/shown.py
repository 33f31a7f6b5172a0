"""What the codebook pages show of a code: people by group, covered where few; its passages; what stands beside them."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from coding.codes import Book, CodeEntry
from coding.matrices import roll_up
from coding.queries import Coding, codings, people_by_code
from coding.viewers import Viewer
from questionnaires.disclosure import Count, Line, Table, share, tabulate
from questionnaires.models import QuestionnaireVersion, Response, StudyQuestionnaire

#: Passages on one page.
PASSAGES = 50


@dataclass(frozen=True, kw_only=True)
class Number:
    """One line of the numbers: a group (None is everyone), how many have the code, of how many, and whole per cent where it may be said."""

    group: str | None
    people: Count
    size: int
    percent: int | None


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A passage with this code: where it stands, whose it is, and the codes that lie on the same words."""

    coding: Coding
    group: str | None
    beside: tuple[CodeEntry, ...]


@dataclass(frozen=True, kw_only=True)
class People:
    """Who could have a code, with his group, and the table of all codes with small numbers covered."""

    group_of: Mapping[uuid.UUID, str]
    table: Table

    def line(self, code: CodeEntry) -> Line | None:
        """The counts of a code; None while fewer than k people are there at all."""
        return next((line for line in self.table.lines if line.name == code.key), None)

    def numbers(self, code: CodeEntry) -> list[Number]:
        """Everyone, then each group that may be shown alone."""
        line = self.line(code)
        if line is None or self.table.people is None:
            return []
        everyone = self.table.people
        said = [Number(group=None, people=line.total, size=everyone, percent=share(line.total, everyone))]
        for split, counts in zip(self.table.splits, line.counts, strict=True):
            said += [
                Number(group=group, people=count, size=size, percent=share(count, size))
                for group, count, size in zip(split.groups, counts, split.sizes, strict=True)
                if group is not None
            ]
        return said


def read_people(session: Session, *, viewer: Viewer, book: Book, k: int) -> People:
    """How many people have each code or one of its parts, as far as the viewer sees; small numbers and what would betray them covered."""
    rows = session.execute(
        select(col(Response.id), col(StudyQuestionnaire.name))
        .join(QuestionnaireVersion, col(QuestionnaireVersion.id) == col(Response.version_id))
        .join(StudyQuestionnaire, col(StudyQuestionnaire.id) == col(QuestionnaireVersion.questionnaire_id))
        .where(col(Response.study_id) == viewer.study_id)
    )
    group_of: dict[uuid.UUID, str] = dict(rows.all())
    having = people_by_code(session, viewer=viewer)
    parents = {code.id: uuid.UUID(code.parent) if code.parent else None for code in book.codes}
    rolled = roll_up(having, parents)
    themes = {code.key: rolled.get(code.id, frozenset()) & group_of.keys() for code in book.codes}
    table = tabulate(
        {person: {"group": group} for person, group in group_of.items()},
        themes,
        k=k,
        variables={"group": sorted(set(group_of.values()))},
    )
    return People(group_of=group_of, table=table)


def read_passages(
    session: Session, *, viewer: Viewer, code: CodeEntry, book: Book, groups: Mapping[uuid.UUID, str | None], mine: bool, page: int
) -> tuple[list[Passage], int]:
    """One page of the passages with this code that the viewer may see, and how many there are in all."""
    found = [one for one in codings(session, viewer=viewer, code_id=code.id) if not mine or one.coder_id == viewer.coder_id]
    shown = found[page * PASSAGES : (page + 1) * PASSAGES]
    near: defaultdict[tuple[uuid.UUID, uuid.UUID], list[Coding]] = defaultdict(list)
    for other in codings(session, viewer=viewer, source_ids={one.source_id for one in shown}):
        near[other.source_id, other.coder_id].append(other)
    return [
        Passage(
            coding=one,
            group=groups.get(one.response_id) if one.response_id else None,
            beside=tuple(book.by_id[other] for other in _beside(one, near[one.source_id, one.coder_id])),
        )
        for one in shown
    ], len(found)


def _beside(one: Coding, near: list[Coding]) -> dict[uuid.UUID, None]:
    """Other codes that share words with the passage, each once."""
    shares = [other for other in near if other.code_id != one.code_id and other.start < one.stop and one.start < other.stop]
    return dict.fromkeys(other.code_id for other in shares)
