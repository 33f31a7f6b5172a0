"""Changes of the codebook in words: what was done, who did it, at which version, on which day. No wording of a code is repeated."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from sqlmodel import Session

from coding.codebook import content_at
from coding.codes import Book, CodeContent
from coding.log import REDO, UNDO, Change
from coding.queries import codebook_history, coder_labels
from coding.viewers import Viewer
from survey.installation import installation
from survey.languages import gettext as _

#: Lines of the history of one code.
MOST = 20
#: Who acts where no person does: a codebook that came with the demo, or from the command line.
HOUSE = "Saraptama"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the history."""

    version: int
    words: str
    who: str
    day: str


class Log:
    """The changes of a study's codebook, read once, with the words for them."""

    def __init__(self, session: Session, *, viewer: Viewer, book: Book, language: str) -> None:
        self._session, self._book, self._language = session, book, language
        self._changes = list(codebook_history(session, viewer=viewer))
        self._by_id = {change.id: change for _version, change in self._changes}
        self._labels = coder_labels(session, study_id=viewer.study_id)
        self._contents: dict[tuple[uuid.UUID, int], CodeContent] = {}

    @property
    def last(self) -> Entry | None:
        """The newest change."""
        return self._entry(*self._changes[-1], None) if self._changes else None

    def of(self, code_id: uuid.UUID) -> list[Entry]:
        """The newest changes of one code, newest first."""
        mine = [(version, change) for version, change in self._changes if any(step[1] == code_id.hex for step in change.done)]
        return [self._entry(version, change, code_id) for version, change in reversed(mine[-MOST:])]

    def step(self, change: Change | None) -> str | None:
        """What the button of undo or redo names: “Formal reporting: definition”; None where there is nothing to name."""
        if change is None:
            return None
        origin = self._origin(change)
        if origin.kind == "installed":
            return _("starter codebook")
        code_id = uuid.UUID(origin.done[0][1])
        code = self._book.by_id.get(code_id)
        return f"{code.named(self._language) if code else ''}: {self._words(origin, code_id)}"

    def standing_on(self, changes: Sequence[Change]) -> list[str]:
        """Later changes that rest on one, each with who made it and when."""
        return [f"{self.step(change)} ({self._who(change)}, {day(change.at, self._language)})" for change in changes]

    def _entry(self, version: int, change: Change, code_id: uuid.UUID | None) -> Entry:
        words = self._sentence(change, code_id) if code_id else self.step(change) or ""
        return Entry(version=version, words=words, who=self._who(change), day=day(change.at, self._language))

    def _who(self, change: Change) -> str:
        return self._labels.get(change.coder_id, HOUSE) if change.coder_id else HOUSE

    def _origin(self, change: Change) -> Change:
        """The change that was taken back or made again, whatever number of times; itself for any other."""
        while change.undoes is not None and change.undoes in self._by_id:
            change = self._by_id[change.undoes]
        return change

    def _sentence(self, change: Change, code_id: uuid.UUID) -> str:
        words = self._words(self._origin(change), code_id)
        if change.kind in {UNDO, REDO}:
            taken_back = change.kind == UNDO
            return _("Taken back: %(change)s", change=words) if taken_back else _("Made again: %(change)s", change=words)
        return words[:1].upper() + words[1:]

    def _words(self, change: Change, code_id: uuid.UUID) -> str:
        """What was done to that code, without its name."""
        said = {
            "installed": _("taken from the starter codebook"),
            "code-added": _("new code"),
            "code-moved": _("moved to another place"),
            "code-retired": _("retired"),
            "code-back": _("back in use"),
        }
        return said.get(change.kind) or self._edited(change, code_id)

    def _edited(self, change: Change, code_id: uuid.UUID) -> str:
        """Which parts of the code an edit has changed."""
        _kind, _code, before, after = next(step for step in change.done if step[1] == code_id.hex)
        old, new = self._content(code_id, before), self._content(code_id, after)
        parts = {
            "name": _("name"),
            "definition": _("definition"),
            "include": _("include"),
            "exclude": _("leave out"),
            "examples": _("examples"),
            "hotkey": _("key"),
        }
        return ", ".join(words for part, words in parts.items() if getattr(old, part) != getattr(new, part)) or _("order")

    def _content(self, code_id: uuid.UUID, revision: int) -> CodeContent:
        if (code_id, revision) not in self._contents:
            self._contents[code_id, revision] = content_at(self._session, code_id, revision)
        return self._contents[code_id, revision]


def day(at: datetime, language: str) -> str:
    """A day in words, with its year unless that is now."""
    this_year = at.year == installation().now().year
    return format_date(at, format="d MMMM" if this_year else "d MMMM y", locale=language)
