"""Opening: what an anonymous study may not ask, and what is fixed from then on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import ClassVar

import pytest
from sqlmodel import Session

from questionnaires import instruments
from questionnaires.expressions import Expression, parse
from questionnaires.instrument import Questionnaire
from questionnaires.models import Consent, Study, StudyState
from questionnaires.questions import Calculate, Group, Question, TextQuestion
from questionnaires.workbook import read_workbook
from survey.fieldwork.identifying import coarsened, destroyed
from survey.fieldwork.opening import OpeningRefused, find_faults, open_study, questionnaire_faults
from survey.fieldwork.promises import Promises
from survey.keys import KeysError
from survey.respond.models import FrozenPromises
from tests.linking.stage import CONSENT, NOW, Stage, questionnaire, words
from tests.linking.staging import MakeStage


def recording(kind: str) -> Question:
    """A question of a type that our own reader does not make, as a future one might."""

    @dataclass(frozen=True, kw_only=True)
    class Recording(Question):
        type: ClassVar[str] = kind

    return Recording(name="secretly", label=words("secretly"))


def with_questions(*questions: Question | Group) -> Questionnaire:
    return replace(questionnaire(), items=(*questionnaire().items, Group(name="more", label=words("more"), items=questions)))


def found(asked: Questionnaire) -> list[tuple[str, str, str]]:
    return [(fault.code, fault.question, fault.cause) for fault in questionnaire_faults(asked)]


def opened(play: Stage, **changes: object) -> tuple[Study, FrozenPromises, Consent]:
    with Session(play.engine, expire_on_commit=False) as session:
        study = session.get_one(Study, play.study_id)
        for name, value in changes.items():
            setattr(study, name, value)
        open_study(session, study=study, keys=play.keys, consent=CONSENT, now=NOW)
        session.commit()
        return study, session.get_one(FrozenPromises, play.study_id), session.get_one(Consent, (play.study_id, 1))


def test_an_opened_study_has_keys_a_consent_text_and_frozen_promises(stage: MakeStage) -> None:
    """State open, revision one higher, consent number 1 in three languages, a pair of keys, and all promises written down."""
    play = stage(opened=False, travelling=["region"], withdraw_until=date(2027, 1, 31))
    with pytest.raises(KeysError):
        play.keys.respond.release_public_key(play.study_id)
    study, frozen, consent = opened(play)
    assert (study.state, study.revision) == (StudyState.OPEN, 2)
    assert consent.content == CONSENT
    promises = Promises.from_json(frozen.content)
    assert (promises.mode, promises.k, promises.plan, promises.under_k) == ("anonymous", 5, "closing", "coarsen")
    assert (promises.travelling, promises.withdraw_until, promises.consent_hash) == (
        ("region",),
        date(2027, 1, 31),
        consent.content_hash,
    )
    assert promises.identifying == {str(play.questionnaires[0]): {"region", "region_other", "sex"}}
    assert len(play.keys.studio.release_keys(play.study_id)) == 1
    assert len(play.keys.respond.study_key(play.study_id)) == 32


def test_every_fault_is_named_at_once_and_nothing_is_changed(stage: MakeStage) -> None:
    """A study of another mode, with a last day in the past, without a consent text in Kazakh and without questionnaires."""
    play = stage(opened=False)
    with Session(play.engine) as session:
        study = Study(slug="empty", title={"en": "x"}, mode="open", withdraw_until=date(2026, 11, 21), created_at=NOW)
        session.add(study)
        session.flush()
        with pytest.raises(OpeningRefused) as refused:
            open_study(session, study=study, keys=play.keys, consent={**CONSENT, "kk": {}}, now=NOW)
        assert [fault.code for fault in refused.value.faults] == [
            "mode_not_built",
            "last_day_past",
            "no_consent",
            "no_questionnaire",
        ]
        assert study.state == StudyState.DRAFT


def test_a_study_opens_once(stage: MakeStage) -> None:
    """An open study cannot be opened again, so its promises cannot be frozen anew."""
    play = stage()
    with Session(play.engine) as session:
        faults = find_faults(session, study=session.get_one(Study, play.study_id), consent=CONSENT, now=NOW)
    assert [fault.code for fault in faults] == ["not_draft"]


@pytest.mark.parametrize("kind", ["start", "end", "today", "audit", "deviceid", "username"])
def test_types_that_record_the_moment_or_the_device_are_refused(kind: str) -> None:
    """XLSForm's metadata types are behind the expert's back."""
    assert found(with_questions(recording(kind))) == [("records", "secretly", kind)]


@pytest.mark.parametrize("kind", ["image", "audio", "video", "file"])
def test_files_are_refused(kind: str) -> None:
    """A photograph carries place, time and device inside."""
    assert found(with_questions(recording(kind))) == [("upload", "secretly", kind)]


@pytest.mark.parametrize(
    "logic",
    [
        parse("now()"),
        parse("today()"),
        parse("concat('x', string(today()))"),
        Expression("uuid()", ["call", "uuid"]),  # our grammar does not read it yet; the day it does, it is refused here
        Expression("concat(uuid())", ["call", "concat", ["call", "uuid"]]),
    ],
    ids=str,
)
def test_calculations_of_the_clock_are_refused(logic: Expression) -> None:
    """A stored value that is drawn from the clock is a time of answering."""
    asked = with_questions(Calculate(name="stamp", label=words("stamp"), calculation=logic))
    assert [(code, name) for code, name, _ in found(asked)] == [("clock", "stamp")]


def test_the_clock_in_a_default_or_a_condition_is_refused_and_in_a_constraint_allowed() -> None:
    """What is asked after the first of December shows when it was answered; that a date must not lie ahead shows nothing."""
    late = TextQuestion(name="late", label=words("late"), relevant=parse("today() > date('2026-12-01')"))
    group = Group(name="g", label=words("g"), relevant=late.relevant, items=(TextQuestion(name="inside", label=words("inside")),))
    default = TextQuestion(name="filled", label=words("filled"), default="today()")
    checked = TextQuestion(name="checked", label=words("checked"), constraint=parse(". <= today()"))
    assert found(with_questions(late, group, default, checked)) == [
        ("clock", "late", "today()"),
        ("clock", "inside", "today()"),
        ("clock", "filled", "today()"),
    ]


def test_what_follows_from_an_identifying_answer_must_be_identifying_too() -> None:
    """A calculation of the region, and a question that only one region is asked, would keep what is covered there."""
    copied = Calculate(name="copied", label=words("copied"), calculation=parse("concat('from ', ${region})"))
    through = TextQuestion(name="through", label=words("through"), relevant=parse("${copied} = 'from other'"))
    only = TextQuestion(name="only", label=words("only"), relevant=parse("${sex} = 'woman'"))
    marked = TextQuestion(name="marked", label=words("marked"), relevant=only.relevant, identifying="sex")
    free = TextQuestion(name="free", label=words("free"), relevant=parse("${caseload} > 3"))
    assert found(with_questions(copied, through, only, marked, free)) == [
        ("derived", "copied", "region"),
        ("derived", "through", "region"),
        ("derived", "only", "sex"),
    ]


@pytest.mark.parametrize("slug", ["theologians", "psychologists"])
def test_the_shipped_questionnaires_can_be_opened(slug: str) -> None:
    """Both instruments of the study keep the rules, and both have answers that are made coarse."""
    asked = read_workbook(Path(instruments.__file__).parent / slug / f"{slug}.xlsx").questionnaire
    assert asked is not None
    assert found(asked) == []
    assert coarsened(asked) == ("profession", "region", "years", "sex")
    assert destroyed(asked) == {"region_other"}


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_faults_are_said_in_every_language(language: str) -> None:
    """Each sentence names the questionnaire, the question and what does it, and how to mend it."""
    fault = next(questionnaire_faults(with_questions(recording("deviceid"))))
    said = fault.say(language)
    assert "theologians" in said
    assert "secretly" in said
    assert "deviceid" in said
    assert ("anonymous" in said) == (language == "en")


STRICT = Promises(
    mode="anonymous", k=5, plan="closing", under_k="coarsen", travelling=("region", "sex"), withdraw_until=date(2027, 1, 31),
    consent_hash="c", identifying={"q": frozenset({"region"})},
)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "weaker"),
    [
        ({}, ()),
        ({"k": 6}, ()),
        ({"k": 4}, ("k",)),
        ({"plan": "interim"}, ("plan",)),
        ({"under_k": "discard"}, ("under_k",)),
        ({"mode": "open"}, ("mode",)),
        ({"travelling": ("region",)}, ()),
        ({"travelling": ("region", "sex", "age")}, ("travelling",)),
        ({"withdraw_until": date(2027, 3, 1)}, ()),
        ({"withdraw_until": date(2027, 1, 30)}, ("withdraw_until",)),
        ({"withdraw_until": None}, ("withdraw_until",)),
        ({"identifying": {"q": frozenset({"region", "sex"})}}, ()),
        ({"identifying": {"q": frozenset()}}, ("identifying",)),
        ({"consent_hash": "d"}, ("consent",)),
    ],
)
def test_promises_may_be_strengthened_only(changes: dict[str, object], weaker: tuple[str, ...]) -> None:
    """A larger k, fewer attributes, a later last day, more made coarse; never the other way."""
    assert replace(STRICT, **changes).weaker_than(STRICT) == weaker
    assert Promises.from_json(STRICT.to_json()) == STRICT


def test_interim_batches_may_be_given_up_for_one_closing() -> None:
    """One release at the end is the stronger promise."""
    assert STRICT.weaker_than(replace(STRICT, plan="interim")) == ()
