"""The coding page itself, and its steps as buttons of a form for whoever runs no script."""

from __future__ import annotations

from functools import cache

from flask import Response, abort, flash, get_template_attribute, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from coding.copies import copy_of
from coding.history import NothingToUndo, RestsOnIt, redo, undo
from coding.log import Scope
from coding.reading import Answers, Marks
from coding.workflow import Named, NoSuchThing, RetiredCode, StaleMemo, code_source, mark_done, uncode, write_memo
from survey.access import Member, member_route
from survey.languages import current_language
from survey.languages import gettext as _
from survey.permissions import Action
from survey.studio.coding.desk import Reading, act_of, blueprint, questions_of, read_question, refusal, surroundings
from survey.studio.coding.door import source_id_of
from survey.studio.coding.shown import ROWS, Order, ordered, page_data, rows_around, shown_answer
from survey.studio.coding.steps import step_words
from survey.studio.coding.words import words_json

#: Where the data of the page go: the template leaves the element empty, since texts do not pass through it.
_DATA = b'<script type="application/json" id="coding-data">'


@member_route(blueprint, "/coding", Action.READ_ANSWERS)
def index(member: Member) -> ResponseReturnValue:
    """Leads to the first question in which the viewer has something left to code."""
    questions = questions_of(member)
    if not questions:
        return render_template("studio/coding/empty.html")
    wanted = next((one for one in questions if one.done < one.answers), questions[0])
    return redirect(url_for("coding.show", slug=member.study.slug, question=wanted.name))


@member_route(blueprint, "/coding/<question>", Action.READ_ANSWERS)
def show(member: Member, question: str) -> ResponseReturnValue:
    """The answers to a question, one of them open."""
    return _page(member, question, request.args.get("answer"))


@member_route(blueprint, "/coding/<question>/act", Action.CODE, methods=["POST"])
def act(member: Member, question: str) -> ResponseReturnValue:
    """The same steps as buttons of a form; leads back to the answer, or to the next one when it is finished."""
    form, session = request.form, member.session
    label, here = form.get("answer", ""), Named(question, form.get("answer", ""))
    order = form.get("order", Order.RANDOM)
    try:
        match form.get("do", "").split(":"):
            case ["code", code]:
                code_source(session, source=here, code=code, **act_of(member))
            case ["off", code, start, stop] if start.isdigit() and stop.isdigit():
                uncode(session, source=here, code=code, start=int(start), stop=int(stop), **act_of(member))
            case ["done"]:
                mark_done(session, source=here, **act_of(member))
                label = _next(member, question, label, order)
            case ["open"]:
                mark_done(session, source=here, done=False, **act_of(member))
            case ["memo"]:
                revision = int(form.get("revision", "0")) if form.get("revision", "0").isdigit() else 0
                text, source_id = form.get("memo", ""), source_id_of(member, question, label)
                write_memo(session, source_id=source_id, text=text, revision=revision, **act_of(member))
            case ["undo" | "redo" as way]:
                (undo if way == "undo" else redo)(session, scope=Scope.CODING, **act_of(member))
            case _:
                abort(400)
    except StaleMemo as stale:
        return _page(member, question, label, stale=stale), 409
    except NoSuchThing:
        abort(404)
    except (RetiredCode, NothingToUndo, RestsOnIt) as refused:
        words = refusal(member, refused)[1]
        session.rollback()  # half of a refused step is never kept
        flash(words, "error")
    return redirect(url_for("coding.show", slug=member.study.slug, question=question, answer=label, order=order), 303)


def _page(member: Member, question: str, wanted: str | None, *, stale: StaleMemo | None = None) -> Response:
    read, language = read_question(member, question), current_language()
    answers, marks, book = read.answers, read.marks, read.book
    more = surroundings(member, question, read)
    order = _order(request.values.get("order"))
    sequence = ordered(answers, order)
    current = _current(answers, sequence, marks, wanted)
    place = sequence.index(current)
    html = render_template(
        "studio/coding/show.html",
        here=next(one for one in read.questions if one.name == question),
        questions=read.questions,
        may_code=more["mayCode"],
        base=more["base"],
        order=order.value,
        rows=rows_around(answers, sequence, current, marks, book),
        count=len(sequence),
        earlier=_label(answers, sequence, place - place % ROWS - ROWS),
        later=_label(answers, sequence, place - place % ROWS + ROWS),
        answer=shown_answer(answers.answers[current], current, marks, book, read.groups, reader=member.coder_id is None),
        before=answers.answers[sequence[place - 1]] if place else None,
        after=[answers.answers[at] for at in sequence[place + 1 : place + 3]],
        codes=[one for one in read.codes if not one["retired"]],
        version=book.version,
        blind=marks.blind,
        done=len(marks.done),
        undo=step_words(more["undo"], book, language) if more["undo"] else None,
        redo=step_words(more["redo"], book, language) if more["redo"] else None,
        stale=stale,
        words=words_json(language),
        keys=_keys(language),
        nodes=_nodes(member, read, may_code=more["mayCode"]),
    ).encode()
    head, mark, tail = html.partition(_DATA)
    return Response(b"".join((head, mark, *page_data(answers, marks, read.codes, more), tail)), mimetype="text/html")


def _nodes(member: Member, read: Reading, *, may_code: bool) -> dict[str, Markup]:
    """The leaf of each code in the tree as it is on an answer without it; drawn once for a version of the codebook."""
    language = current_language()

    def draw() -> dict[str, Markup]:
        node = get_template_attribute("studio/coding/parts.html", "node")
        words = {"key_word": _("key"), "may_code": may_code}
        return {
            code["key"]: node(code, value=f"code:{code['key']}", pressed=False, **words)
            for code in read.codes
            if not code["retired"]
        }

    return copy_of(member.session, "tree", (member.study.id, language, may_code), read.book.version, draw)


@cache
def _keys(language: str) -> dict[str, Markup]:  # noqa: ARG001 - what the cache is kept by: the language of this request
    """The line of keys at the foot and the list of all keys, drawn once for each language."""
    return {part: get_template_attribute("studio/coding/parts.html", f"key_{part}")() for part in ("line", "list")}


def _label(answers: Answers, sequence: list[int], place: int) -> str | None:
    """The label at a place of the list, if the list has it."""
    return answers.answers[sequence[place]].label if 0 <= place < len(sequence) else None


def _order(said: str | None) -> Order:
    return Order(said) if said in set(Order) else Order.RANDOM


def _current(answers: Answers, sequence: list[int], marks: Marks, wanted: str | None) -> int:
    """The answer that was asked for, else the first in the list that is not finished."""
    if wanted and (at := answers.by_label.get(wanted)) is not None:
        return at
    done = set(marks.done)
    return next((at for at in sequence if at not in done), sequence[0])


def _next(member: Member, question: str, label: str, order: str) -> str:
    """The label of the next answer in the list that is not finished, from this one on and round."""
    read = read_question(member, question)
    sequence = ordered(read.answers, _order(order))
    place, done = sequence.index(read.answers.by_label[label]), set(read.marks.done)
    found = next((at for at in (*sequence[place + 1 :], *sequence[:place]) if at not in done), sequence[place])
    return read.answers.answers[found].label
