"""The front page of a study: what needs this person now, who opened a link, where the parts are."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from questionnaires.models import Study
from questionnaires.responses import load_version
from questionnaires.studies import latest_versions
from questionnaires.texts import Text
from survey.access import Member, member_route
from survey.languages import current_language, ngettext
from survey.languages import gettext as _
from survey.permissions import Action
from survey.studio.figures import codes_of, invited_of, opened_of, progress_of, released_of
from survey.studio.instruments import question_count
from survey.studio.tasks import tasks_of
from survey.studio.wording import state_words

blueprint = Blueprint("overview", __name__)

#: Width in pixels of a full bar in the chart of opened links.
BAR = 280


def card(study: Study) -> dict[str, Any]:
    """What templates say of a study, in the language of the request."""
    return {
        "slug": study.slug,
        "title": Text.of(study.title).in_(current_language()),
        "state": study.state,
        "state_words": state_words(study.state),
        "k": study.k,
        "plan": study.plan,
        "under_k": study.under_k,
        "revision": study.revision,
        "illustrative": study.illustrative,
    }


@member_route(blueprint, "", Action.VIEW_STUDY)
def show(member: Member) -> ResponseReturnValue:
    """The study at a glance; people and answers only for those who may see them."""
    study, session = member.study, member.session
    language = current_language()
    versions = latest_versions(session, study_id=study.id)
    titles = {version.questionnaire_id: load_version(session, version.id).title.in_(language) for version in versions}
    people = [
        {
            "label": titles.get(line.questionnaire_id, ""),
            "invited": line.invited,
            "opened": line.opened,
            "width": round(BAR * (line.opened or 0) / line.invited, 1) if line.invited else 0,
        }
        for line in (opened_of(session, study=study) if member.can(Action.SEE_PEOPLE) else [])
    ]
    progress = progress_of(session, study_id=study.id, coder_id=member.coder_id)
    figures = {
        "released": released_of(session, study_id=study.id),
        "invited": invited_of(session, study_id=study.id) if member.can(Action.SEE_PEOPLE) else 0,
        "done": progress.done,
        "sources": progress.sources,
    }
    return render_template(
        "studio/overview/show.html",
        study=card(study),
        tasks=tasks_of(session, study=study, role=member.role, coder_id=member.coder_id),
        people=people,
        figures=figures,
        parts=_parts(
            member, figures=figures, questions=sum(question_count(load_version(session, version.id)) for version in versions)
        ),
        may={
            "release": member.can(Action.RELEASE),
            "edit": member.can(Action.EDIT_STUDY),
            "members": member.can(Action.MANAGE_MEMBERS),
        },
    )


def _parts(member: Member, *, figures: dict[str, int], questions: int) -> list[dict[str, str]]:
    """The parts of the study that this person may open, each with a few words on what is there."""
    slug = member.study.slug
    codes = codes_of(member.session, study_id=member.study.id)
    return [
        {"name": name, "href": url_for(endpoint, slug=slug), "words": words}
        for action, endpoint, name, words in (
            (
                Action.VIEW_STUDY,
                "questionnaire.show",
                _("Questionnaire"),
                ngettext("%(num)s question", "%(num)s questions", questions),
            ),
            (
                Action.SEE_PEOPLE,
                "people.show",
                _("People"),
                ngettext("%(num)s place in the panel", "%(num)s places in the panel", figures["invited"]),
            ),
            (
                Action.READ_ANSWERS,
                "coding.index",
                _("Answers and coding"),
                ngettext("%(num)s open answer", "%(num)s open answers", figures["sources"]),
            ),
            (Action.READ_CODEBOOK, "codebook.index", _("Codebook"), ngettext("%(num)s code", "%(num)s codes", codes)),
            (Action.SEE_RESULTS, "results.show", _("Results"), _("codes by group, quotations")),
            (Action.EXPORT, "exports.show", _("Exports"), _("one Excel workbook with everything")),
        )
        if member.can(action)
    ]
