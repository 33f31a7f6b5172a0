"""The passages of a code and its parts, as far as the viewer sees; none where the number of people is covered, since a list can be counted."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field

from sqlmodel import Session

from coding.codes import CodeEntry
from coding.queries import Coding, codings
from coding.viewers import Viewer
from survey.studio.codebook.people import People

#: Passages on one page.
PASSAGES = 25


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Words of an answer. `group` is None where covered; `beside` are other codes on these words, `covered` says that a rare one is left out."""

    label: str
    question: str | None
    language: str
    quote: str = field(repr=False)
    group: str | None
    beside: tuple[CodeEntry, ...]
    covered: bool


@dataclass(frozen=True, kw_only=True)
class Passages:
    """One page of them, from 0, of `pages`; `count` in all. `too_few` says that the number of people is covered: then none is shown."""

    shown: tuple[Passage, ...] = ()
    count: int = 0
    page: int = 0
    pages: int = 1
    too_few: bool = False


def read_passages(
    session: Session, *, viewer: Viewer, code: CodeEntry, people: People, language: str, mine: bool = False, page: int = 0
) -> Passages:
    """Passages by question and label, which are drawn by chance. Coders who chose the same words give one line; `mine` keeps the viewer's."""
    if not people.themes.shows_total(code.key):
        return Passages(too_few=True)
    book = people.themes.book
    family = [one for one in book.codes if one.id == code.id or one.parent == code.id.hex]
    places: dict[tuple[uuid.UUID, int, int], Coding] = {}
    for one in (found for member in family for found in codings(session, viewer=viewer, code_id=member.id)):
        if not mine or one.coder_id == viewer.coder_id:
            places.setdefault((one.source_id, one.start, one.stop), one)
    ordered = sorted(places.values(), key=lambda one: (one.question or "", one.label, one.start, one.stop))
    pages = max(1, -(-len(ordered) // PASSAGES))
    page = min(max(page, 0), pages - 1)
    here = ordered[page * PASSAGES : (page + 1) * PASSAGES]
    near: defaultdict[uuid.UUID, list[Coding]] = defaultdict(list)
    if here:
        for other in codings(session, viewer=viewer, source_ids={one.source_id for one in here}):
            near[other.source_id].append(other)
    shown = tuple(_passage(one, near[one.source_id], family, people, language) for one in here)
    return Passages(shown=shown, count=len(ordered), page=page, pages=pages)


def _passage(one: Coding, near: list[Coding], family: list[CodeEntry], people: People, language: str) -> Passage:
    """Which of its parts a passage has is left unsaid: the number of people with the part may be covered."""
    book, kin = people.themes.book, {code.id for code in family}
    overlapping = {
        other.code_id for other in near if other.code_id not in kin and other.start < one.stop and one.start < other.stop
    }
    beside = [code for code in book.codes if code.id in overlapping]
    known = tuple(code for code in beside if people.themes.shows_total(code.key))
    on_text = {other.code_id for other in near} | {one.code_id}
    return Passage(
        label=one.label,
        question=one.question,
        language=one.language,
        quote=one.quote,
        group=people.attribution(one.response_id, [book.by_id[id_] for id_ in on_text], language),
        beside=known,
        covered=len(known) < len(beside),
    )
