"""Answers on their way: one sealed draft for a device, readable with its K only, saved so that two tabs lose nothing.

Content: {"study", "questionnaire", "version": ids as text, "attributes", "language", "consent", "answers": raw answers by key}.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from survey.respond.device import Device
from survey.respond.direct import Direct
from survey.respond.refusal import Refusal
from survey.respond.sealing import seal_draft, unseal_draft
from survey.respond.tables import draft, submitted_key

#: A raw answer as a form posts it; None takes the key away.
Raw = str | list[str] | None


@dataclass(frozen=True, kw_only=True)
class DraftState:
    """A draft as it stands: `revision` counts its saves from 1; `merged` says that another tab had saved meanwhile."""

    revision: int
    content: Mapping[str, Any]
    merged: bool = False

    @property
    def answers(self) -> Mapping[str, Any]:
        """Raw answers by key."""
        found: Mapping[str, Any] = self.content.get("answers", {})
        return found


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """What A is bound to, as a draft's content repeats it."""

    study_id: uuid.UUID
    questionnaire_id: uuid.UUID
    attributes: Mapping[str, str]

    @classmethod
    def from_content(cls, content: Mapping[str, Any]) -> Admitted:
        """Of a draft's content."""
        return cls(
            study_id=uuid.UUID(content["study"]),
            questionnaire_id=uuid.UUID(content["questionnaire"]),
            attributes=dict(content.get("attributes", {})),
        )


_MINE = draft.c.draft_key == bindparam("mine")
_SENDING = select(submitted_key.c.key).where(submitted_key.c.key == bindparam("sent"))
_LOAD = Direct(select(draft.c.revision, draft.c.blob).where(_MINE))
_SENT = Direct(_SENDING)
_ADD = insert(draft)
#: Nothing is replaced when another tab was faster, or when this device has sent.
_REPLACE = Direct(
    update(draft)
    .where(_MINE, draft.c.revision == bindparam("seen"), ~_SENDING.exists())
    .values(revision=bindparam("next"), blob=bindparam("sealed"))
)


def load(connection: Connection, device: Device) -> DraftState | None:
    """The draft of this device, or None when there is none."""
    row = _LOAD.on(connection, mine=device.draft_key).fetchone()
    return None if row is None else DraftState(revision=row[0], content=unseal_draft(row[1], device.draft_secret))


def has_sent(connection: Connection, device: Device) -> bool:
    """Whether answers were sent from this device."""
    return _SENT.on(connection, sent=device.submitted_key).fetchone() is not None


def save(
    connection: Connection, device: Device, *, base_revision: int, changes: Mapping[str, Raw], head: Mapping[str, Any] | None = None
) -> DraftState | Refusal:
    """The draft holds the changes, and the state that is now stored is returned; ALREADY_SENT when this device has sent.

    `base_revision` is what the page was drawn from, 0 for none. `changes` are raw answers by key; keys that are not named keep what any
    tab saved last. `head` replaces other parts of the content; the first save must bring "study".
    """
    if has_sent(connection, device):
        return Refusal.ALREADY_SENT
    stored = load(connection, device)
    content = merge(stored.content if stored else {}, changes, head)
    sealed = seal_draft(content, device.draft_secret)
    if stored is None:
        connection.execute(
            _ADD,
            {"draft_key": device.draft_key, "study_id": uuid.UUID(content["study"]), "revision": base_revision + 1, "blob": sealed},
        )
        return DraftState(revision=base_revision + 1, content=content)
    if not _replace(connection, device, stored.revision, sealed):  # another process of the experts' side was faster
        return save(connection, device, base_revision=base_revision, changes=changes, head=head)
    return DraftState(revision=stored.revision + 1, content=content, merged=stored.revision != base_revision)


def saving(
    device: Device, seen: DraftState, *, base_revision: int, changes: Mapping[str, Raw], head: Mapping[str, Any] | None = None
) -> Callable[[Connection], DraftState | Refusal]:
    """The command that does what `save` does, sealed beforehand on the caller's thread: the writer only compares and stores.

    `seen` is what `load` gave a moment ago. When the draft has changed since, the command falls back to `save`.
    """
    content = merge(seen.content, changes, head)
    sealed = seal_draft(content, device.draft_secret)

    def command(connection: Connection) -> DraftState | Refusal:
        if _replace(connection, device, seen.revision, sealed):
            return DraftState(revision=seen.revision + 1, content=content, merged=seen.revision != base_revision)
        return save(connection, device, base_revision=base_revision, changes=changes, head=head)

    return command


def merge(content: Mapping[str, Any], changes: Mapping[str, Raw], head: Mapping[str, Any] | None) -> dict[str, Any]:
    """Content with the changes in it: they win for the keys they name, all else stays."""
    answers = {**content.get("answers", {}), **changes}
    return {**content, **(head or {}), "answers": {key: value for key, value in answers.items() if value is not None}}


def _replace(connection: Connection, device: Device, seen: int, sealed: bytes) -> bool:
    return (
        _REPLACE.on(connection, mine=device.draft_key, sent=device.submitted_key, seen=seen, next=seen + 1, sealed=sealed).rowcount
        == 1
    )
