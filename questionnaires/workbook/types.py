"""The type column: what each spelling of XLSForm means, and what is known but not supported yet."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.questions import TYPES, ChoiceQuestion
from questionnaires.spelling import nearest

#: Spelling -> type of this program, or the marks of groups.
_SPELLINGS = {
    **{name: name for name in TYPES},
    "string": "text", "int": "integer", "select1": "select_one", "select one": "select_one", "select one from": "select_one",
    "select_multiple": "select_multiple", "select multiple": "select_multiple", "select multiple from": "select_multiple",
    "select all that apply": "select_multiple", "select all that apply from": "select_multiple", "trigger": "acknowledge",
    "begin_group": "begin group", "begin group": "begin group", "begin lgroup": "begin group",
    "end_group": "end group", "end group": "end group", "end lgroup": "end group",
    "begin_repeat": "begin repeat", "begin repeat": "begin repeat", "end_repeat": "end repeat", "end repeat": "end repeat",
}  # fmt: skip
_WITH_LIST = frozenset(name for name, kind in TYPES.items() if issubclass(kind, ChoiceQuestion))

#: Types of XLSForm that are not asked here yet.
_NOT_YET = frozenset(
    {
        "select_one_from_file", "select_multiple_from_file", "select_one_external", "time", "dateTime", "datetime", "image", "photo", "audio",
        "video", "file", "barcode", "geopoint", "gps", "location", "geotrace", "geoshape", "xml-external", "csv-external", "osm", "start",
        "end", "today", "deviceid", "username", "email", "phonenumber", "simserial", "subscriberid", "start-geopoint",
        "background-geopoint", "background-audio", "audit", "percentage", "entity", "begin repeat", "end repeat", "or_other", "loop",
    }
)  # fmt: skip
_OTHER = ("or_other", "or other", "or specify other")


@dataclass(frozen=True)
class Type:
    """What a cell of the type column says. `name` is a type of this program, "begin group" or "end group", or "" with what is wrong."""

    name: str
    list_name: str = ""
    not_yet: str = ""
    hint: str = ""


def read_type(written: str) -> Type:
    """The type that a cell says; more or other spaces than needed do not count."""
    words = written.split()
    said = " ".join(words)
    for other in _OTHER:
        if said.endswith(f" {other}"):
            return Type("", not_yet=other)
    for taken in range(len(words), 0, -1):
        spelling = " ".join(words[:taken])
        if spelling in _NOT_YET or _SPELLINGS.get(spelling) in _NOT_YET:
            return Type("", not_yet=spelling)
        name = _SPELLINGS.get(spelling, "")
        rest = words[taken:]
        if name in _WITH_LIST and len(rest) <= 1:
            if rest and rest[0].startswith("${"):
                return Type("", not_yet=said)
            return Type(name, rest[0] if rest else "")
        if name and (not rest or name in {"begin group", "end group"}):
            return Type(name)
    close = nearest(words[0] if words else "", [*_SPELLINGS, *_NOT_YET])
    return Type("", hint=" ".join([close, *words[1:]]) if close else "")
