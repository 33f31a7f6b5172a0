"""The experts' side as `saraptama serve --side experts` runs it, with one more way in: /bench/<n> redeems letter n as pressing Start does.

Used by saraptama_peer in processes of our own environment: `python -m tests.benchmarks.serving_app prepare FOLDER COUNT`, then
`python -m tests.benchmarks.serving_listen FOLDER PORT`.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from flask import Flask, redirect
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from questionnaires.expressions import parse
from questionnaires.instrument import Questionnaire
from questionnaires.questions import Choice, ChoiceList, Group, IntegerQuestion, Question, SelectOne, TextQuestion
from questionnaires.studies import attach_questionnaire, create_study
from questionnaires.texts import Text
from survey.settings import Settings

PAGES, CHOICES, WHOLES, TEXTS = 3, range(1, 7), (7, 8), (9, 10)


def said(text: str) -> Text:
    """One English wording."""
    return Text.of({"en": text})


def form() -> Questionnaire:
    """Three pages of six choices of five, two whole numbers and two texts, with the words of the floor's pages."""

    def questions(page: int) -> tuple[Question, ...]:
        return (
            *(
                SelectOne(
                    name=f"p{page}q{n}",
                    label=said(f"Question {n} of page {page}: how well is the help prepared?"),
                    list_name="five",
                )
                for n in CHOICES
            ),
            *(
                IntegerQuestion(
                    name=f"p{page}q{n}",
                    label=said(f"Question {n} of page {page}: how many?"),
                    constraint=parse(". >= 0 and . <= 100"),
                )
                for n in WHOLES
            ),
            *(
                TextQuestion(
                    name=f"p{page}q{n}", label=said(f"Question {n} of page {page}: in your own words"), appearance=("multiline",)
                )
                for n in TEXTS
            ),
        )

    five = ChoiceList("five", tuple(Choice(name=str(n), label=said(str(n))) for n in range(1, 6)))
    sections = tuple(Group(name=f"page{page}", label=said(f"Part {page}"), items=questions(page)) for page in range(1, PAGES + 1))
    return Questionnaire(name="bench", title=said("Bench"), languages=("en",), default_language="en", items=sections, lists=(five,))


def settings(folder: Path, port: int = 8123) -> Settings:
    """A demo installation on this machine: cookies without https."""
    return Settings(demo=True, database_url=f"sqlite:///{folder}/ours.db", keys=folder / "keys", port=port)


def prepare(folder: Path, respondents: int) -> None:
    """The study is open and its letters are made; their codes stand in FOLDER/codes.json, for the run only."""
    from survey.database import make_engine
    from survey.fieldwork.letters import add_places, make_letters
    from survey.fieldwork.opening import open_study
    from survey.keys import Keys
    from survey.migrations.upgrading import upgrade
    from survey.respond.consent import compose

    now = datetime.now(UTC)
    keys = Keys.create(folder / "keys")
    engine = make_engine(settings(folder).database_url)
    upgrade(engine)
    with Session(engine) as session:
        study = create_study(session, slug="bench", title={"en": "Bench"}, now=now)
        version = attach_questionnaire(session, study=study, questionnaire=form(), now=now)
        open_study(session, study=study, keys=keys, consent=compose(study), now=now)
        places = add_places(session, study=study, questionnaire_id=version.questionnaire_id, count=respondents, language="en")
        letters = make_letters(session, study=study, invitations=places, keys=keys, base_url="http://127.0.0.1")
        codes = [letter.code for letter in letters]
        session.commit()
    (folder / "codes.json").write_text(json.dumps(codes), encoding="utf-8")


def application(folder: Path, port: int) -> Flask:
    """The experts' application with the extra way in."""
    from survey.app import create_app
    from survey.permissions import Permission
    from survey.respond.consent_record import ConsentRecord
    from survey.respond.context import here
    from survey.respond.device import Device
    from survey.respond.redeem import Redeemed, redeem
    from survey.respond.starting import open_draft

    app = create_app(settings(folder, port), side="experts")
    codes = json.loads((folder / "codes.json").read_text(encoding="utf-8"))
    numbers = count()

    def start() -> ResponseReturnValue:
        respond, device, code = here(), Device.new(), codes[next(numbers)]

        def command(connection):  # type: ignore[no-untyped-def]
            found = redeem(connection, keys=respond.keys, code=code, device=device)
            open_draft(connection, device, found, ConsentRecord(number=1, language="en"))  # type: ignore[arg-type]
            return found

        found = respond.writer.do(command)
        if not isinstance(found, Redeemed):
            raise TypeError(f"letter {code} was refused: {found}")
        response = redirect("/r/part/1", 303)
        respond.jar.set_device(response, device, keep=True)  # type: ignore[arg-type]
        respond.jar.set_admission(response, found.study_id, found.admission, keep=True)  # type: ignore[arg-type]
        respond.jar.set_language(response, "en")  # type: ignore[arg-type]
        return response

    start.permission = Permission.PUBLIC  # type: ignore[attr-defined]
    app.add_url_rule("/bench", "bench", start)
    return app


def main() -> None:
    """`prepare FOLDER COUNT`."""
    _, folder, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    prepare(folder, number)


if __name__ == "__main__":
    main()
