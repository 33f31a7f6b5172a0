"""The steps of which every change of coding is made, as the log keeps them: ids, offsets and revisions, never words.

Each step is a JSON list. Ids are 32 hexadecimal digits, offsets code points, revision 0 means "was not there":

    ["coded",   segment, source, code, start, stop]     the passage has the code
    ["uncoded", segment, source, code, start, stop]     it has it no longer
    ["done",    source]                                  the coder has finished the source
    ["undone",  source]                                  he has it before him again
    ["memo",    memo, from, to]                          the memo says what it said at revision `to`
    ["code",    code, from, to]                          the code is what it was at revision `to`

Revisions only grow: to take back revision 2 is to write a revision 3 that repeats 1.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

Step = list[Any]

_OPPOSITE = {"coded": "uncoded", "uncoded": "coded", "done": "undone", "undone": "done"}


@dataclass(frozen=True)
class Passage:
    """What a passage step speaks of."""

    segment: str
    source: str
    code: str
    start: int
    stop: int


def coded(passage: Passage) -> Step:
    """The step by which the passage has the code."""
    return ["coded", passage.segment, passage.source, passage.code, passage.start, passage.stop]


def uncoded(passage: Passage) -> Step:
    """The step by which it has it no longer."""
    return ["uncoded", passage.segment, passage.source, passage.code, passage.start, passage.stop]


def passage_of(step: Step) -> Passage:
    """The passage of a step "coded" or "uncoded"."""
    return Passage(*step[1:])


def marked(source: uuid.UUID, *, done: bool) -> Step:
    """The step by which a source is finished, or not finished any more."""
    return ["done" if done else "undone", source.hex]


def revised(kind: str, thing: uuid.UUID, before: int, after: int) -> Step:
    """The step by which a memo or a code goes from one revision to another."""
    return [kind, thing.hex, before, after]


def inverse(steps: Sequence[Step]) -> list[Step]:
    """The steps that take these back, last first. Twice inverted is what it was."""
    back: list[Step] = []
    for kind, *rest in reversed(steps):
        if kind in _OPPOSITE:
            back.append([_OPPOSITE[kind], *rest])
        else:
            thing, before, after = rest
            back.append([kind, thing, after, before])
    return back


@dataclass
class State:
    """What the log adds up to. `codings` maps (coder, segment) to its passage; `finished` holds (coder, source); revisions are the newest."""

    codings: dict[tuple[str | None, str], Passage] = field(default_factory=dict)
    finished: set[tuple[str | None, str]] = field(default_factory=set)
    memos: dict[str, int] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)


def replay(changes: Iterable[tuple[str | None, Sequence[Step]]], *, gone: frozenset[str] = frozenset()) -> State:
    """The state after all changes, given as (coder, steps) in order; sources in `gone` were withdrawn, and the replay steps over them."""
    state = State()
    for coder, steps in changes:
        for step in steps:
            match step:
                case ["coded", segment, source, *_] if source not in gone:
                    state.codings[coder, segment] = passage_of(step)
                case ["uncoded", segment, *_]:
                    state.codings.pop((coder, segment), None)
                case ["done", source] if source not in gone:
                    state.finished.add((coder, source))
                case ["undone", source]:
                    state.finished.discard((coder, source))
                case ["memo", memo, _, after]:
                    state.memos[memo] = after
                case ["code", code, _, after]:
                    state.codes[code] = after
    return state
