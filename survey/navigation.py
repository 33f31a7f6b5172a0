"""The head of the team's pages: where one is, and where one may go."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, g
from werkzeug.exceptions import HTTPException

from survey.access import Member, standing
from survey.languages import current_language
from survey.languages import gettext as _
from survey.permissions import Action

#: Tabs by name and end of address, in their order; one whose page is not there, or not for this role, is not drawn.
TABS = (
    ("overview", ""),
    ("questionnaire", "/questionnaire"),
    ("people", "/people"),
    ("coding", "/coding"),
    ("codebook", "/codebook"),
    ("results", "/results"),
    ("exports", "/exports"),
)


@dataclass(frozen=True)
class Tab:
    """One way in the head."""

    name: str
    label: str
    url: str


@dataclass(frozen=True)
class Head:
    """What the head of a page says."""

    person: str = ""
    study_title: str = ""
    study_url: str = ""
    illustrative: bool = False
    tabs: tuple[Tab, ...] = ()


def _labels() -> dict[str, str]:
    return {
        "overview": _("Overview"),
        "questionnaire": _("Questionnaire"),
        "people": _("People"),
        "coding": _("Coding"),
        "codebook": _("Codebook"),
        "results": _("Results"),
        "exports": _("Exports"),
    }


def _permission_of(url: str) -> object:
    """What the page at that address asks for; None where there is no page."""
    try:
        endpoint, _arguments = current_app.url_map.bind("localhost").match(url)
    except HTTPException:
        return None
    return getattr(current_app.view_functions[endpoint], "permission", None)


def head() -> Head:
    """The head for whoever asks: the study and its tabs inside a study, only the name elsewhere."""
    who = standing()
    if who is None:
        return Head()
    member: Member | None = g.get("member")
    if member is None:
        return Head(person=who.name)
    study, address, labels = member.study, f"/studies/{member.study.slug}", _labels()
    tabs = tuple(
        Tab(name, labels[name], address + end)
        for name, end in TABS
        if isinstance(action := _permission_of(address + end), Action) and member.can(action)
    )
    title = study.title.get(current_language()) or next(iter(study.title.values()), study.slug)
    return Head(person=member.label, study_title=title, study_url=address, illustrative=study.illustrative, tabs=tabs)


def prepare(app: Flask) -> None:
    """Templates of the studio find `head`."""
    app.jinja_env.globals["page_head"] = head
