"""Quotations for a theme: whose writer agreed, two from one person at most, said of at most one group, and none where people are few."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from coding.queries import Coding
from exports.clearance import attribution
from exports.material import Material, Text

#: Code points of context on either side, before they are cut at a space.
CONTEXT = 140
#: More from one person would let readers put that person together from pieces.
MOST_FROM_ONE = 2


@dataclass(frozen=True, kw_only=True)
class Quotation:
    """Words of an answer with what stands around them. `codes` are the keys of codes on these very words; `group` is None where covered."""

    before: str = field(repr=False)
    words: str = field(repr=False)
    after: str = field(repr=False)
    language: str
    question: str
    label: str
    codes: tuple[str, ...]
    group: str | None


@dataclass(frozen=True, kw_only=True)
class Quotations:
    """Those that are shown of `quotable` ones. `too_few` says that the number of people with the theme is covered: then none is."""

    shown: tuple[Quotation, ...]
    quotable: int
    too_few: bool


def quotations(material: Material, code: str, *, most: int) -> Quotations:
    """Quotations for a code or a part of it, in an order that tells nothing of people. Coders who chose overlapping words give one."""
    if not material.themes.shows_total(code):
        return Quotations(shown=(), quotable=0, too_few=True)
    texts = {text.id: text for text in material.texts}
    wanted = _with_parts(material, code)
    by_id = material.book.by_id
    chosen = [
        one
        for one in material.codings
        if by_id[one.code_id].key in wanted and one.source_id in texts and material.people[texts[one.source_id].person].may_quote
    ]
    passages = _apart(chosen)
    taken: Counter[uuid.UUID] = Counter()
    shown: list[Quotation] = []
    for one in passages:
        text = texts[one.source_id]
        if len(shown) < most and taken[text.person] < MOST_FROM_ONE:
            taken[text.person] += 1
            shown.append(_quotation(one, text, material))
    return Quotations(shown=tuple(shown), quotable=len(passages), too_few=False)


def _with_parts(material: Material, code: str) -> set[str]:
    book = material.book
    found = {code}
    for one in book.codes:  # parts stand after the code that they belong to
        if (above := book.parent(one)) and above.key in found:
            found.add(one.key)
    return found


def _apart(codings: Sequence[Coding]) -> list[Coding]:
    """Passages of which no two overlap, the longest kept, in an order drawn from their places."""
    kept: defaultdict[uuid.UUID, list[Coding]] = defaultdict(list)
    for one in sorted(codings, key=lambda one: (one.start - one.stop, one.source_id, one.start, one.code_id)):
        if not any(one.start < other.stop and other.start < one.stop for other in kept[one.source_id]):
            kept[one.source_id].append(one)
    apart = [one for passages in kept.values() for one in passages]
    return sorted(apart, key=lambda one: sha256(f"{one.source_id} {one.start} {one.stop}".encode()).digest())


def _quotation(one: Coding, text: Text, material: Material) -> Quotation:
    by_id = material.book.by_id
    on_text = {by_id[other.code_id].key for other in material.codings if other.source_id == one.source_id}
    on_words = {
        by_id[other.code_id].key
        for other in material.codings
        if other.source_id == one.source_id and other.start < one.stop and one.start < other.stop
    }
    groups = attribution(material.people[text.person], on_text, material)
    return Quotation(
        before=_tail(text.text[: one.start]),
        words=text.text[one.start : one.stop],
        after=_head(text.text[one.stop :]),
        language=text.language,
        question=text.question,
        label=text.label,
        codes=tuple(code.key for code in material.book.codes if code.key in on_words),
        group=next(iter(groups.values()), None),
    )


def _tail(text: str) -> str:
    """The end of a text, cut at a space."""
    if len(text) <= CONTEXT:
        return text
    return "… " + text[-CONTEXT:].partition(" ")[2]


def _head(text: str) -> str:
    """The beginning of a text, cut at a space."""
    if len(text) <= CONTEXT:
        return text
    return text[:CONTEXT].rpartition(" ")[0] + " …"
