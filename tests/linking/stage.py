"""A study, its keys and its experts, on which the tests of the promise are played."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

import survey.accounts.models
import survey.models  # noqa: F401
from questionnaires.expressions import parse
from questionnaires.instrument import Questionnaire
from questionnaires.models import Answer, Response, Study, StudyQuestionnaire
from questionnaires.questions import Choice, ChoiceList, Group, IntegerQuestion, Missing, SelectOne, TextQuestion
from questionnaires.responses import publish_version
from questionnaires.texts import Text
from survey.database import make_engine
from survey.fieldwork.letters import Letter, add_places, make_letters
from survey.fieldwork.opening import open_study
from survey.fieldwork.release import Released, release
from survey.keys import Keys
from survey.respond import drafts
from survey.respond.consent_record import ConsentRecord
from survey.respond.device import Device
from survey.respond.models import Invitation, Waiting
from survey.respond.redeem import Redeemed, redeem
from survey.respond.refusal import Refusal
from survey.respond.roles import experts_engine
from survey.respond.submit import Payload, Receipt, submit
from survey.respond.writer import Writer

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
CONSENT = {"kk": {"title": "Келісім"}, "ru": {"title": "Согласие"}, "en": {"title": "Consent"}}
OPEN_TEXTS = (
    "Есептерде толық оңалту деп жазылады, ал көрсеткіштердің бірі ғана орындалған ☕",
    "Не хватает женщин-теологов: с ними говорят охотнее",
    "Housing comes first; talks come later",
    "Әжелер көмектеседі, бірақ көршілер үндемейді",
)


def words(text: str) -> Text:
    return Text.of({"kk": text, "ru": text, "en": text})


def listed(name: str, *choices: tuple[str, str]) -> ChoiceList:
    return ChoiceList(name, tuple(Choice(name=option, label=words(option), coarse=coarse) for option, coarse in choices))


def questionnaire(name: str = "theologians") -> Questionnaire:
    """Three identifying questions (two with coarse lists, one in words), a number, and an open question."""
    return Questionnaire(
        name=name,
        title=words(name),
        default_language="kk",
        languages=("kk", "ru", "en"),
        items=(
            Group(
                name="you",
                label=words("you"),
                items=(
                    SelectOne(name="region", label=words("region"), list_name="region", identifying="part"),
                    TextQuestion(
                        name="region_other", label=words("which"), identifying="part", relevant=parse("${region} = 'other'")
                    ),
                    SelectOne(name="sex", label=words("sex"), list_name="sex", identifying="sex"),
                ),
            ),
            Group(
                name="work",
                label=words("work"),
                items=(
                    IntegerQuestion(name="caseload", label=words("caseload")),
                    TextQuestion(name="why", label=words("why"), appearance=("multiline",)),
                ),
            ),
        ),
        lists=(
            listed("region", ("aktobe", "west"), ("atyrau", "west"), ("shymkent", "south"), ("other", "elsewhere")),
            listed("part", ("west", ""), ("south", ""), ("elsewhere", "")),
            listed("sex", ("woman", "woman"), ("man", "man")),
        ),
    )


def declare(url: str) -> None:
    """The tables stand as the models say; that the migrations make the same is a test of the house."""
    engine = make_engine(url)
    SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)
    engine.dispose()


@dataclass
class Expert:
    """A person with a letter and a device, and what he means to answer."""

    letter: Letter
    invitation_id: uuid.UUID
    values: dict[str, Any]
    missing: dict[str, str] = field(default_factory=dict)
    language: str = "kk"
    device: Device = field(default_factory=Device.new)
    admitted: Redeemed | None = None
    receipt: Receipt | None = None

    def consent(self) -> ConsentRecord:
        return ConsentRecord(number=1, language=self.language, ticks=frozenset({"take_part", "may_quote"}))


class Stage:
    """One open study. `chance` is seeded; ids and nonces come from the system, so runs differ in nothing that a test looks at."""

    def __init__(
        self,
        url: str,
        folder: Path,
        *,
        seed: int = 1,
        questionnaires: tuple[Questionnaire, ...] = (),
        opened: bool = True,
        **study: Any,
    ):
        self.url, self.folder = url, folder
        self.chance = random.Random(seed)
        self.engine: Engine = make_engine(url)
        self.keys = Keys.create(folder / "keys")
        with Session(self.engine) as session:
            row = Study(slug=f"s-{uuid.uuid4().hex[:12]}", title={"en": "Return"}, created_at=NOW, **study)
            session.add(row)
            session.flush()
            self.study_id = row.id
            self.questionnaires: list[uuid.UUID] = []
            self.versions: list[uuid.UUID] = []
            for position, one in enumerate(questionnaires or (questionnaire(),)):
                place = StudyQuestionnaire(study_id=row.id, name=one.name, position=position)
                session.add(place)
                session.flush()
                self.questionnaires.append(place.id)
                self.versions.append(publish_version(session, study_questionnaire=place, questionnaire=one, now=NOW).id)
            if opened:
                open_study(session, study=row, keys=self.keys, consent=CONSENT, now=NOW)
            session.commit()
        self.experts_engine = experts_engine(url)
        self.writer = Writer(self.experts_engine)

    def close(self) -> None:
        self.writer.close()
        self.experts_engine.dispose()
        self.engine.dispose()

    def invite(self, count: int, attributes: Mapping[str, str] | None = None, *, which: int = 0, **values: Any) -> list[Expert]:
        """So many people with letters, who mean to answer something."""
        return self.invite_each([(attributes or {}, values)] * count, which=which)

    def invite_each(self, people: Sequence[tuple[Mapping[str, str], Mapping[str, Any]]], *, which: int = 0) -> list[Expert]:
        """A person with a letter for each pair of attributes and answers."""
        with Session(self.engine, expire_on_commit=False) as session:
            study = session.get_one(Study, self.study_id)
            asked = self.questionnaires[which]
            places = [
                place
                for attributes, _ in people
                for place in add_places(session, study=study, questionnaire_id=asked, count=1, language="kk", attributes=attributes)
            ]
            letters = list(make_letters(session, study=study, invitations=places, keys=self.keys, base_url="https://s.example/"))
            session.commit()
        return [
            Expert(letter, place.id, self.meant(**values))
            for letter, place, (_, values) in zip(letters, places, people, strict=True)
        ]

    def meant(self, **values: Any) -> dict[str, Any]:
        """Answers drawn by chance, but for those that are given."""
        drawn = {
            "region": self.chance.choice(("aktobe", "shymkent")),
            "sex": self.chance.choice(("woman", "man")),
            "caseload": self.chance.randrange(40),
            "why": f"{self.chance.choice(OPEN_TEXTS)} {self.chance.getrandbits(40):x}",
        }
        return {**drawn, **values}

    def redeem(self, expert: Expert, code: str | None = None) -> Redeemed | Refusal:
        found = self.writer.do(lambda c: redeem(c, keys=self.keys.respond, code=code or expert.letter.code, device=expert.device))
        if isinstance(found, Redeemed):
            expert.admitted = found
        return found

    def save(self, expert: Expert, changes: Mapping[str, Any], *, base: int = 0) -> drafts.DraftState | Refusal:
        return self.writer.do(lambda c: drafts.save(c, expert.device, base_revision=base, changes=changes, head=self.head(expert)))

    def head(self, expert: Expert) -> dict[str, Any]:
        assert expert.admitted is not None
        return {
            "study": str(self.study_id),
            "questionnaire": str(expert.admitted.questionnaire_id),
            "version": str(self.version_of(expert)),
            "attributes": dict(expert.admitted.attributes),
            "language": expert.language,
            "consent": expert.consent().to_json(),
        }

    def version_of(self, expert: Expert) -> uuid.UUID:
        assert expert.admitted is not None
        return self.versions[self.questionnaires.index(expert.admitted.questionnaire_id)]

    def payload(self, expert: Expert, **changes: Any) -> Payload:
        assert expert.admitted is not None
        asked = {"region_other": str(Missing.NOT_ASKED), **expert.missing}
        parts: dict[str, Any] = {
            "study_id": self.study_id,
            "questionnaire_id": expert.admitted.questionnaire_id,
            "version_id": self.version_of(expert),
            "attributes": expert.admitted.attributes,
            "language": expert.language,
            "consent": expert.consent(),
            "values": expert.values,
            "missing": {name: why for name, why in asked.items() if name not in expert.values},
        }
        return Payload(**{**parts, **changes})

    def submit(self, expert: Expert, **changes: Any) -> Receipt | Refusal:
        assert expert.admitted is not None
        admission, payload = expert.admitted.admission, self.payload(expert, **changes)
        found = self.writer.do(
            lambda c: submit(c, keys=self.keys.respond, device=expert.device, admission=admission, payload=payload)
        )
        if isinstance(found, Receipt):
            expert.receipt = found
        return found

    def answer(self, experts: list[Expert]) -> None:
        """Each opens, saves a page and sends."""
        for expert in experts:
            assert isinstance(self.redeem(expert), Redeemed)
            assert isinstance(self.save(expert, {"why": expert.values.get("why", "")}), drafts.DraftState)
            assert isinstance(self.submit(expert), Receipt)

    def release(self, *, close: bool = True, **options: Any) -> Released:
        return release(self.engine, study_id=self.study_id, keys=self.keys, close=close, chance=self.chance, **options)

    def rows(self, model: Any) -> list[Any]:
        with Session(self.engine, expire_on_commit=False) as session:
            return list(session.exec(select(model)).all())

    def invitations(self) -> dict[uuid.UUID, Invitation]:
        return {row.id: row for row in self.rows(Invitation)}

    def waiting(self) -> list[Waiting]:
        return self.rows(Waiting)

    def released(self) -> list[tuple[Response, dict[str, Any]]]:
        """Responses with what stands for each question: its value, or Missing."""
        found: dict[uuid.UUID, dict[str, Any]] = {}
        for row in self.rows(Answer):
            found.setdefault(row.response_id, {})[row.question] = row.value if row.missing is None else Missing(row.missing)
        return [(row, found.get(row.id, {})) for row in self.rows(Response)]
