"""How a text is made ready to be read: once, at the door, and never again."""

from __future__ import annotations

import hashlib
import re

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def normalise(text: str) -> str:
    r"""The text with line feeds for CR and CRLF, without a leading byte order mark and without NUL.

    Everything else stays as written: no Unicode normalisation, so a letter and its combining marks stay apart. A lone surrogate,
    which no file can hold, becomes U+FFFD. normalise("\ufeffа\r\nб\x00") is "а\nб".
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return _LONE_SURROGATE.sub("\ufffd", text)


def digest(text: str) -> str:
    """SHA-256 over the UTF-8 bytes, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
