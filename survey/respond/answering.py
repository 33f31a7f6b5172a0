"""Parts of a questionnaire: drawn, saved, gone through back and forth; and the save door of scripts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from questionnaires.languages import Language
from survey.access import public_route
from survey.respond.drafts import DraftState, saving
from survey.respond.pages import TurnedAway
from survey.respond.posted import adopt_sum, changes_of, move
from survey.respond.refusal import Refusal
from survey.respond.sheet import Raw, Sheet, sum_of_parts
from survey.respond.texts import catalogue
from survey.respond.visit import Visit, enter, fill, guarded
from survey.respond.wayside import faults_here, mend_button, notice, part, summary
from survey.security import csp_nonce

REVIEW = "/r/review"


def _address(number: int | None, anchor: str = "") -> str:
    return REVIEW if number is None else f"/r/part/{number}{anchor}"


def _see_other(address: str) -> Response:
    return Response(status=303, headers={"Location": address})


def _in_range(visit: Visit, number: int) -> None:
    if not 1 <= number <= len(visit.outline.names):
        raise NotFound


def draw(
    visit: Visit, number: int, raw: Mapping[str, Raw], *, status: int = 200, mending: bool = False, message: str = ""
) -> Response:
    """The page of a section with these answers in it; with `mending`, what is wrong on it is told."""
    judged = visit.judge(raw)
    sheet = visit.sheet(number)
    told = faults_here(sheet, judged) if mending else {}
    if number not in judged.parts:
        return _see_other(_address(judged.here(number)))
    filling = fill(visit, number, judged, raw, nonce=csp_nonce(), told=told)
    filling.put(part(judged.parts.index(number) + 1, visit.language), "part")
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


def _store(visit: Visit, changes: Mapping[str, Raw | None], *, language: str) -> DraftState:
    """The draft holds the changes. Raises TurnedAway when this device has sent meanwhile."""
    base = request.form.get(":revision", "")
    revision = int(base) if base.isascii() and base.isdigit() and len(base) < 10 else visit.draft.revision
    head: dict[str, Any] | None = {"language": language} if visit.draft.content.get("language") != language else None
    state = visit.respond.writer.do(saving(visit.device, visit.draft, base_revision=revision, changes=changes, head=head))
    if isinstance(state, Refusal):
        raise TurnedAway(_see_other("/r/done"))
    return state


def _merged(visit: Visit, changes: Mapping[str, Raw | None]) -> dict[str, Raw]:
    return {name: said for name, said in {**visit.draft.answers, **changes}.items() if said is not None}


def show(number: int) -> ResponseReturnValue:
    """The page of a section."""
    visit = enter(number)
    _in_range(visit, number)
    response = draw(visit, number, visit.draft.answers)
    _keep_language(visit, response)
    return response


def _keep_language(visit: Visit, response: Response) -> None:
    if "language" in request.args:
        visit.respond.jar.set_language(response, visit.language)


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
    asked_before = visit.judge(visit.draft.answers).asked
    state = _store(visit, changes, language=_chosen_language(go) or visit.language)
    return _onward(visit, number, sheet, state, go, anchor, asked_before)


def _chosen_language(go: str) -> str | None:
    verb, _, language = go.partition(":")
    return language if verb == "language" and language in set(Language) else None


def _onward(
    visit: Visit, number: int, sheet: Sheet, state: DraftState, go: str, anchor: str, asked_before: frozenset[str]
) -> Response:
    if anchor:
        return _see_other(_address(number, anchor))
    if language := _chosen_language(go):
        response = _see_other(_address(number))
        visit.respond.jar.set_language(response, language)
        return response
    if go == "leave":
        return _see_other("/r/left")
    if go == "elsewhere":
        return _see_other("/r/code")
    judged = visit.judge(state.answers)
    if go == "back":
        return _see_other(_address(judged.before(number) or number))
    if faults_here(sheet, judged):
        redrawn = Visit(visit.respond, visit.device, state, visit.study, visit.language)
        return draw(redrawn, number, state.answers, status=422, mending=True)
    appeared = (judged.asked - asked_before).intersection(visit.outline.names[number - 1])
    if unanswered := [question.name for question in sheet.questions if question.name in appeared and question.name not in state.answers]:
        return _see_other(_address(number, f"#q-{unanswered[0]}"))
    return _see_other(_address(judged.next(number)))


def autosave(number: int) -> ResponseReturnValue:
    """What a script saves while the expert answers: the touched questions; the reply says the revision and which questions stand now."""
    visit = enter(number)
    _in_range(visit, number)
    if not guarded(visit.device):
        return jsonify(refused="token"), 403
    sheet = visit.sheet(number)
    state = _store(visit, changes_of(sheet, request.form, touched=request.form.getlist(":touched")), language=visit.language)
    asked = visit.judge(state.answers).asked
    shown = [question.name for question in sheet.section.questions() if question.name in asked]
    return jsonify(revision=state.revision, shown=shown)


def add_routes(blueprint: Blueprint) -> None:
    """The addresses of this module."""
    public_route(blueprint, "/r/part/<int:number>")(show)
    public_route(blueprint, "/r/part/<int:number>", methods=["POST"])(keep)
    public_route(blueprint, "/r/part/<int:number>/save", methods=["POST"])(autosave)
