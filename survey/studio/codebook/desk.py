"""What all pages of the codebook share: who reads and acts, which code is meant, what an address is."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, request

from coding.codebook import load_codebook
from coding.codes import Book, CodeEntry
from coding.viewers import Viewer
from survey.access import Member
from survey.installation import installation
from survey.permissions import Action

blueprint = Blueprint("codebook", __name__)


def viewer_of(member: Member) -> Viewer:
    """The member as reads of coding know him."""
    return Viewer(study_id=member.study.id, coder_id=member.coder_id)


def may_edit(member: Member) -> bool:
    """Whether the member changes the codebook: his role allows it, and the log has a name for him."""
    return member.coder_id is not None and member.can(Action.EDIT_CODEBOOK)


def act_of(member: Member) -> dict[str, Any]:
    """Who acts, where and when, as verbs ask for it; 403 for somebody who is no coder."""
    if member.coder_id is None:
        abort(403)
    return {"study_id": member.study.id, "coder_id": member.coder_id, "now": installation().now()}


def code_of(member: Member, key: str) -> tuple[Book, CodeEntry]:
    """The codebook and one code of it; 404 where it has none of that key."""
    book = load_codebook(member.session, member.study.id)
    code = book.by_key.get(key)
    if code is None:
        abort(404)
    return book, code


def revision() -> int:
    """The revision that the form was filled from; 0 where it says none, which is no revision of a code."""
    said = request.form.get("revision", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else 0
