"""Who may do what in a study: one table, role by action, and nothing else decides."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """A person's part in one study."""

    OWNER = "owner"
    RESEARCHER = "researcher"
    CODER = "coder"
    READER = "reader"
    FIELDWORKER = "fieldworker"


class Action(StrEnum):
    """What a page of a study lets a person do; every route of a study names one."""

    VIEW_STUDY = "view_study"
    EDIT_STUDY = "edit_study"
    OPEN_STUDY = "open_study"
    RELEASE = "release"
    MANAGE_MEMBERS = "manage_members"
    SEE_PEOPLE = "see_people"
    INVITE = "invite"
    CODE = "code"
    READ_ANSWERS = "read_answers"
    EDIT_CODEBOOK = "edit_codebook"
    READ_CODEBOOK = "read_codebook"
    SEE_RESULTS = "see_results"
    EXPORT = "export"


class Permission(StrEnum):
    """What a route outside any study asks of its visitor."""

    PUBLIC = "public"  # nothing
    ACCOUNT = "account"  # to be signed in


_READING = frozenset({Action.VIEW_STUDY, Action.READ_ANSWERS, Action.READ_CODEBOOK, Action.SEE_RESULTS})

#: Fieldworkers see people and never answers; coders and readers see answers and never people (PROTOCOL, section 6).
ALLOWED: Mapping[Role, frozenset[Action]] = MappingProxyType(
    {
        Role.OWNER: frozenset(Action),
        Role.RESEARCHER: frozenset(Action) - {Action.OPEN_STUDY, Action.RELEASE, Action.MANAGE_MEMBERS},
        Role.CODER: _READING | {Action.CODE},
        Role.READER: _READING,
        Role.FIELDWORKER: frozenset({Action.VIEW_STUDY, Action.SEE_PEOPLE, Action.INVITE}),
    }
)


def may(role: Role, action: Action) -> bool:
    """Whether the table allows it."""
    return action in ALLOWED[role]
