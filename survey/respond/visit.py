"""Who is here: an expert with a draft on this device, or somebody who must be shown another way first."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flask import redirect, request
from sqlalchemy import Engine, bindparam, select

from survey.respond import refusals
from survey.respond.context import Respond, here
from survey.respond.cookies import is_token, language_of, token
from survey.respond.device import Device
from survey.respond.direct import Direct
from survey.respond.drafts import DraftState
from survey.respond.flow import Judged, Outline, Way, judge, way_of
from survey.respond.pages import TurnedAway
from survey.respond.posted import texts_of
from survey.respond.sealing import UnsealError, unseal_draft
from survey.respond.sheet import Filling, Raw, Sheet
from survey.respond.studies import StudyFacts
from survey.respond.tables import draft, submitted_key
from survey.respond.wayside import progress, step

_SENDING = select(submitted_key.c.key).where(submitted_key.c.key == bindparam("sent"))
_SENT = Direct(_SENDING)
#: The draft and whether the device has sent, in one statement: a page of questions asks the database once.
_LOOK = Direct(select(draft.c.revision, draft.c.blob, _SENDING.scalar_subquery()).where(draft.c.draft_key == bindparam("mine")))


@dataclass(frozen=True)
class Look:
    """What the database has of a device."""

    sent: bool
    draft: DraftState | None


def look(engine: Engine, device: Device) -> Look:
    """The draft of this device and whether it has sent; raises UnsealError when the draft was altered."""
    row = _LOOK.first(engine, mine=device.draft_key, sent=device.submitted_key)
    if row is None:
        return Look(_SENT.first(engine, sent=device.submitted_key) is not None, None)
    revision, blob, sent = row
    if sent is not None:
        return Look(sent=True, draft=None)
    return Look(sent=False, draft=DraftState(revision=revision, content=unseal_draft(blob, device.draft_secret)))


@dataclass(frozen=True)
class Visit:
    """An expert who is answering."""

    respond: Respond
    device: Device
    draft: DraftState
    study: StudyFacts
    language: str

    @cached_property
    def version_id(self) -> uuid.UUID:
        """The version that this expert answers, also when a newer one was published."""
        return uuid.UUID(self.draft.content["version"])

    @cached_property
    def outline(self) -> Outline:
        """The questionnaire as a way of parts."""
        return self.respond.studies.outline(self.version_id)

    def sheet(self, number: int) -> Sheet:
        """The drawn page of section `number`."""
        return self.respond.studies.sheet(self.study, self.version_id, number, self.language)

    @property
    def way(self) -> Way:
        """The way for what the draft holds, as the last save noted it; judged anew where two tabs saved at once."""
        content = self.draft.content
        if content.get("closed_at") == self.draft.revision:
            return way_of(self.outline, content["closed"])
        return self.judge(self.draft.answers)

    def judge(self, raw: Mapping[str, Raw]) -> Judged:
        """What was typed so far, judged."""
        return judge(self.outline, raw, now=self.respond.now(), language=self.language)

    @property
    def csrf(self) -> str:
        """What this expert's forms carry."""
        return token(self.device)


def _typed() -> list[tuple[str, str]]:
    """What was written in a form that cannot be kept here, with the questions as the page had them."""
    return texts_of(request.form, _labels()) if request.method == "POST" else []


def _labels() -> dict[str, str]:
    version, language = request.form.get(":version", ""), language_of(request)
    try:
        questionnaire = here().studies.questionnaire(uuid.UUID(version))
    except (ValueError, LookupError):
        return {}
    return {questionnaire.path(question.name): question.label.in_(language) for question in questionnaire.questions()}


def _lost(number: int | None) -> TurnedAway:
    kept = [
        (key, value) for key in request.form for value in request.form.getlist(key) if not key.startswith(":") or key == ":version"
    ]
    return TurnedAway(refusals.lost(typed=_typed(), kept=kept, part=number))


def enter(number: int | None = None) -> Visit:
    """The expert of this request, with his draft. Raises TurnedAway: no K here, sent already, study closed."""
    respond = here()
    device = respond.jar.device(request)
    if device is None:
        raise _lost(number)
    try:
        seen = look(respond.engine, device)
    except UnsealError:
        raise TurnedAway(refusals.broken()) from None
    if seen.sent:
        raise TurnedAway(redirect("/r/done", 303))  # type: ignore[arg-type]
    if seen.draft is None:
        raise _lost(number)
    study = respond.studies.get(uuid.UUID(seen.draft.content["study"]))
    if study is None or not study.open:
        raise TurnedAway(refusals.closed(study, _typed() or _drafted(seen.draft)))
    return Visit(respond, device, seen.draft, study, language_of(request))


def _drafted(state: DraftState) -> list[tuple[str, str]]:
    """The open answers of a draft that can no longer be sent, to be copied."""
    questionnaire = here().studies.questionnaire(uuid.UUID(state.content["version"]))
    language = language_of(request)
    answered = ((question, state.answers.get(question.name)) for question in questionnaire.open_questions)
    return [(question.label.in_(language), said) for question, said in answered if isinstance(said, str)]


def guarded(device: Device) -> bool:
    """Whether the posted form was drawn for this device."""
    return is_token(device, request.form.get(":csrf", ""))


def fill(
    visit: Visit, number: int, way: Way, raw: Mapping[str, Raw], *, nonce: str, told: Mapping[str, list[str]] | None = None
) -> Filling:
    """The page of section `number` with everything of this expert in it but notices."""
    filling = Filling(visit.sheet(number))
    place, parts = way.parts.index(number) + 1, len(way.parts) + 1
    filling.put(visit.csrf, "csrf")
    filling.put(nonce, "nonce")
    filling.put(str(visit.draft.revision), "revision")
    filling.put(step(place, parts, way.minutes_left(number), visit.language), "step")
    filling.put(progress(place, parts), "progress")
    filling.relevance(way.asked)
    filling.answers(raw)
    filling.rankings(raw, told or {})
    if told:
        filling.faults(told)
    return filling
