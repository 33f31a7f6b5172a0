"""What waits for a person in a study: the next steps, in the order in which they make sense."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from flask import url_for
from sqlmodel import Session

from questionnaires.models import Study, StudyState
from questionnaires.studies import latest_versions
from survey.languages import gettext as _
from survey.languages import ngettext
from survey.permissions import Action, Role, may
from survey.studio.figures import codes_of, invited_of, progress_of


@dataclass(frozen=True, kw_only=True)
class Task:
    """A line of "What needs you now"."""

    chip: str
    words: str
    href: str = ""
    verb: str = ""
    warn: bool = False
    ok: bool = False


def tasks_of(session: Session, *, study: Study, role: Role, coder_id: uuid.UUID | None) -> list[Task]:
    """The tasks of a person in that role; empty when nothing waits for him."""
    found: list[Task] = []
    if may(role, Action.EDIT_STUDY) and study.state == StudyState.DRAFT:
        found += _draft(session, study=study, role=role)
    if may(role, Action.INVITE) and study.state == StudyState.OPEN and not invited_of(session, study_id=study.id):
        found.append(
            Task(
                chip=_("no links"),
                words=_("Nobody has been invited yet. Make the links, one for each expert."),
                href=url_for("people.show", slug=study.slug),
                verb=_("Make links"),
                warn=True,
            )
        )
    if may(role, Action.RELEASE) and study.state == StudyState.OPEN:
        found += _release(session, study=study)
    if may(role, Action.EDIT_CODEBOOK) and not codes_of(session, study_id=study.id):
        found.append(
            Task(
                chip=_("no codes"),
                words=_("Write the codes you expect, or start from the codebook that stands ready."),
                href=url_for("codebook.index", slug=study.slug),
                verb=_("Codebook"),
            )
        )
    if may(role, Action.CODE) and coder_id is not None:
        progress = progress_of(session, study_id=study.id, coder_id=coder_id)
        if left := progress.sources - progress.done:
            found.append(
                Task(
                    chip=ngettext("%(num)s answer", "%(num)s answers", left),
                    words=_("Open answers that you have not finished yet."),
                    href=url_for("coding.index", slug=study.slug),
                    verb=_("Go on coding") if progress.done else _("Code"),
                    warn=True,
                )
            )
    return found


def _draft(session: Session, *, study: Study, role: Role) -> list[Task]:
    versions = latest_versions(session, study_id=study.id)
    found: list[Task] = []
    if versions:
        found.append(
            Task(
                chip=ngettext("%(num)s questionnaire", "%(num)s questionnaires", len(versions)),
                words=_("The questionnaire is there. Read it once more in all languages."),
                href=url_for("questionnaire.show", slug=study.slug),
                verb=_("Read it"),
                ok=True,
            )
        )
    else:
        found.append(
            Task(
                chip=_("no questions"),
                words=_("A study begins with its questionnaire."),
                href=url_for("questionnaire.show", slug=study.slug),
                verb=_("Add one"),
                warn=True,
            )
        )
    if may(role, Action.OPEN_STUDY):
        found.append(
            Task(
                chip=_("draft"),
                words=_("Check what experts are promised, then open the study."),
                href=url_for("settings.show", slug=study.slug),
                verb=_("Settings"),
                warn=bool(versions),
            )
        )
    return found


def _release(session: Session, *, study: Study) -> list[Task]:
    from survey.fieldwork.release import release_state

    if release_state(session, study=study) != "ready":
        return []
    return [
        Task(
            chip=_("a batch"),
            words=_("Sealed answers are ready to be released in mixed order."),
            href=url_for("release.show", slug=study.slug),
            verb=_("Release"),
            warn=True,
        )
    ]
