"""Words that several pages say: roles, states."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.models import StudyState
from survey.languages import gettext as _
from survey.permissions import Role


@dataclass(frozen=True)
class RoleWords:
    """How a role is called, and what it lets a person do."""

    value: str
    name: str
    words: str


def role_words(role: Role) -> RoleWords:
    """The words for a role in the language of the request."""
    name, explained = {
        Role.OWNER: (_("Lead of the study"), _("everything, release and team included")),
        Role.RESEARCHER: (_("Researcher"), _("questionnaire, links, coding, codebook, results, files")),
        Role.CODER: (_("Coder"), _("reads and codes answers; never sees people")),
        Role.READER: (_("Reader"), _("reads answers and results; never sees people")),
        Role.FIELDWORKER: (_("Survey organiser"), _("makes links and letters; never sees answers")),
    }[role]
    return RoleWords(role, name, explained)


def state_words(state: str) -> str:
    """The words for the state of a study."""
    return {StudyState.DRAFT: _("Draft"), StudyState.OPEN: _("Open"), StudyState.CLOSED: _("Closed")}[StudyState(state)]
