"""The list of studies, and the form that makes a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from questionnaires.languages import Language, alphabet_key
from questionnaires.models import Study, StudyState
from questionnaires.studies import StudyFault, StudyRefused, create_study, slug_of
from questionnaires.texts import Text
from survey.access import Person, account_route
from survey.installation import installation
from survey.languages import current_language
from survey.languages import gettext as _
from survey.members import add_member
from survey.models import Membership
from survey.permissions import Role
from survey.studio.figures import progress_of, released_of
from survey.studio.instruments import Brought, bring, offered
from survey.studio.tasks import Task, tasks_of
from survey.studio.wording import role_words, state_words

blueprint = Blueprint("studies", __name__)


@dataclass(frozen=True)
class Row:
    """A line of the list of studies."""

    title: str
    href: str
    role: str
    state: str
    released: int
    share: int | None


@account_route(blueprint, "/studies")
def index(person: Person) -> ResponseReturnValue:
    """Every study of this person, and what waits for him in them."""
    language = current_language()
    memberships = person.session.exec(
        select(Study, Membership)
        .join(Membership, col(Membership.study_id) == col(Study.id))
        .where(Membership.account_id == person.account_id)
    ).all()
    rows: list[Row] = []
    waiting: list[tuple[str, Task]] = []
    states: list[str] = []
    for study, membership in memberships:
        title = Text.of(study.title).in_(language)
        role = Role(membership.role)
        states.append(study.state)
        progress = progress_of(person.session, study_id=study.id, coder_id=membership.coder_id)
        rows.append(
            Row(
                title=title,
                href=url_for("overview.show", slug=study.slug),
                role=role_words(role).name,
                state=state_words(study.state),
                released=released_of(person.session, study_id=study.id),
                share=progress.percent,
            )
        )
        found = tasks_of(person.session, study=study, role=role, coder_id=membership.coder_id)
        waiting += [(title, task) for task in found if task.href]
    rows.sort(key=lambda row: alphabet_key(row.title, language=language))
    return render_template(
        "studio/studies/list.html",
        rows=rows,
        waiting=waiting,
        may_create=person.founder,
        open_count=states.count(StudyState.OPEN),
        closed_count=states.count(StudyState.CLOSED),
    )


@account_route(blueprint, "/studies/new")
def new(person: Person) -> ResponseReturnValue:
    """The empty form of a new study."""
    if not person.founder:
        abort(403)
    return _form(typed={"slug": "", "instruments": [], **{f"title_{code}": "" for code in Language}})


@account_route(blueprint, "/studies/new", methods=["POST"])
def create(person: Person) -> ResponseReturnValue:
    """The study is made with its questionnaires and its maker as owner, or the form comes back with all that is to mend."""
    if not person.founder:
        abort(403)
    titles = {str(code): request.form.get(f"title_{code}", "") for code in Language}
    chosen = request.form.getlist("instrument")
    typed = {
        "slug": request.form.get("slug", ""),
        "instruments": chosen,
        **{f"title_{code}": title for code, title in titles.items()},
    }
    said = next((titles[code] for code in ("en", "ru", "kk") if titles[code].strip()), "")
    language = current_language()
    try:
        study = create_study(
            person.session,
            slug=request.form.get("slug", "").strip() or slug_of(said) or "study",
            title=titles,
            now=installation().now(),
            language=language,
        )
    except StudyRefused as refusal:
        return _form(typed=typed, faults=refusal.faults), 422
    brought = bring(person.session, study=study, chosen=chosen, workbook=request.files.get("workbook"))
    if brought.problems or brought.faults:
        return _form(typed=typed, faults=brought.faults, brought=brought), 422
    add_member(person.session, study=study, email=person.email, role=Role.OWNER, now=installation().now(), language=language)
    flash(_("The study is made. The list below leads on."))
    return redirect(url_for("overview.show", slug=study.slug), 303)


def _form(*, typed: dict[str, Any], faults: tuple[StudyFault, ...] = (), brought: Brought | None = None) -> str:
    return render_template(
        "studio/studies/new.html", typed=typed, faults=faults, problems=brought.problems if brought else (), instruments=offered()
    )
