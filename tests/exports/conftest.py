"""A study as it stands after release: the two instruments of the house, the 60 illustrative responses, two coders' work."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlmodel
from openpyxl import Workbook, load_workbook
from sqlalchemy import Table, insert, select
from sqlmodel import Session, SQLModel

import questionnaires.instruments
from coding.codebook import install_codebook, load_codebook
from coding.models import CodedSegment, Coder, Memo, Source
from coding.sources import take_answers
from coding.viewers import Viewer
from exports.export import Export
from exports.formats.xlsx import write
from exports.gather import gather
from questionnaires.answers import check
from questionnaires.instrument import Questionnaire
from questionnaires.models import Answer, Response, Study
from questionnaires.questions import ChoiceQuestion
from questionnaires.studies import attach_questionnaire, create_study
from questionnaires.workbook import read_workbook

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TITLE = {"kk": "Оралған әйелдер, 2026", "ru": "Вернувшиеся женщины, 2026", "en": "Women returnees, 2026"}
#: Who did not agree to be quoted, and whose answers may not be kept for others, by id in the demo's content.
SILENT, UNKEPT = {"t03", "p02"}, {"t05"}


@cache
def instrument(name: str) -> Questionnaire:
    """One of the questionnaires that come with the house."""
    place = Path(str(files(questionnaires.instruments))) / name / f"{name}.xlsx"
    found = read_workbook(place).questionnaire
    assert found is not None
    return found


def coarsened(questionnaire: Questionnaire, name: str, value: Any) -> Any:
    """The value as release leaves it: identifying choices by their coarse option, other identifying answers destroyed."""
    question = questionnaire.by_name[name]
    if not question.identifying:
        return value
    if not isinstance(question, ChoiceQuestion):
        return None
    choice = questionnaire.choices(question).get(value)
    return choice.coarse if choice else value


#: The rows of the study once it was made: later tests get these very rows, and so the same file.
_kept: list[tuple[Table, list[dict[str, Any]]]] = []


@pytest.fixture
def returnees(session: Session) -> Study:
    """The study of 60 responses, released, coded by two, with a memo; committed."""
    if not _kept:
        _build(session)
        for one in SQLModel.metadata.sorted_tables:
            rows = [dict(row) for row in session.execute(select(one)).mappings()]
            if rows and one.name != "alembic_version":
                _kept.append((one, rows))
    else:
        for one, rows in _kept:
            session.execute(insert(one), rows)
        session.commit()
    return session.exec(sqlmodel.select(Study)).one()


def _build(session: Session) -> None:
    study = create_study(session, slug="women-returnees", title=TITLE, now=NOW)
    study.illustrative = True
    asked = {name: instrument(name) for name in ("theologians", "psychologists")}
    versions = {name: attach_questionnaire(session, study=study, questionnaire=q, now=NOW) for name, q in asked.items()}
    install_codebook(session, study_id=study.id, source="women_returnees", now=NOW)
    content = files("survey.demo.content")
    told = json.loads(content.joinpath("responses.json").read_text(encoding="utf-8"))
    chance = Random(5)
    ids = {one["id"]: uuid.UUID(int=chance.getrandbits(128), version=4) for one in told}
    for one in told:
        questionnaire = asked[one["questionnaire"]]
        raw = {
            k: [str(v) for v in value] if isinstance(value, list) else str(value)
            for k, value in {**one["closed"], **one["open"]}.items()
        }
        checked = check(questionnaire, raw, now=NOW)
        row = Response(
            id=ids[one["id"]],
            study_id=study.id,
            version_id=versions[one["questionnaire"]].id,
            language=one["language"],
            consent_number=1,
            may_quote=one["id"] not in SILENT,
            may_archive=one["id"] not in UNKEPT,
        )
        session.add(row)
        session.flush()
        for name, value in checked.values.items():
            kept = coarsened(questionnaire, name, value)
            session.add(Answer(response_id=row.id, question=name, value=kept, missing=None if kept is not None else "covered"))
        for name, reason in checked.missing.items():
            session.add(Answer(response_id=row.id, question=name, missing=reason))
    session.flush()
    take_answers(session, study_id=study.id, response_ids=list(ids.values()), chance=Random(7))
    _code(session, study, ids, json.loads(content.joinpath("codings.json").read_text(encoding="utf-8")))
    session.commit()


def _code(session: Session, study: Study, ids: dict[str, uuid.UUID], work: dict[str, Any]) -> None:
    coders = {sign: Coder(study_id=study.id, label=label) for sign, label in work["coders"].items()}
    session.add_all(coders.values())
    session.flush()
    book = load_codebook(session, study.id)
    sources = {(s.response_id, s.question): s for s in session.exec(sqlmodel.select(Source).where(Source.study_id == study.id))}
    seen = set()
    for one in work["codings"]:
        source = sources[ids[one["response"]], one["question"]]
        start = source.text.index(one["quote"]) if one.get("quote") else 0
        stop = start + len(one["quote"]) if one.get("quote") else source.length
        key = (source.id, coders[one["coder"]].id, book.by_key[one["code"]].id, start, stop)
        if key not in seen:
            seen.add(key)
            session.add(
                CodedSegment(
                    source_id=key[0], coder_id=key[1], code_id=key[2], start=start, stop=stop, quote=source.text[start:stop],
                    question=source.question,
                )
            )  # fmt: skip
    first = next(iter(sources.values()))
    session.add(Memo(study_id=study.id, coder_id=coders["A"].id, source_id=first.id, text="Әлі де ойлану керек 🙂"))


@pytest.fixture
def exported(session: Session, returnees: Study) -> Callable[..., Export]:
    """`exported("outside", language="kk")`: the study as an export for that audience."""

    def make(audience: str = "team", *, language: str = "en") -> Export:
        return gather(
            session, study=returnees, viewer=Viewer(study_id=returnees.id, coder_id=None), language=language, audience=audience
        )

    return make


def bytes_of(export: Export) -> bytes:
    """The workbook of an export."""
    stream = BytesIO()
    write(export, stream)
    return stream.getvalue()


@cache
def read_back(content: bytes) -> Workbook:
    """A workbook as openpyxl reads it; read once, so not to be changed."""
    return load_workbook(BytesIO(content))


def table(book: Workbook, sheet: str, *, heads: int = 1) -> list[dict[str, Any]]:
    """The rows of a sheet by the names in its first row."""
    rows = list(book[sheet].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[heads:]]
