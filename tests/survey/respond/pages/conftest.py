"""An open study with the small questionnaire, letters for it, and browsers of experts."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from nacl.public import PrivateKey
from sqlalchemy import Engine
from sqlmodel import Session
from werkzeug.test import TestResponse

from questionnaires.instrument import Questionnaire
from questionnaires.models import Consent, QuestionnaireVersion, Study, StudyQuestionnaire, StudyState
from questionnaires.storage import to_text
from survey.keys import Keys
from survey.respond.consent import compose
from survey.respond.derivation import canonical, digest
from survey.respond.models import Invitation, InvitationCode
from survey.respond.redeem import new_code
from survey.settings import Settings
from tests.conftest import NOW
from tests.survey.respond.pages.questionnaire import QUESTIONNAIRE

ACCEPTS = {"ru": "ru", "kk": "kk", "en": "en"}


@dataclass
class OpenStudy:
    """A study that takes answers, and its letters."""

    study: Study
    questionnaire: Questionnaire
    engine: Engine
    keys: Keys
    questionnaire_id: uuid.UUID
    version_id: uuid.UUID
    private: PrivateKey
    letters: int = 0

    def letter(self, **attributes: str) -> str:
        """The code of a fresh letter to a fresh place."""
        code = new_code()
        self.letters += 1
        with Session(self.engine) as session:
            place = Invitation(
                study_id=self.study.id,
                questionnaire_id=self.questionnaire_id,
                number=f"P-{self.letters:03}",
                attributes=attributes or {"profession": "theologian"},
                language="ru",
            )
            session.add(place)
            session.flush()
            session.add(InvitationCode(h=self.keys.respond.peppered("code", code), invitation_id=place.id))
            session.commit()
        return code

    def close(self) -> None:
        """The study takes no answers any more."""
        with Session(self.engine) as session:
            row = session.get(Study, self.study.id)
            assert row is not None
            row.state = StudyState.CLOSED
            session.commit()


def open_study(
    engine: Engine, keys: Keys, *, slug: str = "oralu", questionnaire: Questionnaire = QUESTIONNAIRE, **settings: Any
) -> OpenStudy:
    """A study in its open state, as opening leaves it."""
    private = PrivateKey.generate()
    with Session(engine, expire_on_commit=False) as session:
        study = Study(
            slug=slug,
            title={"en": "Survey of specialists, 2026", "ru": "Опрос специалистов, 2026", "kk": "Мамандар сауалнамасы, 2026"},
            state=StudyState.OPEN,
            travelling=["profession"],
            withdraw_until=date(2027, 1, 31),
            readers=4,
            created_at=NOW,
            **settings,
        )
        session.add(study)
        session.flush()
        place = StudyQuestionnaire(study_id=study.id, name=questionnaire.name)
        session.add(place)
        session.flush()
        version = QuestionnaireVersion(
            questionnaire_id=place.id,
            number=1,
            content=to_text(questionnaire),
            content_hash=questionnaire.content_hash,
            published_at=NOW,
        )
        content = compose(study)
        session.add(version)
        session.add(Consent(study_id=study.id, number=1, content=content, content_hash=digest("consent", canonical(content))))
        session.commit()
    keys.respond.add_study(study.id, public_key=bytes(private.public_key))
    return OpenStudy(study, questionnaire, engine, keys, place.id, version.id, private)


@pytest.fixture
def keys(settings: Settings) -> Keys:
    """The installation's keys."""
    return Keys.create(settings.keys)


@pytest.fixture
def opened(engine: Engine, keys: Keys) -> OpenStudy:
    """One open study."""
    return open_study(engine, keys)


@pytest.fixture
def experts(settings: Settings, engine: Engine, keys: Keys) -> Iterator[Flask]:
    """The experts' side alone; what studies say is believed for no time, so that a closing is seen at once."""
    from survey.app import create_app

    app = create_app(settings, side="experts", engine=engine, now=lambda: NOW)
    app.extensions["respond"].studies._clock = iter(range(10**9)).__next__
    yield app
    app.extensions["respond"].close()


@dataclass
class Expert:
    """A browser without scripts: it opens pages, fills forms, presses buttons."""

    client: FlaskClient
    language: str = "en"
    page: str = ""
    status: int = 0
    path: str = ""
    last: TestResponse | None = field(default=None, repr=False)

    def _took(self, response: TestResponse) -> str:
        self.last, self.status, self.path, self.page = (
            response,
            response.status_code,
            response.request.path,
            response.get_data(as_text=True),
        )
        return self.page

    def get(self, path: str) -> str:
        """The page at that address, after redirects."""
        return self._took(self.client.get(path, headers={"Accept-Language": self.language}, follow_redirects=True))

    def post(self, path: str, fields: dict[str, Any], *, follow: bool = True) -> str:
        """What comes of sending exactly these fields."""
        return self._took(self.client.post(path, data=fields, headers={"Accept-Language": self.language}, follow_redirects=follow))

    @property
    def csrf(self) -> str:
        """The token of the page that is open."""
        found = re.search(r'name=":csrf" value="([^"]*)"', self.page)
        assert found, self.page[:2000]
        return found[1]

    @property
    def revision(self) -> str:
        found = re.search(r'name=":revision" value="(\d*)"', self.page)
        return found[1] if found else ""

    def press(self, go: str, **answers: Any) -> str:
        """The form of the open page is sent with these answers and this button."""
        fields = {
            ":csrf": self.csrf,
            ":go": go,
            ":revision": self.revision,
            **{key.replace("__", "."): value for key, value in answers.items()},
        }
        return self.post(self.path, fields)

    def start(self, code: str, *, device: str = "own", ticks: tuple[str, ...] = ("take_part", "may_quote")) -> str:
        """From the letter to the first page."""
        self.get("/r")
        fields = {
            ":csrf": self.csrf,
            ":code": code,
            ":consent": self.hidden(":consent"),
            ":tick": list(ticks),
            ":device": device,
            ":go": "start",
        }
        return self.post("/r", fields)

    def hidden(self, name: str) -> str:
        """The value of a hidden field."""
        found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', self.page)
        assert found, name
        return unescape(found[1])

    def hidden_fields(self) -> dict[str, list[str]]:
        """All hidden fields of the page but the token."""
        fields: dict[str, list[str]] = {}
        for name, value in re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', self.page):
            if name != ":csrf":
                fields.setdefault(unescape(name), []).append(unescape(value))
        return fields

    def press_link(self, path: str) -> str:
        """A link of the page, or what it leads to, is followed."""
        return self.get(path)

    @property
    def text(self) -> str:
        """The words of the page."""
        return unescape(re.sub(r"\s+", " ", re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", self.page, flags=re.DOTALL)))

    def title(self) -> str:
        found = re.search(r"<h1[^>]*>(.*?)</h1>", self.page, re.DOTALL)
        assert found, self.page[:3000]
        return unescape(re.sub(r"<[^>]+>", "", found[1])).strip()


@pytest.fixture
def expert(experts: Flask) -> Expert:
    """A browser that reads English."""
    return Expert(experts.test_client())


NewExpert = Callable[..., Expert]


@pytest.fixture
def new_expert(experts: Flask) -> NewExpert:
    """More browsers, each with cookies of its own."""
    return lambda language="en": Expert(experts.test_client(), language)
