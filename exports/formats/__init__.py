"""One file for each format, behind this registry; none knows another, the database, or the web.

A new format is a module here with `write(export, stream)`, and a line in FORMATS.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import BinaryIO

from exports.export import Export


@dataclass(frozen=True)
class Format:
    """A kind of file: how it is asked for, its suffix and its media type. Its module is loaded when first used."""

    name: str
    suffix: str
    media_type: str

    def write(self, export: Export, stream: BinaryIO) -> None:
        """The stream holds the export in this format; equal exports give equal bytes."""
        importlib.import_module(f"{__name__}.{self.name}").write(export, stream)

    def file_name(self, export: Export) -> str:
        """What the file is called: study, audience, language, and the first signs of its fingerprint."""
        about = export.manifest
        return f"{about.slug}-{about.audience}-{about.language}-{about.fingerprint[:8]}{self.suffix}"


FORMATS: Mapping[str, Format] = MappingProxyType(
    {one.name: one for one in (Format("xlsx", ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),)}
)
