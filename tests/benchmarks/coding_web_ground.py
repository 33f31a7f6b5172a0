"""The database under the coding benchmark: made and filled by our own verbs, in the environment of the program.

Reads one JSON command a line and answers with one. The adapter beside this file starts it, because drivers run in an environment that
does not have the program.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import uuid
from datetime import UTC, datetime
from random import Random
from typing import Any

from flask import session as visit
from flask_wtf.csrf import generate_csrf
from sqlalchemy import insert, select
from sqlmodel import Session

from coding.codebook import add_code
from coding.codes import CodeContent
from coding.log import Scope
from coding.models import Code, CodedSegment, Coder, Event, Source
from coding.sources import take_answers
from coding.steps import Passage, coded, inverse
from questionnaires.instrument import Questionnaire
from questionnaires.models import Answer, QuestionnaireVersion, Response, Study
from questionnaires.questions import Group, TextQuestion
from questionnaires.studies import attach_questionnaire
from questionnaires.texts import Text
from survey.accounts.models import Account, StaffSession
from survey.accounts.sessions import LIFETIME, StaffSessions, hash_id
from survey.app import create_app
from survey.database import make_engine
from survey.keys import Keys
from survey.migrations.upgrading import upgrade
from survey.models import Membership
from survey.settings import Settings

WORDS = {"kk": "Сұрақ", "ru": "Вопрос", "en": "Question"}


class Ground:
    """A study with a coder who is signed in; each document is a question, each paragraph somebody's answer to it."""

    def __init__(self) -> None:
        self.settings = Settings.from_environment(os.environ)
        Keys.create(self.settings.keys)
        self.engine = make_engine(self.settings.database_url)
        upgrade(self.engine)
        self.now = datetime.now(UTC)
        self.documents = 0

    def start(self) -> dict[str, Any]:
        """The cookie of the coder's visit."""
        session_id, app = secrets.token_urlsafe(16), create_app(self.settings, side="studio", engine=self.engine)
        with app.test_request_context():
            generate_csrf()
            token = visit["csrf_token"]
        with Session(self.engine) as session:
            study = Study(slug="bench", title={"en": "Bench"}, created_at=self.now)
            account = Account(email="coder@example.org", name="Coder", language="en", created_at=self.now)
            session.add_all([study, account])
            session.flush()
            coder = Coder(study_id=study.id, label="Coder")
            session.add(coder)
            session.flush()
            session.add(Membership(account_id=account.id, study_id=study.id, role="researcher", coder_id=coder.id))
            content = {"_user_id": account.fs_uniquifier, "_fresh": True, "csrf_token": token}
            session.add(
                StaffSession(
                    id_hash=hash_id(session_id), account_id=account.id, content=content,
                    created_at=self.now, seen_at=self.now, expires_at=self.now + LIFETIME,
                )
            )  # fmt: skip
            questions = [TextQuestion(name=f"d{n}", label=Text.of(WORDS), appearance=("multiline",)) for n in range(1, 10)]
            questionnaire = Questionnaire(
                name="talk", title=Text.of(WORDS), version="1", default_language="ru", languages=("kk", "ru", "en"),
                items=(Group(name="all", label=Text.of(WORDS), items=tuple(questions)),),
            )  # fmt: skip
            attach_questionnaire(session, study=study, questionnaire=questionnaire, now=self.now)
            session.commit()
            self.study_id, self.coder_id = study.id, coder.id
        interface = app.session_interface
        assert isinstance(interface, StaffSessions)
        return {"cookie": f"{interface.name}=s.{session_id}", "base": "/studies/bench/coding/"}

    def codes(self, names: list[str]) -> list[str]:
        """Keys of codes of these names."""
        keys = [f"theme-{n:02d}" for n in range(len(names))]
        with Session(self.engine) as session:
            for key, name in zip(keys, names, strict=True):
                wanted = CodeContent(key=key, name={"kk": name, "ru": name, "en": name})
                add_code(session, study_id=self.study_id, coder_id=self.coder_id, wanted=wanted, now=self.now)
            session.commit()
        return keys

    def document(self, paragraphs: list[str]) -> dict[str, Any]:
        """A question whose answers are the paragraphs; labels come in the order of the paragraphs."""
        self.documents += 1
        question = f"d{self.documents}"
        with Session(self.engine) as session:
            version = session.execute(select(QuestionnaireVersion.id)).scalar_one()
            ids = [uuid.uuid4() for _ in paragraphs]
            common = {
                "study_id": self.study_id,
                "version_id": version,
                "language": "ru",
                "consent_number": 1,
                "may_quote": True,
                "may_archive": True,
            }
            session.execute(insert(Response), [{"id": one, "attributes": {}, **common} for one in ids])
            session.execute(
                insert(Answer),
                [{"response_id": one, "question": question, "value": text} for one, text in zip(ids, paragraphs, strict=True)],
            )
            take_answers(session, study_id=self.study_id, response_ids=ids, chance=Random(1))
            session.commit()
            labels = dict(session.execute(select(Source.response_id, Source.label).where(Source.question == question)).all())
        return {"question": question, "labels": [labels[one] for one in ids]}

    def fill(self, question: str, highlights: list[tuple[str, int, int, str]]) -> int:
        """Many passages, (label, start, stop, key), with the events that coding them would have left."""
        with Session(self.engine) as session:
            sources = {
                row.label: row
                for row in session.execute(select(Source.id, Source.label, Source.text).where(Source.question == question))
            }
            codes = dict(session.execute(select(Code.key, Code.id)).all())
            kept = set(session.execute(select(CodedSegment.source_id, CodedSegment.code_id, CodedSegment.start, CodedSegment.stop)))
            rows, log = [], []
            for label, start, stop, key in highlights:
                source, passage_id = sources[label], uuid.uuid4()
                if (place := (source.id, codes[key], start, stop)) in kept:
                    continue
                kept.add(place)
                rows.append(
                    {"id": passage_id, "source_id": source.id, "question": question, "coder_id": self.coder_id, "code_id": codes[key],
                     "start": start, "stop": stop, "quote": source.text[start:stop]}
                )  # fmt: skip
                steps = [coded(Passage(passage_id.hex, source.id.hex, codes[key].hex, start, stop))]
                log.append(
                    {"token": uuid.uuid4(), "study_id": self.study_id, "coder_id": self.coder_id, "scope": Scope.CODING.value, "kind": "coded",
                     "at": self.now, "done": steps, "inverse": inverse(steps)}
                )  # fmt: skip
            if rows:
                session.execute(insert(CodedSegment), rows)
                session.execute(insert(Event), log)
            session.commit()
        return len(rows)


def main() -> None:
    """Commands in, answers out, until the input ends."""
    ground = Ground()
    for line in sys.stdin:
        command, arguments = json.loads(line)
        print(json.dumps(getattr(ground, command)(*arguments)), flush=True)


if __name__ == "__main__":
    main()
