"""Published versions and released responses in the database."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import event
from sqlmodel import Session, SQLModel, create_engine

from questionnaires import responses
from questionnaires.models import Answer, Response, Study, StudyQuestionnaire
from questionnaires.questions import IntegerQuestion, Missing, TextQuestion
from questionnaires.responses import NotPublishableError, load_version, publish_version, responses_of
from questionnaires.storage import to_text
from tests.questionnaires.small import NOW, asks, parse, said

TABLES = [
    SQLModel.metadata.tables[name] for name in ("study", "study_questionnaire", "questionnaire_version", "response", "answer")
]
FORM = asks(TextQuestion(name="why", label=said("Неге? 🌾")), IntegerQuestion(name="n", label=said("Қанша?")))


@pytest.fixture
def rows() -> Iterator[Session]:
    """A session on an empty database."""
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine, tables=TABLES)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def place(rows: Session) -> StudyQuestionnaire:
    """A questionnaire of a study, without a version yet."""
    study = Study(slug="s", title={"kk": "Зерттеу"}, created_at=NOW)
    rows.add(study)
    rows.flush()
    mine = StudyQuestionnaire(study_id=study.id, name="small")
    rows.add(mine)
    rows.flush()
    return mine


def test_versions_are_numbered_from_one(rows: Session, place: StudyQuestionnaire) -> None:
    """Each publication is a new version with the content and its hash; other questionnaires do not count."""
    other = StudyQuestionnaire(study_id=place.study_id, name="other")
    rows.add(other)
    rows.flush()
    publish_version(rows, study_questionnaire=other, questionnaire=FORM, now=NOW)
    first = publish_version(rows, study_questionnaire=place, questionnaire=FORM, now=NOW)
    second = publish_version(rows, study_questionnaire=place, questionnaire=FORM.with_version("2"), now=NOW)
    assert (first.number, second.number) == (1, 2)
    assert (first.content, first.content_hash) == (to_text(FORM), FORM.content_hash)
    assert "Неге? 🌾" in first.content


def test_a_questionnaire_with_blocking_problems_is_not_published(rows: Session, place: StudyQuestionnaire) -> None:
    """All problems are in the refusal, and no row is written."""
    bad = asks(TextQuestion(name="a b", label=said("А"), relevant=parse("${zz} = 1")))
    with pytest.raises(NotPublishableError) as refusal:
        publish_version(rows, study_questionnaire=place, questionnaire=bad, now=NOW)
    assert {problem.code for problem in refusal.value.problems} == {"bad-name", "unknown-reference"}
    assert publish_version(rows, study_questionnaire=place, questionnaire=FORM, now=NOW).number == 1


def test_a_version_is_read_once(rows: Session, place: StudyQuestionnaire) -> None:
    """The second reading asks the database nothing; an unknown id is an error."""
    version = publish_version(rows, study_questionnaire=place, questionnaire=FORM, now=NOW)
    asked: list[str] = []
    event.listen(rows.get_bind(), "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    assert load_version(rows, version.id) == FORM
    assert load_version(rows, version.id) is load_version(rows, version.id)
    assert len(asked) == 1
    with pytest.raises(LookupError):
        load_version(rows, uuid.uuid4())


def test_few_versions_are_kept_in_memory(rows: Session, place: StudyQuestionnaire, monkeypatch: pytest.MonkeyPatch) -> None:
    """The oldest give way."""
    monkeypatch.setattr(responses, "_MOST_KEPT", 2)
    responses._kept.clear()
    for _ in range(3):
        load_version(rows, publish_version(rows, study_questionnaire=place, questionnaire=FORM, now=NOW).id)
    assert len(responses._kept) == 2


def test_responses_come_with_their_answers_in_two_queries(rows: Session, place: StudyQuestionnaire) -> None:
    """Values and reasons by question, in the order of random ids; other studies are not there."""
    version = publish_version(rows, study_questionnaire=place, questionnaire=FORM, now=NOW)
    noise = Study(slug="noise", title={"kk": "Басқа"}, created_at=NOW)
    rows.add(noise)
    rows.flush()
    ids = [uuid.uuid4() for _ in range(7)]
    for place_in_row, number in enumerate(ids):
        study_id = noise.id if place_in_row == 6 else place.study_id
        rows.add(Response(id=number, study_id=study_id, version_id=version.id, language="kk", attributes={"group": "theologians"},
                          consent_number=1, may_quote=True, may_archive=False))  # fmt: skip
        rows.flush()
        rows.add(Answer(response_id=number, question="why", value="Әйелдер көп"))
        rows.add(Answer(response_id=number, question="n", missing=Missing.SKIPPED))
    rows.flush()
    asked: list[str] = []
    event.listen(rows.get_bind(), "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))

    released = responses_of(rows, place.study_id)

    assert len(asked) == 2
    assert [response.id for response in released] == sorted(ids[:6])
    assert released[0].values == {"why": "Әйелдер көп"}
    assert released[0].missing == {"n": Missing.SKIPPED}
    assert (released[0].language, released[0].attributes, released[0].may_quote) == ("kk", {"group": "theologians"}, True)
