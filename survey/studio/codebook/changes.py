"""The history of a codebook in words: what changed at each version, who did it, when."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from babel.dates import format_date
from sqlmodel import Session

from coding.codebook import content_at
from coding.codes import Book
from coding.log import REDO, UNDO, Change
from coding.queries import codebook_history, coder_labels
from coding.viewers import Viewer
from survey.languages import gettext as _
from survey.languages import ngettext


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the history."""

    version: int
    words: str
    who: str
    day: str


def history_of(session: Session, *, viewer: Viewer, book: Book, language: str, code_id: uuid.UUID | None = None) -> list[Entry]:
    """Changes of the codebook, or of one code, newest first."""
    labels = coder_labels(session, study_id=viewer.study_id)
    found = [
        Entry(
            version=version,
            words=change_words(session, change, book, language, code_id),
            who=labels.get(change.coder_id, "") if change.coder_id else _("set up with the study"),
            day=format_date(change.at, format="d MMMM", locale=language),
        )
        for version, change in codebook_history(session, viewer=viewer)
        if code_id is None or any(step[1] == code_id.hex for step in change.done)
    ]
    return found[::-1]


def change_words(session: Session, change: Change, book: Book, language: str, code_id: uuid.UUID | None = None) -> str:
    """A change in one sentence."""
    names = [book.by_id[uuid.UUID(step[1])].named(language) for step in change.done if uuid.UUID(step[1]) in book.by_id]
    name = names[0] if names else ""
    match change.kind:
        case "installed" if code_id is not None:
            return _("Taken from the starter codebook.")
        case "installed":
            return ngettext(
                "%(num)s code taken from the starter codebook.", "%(num)s codes taken from the starter codebook.", len(names)
            )
        case "code-edited":
            return _("“%(name)s” changed: %(parts)s.", name=name, parts=", ".join(_changed(session, change)))
    said = {
        "code-added": _("“%(name)s” added.", name=name),
        "code-moved": _("“%(name)s” moved.", name=name),
        "code-retired": _("“%(name)s” retired.", name=name),
        "code-back": _("“%(name)s” in use again.", name=name),
        UNDO: _("A change of “%(name)s” taken back.", name=name),
        REDO: _("A change of “%(name)s” made again.", name=name),
    }
    return said.get(change.kind, name)


def _changed(session: Session, change: Change) -> list[str]:
    """Which parts of a code an edit has changed."""
    _kind, code, before, after = change.done[0]
    old, new = (content_at(session, uuid.UUID(code), revision) for revision in (before, after))
    parts = {
        "name": _("name"),
        "definition": _("definition"),
        "include": _("include"),
        "exclude": _("leave out"),
        "examples": _("example"),
        "hotkey": _("key"),
        "parent": _("place"),
    }
    return [words for part, words in parts.items() if getattr(old, part) != getattr(new, part)]
