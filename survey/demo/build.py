"""The demo installation: from nothing to a study in the middle of its field work, made by the same verbs that people use.

Sixty illustrative experts redeem their links and send their answers; a first batch is released and coded by two coders; the rest waits, so
that closing the study releases a visitor's own answers among theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from random import Random
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from coding.codebook import install_codebook
from coding.workflow import assign
from questionnaires.languages import Language
from questionnaires.models import QuestionnaireVersion, ReleasePlan, Study, StudyState
from questionnaires.responses import load_version
from questionnaires.studies import attach_questionnaire, create_study, describe_study
from survey.accounts.entry import Purpose, make_link
from survey.accounts.models import Account
from survey.database import make_engine
from survey.demo.coding import code_as_written, content
from survey.demo.experts import answer_all
from survey.fieldwork.letters import Letter, add_places, make_letters
from survey.fieldwork.opening import open_study
from survey.fieldwork.release import release
from survey.keys import Keys
from survey.members import add_member
from survey.migrations.upgrading import upgrade
from survey.models import Membership
from survey.permissions import Role
from survey.respond.consent import compose
from survey.respond.models import Invitation
from survey.settings import Settings
from survey.studio.instruments import SHIPPED, shipped

SLUG = "women-returnees-2026"
TITLE = {
    "kk": "Оралған әйелдермен жұмыс: мамандар сауалнамасы, 2026",
    "ru": "Работа с вернувшимися женщинами: опрос специалистов, 2026",
    "en": "Work with women returnees: survey of specialists, 2026",
}
OWNER, CODERS = "demo@localhost", {"A": "coder-a@localhost", "B": "coder-b@localhost"}
#: Each group: so many send before the first batch is released, the others after it. Five of the first stay behind as well.
FIRST_WAVE = 25
#: Places in each group and language that nobody of the sixty takes: for the visitor, and for those who never open a letter.
SPARE = 2
#: Questions that both coders read with each other's codes in sight; the others are coded blind.
OPEN_TO_BOTH = frozenset({"first_change"})


@dataclass(frozen=True)
class Demo:
    """What the demo prints: where to sign in, and codes with which a visitor answers as an expert."""

    sign_in: Mapping[str, str]
    letters: Sequence[Letter]


def build(settings: Settings, *, now: datetime, base_url: str, seed: int = 2026) -> Demo:
    """The demo stands ready, with fresh links and codes; one that was built before is kept as it was left.

    `settings.demo` must be set: one-time links sign people in without a password.
    """
    if not settings.demo:
        raise ValueError("The demo needs settings with the demo flag.")
    keys = Keys.create(settings.keys)
    engine = make_engine(settings.database_url)
    upgrade(engine)
    with Session(engine, expire_on_commit=False) as session:
        study = session.exec(select(Study).where(Study.slug == SLUG)).first()
        if study is None:
            study = _study(session, keys=keys, now=now)
            session.commit()
            _field_work(session, engine, study=study, keys=keys, base_url=base_url, now=now, chance=Random(seed))  # noqa: S311 - who stays behind in a demo
            session.commit()
        demo = Demo(
            _sign_in(session, base_url=base_url, now=now), _spare_letters(session, study=study, keys=keys, base_url=base_url)
        )
        session.commit()
    engine.dispose()
    return demo


def _study(session: Session, *, keys: Keys, now: datetime) -> Study:
    """The study, opened, with its questionnaires, its people and its codebook."""
    study = create_study(session, slug=SLUG, title=TITLE, now=now)
    study.illustrative = True
    for slug in SHIPPED:
        attach_questionnaire(session, study=study, questionnaire=shipped(slug), now=now)
    describe_study(
        session,
        study=study,
        changes={"plan": ReleasePlan.INTERIM, "readers": 3, "contact": OWNER, "withdraw_until": date(now.year + 1, 1, 31)},
        revision=study.revision,
        today=now.date(),
    )
    owner = add_member(session, study=study, email=OWNER, name="Demo lead", role=Role.OWNER, now=now)
    owner.account.founder = True
    for label, email in CODERS.items():
        add_member(session, study=study, email=email, name=f"Coder {label}", role=Role.CODER, now=now)
    install_codebook(session, study_id=study.id, source="women_returnees", now=now, coder_id=owner.membership.coder_id)
    open_study(session, study=study, keys=keys, consent=compose(study), now=now)
    return study


def _field_work(
    session: Session, engine: Engine, *, study: Study, keys: Keys, base_url: str, now: datetime, chance: Random
) -> None:
    """Everyone has been invited and has sent; one batch is out and coded. The session holds no transaction while others write."""
    responses: list[dict[str, Any]] = content("responses")
    versions = session.exec(select(QuestionnaireVersion)).all()
    rest: list[tuple[list[dict[str, Any]], list[Letter], QuestionnaireVersion]] = []
    for version in versions:
        questionnaire = load_version(session, version.id)
        mine = [response for response in responses if response["questionnaire"] == questionnaire.name]
        chance.shuffle(mine)
        places: list[Invitation] = []
        for language in Language:
            count = sum(response["language"] == language for response in mine) + SPARE
            places += add_places(session, study=study, questionnaire_id=version.questionnaire_id, count=count, language=language)
        chance.shuffle(places)
        letters = list(make_letters(session, study=study, invitations=places, keys=keys, base_url=base_url))
        rest.append((mine, _in_language(letters, mine), version))
    coders = {label: _coder_of(session, email) for label, email in CODERS.items()}
    session.commit()

    def send(start: int, stop: int | None) -> None:
        for mine, letters, version in rest:
            taken = slice(start, stop)
            answer_all(
                engine, keys=keys.respond, responses=mine[taken], letters=letters[taken],
                questionnaire=load_version(session, version.id), version_id=version.id, now=now,
            )  # fmt: skip
        session.rollback()

    send(0, FIRST_WAVE)
    release(engine, study_id=study.id, keys=keys, close=False, chance=chance)
    send(FIRST_WAVE, None)
    for question in {question.name for version in versions for question in load_version(session, version.id).open_questions}:
        for coder_id in coders.values():
            assign(session, study_id=study.id, coder_id=coder_id, question=question, blind=question not in OPEN_TO_BOTH)
    code_as_written(session, study_id=study.id, coders=coders, responses=responses, now=now)


def _in_language(letters: Sequence[Letter], responses: Sequence[Mapping[str, Any]]) -> list[Letter]:
    """For each response a letter in its language; the letters that are left belong to nobody."""
    waiting = {language: [letter for letter in letters if letter.language == language] for language in Language}
    return [waiting[response["language"]].pop() for response in responses]


def _coder_of(session: Session, email: str) -> Any:
    account = session.exec(select(Account).where(Account.email == email)).one()
    return session.exec(select(Membership.coder_id).where(Membership.account_id == account.id)).one()


def _sign_in(session: Session, *, base_url: str, now: datetime) -> dict[str, str]:
    """A fresh one-time link for each person of the demo."""
    people = session.exec(select(Account)).all()
    wanted = {OWNER: "lead of the study", CODERS["A"]: "coder A", CODERS["B"]: "coder B"}
    return {
        wanted[account.email]: base_url.rstrip("/") + make_link(session, account_id=account.id, purpose=Purpose.DEMO, now=now)
        for account in sorted(people, key=lambda account: list(wanted).index(account.email) if account.email in wanted else 9)
        if account.email in wanted
    }


def _spare_letters(session: Session, *, study: Study, keys: Keys, base_url: str) -> list[Letter]:
    """Fresh codes for two places of each group that nobody has opened yet; none when the study is closed."""
    if study.state != StudyState.OPEN:
        return []
    chosen: list[Invitation] = []
    for questionnaire_id in session.exec(select(QuestionnaireVersion.questionnaire_id).distinct()).all():
        free = select(Invitation).where(Invitation.questionnaire_id == questionnaire_id, col(Invitation.slot).is_(None))
        chosen += sorted(session.exec(free).all(), key=lambda place: place.number)[:2]
    return list(make_letters(session, study=study, invitations=chosen, keys=keys, base_url=base_url))
