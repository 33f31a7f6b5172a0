"""What a code must be like before it enters the codebook: every fault at once, in words for people."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from coding.codes import CODE_KEYS, PART_KEYS, Book, CodeContent, CodeEntry
from questionnaires.languages import words

NAME_LIMIT = 80
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")


@dataclass(frozen=True)
class Fault:
    """What is wrong: the field it stands in, a code for programs, a sentence for people."""

    field: str
    code: str
    message: str


class CodebookRefused(ValueError):
    """The codebook can't be changed so; `faults` lists everything that is wrong."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = tuple(faults)


def check(wanted: CodeContent, book: Book, before: CodeEntry | None, *, language: str) -> None:
    """Raises CodebookRefused if the code may not be so in this book; `before` is what it was, or None for a new one."""
    if faults := tuple(_faults(wanted, book, before, language)):
        raise CodebookRefused(faults)


def _faults(wanted: CodeContent, book: Book, before: CodeEntry | None, language: str) -> Iterator[Fault]:
    say = words("coding", language).gettext
    if not any(name.strip() for name in wanted.name.values()):
        yield Fault("name", "no-name", say("The code has no name. Write it in at least one language."))
    if any(len(name) > NAME_LIMIT for name in wanted.name.values()):
        yield Fault("name", "long-name", say("A name is longer than 80 characters. Shorten it; the definition has room for more."))
    if not _KEY.fullmatch(wanted.key):
        yield Fault(
            "key", "bad-key", say("The short name holds small Latin letters, digits and hyphens, such as formal-reporting.")
        )
    elif any(code.key == wanted.key for code in book.codes if before is None or code.id != before.id):
        yield Fault("key", "key-taken", say("Another code has this short name. Choose another one."))
    if wanted.retired:
        if before and book.parts(before):
            yield Fault("", "has-parts", say("The code has parts in use. Retire them first, or move them under another code."))
        return
    yield from _hotkey_faults(wanted, book, before, language)
    yield from _parent_faults(wanted, book, before, language)


def _hotkey_faults(wanted: CodeContent, book: Book, before: CodeEntry | None, language: str) -> Iterator[Fault]:
    if wanted.hotkey is None:
        return
    say = words("coding", language).gettext
    if wanted.hotkey not in CODE_KEYS + PART_KEYS:
        yield Fault("hotkey", "bad-hotkey", say("This key can't be given to a code. Choose one from the list."))
    for other in book.live:
        if other.hotkey == wanted.hotkey and (before is None or other.id != before.id):
            sentence = say("The key {key} belongs to “{name}”. Choose another key.")
            yield Fault("hotkey", "hotkey-taken", sentence.format(key=wanted.hotkey, name=other.named(language)))


def _parent_faults(wanted: CodeContent, book: Book, before: CodeEntry | None, language: str) -> Iterator[Fault]:
    if wanted.parent is None:
        return
    say = words("coding", language).gettext
    parent = book.parent(wanted)
    if parent is None or parent.retired:
        yield Fault("parent", "no-parent", say("The code above is not in use. Choose another one, or none."))
    elif parent.parent is not None or (before and parent.id == before.id):
        yield Fault("parent", "part-of-part", say("A part can't have parts of its own. Choose a code of the first level."))
    elif before and book.parts(before):
        yield Fault(
            "parent", "has-own-parts", say("The code has parts of its own, so it can't become a part. Move its parts first.")
        )
