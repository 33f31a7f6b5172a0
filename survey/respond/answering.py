"""Parts of a questionnaire: drawn, saved, gone through back and forth; and the save door of scripts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from questionnaires.languages import Language
from survey.access import public_route
from survey.respond.drafts import saving
from survey.respond.flow import Judged
from survey.respond.pages import TurnedAway, see_other
from survey.respond.posted import adopt_sum, changes_of, move
from survey.respond.refusal import Refusal
from survey.respond.sheet import Raw, Sheet, sum_of_parts
from survey.respond.texts import catalogue
from survey.respond.visit import Visit, enter, fill, guarded
from survey.respond.wayside import faults_here, mend_button, notice, part, summary
from survey.security import csp_nonce

REVIEW = "/r/review"
_LEAVING = {"leave": "/r/left", "elsewhere": "/r/code"}


def _address(number: int | None, anchor: str = "") -> str:
    return REVIEW if number is None else f"/r/part/{number}{anchor}"


def _in_range(visit: Visit, number: int) -> None:
    if not 1 <= number <= len(visit.outline.names):
        raise NotFound


def draw(
    visit: Visit, number: int, raw: Mapping[str, Raw], *, judged: Judged | None = None, status: int = 200, message: str = ""
) -> Response:
    """The page of a section with these answers in it; with `judged`, what is wrong on it is told."""
    sheet = visit.sheet(number)
    way = judged or visit.way
    told = faults_here(sheet, judged) if judged else {}
    if number not in way.parts:
        return see_other(_address(way.here(number)))
    filling = fill(visit, number, way, raw, nonce=csp_nonce(), told=told)
    filling.put(part(way.parts.index(number) + 1, visit.language), "part")
    if message:
        filling.put(notice(message), "notice")
    if told:
        filling.put(summary(sheet, told), "summary")
        filling.put(catalogue(visit.language).gettext("To mend:") + " ", "title-prefix")
        for group in sheet.totals:
            made = sum_of_parts(group, raw)
            if group.name in told and made is not None:
                filling.put(mend_button(sheet, group.name, made), "mend", group.name)
    return Response(filling.text(), status, mimetype="text/html")


@dataclass(frozen=True)
class Kept:
    """A save: the expert's visit with the draft as it is stored now, its answers judged, and what was asked before."""

    visit: Visit
    judged: Judged
    asked_before: frozenset[str]


def _store(visit: Visit, changes: Mapping[str, Raw | None], *, language: str) -> Kept:
    """The draft holds the changes, and what is asked now. Raises TurnedAway when this device has sent meanwhile."""
    base = request.form.get(":revision", "")
    revision = int(base) if base.isascii() and base.isdigit() and len(base) < 10 else visit.draft.revision
    judged = visit.judge(_merged(visit, changes))
    head = {"language": language, "closed": judged.closed, "closed_at": visit.draft.revision + 1}
    state = visit.respond.writer.do(saving(visit.device, visit.draft, base_revision=revision, changes=changes, head=head))
    if isinstance(state, Refusal):
        raise TurnedAway(see_other("/r/done"))
    now = replace(visit, draft=state)
    if state.revision != visit.draft.revision + 1:  # another tab had saved meanwhile: both count
        judged = now.judge(state.answers)
    return Kept(now, judged, visit.way.asked)


def _merged(visit: Visit, changes: Mapping[str, Raw | None]) -> dict[str, Raw]:
    return {name: said for name, said in {**visit.draft.answers, **changes}.items() if said is not None}


def show(number: int) -> ResponseReturnValue:
    """The page of a section."""
    visit = enter(number)
    _in_range(visit, number)
    return draw(visit, number, visit.draft.answers)


def _step(sheet: Sheet, changes: dict[str, Raw | None], go: str) -> tuple[dict[str, Raw | None], str]:
    """What a button inside the page does to the answers, and the anchor to come back to; "" for buttons that leave the page."""
    verb, _, rest = go.partition(":")
    if verb == "rank" and rest.count(":") == 2:
        name, how, value = rest.split(":")
        return move(sheet, changes, name, how, value), f"#q-{name}"
    if verb == "total":
        return adopt_sum(sheet, changes, rest), f"#q-{rest}"
    return changes, ""


def keep(number: int) -> ResponseReturnValue:
    """The page is saved, whatever the button; then the way goes where the button says, unless something has to be mended first."""
    visit = enter(number)
    _in_range(visit, number)
    sheet, form = visit.sheet(number), request.form
    changes = changes_of(sheet, form)
    if not guarded(visit.device):
        words = catalogue(visit.language).gettext(
            "This page was opened before this browser got another code. Look whether these are your answers, then press Continue."
        )
        return draw(visit, number, _merged(visit, changes), status=403, message=words)
    go = form.getlist(":go")[-1] if ":go" in form else "on"
    changes, anchor = _step(sheet, changes, go)
    kept = _store(visit, changes, language=_chosen_language(go) or visit.language)
    return see_other(_address(number, anchor)) if anchor else _onward(kept, number, go)


def _chosen_language(go: str) -> str | None:
    verb, _, language = go.partition(":")
    return language if verb == "language" and language in set(Language) else None


def _onward(kept: Kept, number: int, go: str) -> Response:
    """Where the button leads: out of the page, or on if nothing here has to be mended and no further question has appeared."""
    visit, judged = kept.visit, kept.judged
    if language := _chosen_language(go):
        response = see_other(_address(number))
        visit.respond.jar.set_language(response, language)
        return response
    if go in _LEAVING:
        return see_other(_LEAVING[go])
    if go == "back":
        return see_other(_address(judged.before(number) or number))
    sheet = visit.sheet(number)
    if faults_here(sheet, judged):
        return draw(visit, number, visit.draft.answers, judged=judged, status=422)
    appeared = judged.asked - kept.asked_before
    unanswered = next(
        (question.name for question in sheet.questions if question.name in appeared and question.name not in visit.draft.answers),
        None,
    )
    return see_other(_address(number, f"#q-{unanswered}") if unanswered else _address(judged.next(number)))


def autosave(number: int) -> ResponseReturnValue:
    """What a script saves while the expert answers: the touched questions; the reply says the revision and which questions stand now."""
    visit = enter(number)
    _in_range(visit, number)
    if not guarded(visit.device):
        return jsonify(refused="token"), 403
    sheet = visit.sheet(number)
    kept = _store(visit, changes_of(sheet, request.form, touched=request.form.getlist(":touched")), language=visit.language)
    shown = [question.name for question in sheet.section.questions() if question.name in kept.judged.asked]
    return jsonify(revision=kept.visit.draft.revision, shown=shown)


def add_routes(blueprint: Blueprint) -> None:
    """The addresses of this module."""
    public_route(blueprint, "/r/part/<int:number>")(show)
    public_route(blueprint, "/r/part/<int:number>", methods=["POST"])(keep)
    public_route(blueprint, "/r/part/<int:number>/save", methods=["POST"])(autosave)
