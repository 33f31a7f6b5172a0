"""The only reader of the database among the exports: a study as one viewer may see it, cleared for one audience."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from coding.codebook import load_codebook
from coding.models import Source
from coding.queries import codings, memos, people_by_code
from coding.viewers import Viewer, blind_questions
from exports.clearance import clear
from exports.dataset import Dataset, Record
from exports.export import Export
from exports.manifest import Audience, VersionUsed
from exports.material import Material, Person, Text
from exports.themes import themes_of
from exports.variables import variables_of
from questionnaires.answers.storing import restored
from questionnaires.instrument import Questionnaire
from questionnaires.models import QuestionnaireVersion, Study, StudyQuestionnaire
from questionnaires.responses import ReleasedResponse, load_version, responses_of
from questionnaires.texts import Text as Words


def gather(session: Session, *, study: Study, viewer: Viewer, language: str, audience: Audience | str) -> Export:
    """What a file for this audience holds, in this language, as far as the viewer may see it. Read in a fixed number of queries.

    The same rows and choices give the same export; there is no clock in it.
    """
    material = read_material(session, study=study, viewer=viewer)
    return clear(material, study=study, language=language, audience=Audience(audience))


def read_material(session: Session, *, study: Study, viewer: Viewer) -> Material:
    """The study as the viewer may see it, nothing covered yet but the themes by group."""
    versions = _versions(session, study.id)
    responses = responses_of(session, study.id)
    used = {response.version_id for response in responses}
    texts = _texts(session, study.id)
    labels = {text.person: text.label for text in texts}
    asked = {version.id: load_version(session, version.id) for version in versions}
    people = {response.id: _person(response, asked[response.version_id], labels) for response in responses}
    kept = _newest_first(versions, used)
    titles: dict[str, Words] = {}
    for version in kept:
        titles.setdefault(asked[version.id].name, asked[version.id].title)
    dataset = Dataset(
        questionnaires=titles,
        attributes=tuple(study.travelling),
        variables=variables_of([asked[version.id] for version in kept]),
        records=tuple(person.record for person in people.values()),
    )
    book = load_codebook(session, study.id)
    return Material(
        slug=study.slug,
        k=study.k,
        versions=tuple(_used(version, asked[version.id], responses) for version in kept),
        dataset=dataset,
        people=people,
        texts=texts,
        codings=tuple(codings(session, viewer=viewer)),
        memos=tuple(memos(session, viewer=viewer)),
        book=book,
        themes=themes_of(
            dataset,
            book=book,
            people={id_.hex: person.record for id_, person in people.items()},
            having={code: [one.hex for one in found] for code, found in people_by_code(session, viewer=viewer).items()},
            k=study.k,
        ),
        blind=tuple(sorted(blind_questions(session, viewer))),
    )


def _versions(session: Session, study_id: uuid.UUID) -> list[QuestionnaireVersion]:
    """All published versions, questionnaires in the order of the study, the newest version of each first."""
    return list(
        session.exec(
            select(QuestionnaireVersion)
            .join(StudyQuestionnaire, col(StudyQuestionnaire.id) == col(QuestionnaireVersion.questionnaire_id))
            .where(StudyQuestionnaire.study_id == study_id)
            .order_by(col(StudyQuestionnaire.position), col(QuestionnaireVersion.number).desc())
        )
    )


def _newest_first(versions: Sequence[QuestionnaireVersion], used: set[uuid.UUID]) -> list[QuestionnaireVersion]:
    """The newest version of each questionnaire, and older ones that somebody answered."""
    newest: dict[uuid.UUID, uuid.UUID] = {}
    for version in versions:
        newest.setdefault(version.questionnaire_id, version.id)
    return [version for version in versions if version.id in used or newest[version.questionnaire_id] == version.id]


def _used(version: QuestionnaireVersion, questionnaire: Questionnaire, responses: Sequence[ReleasedResponse]) -> VersionUsed:
    return VersionUsed(
        name=questionnaire.name,
        title=questionnaire.title,
        number=version.number,
        version=questionnaire.version,
        content_hash=version.content_hash,
        responses=sum(response.version_id == version.id for response in responses),
    )


def _person(response: ReleasedResponse, questionnaire: Questionnaire, labels: Mapping[uuid.UUID, str]) -> Person:
    """The response under the label of its open answers, or under the first signs of its random id where it has none."""
    label = labels.get(response.id) or f"R-{response.id.hex[:8].upper()}"
    questions = questionnaire.by_name
    values = {name: restored(questions[name], value) for name, value in response.values.items() if name in questions}
    record = Record(
        label=label,
        questionnaire=questionnaire.name,
        language=response.language,
        attributes=dict(response.attributes),
        values=values,
        missing=response.missing,
    )
    return Person(
        id=response.id,
        label=label,
        language=response.language,
        may_quote=response.may_quote,
        may_archive=response.may_archive,
        record=record,
    )


def _texts(session: Session, study_id: uuid.UUID) -> tuple[Text, ...]:
    """All open answers, by question and label."""
    rows = session.exec(select(Source).where(Source.study_id == study_id, Source.kind == "answer")).all()
    found = [
        Text(
            id=row.id,
            person=row.response_id,
            label=row.label,
            question=row.question,
            language=row.language,
            sha256=row.sha256,
            text=row.text,
        )
        for row in rows
        if row.response_id is not None and row.question is not None
    ]
    return tuple(sorted(found, key=lambda text: (text.question, text.label, text.id)))
