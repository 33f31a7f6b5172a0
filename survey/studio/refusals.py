"""Pages that say why results or a file cannot be made of what the database holds."""

from __future__ import annotations

from flask import render_template

from coding.queries import QuoteMismatch
from survey.access import Member
from survey.languages import ngettext
from survey.studio.overview import card


def refusal_page(member: Member, words: str, *, active: str) -> str:
    """The words, and the way back to the study; `active` is the tab that was asked for."""
    return render_template("studio/refused.html", study=card(member.study), words=words, active=active)


def mismatch_page(member: Member, wrong: QuoteMismatch, *, active: str) -> str:
    """Quotations that are not in their texts: nothing is computed of a database that was changed by other hands."""
    words = ngettext(
        "%(num)s passage is not what its answer says: the database was changed by other hands. Nothing was counted and no file was made. Ask whoever runs the program to compare it with a backup.",
        "%(num)s passages are not what their answers say: the database was changed by other hands. Nothing was counted and no file was made. Ask whoever runs the program to compare it with a backup.",
        len(wrong.segment_ids),
    )
    return refusal_page(member, words, active=active)
