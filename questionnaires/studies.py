"""Studies from their first line to their opening: made, given questionnaires, described. Verbs flush and never commit."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from questionnaires.instrument import Questionnaire
from questionnaires.languages import Language, words
from questionnaires.models import (
    Mode,
    QuestionnaireVersion,
    ReleasePlan,
    Response,
    Study,
    StudyQuestionnaire,
    StudyState,
    UnderK,
)
from questionnaires.questions import ChoiceQuestion
from questionnaires.responses import NotPublishableError, load_version, publish_version

#: One Latin spelling for each Cyrillic letter of Kazakh and Russian: only addresses are made of it, no name is.
_LATIN = dict(
    zip(
        "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
        [
            "a",
            "a",
            "b",
            "v",
            "g",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "i",
            "k",
            "q",
            "l",
            "m",
            "n",
            "ng",
            "o",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "u",
            "u",
            "f",
            "kh",
            "h",
            "ts",
            "ch",
            "sh",
            "shch",
            "_",
            "y",
            "i",
            "_",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")


@dataclass(frozen=True)
class StudyFault:
    """What is wrong with a study's description: the field it stands in, a code for programs, a sentence for people."""

    field: str
    code: str
    message: str


class StudyRefused(ValueError):
    """A study can't be made or changed so; `faults` lists everything that is wrong."""

    def __init__(self, faults: Sequence[StudyFault]) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = tuple(faults)


def slug_of(title: str) -> str:
    """An address made of a title: `slug_of("Оралған әйелдер, 2026")` is "oralgan-aielder-2026"."""
    spelt = "".join(_LATIN.get(letter, letter) for letter in title.casefold()).replace("_", "")
    return re.sub(r"[^a-z0-9]+", "-", spelt).strip("-")[:60].strip("-")


def create_study(
    session: Session, *, slug: str, title: Mapping[str, str], now: datetime, mode: str = Mode.ANONYMOUS, language: str = "en"
) -> Study:
    """A study in draft with that address and title; raises StudyRefused with every fault at once."""
    say = words("questionnaires", language).gettext
    faults: list[StudyFault] = []
    said = {key: value.strip() for key, value in title.items() if key in set(Language) and value.strip()}
    if not said:
        faults.append(StudyFault("title", "empty-title", say("The study has no title. Write it in at least one language.")))
    if too_long := [key for key, value in said.items() if len(value) > 200]:
        faults.append(
            StudyFault(
                f"title_{too_long[0]}",
                "long-title",
                say("The title is longer than 200 characters. Shorten it; the consent page has room for more."),
            )
        )
    if not _SLUG.fullmatch(slug):
        faults.append(
            StudyFault(
                "slug",
                "bad-slug",
                say("The address may hold small Latin letters, digits and hyphens, such as women-returnees-2026."),
            )
        )
    elif slug == "new" or session.exec(select(Study.id).where(Study.slug == slug)).first():
        faults.append(StudyFault("slug", "slug-taken", say("A study with this address exists already. Choose another address.")))
    if mode != Mode.ANONYMOUS:
        faults.append(
            StudyFault(
                "mode",
                "mode-not-built",
                say("Only anonymous studies can be made so far: the other modes come with the field-work tools."),
            )
        )
    if faults:
        raise StudyRefused(faults)
    study = Study(slug=slug, title=said, mode=mode, created_at=now)
    session.add(study)
    session.flush()
    return study


def describe_study(
    session: Session, *, study: Study, changes: Mapping[str, Any], revision: int, today: date, language: str = "en"
) -> None:
    """The promises of a draft are changed: k, withdraw_until, readers, contact, plan, under_k, title.

    Raises StudyRefused when the study has been opened (promises are frozen), when somebody else saved meanwhile, or with every fault.
    """
    faults = [*_in_the_way(study, revision, language), *_unkept(study, changes, today, language)]
    if faults:
        raise StudyRefused(faults)
    for name in ("k", "readers", "withdraw_until", "plan", "under_k", "contact"):
        if name in changes:
            setattr(study, name, changes[name])
    study.title = _title(study, changes)
    study.revision += 1
    session.add(study)
    session.flush()


def _title(study: Study, changes: Mapping[str, Any]) -> dict[str, str]:
    return {key: value.strip() for key, value in changes.get("title", study.title).items() if value.strip()}


def _in_the_way(study: Study, revision: int, language: str) -> Iterator[StudyFault]:
    """Why nothing of the description may change now."""
    say = words("questionnaires", language).gettext
    if study.state != StudyState.DRAFT:
        yield StudyFault("", "frozen", say("The study is open, so its promises can no longer be changed: experts have read them."))
    if revision != study.revision:
        message = say("Somebody else has changed these settings meanwhile. Look at what is there now, then change it again.")
        yield StudyFault("", "stale", message)


