"""The small words along the way: which part this is, how long it still takes, what has to be mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from markupsafe import escape

from survey.respond.flow import Judged
from survey.respond.sheet import Sheet
from survey.respond.texts import catalogue


@lru_cache(maxsize=4096)
def step(place: int, parts: int, minutes: int, language: str) -> str:
    """ "Part 2 of 7. About 14 minutes left." """  # noqa: D210
    words = catalogue(language)
    where = words.gettext("Part %(n)s of %(total)s.") % {"n": place, "total": parts}
    left = words.ngettext("About %(num)s minute left.", "About %(num)s minutes left.", minutes) % {"num": minutes}
    return f"{where} {left}"


@lru_cache(maxsize=64)
def part(place: int, language: str) -> str:
    """The heading of a section that has none of its own."""
    return catalogue(language).gettext("Part %(n)s") % {"n": place}


def progress(place: int, parts: int) -> str:
    """Per cent of the way behind: 1 on the first page, so that the bar can be seen."""
    return str(max(1, round(100 * (place - 1) / parts)))


def faults_here(sheet: Sheet, judged: Judged) -> dict[str, list[str]]:
    """The sentences for this page, by name of a question or, where parts do not fit together, of their group."""
    told: dict[str, list[str]] = {}
    for key, name in sheet.keys.items():
        for fault in judged.checked.faults.get(key, ()):
            told.setdefault(fault.group or name, []).append(fault.message)
    return told


def first_field(sheet: Sheet, name: str) -> str:
    """The id of the field to which a sentence of the summary leads: of a group, its first part."""
    group = next((group for group in sheet.totals if group.name == name), None)
    return f"f-{next(group.questions()).name if group else name}"


def summary(sheet: Sheet, told: Mapping[str, Sequence[str]]) -> str:
    """The list of what has to be mended, each sentence a link to its field; the same sentences stand there."""
    words = catalogue(sheet.language)
    count = sum(len(sentences) for sentences in told.values())
    title = words.ngettext("There is one thing to mend", "There are %(num)s things to mend", count) % {"num": count}
    ranked = {question.name for question, _ in sheet.rankings}
    lines = "".join(
        f'<li><a href="#{f"rk1-{name}" if name in ranked else first_field(sheet, name)}">{escape(sentence)}</a></li>'
        for name, sentences in told.items()
        for sentence in sentences
    )
    return f'<div class="err-summary" role="alert" tabindex="-1" data-focus><h2>{escape(title)}</h2><ul>{lines}</ul></div>'


def mend_button(sheet: Sheet, name: str, made: int) -> str:
    """ "Make it 10 in all": a submit button, so that it works without script."""  # noqa: D210
    words = catalogue(sheet.language).gettext("Make it %(made)s in all") % {"made": made}
    return f'<p><button class="btn" name=":go" value="total:{name}">{escape(words)}</button></p>'


def notice(sentence: str) -> str:
    """A message above the form."""
    return f'<div class="notice notice--warn" role="alert"><p>{escape(sentence)}</p></div>'
