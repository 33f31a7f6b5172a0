"""Where a file comes from: enough to check it, cite it and make it again; never who made it, and no clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from questionnaires.texts import Text


class Audience(StrEnum):
    """For whom a file is made: the team that reads the answers anyway, or anybody else."""

    TEAM = "team"
    OUTSIDE = "outside"


class LeftOut(StrEnum):
    """What a file does not hold, and why; each with a number of people, answers, questions or passages."""

    NOT_ARCHIVED = "not_archived"  # people whose answers are not kept for others: no row
    RARE_QUESTIONNAIRE = "rare_questionnaire"  # people of questionnaires with fewer than k rows: no row
    COVERED_VALUES = "covered_values"  # values of groups, covered for combinations of fewer than k
    WORDS_IN_ROWS = "words_in_rows"  # questions answered in words, left out of the rows
    NOT_QUOTED = "not_quoted"  # answers of people who may not be quoted or archived
    COVERED_GROUPS = "covered_groups"  # answers whose group would give a covered number away
    RARE_THEMES = "rare_themes"  # passages of themes whose number of people is covered
    MEMOS = "memos"  # memos, which are the team's own
    BLIND = "blind"  # questions in which whoever makes the file codes blind: others' codes are not in it


@dataclass(frozen=True, kw_only=True)
class VersionUsed:
    """A published version of a questionnaire, and how many released responses answered it."""

    name: str
    title: Text
    number: int
    version: str
    content_hash: str
    responses: int


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What the file says of itself. `fingerprint` is a SHA-256 over everything in it and every choice made for it."""

    slug: str
    title: Text
    mode: str
    illustrative: bool
    k: int
    audience: Audience
    language: str
    versions: tuple[VersionUsed, ...]
    responses: int
    rows: int
    answers: int
    passages: int
    memos: int
    coders: tuple[str, ...]
    codebook: int
    codes: int
    left_out: Mapping[LeftOut, int]
    software: str
    fingerprint: str


@cache
def software_version() -> str:
    """The version of this program, as installed."""
    try:
        return version("saraptama")
    except PackageNotFoundError:
        return "0"


def fingerprint(parts: Iterable[Any]) -> str:
    """SHA-256, in hexadecimal, over the canonical JSON of the parts, one a line; what JSON does not know is its text."""
    digest = hashlib.sha256()
    for part in parts:
        line = json.dumps(part, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()