def _unkept(study: Study, changes: Mapping[str, Any], today: date, language: str) -> Iterator[StudyFault]:
    """What of the wanted description could not be kept."""
    say = words("questionnaires", language).gettext
    k, readers = changes.get("k", study.k), changes.get("readers", study.readers)
    if not isinstance(k, int) or not 3 <= k <= 50:
        yield StudyFault("k", "k-range", say("The smallest group is a whole number from 3 to 50; 5 is usual."))
    if not isinstance(readers, int) or not 1 <= readers <= 100:
        yield StudyFault("readers", "readers-range", say("How many people read the answers: a whole number from 1 to 100."))
    until = changes.get("withdraw_until", study.withdraw_until)
    if until is not None and until < today:
        message = say("The last day for deletion lies in the past. Choose a later day, or leave it empty.")
        yield StudyFault("withdraw_until", "past", message)
    if changes.get("plan", study.plan) not in set(ReleasePlan) or changes.get("under_k", study.under_k) not in set(UnderK):
        yield StudyFault("plan", "unknown-plan", say("Choose one of the ways of release that are offered."))
    if not _title(study, changes):
        yield StudyFault("title", "empty-title", say("The study has no title. Write it in at least one language."))


def attach_questionnaire(
    session: Session, *, study: Study, questionnaire: Questionnaire, now: datetime, language: str = "en"
) -> QuestionnaireVersion:
    """The questionnaire is published in the study: as a new one, or as the next version of the one with the same form id.

    Raises StudyRefused when a variable disagrees with another questionnaire of the study in type or choices (one name is one variable), or
    when a check finds what would keep people from being asked.
    """
    say = words("questionnaires", language).gettext
    faults: list[StudyFault] = []
    for version in latest_versions(session, study_id=study.id):
        other = load_version(session, version.id)
        if other.name == questionnaire.name:
            continue
        faults += [
            StudyFault(
                "questionnaire",
                "variable-differs",
                say(
                    "The question “{name}” has another type or other choices in “{other}”. Name it otherwise, or make both alike."
                ).format(name=name, other=other.title.in_(language)),
            )
            for name in _disagreeing(questionnaire, other)
        ]
    if faults:
        raise StudyRefused(faults)
    mine = session.exec(
        select(StudyQuestionnaire).where(StudyQuestionnaire.study_id == study.id, StudyQuestionnaire.name == questionnaire.name)
    ).first()
    if mine is None:
        position = session.exec(
            select(func.count()).select_from(StudyQuestionnaire).where(col(StudyQuestionnaire.study_id) == study.id)
        ).one()
        mine = StudyQuestionnaire(study_id=study.id, name=questionnaire.name, position=position)
        session.add(mine)
        session.flush()
    try:
        return publish_version(session, study_questionnaire=mine, questionnaire=questionnaire, now=now)
    except NotPublishableError as refusal:
        raise StudyRefused([StudyFault("questionnaire", problem.code, problem.message) for problem in refusal.problems]) from None


def _disagreeing(one: Questionnaire, other: Questionnaire) -> list[str]:
    """Names that both ask, but not as one variable."""

    def shape(questionnaire: Questionnaire, name: str) -> tuple[object, ...]:
        question = questionnaire.by_name[name]
        if isinstance(question, ChoiceQuestion):
            return question.type, tuple(choice.name for choice in questionnaire.choices(question).choices)
        return (question.type,)

    return [name for name in one.by_name if name in other.by_name and shape(one, name) != shape(other, name)]


def latest_versions(session: Session, *, study_id: uuid.UUID) -> list[QuestionnaireVersion]:
    """The newest version of each questionnaire of a study, in the order in which the questionnaires were added."""
    rows = session.exec(
        select(QuestionnaireVersion, StudyQuestionnaire.position)
        .join(StudyQuestionnaire, col(StudyQuestionnaire.id) == QuestionnaireVersion.questionnaire_id)
        .where(StudyQuestionnaire.study_id == study_id)
        .order_by(col(StudyQuestionnaire.position), col(QuestionnaireVersion.number))
    ).all()
    newest = {version.questionnaire_id: version for version, _ in rows}
    return list(newest.values())


def released_counts(session: Session, *, study_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Version id -> how many responses have been released. Moves at batch moments only."""
    rows = session.exec(
        select(Response.version_id, func.count()).where(Response.study_id == study_id).group_by(col(Response.version_id))
    ).all()
    return dict(rows)
