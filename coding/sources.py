"""The one door by which texts come to be read, and by which they leave again.

A source never changes: its text is made ready once (`coding.texts`), its hash stands beside it, and every passage counts code points of
exactly this text. Coding never asks where a text came from.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from random import Random, SystemRandom

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session, col

from coding.labels import draw_labels
from coding.models import CodedSegment, Corpus, Memo, MemoText, Source, SourceDone
from coding.texts import digest, normalise
from questionnaires.models import Answer, Response
from questionnaires.responses import load_version


@dataclass(frozen=True, kw_only=True)
class OpenAnswer:
    """Words of one response to one open question, as they were sent."""

    response_id: uuid.UUID
    question: str
    language: str
    text: str


def take_answers(
    session: Session, *, study_id: uuid.UUID, response_ids: Collection[uuid.UUID], chance: Random | None = None
) -> int:
    """Every open answer of these released responses is a source; the number of new ones is returned.

    Taking a response again changes nothing. Answers of one response share a label that chance draws, here by the system's own generator.
    """
    chance = chance or SystemRandom()
    known = set(
        session.execute(
            select(col(Source.response_id), col(Source.question)).where(
                col(Source.study_id) == study_id, col(Source.kind) == "answer"
            )
        )
    )
    new = [answer for answer in _open_answers(session, response_ids) if (answer.response_id, answer.question) not in known]
    if response_ids:
        _stamp(session, study_id)
    if not new:
        return 0
    labels = _labels(session, study_id, {answer.response_id for answer in new}, chance)
    session.execute(
        insert(Source),
        [
            {
                "id": uuid.uuid4(),
                "study_id": study_id,
                "kind": "answer",
                "response_id": answer.response_id,
                "question": answer.question,
                "label": labels[answer.response_id],
                "language": answer.language,
                "text": answer.text,
                "length": len(answer.text),
                "sha256": digest(answer.text),
            }
            for answer in new
        ],
    )
    return len(new)


def forget_answers(session: Session, *, study_id: uuid.UUID, response_ids: Collection[uuid.UUID]) -> int:
    """No text, passage, mark or memo of these responses is left; the number of sources that went is returned.

    The log of changes stays: it holds ids and offsets only, and undo steps over what is gone.
    """
    gone = list(
        session.scalars(select(col(Source.id)).where(col(Source.study_id) == study_id, col(Source.response_id).in_(response_ids)))
    )
    _stamp(session, study_id)
    memos = select(col(Memo.id)).where(col(Memo.source_id).in_(gone))
    session.execute(delete(MemoText).where(col(MemoText.memo_id).in_(memos)))
    session.execute(delete(Memo).where(col(Memo.source_id).in_(gone)))
    session.execute(delete(CodedSegment).where(col(CodedSegment.source_id).in_(gone)))
    session.execute(delete(SourceDone).where(col(SourceDone.source_id).in_(gone)))
    session.execute(delete(Source).where(col(Source.id).in_(gone)))
    return len(gone)


def _open_answers(session: Session, response_ids: Collection[uuid.UUID]) -> Iterator[OpenAnswer]:
    """The open answers with words in them, made ready to be read."""
    open_of: dict[uuid.UUID, frozenset[str]] = {}
    rows = session.execute(
        select(col(Response.id), col(Response.version_id), col(Response.language), col(Answer.question), col(Answer.value))
        .join(Answer, col(Answer.response_id) == Response.id)
        .where(col(Response.id).in_(response_ids), col(Answer.missing).is_(None))
    )
    for response_id, version_id, language, question, value in rows:
        if version_id not in open_of:
            open_of[version_id] = frozenset(item.name for item in load_version(session, version_id).open_questions)
        if question in open_of[version_id] and isinstance(value, str) and (text := normalise(value)).strip():
            yield OpenAnswer(response_id=response_id, question=question, language=language, text=text)


def _labels(session: Session, study_id: uuid.UUID, responses: set[uuid.UUID], chance: Random) -> dict[uuid.UUID, str]:
    """The label of each response: the one it has, else a new one."""
    rows = session.execute(
        select(col(Source.response_id), col(Source.label)).where(col(Source.study_id) == study_id).distinct()
    ).all()
    have = {response: label for response, label in rows if response in responses}
    wanting = sorted(responses - have.keys())  # by a random id; which label each gets is chance again
    drawn = draw_labels(len(wanting), taken={label for _, label in rows}, chance=chance)
    return have | dict(zip(wanting, drawn, strict=True))


def _stamp(session: Session, study_id: uuid.UUID) -> None:
    """Copies of the study's texts that someone keeps are known to be old."""
    grown = session.execute(
        update(Corpus)
        .where(col(Corpus.study_id) == study_id)
        .values(revision=col(Corpus.revision) + 1)
        .returning(col(Corpus.revision))
    )
    if grown.first() is None:
        session.execute(insert(Corpus).values(study_id=study_id, revision=1))
