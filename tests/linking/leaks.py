"""Systems that promise the same and leak, one channel each: the adversary must win against them, or the game proves nothing.

Each is what a capable engineer might have built; the first three were, in surveys that are in use.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from sqlalchemy import insert, text, update
from sqlalchemy.schema import CreateTable
from sqlmodel import Session

from questionnaires.models import Answer, Response
from survey.respond import sealing
from survey.respond.models import Invitation, Waiting
from tests.linking.stage import Expert, Stage

log = logging.getLogger("tests.linking")


class Honest:
    """The system as it is."""

    def prepare(self, play: Stage) -> None:
        """Before the first expert comes."""

    def sent(self, play: Stage, expert: Expert) -> None:
        """An expert has just sent."""

    def close(self, play: Stage, experts: list[Expert]) -> None:
        play.release(close=True)

    @contextmanager
    def around(self) -> Iterator[None]:
        """During the whole game."""
        yield


class _Own(Honest):
    """Writes responses by itself, in an order and with values of its own, instead of releasing."""

    def attributes(self, expert: Expert) -> dict[str, str]:
        return {}

    def withdraw_hash(self, session: Session, expert: Expert) -> str | None:
        return None

    def order(self, play: Stage, experts: list[Expert]) -> list[Expert]:
        return play.chance.sample(experts, len(experts))

    def write(self, session: Session, play: Stage, expert: Expert) -> None:
        response_id = uuid.uuid4()
        session.execute(
            insert(Response),
            [
                {
                    "id": response_id, "study_id": play.study_id, "version_id": play.versions[0], "language": expert.language,
                    "attributes": self.attributes(expert), "consent_number": 1, "may_quote": True, "may_archive": False,
                    "withdraw_hash": self.withdraw_hash(session, expert),
                }
            ],
        )  # fmt: skip
        session.execute(
            insert(Answer), [{"response_id": response_id, "question": "why", "value": expert.values["why"], "missing": None}]
        )

    def close(self, play: Stage, experts: list[Expert]) -> None:
        with Session(play.engine) as session:
            for expert in self.order(play, experts):
                self.write(session, play, expert)
            session.commit()


class InOrder(_Own):
    """Rows with a rowid, released in the order of their coming."""

    def prepare(self, play: Stage) -> None:
        if play.engine.dialect.name == "sqlite":
            table: Any = Response.__table__  # type: ignore[attr-defined]
            made = str(CreateTable(table).compile(dialect=play.engine.dialect)).replace("WITHOUT ROWID", "")
            with play.engine.begin() as connection:
                connection.execute(text("drop table response"))
                connection.execute(text(made))

    def order(self, play: Stage, experts: list[Expert]) -> list[Expert]:
        return experts


class OneTransaction(_Own):
    """Flag and response in one transaction, without a common key: what most anonymous surveys do."""

    def sent(self, play: Stage, expert: Expert) -> None:
        with Session(play.engine) as session:
            session.execute(
                update(Invitation).where(Invitation.id == expert.invitation_id).values(opened=True, slot=uuid.uuid4().hex * 2)
            )
            self.write(session, play, expert)
            session.commit()

    def close(self, play: Stage, experts: list[Expert]) -> None:
        """Everything has been written already."""


class Unpadded(Honest):
    """Sealed, shuffled, released properly, but as long as the words are."""

    @contextmanager
    def around(self) -> Iterator[None]:
        with mock.patch.object(sealing, "BLOCK", 1):
            yield


class Dated(_Own):
    """The time of sending travels along."""

    def prepare(self, play: Stage) -> None:
        self.days: dict[str, str] = {}

    def sent(self, play: Stage, expert: Expert) -> None:
        self.days[expert.letter.number] = f"2026-11-{len(self.days) + 1:02}"

    def attributes(self, expert: Expert) -> dict[str, str]:
        return {"sent_at": self.days[expert.letter.number]}


class Fine(_Own):
    """All that the invitation knows travels along."""

    def attributes(self, expert: Expert) -> dict[str, str]:
        return dict(expert.letter.attributes)


class ReusedKey(_Own):
    """One hash of the withdrawal code, in the waiting row and in the response."""

    def withdraw_hash(self, session: Session, expert: Expert) -> str | None:
        return session.get_one(Waiting, expert.device.waiting_key).withdraw_hash


class AtOnce(_Own):
    """Each response is released when it comes, in a transaction of its own."""

    def sent(self, play: Stage, expert: Expert) -> None:
        with Session(play.engine) as session:
            self.write(session, play, expert)
            session.commit()

    def close(self, play: Stage, experts: list[Expert]) -> None:
        """Everything has been released already."""


class Logged(Honest):
    """A helpful line in the log."""

    def sent(self, play: Stage, expert: Expert) -> None:
        log.warning("place %s sent %s", expert.letter.number, expert.values["why"])


#: The channel, and the system that leaks through it.
LEAKS: dict[str, Honest] = {
    "place": InOrder(),
    "transaction": OneTransaction(),
    "length": Unpadded(),
    "time": Dated(),
    "attributes": Fine(),
    "key": ReusedKey(),
    "copies": AtOnce(),
    "log": Logged(),
}
