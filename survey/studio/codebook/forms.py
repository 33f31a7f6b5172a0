"""The form of a code: a new one, or one that is there, in three languages beside each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coding.codebook import StaleCode, add_code, edit_code, load_codebook
from coding.codes import CODE_KEYS, PART_KEYS, Book, CodeContent, CodeEntry
from coding.rules import NAME_LIMIT, CodebookRefused, Fault
from coding.texts import normalise
from questionnaires.languages import Language
from questionnaires.studies import slug_of
from survey.access import Member, member_route
from survey.languages import current_language
from survey.languages import gettext as _
from survey.permissions import Action
from survey.studio.codebook.desk import act_of, blueprint, code_of, revision
from survey.studio.codebook.pages import frame
from survey.studio.coding.shown import language_name

#: Fields with a wording for each language, and those of them with a list.
WORDINGS, LISTS = ("name", "definition", "examples"), ("include", "exclude")


@dataclass(frozen=True, kw_only=True)
class Difference:
    """A field in which the code as it stands differs from what was typed."""

    field: str
    language: str
    now_said: str
    typed: str


@member_route(blueprint, "/codebook/-/new", Action.EDIT_CODEBOOK)  # no key of a code begins with a hyphen
def new(member: Member) -> ResponseReturnValue:
    """An empty form; `parent` in the address makes it the form of a part."""
    book = load_codebook(member.session, member.study.id)
    above = book.by_key.get(request.args.get("parent", ""))
    return _page(member, book, None, CodeContent(key="", name={}, parent=above.id.hex if above else None))


@member_route(blueprint, "/codebook/-/new", Action.EDIT_CODEBOOK, methods=["POST"])
def add(member: Member) -> ResponseReturnValue:
    """The code is in the codebook, or the form comes back with what is to mend."""
    act, book = act_of(member), load_codebook(member.session, member.study.id)
    wanted = _typed(CodeContent(key="", name={}), request.form)
    wanted = replace(wanted, key=_free_key(book, wanted.name))
    try:
        entry = add_code(member.session, wanted=wanted, language=current_language(), **act)
    except CodebookRefused as refused:
        member.session.rollback()
        return _page(member, book, None, wanted, faults=refused.faults), 422
    flash(_("Saved."), "success")
    return redirect(url_for("codebook.show", slug=member.study.slug, key=entry.key), 303)


@member_route(blueprint, "/codebook/<key>/edit", Action.EDIT_CODEBOOK)
def edit(member: Member, key: str) -> ResponseReturnValue:
    """The form of a code."""
    book, code = code_of(member, key)
    return _page(member, book, code, code.content)


@member_route(blueprint, "/codebook/<key>/edit", Action.EDIT_CODEBOOK, methods=["POST"])
def save(member: Member, key: str) -> ResponseReturnValue:
    """The code is changed, or the form comes back with what was typed: with faults, or beside what somebody else has written meanwhile."""
    act, (book, code) = act_of(member), code_of(member, key)
    wanted = _typed(code.content, request.form)
    try:
        edit_code(member.session, code_id=code.id, revision=revision(), wanted=wanted, language=current_language(), **act)
    except CodebookRefused as refused:
        member.session.rollback()
        return _page(member, book, code, wanted, faults=refused.faults), 422
    except StaleCode as stale:
        member.session.rollback()
        return _page(member, book, stale.now_said, wanted, stale=True), 409
    flash(_("Saved."), "success")
    return redirect(url_for("codebook.show", slug=member.study.slug, key=key), 303)


def _typed(before: CodeContent, form: Mapping[str, str]) -> CodeContent:
    """The code as the form says; what a form does not ask stays. A name is one line."""

    def texts(field: str) -> dict[str, str]:
        return {str(one): text for one in Language if (text := normalise(form.get(f"{field}_{one}", "")).strip())}

    def lists(field: str) -> dict[str, list[str]]:
        return {one: [line.strip() for line in text.split("\n") if line.strip()] for one, text in texts(field).items()}

    parent = form.get("parent", "")
    return replace(
        before,
        name={one: " ".join(text.split()) for one, text in texts("name").items()},
        definition=texts("definition"),
        include=lists("include"),
        exclude=lists("exclude"),
        examples=texts("examples"),
        hotkey=form.get("hotkey") or None,
        parent=parent if re.fullmatch("[0-9a-f]{32}", parent) else None,
    )


def _free_key(book: Book, name: Mapping[str, str]) -> str:
    """A short name made of the code's name, English first, that no code of the book has; addresses and files use it, and it stays."""
    said = next((name[one] for one in ("en", "ru", "kk") if name.get(one)), "")
    wanted = re.sub("[^a-z0-9-]", "", slug_of(said)).strip("-")[:56] or "code"
    numbered = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(book.codes) + 2))
    return next(key for key in numbered if key not in book.by_key)


def _lines(content: CodeContent, field: str, language: str) -> str:
    said = getattr(content, field).get(language, "")
    return said if isinstance(said, str) else "\n".join(said)


def _differences(now_said: CodeEntry, typed: CodeContent, book: Book) -> list[Difference]:
    found = [
        Difference(field=field, language=str(one), now_said=_lines(now_said, field, one), typed=_lines(typed, field, one))
        for field in (*WORDINGS, *LISTS)
        for one in Language
    ]
    above = [one.named(current_language()) if (one := book.parent(content)) else "" for content in (now_said, typed)]
    found.append(Difference(field="parent", language="", now_said=above[0], typed=above[1]))
    found.append(Difference(field="hotkey", language="", now_said=now_said.hotkey or "", typed=typed.hotkey or ""))
    return [one for one in found if one.now_said != one.typed]


def _placed(fault: Fault, wanted: CodeContent) -> Fault:
    """The same fault at the very input that is to be mended."""
    if fault.field != "name":
        return fault if fault.field in {"hotkey", "parent"} else replace(fault, field="")
    long = next((one for one, name in wanted.name.items() if len(name) > NAME_LIMIT), None)
    return replace(fault, field=f"name_{long if fault.code == 'long-name' else current_language()}")


def _page(
    member: Member,
    book: Book,
    code: CodeEntry | None,
    wanted: CodeContent,
    *,
    faults: tuple[Fault, ...] = (),
    stale: bool = False,
) -> str:
    fields = {
        "name": _("Name"),
        "definition": _("Definition"),
        "include": _("Include"),
        "exclude": _("Leave out"),
        "examples": _("Example"),
        "parent": _("Part of"),
        "hotkey": _("Key"),
    }
    offered = {*book.free_keys, *([wanted.hotkey] if wanted.hotkey else [])}
    return render_template(
        "studio/codebook/form.html",
        code=code,
        wanted=wanted,
        typed={f"{field}_{one}": _lines(wanted, field, one) for field in (*WORDINGS, *LISTS) for one in Language},
        fields=fields,
        above=[one for one in book.live if one.parent is None and (code is None or one.id != code.id)],
        keys=[key for key in CODE_KEYS + PART_KEYS if key in offered],
        faults=[_placed(fault, wanted) for fault in faults],
        differences=[
            {
                "label": fields[one.field] + (f", {language_name(one.language)}" if one.language else ""),
                "language": one.language or current_language(),
                "now_said": one.now_said,
                "typed": one.typed,
            }
            for one in (_differences(code, wanted, book) if stale and code else [])
        ],
        stale=stale,
        **frame(member, book),
    )
