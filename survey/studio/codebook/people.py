"""How many people have each code: the same table as the results show, as far as the viewer sees, with small numbers covered."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from coding.codes import Book, CodeEntry
from coding.queries import people_by_code
from coding.reading import groups_of
from exports.dataset import Dataset, Record
from exports.statements import group_names
from exports.themes import Themes, themes_of
from exports.wording import sayer
from questionnaires.disclosure import Count, share
from questionnaires.models import QuestionnaireVersion, Response, StudyQuestionnaire
from survey.access import Member
from survey.studio.codebook.desk import viewer_of
from survey.studio.coding.shown import questionnaires_of


@dataclass(frozen=True, kw_only=True)
class Number:
    """A line of the numbers: how many of so many people have the code, and whole per cent where it may be said. "" names everyone."""

    group: str
    people: Count
    size: int
    percent: int | None


@dataclass(frozen=True, kw_only=True)
class People:
    """Everyone who answered. `groups` gives each response's questionnaire, None where fewer than k share it with the language of the text."""

    themes: Themes
    groups: Mapping[uuid.UUID, str | None]

    @property
    def counts(self) -> Mapping[str, Count]:
        """Key of a code -> people who have it or one of its parts, None where covered; nothing while fewer than k people are there."""
        return {key: line.total for key, line in self.themes.lines.items()}

    def numbers(self, code: CodeEntry, language: str) -> list[Number]:
        """Everyone, then each questionnaire where there are several."""
        table, line = self.themes.table, self.themes.lines.get(code.key)
        if line is None or table.people is None:
            return []
        names, sizes, counts = [""], [table.people], [line.total]
        for split, found in zip(table.splits, line.counts, strict=True):
            names += group_names(self.themes, split, language, sayer(language))
            sizes += split.sizes
            counts += found
        return [
            Number(group=name, people=count, size=size, percent=share(count, size))
            for name, size, count in zip(names, sizes, counts, strict=True)
        ]

    def attribution(self, response_id: uuid.UUID | None, codes: Iterable[CodeEntry], language: str) -> str | None:
        """The questionnaire of whoever wrote a text with these codes, in words; None where counting such lines would uncover a number."""
        table = self.themes.table
        value = self.groups.get(response_id) if response_id else None
        if value is None or not table.splits or value not in table.splits[0].groups:
            return None
        told = all(self.themes.shows_split(code.key, 0) for code in codes)
        return self.themes.variable(table.splits[0]).label(value, language) if told else None


def read_people(member: Member, book: Book) -> People:
    """Everyone who answered, counted by code and questionnaire.

    What other groupings the study has does not change these numbers (`questionnaires.disclosure` judges each by itself, the questionnaire
    first), so answers need not be read for them.
    """
    session, study = member.session, member.study
    rows = session.execute(
        select(col(Response.id), col(Response.language), col(StudyQuestionnaire.name))
        .join(QuestionnaireVersion, col(QuestionnaireVersion.id) == col(Response.version_id))
        .join(StudyQuestionnaire, col(StudyQuestionnaire.id) == col(QuestionnaireVersion.questionnaire_id))
        .where(col(Response.study_id) == study.id)
    ).all()
    having = people_by_code(session, viewer=viewer_of(member))
    themes = themes_of(
        Dataset(
            questionnaires={one.name: one.title for one in questionnaires_of(session, study.id)},
            attributes=(),
            variables=(),
            records=(),
        ),
        book=book,
        people={id_.hex: Record(label="", questionnaire=form, language=language) for id_, language, form in rows},
        having={code: [one.hex for one in found] for code, found in having.items()},
        k=study.k,
    )
    return People(themes=themes, groups=groups_of(session, study.id, study.k))
