"""Studies before their opening: made, described, given questionnaires."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from questionnaires.instrument import Questionnaire
from questionnaires.models import StudyState
from questionnaires.questions import Choice, ChoiceList, Group, IntegerQuestion, SelectOne, TextQuestion
from questionnaires.studies import StudyRefused, attach_questionnaire, create_study, describe_study, latest_versions, slug_of
from questionnaires.texts import Text

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def form(name: str, *, choices: tuple[str, ...] = ("woman", "man"), numeric: bool = False) -> Questionnaire:
    """A questionnaire with one shared variable, `sex`, and one of its own."""
    label = Text.of({"kk": "Жынысыңыз", "ru": "Ваш пол", "en": "Your sex"})
    options = tuple(Choice(name=choice, label=Text.of({"en": choice})) for choice in choices)
    shared = IntegerQuestion(name="sex", label=label) if numeric else SelectOne(name="sex", label=label, list_name="sex")
    own = TextQuestion(name=f"{name}_open", label=label, appearance=("multiline",))
    return Questionnaire(
        name=name,
        title=Text.of({"en": name}),
        languages=("kk", "ru", "en"),
        items=(Group(name="about", label=label, items=(shared, own)),),
        lists=(ChoiceList("sex", options),),
    )


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Оралған әйелдер, 2026", "oralgan-aielder-2026"),
        ("Опрос специалистов: ещё раз", "opros-spetsialistov-eshche-raz"),
        ("Һәм қазақша — 🙂", "ham-qazaqsha"),
        ("   ", ""),
    ],
)
def test_an_address_is_made_of_a_title_in_any_of_the_three_languages(title: str, slug: str) -> None:
    """Cyrillic letters get Latin ones, everything else becomes a hyphen, and no hyphen stands at an edge."""
    assert slug_of(title) == slug


def test_all_that_is_wrong_with_a_new_study_is_said_at_once(session: Session) -> None:
    """A form with three faults comes back with three, so that nobody mends it three times."""
    with pytest.raises(StudyRefused) as refused:
        create_study(session, slug="Жаңа!", title={"kk": " "}, now=NOW, mode="confidential")
    assert {fault.code for fault in refused.value.faults} == {"empty-title", "bad-slug", "mode-not-built"}


def test_an_address_is_given_once(session: Session) -> None:
    """Given a study, when another asks for its address, then it is refused and named."""
    create_study(session, slug="women-2026", title={"en": "One"}, now=NOW)
    with pytest.raises(StudyRefused) as refused:
        create_study(session, slug="women-2026", title={"en": "Two"}, now=NOW)
    assert [fault.code for fault in refused.value.faults] == ["slug-taken"]


def test_promises_change_in_a_draft_and_never_after(session: Session) -> None:
    """Given an open study, when its k is to change, then nothing changes: experts have read it."""
    study = create_study(session, slug="frozen", title={"en": "Frozen"}, now=NOW)
    describe_study(session, study=study, changes={"k": 7, "readers": 4}, revision=1, today=TODAY)
    assert (study.k, study.readers, study.revision) == (7, 4, 2)
    study.state = StudyState.OPEN
    with pytest.raises(StudyRefused) as refused:
        describe_study(session, study=study, changes={"k": 3}, revision=2, today=TODAY)
    assert [fault.code for fault in refused.value.faults] == ["frozen"]
    assert study.k == 7


def test_a_stale_save_is_refused(session: Session) -> None:
    """Given settings that somebody else has saved meanwhile, when the older form is sent, then it is told so and nothing is lost."""
    study = create_study(session, slug="stale", title={"en": "Stale"}, now=NOW)
    describe_study(session, study=study, changes={"k": 6}, revision=1, today=TODAY)
    with pytest.raises(StudyRefused) as refused:
        describe_study(session, study=study, changes={"k": 8}, revision=1, today=TODAY)
    assert [fault.code for fault in refused.value.faults] == ["stale"]
    assert study.k == 6


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"k": 2}, "k-range"),
        ({"k": None}, "k-range"),
        ({"readers": 0}, "readers-range"),
        ({"withdraw_until": date(2026, 11, 21)}, "past"),
    ],
)
def test_a_promise_that_cannot_be_kept_is_refused(session: Session, changes: dict[str, object], code: str) -> None:
    """k is 3 to 50, at least one person reads, and a last day lies ahead; today itself still counts."""
    study = create_study(session, slug="promises", title={"en": "Promises"}, now=NOW)
    describe_study(session, study=study, changes={"withdraw_until": TODAY}, revision=1, today=TODAY)
    with pytest.raises(StudyRefused) as refused:
        describe_study(session, study=study, changes=changes, revision=2, today=TODAY)
    assert [fault.code for fault in refused.value.faults] == [code]


def test_one_name_is_one_variable_across_the_questionnaires_of_a_study(session: Session) -> None:
    """Given `sex` with two choices, when another questionnaire asks it with three or as a number, then that one is refused by name."""
    study = create_study(session, slug="variables", title={"en": "Variables"}, now=NOW)
    attach_questionnaire(session, study=study, questionnaire=form("theologians"), now=NOW)
    attach_questionnaire(session, study=study, questionnaire=form("psychologists"), now=NOW)
    for other in (form("teachers", choices=("woman", "man", "refused")), form("doctors", numeric=True)):
        with pytest.raises(StudyRefused) as refused:
            attach_questionnaire(session, study=study, questionnaire=other, now=NOW)
        assert {fault.code for fault in refused.value.faults} == {"variable-differs"}
        assert "sex" in str(refused.value)


def test_a_workbook_with_a_known_form_id_becomes_the_next_version(session: Session) -> None:
    """Given version 1, when the same form id comes again, then it is version 2 and the study still has one questionnaire."""
    study = create_study(session, slug="versions", title={"en": "Versions"}, now=NOW)
    first = attach_questionnaire(session, study=study, questionnaire=form("theologians"), now=NOW)
    second = attach_questionnaire(session, study=study, questionnaire=form("theologians", choices=("man", "woman")), now=NOW)
    assert (first.number, second.number) == (1, 2)
    assert first.content_hash != second.content_hash
    assert [version.id for version in latest_versions(session, study_id=study.id)] == [second.id]
