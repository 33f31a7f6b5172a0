"""Headers of columns: what each means, in which language, and under which letter it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

_SURVEY = frozenset(
    {
        "type", "name", "label", "hint", "required", "required_message", "relevant", "constraint", "constraint_message", "appearance",
        "parameters", "calculation", "default", "read_only", "choice_filter", "disabled",
        "saraptama::identifying", "saraptama::total", "saraptama::limit",
    }
)  # fmt: skip
_CHOICES = frozenset({"list_name", "name", "label", "saraptama::missing", "saraptama::exclusive", "saraptama::coarse"})
_SETTINGS = frozenset({"form_title", "form_id", "version", "default_language"})
#: Sheet -> the columns that are read.
READ: Mapping[str, frozenset[str]] = {"survey": _SURVEY, "choices": _CHOICES, "settings": _SETTINGS}

#: Columns of XLSForm that this program does not act on yet; a workbook that uses them is told so.
NOT_YET: Mapping[str, frozenset[str]] = {
    "survey": frozenset(
        {
            "guidance_hint",
            "image",
            "big_image",
            "audio",
            "video",
            "autoplay",
            "repeat_count",
            "trigger",
            "rows",
            "save_to",
            "intent",
        }
    ),
    "choices": frozenset({"image", "big_image", "audio", "video"}),
    "settings": frozenset({"allow_choice_duplicates", "public_key", "submission_url", "add_none_option", "entities_version"}),
}

_ALIASES: Mapping[str, Mapping[str, str]] = {
    "survey": {
        "relevance": "relevant", "caption": "label", "command": "type", "tag": "name", "value": "name", "readonly": "read_only",
        "constraining_message": "constraint_message", "calculate": "calculation", "count": "repeat_count", "jr:count": "repeat_count",
        "requiredmsg": "required_message", "noapperrorstring": "constraint_message",
        "bind::relevant": "relevant", "bind::required": "required", "bind::constraint": "constraint", "bind::calculate": "calculation",
        "bind::readonly": "read_only", "bind::jr:constraintmsg": "constraint_message", "bind::jr:requiredmsg": "required_message",
        "body::appearance": "appearance", "control::appearance": "appearance", "media::image": "image", "media::audio": "audio",
        "media::video": "video",
    },
    "choices": {"value": "name", "caption": "label", "media::image": "image", "media::audio": "audio", "media::video": "video"},
    "settings": {"title": "form_title", "set_form_title": "form_title", "id_string": "form_id", "set_form_id": "form_id"},
}  # fmt: skip

#: Columns that may stand once for each language.
SPOKEN: Mapping[str, frozenset[str]] = {
    "survey": frozenset(
        {"label", "hint", "constraint_message", "required_message", "guidance_hint", "image", "big_image", "audio", "video"}
    ),
    "choices": frozenset({"label", "image", "big_image", "audio", "video"}),
    "settings": frozenset({"form_title"}),
}

#: Names of languages as people write them without a code.
_NAMED_LANGUAGES = {
    "english": "en", "английский": "en", "ағылшынша": "en", "русский": "ru", "russian": "ru", "орысша": "ru",
    "қазақша": "kk", "казахский": "kk", "kazakh": "kk", "қазақ тілі": "kk",
}  # fmt: skip
_WITH_CODE = re.compile(r".*\(\s*([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*)\s*\)\s*\Z", re.DOTALL)
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*\Z")


@dataclass(frozen=True)
class Column:
    """A column: place from 0, letter, the field it means ("" for none that is known), its language ("" for none), the header as written."""

    place: int
    letter: str
    field: str
    language: str
    written: str


def language_code(written: str) -> str:
    """The code of a language as it stands in a header or setting: "Русский (ru)" is "ru"; a name that nobody knows stays as it is."""
    words = " ".join(written.split())
    with_code = _WITH_CODE.match(words)
    if with_code:
        return with_code[1]
    return _NAMED_LANGUAGES.get(words.casefold(), words)


def has_code(language: str) -> bool:
    """Whether a language is known by a code, as the page's `lang` needs it."""
    return bool(_CODE.match(language))


def _plain(part: str) -> str:
    """A header's part as it is compared: small letters, spaces and hyphens as underscores."""
    return re.sub(r"[\s_-]+", "_", part.strip()).casefold()


def read_header(written: str, sheet: str, *, single_colon: bool) -> tuple[str, str]:
    """Field and language of a header; ("", "") for a header that is not known."""
    separator = "::" if "::" in written else ":" if single_colon else "::"
    parts = [part.strip() for part in written.split(separator)]
    known = READ[sheet] | NOT_YET[sheet]
    whole = "::".join(_plain(part) for part in parts)
    field = _ALIASES[sheet].get(whole, whole)
    if field in known:
        return field, ""
    for taken in range(len(parts) - 1, 0, -1):
        head = "::".join(_plain(part) for part in parts[:taken])
        field = _ALIASES[sheet].get(head, head)
        if field in SPOKEN[sheet]:
            return field, language_code(separator.join(parts[taken:]))
    return "", ""


def read_headers(row: tuple[str, ...], sheet: str) -> list[Column]:
    """The columns of a sheet. A single colon separates only where no header has a double one."""
    single_colon = not any("::" in written for written in row)
    columns = []
    for place, written in enumerate(row):
        if written.strip():
            field, language = read_header(written, sheet, single_colon=single_colon)
            columns.append(Column(place, get_column_letter(place + 1), field, language, written.strip()))
    return columns
