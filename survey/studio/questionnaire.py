"""The questionnaires of a study: read in three languages, added, given new versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaires.expressions import BrokenExpression, Logic
from questionnaires.instrument import Questionnaire
from questionnaires.languages import OWN_NAMES, Language
from questionnaires.models import QuestionnaireVersion, StudyState
from questionnaires.questions import ChoiceQuestion, Group, Question, Rank
from questionnaires.responses import load_version
from questionnaires.studies import StudyFault, latest_versions
from survey.access import Member, member_route
from survey.fieldwork.opening import questionnaire_faults
from survey.languages import current_language
from survey.languages import gettext as _
from survey.permissions import Action
from survey.studio.instruments import Brought, bring, offered, question_count
from survey.studio.overview import card

blueprint = Blueprint("questionnaire", __name__)


@member_route(blueprint, "/questionnaire", Action.VIEW_STUDY)
def show(member: Member) -> ResponseReturnValue:
    """One questionnaire of the study as a table; `?form=` names another than the first."""
    return _page(member)


@member_route(blueprint, "/questionnaire", Action.EDIT_STUDY, methods=["POST"])
def add(member: Member) -> ResponseReturnValue:
    """What was chosen is published in the study, or the page says all that is wrong and nothing is stored."""
    if member.study.state == StudyState.CLOSED:
        abort(409)
    brought = bring(
        member.session, study=member.study, chosen=request.form.getlist("instrument"), workbook=request.files.get("workbook")
    )
    traces = _traces(member)
    if traces:
        brought = replace(brought, faults=(*brought.faults, *traces))
    if brought.problems or brought.faults or not brought.stored:
        member.session.rollback()
        return _page(member, brought=brought), 422
    if brought.notices:
        return _page(member, brought=brought)
    flash(_("The questionnaire is stored."))
    return redirect(url_for("questionnaire.show", slug=member.study.slug), 303)


def _traces(member: Member) -> tuple[StudyFault, ...]:
    """In an open study a new version must keep what opening asked for: nothing in it may record who or when."""
    if member.study.state != StudyState.OPEN:
        return ()
    questionnaires = (
        load_version(member.session, version.id) for version in latest_versions(member.session, study_id=member.study.id)
    )
    return tuple(
        StudyFault("questionnaire", fault.code, fault.say(current_language()))
        for questionnaire in questionnaires
        for fault in questionnaire_faults(questionnaire)
    )


def _page(member: Member, *, brought: Brought | None = None) -> str:
    versions = latest_versions(member.session, study_id=member.study.id)
    loaded = [(version, load_version(member.session, version.id)) for version in versions]
    chosen = next((pair for pair in loaded if pair[1].name == request.args.get("form")), loaded[0] if loaded else None)
    language = current_language()
    return render_template(
        "studio/questionnaire/show.html",
        study=card(member.study),
        shown=_shown(*chosen) if chosen else None,
        sections=[_section(chosen[1], section, language) for section in chosen[1].sections] if chosen else [],
        others=[
            {
                "title": questionnaire.title.in_(language),
                "href": url_for("questionnaire.show", slug=member.study.slug, form=questionnaire.name),
                "current": chosen is not None and questionnaire.name == chosen[1].name,
            }
            for _version, questionnaire in loaded
        ]
        if len(loaded) > 1
        else [],
        instruments=offered() if member.can(Action.EDIT_STUDY) else [],
        may_add=member.can(Action.EDIT_STUDY) and member.study.state != StudyState.CLOSED,
        faults=brought.faults if brought else (),
        problems=brought.problems if brought else (),
        notices=brought.notices if brought else (),
    )


def _shown(version: QuestionnaireVersion, questionnaire: Questionnaire) -> dict[str, Any]:
    return {
        "title": questionnaire.title.in_(current_language()),
        "version": version.number,
        "hash": version.content_hash,
        "questions": question_count(questionnaire),
        "languages": ", ".join(OWN_NAMES[Language(code)] if code in set(Language) else code for code in questionnaire.languages),
    }


def _section(questionnaire: Questionnaire, section: Group, language: str) -> dict[str, Any]:
    return {
        "name": section.name,
        "label": section.label.in_(language) or _("Questions without a section"),
        "relevant": _source(section.relevant),
        "lines": list(_lines(questionnaire, section, inside="")),
    }


def _lines(questionnaire: Questionnaire, group: Group, *, inside: str) -> Iterator[dict[str, Any]]:
    """The lines of a table: a group within the section is a head of its own; the options of a grid stand there once."""
    for item in group.items:
        if isinstance(item, Group):
            first = next(item.questions(), None)
            choices = _choices(questionnaire, first) if item.grid and first is not None else {}
            labels = {code: item.label.in_(code) for code in Language}
            yield {
                "head": True,
                "name": item.name,
                "labels": labels,
                "choices": choices,
                "kind": _("lines of a grid") if item.grid else _("parts of a number") if item.total else "",
                "identifying": False,
                "logic": [text] if (text := _source(item.relevant)) else [],
            }
            yield from _lines(questionnaire, item, inside="grid" if item.grid else "group")
        else:
            yield {
                "head": False,
                "inside": bool(inside),
                "name": item.name,
                "labels": {code: item.label.in_(code) for code in Language},
                "choices": {} if inside == "grid" else _choices(questionnaire, item),
                "kind": _kind(item),
                "identifying": bool(item.identifying),
                "logic": [text for logic in (item.relevant, item.constraint, item.calculation) if (text := _source(logic))],
            }


def _choices(questionnaire: Questionnaire, question: Question) -> dict[str, str]:
    """The options of a question in a line, by language."""
    if not isinstance(question, ChoiceQuestion):
        return {}
    listed = questionnaire.choices(question).choices
    return {str(code): " · ".join(choice.label.in_(code) for choice in listed) for code in Language}


def _source(logic: Logic) -> str:
    """The text of an expression as it was written."""
    if logic is None:
        return ""
    return f"⚠ {logic.text}" if isinstance(logic, BrokenExpression) else logic.text


def _kind(question: Question) -> str:
    """What kind of question it is, in words."""
    words = {
        "text": _("open answer") if "multiline" in question.appearance else _("short text"),
        "integer": _("whole number"),
        "decimal": _("number"),
        "range": _("number on a scale"),
        "date": _("date"),
        "select_one": _("one of a list"),
        "select_multiple": _("several of a list"),
        "rank": _("put in order"),
        "acknowledge": _("a box to tick"),
        "note": _("words only"),
        "calculate": _("computed"),
        "hidden": _("fixed value"),
    }[question.type]
    if isinstance(question, Rank) and question.limit:
        return _("%(kind)s, at most %(limit)s", kind=words, limit=question.limit)
    return words
