"""What two coders made of the illustrative answers: the codes, passages, memos and marks of survey/demo/content."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlmodel import Session, col, select

from coding.models import Source
from coding.texts import normalise
from coding.workflow import code_segment, mark_done, write_memo


@dataclass(frozen=True)
class Place:
    """Where an illustrative answer came to stand: its source."""

    source_id: uuid.UUID
    text: str


def content(name: str) -> Any:
    """One of the content files, parsed."""
    return json.loads(files("survey.demo").joinpath("content", f"{name}.json").read_text(encoding="utf-8"))


def places(session: Session, *, study_id: uuid.UUID, responses: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Place]:
    """(id of an illustrative response, question) -> its source, for those that have been released.

    Released rows know nothing of the ids in the content files, as it must be; an answer is found by its own words, and texts that stand
    twice on purpose are left out.
    """
    wanted: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for response in responses:
        for question, text in response["open"].items():
            wanted.setdefault((question, normalise(text)), []).append((response["id"], question))
    found: dict[tuple[str, str], Place] = {}
    for source in session.exec(select(Source).where(col(Source.study_id) == study_id)):
        owners = wanted.get((source.question or "", source.text), [])
        if len(owners) == 1:
            found[owners[0]] = Place(source.id, source.text)
    return found


def code_as_written(
    session: Session, *, study_id: uuid.UUID, coders: Mapping[str, uuid.UUID], responses: Sequence[Mapping[str, Any]], now: datetime
) -> int:
    """Both coders have coded what had been released; the number of passages is returned. What still waits nobody has read."""
    written = content("codings")
    here = places(session, study_id=study_id, responses=responses)
    passages = 0
    for coding in written["codings"]:
        place = here.get((coding["response"], coding["question"]))
        if place is None:
            continue
        start = place.text.index(normalise(coding["quote"]))
        code_segment(
            session,
            study_id=study_id,
            coder_id=coders[coding["coder"]],
            source=place.source_id,
            code=coding["code"],
            start=start,
            stop=start + len(normalise(coding["quote"])),
            now=now,
        )
        passages += 1
    for memo in written["memos"]:
        place = here.get((memo["response"], memo["question"]))
        if place is not None:
            write_memo(
                session,
                study_id=study_id,
                coder_id=coders[memo["coder"]],
                source_id=place.source_id,
                text=memo["text"],
                revision=0,
                now=now,
            )
    for done in written["done"]:
        place = here.get((done["response"], done["question"]))
        if place is not None:
            mark_done(session, study_id=study_id, coder_id=coders[done["coder"]], source=place.source_id, now=now)
    return passages
