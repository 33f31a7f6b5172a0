"""A process that serves experts and releases, to be killed: one JSON object a line, answered when the work is on disk.

`python -m tests.crash.server URL FOLDER STUDY [--careless]` prints its port. Careless means that the database may say "written" before
it is: the control that the proof of the sync must notice.
"""

from __future__ import annotations

import json
import random
import socketserver
import sys
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from survey.database import make_engine
from survey.fieldwork.cleaning import finish_cleaning
from survey.fieldwork.release import ReleaseRefused, release
from survey.keys import Keys
from survey.respond import drafts
from survey.respond.consent_record import ConsentRecord
from survey.respond.device import Device
from survey.respond.redeem import Redeemed, redeem
from survey.respond.roles import experts_engine
from survey.respond.submit import Payload, Receipt, submit
from survey.respond.writer import Writer


class House:
    """The experts' writer and the team's release in one process."""

    def __init__(self, url: str, folder: Path, study_id: uuid.UUID, *, careless: bool = False) -> None:
        self.engine: Engine = make_engine(url)
        self.keys = Keys.load(folder / "keys")
        self.study_id = study_id
        finish_cleaning(self.engine, self.keys)
        experts = make_engine(url) if careless else experts_engine(url)
        if careless:
            event.listen(experts, "connect", lambda connection, _: connection.execute("pragma synchronous=off"))
        self.writer = Writer(experts)

    def redeem(self, said: dict[str, Any]) -> dict[str, Any]:
        found = self._do(lambda c: redeem(c, keys=self.keys.respond, code=said["code"], device=Device.from_cookie(said["k"])))
        if not isinstance(found, Redeemed):
            return {"refused": found}
        return {"admission": found.admission, "questionnaire": str(found.questionnaire_id), "attributes": dict(found.attributes)}

    def save(self, said: dict[str, Any]) -> dict[str, Any]:
        device = Device.from_cookie(said["k"])
        state = self._do(lambda c: drafts.save(c, device, base_revision=said["base"], changes=said["changes"], head=said["head"]))
        return (
            {"answers": dict(state.answers), "revision": state.revision}
            if isinstance(state, drafts.DraftState)
            else {"refused": state}
        )

    def submit(self, said: dict[str, Any]) -> dict[str, Any]:
        payload = Payload(
            study_id=self.study_id,
            questionnaire_id=uuid.UUID(said["questionnaire"]),
            version_id=uuid.UUID(said["version"]),
            attributes=said["attributes"],
            language="kk",
            consent=ConsentRecord(number=1, language="kk"),
            values=said["values"],
            missing={"region_other": "not_asked"},
        )
        device, admission = Device.from_cookie(said["k"]), said["admission"]
        found = self._do(lambda c: submit(c, keys=self.keys.respond, device=device, admission=admission, payload=payload))
        return {"receipt": found.withdrawal_code} if isinstance(found, Receipt) else {"refused": found}

    def release(self, said: dict[str, Any]) -> dict[str, Any]:
        try:
            done = release(self.engine, study_id=self.study_id, keys=self.keys, close=said["close"], chance=random.SystemRandom())
        except ReleaseRefused as refusal:
            return {"refused": refusal.code}
        return {"responses": done.responses}

    def _do(self, command: Callable[[Connection], Any]) -> Any:
        return self.writer.do(command)


def main() -> None:
    """Serves until it is killed."""
    url, folder, study = sys.argv[1:4]
    house = House(url, Path(folder), uuid.UUID(study), careless="--careless" in sys.argv)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            for line in self.rfile:
                said = json.loads(line)
                self.wfile.write(json.dumps(getattr(house, said["do"])(said)).encode() + b"\n")

    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address, daemon_threads, request_queue_size = True, True, 64

    with Server(("127.0.0.1", 0), Handler) as server:
        sys.stdout.write(f"{server.server_address[1]}\n")
        sys.stdout.flush()
        server.serve_forever(poll_interval=0.05)


if __name__ == "__main__":
    main()
