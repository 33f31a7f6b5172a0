"""Results: themes by group with small numbers covered, and quotations that may be shown."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coding.queries import QuoteMismatch
from coding.viewers import Viewer
from exports.gather import read_material
from exports.material import Material
from exports.quotations import Quotations, quotations
from exports.statements import group_names, variable_title
from exports.themes import Themes, shade
from exports.wording import sayer
from questionnaires.disclosure import Line, share
from survey.access import Member, member_route
from survey.languages import current_language
from survey.permissions import Action
from survey.studio.overview import card
from survey.studio.refusals import mismatch_page

blueprint = Blueprint("results", __name__)

#: How many quotations a page holds.
QUOTATIONS = 12


@member_route(blueprint, "/results", Action.SEE_RESULTS)
def show(member: Member) -> ResponseReturnValue:
    """Codes by group and, for one code, quotations. Nobody sees more of it by asking otherwise: there is no filter."""
    try:
        material = read_material(
            member.session, study=member.study, viewer=Viewer(study_id=member.study.id, coder_id=member.coder_id)
        )
    except QuoteMismatch as wrong:
        return mismatch_page(member, wrong, active="results"), 409
    language = current_language()
    themes = material.themes
    code = _chosen(material, request.args.get("code", ""))
    return render_template(
        "studio/results/show.html",
        study=card(member.study),
        people=len(material.people),
        codebook=material.book.version,
        coded=bool(material.codings),
        blind=len(material.blind),
        table=themes.table,
        columns=_columns(themes, language),
        lines=[_line(line, themes, language) for line in themes.table.lines],
        code=code,
        codes=[{"key": line.name, "name": _name(material, line.name, language)} for line in themes.table.lines],
        quotations=_quotations(material, code, language, member) if code else None,
        may={"export": member.can(Action.EXPORT), "code": member.can(Action.CODE)},
    )


def _chosen(material: Material, wanted: str) -> str:
    """The code whose quotations are asked for, else the one that most people have."""
    lines = material.themes.lines
    if wanted in lines:
        return wanted
    return max(lines, key=lambda key: lines[key].total or 0, default="")


def _name(material: Material, key: str, language: str) -> str:
    return material.book.by_key[key].named(language)


def _columns(themes: Themes, language: str) -> list[dict[str, Any]]:
    """What stands over the numbers: for each split its title and its groups with their sizes."""
    say = sayer(language)
    return [
        {
            "title": variable_title(themes.variable(split), language, say),
            "groups": [
                {"name": name, "size": size}
                for name, size in zip(group_names(themes, split, language, say), split.sizes, strict=True)
            ],
        }
        for split in themes.table.splits
    ]


def _line(line: Line, themes: Themes, language: str) -> dict[str, Any]:
    """A row of the table: the code and its cells; a covered cell is None."""
    code = themes.book.by_key[line.name]
    sizes = [themes.table.people or 0, *(size for split in themes.table.splits for size in split.sizes)]
    return {
        "key": line.name,
        "name": code.named(language),
        "colour": code.colour,
        "part": line.above is not None,
        "cells": [
            None if count is None else {"people": count, "share": share(count, size), "shade": shade(count, size)}
            for count, size in zip(line.cells(), sizes, strict=True)
        ],
    }


def _quotations(material: Material, code: str, language: str, member: Member) -> dict[str, Any]:
    found: Quotations = quotations(material, code, most=QUOTATIONS)
    themes = material.themes
    variable = themes.variable(themes.table.splits[0]) if themes.table.splits else None
    book = material.book.by_key
    return {
        "name": book[code].named(language),
        "quotable": found.quotable,
        "too_few": found.too_few,
        "grouped": variable is not None,
        "shown": [
            {
                "before": quote.before,
                "words": quote.words,
                "after": quote.after,
                "language": quote.language,
                "group": variable.label(quote.group, language) if variable and quote.group is not None else None,
                "codes": [
                    {"name": book[key].named(language), "colour": book[key].colour, "hotkey": book[key].hotkey}
                    for key in quote.codes
                ],
                "place": url_for("coding.show", slug=member.study.slug, question=quote.question)
                if member.can(Action.READ_ANSWERS)
                else "",
            }
            for quote in found.shown
        ],
    }
